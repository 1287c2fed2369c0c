"""A day belongs to the period between two as-of dates; a month to the month it names."""

import datetime as dt

import pandas as pd
import pytest

from helpers.methods.periods import elapsed, in_month, in_period
from helpers.months import Month


def test_the_first_and_the_last_day_of_the_period_are_in_it(ledgers):
    month = ledgers(dt.date(2021, 10, 25), dt.date(2021, 9, 26))
    days = pd.Series(pd.to_datetime(["2021-09-25", "2021-09-26", "2021-10-25", "2021-10-26", "NaT"]))
    assert list(in_period(days, month)) == [False, True, True, False, False]


def test_a_month_is_the_one_it_names():
    months = pd.Series(pd.to_datetime(["2021-09-01", "2021-10-01", "2020-10-01", "NaT"]))
    assert list(in_month(months, Month(2021, 10))) == [False, True, False, False]


@pytest.mark.parametrize(("number", "percent"), [(1, 8.3), (6, 50.0), (12, 100.0)])
def test_the_year_elapses_by_months(number, percent):
    assert elapsed(Month(2021, number)) == percent
