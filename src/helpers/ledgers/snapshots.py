"""The snapshot of a month: its checked tables as Parquet, and a manifest of the workbooks they come from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers import markings
from helpers.disk import keep
from helpers.errors import LedgerError
from helpers.ledgers.cells import Context
from helpers.ledgers.files import find_workbooks
from helpers.ledgers.problems import LedgerFaults, Problem, errors_of
from helpers.ledgers.reading import file_problem, read_workbook
from helpers.ledgers.references import check_between
from helpers.ledgers.schemas import LedgerSchema, Schemas, TableSchema, load_schemas
from helpers.ledgers.tables import LedgerTable
from helpers.ledgers.villages import Villages
from helpers.ledgers.workbooks import Workbook, WorkbookError, read_bytes
from helpers.markings import Markings
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Fault, ParamsFaults, Settings, load_month_settings, place_in
from helpers.private import private_folder, write_private

_MANIFEST = "manifest.json"
#: Holds the hash of the manifest, which holds those of the tables: no file can be changed by itself.
_SEAL = "manifest.sha256"


@dataclass(frozen=True)
class Origin:
    """Where a table comes from; all blank when the office does not keep its ledger."""

    file: str = ""
    sheet: str = ""
    sha256: str = ""
    rows: int = 0


@dataclass(frozen=True)
class _KeptLedger:
    """What the snapshot knows of one workbook: enough to use its tables again without reading it."""

    #: Of the workbook's bytes, its definition, this code and the villages.
    key: str
    problems: list[Problem]
    #: Table → its columns' letters.
    letters: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Snapshot:
    """The checked tables of a month on the disk."""

    folder: Path
    #: Of all that the snapshot was made from.
    key: str
    sources: dict[str, Origin]
    #: Warnings and infos; a month with errors has no snapshot.
    problems: list[Problem]
    villages_key: str
    parts: dict[str, _KeptLedger]
    #: Table → the hash of its file.
    hashes: dict[str, str]

    def frame(self, schema: TableSchema, columns: Collection[str] | None = None) -> pd.DataFrame:
        """Return all rows of a table, with all columns or some.

        Raises
        ------
        LedgerError
            If the snapshot has been replaced, or the table changed, since it was opened.
        """
        data = self._bytes(schema.name)
        if data is None:
            raise LedgerError("台账在读取途中换过了", where=self.folder.name, do="重新运行")
        columns = None if columns is None else list(columns)
        stored = pq.read_table(pa.BufferReader(data), columns=columns, use_pandas_metadata=True)
        frame: pd.DataFrame = stored.to_pandas()
        return frame

    def _bytes(self, table: str) -> bytes | None:
        """Return the file of a table; None where it is not the one that this snapshot was made with."""
        try:
            data = (self.folder / f"{table}.parquet").read_bytes()
        except OSError:
            return None
        return data if _hash(data) == self.hashes[table] else None

    def letters(self, schema: TableSchema) -> dict[str, str]:
        """Return the columns that a table has in its workbook, with their letters there."""
        return self.parts[schema.ledger_code].letters[schema.name]

    @classmethod
    def load(cls, folder: Path) -> Snapshot | None:
        """Return the snapshot in a folder; None when there is none of this version, or any file of it is another."""
        try:
            data = (folder / _MANIFEST).read_bytes()
            if (folder / _SEAL).read_text(encoding="ascii") != _hash(data):
                return None
            manifest = json.loads(data)
            parts = {
                code: _KeptLedger(
                    part["key"], [Problem(**problem) for problem in part["problems"]], part["letters"]
                )
                for code, part in manifest["workbooks"].items()
            }
            sources = {name: Origin(**source) for name, source in manifest["tables"].items()}
            problems = [Problem(**problem) for problem in manifest["problems"]]
            hashes = {name: manifest["hashes"][name] for name in sources}
            found = cls(folder, manifest["key"], sources, problems, manifest["villages"], parts, hashes)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if all(found._bytes(name) is not None for name in sources) else None


@dataclass
class Inspection:
    """All that was found in the workbooks of a month."""

    month: Month
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, Origin] = field(default_factory=dict)
    #: The month's snapshot; None when there are errors.
    snapshot: Snapshot | None = None

    @property
    def errors(self) -> list[Problem]:
        """The problems that forbid the report."""
        return errors_of(self.problems)


def take_snapshot(office: Office, month: Month, settings: Settings, *, anew: bool = False) -> Snapshot:
    """Read and check the workbooks of a month and keep the tables; reuse what has not changed.

    Parameters
    ----------
    anew : bool
        Whether to read all workbooks, whatever an earlier snapshot says of them.

    Raises
    ------
    LedgerFaults
        If the ledgers have errors; then no snapshot is written, and an earlier one stays.
    """
    inspection = inspect_ledgers(office, month, settings, anew=anew)
    if inspection.snapshot is None:
        raise LedgerFaults(inspection.problems, where=str(month))
    return inspection.snapshot


def inspect_ledgers(office: Office, month: Month, settings: Settings, *, anew: bool = False) -> Inspection:
    """Read and check the workbooks of a month; faults in them are reported, not raised.

    When there are no errors the tables are kept as the month's snapshot, from which unchanged workbooks are
    taken the next time, unless they are to be read `anew`.
    """
    return _Intake(office, month, settings, anew).inspect()


def as_of_date(office: Office, month: Month, settings: Settings) -> dt.date:
    """Return the day up to which a month counts, also of another month than the settings'."""
    this_month = settings.this_month if month == settings.month else load_month_settings(office, month)
    return this_month.as_of if this_month else month.last_day


class _Intake:
    """One reading of a month: what is there, what of it is new, what the tables are."""

    def __init__(self, office: Office, month: Month, settings: Settings, anew: bool) -> None:
        self.month = month
        self.folder = office.snapshots(month)
        self.schemas = load_schemas(office)
        self.absent = absent_ledgers(office, settings, self.schemas)
        self.as_of = as_of_date(office, month, settings)
        self.prefixes = tuple(settings.report.id_prefixes)
        self.markings = Markings(settings.report.marks)
        self.before = None if anew else Snapshot.load(self.folder)
        self.files, self.problems = find_workbooks(office.ledgers(month), self.schemas, month, self.absent)
        #: The files that finding has something to say of, which belong to what the snapshot was made from.
        self.found = [str(problem) for problem in self.problems]
        self.contents: dict[str, bytes] = {}
        self.hashes: dict[str, str] = {}
        self.tables: dict[str, LedgerTable] = {}
        self.parts: dict[str, _KeptLedger] = {}
        self.villages: Villages | None = None
        self.villages_key = ""

    def inspect(self) -> Inspection:
        for code, path in self.files.items():
            try:
                self.contents[code] = read_bytes(path)
                self.hashes[code] = _hash(self.contents[code])
            except WorkbookError as fault:
                self.problems.append(file_problem(path, fault))
        if (
            self.before
            and not errors_of(self.problems)
            and self.before.key == self._month_key(self.before.villages_key)
        ):
            return Inspection(self.month, self.before.problems, self.before.sources, self.before)
        for ledger in self._ledgers_in_order():
            if ledger.code in self.contents:
                self._take(ledger)
            if any(table.defines == "villages" for table in ledger.tables):
                self._know_villages()
        for part in self.parts.values():
            self.problems += part.problems
        self.problems += check_between(self.tables, self.as_of)
        sources = {
            name: Origin(table.file, table.sheet, self.hashes[table.schema.ledger_code], len(table.frame))
            for name, table in self.tables.items()
        }
        inspection = Inspection(self.month, self.problems, sources)
        if not inspection.errors:
            inspection.snapshot = self._keep(sources)
        return inspection

    def _ledgers_in_order(self) -> Sequence[LedgerSchema]:
        """Return first the ledger that defines the villages, since all others are read by it."""
        return sorted(
            self.schemas.ledgers,
            key=lambda ledger: all(table.defines != "villages" for table in ledger.tables),
        )

    def _take(self, ledger: LedgerSchema) -> None:
        path = self.files[ledger.code]
        key = self._key(ledger, self.villages_key)
        before = self.before.parts.get(ledger.code) if self.before else None
        if self.before and before and before.key == key:
            self.parts[ledger.code] = before
            for schema in (schema for schema in ledger.tables if schema.name in self.before.sources):
                source = self.before.sources[schema.name]
                frame = self.before.frame(schema)
                letters = before.letters[schema.name]
                self.tables[schema.name] = LedgerTable(schema, source.file, source.sheet, frame, letters)
            return
        context = Context(self.villages, self.prefixes, self.month, self.markings)
        try:
            tables, problems = read_workbook(Workbook(path, self.contents.pop(ledger.code)), ledger, context)
        except WorkbookError as fault:
            tables, problems = [], [file_problem(path, fault)]
        for table in tables:
            problems += table.problems
            if table.letters:
                self.tables[table.schema.name] = table
        letters_of = {table.schema.name: table.letters for table in tables}
        self.parts[ledger.code] = _KeptLedger(key, problems, letters_of)

    def _know_villages(self) -> None:
        schema = self.schemas.defining("villages")
        if schema and schema.name in self.tables:
            table = self.tables[schema.name]
            if not table.frame.empty:
                self.villages = Villages.of(table.frame, schema)
                self.villages_key = _digest(
                    sorted(self.villages.names.items()), sorted(self.villages.disputed.items())
                )

    def _key(self, ledger: LedgerSchema, villages_key: str) -> str:
        of_villages = any(table.defines == "villages" for table in ledger.tables)
        return _digest(
            _code_key(), ledger.model_dump_json(), self.files[ledger.code].name, self.hashes[ledger.code],
            self.prefixes, self.markings.words, str(self.month), "" if of_villages else villages_key,
        )  # fmt: skip

    def _month_key(self, villages_key: str) -> str:
        keys = {
            ledger.code: self._key(ledger, villages_key)
            for ledger in self.schemas.ledgers
            if ledger.code in self.hashes
        }
        return _digest(keys, sorted(self.absent), self.as_of.isoformat(), self.found)

    def _keep(self, sources: dict[str, Origin]) -> Snapshot:
        key = self._month_key(self.villages_key)
        hashes: dict[str, str] = {}
        private_folder(self.folder.parent)
        with tempfile.TemporaryDirectory(prefix=f".{self.month}-", dir=self.folder.parent) as temporary:
            made = private_folder(Path(temporary) / "new")
            for name, table in self.tables.items():
                stored = pa.BufferOutputStream()
                pq.write_table(pa.Table.from_pandas(table.frame), stored)
                data = stored.getvalue().to_pybytes()
                hashes[name] = _hash(data)
                write_private(made / f"{name}.parquet", data)
            manifest = {
                "month": str(self.month),
                "key": key,
                "villages": self.villages_key,
                "tables": {name: asdict(source) for name, source in sources.items()},
                "hashes": hashes,
                "problems": [asdict(problem) for problem in self.problems],
                "workbooks": {code: asdict(part) for code, part in self.parts.items()},
            }
            data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            write_private(made / _MANIFEST, data)
            write_private(made / _SEAL, _hash(data))
            _put_in_place(made, self.folder)
        return Snapshot(self.folder, key, sources, self.problems, self.villages_key, self.parts, hashes)


def _put_in_place(made: Path, folder: Path) -> None:
    """Replace a folder as a whole; where another process has just put one there, that one stays."""
    keep(made)
    aside = made.with_name("old")
    with suppress(FileNotFoundError):
        os.rename(folder, aside)
    try:
        os.rename(made, folder)
    except OSError:
        if not folder.exists():
            raise
    shutil.rmtree(aside, ignore_errors=True)


def absent_ledgers(office: Office, settings: Settings, schemas: Schemas) -> set[str]:
    """Return the codes of the ledgers that the office does not keep.

    Raises
    ------
    ParamsFaults
        If there is no ledger of a code, or it is the one that defines the villages.
    """
    known = {ledger.code: ledger for ledger in schemas.ledgers}
    faults = []
    for number, code in enumerate(settings.report.absent_ledgers):
        if code not in known:
            what, do = f"没有编号为{code}的台账", f"改正，可以写：{'、'.join(known)}"
        elif any(table.defines == "villages" for table in known[code].tables):
            what, do = f"{code} {known[code].name}定义了村，不能没有", f"去掉 {code}"
        else:
            continue
        place = place_in(office.folder / "params" / "report.yaml", ("absent_ledgers", number))
        faults.append(Fault(place, what, do))
    if faults:
        raise ParamsFaults(faults)
    return set(settings.report.absent_ledgers)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest(*parts: Any) -> str:
    return _hash(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode())


@cache
def _code_key() -> str:
    """Change when the code that reads and checks changes, so that no snapshot outlives a mended check."""
    digest = hashlib.sha256()
    for path in [*sorted(Path(__file__).parent.glob("*.py")), Path(markings.__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
