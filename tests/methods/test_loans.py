"""What is owed, what is due and what is misused, at the limits of each."""

import datetime as dt

import pytest

from helpers.methods import loans


def loan(balance=1000.0, **more):
    return {"余额": balance, "到期日": "2022-06-30", "用途": "养殖", "使用方式": "户贷户用"} | more


@pytest.mark.parametrize(("balance", "rows"), [(0.0, []), (0.01, [1]), (50000.0, [1])])
def test_outstanding_is_what_has_a_balance(ledgers, picked, balance, rows):
    assert picked(loans.outstanding(ledgers(小额信贷=[loan(balance)]))) == rows


def test_without_loans_there_is_nothing(ledgers, picked):
    empty = ledgers(小额信贷=[])
    for select in (loans.outstanding, loans.overdue, loans.new_this_month, loans.subsidised):
        assert picked(select(empty)) == []
    assert picked(loans.due_within(empty, 90)) == []
    assert picked(loans.improper(empty, ["建房"])) == []


@pytest.mark.parametrize(("due", "rows"), [("2021-10-30", [1]), ("2021-10-31", []), ("2021-11-01", [])])
def test_overdue_begins_the_day_after_it_was_due(ledgers, picked, due, rows):
    assert picked(loans.overdue(ledgers(小额信贷=[loan(到期日=due), loan(0.0, 到期日=due)]))) == rows


def test_what_is_due_within_days_counts_the_first_and_the_last_of_them(ledgers, picked):
    days = ["2021-10-30", "2021-10-31", "2021-11-30", "2021-12-01"]
    found = loans.due_within(ledgers(小额信贷=[loan(到期日=day) for day in days]), 30)
    assert picked(found) == [2, 3]
    assert list(found["到期年月"]) == ["2021-10", "2021-11"]


def test_what_is_due_later_leaves_out_what_is_due_sooner(ledgers, picked):
    days = ["2021-11-30", "2021-12-01", "2022-01-29", "2022-01-30"]
    many = ledgers(小额信贷=[loan(到期日=day) for day in days])
    assert picked(loans.due_within(many, 90, after=30)) == [2, 3]
    assert picked(loans.due_within(many, 30)) == [1]


def test_improper_is_what_a_firm_uses_or_what_is_spent_on_something_banned(ledgers, picked):
    rows = [
        loan(),
        loan(使用方式="户贷企用"),
        loan(用途="购买建房材料"),
        loan(0.0, 用途="建房"),
    ]
    assert picked(loans.improper(ledgers(小额信贷=rows), ["建房", "购车"])) == [2, 3]
    assert picked(loans.improper(ledgers(小额信贷=rows), [])) == [2]


def test_new_and_settled_belong_to_the_period_and_its_year(ledgers, picked):
    rows = [
        loan(借款日="2020-12-31"),
        loan(借款日="2021-01-01"),
        loan(借款日="2021-09-25"),
        loan(借款日="2021-09-26"),
        loan(0.0, 结清日期="2021-10-25"),
        loan(0.0, 结清日期="2021-10-26"),
        loan(5.0, 结清日期="2021-10-25"),
    ]
    month = ledgers(dt.date(2021, 10, 25), dt.date(2021, 9, 26), 小额信贷=rows)
    assert picked(loans.new_this_year(month)) == [2, 3, 4]
    assert picked(loans.new_this_month(month)) == [4]
    assert picked(loans.settled_this_month(month)) == [5]


def test_what_was_entered_late_is_new_or_settled_once(ledgers, picked):
    before = [loan(借据号="A", 借款日="2021-08-01"), loan(借据号="B", 借款日="2021-08-02")]
    now = [
        loan(借据号="A", 借款日="2021-08-01"),
        loan(0.0, 借据号="B", 借款日="2021-08-02", 结清日期="2021-09-20"),
        loan(借据号="C", 借款日="2021-08-03"),
        loan(借据号="D", 借款日="2021-10-03"),
    ]
    month = ledgers(小额信贷=now)
    month.before = ledgers(dt.date(2021, 9, 30), 小额信贷=before)
    assert picked(loans.new_this_month(month)) == [3, 4]
    assert picked(loans.settled_this_month(month)) == [2]
    month.before = ledgers(dt.date(2021, 9, 30), 小额信贷=now[:3])
    assert picked(loans.new_this_month(month)) == [4]
    assert picked(loans.settled_this_month(month)) == []
