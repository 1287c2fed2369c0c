"""The tables as an Excel workbook, read back by another library than the one that writes it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import load_workbook

from helpers.publish import render_workbook
from helpers.publish.report import DASH, Column, Report, Section, Table
from tests.publish.conftest import FORMULA, HOSTILE

# Their stubs do not know all that is read here.
Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any

CHECKLIST = Path(__file__).parents[3] / "docs" / "spreadsheet-accessibility.md"


@pytest.fixture(scope="session")
def workbook(report: Report) -> bytes:
    return render_workbook(report)


@pytest.fixture(scope="session")
def book(workbook: bytes) -> Workbook:
    return opened(workbook)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def table_of(sheet: Worksheet) -> list[list[Any]]:
    """Return the cells of a sheet's table, its heading first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def links_of(sheet: Worksheet) -> list[Any]:
    """Return the hyperlinks of a sheet, in the order of its cells."""
    return [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def above(sheet: Worksheet) -> list[str]:
    """Return what stands above a sheet's table."""
    (table,) = sheet.tables.values()
    return [str(sheet.cell(row, 1).value) for row in range(1, sheet[table.ref][0][0].row)]


def with_tables(report: Report, *tables: Table) -> Report:
    """Return a report of these tables alone."""
    return replace(report, lead=(), sections=(Section("一、", "甲", 1, tables),), figures={}, checks=None)


def one_table(report: Report, *cells: str, number: bool = False, **more: Any) -> list[Any]:
    """Return the cells that one column of a table becomes."""
    table = Table("表1", "甲", "", (Column("乙", number),), tuple((cell,) for cell in cells), **more)
    sheet = opened(render_workbook(with_tables(report, table))).worksheets[1]
    return [row[0] for row in sheet[next(iter(sheet.tables.values())).ref]][1:]


# --- what is in it ---------------------------------------------------------------------------------------


def test_the_sheets_are_the_contents_each_table_the_checks_the_figures_and_the_facts(book: Workbook) -> None:
    assert book.sheetnames == [
        "目录",
        "表1 各村兜底保障分项情况",
        "表2 各村小额信贷情况",
        "表3 产业路项目实施情况",
        "勾稽关系校验表",
        "指标",
        "事实",
    ]


def test_the_contents_lead_to_every_sheet_and_every_sheet_leads_back(book: Workbook) -> None:
    contents = book["目录"]
    assert table_of(contents)[2] == ["表2", "各村小额信贷情况", "见表头", "小额信贷政策落实情况"]
    leads = [link.location for link in links_of(contents)]
    assert leads == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    for sheet in book.worksheets[1:]:
        (back,) = links_of(sheet)
        assert back.location == "'目录'!A1"
        assert sheet[back.ref].value == "返回目录"


def test_a_sheet_says_who_until_when_in_which_unit_and_the_notes(book: Workbook) -> None:
    assert above(book["表2 各村小额信贷情况"]) == [
        "表2 各村小额信贷情况",
        "试验镇乡村振兴办公室　数据截至2021年10月31日　单位：见表头",
        "注1：余额为期末数",
        *above(book["表2 各村小额信贷情况"])[3:-2],
        f"注3：“{DASH}”表示这一格没有数，或者不适用。",
        "返回目录",
    ]
    assert HOSTILE in "".join(above(book["表2 各村小额信贷情况"]))
    assert above(book["表1 各村兜底保障分项情况"])[1].endswith("单位：人")


@pytest.mark.promise("tables.xlsx")
def test_numbers_are_numbers_as_printed_and_text_is_text(report: Report) -> None:
    cells = one_table(report, "0.10", "-5", "1945", "8.00", DASH, number=True)
    assert [cell.value for cell in cells] == [0.1, -5, 1945, 8, DASH]
    assert [cell.number_format for cell in cells[:4]] == ["0.00_ ", "0_ ", "0_ ", "0.00_ "]
    assert [cell.value for cell in one_table(report, "010", "2021")] == ["010", "2021"]


def test_a_number_that_excel_would_round_stays_text(report: Report) -> None:
    cells = one_table(report, "1234567890123456", "123456789012345", number=True)
    assert [cell.value for cell in cells] == ["1234567890123456", 123456789012345]


def test_the_figures_are_those_of_the_list_each_shown_as_the_report_writes_it(
    book: Workbook, report: Report
) -> None:
    rows = {row[1]: row for row in table_of(book["指标"])[1:]}
    assert list(rows) == list(report.figures)
    assert rows["小额信贷.存量贷款"] == [
        "小额信贷政策落实情况",
        "小额信贷.存量贷款",
        287.5,
        "万元",
        "存量贷款的口径",
        "L11 脱贫人口小额信贷台账",
        61,
    ]
    assert rows["小额信贷.有余额的村"][2:4] == ["示例01村、示例02村", DASH]


def test_the_total_is_the_last_row_and_bold(book: Workbook) -> None:
    sheet = book["表2 各村小额信贷情况"]
    last = [cell for cell in sheet[sheet.max_row] if cell.value is not None]
    assert [cell.value for cell in last] == ["合计", 21, 287.5]
    assert all(cell.font.b for cell in last)
    assert not any(cell.font.b for cell in sheet[sheet.max_row - 1])


def test_paper_is_a4_one_page_wide_with_its_heading_on_every_page(book: Workbook) -> None:
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        top = sheet[table.ref][0][0].row
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == f"${top}:${top}"
        assert sheet.print_area.endswith(f"${sheet.max_row}")
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert book["表1 各村兜底保障分项情况"].page_setup.orientation == "landscape"
    assert book["事实"].page_setup.orientation != "landscape"


# --- the same bytes, and reports that are short of something --------------------------------------------


def test_the_same_report_gives_the_same_bytes(report: Report, workbook: bytes) -> None:
    assert render_workbook(report) == workbook


def test_its_dates_are_the_date_of_issue(book: Workbook, workbook: bytes) -> None:
    assert book.properties.created == book.properties.modified == datetime(2021, 11, 8)
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert {part.date_time[:3] for part in archive.infolist()} == {(1980, 1, 1)}


def test_a_report_without_anything_to_tabulate_still_opens(report: Report) -> None:
    nothing = replace(report, sections=(), lead=(), figures={}, checks=None)
    assert opened(render_workbook(nothing)).sheetnames == ["目录"]


def test_a_table_without_rows_has_one_that_says_so(report: Report) -> None:
    assert [cell.value for cell in one_table(report)] == [DASH]


# --- text that would be something else ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [FORMULA, "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "http://x.invalid"]
)
def test_text_that_begins_like_a_formula_or_an_address_stays_text(report: Report, text: str) -> None:
    live = Table(
        "表1", text, text, (Column(text), Column("乙", True)), ((text, text),), (text, text), (text,)
    )
    hostile = replace(with_tables(report, live), title=text, office=text, checks=replace(live, label=""))
    found = opened(render_workbook(hostile))
    cells = [cell for sheet in found.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sum(cell.value == text for cell in cells) >= 7
    assert all(link.target is None for sheet in found.worksheets for link in links_of(sheet))
    if text[0] in "=+-@":  # It is text for Excel even after somebody has edited the cell.
        assert all(cell.quotePrefix for cell in cells if cell.value == text and not cell.hyperlink)


def test_a_cell_of_ten_thousand_characters_is_whole_and_one_of_forty_thousand_says_it_is_cut(
    report: Report,
) -> None:
    whole, cut = (cell.value for cell in one_table(report, "村" * 10_000, "𠀀" * 40_000))
    assert whole == "村" * 10_000
    assert cut.startswith(
        "〔原文40000字，Excel一格放不下，以下只是开头，全文见 report.html 或 figures.csv〕𠀀𠀀"
    )
    assert 32_765 <= len(cut.encode("utf-16-le")) / 2 <= 32_767


def test_what_xml_does_not_allow_is_seen_and_the_rest_comes_through(report: Report) -> None:
    texts = ["甲\x01乙\ud800丙\uffff", "第一行\n第二行", "\u202e右\u200f", "_x0041_", "&amp;<b>"]
    values = [cell.value for cell in one_table(report, *texts)]
    assert values == ["甲\ufffd乙\ufffd丙\ufffd", *texts[1:]]


def test_the_properties_of_the_file_are_legal_too(report: Report) -> None:
    found = opened(render_workbook(replace(report, title="甲\x01<b>", office="乙\ud800")))
    assert (found.properties.title, found.properties.creator) == ("甲\ufffd<b>附表", "乙\ufffd")


def test_headings_that_excel_refuses_are_mended_and_lose_nothing(report: Report) -> None:
    heads = ("村", "村", "", "长" * 300, "甲\n乙")
    table = Table("表1", "甲", "", tuple(map(Column, heads)), (("一",) * 5,))
    sheet = opened(render_workbook(with_tables(report, table))).worksheets[1]
    assert table_of(sheet)[0] == ["村", "村 ", "第3列", "长" * 255, "甲 乙"]
    assert "长" * 300 in "".join(above(sheet)).replace("返回目录", "")


def test_titles_that_no_sheet_can_have_and_the_same_title_twice(report: Report) -> None:
    tables = [
        Table("表1", title, "", (Column("村"),), (("一",),)) for title in ("a/b:[c]*?'", "甲" * 40, "甲" * 41)
    ]
    found = opened(render_workbook(with_tables(report, *tables)))
    assert found.sheetnames[1:3] == ["表1 a b c", f"表1 {'甲' * 28}"]
    assert found.sheetnames[3] == f"表1 {'甲' * 26}_2"
    assert found.worksheets[3]["A1"].value.startswith("表1 甲")


# --- docs/spreadsheet-accessibility.md ------------------------------------------------------------------


def cells_of(book: Workbook) -> Iterator[Any]:
    return (
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def column_a(sheet: Worksheet) -> list[Any]:
    return [cell.value for cell in sheet["A"]]


def luminance(color: str) -> float:
    parts = [int(color[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(cell: Any) -> float:
    """Return the contrast of a cell's text with what is behind it, as WCAG 2.2 defines it."""
    color = cell.font.color
    ink = color.rgb if color is not None and isinstance(color.rgb, str) else "FF000000"
    paper = cell.fill.fgColor.rgb if cell.fill.fill_type else "FFFFFFFF"
    dark, light = sorted((luminance(ink), luminance(paper)))
    return (light + 0.05) / (dark + 0.05)


def is_full(sheet: Worksheet) -> bool:
    return all(cell not in (None, "") for row in table_of(sheet) for cell in row)


def explains_gaps(sheet: Worksheet) -> bool:
    gaps = any(cell == DASH for row in table_of(sheet) for cell in row)
    return not gaps or f"“{DASH}”表示这一格没有数" in "".join(above(sheet))


def heads_of(sheet: Worksheet) -> list[str]:
    return [column.name for table in sheet.tables.values() for column in table.tableColumns]


RULES: dict[str, Callable[[Worksheet], bool]] = {
    "T1": lambda sheet: len(sheet.tables) == 1,
    "T2": lambda sheet: next(iter(sheet.tables)).split("_")[0] == re.split(r"\W", sheet.title)[0],
    "T3": lambda sheet: not sheet.merged_cells.ranges,
    "T4": is_full,
    "T5": lambda sheet: (
        len(set(heads_of(sheet))) == len(heads_of(sheet)) and table_of(sheet)[0] == heads_of(sheet)
    ),
    "T6": lambda sheet: all(
        cell.alignment.wrap_text or cell.alignment.horizontal == "fill"
        for row in sheet[next(iter(sheet.tables.values())).ref]
        for cell in row
    ),
    "T7": lambda sheet: (
        sheet.auto_filter.ref is None
        and all(table.autoFilter is None for table in sheet.tables.values())
        and sheet.freeze_panes == f"A{len(above(sheet)) + 2}"
    ),
    "T8": explains_gaps,
    "T9": lambda sheet: (
        sheet.sheet_state == "visible"
        and not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
    ),
    "T11": lambda sheet: {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"n", "s"},
    "N1": lambda sheet: not any(re.search("[*†‡¹²³]", head) for head in heads_of(sheet)),
    "N2": lambda sheet: (
        all(line.startswith("注") for line in above(sheet)[2:-1][:1]) or sheet.title == "目录"
    ),
    "F2": lambda sheet: all(link.target is None and sheet[link.ref].value for link in links_of(sheet)),
    "F5": lambda sheet: sheet.title[:20] in sheet["A1"].value or sheet.title in ("目录", "指标", "事实"),
    "F7": lambda sheet: (
        not any(
            part.text
            for part in (
                sheet.oddHeader.left,
                sheet.oddHeader.center,
                sheet.oddHeader.right,
                sheet.oddFooter.left,
                sheet.oddFooter.right,
            )
        )
    ),
    "F9": lambda sheet: (
        {cell.row for row in sheet.iter_rows() for cell in row if cell.fill.fill_type}
        == {len(above(sheet)) + 1}
    ),
    "F12": lambda sheet: not sheet._images and not sheet._charts,
    "S1": lambda sheet: len(sheet.title) <= 31,
    "S2": lambda sheet: bool(sheet["A1"].value),
    "S3": lambda sheet: None not in column_a(sheet),
    "S4": lambda sheet: next(iter(sheet.tables.values())).ref.startswith("A"),
    "S5": lambda sheet: sheet.max_row == len(above(sheet)) + len(table_of(sheet)),
    "S6": lambda sheet: len(sheet.tables) == 1,
    "P4": lambda sheet: {one.activeCell for one in sheet.sheet_view.selection} == {"A1"},
}
BOOK_RULES: dict[str, Callable[[Workbook], bool]] = {
    "F3": lambda book: all(
        cell.font.name == "微软雅黑"
        and cell.font.sz >= (12 if cell.coordinate == "A1" else 10)
        and not cell.font.i
        and not cell.alignment.textRotation
        for cell in cells_of(book)
    ),
    "F10": lambda book: (
        {cell.font.u for cell in cells_of(book) if cell.font.color and cell.font.color.rgb == "FF1F3864"}
        == {"single"}
    ),
    "F11": lambda book: min(map(contrast, cells_of(book))) >= 4.5,
    "F13": lambda book: not book.vba_archive,
    "S7": lambda book: (
        book.sheetnames[0] == "目录" and len(links_of(book["目录"])) == len(book.sheetnames) - 1
    ),
    "S8": lambda book: (
        "试验镇乡村振兴办公室" in book["目录"]["A2"].value and "2021年11月8日" in book["目录"]["A2"].value
    ),
    "P3": lambda book: (
        book.properties.title.endswith("附表") and book.properties.creator == "试验镇乡村振兴办公室"
    ),
}


@pytest.mark.promise("tables.xlsx")
@pytest.mark.parametrize("number", RULES)
def test_every_sheet_keeps_the_rule(book: Workbook, number: str) -> None:
    assert [sheet.title for sheet in book.worksheets if not RULES[number](sheet)] == []


@pytest.mark.parametrize("number", BOOK_RULES)
def test_the_workbook_keeps_the_rule(book: Workbook, number: str) -> None:
    assert BOOK_RULES[number](book)


def test_t10_a_table_says_what_it_is(workbook: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/tables/")]
    assert len(parts) == 7
    assert all('altText="' in part for part in parts)
    assert 'altTextSummary="表2 各村小额信贷情况：18行3列，第一行是表头，最后一行是合计"' in parts[2]


def test_the_checklist_says_which_rules_are_tested() -> None:
    rows = [
        line.strip("| ").split("|")
        for line in CHECKLIST.read_text(encoding="utf-8").splitlines()
        if line[:2] == "| "
    ]
    listed = [[cell.strip() for cell in row] for row in rows[1:]]
    assert {row[0] for row in listed if row[-1] == "checked"} == {*RULES, *BOOK_RULES, "T10"}
    assert {row[3] for row in listed} == {"done", "partly", "not done", "not by program"}
