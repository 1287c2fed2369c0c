"""The PDF's structure: PDF/A-3 and PDF/UA-1, its tags, the workbook attached to it, the links of its figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest

from helpers.publish import render_pdf, render_workbook
from helpers.publish.report import Column, Paragraph, Report, Section, Span, Table
from tests.publish.pdf.printed import MM, Page, read_pages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def opened(report: Report) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(render_pdf(report, workbook=render_workbook(report)))) as pdf:
        yield pdf


def elements(pdf: pikepdf.Pdf) -> list[tuple[str, tuple[str, ...], Any]]:
    """Return the tags of a PDF in the order of reading: kind, kinds above it, element."""

    def down(node: Any, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
        if isinstance(node, pikepdf.Array):
            for each in node:
                yield from down(each, above)
        elif isinstance(node, pikepdf.Dictionary) and "/K" in node:
            kind = str(node.get("/S", ""))
            yield kind, above, node
            yield from down(node["/K"], (*above, kind))

    return list(down(pdf.Root["/StructTreeRoot"], ()))


@pytest.mark.promise("report.pdf")
def test_it_declares_pdf_a_3_and_pdf_ua_1(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as about:
        assert about.pdfa_status == "3A"
        assert about["pdfuaid:part"] == "1"


def test_it_is_tagged_chinese_and_shows_its_title_in_the_title_bar(opened: pikepdf.Pdf) -> None:
    root = opened.Root
    assert str(root["/Lang"]) == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root


def test_every_picture_has_words_and_every_table_has_heads(opened: pikepdf.Pdf, report: Report) -> None:
    tags = elements(opened)
    pictures = [node for kind, _, node in tags if kind == "/Figure"]
    assert len(pictures) == 2
    assert all(str(node["/Alt"]) for node in pictures)
    tables = sum(kind == "/Table" for kind, _, _ in tags)
    assert tables == sum(isinstance(block, Table) for block in report.blocks()) + 3
    heads = [above for kind, above, _ in tags if kind == "/TH"]
    assert all("/THead" in above or "/TBody" in above for above in heads)
    assert sum("/THead" in above for above in heads) > 3 * tables
    assert all("/Table" in above for kind, above, _ in tags if kind in ("/TD", "/TH", "/TR"))


def test_headings_are_tagged_by_their_depth_and_captions_as_captions(opened: pikepdf.Pdf) -> None:
    kinds = [kind for kind, _, _ in elements(opened)]
    assert [kind for kind in kinds if kind.startswith("/H") and kind[2:].isdigit()] == [
        "/H1", "/H1", "/H2", "/H3", "/H3", "/H2", "/H3", "/H1", "/H1", "/H1"
    ]  # fmt: skip
    assert kinds.count("/Caption") == 5


# --- the workbook --------------------------------------------------------------------------------------------


@pytest.mark.promise("report.pdf")
def test_the_tables_are_attached_as_a_workbook(opened: pikepdf.Pdf, report: Report) -> None:
    (spec,) = opened.Root["/AF"]
    assert spec["/AFRelationship"] == "/Data"
    assert str(spec["/UF"]) == "tables.xlsx"
    assert "附表" in str(spec["/Desc"])
    file = spec["/EF"]["/F"]
    assert str(file["/Subtype"]).lstrip("/").replace("#2F", "/") == XLSX
    assert file.read_bytes() == render_workbook(report)
    assert list(opened.attachments) == ["tables.xlsx"]
    day = report.issued
    assert isinstance(day, dt.date)
    assert f"{day:%Y%m%d}" in str(file["/Params"]["/ModDate"])


def test_without_a_workbook_nothing_is_attached(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert "/AF" not in pdf.Root
        assert list(pdf.attachments) == []


# --- links ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def linked(document: bytes) -> list[tuple[str, str]]:
    """What is linked, and the line it leads to."""
    return links(document)


def links(document: bytes) -> list[tuple[str, str]]:
    """Return the text of each link that is no line of the contents, with the line at its destination."""
    pages = read_pages(document)
    found = []
    with pikepdf.open(io.BytesIO(document)) as pdf:
        numbers: dict[Any, int] = {page.objgen: place for place, page in enumerate(pdf.pages)}
        for place, page in enumerate(pdf.pages):
            for note in page.get("/Annots", []):
                left, low, right, high = map(float, note["/Rect"])
                text = "".join(
                    one.text
                    for one in pages[place].letters
                    if left - 1 < one.left < right - 1 and low - 1 < (one.bottom + one.top) / 2 < high + 1
                )
                # The view begins 10 points above what is linked.
                target, top = numbers[note["/Dest"][0].objgen], float(note["/Dest"][3]) - 10
                found.append((text, line_below(pages[target], top)))
    return [(text, line) for text, line in found if "…" not in text and "..." not in text]


def line_below(page: Page, top: float) -> str:
    base = max(letter.base for letter in page.letters if letter.base < top)
    line = [letter for letter in page.letters if abs(letter.base - base) < 2]
    return "".join(letter.text for letter in sorted(line, key=lambda letter: letter.left))


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("11001户", "总户数11001户总户数的口径"),
        ("38006人", "总人口38006人总人口的口径"),
        ("287.5万元", "存量贷款287.5万元存量贷款的口径"),
        ("133.1万元", "拨付金额133.1万元拨付金额的口径"),
        ("接续推进乡村振兴的起步之年", "年度定位接续推进乡村振兴的起步之年试验镇党委会纪要"),
    ],
)
def test_a_figure_or_fact_of_the_text_leads_to_its_row_at_the_end(
    linked: list[tuple[str, str]], text: str, row: str
) -> None:
    (line,) = [line for words, line in linked if words == text]
    assert line.startswith(row)


@pytest.mark.parametrize(
    ("head", "row"), [("户数（户）", "新办户数21户"), ("余额（万元）", "存量贷款287.5万元")]
)
def test_the_head_of_a_column_that_is_a_figure_leads_to_its_row(
    linked: list[tuple[str, str]], head: str, row: str
) -> None:
    (line,) = [line for words, line in linked if words == head]
    assert line.startswith(row)


def test_links_look_like_any_other_text(document: bytes) -> None:
    page = next(page for page in read_pages(document) if "11001户" in page.text)
    assert {letter.colour for letter in page.letters} == {(0, 0, 0)}
    with pikepdf.open(io.BytesIO(document)) as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
    assert notes
    for note in notes:
        assert [int(side) for side in note["/Border"]] == [0, 0, 0]
        assert "/C" not in note


def test_the_heads_of_a_broken_table_are_linked_on_its_first_page_only(report: Report) -> None:
    name = next(iter(report.figures))
    rows = tuple((f"户{number}", "1") for number in range(80))
    table = Table("表1", "甲", "", (Column("户"), Column("个数", True, name)), rows)
    long = replace(report, sections=(Section("一、", "甲", 1, (table,)),))
    assert [words for words, _ in links(render_pdf(long))].count("个数") == 1


def test_a_figure_that_is_not_in_the_list_is_not_linked(report: Report) -> None:
    section = Section("一、", "甲", 1, (Paragraph((Span("5户", figure="甲.乙"), Span("。"))),))
    assert links(render_pdf(replace(report, lead=(), sections=(section,)))) == []


def test_bookmarks_lead_to_their_headings(document: bytes) -> None:
    pages = read_pages(document)
    with pypdfium2.PdfDocument(document) as opened:
        for mark in opened.get_toc():
            target = mark.get_dest()
            assert target is not None
            words = mark.get_title().replace("　", "").replace(" ", "")
            page = pages[target.get_index() or 0]
            assert words in page.text
            top = target.get_view()[1][1]
            assert page.find(words, page.text.count(words) - 1)[0].base == pytest.approx(top, abs=20 * MM)
