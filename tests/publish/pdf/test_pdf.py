"""The PDF read back: its page, its grid, its text in order, its bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from helpers.publish import render_pdf
from helpers.publish.report import Report, Section
from tests.publish.conftest import FORMULA, HOSTILE

MM = 72 / 25.4


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def joined(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_page_of_plain_text_has_22_lines_of_28_characters(plain_report: Callable[[str], Report]) -> None:
    report = plain_report("一二三四五六七八九十" * 150)
    reader = PdfReader(io.BytesIO(render_pdf(report)))
    lines = [line for line in reader.pages[1].extract_text().split("\n") if "—" not in line]
    assert [len(line) for line in lines] == [28] * 22


@pytest.mark.promise("report.pdf")
def test_the_text_stands_within_the_margins_of_the_standard(plain_report: Callable[[str], Report]) -> None:
    page = PdfReader(io.BytesIO(render_pdf(plain_report("一二三四五六七八九十" * 150)))).pages[1]
    places: list[tuple[float, float]] = []

    def note(text: str, user: list[float], place: list[float], *_: object) -> None:
        if "一" in text or "二" in text:
            places.append((place[4] * user[0] + user[4], place[5] * user[3] + user[5]))

    page.extract_text(visitor_text=note)
    heights = sorted({round(y, 1) for _, y in places}, reverse=True)
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]
    assert min(x for x, _ in places) == pytest.approx(28 * MM, abs=1)
    assert all(above - below == pytest.approx(225 / 22 * MM, abs=0.3) for above, below in pairwise(heights))
    assert (297 - 37) * MM - heights[0] < 225 / 22 * MM < heights[-1]


def test_everything_stands_in_its_order(document: bytes) -> None:
    text = joined("".join(pages(document)[1:]))
    order = [
        "试验镇2021年巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报",
        "试验市乡村振兴局：",
        "2021年是接续推进乡村振兴的起步之年",
        "一、基本情况",
        "二、巩固脱贫攻坚成果工作情况",
        "（一）突出衔接重点，持续落实政策",
        "1.兜底保障政策落实情况",
        "落实低保救助818人。",
        "表1各村兜底保障分项情况",
        "2.小额信贷政策落实情况",
        "表2各村小额信贷情况",
        "合计21287.5",
        "注：余额为期末数",
        "图1小额信贷余额逐月上升",
        "图2各村余额",
        "表3产业路项目实施情况",
        "三、存在的问题与下一步打算",
        "附件：1.勾稽关系校验表",
        "2.指标说明",
        "试验镇乡村振兴办公室",
        "2021年11月8日",
        "附件1",
        "C01",
        "附件2",
        "指标数值口径",
        "小额信贷",
        "引用的事实及其出处",
        "试验镇党委会纪要",
    ]
    places = [-1]
    for words in order:
        places.append(text.index(joined(words), places[-1] + 1))
    assert places == sorted(places)


def test_hostile_text_is_printed_as_text(document: bytes) -> None:
    text = joined("".join(pages(document)))
    assert text.count(joined(HOSTILE)) >= 4
    assert joined(FORMULA) in text


def test_page_numbers_stand_outside_and_count_from_the_first_page_of_text(document: bytes) -> None:
    reader = PdfReader(io.BytesIO(document))
    assert "—1—" not in joined(reader.pages[0].extract_text())
    for number, page in enumerate(reader.pages[1:], start=1):
        places: list[float] = []

        def note(
            text: str, user: list[float], place: list[float], *_: object, into: list[float] = places
        ) -> None:
            if "—" in text and place[5] * user[3] + user[5] < 35 * MM:
                into.append(place[4] * user[0] + user[4])

        text = page.extract_text(visitor_text=note)
        assert f"— {number} —" in text
        assert (min(places) > 105 * MM) == (number % 2 == 1)


def test_contents_come_only_with_more_than_ten_pages(
    document: bytes, plain_report: Callable[[str], Report]
) -> None:
    assert "目录" in joined(pages(document)[0])
    assert re.search(r"勾稽关系校验表\.*\d+$", joined(pages(document)[0].split("附件2")[0]))
    ten = pages(render_pdf(plain_report("一二三四五六七八九十" * 590)))
    assert len(ten) == 10
    assert "目录" not in joined(ten[0])


def test_bookmarks_follow_the_headings(document: bytes) -> None:
    def titles(items: list) -> list:
        return [titles(item) if isinstance(item, list) else joined(item.title) for item in items]

    found = titles(PdfReader(io.BytesIO(document)).outline)
    assert found == [
        "一、基本情况",
        "二、巩固脱贫攻坚成果工作情况",
        [
            "（一）突出衔接重点，持续落实政策",
            ["1.兜底保障政策落实情况", "2.小额信贷政策落实情况"],
            "（二）有序开展衔接资金项目实施工作",
            ["1.项目"],
        ],
        "三、存在的问题与下一步打算",
        "附件1勾稽关系校验表",
        "附件2指标说明",
    ]


def test_the_file_says_what_it_is(document: bytes) -> None:
    reader: Any = PdfReader(io.BytesIO(document))
    assert reader.metadata is not None
    assert reader.metadata.title == "试验镇2021年巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报"
    assert reader.metadata.author == "试验镇乡村振兴办公室"
    assert str(reader.metadata.creation_date).startswith("2021-11-08 00:00:00")
    root = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith("zh")
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfaid:part>3<" in root["/Metadata"].get_data().decode()


def test_a_long_table_repeats_its_heads_on_every_page(document: bytes) -> None:
    with_rows = [text for text in pages(document) if "标段硬化工程" in text]
    assert len(with_rows) > 1
    assert all("施工单位" in text for text in with_rows)


def test_a_picture_keeps_its_caption(document: bytes) -> None:
    for text in pages(document):
        assert ("单位：万元" in text) == (("图1" in text) or ("图2" in text))


def test_the_same_report_gives_the_same_bytes(report: Report, document: bytes) -> None:
    assert render_pdf(report) == document


def test_only_the_given_fonts_are_used(document: bytes) -> None:
    names = set()
    reader: Any = PdfReader(io.BytesIO(document))
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            names.add(str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-Identity")[0])
    assert names == {
        "FandolFang-Regular",
        "FandolKai-Regular",
        "FandolSong-Bold",
        "NotoSansSC-Regular",
        "NotoSerifSC-Regular",
    }


def test_a_report_without_office_checks_or_figures_has_no_signature_and_no_annex(
    plain_report: Callable[[str], Report],
) -> None:
    (text,) = pages(render_pdf(plain_report("正文。")))
    assert "附件" not in text
    assert "2021年10月31日" not in text


def test_a_deep_outline_is_set(plain_report: Callable[[str], Report]) -> None:
    report = plain_report("正文。")
    deep = Section(
        "一、",
        "甲",
        1,
        parts=(
            Section("（一）", "乙", 2, parts=(Section("1.", "丙", 3, parts=(Section("（1）", "丁", 4),)),)),
        ),
    )
    assert "（1）丁" in pages(render_pdf(replace(report, sections=(deep,))))[0]
