"""Problems are for people: in the terminal, in a workbook, in one line."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from rich.console import Console

from helpers.ledgers import LedgerFaults, Problem, problems_table, write_problems
from helpers.ledgers.problems import errors_of, sort_problems

ERROR = Problem("error", "L11_信贷.xlsx", "小额信贷", "F17", "余额", "-1", "小于 0元", "核对这个数", "范围")
WARNING = Problem("warning", "L02_户籍.xlsx", "户籍人口", "N4", "户类别", "", "没有填", "补填", "空白")
INFO = Problem("info", "L01_村组.xlsx", what="不是任何台账的工作簿，没有读取", rule="文件")


def shown(problems, **options) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(problems_table(problems, **options))
    return capture.get()


@pytest.mark.promise(
    "a wrong cell is named to the clerk by file, sheet and cell, all of them at once, in Chinese"
)
def test_a_problem_says_where_what_and_what_to_do():
    assert str(ERROR) == "L11_信贷.xlsx 小额信贷!F17：“余额”（-1）小于 0元。请核对这个数"
    asked = Problem("error", "a.xlsx", what="没有这一列", do="是不是改名成了“余额数”；是就改回“余额”")
    assert str(asked) == "a.xlsx：没有这一列。是不是改名成了“余额数”；是就改回“余额”"
    assert str(INFO) == "L01_村组.xlsx：不是任何台账的工作簿，没有读取"


def test_errors_come_first():
    assert sort_problems([INFO, WARNING, ERROR]) == [ERROR, WARNING, INFO]
    assert errors_of([INFO, WARNING, ERROR]) == [ERROR]


def test_the_terminal_shows_each_kind_once_with_how_many_there_are():
    more = [replace(ERROR, cell=f"F{row}") for row in range(18, 30)]
    text = shown([ERROR, *more, WARNING, INFO])
    assert "错误 13 处、提醒 1 处、说明 1 处" in text
    assert "小额信贷!F17" in text
    assert "F18" not in text
    assert "这一列同类共 13 处" in text


def test_the_terminal_says_what_it_does_not_show():
    text = shown([ERROR, WARNING, INFO], most=1)
    assert "还有 2 类问题没有列出" in text
    assert "户籍人口" not in text


def test_no_problem_is_said_so():
    assert "没有问题" in shown([])


def test_what_stands_in_a_cell_is_no_markup_for_the_terminal():
    assert "[red]x[/red]" in shown([Problem("error", "a.xlsx", value="[red]x[/red]", what="不对")])


@pytest.mark.promise(
    "a wrong cell is named to the clerk by file, sheet and cell, all of them at once, in Chinese"
)
def test_the_workbook_lists_every_problem(tmp_path):
    path = tmp_path / "out" / "problems.xlsx"
    many = [ERROR] * 30
    write_problems([INFO, *many, WARNING], path)
    sheet = load_workbook(path)["问题"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("级别", "文件", "工作表", "单元格", "列", "值", "问题", "怎么办", "规则")
    assert rows[1] == (
        "错误",
        "L11_信贷.xlsx",
        "小额信贷",
        "F17",
        "余额",
        "-1",
        "小于 0元",
        "核对这个数",
        "范围",
    )
    assert len(rows) == 1 + 32
    assert [row[0] for row in rows[-2:]] == ["提醒", "说明"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I33"


def test_what_begins_like_a_formula_stays_text(tmp_path):
    path = tmp_path / "problems.xlsx"
    write_problems([Problem("error", "a.xlsx", value="=HYPERLINK(1)", what="不对")], path)
    cell = load_workbook(path)["问题"]["F2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_faults_without_many_errors_name_each():
    assert "还有" not in str(LedgerFaults([ERROR, WARNING]))
