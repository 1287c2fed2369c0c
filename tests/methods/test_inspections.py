"""The latest round, the problems of all rounds, and which of them are closed."""

import datetime as dt

import pytest

from helpers.methods import inspections
from helpers.methods.inspections import GUARANTEES

SOUND = dict.fromkeys(GUARANTEES.values(), "是")


def visit(round_="二", day="2021-10-10", **more):
    return SOUND | {"排查轮次": round_, "排查日期": day} | more


def test_the_latest_round_is_that_of_the_last_visit(ledgers, picked):
    rows = [visit("一", "2021-05-01"), visit("二", "2021-10-01"), visit("二", "2021-10-20")]
    assert picked(inspections.latest_round(ledgers(排查=rows))) == [2, 3]
    assert picked(inspections.latest_round(ledgers())) == []


def test_a_guarantee_that_is_not_given_is_a_problem_without_a_word(ledgers, picked):
    rows = [visit(), visit(问题类别="基本医疗"), visit(住房安全有保障="否")]
    found = inspections.problems(ledgers(排查=rows))
    assert picked(found) == [2, 3]
    assert list(found["问题类别"]) == ["基本医疗", "住房安全"]


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        ({"是否销号": "是", "整改完成日期": "2021-10-31"}, True),
        ({"是否销号": "是", "整改完成日期": "2021-11-01"}, False),
        ({"是否销号": "是"}, False),
        ({"是否销号": "否", "整改完成日期": "2021-10-01"}, False),
        ({}, False),
    ],
)
def test_closed_is_what_is_marked_and_completed_by_the_day(ledgers, picked, more, closed):
    month = ledgers(排查=[visit(问题类别="饮水安全", **more)])
    assert picked(inspections.closed(month)) == [1] * closed
    assert picked(inspections.still_open(month)) == [1] * (not closed)


def test_what_is_unresolved_is_open_now_or_from_before(ledgers, picked):
    done = {"是否销号": "是", "整改完成日期": "2021-06-01"}
    rows = [
        visit("一", "2021-05-01", 问题类别="饮水安全"),
        visit("一", "2021-05-01", 问题类别="饮水安全", **done),
        visit(问题类别="住房安全"),
    ]
    month = ledgers(排查=rows)
    assert picked(inspections.unresolved(month)) == [1, 3]
    assert picked(inspections.open_before(month)) == [1]
    assert picked(inspections.still_open(month)) == [3]


@pytest.mark.parametrize(("limit", "rows"), [("2021-10-30", [1]), ("2021-10-31", []), (None, [])])
def test_overdue_begins_the_day_after_the_limit(ledgers, picked, limit, rows):
    month = ledgers(排查=[visit(问题类别="饮水安全", 整改时限=limit)])
    assert picked(inspections.overdue(month)) == rows


def test_a_problem_closed_late_counts_in_the_month_that_says_so_first(ledgers, picked):
    rows = [visit(户号=number, 问题类别="饮水安全") for number in ("H1", "H2", "H3")]
    done = {"是否销号": "是"}
    now = [
        rows[0] | done | {"整改完成日期": "2021-09-20"},
        rows[1] | done | {"整改完成日期": "2021-10-20"},
        rows[2],
    ]
    month = ledgers(排查=now)
    month.before = ledgers(dt.date(2021, 9, 30), 排查=[rows[0] | {"整改完成日期": "2021-09-20"}, *rows[1:]])
    assert picked(inspections.closed_this_month(month)) == [1, 2]
    month.before = ledgers(dt.date(2021, 9, 30), 排查=[now[0], *rows[1:]])
    assert picked(inspections.closed_this_month(month)) == [2]
