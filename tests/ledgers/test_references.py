"""Between tables: what a row refers to must be there, and its village should be the household's."""

import datetime as dt

from tests.ledgers.tiny import id_number


def test_a_household_that_is_not_in_the_system(tiny):
    cell = tiny.put("小额信贷", "户编号", "H999")
    error = tiny.only_error()
    assert (error.file, error.sheet, error.cell) == (tiny.path("小额信贷").name, "小额信贷", cell)
    assert (error.column, error.value, error.rule) == ("户编号", "H999", "关联")
    assert error.what == "L03 监测对象里没有这个户编号"
    assert "在监测对象里补上" in error.do


def test_a_person_who_is_not_in_the_register_is_shown_masked(tiny):
    stranger = id_number("19700101", 7)
    cell = tiny.put("监测对象", "证件号码", stranger)
    error = tiny.only_error()
    assert (error.cell, error.value) == (cell, "990001" + "*" * 12)
    assert error.what == "L02 户籍人口里没有这个证件号码"


def test_a_blank_refers_to_nothing(tiny):
    tiny.put("小额信贷", "户编号", None)
    assert tiny.only_error().rule == "必填"


def test_references_to_a_table_that_could_not_be_read_are_not_judged(tiny):
    tiny.path("监测对象").write_bytes(b"no workbook")
    error = tiny.only_error()
    assert error.file == tiny.path("监测对象").name


def test_references_to_a_ledger_that_the_office_does_not_keep_are_not_judged(tiny):
    tiny.change_settings(absent_ledgers=[*tiny.settings.report.absent_ledgers, "L03"])
    tiny.path("监测对象").unlink()
    assert tiny.errors() == []


def test_references_to_a_column_that_is_missing_are_not_judged(tiny):
    tiny.put("监测对象", "户编号", None, row=3)
    assert {error.file for error in tiny.errors()} == {tiny.path("监测对象").name}


def test_a_row_in_another_village_than_its_household_is_one_warning(tiny):
    cell = tiny.put("小额信贷", "村", "示例二村")
    assert tiny.errors() == []
    (warning,) = tiny.found("warning", "村别")
    assert (warning.cell, warning.value) == (cell, "示例二村")
    assert warning.what == "监测对象里这一户在示例一村"


def test_a_moved_household_warns_in_each_ledger_once_a_row(tiny):
    for row in (4, 5):
        tiny.put("监测对象", "村", "示例二村", row)
    files = [warning.file[:3] for warning in tiny.found("warning", "村别")]
    assert sorted(files) == ["L03", "L03", "L06", "L06", "L11", "L11"]


def test_rows_after_the_as_of_date_are_left_out_and_said_so(tiny):
    for row in (4, 5):
        tiny.put("小额信贷", "借款日", dt.date(2021, 11, 1), row)
        tiny.put("小额信贷", "到期日", dt.date(2023, 11, 1), row)
    (info,) = tiny.found("info", "截止日")
    cell = tiny.cell("小额信贷", "借款日", 4)
    assert info.cell == f"{cell}-{cell[:-1]}5"
    assert info.what == "晚于截止日 2021-10-31，2 行不计入本月"
    ledgers = tiny.open()
    assert ledgers["小额信贷"].index.tolist() == [6]
    assert ledgers.source("小额信贷").rows == 3


def test_a_row_of_the_as_of_date_counts(tiny):
    tiny.put("小额信贷", "借款日", dt.date(2021, 10, 31))
    assert len(tiny.open()["小额信贷"]) == 3
