"""Clauses that own their punctuation and fall away by themselves when there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from helpers.wording.comparisons import COMPARISONS
from helpers.wording.templates import pieces

#: Tells whether a field (a figure, a fact) has nothing to say: no value, no text, or zero.
Empty = Callable[[str], bool]


def stands(part: object, empty: Empty) -> bool:
    """Tell whether a part of a sentence is said: it is a template, and no field in it is empty.

    How a figure compares with earlier ones is said of a zero too: 比上月减少3户.
    """
    if not isinstance(part, str) or not part:
        return False
    return not any(
        piece.field and piece.form not in COMPARISONS and empty(piece.field) for piece in pieces(part)
    )


def clause(parts: Iterable[object], empty: Empty) -> str:
    """Return the parts that stand, one after the other; nothing where the first of them does not."""
    first, *others = parts
    if not stands(first, empty):
        return ""
    return "".join(str(part) for part in (first, *others) if stands(part, empty))


def joined(parts: Iterable[object], by: str, empty: Empty) -> str:
    """Return the parts that stand with `by` between them."""
    return by.join(str(part) for part in parts if stands(part, empty))
