"""What is read from executed notebooks, and what is refused."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers.errors import ParamsError, RunError
from helpers.params import ReportSettings, Settings
from helpers.publish.reading import heading_number, read_report
from helpers.publish.report import Chart, Letterhead, Paragraph, Report, Table
from tests.publish.conftest import (
    HOSTILE,
    REPORT,
    column,
    executed,
    figure,
    microcredit,
    paragraph,
    shown,
    table,
)


def only_table(content: dict) -> Table:
    report = read_report([executed("a", "甲", ("table", content))])
    (block,) = report.sections[0].blocks
    assert isinstance(block, Table)
    return block


def test_headings_are_numbered_by_depth_and_groups_without_parts_fall_away(report: Report) -> None:
    assert [section.title for section in report.walk()] == [
        "一、基本情况",
        "二、巩固脱贫攻坚成果工作情况",
        "（一）突出衔接重点，持续落实政策",
        "1.兜底保障政策落实情况",
        "2.小额信贷政策落实情况",
        "（二）有序开展衔接资金项目实施工作",
        "1.项目",
        "三、存在的问题与下一步打算",
    ]


def test_an_empty_section_can_print_its_clause(
    notebooks: list[NotebookNode], clause_settings: Settings
) -> None:
    report = read_report(notebooks, clause_settings)
    (section,) = [section for section in report.walk() if section.heading == "后扶"]
    assert section.title == "1.后扶"
    assert [block.text for block in section.blocks if isinstance(block, Paragraph)] == ["无易地扶贫搬迁户。"]


def test_an_empty_section_without_a_clause_is_dropped_even_so(
    notebooks: list[NotebookNode], clause_settings: Settings
) -> None:
    empty = executed("08_relocation", "易迁后扶", ("figure", figure("易迁后扶.户数", 0)), empty=True)
    report = read_report([*notebooks[:3], empty, *notebooks[4:]], clause_settings)
    assert "后扶" not in [section.heading for section in report.walk()]
    assert "易迁后扶.户数" not in report.figures


def test_the_fourth_level_is_the_last() -> None:
    assert heading_number(4, 12) == "（12）"
    with pytest.raises(ParamsError, match="最多四级"):
        heading_number(5, 1)


def test_tables_and_charts_are_numbered_through_the_report(report: Report) -> None:
    labels = [block.label for block in report.blocks() if isinstance(block, Table | Chart)]
    assert labels == ["表1", "表2", "图1", "图2", "表3"]


def test_the_lead_stands_before_the_first_heading(report: Report) -> None:
    (lead,) = report.lead
    assert lead.text == "2021年是接续推进乡村振兴的起步之年，现将工作情况汇报如下："
    assert lead not in report.sections[0].blocks


def test_title_and_addressee_name_the_office_and_the_month(report: Report) -> None:
    assert report.title == "试验镇2021年巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报"
    assert report.addressee == "试验市乡村振兴局："
    assert (str(report.as_of), str(report.issued)) == ("2021-10-31", "2021-11-08")


def test_an_unknown_name_in_the_title_is_refused(notebooks: list[NotebookNode], settings: Settings) -> None:
    wrong = settings.model_copy(
        update={"report": ReportSettings.model_validate(REPORT | {"title": "{县}月报"})}
    )
    with pytest.raises(ParamsError, match="县"):
        read_report(notebooks, wrong)


def test_figures_keep_the_order_of_the_outline_and_their_rows(report: Report) -> None:
    assert list(report.figures) == [
        "基本情况.总户数",
        "基本情况.总人口",
        "基本情况.行政村数",
        "基本情况.口号",
        "兜底保障.低保人数",
        "小额信贷.存量贷款",
        "小额信贷.新办户数",
        "小额信贷.有余额的村",
        "衔接项目.拨付金额",
    ]
    loans = report.figures["小额信贷.存量贷款"]
    assert (loans.heading, loans.row_count, loans.before(loans.previous)) == (
        "小额信贷政策落实情况",
        61,
        "292万元",
    )
    assert [source.table for source in loans.sources] == ["小额信贷"]


def test_facts_are_listed_once_with_their_source(report: Report) -> None:
    assert [(fact.name, fact.source) for fact in report.facts] == [("年度定位", "试验镇党委会纪要")]


def test_cells_of_one_unit_have_as_many_decimals_as_the_longest_needs() -> None:
    rows: list[list[Any]] = [["甲", 3.5, 2], ["乙", 12345.25, 0.125], ["丙", None, "不详"]]
    content = table(
        "t", [column("村"), column("余额", "万元", 2), column("里程", "公里", 2)], rows, total=["合计", 7, 1]
    )
    read = only_table(content)
    assert read.rows == (("甲", "3.50", "2.00"), ("乙", "12345.25", "0.13"), ("丙", "—", "不详"))
    assert read.total == ("合计", "7.00", "1.00")


def test_cells_without_a_unit_are_written_each_as_it_is() -> None:
    read = only_table(table("t", [column("指标"), column("本月", "", 2)], [["户数", 841], ["余额", 287.5]]))
    assert [row[1] for row in read.rows] == ["841", "287.5"]


def test_columns_of_different_units_name_their_own(report: Report) -> None:
    loans = next(block for block in report.blocks() if isinstance(block, Table) and block.label == "表2")
    assert [head.name for head in loans.columns] == ["村", "户数（户）", "余额（万元）"]
    assert (loans.unit, loans.columns[1].figure) == ("", "小额信贷.新办户数")
    wide = next(block for block in report.blocks() if isinstance(block, Table) and block.label == "表1")
    assert (wide.unit, wide.columns[1].name) == ("单位：人", "低保户数")


def test_checks_become_the_appended_table(report: Report) -> None:
    assert report.checks is not None
    assert report.checks.rows[1][2:6] == ("11001", "10997.5", "3.5", "豁免")
    assert report.checks.rows[2][1:5] == (HOSTILE, "—", "—", "—")


def test_text_that_cannot_be_seen_is_taken_out() -> None:
    report = read_report([executed("a", "甲", ("paragraph", paragraph("一\u202e二\x00三\u200b四")))])
    assert next(report.spans()).text == "一二 三四"


def test_one_notebook_alone_is_a_report(notebooks: list[NotebookNode]) -> None:
    report = read_report([notebooks[2]])
    assert (report.title, report.sections[0].title, report.checks) == (
        "小额信贷（2021年10月）",
        "一、小额信贷",
        None,
    )


def test_a_folder_is_read_by_its_sections(
    notebooks: list[NotebookNode], settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "sections").mkdir()
    for place, node in enumerate(notebooks):
        nbformat.write(node, tmp_path / "sections" / f"{place}.ipynb")
    assert read_report(tmp_path, settings) == read_report(notebooks, settings)


# --- what is refused ------------------------------------------------------------------------------------


def test_a_missing_section_is_an_error_unless_only_some_were_asked_for(
    notebooks: list[NotebookNode], settings: Settings
) -> None:
    with pytest.raises(RunError, match="13_next_steps：没有运行结果"):
        read_report(notebooks[:-1], settings)
    report = read_report(notebooks[2:3], settings, whole=False)
    assert [section.title for section in report.walk()][-1] == "1.小额信贷政策落实情况"


def test_all_notebooks_that_do_not_fit_are_named(notebooks: list[NotebookNode], settings: Settings) -> None:
    other_month = executed("13_next_steps", "问题与打算", month="2021-09")
    stranger = executed("99_other", "其他")
    with pytest.raises(RunError) as error:
        read_report([*notebooks[:5], other_month, stranger, notebooks[0]], settings)
    for fault in (
        "13_next_steps：是 2021-09 的",
        "99_other：报告的 outline 里没有",
        "01_overview：同一章节有两份",
    ):
        assert fault in str(error.value)


def test_a_notebook_that_failed_or_never_ran_is_refused(notebooks: list[NotebookNode]) -> None:
    failed = deepcopy(notebooks[0])
    error = new_output("error", ename="SectionError", evalue="", traceback=[])
    failed.cells.append(new_code_cell(outputs=[error]))
    with pytest.raises(RunError, match="01_overview：单元格出错：SectionError"):
        read_report([failed])
    with pytest.raises(RunError, match="不是运行过的章节"):
        read_report([new_notebook(cells=[new_code_cell("1 + 1")])])
    with pytest.raises(RunError, match="没有运行过的章节"):
        read_report([])


def test_content_that_is_not_as_sections_write_it_is_refused() -> None:
    short = table("t", [column("村"), column("户数", "户")], [["甲"]])
    items: tuple[Any, ...] = (("table", short), ("paragraph", {"spans": []}), ("chart", {"id": "x"}, "<svg"))
    for item in items:
        with pytest.raises(RunError, match="内容不完整"):
            read_report([executed("a", "甲", item)])
    with pytest.raises(RunError, match="month"):
        read_report([executed("a", "甲", month="十月")])


def test_a_figure_has_one_value() -> None:
    same, other = figure("甲.户数", 1), figure("甲.户数", 2)
    assert len(read_report([executed("a", "甲", ("figure", same), ("figure", same))]).figures) == 1
    with pytest.raises(RunError, match="两个不同的值"):
        read_report([executed("a", "甲", ("figure", same), ("figure", other))])


def test_text_with_a_figure_that_has_no_rows_is_refused(
    notebooks: list[NotebookNode], settings: Settings
) -> None:
    text = paragraph("贷款", shown(figure("小额信贷.不存在", 1)))
    node = microcredit()
    node.cells += executed("06_microcredit", "小额信贷", ("paragraph", text)).cells[1:]
    with pytest.raises(RunError, match="没有算出来的指标：小额信贷"):
        read_report([*notebooks[:2], node, *notebooks[3:]], settings)


def test_a_formal_document_has_a_letterhead_and_is_signed_by_its_issuer(
    notebooks: list[NotebookNode], settings: Settings, report: Report
) -> None:
    assert report.letterhead is None
    head = {"issuer": "试验镇人民政府", "code": "试政", "signers": ["李某"]}
    formal = settings.model_copy(
        update={
            "report": ReportSettings.model_validate(REPORT | {"letterhead": head}),
            "this_month": settings.this_month.model_copy(update={"document_number": 5}),
        }
    )
    read = read_report(notebooks, formal)
    assert read.letterhead == Letterhead("试验镇人民政府文件", "试政〔2021〕5号", ("李某",))
    assert read.office == "试验镇人民政府"


def test_key_figures_come_in_the_order_of_the_params_with_their_history(report: Report) -> None:
    people, stock = report.key_figures
    assert (people.figure.name, people.history) == ("基本情况.总人口", "")
    assert people.changes == ("比上月减少4人",)
    assert stock.figure is report.figures["小额信贷.存量贷款"]
    assert stock.history == "2020年12月271.25万元，2021年2月285万元，9月292万元，10月287.5万元"


def test_a_key_figure_that_its_section_did_not_make_is_refused(
    notebooks: list[NotebookNode], settings: Settings
) -> None:
    ours = settings.report.model_copy(update={"key_figures": ["小额信贷.存量", "易迁后扶.搬迁户数"]})
    with pytest.raises(RunError, match=r"关键指标没有算出来：小额信贷\.存量(?!贷)"):
        read_report(notebooks, settings.model_copy(update={"report": ours}))
