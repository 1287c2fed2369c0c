"""Within a table: keys, dates in order, columns that agree, and the ledger's own rules."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest
import yaml

from helpers.ledgers.rules import check_rows
from helpers.ledgers.schemas import TableSchema
from helpers.ledgers.tables import INDEX, LedgerTable
from tests.ledgers.tiny import PEOPLE


def test_a_duplicate_key_names_the_first_row(tiny):
    cell = tiny.put("小额信贷", "借据号", "J001", row=6)
    error = tiny.only_error()
    assert (error.cell, error.rule, error.value) == (cell, "主键", "J001")
    assert error.what == "和第 4 行重复（借据号）"


def test_a_duplicate_person_is_shown_masked(tiny):
    tiny.put("监测对象", "证件号码", PEOPLE["甲"], row=5)
    tiny.put("监测对象", "性别", "男", row=5)
    tiny.put("监测对象", "出生日期", dt.date(1970, 1, 1), row=5)
    error = tiny.only_error()
    assert (error.cell, error.rule) == (tiny.cell("监测对象", "证件号码", 5), "唯一")
    assert error.value == "990001" + "*" * 12


def test_a_key_of_several_columns_is_named_at_the_one_that_tells_most(tiny):
    tiny.put("产业奖补", "产业类型", "种植", row=5)
    error = tiny.only_error()
    assert (error.rule, error.what) == ("主键", "和第 4 行重复（年度、批次、户编号、产业类型）")


def test_each_further_duplicate_is_an_error_of_its_own(tiny):
    for row in (5, 6):
        tiny.put("小额信贷", "借据号", "J001", row)
    assert [error.what for error in tiny.errors()] == ["和第 4 行重复（借据号）"] * 2


def test_blank_keys_are_missing_and_not_duplicates(tiny):
    for row in (5, 6):
        tiny.put("小额信贷", "借据号", None, row)
    assert [error.rule for error in tiny.errors()] == ["必填", "必填"]


@pytest.mark.parametrize(
    ("table", "later", "written", "says"),
    [
        ("小额信贷", "到期日", dt.date(2021, 1, 4), "早于借款日 2021-01-05"),
        ("产业奖补", "验收日期", dt.date(2021, 2, 1), "早于申报日期 2021-03-01"),
        ("产业奖补", "发放日期", dt.date(2021, 4, 30), "早于验收日期 2021-05-01"),
    ],
)
def test_a_date_before_another_that_must_precede_it(tiny, table, later, written, says):
    cell = tiny.put(table, later, written)
    error = tiny.only_error()
    assert (error.file, error.cell, error.rule) == (tiny.path(table).name, cell, "先后")
    assert (error.what, error.value) == (says, written.isoformat())


def test_the_same_day_is_in_order(tiny):
    tiny.put("小额信贷", "到期日", dt.date(2021, 1, 5))
    assert tiny.errors() == []


def test_months_are_in_order(tiny):
    for column, value in (("识别监测时间", "202109"), ("消除监测时间", "202108")):
        for row in (4, 5):
            tiny.put("监测对象", column, value, row)
    errors = tiny.errors()
    assert [error.cell for error in errors] == [tiny.cell("监测对象", "消除监测时间", row) for row in (4, 5)]


def test_rows_of_one_household_must_agree(tiny):
    cell = tiny.put("监测对象", "人均纯收入（元）", 9000, row=5)
    error = tiny.only_error()
    assert (error.cell, error.rule, error.value) == (cell, "一致", "9000")
    assert error.what == "和第 4 行不同，这两行的户编号相同"


def test_a_blank_does_not_agree_with_a_value(tiny):
    cell = tiny.put("户籍人口", "户编号", None, row=5)
    assert [(error.cell, error.rule) for error in tiny.errors()] == [(cell, "一致")]


@pytest.mark.parametrize(
    ("table", "column", "value", "rule", "named"),
    [
        ("小额信贷", "余额", 50_001, "L11-1", "余额"),
        ("小额信贷", "余额", 0, "L11-2", "结清日期"),
        ("产业奖补", "规模", 11, "L06-1", "申报金额"),
        ("产业奖补", "审定金额", 3000, "L06-2", "审定金额"),
        ("村组", "总户数", 4, "L01-1", "总户数"),
        ("监测对象", "风险是否已消除", "是", "L03-4", "消除监测时间"),
        ("项目", "总投资", 101, "L16-1", "总投资"),
    ],
)
def test_a_rule_of_the_ledger_names_its_number_and_cell(tiny, table, column, value, rule, named):
    row = tiny.schemas.table(table).header[1] + 1
    tiny.put(table, column, value, row)
    found = [error for error in tiny.errors() if error.rule == rule]
    assert [error.cell for error in found] == [tiny.cell(table, named, row)]
    assert found[0].what
    assert found[0].do


def test_a_rule_of_a_warning_does_not_forbid_the_month(tiny):
    cell = tiny.put("户籍人口", "人员状态", "死亡", row=5)
    assert tiny.errors() == []
    (warning,) = tiny.found("warning", "L02-1")
    assert warning.cell == tiny.cell("户籍人口", "变动日期", 5)
    assert warning.cell != cell


def test_a_cell_that_could_not_be_read_is_reported_once(tiny):
    # It is neither missing nor against a rule nor different from its household's other row: it is unknown.
    tiny.put("监测对象", "人均纯收入（元）", "九千", row=5)
    assert tiny.only_error().rule == "类型"
    tiny.put("监测对象", "人均纯收入（元）", 9000.5, row=5)
    tiny.put("小额信贷", "余额", "全部")
    assert tiny.only_error().rule == "类型"


def test_a_rule_does_not_judge_a_required_cell_that_is_blank(tiny):
    tiny.put("产业奖补", "规模", None)
    assert tiny.only_error().rule == "必填"


@pytest.mark.promise("an office is a folder, its ledgers are data")
def test_an_office_adds_a_rule_in_its_own_definition(tiny):
    source = tiny.office.resource("params/ledgers/L11.yaml")
    ledger = yaml.safe_load(source.read_text(encoding="utf-8"))
    rule = {
        "id": "L11-9",
        "rule": "期限 <= 24",
        "level": "error",
        "says": "期限超过两年",
        "do": "核对",
        "at": "到期日",
    }
    ledger["sheets"][0]["rules"].append(rule)
    own = tiny.office.folder / "params" / "ledgers" / "L11.yaml"
    own.parent.mkdir()
    own.write_text(yaml.safe_dump(ledger, allow_unicode=True, sort_keys=False), encoding="utf-8")
    error = tiny.only_error()
    assert (error.rule, error.cell, error.what) == ("L11-9", tiny.cell("小额信贷", "到期日"), "期限超过两年")


def test_an_amount_in_yuan_where_ten_thousands_are_meant_is_suspected(tiny):
    source = tiny.office.resource("params/ledgers/L16.yaml").read_text(encoding="utf-8")
    own = tiny.office.folder / "params" / "ledgers" / "L16.yaml"
    own.parent.mkdir()
    total = "总投资: {kind: money, unit: 万元, required: true, min: 0"
    assert total in source
    own.write_text(source.replace(total, f"{total}, max: 10000"), encoding="utf-8")
    cell = tiny.put("项目", "总投资", 1_000_000, row=5)
    (error,) = [error for error in tiny.errors() if error.rule == "范围"]
    assert (error.cell, error.do) == (cell, "像是按元填的，这一列的单位是万元")


# --- one table by itself ----------------------------------------------------------------------------------


def judged(columns: dict[str, dict[str, Any]], rows: list[list[Any]], **more: Any) -> list[tuple[str, ...]]:
    """Check rows from the second of a sheet on; return what is told: rule, level, cell, what, what to do."""
    content = {
        "table": "表", "sheet": ["表"], "header": 1, "grain": "行", "key": [next(iter(columns))],
        "columns": columns, "ledger_code": "L90", "ledger_name": "台账",
    }  # fmt: skip
    schema = TableSchema.model_validate(content | more)
    frame = pd.DataFrame(rows, columns=list(columns), index=pd.RangeIndex(2, len(rows) + 2, name=INDEX))
    frame = frame.astype({name: column.dtype for name, column in schema.columns.items()})
    table = LedgerTable(schema, "L90.xlsx", "表", frame, dict(zip(columns, "ABC", strict=False)))
    check_rows(table)
    return [(one.rule, one.level, one.cell, one.what, one.do) for one in table.problems]


def numbers(values: list[float | None], **column: Any) -> list[tuple[str, ...]]:
    rows = [[f"J{at}", value] for at, value in enumerate(values)]
    told = judged({"编号": {"kind": "code"}, "数": column}, rows)
    return [(cell, level, what, do) for rule, level, cell, what, do in told if rule == "范围"]


@pytest.mark.parametrize(
    ("column", "values", "told"),
    [
        ({"kind": "decimal", "min": 0}, [-1, 0, 1, None], {"B2": "小于 0"}),
        ({"kind": "decimal", "max": 10}, [9, 10, 11, None], {"B4": "大于 10"}),
        ({"kind": "decimal", "min": 1, "max": 1}, [0, 1, 2], {"B2": "小于 1", "B4": "大于 1"}),
        ({"kind": "decimal"}, [-1e12, 0, 1e12], {}),
        ({"kind": "percent"}, [-0.1, 0, 1, 100, 100.1], {"B2": "小于 0", "B6": "大于 100"}),
        ({"kind": "percent", "min": 50, "max": 150}, [49, 50, 150, 151], {"B2": "小于 50", "B5": "大于 150"}),
        ({"kind": "percent"}, [0, 0.01, 0.99, 1], {"B3": "不到百分之一", "B4": "不到百分之一"}),
        ({"kind": "decimal"}, [0.5], {}),
    ],
)
def test_a_number_is_told_beyond_its_limit_and_not_at_it(column, values, told):
    assert {cell: what for cell, _, what, _ in numbers(values, **column)} == told


def test_a_percentage_below_one_is_a_warning_and_one_out_of_range_an_error():
    assert [level for _, level, _, _ in numbers([0.5, 101], kind="percent")] == ["error", "warning"]


WAN, YUAN = "像是按万元填的，这一列的单位是元", "像是按元填的，这一列的单位是万元"


@pytest.mark.parametrize(
    ("unit", "value", "do"),
    [
        ("元", 0.09, "核对这个数，单位是元"),
        ("元", 0.1, WAN),
        ("元", 5, WAN),
        ("元", 5.01, "核对这个数，单位是元"),
        ("元", 0, "核对这个数，单位是元"),
        ("元", 60_000, "核对这个数，单位是元"),
        ("万元", 9_999_999, "核对这个数，单位是万元"),
        ("万元", 10_000_000, YUAN),
        ("万元", 500_000_000, YUAN),
        ("万元", 500_000_001, "核对这个数，单位是万元"),
        ("万元", 5, "核对这个数，单位是万元"),
        ("", 5, "核对这个数"),
        ("亩", 5, "核对这个数，单位是亩"),
    ],
)
def test_an_amount_that_fits_in_the_other_unit_is_suspected(unit, value, do):
    (told,) = numbers([value], kind="decimal", unit=unit, min=1_000, max=50_000)
    assert told[3] == do


def test_a_blank_is_an_error_where_it_is_required_and_a_warning_where_it_is_missed():
    columns: dict[str, dict[str, Any]] = {
        "编号": {"kind": "code", "required": True},
        "甲": {"kind": "text", "warn_blank": True},
        "乙": {"kind": "text"},
    }
    assert judged(columns, [["J1", None, None], [None, "有", "有"]]) == [
        ("必填", "error", "A3", "没有填", "补填"),
        ("空白", "warning", "B2", "没有填", "补填"),
    ]


def identity(number: Any, birth: Any, sex: Any) -> list[str]:
    columns: dict[str, dict[str, Any]] = {
        "证件": {"kind": "id_number", "birth": "生日", "sex": "性别"},
        "生日": {"kind": "date"},
        "性别": {"kind": "choice", "values": ["男", "女"]},
    }
    return [cell for rule, _, cell, _, _ in judged(columns, [[number, birth, sex]]) if rule == "证件"]


def test_an_id_number_agrees_with_the_birthday_and_sex_beside_it():
    birthday, other = pd.Timestamp(1970, 1, 1), pd.Timestamp(1970, 1, 2)
    assert identity(PEOPLE["甲"], birthday, "男") == []
    assert identity(PEOPLE["乙"], pd.Timestamp(1971, 2, 2), "女") == []
    assert identity(PEOPLE["甲"], other, "女") == ["B2", "C2"]
    assert identity(PEOPLE["甲"], None, None) == []
    assert identity("999999" + PEOPLE["甲"][6:], other, "女") == identity(None, other, "女") == []


def test_a_village_of_another_township_is_told_and_one_township_is_right():
    columns = {"村编码": {"kind": "village_code"}}
    own, alien = [["990001100201"], ["990001100202"]], ["990001101201"]
    assert judged(columns, own) == []
    ((rule, level, cell, what, _),) = judged(columns, [alien, *own])
    assert (rule, level, cell) == ("编码", "error", "A2")
    assert what.startswith("前九位和其他村不同")


def test_two_blanks_agree_and_a_blank_and_a_value_do_not():
    columns = {"编号": {"kind": "code"}, "户": {"kind": "code"}, "数": {"kind": "text"}}
    agree = {"by": "户", "columns": ["数"]}

    def told(*values: Any) -> list[str]:
        rows = [[f"J{at}", "H1", value] for at, value in enumerate(values)]
        return [cell for rule, _, cell, _, _ in judged(columns, rows, agree=agree) if rule == "一致"]

    assert told(None, None) == told("一", "一") == []
    assert told("一", "二") == told("一", None) == told(None, "一") == ["C3"]
