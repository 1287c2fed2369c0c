"""The PDF measured: fonts and sizes by role, margins, tables and pictures over pages, wide tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from pypdfium2 import raw

from helpers import charts
from helpers.publish import render_pdf
from helpers.publish.report import Chart, Column, Paragraph, Report, Section, Span, Table
from helpers.publish.setting.widths import is_wide
from helpers.publish.svg import clean_svg
from tests.publish.pdf.printed import BOTTOM, LEFT, MM, RIGHT, TOP, Page, face, on, read_pages

Plain = Callable[[str], Report]


@pytest.fixture(scope="module")
def pages(document: bytes) -> list[Page]:
    return read_pages(document)


# --- fonts and sizes -----------------------------------------------------------------------------------------


@pytest.mark.promise("report.pdf")
def test_each_part_has_the_font_and_size_of_the_standard(pages: list[Page]) -> None:
    contents, first = pages[:2]
    assert face(first.find("巩固拓展")) == ("FandolSong-Bold", 22)
    assert face(first.find("现将工作情况汇报如下")) == ("FandolFang-Regular", 16)
    assert face(first.find("一、基本情况")) == ("NotoSansSC-Regular", 16)
    assert face(first.find("突出衔接重点")) == ("FandolKai-Regular", 16)
    assert face(first.find("兜底保障政策落实情况")) == ("FandolFang-Regular", 16)
    assert face(first.find("—1—")) == ("NotoSerifSC-Regular", 14)
    assert face(contents.find("目录")) == ("FandolSong-Bold", 22)


def test_headings_of_the_third_level_are_bold(document: bytes) -> None:
    with pypdfium2.PdfDocument(document) as opened:
        modes = {}
        page = opened[1]
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage()):
            modes[item.extract()] = raw.FPDFTextObj_GetTextRenderMode(item.raw)
    stroked = "".join(text for text, mode in modes.items() if mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
    assert "兜底保障政策落实情况" in stroked
    assert "突出" not in stroked


def test_page_numbers_stand_one_character_in_from_the_outer_edge(pages: list[Page]) -> None:
    for number, page in enumerate(pages[1:], start=1):
        letters = page.find(f"—{number}—")
        if number % 2:
            assert RIGHT - letters[-1].right == pytest.approx(14, abs=2)
        else:
            assert letters[0].left - LEFT == pytest.approx(14, abs=2)
        assert letters[0].top < BOTTOM - 7 * MM


def test_everything_but_page_numbers_stands_within_the_margins(pages: list[Page]) -> None:
    for number, page in enumerate(pages):
        for letter in page.letters:
            assert letter.left > LEFT - 1 and letter.right < RIGHT + 1, letter  # noqa: PT018
            assert letter.top < TOP + 1
            assert letter.bottom > BOTTOM - 1 or number > 0


# --- tables and pictures over pages ---------------------------------------------------------------------------


def of(report: Report, *blocks: Paragraph | Table | Chart) -> list[Page]:
    """Return the pages of a report of one section with these blocks."""
    return read_pages(render_pdf(replace(report, sections=(Section("一、", "甲", 1, blocks),))))


def words(lines: int) -> Paragraph:
    return Paragraph((Span("正" * (28 * lines - 2)),))


def table(rows: int, columns: int = 3, label: str = "表1") -> Table:
    heads = (Column("户名"), *(Column(f"第{place}列数", True) for place in range(1, columns)))
    cells = tuple((f"户{row}号", *["7000"] * (columns - 1)) for row in range(1, rows + 1))
    return Table(label, "甲乙", "单位：户", heads, cells, ("合计", *["9999"] * (columns - 1)), ("丙丁",))


def chart(groups: int) -> Chart:
    values = {f"甲{place}村": float(place) for place in range(groups)}
    return Chart("图1", "村村有数", "甲", clean_svg(charts.bars("甲-1", {"数": values}, "户", 0), "c"))


@pytest.mark.parametrize("rows", [15, 21, 22, 23, 24, 25, 60])
def test_the_end_of_a_table_never_stands_alone_on_a_page(plain_report: Plain, rows: int) -> None:
    pages = of(plain_report("甲"), table(rows))
    (last,) = on(pages, "合计")
    assert len([line for line in pages[last].lines() if line.startswith("户") and "号" in line]) >= 2


@pytest.mark.parametrize("lines", range(6, 21, 2))
def test_a_short_table_stays_whole_and_a_long_one_begins_with_some_rows(
    plain_report: Plain, lines: int
) -> None:
    short = of(plain_report("甲"), words(lines), table(6))
    assert on(short, "户1号") == on(short, "户6号") == on(short, "合计") == on(short, "甲乙")
    long = of(plain_report("甲"), words(lines), table(30))
    (begin,) = on(long, "甲乙")
    assert on(long, "户3号") == [begin]
    assert len(on(long, "第1列数")) == len(on(long, "号7000"))


@pytest.mark.parametrize("groups", [4, 16])
@pytest.mark.parametrize("lines", range(6, 21, 3))
def test_a_picture_keeps_with_its_caption_and_leaves_no_page_a_third_empty(
    plain_report: Plain, lines: int, groups: int
) -> None:
    pages = of(plain_report("甲"), words(lines), chart(groups), words(30), table(7), words(40))
    assert on(pages, "村村有数") == on(pages, "甲1村") == on(pages, "甲3村")
    for page in pages[:-1]:
        lowest = min(letter.bottom for letter in page.letters if letter.bottom > BOTTOM)
        assert lowest - BOTTOM < (TOP - BOTTOM) / 3


@pytest.mark.parametrize("groups", [(4, 16), (16, 4), (16, 16, 4), (4, 16, 4)], ids=str)
@pytest.mark.parametrize("lines", range(0, 21, 4))
def test_pictures_stand_in_the_order_of_their_numbers(
    plain_report: Plain, lines: int, groups: tuple[int, ...]
) -> None:
    blocks: list[Paragraph | Table | Chart] = [words(lines)] if lines else []
    for number, many in enumerate(groups, start=1):
        blocks += [replace(chart(many), label=f"图{number}", title=f"村村有数{number}"), words(2)]
    pages = of(plain_report("甲"), *blocks, table(5), words(30))
    places = []
    for number in range(1, len(groups) + 1):
        (page,) = on(pages, f"村村有数{number}")
        places.append((page, -pages[page].find(f"村村有数{number}")[0].base))
    assert places == sorted(places)


# --- wide tables ---------------------------------------------------------------------------------------------


def test_a_wide_table_turns_the_page(plain_report: Plain) -> None:
    wide = table(40, 20)
    assert is_wide([[column.name for column in wide.columns], *wide.rows])
    pages = of(plain_report("甲"), words(3), wide, words(3))
    turned = [page for page in pages if page.width > page.height]
    assert [round(side / MM) for side in (turned[0].width, turned[0].height)] == [297, 210]
    assert len(turned) == 2
    assert on(pages, "第19列数") == on(pages, "户名") == [1, 2]
    for page in turned:
        inside = [letter for letter in page.letters if letter.left > 35 * MM - 1]
        assert max(letter.right for letter in inside) < (297 - 37) * MM + 1
        assert max(letter.top for letter in inside) < (210 - 28) * MM + 1
        assert min(letter.bottom for letter in inside) > 26 * MM - 1


def test_the_number_of_a_turned_page_is_where_that_of_an_upright_one_is(plain_report: Plain) -> None:
    """Turned back by a quarter, its head at the left edge: odd numbers at the right, even ones at the left."""
    pages = of(plain_report("甲"), words(3), table(40, 20), words(3))
    upright = {place: pages[place].find(f"—{place + 1}—") for place in (0, 3)}
    for place, like in ((1, upright[3]), (2, upright[0])):
        number = pages[place].find(f"—{place + 1}—")
        # What is left on a turned page is below on an upright one; what is above is left.
        assert pages[place].height - number[0].top == pytest.approx(like[0].left, abs=5)
        assert number[1].left == pytest.approx(like[1].bottom, abs=5)


def test_a_table_that_fits_does_not_turn_the_page(pages: list[Page]) -> None:
    assert all(page.width < page.height for page in pages)
