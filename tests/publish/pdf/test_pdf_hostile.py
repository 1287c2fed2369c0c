"""Text that would be code, that cannot be seen or that has no place to break a line is text, inside its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from helpers import charts
from helpers.publish import render_pdf
from helpers.publish.reading import read_report
from helpers.publish.report import Chart, Column, Letterhead, Paragraph, Report, Section, Span, Table
from helpers.publish.setting.widths import TEXT_WIDTH, breakable
from helpers.publish.svg import clean_svg
from tests.publish.conftest import FORMULA, HOSTILE, executed, paragraph
from tests.publish.pdf.printed import LEFT, MM, RIGHT, read_pages

LONG = 10_000
SOLID = {
    "letters": "W" * LONG,
    "digits": "1" * LONG,
    "Chinese": "村" * LONG,
    "marks": "）" * LONG,
    "an address": "http://example.invalid/" + "a-b_c" * (LONG // 5),
}
WORDS = [
    HOSTILE,
    FORMULA,
    "@SUM(1)",
    "#set page(width: 1pt)",
    "#panic()",
    "{{ 7*7 }}",
    r"\n\t\u{41}",
    "$ x^2 $",
    "*粗*_斜_",
]


def everywhere(report: Report, text: str) -> Report:
    """Return a report with a text in each of its places."""
    heads = (Column("户"), Column(text), Column("数", True))
    table = Table(
        "表1", text, "单位：户", heads, (("甲", text, "1"), (text, "乙", text)), ("合计", text, "2"), (text,)
    )
    values = {"甲村": 1.0, "乙村": 2.0}
    chart = Chart("图1", text, text, clean_svg(charts.bars("甲-1", {"数": values}, "户", 0), "c"), (text,))
    blocks = (Paragraph((Span("正文"), Span(text), Span("。"))), table, chart)
    section = Section("一、", text, 1, blocks, (Section("（一）", text, 2), Section("1.", text, 3)))
    figures = {name: replace(one, definition=text, text=text) for name, one in report.figures.items()}
    return replace(report, title=text, addressee=text, sections=(section,), figures=figures)


def with_table(report: Report, **parts: Any) -> Report:
    """Return a report of one table."""
    table = Table("表1", "乙", "单位：户", (Column("户"), Column("数", True)), (("甲", "1"),))
    return replace(report, sections=(Section("一、", "丙", 1, (replace(table, **parts),)),))


PLACES: dict[str, Callable[[Report, str], Report]] = {
    "the title": lambda report, text: replace(report, title=text),
    "the addressee": lambda report, text: replace(report, addressee=text),
    "a heading": lambda report, text: replace(report, sections=(Section("一、", text, 1),)),
    "prose": lambda report, text: replace(
        report, sections=(Section("一、", "丙", 1, (Paragraph((Span(text),)),)),)
    ),
    "a caption": lambda report, text: with_table(report, title=text),
    "the head of a column": lambda report, text: with_table(report, columns=(Column("户"), Column(text))),
    "a cell": lambda report, text: with_table(report, rows=((text, "1"),)),
    "a total": lambda report, text: with_table(report, total=(text, "1")),
    "a note": lambda report, text: with_table(report, notes=(text,)),
}


@pytest.mark.parametrize("text", WORDS)
def test_what_is_code_elsewhere_is_printed_as_it_stands(report: Report, text: str) -> None:
    pages = read_pages(render_pdf(everywhere(report, text)))
    printed = "".join(page.text for page in pages)
    assert printed.count(re.sub(r"\s", "", text)) >= 10


@pytest.mark.parametrize("text", SOLID.values(), ids=SOLID)
@pytest.mark.parametrize("place", PLACES)
def test_ten_thousand_characters_without_a_break_stay_inside_the_page(
    plain_report: Callable[[str], Report], place: str, text: str
) -> None:
    pages = read_pages(render_pdf(PLACES[place](plain_report("甲"), text)))
    for page in pages:
        for letter in page.letters:
            assert letter.left > LEFT - 1.5, letter
            assert letter.right < RIGHT + 1.5, letter
            assert 20 * MM < letter.bottom < letter.top + 0.1 < page.height - 30 * MM, letter
    assert sum(page.text.count(text[0]) for page in pages) >= text.count(text[0])


def test_a_caption_longer_than_a_page_before_a_picture_that_floats_is_printed(
    plain_report: Callable[[str], Report],
) -> None:
    """Kept with its table, such a caption and the picture made a file that typst refuses to write."""
    text = "W" * 3_000
    heads = (Column("户"), Column("数", True))
    table = Table("表1", text, "", heads, (("甲", "1"),))
    values = {f"{place}村": 1.0 for place in range(16)}
    chart = Chart("图1", "丁", "丁", clean_svg(charts.bars("甲-1", {"数": values}, "户", 0), "c"))
    sections = (Section("一、", "甲", 1, (table, chart), (Section("（一）", "乙", 2),)),)
    pages = read_pages(render_pdf(replace(plain_report("甲"), sections=sections)))
    assert sum(page.text.count("W") for page in pages) == len(text)


def test_long_texts_in_all_places_at_once_are_all_there(plain_report: Callable[[str], Report]) -> None:
    pages = read_pages(render_pdf(everywhere(plain_report("甲"), "W" * 500)))
    assert sum(page.text.count("W") for page in pages) >= 14 * 500


@pytest.mark.parametrize("text", ["W" * LONG, "村" * LONG], ids=["letters", "Chinese"])
def test_long_cells_stay_inside_their_columns(plain_report: Callable[[str], Report], text: str) -> None:
    heads = (Column("甲"), Column("乙"), Column("丙"))
    table = Table("表1", "丁", "", heads, (("甲甲", text, "丙丙"),))
    section = Section("一、", "甲", 1, (table,))
    pages = read_pages(render_pdf(replace(plain_report("甲"), sections=(section,))))
    head = pages[0].find("甲乙丙")
    third = next(letter for letter in pages[0].letters if letter.text == "丙" and letter is not head[2])
    inside = [letter for page in pages for letter in page.letters if letter.text == text[0]]
    assert len(inside) >= LONG
    assert max(letter.right for letter in inside) < third.left


def test_long_words_in_the_red_head_and_the_office_are_inside_the_page(
    plain_report: Callable[[str], Report],
) -> None:
    head = Letterhead("试验镇" * 12 + "文件", "试政〔2021〕5号", ("李某",))
    report = replace(plain_report("甲"), letterhead=head, office="试验镇" * 9)
    for page in read_pages(render_pdf(report)):
        assert all(letter.left > LEFT - 1.5 and letter.right < RIGHT + 1.5 for letter in page.letters)


def test_marks_that_reorder_or_hide_text_are_not_printed() -> None:
    text = "甲\u202e乙\u200f丙\u2066丁\u200b戊\ufeff"
    report = read_report([executed("a", "甲", ("paragraph", paragraph(text)))])
    assert "甲乙丙丁戊" in read_pages(render_pdf(report))[0].text


def test_line_breaks_are_spaces() -> None:
    report = read_report([executed("a", "甲", ("paragraph", paragraph("甲\n乙\r\n丙\t丁")))])
    assert "甲乙丙丁" in read_pages(render_pdf(report))[0].text


def test_text_is_parted_only_where_a_word_has_no_room() -> None:
    assert breakable("示例村2021年新办21户", 10) == "示例村2021年新办21户"
    assert breakable("见example.invalid。", 4) == ["见", *"example.invalid。"]
    assert breakable("a" * 5 + " " + "村" * 50, TEXT_WIDTH) == "a" * 5 + " " + "村" * 50
    for text in SOLID.values():
        assert "".join(breakable(text, 5)) == text
