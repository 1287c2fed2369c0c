"""Numbers as Chinese official prose writes them: plain, rounded by rule, as numerals (GB/T 15835-2011)."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from helpers.errors import SectionError
from helpers.ledgers.units import factor

_DECIMALS = {
    "户": 0,
    "人": 0,
    "个": 0,
    "笔": 0,
    "次": 0,
    "天": 0,
    "元": 2,
    "万元": 2,
    "公里": 2,
    "平方公里": 2,
    "亩": 1,
    "%": 1,
}
_DIGITS = "零一二三四五六七八九"


def convert(value: float, unit: str, into: str) -> float:
    """Return a value given in one unit in another; money, areas, lengths and weights.

    Raises
    ------
    SectionError
        If the two units do not measure the same thing.
    """
    ratio = factor(unit, into)
    if ratio is None:
        raise SectionError(f"“{unit}”不能换算成“{into}”", do="核对指标的单位和台账里那一列的单位")
    return float(value * ratio)


def decimals_of(unit: str) -> int:
    """Return how many decimals a figure of this unit has where nothing else is said."""
    return _DECIMALS.get(unit, 2 if unit.startswith("万元") else 0)


def rounded(value: float, decimals: int) -> Decimal:
    """Round half up, as people do, on the number's shortest decimal form."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def plain(value: float, decimals: int) -> str:
    """Write a number with at most `decimals` decimals, without trailing zeros or thousands separators."""
    text = f"{rounded(value, decimals):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def leading_step(value: float) -> float:
    """Return the value floored to its leading digit: 3060 gives 3000, 83200 gives 80000, 4.4 gives 4."""
    if value <= 0:
        return 0.0
    power = Decimal(1).scaleb(Decimal(repr(float(value))).adjusted())
    return float((Decimal(repr(float(value))) // power) * power)


def chinese_numeral(number: int) -> str:
    """Write a whole number up to 99999 in Chinese numerals: 1 gives 一, 12 gives 十二, 108 gives 一百零八.

    Raises
    ------
    SectionError
        If the number is negative or larger.
    """
    if not 0 <= number < 100_000:
        raise SectionError(f"{number} 不宜写成汉字数字", do="改用阿拉伯数字")
    if number < 10:
        return _DIGITS[number]
    text, zero = "", False
    for power, unit in ((10_000, "万"), (1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
        zero = digit == 0
    return text.removeprefix("一") if 10 <= number < 20 else text


def duration(days: int) -> str:
    """Write a number of days as prose does: 半个月 for 13 to 17, 一个月 for 28 to 31, else the days.

    The window is that of the report's own usage (``F21`` of its list of figures).
    """
    if 13 <= days <= 17:
        return "半个月"
    return "一个月" if 28 <= days <= 31 else f"{days}天"


def _more_than(value: float, unit: str, decimals: int) -> str:
    step = leading_step(value)
    # 余 says strictly more and less than the next step; below ten it would read oddly, so the number stands itself.
    return (
        f"{plain(step, decimals)}余{unit}"
        if value > step and step >= 10
        else f"{plain(value, decimals)}{unit}"
    )


def _break_through(value: float, unit: str, decimals: int) -> str:
    step = leading_step(value)
    if value > step >= 1:
        return f"突破{plain(step, decimals)}{unit}"
    return f"达{plain(value, decimals)}{unit}"


def _at_least(value: float, unit: str, decimals: int) -> str:
    step = math.floor(value / 10) * 10 if unit == "%" else leading_step(value)
    return f"{plain(step, decimals)}{unit}以上"


def _in_numerals(value: float, unit: str, decimals: int) -> str:
    whole = rounded(value, decimals)
    return (
        f"{chinese_numeral(int(whole))}{unit}" if whole == int(whole) else f"{plain(value, decimals)}{unit}"
    )


# The forms that a template may ask for after a colon, GB/T 15835 and the trade's rules for round figures.
FORMS: dict[str, Callable[[float, str, int], str]] = {
    "": lambda value, unit, decimals: plain(value, decimals) + unit,
    "数": lambda value, unit, decimals: plain(value, decimals),
    "余": _more_than,
    "突破": _break_through,
    "以上": _at_least,
    "汉字": _in_numerals,
    "历时": lambda value, unit, decimals: duration(int(value)),
}


def _with_and(listed: str) -> str:
    head, _, last = listed.rpartition("、")
    return f"{head}和{last}" if head else last


# The forms of a list of names: 甲、乙、丙 as it is, or 甲、乙和丙 within a sentence.
LIST_FORMS: dict[str, Callable[[str], str]] = {"": str, "和": _with_and}
