"""The language in which relations between figures are written: one comparison of two sums of figures.

``小额信贷.新办金额 <= 小额信贷.存量贷款`` or ``本指标 >= prior(本指标)``. There are figures by their full
names, numbers, ``+ - * /``, and

- ``prior(f)``: the figure in the month before; ``opening(f)``: the same, of a stock only;
- ``villages(f)``: the sum of the figure over the villages;
- ``abs``, ``round``, ``min``, ``max``.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simpleeval import SimpleEval

from helpers.errors import ParamsError
from helpers.months import Month
from helpers.record import FigureRecord
from helpers.wording.numbers import plain

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
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
}
_FUNCTIONS = ("prior", "opening", "villages", "abs", "round", "min", "max")


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


def parse(text: str) -> ast.Compare:
    """Parse a relation. Nothing but what the language has is allowed, so the rest of Python is out of reach.

    Raises
    ------
    ValueError
        If it is no single comparison of sums, in Chinese.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise ValueError(f"不是算式：{text}") from None
    if not (isinstance(tree, ast.Compare) and len(tree.ops) == 1 and type(tree.ops[0]) in _COMPARISONS):
        raise ValueError(f"要写成一个比较（==、<=、>=、<、>）：{text}")
    for side in (tree.left, *tree.comparators):
        _refuse_other_than_sums(side, text)
    return tree


def _refuse_other_than_sums(node: ast.expr, text: str) -> None:
    inner: list[ast.expr] = []
    match node:
        case ast.BinOp() if type(node.op) in _OPERATORS:
            inner = [node.left, node.right]
        case ast.UnaryOp(op=ast.USub()):
            inner = [node.operand]
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            inner = node.args
        case ast.Constant(value=int() | float()) | ast.Attribute(value=ast.Name()):
            pass
        case ast.Name(id=name) if name in (THIS, MONTH_NUMBER):
            pass
        case _:
            raise ValueError(f"算式里不能有“{ast.unparse(node)}”：{text}")
    for part in inner:
        _refuse_other_than_sums(part, text)


def figure_names(tree: ast.AST) -> Iterator[str]:
    """Yield the full names of the figures of a relation or a part of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


class View:
    """The figures as one evaluation sees them: those of the township or of one village, 本指标 set or not."""

    def __init__(
        self, figures: Mapping[str, FigureRecord], month: Month, *, village: str = "", this: str = ""
    ) -> None:
        self.figures, self.month, self.village, self.this = figures, month, village, this
        self._tolerance = 0.0

    def compare(self, text: str) -> Comparison:
        """Evaluate a relation.

        Raises
        ------
        MissingFigureError
            If a number that it needs is not there.
        ParamsError
            If it counts with a text.
        """
        tree = parse(text)
        self._tolerance = 0.0
        left, right = self._value(tree.left), self._value(tree.comparators[0])
        sign, opposite, holds = _COMPARISONS[type(tree.ops[0])]
        tolerance = self._tolerance + 1e-9 * max(1.0, abs(left), abs(right))
        held = holds(left - right, tolerance)
        sides = (ast.unparse(_Spoken(self).visit(side)) for side in (tree.left, tree.comparators[0]))
        said = f" {sign if held else opposite} ".join(sides).replace("*", "×").replace("/", "÷")
        return Comparison(_tidy(left), _tidy(right), held, said)

    def record(self, name: str) -> FigureRecord:
        """Return a figure, or raise MissingFigureError."""
        if name not in self.figures:
            raise MissingFigureError(f"本次没有“{name}”（章节没有内容或没有运行）")
        return self.figures[name]

    def _value(self, node: ast.expr) -> float:
        sections = {name.partition(".")[0] for name in figure_names(node)}
        names: dict[str, object] = {section: _Section(self, section) for section in sections}
        names[MONTH_NUMBER] = self.month.number
        if self.this:
            names[THIS] = self._figure(self.this)
        functions: dict[str, Any] = {
            "prior": self._prior,
            "opening": self._opening,
            "villages": self._villages,
        }
        functions |= {"abs": abs, "round": round, "min": min, "max": max}
        evaluator = SimpleEval(operators=_OPERATORS, functions=functions, names=names)
        try:
            return float(evaluator.eval("", previously_parsed=node))
        except ZeroDivisionError:
            raise MissingFigureError("除数为零") from None

    def _figure(self, name: str) -> _Number:
        figure = self.record(name)
        value = figure.value
        if self.village:
            if self.village in figure.withheld:
                raise MissingFigureError(f"“{name}”在{self.village}的数不公开")
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
            raise ParamsError(f"“{figure.name}”不是期末数", where=FILE, do="opening 改用 prior")
        return self._prior(number)

    def _villages(self, number: float) -> float:
        figure = _record(number)
        if (added := figure.village_sum) is not None:
            # Each village's number was rounded for itself, and each has a row at least.
            self._tolerance += 0.5 * 10.0**-figure.decimals * figure.row_count * bool(figure.decimals)
            return float(added)
        parts = figure.by_village or {}
        if not parts:
            raise MissingFigureError(f"“{figure.name}”没有分村的数")
        return math.fsum(self._number(figure, value, "") for value in parts.values() if value is not None)

    def _number(self, figure: FigureRecord, value: object, otherwise: str) -> _Number:
        if value is None:
            raise MissingFigureError(otherwise)
        if not isinstance(value, int | float):
            raise ParamsError(f"“{figure.name}”是文字，不能核对", where=FILE, do="换成一个数")
        # Amounts are kept as they are printed, so each may be off by half its last place; counts are exact.
        self._tolerance += 0.5 * 10.0**-figure.decimals if figure.decimals else 0.0
        number = _Number(value)
        number.record = figure
        return number


class _Number(float):
    """A figure's value that still knows the figure, so that functions can ask for its other values."""

    record: FigureRecord


def _record(number: float) -> FigureRecord:
    if not isinstance(number, _Number):
        raise ParamsError("prior、opening、villages 的括号里只能是一个指标", where=FILE, do="改正算式")
    return number.record


class _Section:
    """The figures of a section as attributes, as relations write them: ``小额信贷.存量贷款``."""

    def __init__(self, view: View, prefix: str) -> None:
        self._view, self._prefix = view, prefix

    def __getattr__(self, short: str) -> _Number:
        return self._view._figure(f"{self._prefix}.{short}")


class _Spoken(ast.NodeTransformer):
    """Puts numbers in the place of figures and of calls, so that one sees what was compared."""

    def __init__(self, view: View) -> None:
        self._view = view

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace what has a name; visit the parts of what is computed."""
        if isinstance(node, ast.Attribute | ast.Name | ast.Call):
            return ast.Name(plain(self._view._value(node), 6))
        return self.generic_visit(node)


def _tidy(value: float) -> float:
    value = round(value, 6)
    return int(value) if value == int(value) else value
