"""Notebooks get frames with the ledgers' own names, typed, up to the as-of date; or all faults at once."""

import pickle
import shutil

import pandas as pd
import pytest

import helpers.ledgers
from helpers.errors import LedgerError, ParamsError
from helpers.ledgers import LedgerFaults
from tests.ledgers.tiny import MONTH


def test_the_public_names_are_these():
    assert sorted(helpers.ledgers.__all__) == [
        "ColumnSchema", "Inspection", "LedgerFaults", "LedgerSchema", "Ledgers", "Origin", "Problem", "Schemas",
        "Snapshot", "TableSchema", "absent_ledgers", "inspect_ledgers", "load_schemas", "open_ledgers",
        "problems_table", "take_snapshot", "write_problems",
    ]  # fmt: skip


def test_a_frame_has_all_columns_in_order_and_the_rows_of_the_workbook(tiny):
    loans = tiny.open()["小额信贷"]
    assert list(loans.columns) == list(tiny.schemas.table("小额信贷").columns)
    assert loans.index.name == "行"
    assert loans.index.tolist() == [4, 5, 6]
    assert loans.attrs == {"table": "小额信贷"}


def test_columns_have_the_types_of_their_kinds(tiny):
    loans = tiny.open()["小额信贷"]
    assert loans["借据号"].dtype == "str"
    assert loans["期限"].dtype == "Int64"
    assert loans["余额"].dtype == "float64"
    assert loans["借款日"].dtype == "datetime64[us]"
    assert pd.isna(loans["结清日期"].iloc[0])


@pytest.mark.parametrize("table", ["户籍人口", "低保特困"])
def test_types_are_the_same_with_rows_and_without(tiny, table):
    schema = tiny.schemas.table(table)
    frame = tiny.open()[table]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        name: column.dtype for name, column in schema.columns.items()
    }


def test_a_ledger_that_is_not_kept_is_an_empty_frame(tiny):
    ledgers = tiny.open()
    assert ledgers["低保特困"].empty
    assert ledgers["低保特困"].index.name == "行"
    assert ledgers.source("低保特困").rows == 0
    assert ledgers.source("低保特困").file == ""


def test_changing_a_frame_changes_no_other(tiny):
    ledgers = tiny.open()
    first = ledgers["小额信贷"]
    first["余额"] = 0.0
    first.attrs["table"] = "改了"
    assert ledgers["小额信贷"]["余额"].sum() == 100_000
    assert ledgers["小额信贷"].attrs == {"table": "小额信贷"}


def test_an_unknown_table_is_refused(tiny):
    ledgers = tiny.open()
    assert "小额信贷" in ledgers
    assert "小额贷款" not in ledgers
    with pytest.raises(ParamsError, match="小额贷款"):
        ledgers["小额贷款"]


def test_a_text_is_found_in_all_cells_that_hold_it(tiny):
    tiny.put("小额信贷", "用途", "养\U00020000鸡", row=5)
    place = tiny.put("户籍人口", "姓名", "\U00020000")
    found = tiny.open().find_text("\U00020000")
    assert len(found) == 2
    assert any(one.endswith(f"小额信贷!{tiny.cell('小额信贷', '用途', 5)}") for one in found)
    assert any(one.endswith(f"户籍人口!{place}") for one in found)
    assert tiny.open().find_text("(") == []


def test_ledgers_know_their_month_schema_and_problems(tiny):
    tiny.put("户籍人口", "户类别", None)
    ledgers = tiny.open()
    assert repr(ledgers).startswith("Ledgers(2021-10: ")
    assert ledgers.schema("小额信贷").grain == "笔"
    assert str(ledgers.as_of) == "2021-10-31"
    assert [problem.level for problem in ledgers.problems] == ["warning"]


def test_faults_are_raised_all_at_once_with_the_first_in_words(tiny):
    for row in (4, 5, 6):
        tiny.put("小额信贷", "用途", None, row)
        tiny.put("小额信贷", "村", "没有村", row)
    tiny.put("户籍人口", "户类别", None)
    with pytest.raises(LedgerFaults) as caught:
        tiny.open()
    error = caught.value
    assert isinstance(error, LedgerError)
    assert [problem.level for problem in error.problems].count("error") == 6
    assert [problem.level for problem in error.problems].count("warning") == 1
    said = str(error)
    assert said.startswith("2021-10：台账有 6 处错误")
    assert said.count("L11_") == 5
    assert "还有 1 处" in said
    assert "problems.xlsx" in said


def test_faults_come_back_whole_from_another_process(tiny):
    tiny.put("小额信贷", "用途", None)
    with pytest.raises(LedgerFaults) as caught:
        tiny.open()
    again = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(again, LedgerFaults)
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


def test_another_month_is_opened_once_and_knows_the_same_months(tiny):
    september = MONTH.previous
    shutil.copytree(tiny.folder, tiny.office.ledgers(september))
    ledgers = tiny.open()
    before = ledgers.before
    assert before is not None
    assert (before.month, str(before.as_of)) == (september, "2021-09-30")
    assert ledgers.of(september) is before
    assert before.of(MONTH) is ledgers
    assert before.before is None


def test_a_month_with_faulty_ledgers_is_none_that_can_be_used(tiny):
    shutil.copytree(tiny.folder, tiny.office.ledgers(MONTH.previous))
    next(tiny.office.ledgers(MONTH.previous).glob("L11*")).unlink()
    assert tiny.open().before is None


@pytest.mark.parametrize(
    ("before", "as_of", "first", "last"),
    [
        (None, "2021-10-31", "2021-10-01", "2021-10-31"),
        ("2021-09-30", "2021-10-31", "2021-10-01", "2021-10-31"),
        ("2021-09-25", "2021-10-25", "2021-09-26", "2021-10-25"),
        ("2021-09-30", "2021-10-25", "2021-10-01", "2021-10-25"),
        ("2021-09-25", "2021-10-31", "2021-09-26", "2021-10-31"),
    ],
)
def test_the_period_goes_from_the_day_after_the_last_as_of_date_to_this_one(tiny, before, as_of, first, last):
    params = tiny.office.folder / "params"
    for month, day in (("2021-09", before), ("2021-10", as_of)):
        if day:
            (params / f"{month}.yaml").write_text(f"as_of: {day}\nissue_date: {day}\n", encoding="utf-8")
    period = tiny.open().period
    assert (str(period.first), str(period.last)) == (first, last)
