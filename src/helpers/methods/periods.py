"""How far the year has gone; which days are a month's, `helpers.ledgers.events` knows."""

from __future__ import annotations

from helpers.months import Month


def elapsed(month: Month) -> float:
    """Return how many percent of the year's months have passed (序时进度)."""
    return round(100 * month.number / 12, 1)
