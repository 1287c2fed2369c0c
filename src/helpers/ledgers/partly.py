"""A table of a month that does not keep all of its columns yet, or no longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

import pandas as pd


class PartlyKept(pd.DataFrame):
    """A frame that tells when a column is asked for that is not kept in its month, as does what is selected from it.

    The column is there, and empty: a selection by it finds no row. That is no zero: there was nothing to count.
    """

    _metadata: ClassVar[list[str]] = ["_lacking", "_tell"]
    _lacking: Iterable[str]
    _tell: Callable[[str], None]

    @classmethod
    def of(cls, frame: pd.DataFrame, lacking: Iterable[str], tell: Callable[[str], None]) -> Self:
        """Return a frame as one that lacks columns."""
        made = cls(frame)
        object.__setattr__(made, "_lacking", frozenset(lacking))
        object.__setattr__(made, "_tell", tell)
        return made

    @property
    def _constructor(self) -> type[Self]:
        return type(self)

    def __getitem__(self, key: Any) -> Any:
        """Return what a frame returns; a column's name, or several, are looked at first."""
        self._look([key] if isinstance(key, str) else key if isinstance(key, list) else [])
        return super().__getitem__(key)

    def eval(self, expr: str, **options: Any) -> Any:
        """Evaluate an expression, as `query` does too; it names its columns."""
        self._look(name for name in getattr(self, "_lacking", ()) if name in expr)
        # By a plain frame, since pandas looks at every column; one level further from who has the @names.
        return pd.DataFrame(self).eval(expr, **{**options, "level": options.get("level", 0) + 1})

    def _look(self, names: Iterable[object]) -> None:
        for name in names:
            if isinstance(name, str) and name in getattr(self, "_lacking", ()):
                self._tell(name)
