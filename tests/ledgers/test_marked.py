"""A workbook with a marking of secrecy is refused by file, sheet and cell, wherever the marking stands."""

from __future__ import annotations

import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.ledgers.tiny import TinyOffice

TABLE = "小额信贷"


def change(tiny: TinyOffice, edit) -> None:
    book = load_workbook(tiny.path(TABLE))
    edit(book)
    book.save(tiny.path(TABLE))


def places(tiny: TinyOffice) -> list[tuple[str, str, str]]:
    errors = tiny.errors()
    assert {error.rule for error in errors} <= {"密级"}
    return [(error.sheet, error.cell, error.what) for error in errors]


def test_a_cell_with_a_marking_is_named(tiny: TinyOffice) -> None:
    tiny.edit(TABLE, lambda sheet: sheet.__setitem__("A1", "机密★1年"))
    error = tiny.only_error()
    assert error.place == f"{tiny.path(TABLE).name} {TABLE}!A1"
    assert "机密★1年" in error.what
    assert "保密规定" in error.do


def test_all_markings_are_named_at_once_also_on_sheets_that_are_not_read(tiny: TinyOffice) -> None:
    def edit(book: Workbook) -> None:
        book[TABLE]["B2"] = "密级：秘密"
        book[TABLE]["AB900"] = "绝密"
        other = book.create_sheet("附")
        other["C3"], other.sheet_state = "【机密】", "hidden"

    change(tiny, edit)
    found = {(sheet, cell) for sheet, cell, _ in places(tiny)}
    assert found == {(TABLE, "B2"), (TABLE, "AB900"), ("附", "C3")}


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (lambda book: setattr(book[TABLE].oddHeader.center, "text", "机密★1年"), (TABLE, "页眉页脚")),
        (lambda book: setattr(book[TABLE].evenFooter.left, "text", "秘密"), (TABLE, "页眉页脚")),
        (lambda book: setattr(book.properties, "keywords", "秘密"), ("", "文档属性")),
        (lambda book: setattr(book[TABLE]["A1"], "comment", Comment("绝密", "甲")), ("", "批注")),
        (lambda book: book.create_sheet("机密"), ("机密", "")),
        (
            lambda book: book[TABLE].__setitem__(
                "A1", CellRichText(TextBlock(InlineFont(b=True), "机"), TextBlock(InlineFont(i=True), "密"))
            ),
            (TABLE, "A1"),
        ),
    ],
)
def test_a_marking_is_found_wherever_it_stands(tiny: TinyOffice, edit, place: tuple[str, str]) -> None:
    change(tiny, edit)
    assert [found[:2] for found in places(tiny)] == [place]


def test_a_header_is_read_without_what_lays_it_out(tiny: TinyOffice) -> None:
    def edit(book: Any) -> None:
        header = book[TABLE].oddHeader.right
        header.text, header.font, header.size, header.color = "秘密", "宋体,常规", 9, "FF0000"

    change(tiny, edit)
    assert places(tiny) == [(TABLE, "页眉页脚", "标有“秘密”，不能在这里处理")]


def test_a_file_may_bear_a_marking_in_its_name(tiny: TinyOffice) -> None:
    path = tiny.path(TABLE)
    path.rename(path.with_name("L11_小额信贷_机密.xlsx"))
    assert tiny.only_error().file == "L11_小额信贷_机密.xlsx"


def test_cells_whose_text_stands_in_the_sheet_itself_are_read_too(tiny: TinyOffice) -> None:
    tiny.edit(TABLE, lambda sheet: sheet.__setitem__("A1", "甲甲甲"))
    path = tiny.path(TABLE)
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    start, end = sheet.index(b'<c r="A1"'), sheet.index(b"</c>") + 4
    inline = '<c r="A1" t="inlineStr"><is><t>秘密</t></is></c>'.encode()
    parts["xl/worksheets/sheet1.xml"] = sheet[:start] + inline + sheet[end:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert [found[:2] for found in places(tiny)] == [(TABLE, "A1")]


def test_the_words_in_a_sentence_are_none(tiny: TinyOffice) -> None:
    tiny.edit(TABLE, lambda sheet: sheet.__setitem__("A2", "填表人应当保守国家秘密，注意种植密度"))
    assert tiny.errors() == []


def test_the_office_refuses_marks_of_its_own_also_once_a_snapshot_is_there(tiny: TinyOffice) -> None:
    tiny.edit(TABLE, lambda sheet: sheet.__setitem__("A2", "内部资料 注意保存"))
    assert tiny.errors() == []
    tiny.change_settings(marks=["内部资料"])
    assert [found[:2] for found in places(tiny)] == [(TABLE, "A2")]
