"""A figure beside an earlier one, with the verb that fits: 比上月增加3户, 同比下降4.2%, 与上月持平."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from helpers.wording.numbers import by_size, plain, rounded

LAST_MONTH, LAST_YEAR, THIS_MONTH = "环比", "同比", "本月新增"
PERCENT = "%"


def beside_last_month(value: float, before: float, unit: str, decimals: int) -> str:
    """Say how a figure stands beside the month before; percentages differ by 个百分点, never by %."""
    change = _change(value, before, decimals)
    return f"比上月{_by(change, unit, decimals)}" if change else "与上月持平"


def beside_last_year(value: float, before: float, unit: str, decimals: int) -> str:
    """Say how a figure stands beside the same month, or the same period, of the year before.

    The growth is a percentage; more than double is said as a multiple. From or to nothing there is neither, and more
    than tenfold says little, so there the difference itself is said.
    """
    change = _change(value, before, decimals)
    if not change:
        return "同比持平"
    if unit == PERCENT:
        return f"同比{_by(change, unit, decimals)}"
    if value <= 0 or value > 10 * before:
        return f"比上年同期{_by(change, unit, decimals)}"
    if value > 2 * before:
        return f"是上年同期的{plain(value / before, 1)}倍"
    growth = rounded(100 * (value - before) / before, 1)
    if not growth:
        return "同比基本持平"
    return f"同比{'增长' if growth > 0 else '下降'}{plain(abs(float(growth)), 1)}%"


def within_the_month(value: float, before: float, unit: str, decimals: int) -> str:
    """Say what this month added to a sum since January; less than before is a correction."""
    change = _change(value, before, decimals)
    if not change:
        return "本月无新增"
    return f"本月{'新增' if change > 0 else '核减'}{by_size(abs(float(change)), unit, decimals)}"


def _change(value: float, before: float, decimals: int) -> Decimal:
    """Return the difference of the numbers as they are printed, so that a reader who subtracts finds the same."""
    return rounded(value, decimals) - rounded(before, decimals)


def _by(change: Decimal, unit: str, decimals: int) -> str:
    if unit == PERCENT:
        return f"{'上升' if change > 0 else '下降'}{plain(abs(float(change)), decimals)}个百分点"
    return f"{'增加' if change > 0 else '减少'}{by_size(abs(float(change)), unit, decimals)}"


#: The forms that set a figure beside an earlier one.
COMPARISONS: dict[str, Callable[[float, float, str, int], str]] = {
    LAST_MONTH: beside_last_month,
    LAST_YEAR: beside_last_year,
    THIS_MONTH: within_the_month,
}
