"""Equal definitions, equal values: what needs no listing in the params, over all figures of a month.

One short name is one quantity in every section that states it, and so is one definition. `helpers.runs.definitions`
refuses before the run what can be read off the notebooks; here is what they came to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from helpers.checks.judging import CheckResult, Conclusion
from helpers.ledgers.units import factor
from helpers.record import FigureRecord, Value
from helpers.wording.numbers import plain

ID = "定义"
_SAYS = "各节同名的指标、定义相同的指标是同一个数"
_MONTHS = {"value": "本月", "previous": "上月", "year_ago": "上年同月"}


def judge_definitions(figures: Mapping[str, FigureRecord]) -> list[CheckResult]:
    """Return a result for each pair of figures that should be equal and is not, or one that says all are.

    Parameters
    ----------
    figures : mapping
        Full name to the figure.
    """
    pairs = list(_pairs(figures))
    if failed := [result for one, other in pairs if (result := _compared(one, other)) is not None]:
        return failed
    if not pairs:
        return [_result("不适用", "没有几节都写的指标")]
    names = {figure.name for pair in pairs for figure in pair}
    return [_result("通过", f"核对了 {len(names)} 个几节都写的指标，都相等")]


def _pairs(figures: Mapping[str, FigureRecord]) -> Iterator[tuple[FigureRecord, FigureRecord]]:
    """Yield the figures of two sections that have the same name, or the same definition and the same measure."""
    for one, other in combinations(figures.values(), 2):
        if _section(one) == _section(other):
            continue
        # What is given has its source for a definition, and one source may give many numbers.
        defined = one.definition and "given" not in (one.kind, other.kind)
        same = bool(defined) and one.definition == other.definition and _ratio(one, other) is not None
        if one.short == other.short or same:
            yield one, other


def _compared(one: FigureRecord, other: FigureRecord) -> CheckResult | None:
    ratio = _ratio(one, other)
    if ratio is None:
        explanation = (
            f"{_told(one, one.value)}，{_told(other, other.value)}，单位不能换算；{_definitions(one, other)}"
        )
        return _result("不通过", explanation)
    for key, month in _MONTHS.items():
        left, right = getattr(one, key), getattr(other, key)
        if (key != "value" and None in (left, right)) or _equal(one, left, other, right, ratio):
            continue
        explanation = f"{month}{_told(one, left)}，{_told(other, right)}；{_definitions(one, other)}"
        if isinstance(left, int | float) and isinstance(right, int | float):
            converted = round(right * ratio, 6)
            return _result("不通过", explanation, left, converted, round(left - converted, 6))
        return _result("不通过", explanation)
    return None


def _equal(one: FigureRecord, left: Value, other: FigureRecord, right: Value, ratio: float) -> bool:
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return left == right
    alike = one.decimals == other.decimals and ratio == 1
    # In different units or decimals, each was rounded for itself.
    tolerance = 0.0 if alike else (10.0**-one.decimals + 10.0**-other.decimals * ratio) / 2
    return abs(left - right * ratio) <= tolerance + 1e-9


def _ratio(one: FigureRecord, other: FigureRecord) -> float | None:
    """Return by what the other's value is multiplied to be in the unit of the first; None where it cannot be."""
    if one.unit == other.unit:
        return 1.0
    ratio = factor(other.unit, one.unit)
    return None if ratio is None else float(ratio)


def _section(figure: FigureRecord) -> str:
    return figure.name.partition(".")[0]


def _told(figure: FigureRecord, value: Value) -> str:
    said = (
        "无" if value is None else plain(value, figure.decimals) if isinstance(value, int | float) else value
    )
    return f"“{figure.name}”是{said}{figure.unit if value is not None else ''}"


def _definitions(one: FigureRecord, other: FigureRecord) -> str:
    if one.definition == other.definition:
        return f"定义都是：{one.definition}"
    return f"定义分别是：{one.definition}；{other.definition}"


def _result(
    conclusion: Conclusion,
    explanation: str,
    left: float | None = None,
    right: float | None = None,
    difference: float | None = None,
) -> CheckResult:
    return CheckResult(ID, _SAYS, "本月", "错误", left, right, difference, conclusion, explanation)
