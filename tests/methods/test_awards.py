"""Claims of the year, on their way to payment."""

import pytest

from helpers.methods import awards


def claim(**more):
    return {"年度": 2021, "审核状态": "审核通过", "申报日期": "2021-09-01"} | more


PAID = {"实发金额": 800.0, "发放日期": "2021-10-31"}


def test_claims_are_of_the_year_and_not_turned_down(ledgers, picked):
    rows = [claim(), claim(年度=2020), claim(审核状态="审核不通过"), claim(审核状态="申报中"), claim(**PAID)]
    month = ledgers(产业奖补=rows)
    assert picked(awards.claims(month)) == [1, 4, 5]
    assert picked(awards.pending(month)) == [4]
    assert picked(awards.approved(month)) == [1, 5]
    paid = awards.paid(month)
    assert picked(paid) == [5]
    assert list(paid["兑付天数"]) == [60]


@pytest.mark.parametrize(
    ("more", "rows"),
    [
        ({"申报日期": "2021-09-02"}, []),
        ({"申报日期": "2021-09-01"}, []),
        ({"申报日期": "2021-08-31"}, [1]),
        ({"申报日期": "2021-08-31", **PAID}, []),
        ({"申报日期": "2021-08-31", "实发金额": 800.0, "发放日期": "2021-11-01"}, [1]),
        ({"申报日期": "2021-08-31", "实发金额": 0.0, "发放日期": "2021-10-01"}, [1]),
        ({"申报日期": "2021-08-31", "审核状态": "申报中"}, [1]),
        ({"申报日期": "2021-08-31", "审核状态": "审核不通过"}, []),
    ],
)
def test_late_is_what_waits_longer_than_the_limit(ledgers, picked, more, rows):
    assert picked(awards.paid_late(ledgers(产业奖补=[claim(**more)]), 60.0)) == rows
