"""What happened in a month's period: each event once, in the month whose ledgers have it first.

A day that lies in a closed period, and that was not written down then, is entered late (补录). It counts in the month
in which it first appears, so that what was there, what came and what went add up from month to month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from helpers.ledgers.columns import ColumnSchema
from helpers.ledgers.frames import Ledgers
from helpers.ledgers.problems import Problem
from helpers.ledgers.schemas import TableSchema
from helpers.ledgers.tables import address

Select = Callable[[Ledgers], pd.DataFrame]


def new_in_period(ledgers: Ledgers, select: Select, column: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the selected rows whose event is this month's: those that the month before did not have.

    Where the month before has no ledgers to compare with, these are the rows whose day lies in the period, or
    whose month is this one.

    Parameters
    ----------
    select : callable
        From the ledgers of a month to all rows of one table to which the event has happened.
    column : str
        Its day or month; one after the as-of date has not come yet.
    by : sequence of str
        The columns that tell one event from another, where the definition of the column does not (`event`).
    """
    rows = _happened(ledgers, select(ledgers), column)
    schema, before = ledgers.schema(rows.attrs["table"]), ledgers.before
    day = schema.columns[column]
    if before is None or not (schema.kept(before.month) and day.kept(before.month)):
        return rows[~_closed(ledgers, rows, column)]
    return rows[~_known(rows, _happened(before, select(before), column), by or day.event)]


def in_year(ledgers: Ledgers, days: pd.Series) -> pd.Series:
    """Tell which days are this year's: from the first of January to the as-of date."""
    return days.between(pd.Timestamp(ledgers.month.year, 1, 1), pd.Timestamp(ledgers.as_of))


def late_entries(ledgers: Ledgers) -> list[Problem]:
    """Return, table by table, the rows with an event in a closed period that the month before did not have."""
    return [problem for schema in ledgers.schemas() for problem in _late(ledgers, schema)]


def _late(ledgers: Ledgers, schema: TableSchema) -> Iterator[Problem]:
    before = ledgers.before
    if before is None or not (schema.kept(ledgers.month) and schema.kept(before.month)):
        return
    columns = [
        column
        for column in schema.columns.values()
        if column.event and column.kept(ledgers.month) and column.kept(before.month)
    ]
    names = list(dict.fromkeys(name for column in columns for name in (column.name, *column.event)))
    if not names:
        return
    now, then = ledgers.columns(schema.name, names), before.columns(schema.name, names)
    for column in columns:
        rows = now[_closed(ledgers, now, column.name)]
        known = _known(rows, _happened(before, then, column.name), column.event)
        if not known.all():
            yield _told(ledgers, column, rows[~known])


def _told(ledgers: Ledgers, column: ColumnSchema, rows: pd.DataFrame) -> Problem:
    table = rows.attrs["table"]
    source, letter = ledgers.source(table), ledgers.letters(table)[column.name]
    what = f"补录：{len(rows)} 行的日期在上期以前，上月的台账里还没有，计入本月"
    do = "核对是不是补录；是就不用改，只在本月计一次"
    cell = address(letter, rows.index)
    return Problem("warning", source.file, source.sheet, cell, column.name, "", what, do, "补录")


def _happened(ledgers: Ledgers, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the rows whose event has come: a month up to this one, a day up to the as-of date."""
    return rows[rows[column] <= pd.Timestamp(ledgers.as_of)]


def _closed(ledgers: Ledgers, rows: pd.DataFrame, column: str) -> pd.Series:
    """Tell which events lie before the period; a month is closed when it is over, whatever the as-of date."""
    of_month = ledgers.schema(rows.attrs["table"]).columns[column].kind == "month"
    first = ledgers.month.first_day if of_month else ledgers.period.first
    return rows[column] < pd.Timestamp(first)


def _known(rows: pd.DataFrame, before: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """Tell which rows' events the month before had already."""
    known = set(_keys(before, by))
    return pd.Series([key in known for key in _keys(rows, by)], rows.index, bool)


def _keys(rows: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[object, ...]]:
    return zip(*(rows[name].tolist() for name in by), strict=True)
