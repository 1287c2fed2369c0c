"""Who receives 低保 or 特困供养, who should, and who is left out."""

import datetime as dt

from helpers.methods import relief


def support(person, kind="农村低保", state="享受中", since="2021-01-01", until=None):
    return {"证件号码": person, "保障类型": kind, "状态": state, "起始年月": since, "停保年月": until}


def lifted(person, entitled="否", kind="脱贫户"):
    return {"证件号码": person, "户类型": kind, "整户无劳动能力兜底保障户": entitled}


def test_the_supported_are_lifted_and_paid_by_the_day(ledgers, picked):
    month = ledgers(
        监测对象=[lifted("A"), lifted("B"), lifted("C"), lifted("D", kind="一般农户")],
        低保特困=[
            support("A"),
            support("B", "农村特困", since="2021-10-01"),
            support("C", since="2021-11-01"),
            support("D"),
            support("A", state="停保"),
        ],
    )
    assert picked(relief.supported(month)) == [1, 2]
    assert picked(relief.supported_by(month, relief.BASIC)) == [1]
    assert picked(relief.supported_by(month, relief.SUPPORT)) == [2]
    assert picked(relief.started(month)) == [2]


def test_left_out_is_who_is_entitled_and_gets_nothing(ledgers, picked):
    month = ledgers(
        监测对象=[lifted("A", "是"), lifted("B", "是"), lifted("C"), lifted("D", "是", "一般农户")],
        低保特困=[support("A")],
    )
    assert picked(relief.entitled(month)) == [1, 2]
    assert picked(relief.left_out(month)) == [2]
    assert picked(relief.left_out(ledgers(监测对象=[lifted("A", "是")]))) == [1]
    assert picked(relief.left_out(ledgers())) == []


def test_nobody_may_have_both(ledgers, picked):
    rows = [support("A"), support("A", "农村特困"), support("B"), support("B", "农村特困", "停保")]
    assert picked(relief.in_both(ledgers(低保特困=rows))) == [1, 2]


def test_the_stopped_are_of_households_that_were_lifted_the_dead_among_them(ledgers, picked):
    month = ledgers(
        户籍人口=[{"证件号码": "A", "户类别": "脱贫户"}, {"证件号码": "B", "户类别": "一般农户"}],
        低保特困=[
            support("A", state="注销", until="2021-10-01"),
            support("A", state="停保", until="2021-09-01"),
            support("B", state="停保", until="2021-10-01"),
            support("A", state="享受中", until="2021-10-01"),
        ],
    )
    assert picked(relief.stopped(month)) == [1]


def test_help_counts_where_it_was_granted_this_year(ledgers, picked):
    rows = [
        {"审批结果": "通过", "申请日期": "2021-01-01", "户类别": "其他"},
        {"审批结果": "通过", "申请日期": "2020-12-31", "户类别": "一般农户"},
        {"审批结果": "不通过", "申请日期": "2021-05-01", "户类别": "一般农户"},
    ]
    found = relief.aided(ledgers(救助=rows))
    assert picked(found) == [1]
    assert list(found["户类别"]) == ["其他户"]


def test_a_month_of_support_that_was_entered_late_counts_once_and_one_that_comes_back_counts_again(
    ledgers, picked
):
    people = {
        "监测对象": [lifted("A"), lifted("B"), lifted("C")],
        "户籍人口": [{"证件号码": person, "户类别": "脱贫户"} for person in "ABC"],
    }
    before = ledgers(
        dt.date(2021, 9, 30),
        低保特困=[support("A"), support("C", state="停保", until="2021-05-01")],
        **people,
    )
    late = [support("A", state="停保", until="2021-09-01"), support("B", since="2021-08-01")]
    month = ledgers(低保特困=[*late, support("C", since="2021-10-01")], **people)
    month.before = before
    assert picked(relief.started(month)) == [2, 3]
    assert picked(relief.stopped(month)) == [1]
    month.before = ledgers(dt.date(2021, 9, 30), 低保特困=late, **people)
    assert picked(relief.started(month)) == [3]
    assert picked(relief.stopped(month)) == []
