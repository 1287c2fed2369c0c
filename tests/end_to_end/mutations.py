"""Changes of one row of a ledger, read from ``mutations.yaml``, and what became of the figures."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field
from simpleeval import simple_eval

from helpers.ledgers import Ledgers, Snapshot, open_ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from tests.end_to_end.edit import Value, edit_rows
from tests.end_to_end.in_process import PROBLEMS, Executed, execute

OCTOBER = Month(2021, 10)


class Mutation(BaseModel):
    """A change of a row, and what it moves.

    Attributes
    ----------
    id : str
        Of the figure of the seed.
    table, row : str
        The row is the first that the query finds; all rows where `every` is set.
    set : dict
        Column to its new value: a constant, or ``=`` and an expression over the row's numbers, or ``~`` and
        a query for the row, other than this one, whose cell is taken.
    remove : bool
        Remove the row instead.
    moves : dict
        The figure and by how much it moves; of a listing, what it becomes.
    also : dict
        Reason to the figures that move with it; every one of them does.
    may : dict
        Reason to the figures that move where their rounding, or the row that was found, lets them. No others move.
    says, unsays : list of str
        What the text says only after the change, or only before.
    """

    model_config = ConfigDict(extra="forbid")

    id: str
    table: str
    row: str
    every: bool = False
    set: dict[str, Any] = Field(default_factory=dict)
    remove: bool = False
    moves: dict[str, float | int | str]
    also: dict[str, list[str]] = Field(default_factory=dict)
    may: dict[str, list[str]] = Field(default_factory=dict)
    says: list[str] = Field(default_factory=list)
    unsays: list[str] = Field(default_factory=list)


def load_mutations() -> list[Mutation]:
    """Return all mutations."""
    text = (Path(__file__).parent / "mutations.yaml").read_text(encoding="utf-8")
    return [Mutation.model_validate(entry) for entry in yaml.safe_load(text)]


def only_october(folder: Path, source: Path) -> Office:
    """Make an office of one month of another one, by links; with its snapshot, where there is one."""
    shutil.copytree(source / "params", folder / "params")
    for kind in ("ledgers", "snapshots"):
        if (there := source / "data" / kind / str(OCTOBER)).is_dir():
            shutil.copytree(there, folder / "data" / kind / str(OCTOBER), copy_function=os.link)
    return Office(folder)


def open_october(office: Office) -> Ledgers:
    """Read the workbooks as a run does; those that did not change come from the snapshot."""
    return open_ledgers(office, OCTOBER, load_settings(office, OCTOBER))


@dataclass(frozen=True)
class Baseline:
    """The ledgers of an office, its snapshot, and what its sections say, before anything is changed."""

    ledgers: Ledgers
    snapshot: Snapshot
    executed: dict[str, Executed]

    @classmethod
    def prepare(cls, office: Office) -> None:
        """Take the snapshot and keep what the sections say in the office's folder."""
        parts = load_settings(office, OCTOBER).report.sections()
        executed = execute(office, open_october(office), [str(part.section) for part in parts])
        (office.folder / "executed.pickle").write_bytes(pickle.dumps(executed))

    @classmethod
    def load(cls, office: Office) -> Baseline:
        """Return what `prepare` kept."""
        snapshot = Snapshot.load(office.snapshots(OCTOBER))
        assert snapshot is not None
        executed = pickle.loads((office.folder / "executed.pickle").read_bytes())
        return cls(open_october(office), snapshot, executed)

    def mutate(self, office: Office, mutation: Mutation) -> dict[str, Executed]:
        """Change the workbook in a copy of the office; return what the sections say then.

        Executed again are the sections that can tell the difference: those that opened the table, or that
        asked for the problems of all tables.
        """
        schema, source = self.ledgers.schema(mutation.table), self.snapshot.sources[mutation.table]
        letters = self.snapshot.parts[schema.ledger_code].letters[mutation.table]
        rows = find(self.ledgers, mutation.table, mutation.row)
        assert len(rows), f"{mutation.id}：没有“{mutation.row}”的行"
        changes: dict[int, Mapping[str, Value] | None] = {}
        for number, row in (rows if mutation.every else rows.head(1)).iterrows():
            cells = {
                letters[name]: _value(self.ledgers, mutation.table, value, row, name)
                for name, value in mutation.set.items()
            }
            changes[int(str(number))] = None if mutation.remove else cells
        edit_rows(office.ledgers(OCTOBER) / source.file, source.sheet, changes)
        opened = {mutation.table, PROBLEMS}
        again = [name for name, executed in self.executed.items() if opened & executed.opened]
        return {**self.executed, **execute(office, open_october(office), again)}


def find(ledgers: Ledgers, table: str, query: str) -> pd.DataFrame:
    """Return the rows of a table that a query finds.

    Beside its columns the query knows 户内人数 (rows of the same household) and 有待遇 (the person stands in a ledger
    of aid, work or loans too).
    """
    rows = ledgers[table]
    household = next((name for name in ("户编号", "户号") if name in rows and rows[name].notna().all()), None)
    if household:
        rows = rows.assign(户内人数=rows.groupby(household)[household].transform("size"))
    if "证件号码" in rows:
        others = {"低保特困", "务工补贴", "公益性岗位", "小额信贷", "产业奖补", "监测对象"} - {table}
        named = {number for other in others for number in ledgers[other]["证件号码"].dropna()}
        rows = rows.assign(有待遇=rows["证件号码"].isin(named))
    return rows.query(query)


def _value(ledgers: Ledgers, table: str, value: Any, row: pd.Series, column: str) -> Value:
    if isinstance(value, str) and value.startswith("="):
        names = {name: row[name] for name in row.index}
        return float(simple_eval(value[1:], names=names))
    if isinstance(value, str) and value.startswith("~"):
        return str(find(ledgers, table, value[1:]).drop(index=row.name, errors="ignore")[column].iloc[0])
    return value


def figures(executed: Mapping[str, Executed]) -> dict[str, Any]:
    """Return the figures of all sections by name."""
    return {name: value for one in executed.values() for name, value in one.figures.items()}


def texts(executed: Mapping[str, Executed]) -> str:
    """Return all paragraphs."""
    return "\n".join(text for one in executed.values() for text in one.texts)
