"""The rules of a ledger: conditions over its columns, evaluated for all rows at once, and nothing more."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from typing import Any

import pandas as pd
import simpleeval

# Plain operators only: simpleeval's own guard against huge strings asks a Series what it cannot answer.
_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Invert: operator.invert,
    ast.USub: operator.neg,
}
_FUNCTIONS = {"isna": pd.isna, "notna": pd.notna, "abs": abs}
_NODES = (ast.Expression, ast.Name, ast.Load, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call)


def names_in(expression: str) -> list[str]:
    """Return the columns that an expression names, in order, each once.

    Raises
    ------
    ValueError
        If it is no expression, or uses an operator or function that rules do not have.
    """
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise ValueError(f"规则写得不对：{expression}（{error.msg}）") from None
    functions: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords:
                raise ValueError(f"规则只能用 {'、'.join(_FUNCTIONS)}：{expression}")
            functions.add(node.func)
        elif isinstance(node, ast.Compare) and len(node.ops) > 1:
            raise ValueError(f"规则里一次只能比较两个量：{expression}")
        elif not isinstance(node, (*_NODES, *_OPERATORS)):
            raise ValueError(f"规则里不能用 {type(node).__name__}：{expression}")
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in functions]
    return list(dict.fromkeys(node.id for node in sorted(names, key=lambda node: node.col_offset)))


def evaluate(expression: str, columns: Mapping[str, Any]) -> pd.Series:
    """Return for each row whether it meets the condition; a comparison with a blank is not met."""
    met = simpleeval.SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS, names=dict(columns)).eval(
        expression
    )
    return pd.Series(met).fillna(False).astype(bool)
