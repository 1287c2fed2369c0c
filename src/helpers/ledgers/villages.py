"""The villages of the office, by name, former name or code."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

import pandas as pd

from helpers.ledgers.headers import normalise
from helpers.ledgers.schemas import TableSchema

_SUFFIX = re.compile(r"(?<=.)(?:村民委员会|居民委员会|行政村|村委会|居委会|社区|村)$")


@dataclass(frozen=True)
class Villages:
    """Each spelling of a village and its canonical name; spellings that two villages share belong to none."""

    names: dict[str, str] = field(default_factory=dict)
    #: Spellings that more than one village claims, with those villages.
    disputed: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pd.DataFrame, schema: TableSchema) -> Villages:
        """Collect the villages from the table that defines them.

        It has a column 村, one of the kind village_code, and may have 曾用名: other names, separated by 、.
        """
        code = next(name for name, column in schema.columns.items() if column.kind == "village_code")
        former = frame["曾用名"] if "曾用名" in frame else [None] * len(frame)
        claims: dict[str, list[str]] = {}
        for name, others, number in zip(frame["村"], former, frame[code], strict=True):
            if not isinstance(name, str):
                continue
            words = [name, *re.split(r"[、，,;；/\s]+", others if isinstance(others, str) else "")]
            spellings = {normalise(word) for word in words if word}
            spellings |= {_SUFFIX.sub("", spelling) for spelling in spellings}
            for spelling in spellings | ({number} if isinstance(number, str) else set()):
                if name not in claims.setdefault(spelling, []):
                    claims[spelling].append(name)
        # A village's own name is its own, whatever others were called before.
        own = {normalise(name): name for name in frame["村"].dropna()}
        names = {spelling: claimed[0] for spelling, claimed in claims.items() if len(claimed) == 1} | own
        disputed = {spelling: claimed for spelling, claimed in claims.items() if spelling not in names}
        return cls(names, disputed)

    def find(self, written: str) -> str | None:
        """Return the village that a name, former name or code means, with or without 村; None when none."""
        plain = normalise(written)
        if plain in self.names or plain in self.disputed:
            return self.names.get(plain)
        return self.names.get(_SUFFIX.sub("", plain))

    def nearest(self, written: str) -> str | None:
        """Return the village whose name looks most like what is written."""
        close = difflib.get_close_matches(normalise(written), self.names, n=1, cutoff=0.5)
        return self.names[close[0]] if close else None
