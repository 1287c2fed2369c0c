"""In which unit a chart counts: 万 and 亿 for large numbers, by one rule."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from helpers.wording.numbers import plain

# A chart whose greatest number has five digits counts in 万, one that has nine in 亿; so no label is longer than seven.
_STEPS = ((100_000_000, "亿"), (10_000, "万"))


@dataclass(frozen=True)
class Scale:
    """A unit to count in, and how many of the figure's own unit it is."""

    unit: str
    factor: int = 1
    decimals: int = 0

    @classmethod
    def of(cls, values: Iterable[float], unit: str, decimals: int) -> Scale:
        """Return the scale for a chart of these values: 22000 元 is 2.2 万元, 12000 万元 is 1.2 亿元.

        Parameters
        ----------
        decimals : int
            How many decimals the figure itself has.
        """
        greatest = max(map(abs, values), default=0)
        own = 10_000 if unit.startswith("万") else 1
        bare = unit.removeprefix("万")
        if unit and not unit.startswith(("亿", "%")):
            for size, prefix in _STEPS:
                if greatest * own >= size and size > own:
                    return cls(prefix + bare, size // own, 2)
        return cls(unit, 1, decimals)

    def text(self, value: float) -> str:
        """Write a value in this unit, with as many decimals as show that it is not zero."""
        scaled = value / self.factor
        decimals = self.decimals
        if scaled and plain(scaled, decimals) == "0":
            decimals = math.ceil(-math.log10(abs(scaled)))
        return plain(scaled, decimals)

    def tick(self, value: float) -> str:
        """Write a value of an axis."""
        return plain(value / self.factor, 4 if self.factor > 1 else 2)


def nice_range(values: Iterable[float]) -> tuple[float, float]:
    """Return the range of an axis: from zero, unless the values lie close together far from it."""
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known, default=0), max(known, default=0)
    if low >= 0 and low <= 0.6 * high:
        low = 0
    if high <= 0 and high >= 0.6 * low:
        high = 0
    if low == high:
        low, high = (low - 1, high + 1) if low else (0, 1)
    room = 0.2 * (high - low)  # for the labels of the highest and the lowest point
    return (low if low == 0 else low - room), (high if high == 0 else high + room)
