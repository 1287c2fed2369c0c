"""Posts that are held, how old who holds them is on the day, and what is to be looked at."""

import datetime as dt

import pytest

from helpers.methods import employment

TODAY = dt.date(2021, 10, 15)


def post(person="A", **more):
    return {
        "证件号码": person,
        "状态": "在岗",
        "规定出勤天数": 10,
        "实际出勤天数": 10,
        "合同开始": "2021-01-01",
        "合同结束": "2021-12-31",
    } | more


def aged(ledgers, born, **more):
    return ledgers(TODAY, 公益性岗位=[post(**more)], 监测对象=[{"证件号码": "A", "出生日期": born}])


@pytest.mark.parametrize(
    ("born", "age", "old", "young"),
    [
        ("1951-10-14", 70, True, False),
        ("1951-10-15", 70, True, False),
        ("1951-10-16", 69, False, False),
        ("2005-10-15", 16, False, False),
        ("2005-10-16", 15, False, True),
        ("1952-02-29", 69, False, False),
    ],
)
def test_an_age_is_reached_on_the_birthday(ledgers, born, age, old, young):
    month = aged(ledgers, born)
    assert list(employment.posts(month)["年龄"]) == [age]
    assert len(employment.too_old(month, 70)) == old
    assert len(employment.too_young(month, 16)) == young
    assert len(employment.of_wrong_age(month, 70, 16)) == (old or young)


def test_who_is_not_in_the_system_has_no_age_and_is_neither_too_old_nor_too_young(ledgers, picked):
    month = ledgers(公益性岗位=[post("B")])
    assert picked(employment.posts(month)) == [1]
    assert picked(employment.of_wrong_age(month, 70, 16)) == []


@pytest.mark.parametrize(("days", "none", "few"), [(None, 1, 0), (0, 0, 1), (9, 0, 1), (10, 0, 0)])
def test_a_blank_is_no_attendance_record_and_a_zero_is_one(ledgers, days, none, few):
    month = ledgers(公益性岗位=[post(实际出勤天数=days)])
    assert len(employment.unattended(month)) == none
    assert len(employment.below_attendance(month)) == few


def test_only_posts_that_are_held_are_looked_at(ledgers, picked):
    month = aged(ledgers, "1940-01-01", 状态="离岗", 离岗日期="2021-10-01", 实际出勤天数=None)
    for select in (employment.posts, employment.unattended, employment.expired):
        assert picked(select(month)) == []
    assert picked(employment.too_old(month, 70)) == []
    assert picked(employment.ended(month)) == [1]


@pytest.mark.parametrize(("end", "rows"), [("2021-10-30", [1]), ("2021-10-31", [])])
def test_a_contract_expires_the_day_after_its_end(ledgers, picked, end, rows):
    assert picked(employment.expired(ledgers(公益性岗位=[post(合同结束=end)]))) == rows


def test_subsidies_are_of_the_year_and_not_turned_down(ledgers, picked):
    claims = [
        {"年度": 2021, "审核状态": "申报中", "证件号码": "A", "目的地档": "省外"},
        {"年度": 2020, "审核状态": "审核通过"},
        {"年度": 2021, "审核状态": "审核不通过"},
        {"年度": 2021, "审核状态": "审核通过", "实发金额": 500.0, "发放日期": "2021-10-31"},
        {"年度": 2021, "审核状态": "审核通过", "实发金额": 500.0, "发放日期": "2021-11-01"},
        {
            "年度": 2021,
            "审核状态": "审核通过",
            "实发金额": 0.0,
            "发放日期": "2021-10-01",
            "证件号码": "B",
            "目的地档": "县内",
        },
    ]
    month = ledgers(务工补贴=claims, 公益性岗位=[post("A"), post("B")])
    assert picked(employment.subsidies(month)) == [1, 4, 5, 6]
    assert picked(employment.subsidies_paid(month)) == [4]
    assert picked(employment.also_away(month)) == [1]


def test_who_comes_and_goes_belongs_to_the_period(ledgers, picked):
    posts = [
        post(合同开始="2021-09-25"),
        post(合同开始="2021-09-26"),
        post(合同开始="2021-10-25"),
        post(状态="离岗", 离岗日期="2021-10-25"),
        post(状态="离岗", 离岗日期="2021-10-26"),
    ]
    month = ledgers(dt.date(2021, 10, 25), dt.date(2021, 9, 26), 公益性岗位=posts)
    assert picked(employment.started(month)) == [2, 3]
    assert picked(employment.ended(month)) == [4]


def test_posts_that_began_or_ended_before_the_period_and_were_entered_late_count_once(ledgers, picked):
    before = [post("A"), post("B")]
    now = [
        post("A", 状态="离岗", 离岗日期="2021-09-10"),
        post("B", 状态="离岗", 离岗日期="2021-10-10"),
        post("C", 合同开始="2021-09-20"),
        post("D", 合同开始="2021-10-01"),
    ]
    month = ledgers(公益性岗位=now)
    month.before = ledgers(dt.date(2021, 9, 30), 公益性岗位=before)
    assert picked(employment.started(month)) == [3, 4]
    assert picked(employment.ended(month)) == [1, 2]
    month.before = ledgers(dt.date(2021, 9, 30), 公益性岗位=[now[0], before[1], now[2]])
    assert picked(employment.started(month)) == [4]
    assert picked(employment.ended(month)) == [2]
