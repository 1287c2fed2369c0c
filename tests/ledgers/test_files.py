"""The workbook of each ledger is found by its name; what is missing, doubled or strange is said."""

import shutil

from tests.ledgers.tiny import MONTH


def rename(tiny, table, name):
    path = tiny.path(table)
    path.rename(path.with_name(name))


def test_a_missing_workbook_is_an_error(tiny):
    tiny.path("小额信贷").unlink()
    error = tiny.only_error()
    assert (error.file, error.sheet, error.cell) == ("L11_*.xlsx", "", "")
    assert "没有脱贫人口小额信贷台账的工作簿" in error.what
    assert "data/ledgers/2021-10" not in error.what
    assert "ledgers/2021-10" in error.do


def test_all_missing_workbooks_are_listed(tiny):
    for table in ("小额信贷", "产业奖补", "项目"):
        tiny.path(table).unlink()
    assert [error.file for error in tiny.errors()] == ["L06_*.xlsx", "L11_*.xlsx", "L16_*.xlsx"]


def test_a_missing_folder_is_one_error(tiny):
    shutil.rmtree(tiny.folder)
    error = tiny.only_error()
    assert error.file == f"data/ledgers/{MONTH}"
    assert "6 个工作簿" in error.do


def test_two_workbooks_of_one_ledger_are_an_error(tiny):
    shutil.copy(tiny.path("小额信贷"), tiny.folder / "L11_小额信贷 (2).xlsx")
    error = tiny.only_error()
    assert "有 2 个工作簿" in error.what
    assert "L11_小额信贷 (2).xlsx" in error.what


def test_an_export_of_the_national_system_is_found_by_its_own_name_in_any_width(tiny):
    rename(tiny, "监测对象", "(自定义)监测对象信息 (22).xlsx")
    assert tiny.errors() == []
    assert tiny.open().source("监测对象").file == "(自定义)监测对象信息 (22).xlsx"


def test_a_misnamed_workbook_is_suggested(tiny):
    rename(tiny, "小额信贷", "脱贫人口小额信贷台账（10月）.xlsx")
    error = tiny.only_error()
    assert "是不是“脱贫人口小额信贷台账（10月）.xlsx”" in error.do
    assert [problem.file for problem in tiny.found("info", "文件")] == ["脱贫人口小额信贷台账（10月）.xlsx"]


def test_a_workbook_of_another_format_is_refused_by_name(tiny):
    rename(tiny, "小额信贷", "L11_小额信贷.et")
    error = tiny.only_error()
    assert error.what == "L11_小额信贷.et 不是 .xlsx"
    assert "另存为 .xlsx" in error.do


def test_what_office_programs_leave_behind_is_not_looked_at(tiny):
    for name in ("~$L11_脱贫人口小额信贷台账.xlsx", ".DS_Store", "._L11_台账.xlsx"):
        (tiny.folder / name).write_bytes(b"x")
    assert tiny.inspect().problems == []


def test_a_ledger_that_the_office_does_not_keep_is_not_missed_but_its_workbook_is(tiny):
    absent = [*tiny.settings.report.absent_ledgers, "L11"]
    tiny.change_settings(absent_ledgers=absent)
    assert tiny.errors() == []
    assert [problem.file for problem in tiny.found("warning", "文件")] == [tiny.path("小额信贷").name]
    assert tiny.open()["小额信贷"].empty
