"""How rows become one value, and how values of figures become another's."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.record import Value
from helpers.wording.numbers import rounded

Formula = Callable[[Sequence[Value]], Value]


@dataclass(frozen=True)
class Measure:
    """How rows become one value."""

    apply: Callable[[pd.DataFrame], Value]
    #: Whether the values of the villages add up to the township's.
    additive: bool = True
    #: The column whose distinct values count; without it each row counts as one.
    counted: str | None = None
    #: What is added up; only figures of the same can be taken from each other.
    adds: tuple[str, ...] = ()


def counting(distinct: str | None = None, *, identifies: bool = True) -> Measure:
    """Count rows, or the distinct values of a column.

    Parameters
    ----------
    identifies : bool
        Whether the column identifies one household, person or thing, which is then in one village only.
    """
    if distinct is None:
        return Measure(len)
    return Measure(lambda rows: int(rows[distinct].nunique()), additive=identifies, counted=distinct)


def summing(columns: list[str], factor: float, decimals: int) -> Measure:
    """Add up columns, exactly to the last decimal."""

    def total(rows: pd.DataFrame) -> float | int:
        cells = [float(cell) for column in columns for cell in rows[column].dropna()]
        # fsum and one rounding at the end: the sum does not depend on the order of the rows.
        value = float(rounded(math.fsum(cells) * factor, decimals))
        return int(value) if value == int(value) else value

    return Measure(total, adds=tuple(columns))


def extreme(column: str, least: bool, factor: float = 1) -> Measure:
    """Take the least or the greatest value of a column; None when there is none."""

    def take(rows: pd.DataFrame) -> float | None:
        cells = rows[column].dropna()
        return None if cells.empty else float(cells.min() if least else cells.max()) * factor

    return Measure(take, additive=False)


def middle(column: str, how: Callable[[list[float]], float], decimals: int) -> Measure:
    """Take a mean or median of a column; None when there is no value."""

    def take(rows: pd.DataFrame) -> float | None:
        cells = [float(cell) for cell in rows[column].dropna()]
        return float(rounded(how(cells), decimals)) if cells else None

    return Measure(take, additive=False)


def listing(column: str) -> Measure:
    """List the distinct values of a column in the order of the rows, joined as prose joins them."""
    return Measure(lambda rows: "、".join(map(str, rows[column].dropna().unique())), additive=False)


def quotient(decimals: int, factor: int = 1) -> Formula:
    """Divide the first value by the second; None where there is nothing to divide by."""

    def formula(values: Sequence[Value]) -> Value:
        above, below = values
        if isinstance(above, str) or isinstance(below, str) or above is None or not below:
            return None
        return float(rounded(factor * above / below, decimals))

    return formula


def added(values: Sequence[Value]) -> Value:
    """Add values up; None where one of them is not there."""
    numbers = [value for value in values if isinstance(value, int | float)]
    return _whole(math.fsum(numbers)) if len(numbers) == len(values) else None


def subtracted(values: Sequence[Value]) -> Value:
    """Take the second value from the first; None where one of them is not there."""
    numbers = [value for value in values if isinstance(value, int | float)]
    return _whole(numbers[0] - numbers[1]) if len(numbers) == len(values) else None


def _whole(number: float) -> Value:
    number = round(number, 6)
    return int(number) if number == int(number) else number
