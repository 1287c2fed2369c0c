"""The language in which relations between figures are written: one comparison of two sums of figures.

``小额信贷.新办金额 <= 小额信贷.存量贷款`` or ``本指标 >= prior(本指标)``. There are figures by their full
names, numbers, ``+ - * /``, and

- ``prior(f)``: the figure in the month before; ``opening(f)``: the same, of a stock only;
- ``villages(f)``: the sum of the figure over the villages;
- ``abs(x)``, ``round(x)`` and ``round(x, 2)`` (half up), ``min(x, y, …)``, ``max(x, y, …)``.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from helpers.expressions import DEEPEST, LARGEST, NUMBER, Grammar, Signature, compute
from helpers.months import Month
from helpers.record import FigureRecord
from helpers.wording.numbers import plain, rounded

THIS, MONTH_NUMBER = "本指标", "月份"
FILE = "params/checks.yaml"

# The sign when it holds, the sign when it does not, and whether it holds for a difference and a tolerance.
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str, Callable[[float, float], bool]]] = {
    ast.Eq: ("=", "≠", lambda difference, tolerance: abs(difference) <= tolerance),
    ast.LtE: ("≤", ">", lambda difference, tolerance: difference <= tolerance),
    ast.GtE: ("≥", "<", lambda difference, tolerance: difference >= -tolerance),
    ast.Lt: ("<", "≥", lambda difference, tolerance: difference < -tolerance),
    ast.Gt: (">", "≤", lambda difference, tolerance: difference > tolerance),
}
_FIGURE = Signature(named=True)
RELATION = Grammar(
    "算式",
    comparisons=tuple(_COMPARISONS),
    functions={
        "prior": _FIGURE,
        "opening": _FIGURE,
        "villages": _FIGURE,
        "abs": Signature(),
        "round": Signature(most=2, places=True),
        "min": Signature(least=2, most=DEEPEST),
        "max": Signature(least=2, most=DEEPEST),
    },
    kind=NUMBER,
    dotted=True,
    plain=(THIS,),
    variables=(MONTH_NUMBER,),
)


class MissingFigureError(Exception):
    """A figure, or its number in another month or by village, is not there: the relation does not apply."""


@dataclass(frozen=True)
class Comparison:
    """A relation evaluated: both sides, whether it holds, and how it reads with numbers for names."""

    left: float
    right: float
    holds: bool
    said: str

    @property
    def difference(self) -> float:
        """The left side less the right one."""
        return _tidy(self.left - self.right)


class NoAnswerError(Exception):
    """A relation that cannot be computed with the numbers there are; says why, and what to do."""

    def __init__(self, why: str, do: str = "核对指标和算式") -> None:
        self.why, self.do = why, do
        super().__init__(why, do)


def parse(text: str) -> Relation:
    """Parse a relation.

    Raises
    ------
    ExpressionError
        If it is no single comparison of sums, in Chinese.
    """
    expression = RELATION.parse(text)
    assert isinstance(expression.tree, ast.Compare)  # The grammar has no other conditions.
    figures = tuple(name for name in expression.names if "." in name)
    tree = expression.tree
    return Relation(tree.left, tree.comparators[0], type(tree.ops[0]), figures, THIS in expression.names)


class Relation(NamedTuple):
    """A relation that was read: its sides, how they are compared, and the full names of its figures."""

    left: ast.expr
    right: ast.expr
    comparison: type[ast.cmpop]
    figures: tuple[str, ...]
    #: Whether it is about 本指标, each figure in turn.
    in_turn: bool


class View:
    """The figures as one evaluation sees them: those of the township or of one village, 本指标 set or not."""

    #: By how much the sides may differ, of all figures that this evaluation has read.
    _tolerance: float

    def __init__(
        self, figures: Mapping[str, FigureRecord], month: Month, *, village: str = "", this: str = ""
    ) -> None:
        self.figures, self.month, self.village, self.this = figures, month, village, this

    def compare(self, text: str) -> Comparison:
        """Evaluate a relation.

        Raises
        ------
        MissingFigureError
            If a number that it needs is not there.
        NoAnswerError
            If it counts with a text, divides by zero, or comes to no number.
        """
        relation = parse(text)
        self._tolerance = 0.0
        left, right = self._value(relation.left), self._value(relation.right)
        sign, opposite, holds = _COMPARISONS[relation.comparison]
        tolerance = self._tolerance + 1e-9 * max(1.0, abs(left), abs(right))
        held = holds(left - right, tolerance)
        sides = (ast.unparse(_Spoken(self).visit(side)) for side in (relation.left, relation.right))
        said = f" {sign if held else opposite} ".join(sides).replace("*", "×").replace("/", "÷")
        return Comparison(_tidy(left), _tidy(right), held, said)

    def record(self, name: str) -> FigureRecord:
        """Return a figure, or raise MissingFigureError."""
        if name not in self.figures:
            raise MissingFigureError(f"本次没有“{name}”（章节没有内容或没有运行）")
        return self.figures[name]

    def __getitem__(self, name: str) -> float:
        """Return the number that a name stands for."""
        if name == MONTH_NUMBER:
            return self.month.number
        return self._figure(self.this if name == THIS else name)

    def _value(self, node: ast.expr) -> float:
        functions: dict[str, Callable[..., float]] = {
            "prior": self._prior,
            "opening": self._opening,
            "villages": self._villages,
            "abs": abs,
            "round": lambda number, places=0: float(rounded(number, places)),
            "min": min,
            "max": max,
        }
        try:
            value = float(compute(node, self, functions))
        except ZeroDivisionError:
            raise NoAnswerError("除数为零", "用 when 写明除数大于零才核对") from None
        except ArithmeticError:
            raise NoAnswerError("数太大，算不了") from None
        if not abs(value) <= LARGEST:
            raise NoAnswerError("结果太大，或者不是一个数")
        return value

    def _figure(self, name: str) -> _Number:
        figure = self.record(name)
        value = figure.value
        if self.village:
            if not figure.by_village:
                raise MissingFigureError(f"“{name}”没有分村的数")
            value = figure.by_village.get(self.village, 0)
        return self._number(figure, value, f"“{name}”没有数值")

    def _prior(self, number: float) -> _Number:
        figure = _record(number)
        if self.village:
            raise MissingFigureError("上月没有分村的数")
        return self._number(figure, figure.previous, f"“{figure.name}”没有上月数")

    def _opening(self, number: float) -> _Number:
        figure = _record(number)
        if figure.kind != "stock":
            raise NoAnswerError(f"“{figure.name}”不是期末数", "opening 改用 prior")
        return self._prior(number)

    def _villages(self, number: float) -> float:
        figure = _record(number)
        parts = figure.by_village or {}
        if not parts:
            raise MissingFigureError(f"“{figure.name}”没有分村的数")
        return math.fsum(self._number(figure, value, "") for value in parts.values() if value is not None)

    def _number(self, figure: FigureRecord, value: object, otherwise: str) -> _Number:
        if value is None:
            raise MissingFigureError(otherwise)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NoAnswerError(f"“{figure.name}”是文字，不能核对", "换成一个数")
        if not math.isfinite(value):
            raise NoAnswerError(f"“{figure.name}”不是一个数")
        # Amounts are kept as they are printed, so each may be off by half its last place; counts are exact.
        self._tolerance += 0.5 * 10.0**-figure.decimals if figure.decimals else 0.0
        number = _Number(value)
        number.record = figure
        return number


class _Number(float):
    """A figure's value that still knows the figure, so that functions can ask for its other values."""

    record: FigureRecord


def _record(number: float) -> FigureRecord:
    assert isinstance(number, _Number)  # The grammar gives these functions nothing but a figure.
    return number.record


class _Spoken(ast.NodeTransformer):
    """Puts numbers in the place of figures and of calls, so that one sees what was compared."""

    def __init__(self, view: View) -> None:
        self._view = view

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace what has a name; visit the parts of what is computed."""
        if isinstance(node, ast.Name | ast.Call):
            return ast.Name(plain(self._view._value(node), 6))
        return self.generic_visit(node)


def _tidy(value: float) -> float:
    value = round(value, 6)
    return int(value) if value == int(value) else value
