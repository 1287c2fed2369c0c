"""The ledgers of a month as data frames: what notebooks and checks work with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from weakref import ref

import pandas as pd

from helpers.ledgers.ledger_frame import LedgerFrame
from helpers.ledgers.problems import LedgerFaults, Problem
from helpers.ledgers.schemas import Schemas, TableSchema, load_schemas
from helpers.ledgers.snapshots import Origin, Snapshot, as_of_date, take_snapshot
from helpers.ledgers.tables import empty_frame
from helpers.months import Month, Period
from helpers.offices import Office
from helpers.params import Settings


class Ledgers:
    """The checked tables of a month; ``ledgers["小额信贷"]`` is read when it is first asked for."""

    def __init__(
        self, month: Month, as_of: dt.date, schemas: Schemas, snapshot: Snapshot, months: OpenedMonths
    ) -> None:
        self.month, self.as_of = month, as_of
        self._schemas, self._snapshot, self._months = schemas, snapshot, months
        self._frames: dict[str, pd.DataFrame] = {}
        self._missed: set[str] = set()

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return a table up to the as-of date, indexed by Excel row (行), with all columns of its definition.

        Raises
        ------
        ParamsError
            If no ledger has a table of this name.
        """
        if not self.kept(table):
            self._missed.add(table)
        if table not in self._frames:
            self._frames[table] = self._frame(self.schema(table))
        return self._frames[table].copy(deep=False)

    def columns(self, table: str, names: list[str]) -> pd.DataFrame:
        """Return some columns of a table; the others, many in a register, are not read for it."""
        if table in self._frames:
            return self[table][names]
        schema = self.schema(table)
        return self._frame(schema, {*names, *filter(None, [schema.as_of])})[names]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._schemas.tables)

    def __contains__(self, table: object) -> bool:
        return table in self._schemas.tables

    def kept(self, table: str) -> bool:
        """Tell whether a table is kept in this month: from its `since` on, up to its `until`."""
        return self.schema(table).kept(self.month)

    @contextmanager
    def missing(self) -> Iterator[set[str]]:
        """Collect the tables and columns that are asked for meanwhile and are not kept in this month.

        What is computed from them is no zero: there is nothing to compare with.
        """
        before, self._missed = self._missed, set()
        try:
            yield self._missed
        finally:
            self._missed = before

    def miss(self, names: Iterable[str]) -> None:
        """Say that tables or columns that are not kept in this month were asked for, as when rows were selected."""
        self._missed |= set(names)

    def __repr__(self) -> str:
        return f"Ledgers({self.month}: {'、'.join(self._schemas.tables)})"

    @cached_property
    def period(self) -> Period:
        """The days that are this month's: from the day after the last month's as-of date to this one's."""
        return Period(self._months.as_of(self.month.previous) + dt.timedelta(days=1), self.as_of)

    def of(self, month: Month) -> Ledgers | None:
        """Return the ledgers of another month, opened once; None where it has none that can be used."""
        return self._months.get(month)

    @property
    def before(self) -> Ledgers | None:
        """The ledgers of the month before; None where it has none that can be used."""
        return self.of(self.month.previous)

    def _frame(self, schema: TableSchema, columns: set[str] | None = None) -> pd.DataFrame:
        kept = schema.name in self._snapshot.sources
        frame = self._snapshot.frame(schema, columns) if kept else empty_frame(schema)
        if schema.as_of:
            frame = frame[~(frame[schema.as_of] > pd.Timestamp(self.as_of))]
        whole = schema.kept(self.month)
        lacking = [name for name, column in schema.columns.items() if not (whole and column.kept(self.month))]
        whose = ref(self)  # Rows that are remembered must not keep the ledgers of their month.

        def tell(name: str) -> None:
            if (ledgers := whose()) is not None:
                ledgers.miss([f"{schema.name}.{name}"])

        frame = LedgerFrame.of(frame, lacking, tell)
        frame.attrs["table"] = schema.name
        return frame

    def schema(self, table: str) -> TableSchema:
        """Return what a table looks like."""
        return self._schemas.table(table)

    def schemas(self) -> list[TableSchema]:
        """Return what all tables look like."""
        return list(self._schemas)

    def source(self, table: str) -> Origin:
        """Return where a table comes from; blank when the office does not keep its ledger."""
        return self._snapshot.sources.get(self.schema(table).name, Origin())

    def letters(self, table: str) -> dict[str, str]:
        """Return the columns that a table has in its workbook, with their letters there; none where it is not kept."""
        schema = self.schema(table)
        return self._snapshot.letters(schema) if table in self._snapshot.sources else {}

    def find_text(self, text: str) -> list[str]:
        """Return the cells of the month's workbooks that hold a text: ``L11_小额信贷.xlsx 小额信贷!F17``."""
        found = []
        for name, source in self._snapshot.sources.items():
            schema = self.schema(name)
            frame = self._snapshot.frame(schema)
            for column, letter in self._snapshot.letters(schema).items():
                held = frame[column].astype("string").str.contains(text, regex=False).fillna(False)
                found += [f"{source.file} {source.sheet}!{letter}{row}" for row in frame.index[held]]
        return found

    @property
    def problems(self) -> list[Problem]:
        """The warnings and infos of the month."""
        return list(self._snapshot.problems)


class OpenedMonths:
    """The months of an office that are looked at together, each opened once."""

    def __init__(self, office: Office, settings: Settings) -> None:
        self._office, self._settings = office, settings
        self._opened: dict[Month, Ledgers | None] = {}

    def open(self, month: Month, *, anew: bool = False) -> Ledgers:
        """Open a month, whose snapshot is taken anew for workbooks that have changed."""
        snapshot = take_snapshot(self._office, month, self._settings, anew=anew)
        opened = Ledgers(month, self.as_of(month), load_schemas(self._office), snapshot, self)
        self._opened[month] = opened
        return opened

    def get(self, month: Month) -> Ledgers | None:
        """Return a month; None where it has no ledgers, or faulty ones.

        A faulty month is named by the run of another, which is still to be published, without comparison.
        """
        if month not in self._opened:
            self._opened[month] = None
            if self._office.ledgers(month).is_dir():
                with suppress(LedgerFaults):
                    self.open(month)
        return self._opened[month]

    def as_of(self, month: Month) -> dt.date:
        """Return the day up to which a month counts."""
        return as_of_date(self._office, month, self._settings)


def open_ledgers(office: Office, month: Month, settings: Settings, *, anew: bool = False) -> Ledgers:
    """Open the ledgers of a month: from its snapshot, which is taken anew for workbooks that have changed.

    Parameters
    ----------
    office : Office
        Whose ledgers.
    month : Month
        Which month; it may be another one than the settings', whose as-of date is then its own.
    settings : Settings
        The office's settings: the ledgers it does not keep, the regions of ID numbers, the as-of date.
    anew : bool
        Whether to read all workbooks again, whatever the snapshot holds.

    Raises
    ------
    LedgerFaults
        If the workbooks have errors; it carries all problems.
    ParamsError
        If the definitions of the ledgers or the settings are wrong.
    """
    return OpenedMonths(office, settings).open(month, anew=anew)
