"""A ledger, a sheet or a column may begin in a month and end in one: outside there is none, and none is missed."""

import shutil

import pandas as pd
import pytest
import yaml

from helpers.errors import ParamsError
from helpers.ledgers import load_schemas
from helpers.months import Month
from tests.ledgers.tiny import MONTH


def define(tiny, code, change):
    """Change the definition of a ledger in the office's own params."""
    content = yaml.safe_load(tiny.office.resource(f"params/ledgers/{code}.yaml").read_text(encoding="utf-8"))
    change(content)
    path = tiny.office.folder / "params" / "ledgers" / f"{code}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def spanned(tiny, place=(), **span):
    """Let the ledger of loans, its sheet or a column of it be kept for some months only."""

    def change(content):
        for key in place:
            content = content[key]
        content.update(span)

    define(tiny, "L11", change)


SHEET = ("sheets", 0)
USE = ("sheets", 0, "columns", "用途")


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ({}, True),
        ({"since": "2021-09"}, True),
        ({"since": "2021-10"}, True),
        ({"since": "2021-11"}, False),
        ({"until": "2021-09"}, False),
        ({"until": "2021-10"}, True),
        ({"until": "2021-11"}, True),
        ({"since": "2021-10", "until": "2021-10"}, True),
    ],
)
@pytest.mark.parametrize("place", [(), SHEET], ids=["ledger", "sheet"])
def test_a_ledger_or_sheet_is_kept_from_its_first_to_its_last_month(tiny, place, span, kept):
    spanned(tiny, place, **span)
    assert tiny.errors() == []
    ledgers = tiny.open()
    assert ledgers.kept("小额信贷") is kept
    assert len(ledgers["小额信贷"]) == (3 if kept else 0)


def test_a_ledger_outside_its_months_is_not_missed_and_says_so(tiny):
    spanned(tiny, since="2021-11")
    tiny.path("小额信贷").unlink()
    [said] = tiny.inspect().problems
    assert (said.level, said.file) == ("info", "L11_*.xlsx")
    assert "本月不建（自 2021-11 起），按空的处理" in said.what
    frame = tiny.open()["小额信贷"]
    assert frame.empty
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        name: column.dtype for name, column in tiny.schemas.table("小额信贷").columns.items()
    }


def test_a_workbook_of_a_ledger_outside_its_months_is_named_and_not_read(tiny):
    spanned(tiny, until="2021-09")
    [said] = tiny.inspect().problems
    assert (said.level, said.file) == ("warning", tiny.path("小额信贷").name)
    assert "到 2021-09 为止" in said.what


def test_a_sheet_outside_its_months_is_an_empty_table_and_says_so(tiny):
    spanned(tiny, SHEET, since="2021-11")
    [said] = tiny.inspect().problems
    assert (said.level, said.sheet) == ("info", "小额信贷")
    assert "自 2021-11 起" in said.what
    assert tiny.open()["小额信贷"].empty
    assert tiny.open()["小额信贷"].empty, "the second time from the snapshot"


def test_a_later_first_month_is_seen_by_the_snapshot(tiny):
    assert len(tiny.open()["小额信贷"]) == 3
    spanned(tiny, since="2021-11")
    assert tiny.open()["小额信贷"].empty
    spanned(tiny, since="2021-12")
    assert "2021-12" in tiny.open().problems[0].what


@pytest.mark.parametrize("there", [True, False])
def test_a_column_outside_its_months_is_empty_without_a_fault_though_it_is_required(tiny, there):
    spanned(tiny, USE, since="2021-11", required=True)
    if not there:
        column = tiny.cell("小额信贷", "用途")[:-1]
        tiny.edit("小额信贷", lambda sheet: sheet.delete_cols(ord(column) - 64))
    [said] = tiny.inspect().problems
    assert (said.level, said.column, said.rule) == ("info", "用途", "起止")
    assert ("没有读取" in said.what) is there
    loans = tiny.open()["小额信贷"]
    assert loans["用途"].isna().all()
    assert loans["余额"].sum() == 100_000


def test_a_rule_over_a_column_outside_its_months_is_not_judged(tiny):
    spanned(tiny, ("sheets", 0, "columns", "结清日期"), since="2021-11")
    assert tiny.errors() == []


def test_what_is_asked_for_and_not_kept_is_known(tiny):
    nothing = 0  # noqa: F841  (pandas looks it up)
    spanned(tiny, USE, since="2021-11")
    ledgers = tiny.open()
    loans = ledgers["小额信贷"]
    some = loans[loans["余额"] > 0]
    for ask in (
        lambda: loans["用途"],
        lambda: loans[["村", "用途"]],
        lambda: some["用途"],
        lambda: some.copy()["用途"],
        lambda: some.用途,
        lambda: some.query("用途 == '养殖'"),
        lambda: some.assign(a=1).groupby("用途"),
        lambda: some.loc[:, "用途"],
        lambda: ledgers["小额信贷"]["用途"],
    ):
        with ledgers.missing() as missing:
            ask()
        assert missing == {"小额信贷.用途"}
    with ledgers.missing() as missing:
        assert loans[loans["村"] == "示例一村"]["余额"].sum() == 50_000
        assert loans.query("余额 > @nothing").groupby("村").size().sum() == 2
        assert loans.eval("余额 > @nothing").sum() == 2
    assert missing == set()


def test_a_table_that_is_asked_for_and_not_kept_is_known(tiny):
    spanned(tiny, since="2021-11")
    ledgers = tiny.open()
    with ledgers.missing() as missing:
        assert ledgers["户籍人口"]["村"].isin(ledgers["小额信贷"]["村"]).sum() == 0
    assert "小额信贷" in missing


def test_the_frame_stays_a_frame_with_its_rows(tiny):
    spanned(tiny, USE, since="2021-11")
    loans = tiny.open()["小额信贷"]
    assert isinstance(loans, pd.DataFrame)
    assert loans.index.name == "行"
    assert loans[loans["余额"] > 0].attrs == {"table": "小额信贷"}


def test_other_months_keep_what_they_have(tiny):
    shutil.copytree(tiny.folder, tiny.office.ledgers(MONTH.previous))
    next(tiny.office.ledgers(MONTH.previous).glob("L11*")).unlink()
    spanned(tiny, since="2021-10")
    ledgers = tiny.open()
    assert len(ledgers["小额信贷"]) == 3
    assert ledgers.before is not None
    assert not ledgers.before.kept("小额信贷")


@pytest.mark.parametrize(
    ("place", "span", "says"),
    [
        ((), {"since": "2021-13"}, "“2021-13”不是月份，要写成 2021-11 的样子"),
        ((), {"since": "2021年11月"}, "不是月份"),
        ((), {"until": 2021}, "“2021”不是月份"),
        ((), {"since": "2021-11", "until": "2021-10"}, "since 晚于 until"),
        (SHEET, {"since": "2021-11", "until": "2021-10"}, "since 晚于 until"),
        (USE, {"since": "2021-11", "until": "2021-10"}, "since 晚于 until"),
        (("sheets", 0, "columns", "借据号"), {"since": "2021-11"}, "“借据号”是 key 或 as_of 的列"),
        (("sheets", 0, "columns", "借款日"), {"since": "2021-11"}, "“借款日”是 key 或 as_of 的列"),
    ],
)
def test_a_span_that_cannot_be_is_refused(tiny, place, span, says):
    spanned(tiny, place, **span)
    with pytest.raises(ParamsError, match=says):
        load_schemas(tiny.office)


def test_a_sheet_is_kept_within_the_months_of_its_ledger(tiny):
    def change(content):
        content["since"] = "2021-05"
        content["sheets"][0]["since"] = "2021-04"

    define(tiny, "L11", change)
    with pytest.raises(ParamsError, match="小额信贷的 since、until 超出了台账的"):
        load_schemas(tiny.office)


def test_the_villages_are_kept_always(tiny):
    define(tiny, "L01", lambda content: content.update(since="2021-11"))
    with pytest.raises(ParamsError, match="每个月都要有"):
        load_schemas(tiny.office)


def test_the_dictionary_says_since_when(tiny):
    from helpers.ledgers.dictionary import ledger_dictionary

    spanned(tiny, since="2021-03")
    spanned(tiny, USE, since="2021-11", until="2021-12")
    text = ledger_dictionary(load_schemas(tiny.office))
    assert "`L11_*.xlsx`；自 2021-03 起" in text
    assert "自 2021-11 起、到 2021-12 为止" in text


def test_a_span_is_a_month(tiny):
    spanned(tiny, since="2021-03")
    assert load_schemas(tiny.office).table("小额信贷").since == Month(2021, 3)
