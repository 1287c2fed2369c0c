"""Which dates belong to the month that is reported, and to its year so far."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.months import Month


def in_period(days: pd.Series, ledgers: Ledgers) -> pd.Series:
    """Tell which days lie in the month's period, from the day after the last as-of date to this one's."""
    first, last = ledgers.period
    return days.between(pd.Timestamp(first), pd.Timestamp(last))


def in_month(months: pd.Series, month: Month) -> pd.Series:
    """Tell which values of a column of months (识别监测时间, 起始年月) are this month."""
    return (months.dt.year == month.year) & (months.dt.month == month.number)


def elapsed(month: Month) -> float:
    """Return how many percent of the year's months have passed (序时进度)."""
    return round(100 * month.number / 12, 1)
