"""How far the year has gone."""

import pytest

from helpers.methods.periods import elapsed
from helpers.months import Month


@pytest.mark.parametrize(("number", "percent"), [(1, 8.3), (6, 50.0), (12, 100.0)])
def test_the_year_elapses_by_months(number, percent):
    assert elapsed(Month(2021, number)) == percent
