"""Numbers as Chinese official prose writes them: plain, rounded by rule, as numerals (GB/T 15835-2011)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

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
_TIMES = ("天", "月", "个月", "年", "周岁")
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
    return text[1:] if text.startswith("一十") else text


def duration(days: int) -> str:
    """Write a number of days as prose does: 半个月 for 13 to 17, 一个月 for 28 to 31, else the days.

    The window is that of the report's own usage (``F21`` of its list of figures).
    """
    if 13 <= days <= 17:
        return "半个月"
    return "一个月" if 28 <= days <= 31 else f"{days}天"


def next_step(value: float) -> float:
    """Return the least round number that is not below the value: 3060 gives 4000, 3000 stays 3000, 9.5 gives 10."""
    step = leading_step(value)
    if step == value:
        return step
    power = Decimal(1).scaleb(Decimal(repr(step)).adjusted()) if step else Decimal(0)
    return float(Decimal(repr(step)) + power)


def in_ten_thousands(value: float, unit: str, decimals: int) -> str:
    """Write a number in 万 from ten thousand, in 亿 from a hundred million, with at most two decimals; else plain.

    The rule holds for what is counted (``3.8万人``) and for money, whichever unit it is kept in: ``41.16万元``,
    ``2.87亿元``, and ``9600元`` for 0.96万元 (GB/T 15835-2011, 万 and 亿 as units).
    """
    own, base = _scale(unit)
    if not own and not _counts(base):
        return plain(value, decimals) + unit
    whole = Decimal(repr(float(value))) * Decimal(10) ** own
    places = 2 if own else decimals
    # By what is printed: 9999.996万元 would be printed as 10000万元, so it is 1亿元.
    if abs(rounded(float(whole.scaleb(-4)), 2)) >= 10_000:
        return f"{plain(float(whole.scaleb(-8)), 2)}亿{base}"
    if abs(rounded(float(whole), places)) >= 10_000:
        return f"{plain(float(whole.scaleb(-4)), 2)}万{base}"
    return plain(float(whole), places) + base


def by_size(value: float, unit: str, decimals: int) -> str:
    """Write what is kept in 万元 by its size, 3000元 or 1.2亿元; anything else plainly."""
    write = in_ten_thousands if _scale(unit)[0] else _plain
    return write(value, unit, decimals)


def _scale(unit: str) -> tuple[int, str]:
    """Split 万元 into its power of ten, 4, and its unit, 元."""
    for word, power in (("亿", 8), ("万", 4)):
        if unit.startswith(word):
            return power, unit.removeprefix(word)
    return 0, unit


def _counts(unit: str) -> bool:
    """Return whether 万 may stand before a unit: 万户, 万人次, 万元, 万亩, but not 万%, 万公里 or 万天."""
    return unit in ("元", "亩") or (decimals_of(unit) == 0 and unit not in _TIMES)


def _round_number(step: float, unit: str, decimals: int, after: str = "") -> str:
    """Write a round number with what is said of it: 3000余亩, 3万余人, 40余万元."""
    text = in_ten_thousands(step, unit, decimals)
    number, word = text.removesuffix(_scale(unit)[1]), _scale(unit)[1]
    for power in ("万", "亿"):
        if number.endswith(power) and len(number) > 2:
            return f"{number[:-1]}{after}{power}{word}"
    return f"{number}{after}{word}"


def _plain(value: float, unit: str, decimals: int) -> str:
    return plain(value, decimals) + unit


def _more_than(value: float, unit: str, decimals: int) -> str:
    step = leading_step(value)
    # 余 says strictly more and less than the next step; below ten it would read oddly, so the number stands itself.
    if value > step and step >= 10:
        return _round_number(step, unit, decimals, "余")
    return _plain(value, unit, decimals)


def _break_through(value: float, unit: str, decimals: int) -> str:
    step = leading_step(value)
    if value > step >= 1:
        return f"突破{_round_number(step, unit, decimals)}"
    return f"达{_plain(value, unit, decimals)}"


def _at_least(value: float, unit: str, decimals: int) -> str:
    step = leading_step(value)
    if unit == "%":
        step = max(step, value // 10 * 10)
    if value <= 0 or (unit == "%" and value == 100):
        return _plain(value, unit, decimals)
    return f"{_round_number(step, unit, decimals)}以上"


def _at_most(said: str, value: float, unit: str, decimals: int) -> str:
    if value <= 0:
        return _plain(value, unit, decimals)
    return f"{_round_number(next_step(value), unit, decimals)}{said}"


def _nearly(value: float, unit: str, decimals: int) -> str:
    # 近 is below the number and not far from it: by no more than a twentieth.
    step = next_step(value)
    if value < step <= value / 0.95:
        return f"近{_round_number(step, unit, decimals)}"
    return _plain(value, unit, decimals)


def _about(value: float, unit: str, decimals: int) -> str:
    # 左右 is within a twentieth to either side.
    for step in (leading_step(value), next_step(value)):
        if step != value and abs(value - step) <= 0.05 * step:
            return f"{_round_number(step, unit, decimals)}左右"
    return _plain(value, unit, decimals)


def _between(value: float, unit: str, decimals: int) -> str:
    # Two adjacent numbers stand in Chinese numerals without 、 between: 三四天 (GB/T 15835-2011).
    below = int(value)
    if 1 <= below <= 8 and value != below:
        return f"{_DIGITS[below]}{_DIGITS[below + 1]}{unit}".replace("二三", "两三")
    return _plain(value, unit, decimals)


def _in_numerals(value: float, unit: str, decimals: int) -> str:
    whole = rounded(value, decimals)
    if whole == int(whole) and 0 <= whole < 100_000:
        return f"{chinese_numeral(int(whole))}{unit}"
    return in_ten_thousands(value, unit, min(decimals, 2))


# The forms that a template may ask for after a colon, GB/T 15835 and the trade's rules for round figures.
FORMS: dict[str, Callable[[float, str, int], str]] = {
    "": _plain,
    "数": lambda value, unit, decimals: plain(value, decimals),
    "万": in_ten_thousands,
    "余": _more_than,
    "突破": _break_through,
    "达": lambda value, unit, decimals: f"达{_plain(value, unit, decimals)}",
    "以上": _at_least,
    "以下": partial(_at_most, "以下"),
    "以内": partial(_at_most, "以内"),
    "近": _nearly,
    "左右": _about,
    "概数": _between,
    "汉字": _in_numerals,
    "历时": lambda value, unit, decimals: duration(int(value)),
}


def _with_and(listed: str) -> str:
    head, _, last = listed.rpartition("、")
    return f"{head}和{last}" if head else last


# The forms of a list of names: 甲、乙、丙 as it is, or 甲、乙和丙 within a sentence.
LIST_FORMS: dict[str, Callable[[str], str]] = {"": str, "和": _with_and}
