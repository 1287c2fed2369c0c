"""The rules of a ledger: conditions over its columns, evaluated for all rows at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from helpers.expressions import (
    DATE,
    NUMBER,
    TEXT,
    TRUTH,
    UNKNOWN,
    ExpressionError,
    Grammar,
    Signature,
    compute,
)

RULE = Grammar(
    "规则",
    comparisons=(ast.Eq, ast.NotEq, ast.Gt, ast.GtE, ast.Lt, ast.LtE),
    functions={
        "isna": Signature(takes=UNKNOWN, gives=TRUTH),
        "notna": Signature(takes=UNKNOWN, gives=TRUTH),
        "abs": Signature(),
    },
    joins=True,
    texts=True,
)
_FUNCTIONS: dict[str, Callable[..., Any]] = {"isna": pd.isna, "notna": pd.notna, "abs": abs}
_DTYPES = {NUMBER: "float64", TEXT: "str", DATE: "datetime64[us]"}


def names_in(expression: str) -> list[str]:
    """Return the columns that an expression names, in order, each once.

    Raises
    ------
    ExpressionError
        If it is no condition over columns.
    """
    return list(RULE.parse(expression).names)


def require_computable(expression: str, kinds: Mapping[str, str]) -> None:
    """Refuse an expression that cannot be computed over columns of these kinds (数, 文字, 日期).

    Raises
    ------
    ExpressionError
        With the part that does not fit.
    """
    RULE.parse(expression, kinds)
    nothing = {name: pd.Series([], dtype=_DTYPES[kind]) for name, kind in kinds.items()}
    try:
        evaluate(expression, nothing)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise ExpressionError(f"规则算不出来（{type(error).__name__}）：{expression}") from None


def evaluate(expression: str, columns: Mapping[str, Any]) -> pd.Series:
    """Return for each row whether it meets the condition; a comparison with a blank is not met."""
    met = compute(RULE.parse(expression).tree, dict(columns), _FUNCTIONS)
    return pd.Series(met).fillna(False).astype(bool)
