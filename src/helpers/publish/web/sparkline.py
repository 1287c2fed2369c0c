"""The line of a figure's history, small enough to stand beside its value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from helpers.months import Month

# Of the drawing, in its own units; the margin keeps the last point's dot inside.
WIDTH, HEIGHT, MARGIN = 120, 32, 3


class Point(NamedTuple):
    """A point of the line."""

    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:g},{self.y:g}"


def sparkline(history: Sequence[tuple[Month, float]]) -> tuple[Point, ...]:
    """Return the line of a history, from its lowest value at the bottom to its highest at the top.

    A month without a value is passed over; there is no line through fewer than two.
    """
    if len(history) < 2:
        return ()
    months = [month.year * 12 + month.number for month, _ in history]
    values = [value for _, value in history]
    low, high = min(values), max(values)
    across, up = (WIDTH - 2 * MARGIN) / (months[-1] - months[0]), HEIGHT - 2 * MARGIN
    return tuple(
        Point(
            round(MARGIN + across * (month - months[0]), 1),
            round(HEIGHT - MARGIN - up * ((value - low) / (high - low) if high > low else 0.5), 1),
        )
        for month, value in zip(months, values, strict=True)
    )
