"""Ledgers of a month in memory, with the suite's own columns: a test names the cells that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest

from helpers.ledgers import load_schemas
from helpers.ledgers.tables import empty_frame
from helpers.months import Month, Period
from helpers.offices import Office, suite_folder

AS_OF = dt.date(2021, 10, 31)
FIRST_ROW = 4


class FewLedgers:
    """What a selector asks of ledgers: tables, the month and its period."""

    def __init__(
        self, tables: Mapping[str, Sequence[Mapping[str, Any]]], as_of: dt.date, first: dt.date | None
    ) -> None:
        self.month, self.as_of = Month(as_of.year, as_of.month), as_of
        self.period = Period(first or self.month.first_day, as_of)
        self.before: FewLedgers | None = None
        self.missed: set[str] = set()
        self._schemas, self._tables = load_schemas(Office(suite_folder())), tables

    def schema(self, table: str) -> Any:
        return self._schemas.table(table)

    def __getitem__(self, table: str) -> pd.DataFrame:
        empty = empty_frame(self.schema(table))
        rows = list(self._tables.get(table, []))
        if unknown := {name for row in rows for name in row} - set(empty.columns):
            raise KeyError(f"{table}: {unknown}")
        frame = pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes.to_dict())
        frame.index = pd.Index(range(FIRST_ROW, FIRST_ROW + len(rows)), name="行")
        frame.attrs["table"] = table
        return frame

    @contextmanager
    def missing(self) -> Iterator[set[str]]:
        before, self.missed = self.missed, set()
        try:
            yield self.missed
        finally:
            self.missed = before

    def miss(self, names: Any) -> None:
        self.missed |= set(names)


@pytest.fixture
def ledgers() -> Callable[..., Any]:
    """Make the ledgers of a month; a table is a list of rows, each with the cells that matter."""

    def make(
        as_of: dt.date = AS_OF, first: dt.date | None = None, **tables: Sequence[Mapping[str, Any]]
    ) -> FewLedgers:
        return FewLedgers(tables, as_of, first)

    return make


@pytest.fixture
def picked() -> Callable[[pd.DataFrame], list[int]]:
    """Return which rows of the test's table were selected, from 1, after a look at what a figure needs of them."""

    def rows(frame: pd.DataFrame) -> list[int]:
        assert frame.index.name == "行"
        assert frame.attrs.get("table")
        return [row - FIRST_ROW + 1 for row in frame.index]

    return rows
