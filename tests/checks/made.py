"""Figures and checks as records and ``checks.yaml`` hold them, with no more than a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers.checks import (
    Check,
    CheckResult,
    judge,
)
from helpers.months import Month
from helpers.record import FigureRecord

OCTOBER = Month(2021, 10)


def figure(name: str, value: Any, **more: Any) -> FigureRecord:
    """A figure as the record holds it."""
    content = {
        "name": name,
        "value": value,
        "unit": "户",
        "decimals": 0,
        "text": f"{value}户",
        "definition": "",
        "kind": "stock",
    }
    return FigureRecord.model_validate(content | more)


def changed(figure: FigureRecord, **more: Any) -> FigureRecord:
    return FigureRecord.model_validate(figure.model_dump() | more)


def figures(**values: Any) -> dict[str, FigureRecord]:
    return {f"甲.{short}": figure(f"甲.{short}", value) for short, value in values.items()}


def check(expect: str, **more: Any) -> Check:
    return Check.model_validate({"id": "C01", "says": "关系", "expect": expect, **more})


def only(expect: str, known: Mapping[str, Any], **more: Any) -> CheckResult:
    (result,) = judge([check(expect, **more)], known, OCTOBER)
    return result
