"""What the command tells: the one place where numbers of persons are masked in everything that it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

# Fewer digits than any number of a person has; most of what is said needs no search then.
FEWEST = 7
_DIGITS = "〇零○一二三四五六七八九"


def told(value: Any) -> Any:
    """Return a text, or what holds texts at any depth, with the numbers of persons masked in them."""
    if isinstance(value, str):
        if sum(one.isdigit() or one in _DIGITS for one in value) < FEWEST:
            return value
        from helpers.gate.messages import masked  # Loads pandas, which most errors need not wait for.

        return "\n".join(map(masked, value.split("\n")))
    if isinstance(value, Mapping):
        return {told(key): told(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(told, value)) if not hasattr(value, "_fields") else value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: told(getattr(value, one.name)) for one in fields(value) if one.init}
        )
    if type(value).__name__ == "DataFrame":
        return value.map(told)
    return value
