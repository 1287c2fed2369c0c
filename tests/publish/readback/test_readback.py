"""No file is published that says another number than the report: each fault here is named by file and place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
import typst
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from nbformat import NotebookNode

from helpers.checks import CheckResult
from helpers.gate import Gate
from helpers.offices import Office
from helpers.params import Settings
from helpers.publish import formats, publish
from helpers.publish.formats import FORMATS, Files, readers, render
from helpers.publish.key_figures import key_figure
from helpers.publish.readback import ReadbackError, Reader, differences, require_same
from helpers.publish.readback.comparison import compare_file
from helpers.publish.readback.docx import read_docx
from helpers.publish.readback.listed import own_numbers
from helpers.publish.readback.matching import differing, same, within
from helpers.publish.readback.pdf import read_pdf
from helpers.publish.readback.pieces import Line, Piece, Row
from helpers.publish.readback.wanted import known_numbers
from helpers.publish.readback.xlsx import shown
from helpers.publish.reading import read_report
from helpers.publish.report import Chart, Column, Paragraph, Report, Section, Source, Span, Table
from tests.publish.conftest import column, executed, table

Change = Callable[[Any], Any]
READERS = {name: one.reader for name, one in FORMATS.items() if isinstance(one.reader, Reader)}
MADE = sorted(READERS)


@pytest.fixture(scope="module")
def files(report: Report, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return render(report, tmp_path_factory.mktemp("fonts"))


def told(report: Report, files: dict[str, bytes]) -> list[str]:
    return [f"{name} {difference}" for name, difference in differences(report, files, readers())]


def changed(report: Report, kind: type, change: Change) -> Report:
    """Return the report as a renderer with a fault would print it: the first block of a kind that changes, changed."""
    done = False

    def walk(section: Section) -> Section:
        nonlocal done
        blocks = []
        for block in section.blocks:
            other = change(block) if isinstance(block, kind) and not done else block
            done = done or other != block
            blocks += [] if other is None else [other]
        return replace(section, blocks=tuple(blocks), parts=tuple(map(walk, section.parts)))

    other = replace(report, sections=tuple(map(walk, report.sections)))
    assert done
    return other


def rendered(report: Report, name: str) -> dict[str, bytes]:
    return {name: Files(report, Path("fonts"))[name]}


def in_table(title: str, change: Callable[[Table], Table | None]) -> Change:
    return lambda table: change(table) if table.title == title else table


def cell(text: str, row: int, place: int) -> Callable[[Table], Table]:
    def change(table: Table) -> Table:
        rows = [list(one) for one in table.rows]
        rows[row][place] = text
        return replace(table, rows=tuple(map(tuple, rows)))

    return change


def swapped(table: Table) -> Table:
    """Swap two numbers of two rows."""
    first, second, *others = table.rows
    return replace(table, rows=((first[0], second[1], first[2]), (second[0], first[1], second[2]), *others))


def digit(paragraph: Paragraph) -> Paragraph:
    spans = (replace(span, text=span.text.replace("287.5", "287.6")) for span in paragraph.spans)
    return replace(paragraph, spans=tuple(spans))


LOANS = "各村小额信贷情况"
FAULTS: dict[str, tuple[type, Change, list[str]]] = {
    "a digit in a sentence": (
        Paragraph,
        digit,
        [r"“2\.小额信贷政策落实情况”）：应为“全镇现有存量贷款287\.5万元，其中.*”，读到“全镇现有存量贷款287\.6万元，其中"],
    ),
    "a digit in a cell": (
        Table,
        in_table(LOANS, cell("14", 3, 1)),
        [rf"表2“{LOANS}”第 4 行）“户数（户）”：应为“3”，读到“14”"],
    ),
    "other decimals": (
        Table,
        in_table(LOANS, cell("3.50", 0, 2)),
        [rf"表2“{LOANS}”第 1 行）“余额（万元）”：应为“3\.5”，读到“3\.50”"],
    ),
    "a total": (
        Table,
        in_table(LOANS, lambda table: replace(table, total=("合计", "21", "278.5"))),
        [rf"表2“{LOANS}”合计行）“余额（万元）”：应为“287\.5”，读到“278\.5”"],
    ),
    "a swapped pair": (
        Table,
        in_table(LOANS, swapped),
        [rf"表2“{LOANS}”第 1 行）“户数.*应为“0”，读到“1”", rf"表2“{LOANS}”第 2 行）“户数.*应为“1”，读到“0”"],
    ),
    "a missing row": (
        Table,
        in_table(LOANS, lambda table: replace(table, rows=table.rows[1:])),
        [rf"表2“{LOANS}”第 1 行：应为“示例01村｜0｜3\.5”，没有读到"],
    ),
    "rows in another order": (
        Table,
        in_table(LOANS, lambda table: replace(table, rows=(*table.rows[1:], table.rows[0]))),
        [rf"表2“{LOANS}”第 1 行：应为“示例01村｜0｜3\.5”，没有读到"],
    ),
    "a row too many": (
        Table,
        in_table(LOANS, lambda table: replace(table, rows=(*table.rows, ("示例17村", "19999", "1")))),
        [r"报告里没有这个数，读到“19999”"],
    ),
    "a missing sentence": (Paragraph, lambda _: None, [r"“一、基本情况”：应为“全镇辖16个行政村.*”，没有读到"]),
    "another unit": (
        Table,
        in_table(LOANS, lambda table: replace(table, columns=(*table.columns[:2], Column("余额（元）", True)))),
        [rf"表2“{LOANS}”表头）“余额（万元）”：应为“余额（万元）”，读到“余额（元）”"],
    ),
    "the words for a picture": (
        Chart,
        lambda chart: replace(chart, alt=chart.alt.replace("300", "301")),
        [
            r"图1“小额信贷余额逐月上升”的文字说明）?：应为“.*十月300万元”，(读到“.*十月301万元”|没有读到)",
            r"读到“.*十月301万元”",
        ],
    ),
}  # fmt: skip


@pytest.mark.promise("HTML, PDF, Word and Excel say the same numbers")
def test_what_the_renderers_make_is_what_the_report_says(report: Report, files: dict[str, bytes]) -> None:
    assert set(MADE) < set(files)
    require_same(report, files, readers())


@pytest.mark.promise("HTML, PDF, Word and Excel say the same numbers")
@pytest.mark.parametrize(
    ("name", "fault"),
    [
        (name, fault)
        for name in MADE
        for fault, (kind, _, _) in FAULTS.items()
        if READERS[name].prose or kind is Table
    ],
)
def test_a_fault_of_a_renderer_is_named_by_file_and_place(report: Report, name: str, fault: str) -> None:
    kind, change, expected = FAULTS[fault]
    found = told(report, rendered(changed(report, kind, change), name))
    assert found
    assert all(one.startswith(f"{name} ") for one in found)
    for pattern in expected:
        assert any(re.search(pattern, one) for one in found), found


@pytest.mark.parametrize("name", MADE)
def test_a_missing_table_is_named_row_by_row(report: Report, name: str) -> None:
    found = told(report, rendered(changed(report, Table, in_table(LOANS, lambda _: None)), name))
    assert sum(f"表2“{LOANS}”" in one and one.endswith("，没有读到") for one in found) >= 19


@pytest.mark.parametrize("name", MADE)
def test_a_figure_in_the_annex_must_be_the_figure(report: Report, name: str) -> None:
    wrong = replace(report.figures["小额信贷.存量贷款"], text="288.5万元", value=288.5)
    other = replace(report, figures=report.figures | {wrong.name: wrong})
    found = told(report, rendered(other, name))
    assert any(re.search(r"存量贷款”：应为“.*287\.5万元.*”，读到“.*288\.5", one) for one in found), found
    without = replace(report, figures={k: v for k, v in report.figures.items() if k != wrong.name})
    found = told(report, rendered(without, name))
    assert f"{name} 指标说明“小额信贷.存量贷款”：应为“287.5万元”，没有读到" in found


@pytest.mark.promise("figures.csv")
def test_the_list_of_figures_must_have_the_figures(report: Report, files: dict[str, bytes]) -> None:
    listed = files["figures.csv"]
    for before, after, said in (
        (b"287.5", b"278.5", "“小额信贷.存量贷款”：应为“287.5万元”，读到“278.5”"),
        ("小额信贷.新办户数".encode(), "小额信贷.新办".encode(), "“小额信贷.新办户数”：应为“21户”，没有读到"),
        (
            "小额信贷.新办户数".encode(),
            "小额信贷.新办".encode(),
            "“小额信贷.新办”：报告里没有这个数，读到“21”",
        ),
        ("示例02村".encode(), "示例03村".encode(), "“小额信贷.有余额的村”：应为“示例01村、示例02村”，读到"),
        (b"818,", b"many,", "“兜底保障.低保人数”：应为“818人”，读到“many”"),
    ):
        assert before in listed
        assert any(said in one for one in told(report, {"figures.csv": listed.replace(before, after, 1)}))


@pytest.mark.promise("HTML, PDF, Word and Excel say the same numbers")
def test_a_number_that_is_nobodys_stops_the_text(report: Report) -> None:
    typed = Paragraph((Span("全镇另有57户待核。"),))
    assert "正文 “全镇另有57户待核。”：报告里没有这个数，读到“全镇另有57户待核。”" in told(
        replace(report, lead=(*report.lead, typed)), {}
    )
    quoted = Paragraph((Span("贷款", ""), Span("289万元", "小额信贷.存量贷款")))
    assert "正文 “小额信贷.存量贷款”：应为“287.5万元”，读到“289万元”" in told(
        replace(report, lead=(quoted,)), {}
    )


def test_the_text_may_say_a_figure_in_every_form_and_set_it_beside_earlier_ones(report: Report) -> None:
    said = ("200余万元", "突破200万元", "200万元以上", "比上月减少4.5万元", "同比增长19.7%")
    lead = Paragraph(tuple(Span(text, "小额信贷.存量贷款") for text in said))
    assert told(replace(report, lead=(lead, Paragraph((Span("截至2021年10月31日"),)))), {}) == []


def test_a_text_that_no_cell_can_hold_is_compared_as_far_as_it_is_there(report: Report) -> None:
    rows = ",".join(str(3 * row) for row in range(9000))
    long = replace(
        report.figures["小额信贷.有余额的村"],
        value="长" * 40_000,
        text="长" * 40_000,
        sources=(Source("小额信贷", rows),),
    )
    report = replace(report, sections=(), lead=(), figures={long.name: long})
    assert told(report, rendered(report, "tables.xlsx")) == []


def test_a_total_has_as_many_decimals_as_its_column(report: Report) -> None:
    loans = report.figures["小额信贷.存量贷款"]
    whole = replace(report, figures=report.figures | {loans.name: replace(loans, value=287, text="287万元")})
    cases = {"287.0": [], "287.1": ["应为“287万元”，读到“287.1”"], "—": ["应为“287万元”，读到“—”"]}
    for cell, said in cases.items():
        change = partial(replace, total=("合计", "21", cell))
        other = changed(whole, Table, in_table(LOANS, change))
        assert [one.partition("：")[2] for one in told(other, {}) if "合计行" in one] == said


def test_rows_that_go_on_on_the_next_pages_are_one(report: Report) -> None:
    """By the pieces of a PDF whose pages end within rows, of a table and of the list of figures."""
    pieces = read_pdf(render(report, Path("fonts"))["report.pdf"])

    def broken(name: str, place: int, ends: list[int]) -> list[Piece]:
        at = next(n for n, one in enumerate(pieces) if isinstance(one, Row) and name == one.cells[0])
        row = pieces[at]
        assert isinstance(row, Row)
        parts = [
            Row.of(
                f"第 {90 + page} 页",
                [cell[low:high] if n == place else cell * (not page) for n, cell in enumerate(row.cells)],
            )
            for page, (low, high) in enumerate(pairwise([0, *ends, 999]))
        ]
        return [*pieces[:at], *parts, *pieces[at + 1 :]]

    form = READERS["report.pdf"]
    assert list(compare_file(report, form, broken("示例07村产业路第7标段硬化工程", 1, [3, 5, 8]))) == []
    assert list(compare_file(report, form, broken("存量贷款", 2, [2]))) == []
    lost = broken("存量贷款", 2, [2])
    del lost[next(n for n, one in enumerate(lost) if one.place == "第 91 页")]
    lost = [
        replace(one, cells=("存量贷款", "288.5万元", *one.cells[2:]))
        if one.place == "第 90 页" and isinstance(one, Row)
        else one
        for one in lost
    ]
    assert [one.place for one in compare_file(report, form, lost)] == ["第 90 页“小额信贷.存量贷款”"]


def test_a_total_below_a_figures_column_is_that_figure(report: Report) -> None:
    other = changed(
        report, Table, in_table(LOANS, lambda table: replace(table, total=("合计", "22", "287.5")))
    )
    assert told(other, {}) == [f"正文 表2“{LOANS}”合计行“户数（户）”：应为“21户”，读到“22”"]


def edited(content: bytes, part: str, before: str, after: str) -> bytes:
    """Return an archive, such as a workbook, with a text in one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                assert before.encode() in text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "before", "after", "said"),
    [
        ("styles", 'formatCode="0.0_ "', 'formatCode="0.00"', "应为“287.5”，读到“287.50”"),
        ("styles", 'formatCode="0.0_ "', 'formatCode="0.0%"', "应为“287.5”，读到“28750.0%”"),
        ("styles", 'formatCode="0.0_ "', 'formatCode="yyyy"', "应为“287.5”，读到“287.5（格式yyyy）”"),
        ("worksheets/sheet3", "<v>287.5</v>", "<v>278.5</v>", "应为“287.5”，读到“278.5”"),
        ("worksheets/sheet3", "<v>287.5</v>", "<f>1+1</f><v>287.5</v>", "应为“287.5”，读到“=1+1”"),
        ("sharedStrings", "余额为期末数", "余额为期初数", "的注）：应为“余额为期末数”，读到“"),
    ],
)
def test_the_workbook_is_read_as_excel_shows_it(
    report: Report, files: dict[str, bytes], part: str, before: str, after: str, said: str
) -> None:
    tampered = edited(files["tables.xlsx"], f"xl/{part}.xml", before, after)
    found = told(report, {"tables.xlsx": tampered})
    assert any(said in one for one in found), found


def test_what_runs_off_the_paper_is_not_there_to_be_read() -> None:
    source = b"#set page(width: 9cm, height: 9cm)\n57\n\n#move(dx: 9cm)[58]\n\n#move(dy: -9cm)[59]"
    made = typst.compile(source, format="pdf")
    assert isinstance(made, bytes)
    assert [piece for piece in read_pdf(made) if isinstance(piece, Line)] == [Line("第 1 页", "57")]


def test_a_word_file_is_read_in_its_order_without_the_page_numbers_that_word_works_out() -> None:
    document = Document()
    document.add_paragraph("一、基本情况", "Heading 1")
    document.add_paragraph().add_run("共57户\n").add_text("818人")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲村", ""
    field = parse_xml(
        f"<w:p {nsdecls('w')}><w:r><w:t>第</w:t></w:r>"
        '<w:fldSimple w:instr=" PAGEREF _Toc1 "><w:r><w:t>31</w:t></w:r></w:fldSimple>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ 表 </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    document.element.body.insert(-1, field)
    document.sections[0].footer.paragraphs[0].text = "— 9 —"
    saved = io.BytesIO()
    document.save(saved)
    place = "“一、基本情况”"
    assert [piece for piece in read_docx(saved.getvalue()) if "header" not in piece.place] == [
        Line(place, "一、基本情况"),
        Line(place, "共57户818人"),
        Row(place, ("甲村", "—")),
        Line(place, "第2"),
        Line("footer1.xml", "—9—"),
    ]


def test_numbers_are_shown_in_the_formats_of_a_workbook() -> None:
    codes = {
        "General": "1234.5",
        "0": "1235",
        "0.00": "1234.50",
        "0.0_ ": "1234.5",
        "#,##0.0": "1234.5",
        "0.0%": "123450.0%",
    }
    assert {code: shown("1234.5", code) for code in codes} == codes
    assert shown("0.285", "0.00") == "0.29"  # half up, as Excel rounds


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("</main>", "<p>共4711件</p></main>", "报告里没有这个数，读到“共4711件”"),
        ('<main id="text">', '<main id="text"><p title="4711">x</p>', "读到“4711”"),
        ("<b>小额信贷.存量贷款</b> 287.5万元", "<b>小额信贷.存量贷款</b> 818万元", "读到“小额信贷.存量贷款818万元”"),
        ("<title>试验镇2021年", "<title>试验镇2022年", "读到“试验镇2022年"),
    ],
)  # fmt: skip
def test_no_number_stands_in_the_page_besides(
    report: Report, files: dict[str, bytes], before: str, after: str, said: str
) -> None:
    page = files["report.html"].decode()
    assert before in page
    found = told(report, {"report.html": page.replace(before, after).encode()})
    assert any(said in one for one in found), found


def test_what_stands_on_top_of_the_page_is_the_figures(report: Report) -> None:
    loans, count = (report.figures[f"小额信贷.{name}"] for name in ("存量贷款", "新办户数"))
    report = replace(report, key_figures=(key_figure(loans), key_figure(count)))
    page = rendered(report, "report.html")
    assert told(report, page) == []
    mixed = replace(report, key_figures=(key_figure(replace(loans, text="21万元")), key_figure(count)))
    (found,) = told(mixed, page)
    assert "（关键指标“小额信贷.存量贷款”）：应为“存量贷款21万元”" in found


def test_an_earlier_value_is_known_as_it_is_printed(report: Report) -> None:
    days = replace(report.figures["小额信贷.新办户数"], unit="天", previous=57.8, year_ago=12.34)
    assert {"58", "12"} <= known_numbers(replace(report, figures={days.name: days}))


def test_a_file_that_differs_is_refused_and_lies_in_the_draft(
    tmp_path: Path,
    settings: Settings,
    notebooks: list[NotebookNode],
    checks: list[CheckResult],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "report.yaml").touch()
    (tmp_path / "sections").mkdir()
    for place, node in enumerate(notebooks):
        nbformat.write(node, tmp_path / "sections" / f"{place:02d}.ipynb")
    original = formats.render_html
    monkeypatch.setattr(
        formats,
        "render_html",
        lambda report: original(report).replace("287.5万元</a>，", "285.7万元</a>，"),
    )
    with pytest.raises(ReadbackError, match=r"report\.html .*285\.7万元") as raised:
        publish(Office(tmp_path), settings, tmp_path, Gate(), checks)
    assert raised.value.exit_code == 1
    assert "没有发布" in str(raised.value)
    assert "285.7万元</a>，" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_many_differences_are_counted() -> None:
    found = [("report.pdf", difference) for _, difference in [("", None)] * 70]
    assert "（另有 10 处）" in str(ReadbackError(found))  # type: ignore[arg-type]


def test_things_are_paired_in_one_order() -> None:
    assert same("abc", "xaybzc") == {0: 1, 1: 3, 2: 5}
    assert same("abcd", "bcad") == {1: 0, 2: 1, 3: 3}
    assert same("aab", "aaab") == {0: 0, 1: 1, 2: 3}
    assert same("", "a") == same("a", "") == {}


def test_a_number_is_not_found_within_a_longer_one() -> None:
    assert within("5户", "15户和5户", 0, {0}) == 4
    assert within("共5", "共50户", 0, {0}) == -1
    assert within("5户", "共15户", 0, {0, 2}) == 2


def test_two_texts_are_shown_where_they_differ() -> None:
    head, tail = "甲" * 40, "乙" * 40
    one, two = differing(f"{head}12{tail}", f"{head}13{tail}")
    assert one == "…" + "甲" * 15 + "12" + "乙" * 16 + "…"
    assert two == one.replace("12", "13")


def test_a_number_that_white_space_parts_is_the_reports_own(report: Report) -> None:
    days = replace(report.figures["小额信贷.新办户数"], definition="2021 10号文 口径")
    assert {"2021", "10", "202110"} <= own_numbers(days)
    assert {"2021", "10", "202110"} <= known_numbers(replace(report, figures={days.name: days}))


@pytest.mark.parametrize("name", ["report.html", "report.pdf", "report.docx"])
def test_headings_are_not_taken_for_those_of_the_contents(
    plain_report: Callable[[str], Report], name: str
) -> None:
    """Contents stand together, so that more of them in a row are the report's than between its paragraphs."""
    same_text = Paragraph((Span("全镇持续巩固拓展脱贫攻坚成果"),))
    table = Table("表1", "甲", "", (Column("村"),), (("乙",),))
    others = tuple(
        Section(f"{number}、", heading, 1, (table,))
        for number, heading in zip("二三四五", "乙丙丁戊", strict=True)
    )
    sections = (Section("一、", "甲", 1, (same_text,)), *others, Section("六、", "己", 1, (table, same_text)))
    repeated = replace(plain_report("甲"), sections=sections)
    assert told(repeated, rendered(repeated, name)) == []


@pytest.mark.parametrize("length", [31, 32, 255, 256, 33_000])
def test_long_names_are_published_as_far_as_the_formats_hold_them(length: int) -> None:
    """Excel holds 31 characters of a sheet's name, 255 of a heading, 32,767 of a cell; headings must differ."""
    name = ("长名称2021年" * length)[:length]
    heads = [column("村"), column(name, "户"), column(name[:300], "户"), column("a", "户"), column("A", "户")]
    item = ("table", table(name[:400], heads, [[name, 1, 2, 3, 4]], notes=[name[:400]]))
    report = read_report([executed("a", "甲", item, item)])
    assert told(report, rendered(report, "tables.xlsx")) == []
