"""Units of measure that a header, a caption or a cell may name, and the exact factors between them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_DIMENSIONS: dict[str, dict[str, Fraction]] = {
    "金额": {
        "元": Fraction(1),
        "千元": Fraction(1000),
        "万元": Fraction(10_000),
        "亿元": Fraction(100_000_000),
    },
    "面积": {
        "平方米": Fraction(1),
        "亩": Fraction(2000, 3),
        "公顷": Fraction(10_000),
        "万亩": Fraction(20_000_000, 3),
        "平方公里": Fraction(1_000_000),
    },
    "长度": {"米": Fraction(1), "公里": Fraction(1000), "千米": Fraction(1000)},
    "重量": {
        "斤": Fraction(1, 2),
        "公斤": Fraction(1),
        "千克": Fraction(1),
        "吨": Fraction(1000),
        "万斤": Fraction(5000),
    },
    "人数": {"人": Fraction(1), "名": Fraction(1)},
    "时间": {"月": Fraction(1), "个月": Fraction(1), "年": Fraction(12)},
    "比例": {"%": Fraction(1), "百分比": Fraction(1)},
}
_COUNTS = (
    "户",
    "个",
    "人次",
    "户次",
    "次",
    "笔",
    "份",
    "件",
    "条",
    "项",
    "场",
    "起",
    "天",
    "头",
    "只",
    "羽",
    "处",
)

UNITS: frozenset[str] = frozenset(unit for units in _DIMENSIONS.values() for unit in units) | set(_COUNTS)


def dimension(unit: str) -> str:
    """Return what a unit measures (``金额`` for ``万元``); a unit of counting is a dimension of its own."""
    return next((name for name, units in _DIMENSIONS.items() if unit in units), unit)


def factor(written: str, declared: str) -> Fraction | None:
    """Return by what a value is multiplied to be in the declared unit; None if it cannot be."""
    if written == declared:
        return Fraction(1)
    for units in _DIMENSIONS.values():
        if written in units and declared in units:
            return units[written] / units[declared]
    return None


def convert(value: Decimal, ratio: Fraction) -> Decimal:
    """Multiply exactly, so that 41.16 万元 are 411600 元 and not 411599.99999999994."""
    return value * ratio.numerator / ratio.denominator
