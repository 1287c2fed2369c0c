"""Lots of works are in one state each; plans are judged by the time that has passed."""

import datetime as dt

import pandas as pd
import pytest

from helpers.methods import projects
from helpers.methods.projects import follow, planned_progress

AS_OF = dt.date(2021, 10, 31)
DATES = ("开工日期", "计划完工日期", "完工日期", "验收日期", "拨付日期")
ACCEPTED = {
    "标段": "甲",
    "总投资": 80.0,
    "形象进度": 100.0,
    "开工日期": "2021-03-01",
    "计划完工日期": "2021-09-30",
    "完工日期": "2021-09-20",
    "验收日期": "2021-10-15",
    "验收结论": "合格",
    "拨付金额": 24.0,
    "拨付日期": "2021-10-20",
}


def lots(*rows):
    frame = pd.DataFrame(list(rows), columns=list(ACCEPTED))
    frame = frame.astype(
        dict.fromkeys(DATES, "datetime64[ns]")
        | dict.fromkeys(("总投资", "形象进度", "拨付金额"), "float64")
        | {"验收结论": "str"}
    )
    frame.index.name = "行"
    frame.attrs["table"] = "项目"
    return frame


def one(**changes):
    return follow(lots(ACCEPTED | changes), AS_OF, nearly_done=95).iloc[0]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "已验收未付清"),
        ({"拨付金额": 80.0}, "已付清"),
        ({"拨付金额": 80.0, "拨付日期": "2021-11-01"}, "已验收未付清"),
        ({"拨付金额": 80.0, "拨付日期": None}, "已付清"),
        ({"验收结论": "不合格"}, "验收不合格"),
        ({"验收日期": "2021-11-02"}, "已完工待验收"),
        ({"验收日期": None, "验收结论": None}, "已完工待验收"),
        ({"完工日期": None, "验收日期": None}, "已完工待验收"),
        ({"完工日期": None, "验收日期": None, "形象进度": 96.0}, "基本完工"),
        ({"完工日期": None, "验收日期": None, "形象进度": 95.0}, "基本完工"),
        ({"完工日期": None, "验收日期": None, "形象进度": 94.0}, "在建"),
        ({"完工日期": None, "验收日期": None, "形象进度": 0.0}, "在建"),
        ({"完工日期": None, "验收日期": None, "形象进度": 0.0, "开工日期": "2021-11-20"}, "尚未开工"),
        ({"完工日期": None, "验收日期": None, "形象进度": 0.0, "开工日期": None}, "尚未开工"),
        ({"完工日期": None, "验收日期": None, "形象进度": 30.0, "开工日期": None}, "在建"),
    ],
)
def test_a_lot_is_in_one_state(changes, state):
    assert one(**changes)["状态"] == state


def test_says_what_is_still_to_be_paid():
    assert (one()["已付金额"], one()["未付金额"]) == (24, 56)
    assert one(拨付金额=None)["未付金额"] == 80
    assert one(拨付日期="2021-11-01")["未付金额"] == 80


def planned(start, due):
    days = pd.Series(pd.to_datetime([start, due], format="%Y-%m-%d"))
    return planned_progress(days[[0]].reset_index(drop=True), days[[1]].reset_index(drop=True), AS_OF)[0]


def test_plans_by_the_time_that_has_passed():
    assert planned("2021-10-21", "2021-11-10") == 50
    assert planned("2021-01-01", "2021-09-30") == 100
    assert planned("2021-12-01", "2021-12-31") == 0
    assert planned("2021-10-31", "2021-10-31") == 100
    assert planned("2021-12-01", "2021-12-01") == 0
    assert pd.isna(planned(None, "2021-12-31"))


def test_bears_no_rows():
    assert follow(lots(), AS_OF, 95).empty


NEARLY = 95.0


@pytest.mark.parametrize(("due", "rows"), [("2021-10-30", [1]), ("2021-10-31", []), ("2021-11-01", [])])
def test_works_and_sites_are_past_due_the_day_after_they_were_to_be_done(ledgers, picked, due, rows):
    month = ledgers(
        项目=[{"年度": 2021, "形象进度": 99.0, "开工日期": "2021-03-01", "计划完工日期": due}],
        示范点=[{"完成率": 99.0, "开工日期": "2021-03-01", "计划完工日期": due}],
    )
    assert picked(projects.past_due(month, NEARLY)) == rows
    assert picked(projects.sites_past_due(month)) == rows


def test_what_is_done_is_not_past_due_and_last_years_projects_are_not_this_years(ledgers, picked):
    late = {"年度": 2021, "开工日期": "2021-03-01", "计划完工日期": "2021-09-30", "总投资": 80.0}
    month = ledgers(
        项目=[
            late | {"形象进度": 100.0, "完工日期": "2021-10-31"},
            late | {"形象进度": 100.0, "完工日期": "2021-11-01"},
            late | {"形象进度": 0.0, "开工日期": None},
            late | {"年度": 2020},
        ],
        示范点=[{"完成率": 100.0, "计划完工日期": "2021-09-30"}],
    )
    assert picked(projects.of_year(month, NEARLY)) == [1, 2, 3]
    assert picked(projects.past_due(month, NEARLY)) == [2, 3]
    assert picked(projects.sites_past_due(month)) == []
    assert picked(projects.of_year(ledgers(), NEARLY)) == []


def test_a_project_begins_once_with_its_first_lot_and_late_where_it_was_entered_late(ledgers, picked):
    def lot(project, name, day):
        return {"项目编号": project, "标段": name, "村": "东村", "年度": 2021, "开工日期": day}

    before = [lot("P1", "甲", "2021-09-01"), lot("P2", "甲", None), lot("P3", "甲", None)]
    now = [
        lot("P1", "甲", "2021-09-01"),
        lot("P1", "乙", "2021-10-02"),
        lot("P2", "甲", "2021-10-03"),
        lot("P3", "甲", "2021-09-04"),
        lot("P4", "甲", "2021-11-01"),
    ]
    month = ledgers(项目=now)
    assert picked(projects.begun_this_month(month)) == [3]
    month.before = ledgers(dt.date(2021, 9, 30), 项目=before)
    assert picked(projects.begun_this_month(month)) == [3, 4]
