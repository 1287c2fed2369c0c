"""The red head, the note of attachments and the signature, measured after GB/T 9704-2012."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
from pypdfium2 import raw

from helpers.publish import render_pdf
from helpers.publish.annexes import annexes
from helpers.publish.report import Letterhead, Report
from tests.publish.pdf.printed import CHARACTER, LEFT, MM, PITCH, RIGHT, TOP, Page, face, on, read_pages

RED = (230, 0, 18)
HEAD = Letterhead("试验镇人民政府文件", "试政〔2021〕5号", ("李某",))


@pytest.fixture(scope="module")
def document_with_head(report: Report) -> bytes:
    return render_pdf(replace(report, letterhead=HEAD, office="试验镇人民政府"))


@pytest.fixture(scope="module")
def page(document_with_head: bytes) -> Page:
    return read_pages(document_with_head)[0]


def red_lines(document: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right and top of the red lines of the first page."""
    found = []
    with pypdfium2.PdfDocument(document) as opened:
        for item in opened[0].get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            colour = [ctypes.c_uint() for _ in range(4)]
            raw.FPDFPageObj_GetStrokeColor(item.raw, *colour)
            if tuple(one.value for one in colour[:3]) == RED:
                found.append(item.get_bounds())
    return found


@pytest.mark.promise("report.pdf")
def test_the_mark_is_red_and_35_mm_below_the_edge_of_the_text(page: Page) -> None:
    mark = page.find(HEAD.mark)
    font, size = face(mark)
    assert font == "FandolSong-Bold"
    assert size > 22
    assert {letter.colour for letter in mark} == {RED}
    assert TOP - max(letter.top for letter in mark) == pytest.approx(35 * MM, abs=1)
    assert mark[0].left - LEFT == pytest.approx(RIGHT - mark[-1].right, abs=8)


def test_the_number_stands_two_lines_below_the_mark_one_character_in(page: Page) -> None:
    mark, number = page.find(HEAD.mark), page.find(HEAD.number)
    gap = min(letter.bottom for letter in mark) - max(letter.top for letter in number)
    assert 2 * PITCH < gap < 2.5 * PITCH
    assert number[0].left == pytest.approx(LEFT + CHARACTER, abs=1.5)
    assert face(page.find("试政")) == ("FandolFang-Regular", 16)


def test_who_signs_stands_at_the_right_of_the_number_in_kai(page: Page) -> None:
    signed = page.find("签发人：李某")
    assert signed[0].base == pytest.approx(page.find(HEAD.number)[0].base, abs=0.1)
    assert [letter.font for letter in signed] == ["FandolFang-Regular"] * 4 + ["FandolKai-Regular"] * 2
    # A name of two characters is as wide as one of three.
    assert signed[5].left - signed[4].left == pytest.approx(2 * CHARACTER, abs=1.5)
    assert RIGHT - signed[-1].right == pytest.approx(CHARACTER, abs=2)


def test_the_red_line_is_as_wide_as_the_text_4_mm_below_the_number(
    page: Page, document_with_head: bytes
) -> None:
    ((left, low, right, high),) = red_lines(document_with_head)
    assert (left, right) == (pytest.approx(LEFT, abs=1.5), pytest.approx(RIGHT, abs=1.5))
    number, title = page.find(HEAD.number), page.find("试验镇2021年")
    assert min(letter.bottom for letter in number[:2]) - high == pytest.approx(4 * MM, abs=2)
    assert 2 * PITCH < low - max(letter.top for letter in title) < 2.5 * PITCH


def test_a_document_that_goes_to_no_superior_has_its_number_in_the_middle(report: Report) -> None:
    page = read_pages(render_pdf(replace(report, letterhead=replace(HEAD, signers=()))))[0]
    number = page.find(HEAD.number)
    assert number[0].left - LEFT == pytest.approx(RIGHT - number[-1].right, abs=3)
    assert "签发人" not in page.text


def test_more_who_sign_stand_two_in_a_row_the_last_beside_the_number(report: Report) -> None:
    head = replace(HEAD, signers=("李某", "王某某", "赵某"))
    page = read_pages(render_pdf(replace(report, letterhead=head)))[0]
    first, second, third = (page.find(name)[0] for name in head.signers)
    assert first.base == second.base > third.base
    assert first.left == pytest.approx(third.left, abs=2)
    assert third.base == pytest.approx(page.find(HEAD.number)[0].base, abs=0.1)


def test_a_long_mark_fits_the_width_of_the_text(report: Report) -> None:
    head = replace(HEAD, mark="试验市试验镇实施乡村振兴战略工作领导小组办公室文件")
    page = read_pages(render_pdf(replace(report, letterhead=head)))[0]
    mark = page.find(head.mark)
    assert len({round(letter.base) for letter in mark}) == 1
    assert mark[0].left > LEFT - 1
    assert mark[-1].right < RIGHT + 1


def test_a_document_with_a_red_head_begins_with_it_and_has_bookmarks(
    page: Page, document: bytes, document_with_head: bytes
) -> None:
    assert "—1—" in page.text
    assert "目录" not in page.text
    assert "目录" in read_pages(document)[0].text
    with pypdfium2.PdfDocument(document_with_head) as opened:
        assert len(list(opened.get_toc())) == 10


def test_without_a_letterhead_nothing_is_red(document: bytes) -> None:
    assert red_lines(document) == []
    letters = [letter for one in read_pages(document)[:2] for letter in one.letters]
    assert RED not in {letter.colour for letter in letters}


# --- attachments and signature ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signed(document: bytes) -> Page:
    pages = read_pages(document)
    return pages[on(pages, "附件：")[0]]


def test_the_attachments_are_named_after_an_empty_line_two_characters_in(signed: Page) -> None:
    note = signed.find("附件：1.勾稽关系校验表")
    second = signed.find("2.指标说明")
    assert note[0].left == pytest.approx(LEFT + 2 * CHARACTER, abs=2.5)
    above = min(letter.base for letter in signed.letters if letter.base > note[0].base + 1)
    assert above - note[0].base == pytest.approx(2 * PITCH, abs=1)
    # The names stand below each other, without a stop at their end.
    assert second[0].left == pytest.approx(note[3].left, abs=1)
    assert second[2].left == pytest.approx(note[5].left, abs=1.5)
    line = next(text for text in signed.lines() if "指标说明" in text)
    assert line.endswith("指标说明")


def test_a_long_name_of_an_attachment_goes_on_below_its_beginning(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = annexes(report)
    long = [replace(found[0], title="甲乙" * 20), *found[1:]]
    monkeypatch.setattr("helpers.publish.pdf.document.annexes", lambda _: long)
    pages = read_pages(render_pdf(report))
    page = pages[on(pages, "附件：")[0]]
    name = page.find("甲乙" * 20)
    begins = [one.left for one, before in zip(name[1:], name, strict=False) if one.left < before.left]
    assert begins == [pytest.approx(name[0].left, abs=1.5)]


def test_office_and_date_stand_under_each_other_four_characters_in(signed: Page) -> None:
    date = signed.find("2021年11月8日")
    office = signed.find("试验镇乡村振兴办公室", signed.text.count("试验镇乡村振兴办公室") - 1)
    assert RIGHT - 4 * CHARACTER - date[-1].right == pytest.approx(0, abs=5)
    assert office[0].base - date[0].base == pytest.approx(PITCH, abs=0.5)
    middle = [(letters[0].left + letters[-1].right) / 2 for letters in (office, date)]
    assert middle[0] == pytest.approx(middle[1], abs=2)


@pytest.mark.parametrize("lines", range(8, 20))
def test_the_signature_never_stands_on_a_page_by_itself(
    plain_report: Callable[[str], Report], lines: int
) -> None:
    report = replace(plain_report("正" * (28 * lines - 2)), office="试验镇乡村振兴办公室")
    pages = read_pages(render_pdf(report))
    assert "正正" in pages[on(pages, "2021年10月31日")[0]].text


def test_an_annex_has_its_number_on_the_first_line_and_its_title_on_the_third(document: bytes) -> None:
    pages = read_pages(document)
    page = pages[on(pages, "附件2指标说明")[-1]]
    label, title = page.find("附件2"), page.find("指标说明")
    assert face(label[:2]) == ("NotoSansSC-Regular", 16)
    assert face(title) == ("FandolSong-Bold", 22)
    assert label[0].left == pytest.approx(LEFT, abs=1.5)
    assert TOP - PITCH < label[0].base < TOP
    assert TOP - 3.5 * PITCH < title[0].base < TOP - 2.4 * PITCH
