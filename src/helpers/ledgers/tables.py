"""A table as it was read: its rows, where each column stands in the workbook, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from helpers.ledgers.masking import mask
from helpers.ledgers.problems import Level, Problem
from helpers.ledgers.rows import compress_rows
from helpers.ledgers.schemas import TableSchema

INDEX = "行"


@dataclass
class LedgerTable:
    """The rows of one table, indexed by their Excel row, and the problems found in them."""

    schema: TableSchema
    file: str
    sheet: str
    frame: pd.DataFrame
    #: Column → its letter in the workbook; columns that the workbook does not have are missing.
    letters: dict[str, str]
    #: Column → rows whose cell could not be read, which no later check shall report again.
    bad: dict[str, set[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def good(self, *columns: str) -> pd.Series:
        """Return for each row whether the cells of these columns could be read."""
        good = pd.Series(True, index=self.frame.index)
        for column in columns:
            if column not in self.letters:
                good[:] = False
            elif self.bad.get(column):
                good[good.index.isin(self.bad[column])] = False
        return good

    def report(
        self,
        level: Level,
        column: str,
        rows: Iterable[int],
        what: str | Iterable[str],
        do: str = "",
        rule: str = "",
    ) -> None:
        """Report a fault of the column in each of the rows; `what` is one text, or one for each row."""
        rows = [int(row) for row in rows]
        says = [what] * len(rows) if isinstance(what, str) else list(what)
        personal = self.schema.columns[column].personal
        values = self.frame[column]
        for row, said in zip(rows, says, strict=True):
            self.problems.append(
                Problem(
                    level, self.file, self.sheet, self.cell(column, [row]), column,
                    mask(plain(values.get(row)), personal), said, do, rule,
                )
            )  # fmt: skip

    def cell(self, column: str, rows: Iterable[int]) -> str:
        """Return where cells of a column are: ``F17`` or ``F17,F20-F45``; nothing when it is not there."""
        return address(self.letters[column], rows) if column in self.letters else ""


def address(letter: str, rows: Iterable[int]) -> str:
    """Return ``F17,F20-F45`` for the column F."""
    ranges = compress_rows(rows).split(",")
    return ",".join("-".join(f"{letter}{row}" for row in part.split("-")) for part in ranges)


def look_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Return for each key the value that stands at it; `values` has each key once."""
    return values.reindex(keys).set_axis(keys.index)


def plain(value: object) -> str:
    """Return a value as it would stand in a cell."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(round(value, 6))
    return str(value)


def empty_frame(schema: TableSchema) -> pd.DataFrame:
    """Return a frame with all columns of the table and no row."""
    columns = {name: pd.Series(dtype=column.dtype) for name, column in schema.columns.items()}
    return pd.DataFrame(columns, index=pd.Index([], dtype="int64", name=INDEX))
