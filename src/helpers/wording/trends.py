"""What one should see in a figure's months or groups, in words: 由1月的290万元降至287万元，9月最高."""

from __future__ import annotations

import re
from collections.abc import Mapping

from helpers.months import Month
from helpers.wording.numbers import by_size, plain

#: The form of a template field that says how a figure went over the months.
COURSE = "走势"
#: How the form ends that says which group has most: ``{搬迁户数:村最多}``.
MOST = "最多"
NOTHING = "无"
_MONTH = re.compile(r"\d{4}-\d{2}")


def called(group: str) -> str:
    """Name a group of a chart: a month (``2021-10``) as 2021年10月, anything else as it is."""
    return Month.parse(group).label if _MONTH.fullmatch(group) else group


def course(months: Mapping[str, float], unit: str, decimals: int) -> str:
    """Say how a figure went from the first of its months to the last, and in which it stood out.

    Parameters
    ----------
    months : mapping
        Values by month (``2021-10``).
    """
    if not months:
        return f"为{NOTHING}"
    keys = sorted(months)
    # As they are printed: a reader who compares the numbers finds the same.
    printed = {key: plain(months[key], decimals) for key in keys}
    first, last = printed[keys[0]], printed[keys[-1]]
    said = _amount(last, unit)
    if len(keys) == 1:
        return f"为{said}"
    if len(set(printed.values())) == 1:
        return f"各月均为{said}"
    start = _month(keys[0], keys[-1])
    if first == last:
        return f"与{start}持平，为{said}{_peak(printed)}"
    up = float(last) > float(first)
    verb = "升至" if up and unit == "%" else "增至" if up else "降至"
    if first == "0":
        return f"从无到有，{verb}{said}{_peak(printed)}"
    return f"由{start}的{_amount(first, unit)}{verb}{said}{_peak(printed)}"


def most(groups: Mapping[str, float], unit: str, decimals: int, column: str) -> str:
    """Say which group has most.

    Parameters
    ----------
    column : str
        What the groups are, such as 村.
    """
    held = {name: plain(value, decimals) for name, value in groups.items() if value > 0}
    if not held:
        return NOTHING
    top = max(held.values(), key=float)
    said = _amount(top, unit)
    leaders = [called(name) for name, value in held.items() if value == top]
    if len(held) == 1:
        return f"集中在{leaders[0]}"
    if len(leaders) == len(held):
        return f"各{column}均为{said}" if len(held) > 2 else f"{'、'.join(leaders)}各{said}"
    if len(leaders) > 2:
        return f"{len(leaders)}个{column}并列最多（各{said}）"
    if len(leaders) == 2:
        return f"{'、'.join(leaders)}最多（各{said}）"
    return f"{leaders[0]}最多（{said}）"


def _peak(printed: Mapping[str, str]) -> str:
    """Name the month that was higher, or else lower, than both ends, where it is one month alone."""
    keys, heights = list(printed), [float(value) for value in printed.values()]
    for extreme, word, beyond in ((max(heights), "最高", max), (min(heights), "最低", min)):
        if heights.count(extreme) == 1 and extreme != beyond(heights[0], heights[-1]):
            return f"，{_month(keys[heights.index(extreme)], keys[-1])}{word}"
    return ""


def _month(key: str, seen_from: str) -> str:
    """Name a month as one says it in another: 9月, 上年12月, 2019年3月."""
    month, now = Month.parse(key), Month.parse(seen_from)
    if month.year == now.year:
        return f"{month.number}月"
    return f"上年{month.number}月" if month.year == now.year - 1 else month.label


def _amount(printed: str, unit: str) -> str:
    return "零" if printed == "0" else by_size(float(printed), unit, 2)
