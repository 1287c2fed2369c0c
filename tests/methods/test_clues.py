"""A lead is followed by its dates: where it waits, when it was closed, what took too long."""

import datetime as dt

import pandas as pd
import pytest

from helpers.methods import clues
from helpers.methods.clues import REPORTED, SETTLED, STEPS, follow, of_year

AS_OF = dt.date(2021, 10, 31)
DATES = ("接收日期", *STEPS.values(), "公示起", "公示止", "县级审定日期", "措施落实日期")
ON_TIME = {
    "接收日期": "2021-10-08",
    "核实日期": "2021-10-10",
    "村级会商日期": "2021-10-12",
    "公示起": "2021-10-12",
    "公示止": "2021-10-16",
    "乡镇会商日期": "2021-10-18",
    "党委会日期": "2021-10-20",
    "上报日期": "2021-10-22",
    "核实结论": "纳入",
}


def leads(*rows):
    frame = pd.DataFrame(list(rows), columns=[*DATES, "核实结论"])
    frame = frame.astype(dict.fromkeys(DATES, "datetime64[ns]") | {"核实结论": "str"})
    frame.index = pd.Index(range(4, 4 + len(frame)), name="行")
    frame.attrs["table"] = "线索"
    return frame


def one(**changes):
    return follow(leads(ON_TIME | changes), AS_OF).iloc[0]


def test_follows_a_lead_to_its_report():
    lead = one()
    assert lead["环节"] == REPORTED
    assert lead["办结日期"] == pd.Timestamp("2021-10-22")
    assert (lead["办理天数"], lead["公示天数"]) == (14, 5)


@pytest.mark.parametrize(("step", "column"), STEPS.items())
def test_a_lead_waits_for_the_first_date_that_is_missing(step, column):
    after = list(STEPS.values())[list(STEPS.values()).index(column) :]
    lead = one(**dict.fromkeys(after))
    assert lead["环节"] == step
    assert pd.isna(lead["办结日期"])
    assert lead["办理天数"] == 23


def test_a_step_left_blank_is_passed_by_a_later_one():
    assert one(乡镇会商日期=None)["环节"] == REPORTED
    assert one(乡镇会商日期=None, 上报日期=None)["环节"] == "待上报"


def test_what_happened_after_the_day_has_not_happened():
    lead = one(上报日期="2021-11-01", 公示止="2021-11-02")
    assert lead["环节"] == "待上报"
    assert pd.isna(lead["公示天数"])


@pytest.mark.parametrize("conclusion", ["不纳入", "继续关注", "不消除"])
def test_a_lead_that_need_not_go_up_is_settled_where_it_was_judged(conclusion):
    later = {"乡镇会商日期": None, "党委会日期": None, "上报日期": None}
    lead = one(核实结论=conclusion, **later)
    assert lead["环节"] == SETTLED
    assert lead["办结日期"] == pd.Timestamp("2021-10-12")
    assert one(核实结论=conclusion)["环节"] == REPORTED


def test_measures_are_due_from_the_decision():
    assert one(县级审定日期="2021-10-25")["落实天数"] == 6
    assert one(县级审定日期="2021-10-25", 措施落实日期="2021-10-27")["落实天数"] == 2
    assert one()["落实天数"] == 9
    assert pd.isna(one(核实结论="消除")["落实天数"])


def test_a_year_deals_with_what_it_received_closed_or_still_has():
    old = {"接收日期": "2020-12-20"}
    rows = follow(
        leads(
            ON_TIME,
            ON_TIME | old | dict.fromkeys(STEPS.values(), "2020-12-28"),
            ON_TIME | old | dict.fromkeys(STEPS.values(), "2021-01-03"),
            ON_TIME | old | dict.fromkeys(STEPS.values()),
        ),
        AS_OF,
    )
    assert list(of_year(rows, 2021).index) == [4, 6, 7]


def test_keeps_rows_and_table_and_bears_no_rows():
    assert list(follow(leads(ON_TIME), AS_OF).index) == [4]
    assert follow(leads(ON_TIME), AS_OF).attrs == {"table": "线索"}
    assert of_year(follow(leads(), AS_OF), 2021).empty


def month_of(ledgers, **changes):
    return ledgers(线索=[{name: day for name, day in (ON_TIME | changes).items() if day}])


@pytest.mark.parametrize(("days", "rows"), [(13, [1]), (14, []), (15, [])])
def test_a_lead_is_overdue_when_it_took_longer_than_the_limit(ledgers, picked, days, rows):
    assert picked(clues.overdue(month_of(ledgers), days)) == rows


@pytest.mark.parametrize(("days", "rows"), [(5, []), (6, [1])])
def test_a_notice_is_too_short_with_fewer_days_than_the_limit(ledgers, picked, days, rows):
    assert picked(clues.noticed_too_short(month_of(ledgers), days)) == rows


@pytest.mark.parametrize(("measured", "rows"), [("2021-10-29", []), ("2021-10-30", [1]), (None, [1])])
def test_measures_are_late_when_they_came_later_than_the_limit_or_not_yet(ledgers, picked, measured, rows):
    assert picked(clues.measured_too_late(month_of(ledgers, 措施落实日期=measured), 7)) == rows


def test_what_is_taken_in_was_reported_this_year_and_so_concluded(ledgers, picked):
    assert picked(clues.taken_in(month_of(ledgers))) == [1]
    assert picked(clues.taken_in(month_of(ledgers, 核实结论="消除"))) == []
    assert picked(clues.taken_in(month_of(ledgers, 上报日期=None))) == []
    old = month_of(ledgers, 接收日期="2020-12-01", 上报日期="2020-12-31")
    assert picked(clues.handled(old)) == picked(clues.taken_in(old)) == []
