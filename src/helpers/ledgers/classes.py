"""The sensitive classes of persons and households: which rows belong to one, after the definitions of the ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.ledgers.schemas import TableSchema

#: The columns that put a row in a sensitive class, each with those of its values that do not.
Marks = Mapping[str, Sequence[str]]


def marks_of(table: TableSchema, schemas: Iterable[TableSchema]) -> dict[str, tuple[str, ...]]:
    """Return the sensitive columns that rows of a table may have: its own, and computed ones named as another's."""
    marks = {
        name: column.ordinary
        for other in schemas
        for name, column in other.columns.items()
        if column.sensitive
    }
    own = {name: column.ordinary for name, column in table.columns.items() if column.sensitive}
    return {name: ordinary for name, ordinary in marks.items() if name not in table.columns} | own


def sensitive_columns(rows: pd.DataFrame, marks: Marks) -> pd.DataFrame:
    """Return for each row and each sensitive column whether it puts the row in a sensitive class."""
    flags = {
        name: rows[name].notna() & ~rows[name].isin(list(ordinary))
        for name, ordinary in marks.items()
        if name in rows
    }
    return pd.DataFrame(flags, index=rows.index, dtype=bool)


def is_sensitive(rows: pd.DataFrame, marks: Marks) -> bool:
    """Tell whether all rows belong to one sensitive class."""
    return not rows.empty and bool(sensitive_columns(rows, marks).all(axis=0).any())
