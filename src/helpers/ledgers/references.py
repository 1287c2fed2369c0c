"""What can be checked only between tables: references, a household's village, rows after the as-of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.ledgers.columns import ColumnSchema
from helpers.ledgers.problems import Problem
from helpers.ledgers.tables import LedgerTable, look_up


def check_between(tables: Mapping[str, LedgerTable], as_of: dt.date) -> list[Problem]:
    """Check the tables of a month against each other.

    Parameters
    ----------
    tables : mapping of str to LedgerTable
        The tables that could be read; references to others are not judged.
    as_of : date
        The day up to which the month's figures count.
    """
    problems: list[Problem] = []
    for table in tables.values():
        # The faults found here depend on other workbooks too, so they are not kept with the table's own.
        own, table.problems = table.problems, []
        moved: set[int] = set()
        for column in table.schema.columns.values():
            if column.reference and column.reference[0] in tables and column.name in table.letters:
                _check_reference(table, column, tables[column.reference[0]], moved)
        late = rows_after(table, as_of)
        if late:
            column_name = str(table.schema.as_of)
            cell = table.cell(column_name, late)
            what = f"晚于截止日 {as_of}，{len(late)} 行不计入本月"
            table.problems.append(
                Problem("info", table.file, table.sheet, cell, column_name, "", what, "", "截止日")
            )
        problems += table.problems
        table.problems = own
    return problems


def rows_after(table: LedgerTable, as_of: dt.date) -> list[int]:
    """Return the rows that are later than the as-of date and so left out of the month's figures."""
    if table.schema.as_of is None:
        return []
    dates = table.frame[table.schema.as_of]
    return [int(row) for row in dates.index[dates > pd.Timestamp(as_of)]]


def _check_reference(table: LedgerTable, column: ColumnSchema, other: LedgerTable, moved: set[int]) -> None:
    assert column.reference is not None
    target = column.reference[1]
    if target not in other.letters:
        return
    values = table.frame.loc[table.good(column.name), column.name].dropna()
    # As objects, because isin of pandas' own string type converts each value by itself.
    known = values.astype(object).isin(other.frame[target].astype(object))
    what = f"{other.schema.ledger_code} {other.schema.name}里没有这个{target}"
    table.report(
        "error", column.name, _indexes(~known), what, f"核对这一格，或在{other.schema.name}里补上", "关联"
    )
    if other.schema.defines in ("persons", "households"):
        _check_village(table, values[known], other, target, moved)


def _check_village(
    table: LedgerTable, values: pd.Series, other: LedgerTable, target: str, moved: set[int]
) -> None:
    """Warn where a row names another village than the person or household that it refers to; once a row."""
    for here, there in zip(table.schema.villages[:1], other.schema.villages[:1], strict=False):
        home = look_up(values, other.frame.drop_duplicates(target).set_index(target)[there])
        written = table.frame.loc[values.index, here]
        rows = [
            row for row in _indexes(written.notna() & home.notna() & (written != home)) if row not in moved
        ]
        moved.update(rows)
        says = [f"{other.schema.name}里这一户在{home[row]}" for row in rows]
        table.report("warning", here, rows, says, "核对这一户现在属于哪个村", "村别")


def _indexes(mask: pd.Series) -> Iterable[int]:
    return [int(row) for row in mask.index[mask]]
