"""The Word file in LibreOffice: it opens, has the pages of the PDF, and says what the report says."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from helpers.publish import render_docx, render_pdf
from helpers.publish.report import Letterhead, Paragraph, Report, Span
from tests.publish.conftest import FORMULA, HOSTILE
from tests.publish.in_libreoffice import FILES, NOTO, fontconfig, to_pdf, word_fonts

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return word_fonts(tmp_path_factory.mktemp("word"))


def pages(content: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def joined(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.promise("report.docx")
def test_the_report_opens_with_its_contents_headings_numbers_and_fonts(
    report: Report, document: bytes, fonts: Path, tmp_path: Path
) -> None:
    printed = to_pdf(render_docx(report, None, document), tmp_path, fonts)
    found = pages(printed)
    whole = "".join(found)
    assert re.search(r"目录一、基本情况\.*1二、", found[0])
    assert "—1—" not in found[0]
    assert "—1—" in found[1]
    order = [
        "试验市乡村振兴局：",
        "一、基本情况",
        "表1各村兜底",
        "图1小额",
        "附件：1.",
        "2021年11月8日",
        "附件2",
    ]
    places = [whole.index(words, len(found[0])) for words in order]
    assert places == sorted(places)
    assert joined(HOSTILE) in whole
    assert joined(FORMULA) in whole
    used = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(printed)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert len(used) >= len(set(FILES.values()))


@pytest.mark.parametrize("known", [True, False], ids=["fonts of Word", "other fonts"])
def test_a_page_of_plain_text_has_22_lines_of_28_characters(
    plain_report: Callable[[str], Report], fonts: Path, tmp_path: Path, known: bool
) -> None:
    report = plain_report("一二三四五六七八九十" * 150)
    there = fonts if known else fontconfig(tmp_path, NOTO)
    found = PdfReader(io.BytesIO(to_pdf(render_docx(report), tmp_path, there))).pages
    lines = [
        line.strip() for line in found[1].extract_text().splitlines() if "—" not in line and line.strip()
    ]
    assert [len(line) for line in lines] == [28] * 22
    assert len(found) == len(PdfReader(io.BytesIO(render_pdf(report))).pages)


def test_a_letterhead_and_any_text_open(report: Report, document: bytes, fonts: Path, tmp_path: Path) -> None:
    head = Letterhead("试验镇人民政府文件", "试政〔2021〕5号", ("李某",))
    texts = ["\x00\x0b户", "A" * 10_000, "长" * 10_000, "\u202e右到左\u200f", "一\n二", "</w:t>{{ 7*7 }}"]
    hostile = replace(
        report, letterhead=head, lead=tuple(Paragraph((Span(one),)) for one in texts), sections=()
    )
    whole = "".join(
        pages(to_pdf(render_docx(hostile, None, render_pdf(replace(report, sections=()))), tmp_path, fonts))
    )
    assert whole.startswith("试验镇人民政府文件试政〔2021〕5号签发人：李某")
    assert whole.count("长") == 10_000
    assert whole.count("A") >= 10_000
    assert "</w:t>{{7*7}}" in whole
