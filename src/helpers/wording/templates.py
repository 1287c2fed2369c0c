"""Prose templates: text with figures and facts by name, and never a typed digit."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import NamedTuple

from helpers.errors import SectionError
from helpers.ledgers.masking import mask_numbers
from helpers.params import Settings

FACT_PREFIX = "事实."
# Names that every template may use without defining them.
BUILTINS = ("镇", "市", "上级", "单位", "年", "月", "年月", "截止日")

_NUMERALS = "[零一二三四五六七八九十百千万亿两]+"
_TYPED = re.compile(rf"[0-9０-９]|{_NUMERALS}(?:万元|亿元|元|亩|公里|平方公里)(?!件|素|化|旦)")


class Piece(NamedTuple):
    """A piece of a template: literal text, or a field with the form it asks for."""

    literal: str
    field: str
    form: str


def pieces(template: str, *, given: bool = False) -> Iterator[Piece]:
    """Split a template such as ``全镇现有{存量贷款}，{收入:突破}`` into literals and fields.

    Parameters
    ----------
    given : bool
        Whether it stands in the params, whose digits somebody answers for.

    Raises
    ------
    SectionError
        If the braces do not close, or if a literal holds a typed number.
    """
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        raise SectionError(f"花括号不成对：“{template}”", do="每个 { 都要有一个 }") from None
    for literal, field, form, conversion in parts:
        if literal:
            if not given:
                refuse_typed_numbers(literal)
            yield Piece(literal, "", "")
        if field is not None:
            if conversion or not field:
                raise SectionError(f"花括号里不是指标名：“{template}”", do="写成 {指标名} 或 {指标名:写法}")
            yield Piece("", field, form or "")


def refuse_typed_numbers(literal: str) -> None:
    """Raise SectionError if a text for readers holds a number that somebody typed."""
    if found := _TYPED.search(literal):
        start = max(0, found.start() - 12)
        shown = mask_numbers(literal)  # before it is cut: half a number is told by no form
        raise SectionError(
            f"文字里直接写了数字“{found[0]}”：…{shown[start : found.end() + 12]}…",
            do="数字一律由台账算出，用 {指标名} 引用；台账没有的事实写进 params，用 {事实.名称} 引用",
        )


def builtin_words(settings: Settings) -> dict[str, str]:
    """Return what the names of :data:`BUILTINS` stand for in a month of an office."""
    names, month, as_of = settings.report.office, settings.month, settings.this_month.as_of
    return {
        "镇": names.town,
        "市": names.city,
        "上级": names.superior,
        "单位": names.name,
        "年": f"{month.year}年",
        "月": f"{month.number}月",
        "年月": month.label,
        "截止日": f"{as_of.year}年{as_of.month}月{as_of.day}日",
    }
