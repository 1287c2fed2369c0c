"""Months parse, print and step as people count them."""

import datetime as dt

import pytest

from helpers.errors import UsageError
from helpers.months import Month


def test_prints_as_it_was_written():
    assert str(Month.parse("2021-10")) == "2021-10"
    assert Month.parse("2021-10").label == "2021年10月"


@pytest.mark.parametrize(
    "text", ["2021-13", "2021-1", "202110", "2021-10\n", " 2021-10", "../2021-10", "", "１２３４-10"]
)
def test_refuses_what_is_no_month(text):
    with pytest.raises(UsageError, match="不是月份"):
        Month.parse(text)


def test_steps_over_the_year():
    january = Month(2021, 1)
    assert january.previous == Month(2020, 12)
    assert january.year_ago == Month(2020, 1)
    assert january.plus(11) == Month(2021, 12)
    assert january.plus(-13) == Month(2019, 12)


def test_knows_its_last_day_in_a_leap_year():
    assert Month(2024, 2).last_day == dt.date(2024, 2, 29)
    assert Month(2024, 2).first_day == dt.date(2024, 2, 1)


def test_sorts_by_time():
    assert sorted([Month(2021, 10), Month(2021, 9), Month(2020, 12)])[0] == Month(2020, 12)
