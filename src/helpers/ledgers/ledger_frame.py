"""A table of a month as notebooks select from it: it says which columns there are, and which are not kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

import pandas as pd
from pandas.core.indexing import _LocIndexer
from pandas.errors import UndefinedVariableError

from helpers.errors import LedgerError


class ColumnError(LedgerError, KeyError):
    """A column is asked for that the table does not have; pandas itself takes it for the `KeyError` it is."""

    __str__ = LedgerError.__str__


class LedgerFrame(pd.DataFrame):
    """A frame that names its columns when a wrong one is asked for, as does what is selected from it.

    A column that is not kept in the month is there, and empty: a selection by it finds no row. That is no zero, there
    was nothing to count; so the frame tells when such a column is asked for.
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

    @property
    def loc(self) -> Any:
        """What selects by labels."""
        return _Labels("loc", self)

    def __getitem__(self, key: Any) -> Any:
        """Return what a frame returns; a column's name, or several, are looked at first."""
        self._look([key] if isinstance(key, str) else key if isinstance(key, list) else [])
        return self._asked(super().__getitem__, key)

    def groupby(self, *args: Any, **options: Any) -> Any:
        """Group as a frame does."""
        return self._asked(super().groupby, *args, **options)

    def sort_values(self, *args: Any, **options: Any) -> Any:
        """Sort as a frame does."""
        return self._asked(super().sort_values, *args, **options)

    def drop_duplicates(self, *args: Any, **options: Any) -> Any:
        """Drop as a frame does."""
        return self._asked(super().drop_duplicates, *args, **options)

    def eval(self, expr: str, **options: Any) -> Any:
        """Evaluate an expression, as `query` does too; it names its columns."""
        self._look(name for name in self._not_kept() if name in expr)
        try:
            # By a plain frame, since pandas looks at every column; one level further from who has the @names.
            return pd.DataFrame(self).eval(expr, **{**options, "level": options.get("level", 0) + 1})
        except UndefinedVariableError as error:
            raise self._wrong(error) from None

    def _not_kept(self) -> Iterable[str]:
        return getattr(self, "_lacking", None) or ()

    def _look(self, names: Iterable[object]) -> None:
        for name in names:
            if isinstance(name, str) and name in self._not_kept():
                self._tell(name)

    def _asked(self, method: Callable[..., Any], *args: Any, **options: Any) -> Any:
        try:
            return method(*args, **options)
        except ColumnError:
            raise
        except KeyError as error:
            raise self._wrong(error) from None

    def _wrong(self, error: Exception) -> Exception:
        """Return the error that names the columns; the same one where it is about no column."""
        said = str(error.args[0]) if error.args else ""
        names = [name for name in [said, *re.findall(r"'([^']+)'", said)] if name not in self.columns]
        asked = names[-1] if names else ""
        if not asked:
            return error
        return ColumnError(
            f"没有“{asked}”这一列",
            where=self.attrs.get("table", ""),
            do=f"可用的列：{'、'.join(map(str, self))}",
        )


class _Labels(_LocIndexer):
    @property
    def _frame(self) -> LedgerFrame:
        return self.obj  # type: ignore[attr-defined]

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)  # type: ignore[misc] # pandas-stubs know it by another class
        except KeyError as error:
            of_columns = isinstance(key, tuple) and len(key) > 1
            raise (self._frame._wrong(error) if of_columns else error) from None
