"""A demo office on the disk: its params and, for each month, its workbooks."""

from __future__ import annotations

import datetime as dt
import functools
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import yaml

from helpers.demo.audit import audit
from helpers.demo.population import Township, build
from helpers.demo.tables import month_tables
from helpers.demo.targets import Targets, TargetsError, load_targets
from helpers.demo.workbooks import Stamp, kept_ledgers, workbook_name, write_workbook
from helpers.ledgers import LedgerSchema, load_schemas
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import read_yaml

_FACILITIES = "十个一"
# Persons in all months together below which a second process takes longer to start than it saves
_WORTH_A_PROCESS = 30_000


def write_office(
    folder: str | Path,
    targets: str | Path | None = None,
    months: Iterable[Month | str] | None = None,
    *,
    for_month: Month | str | None = None,
    overwrite: bool = False,
    processes: int | None = None,
    progress: Callable[[Month], None] | None = None,
) -> list[Month]:
    """Write a demo office: its params where it has none, and the workbooks of its months.

    Parameters
    ----------
    folder : path
        The office's folder; made when it is not there.
    targets : path, optional
        The folder with the targets, by default the suite's ``data/demo``.
    months : iterable of months, optional
        The months to write; by default all that the targets have.
    for_month : month, optional
        Write the months that the report of this month needs: itself, the one before, the one a year ago, and
        those of the trends.
    overwrite : bool
        Write months whose workbooks are all there, too.
    processes : int, optional
        How many processes write months, by default one a core where there is enough to write.
    progress : callable, optional
        Called with each month that is there.

    Returns
    -------
    list of Month
        The months written, in order.

    Raises
    ------
    TargetsError
        If the targets have no such month or contradict each other, or the workbooks do not add up to them.
    """
    goals = load_targets(targets)
    office = _office(Path(folder), goals)
    ledgers = kept_ledgers(office, load_schemas(office))
    wanted = _wanted(office, goals, months, for_month)
    for month in wanted:
        _month_settings(office, goals, month)
    missing = [month for month in wanted if overwrite or not _complete(office, month, ledgers)]
    work = functools.partial(_write_month, office.folder, goals.folder)
    rows = goals.months[goals.anchor]["人口"] * len(missing)
    count = min(processes or min(os.cpu_count() or 1, rows // _WORTH_A_PROCESS), len(missing))
    if count > 1:
        # Spawned, because a fork of a process with threads may hang.
        with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
            results = pool.map(work, missing)
            _report(zip(missing, results, strict=True), progress)
    else:
        _report(((month, work(month)) for month in missing), progress)
    return missing


def _report(results: Iterable[tuple[Month, list[str]]], progress: Callable[[Month], None] | None) -> None:
    faults = []
    for month, differences in results:
        faults += [f"{month} {difference}" for difference in differences]
        if progress:
            progress(month)
    if faults:
        raise TargetsError("；".join(faults), where="示例台账", do="核对目标数")


def _office(folder: Path, targets: Targets) -> Office:
    """Make the folder an office: copy the params it does not have."""
    suite = suite_folder()
    own = targets.folder / "params"
    if folder.resolve() != suite.resolve():
        if own.is_dir():
            for path in sorted(own.rglob("*.yaml")):
                _copy(path, folder / "params" / path.relative_to(own))
        _copy(suite / "params" / "report.yaml", folder / "params" / "report.yaml")
    return Office(folder)


def _copy(source: Path, target: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _month_settings(office: Office, targets: Targets, month: Month) -> None:
    path = office.folder / "params" / f"{month}.yaml"
    source = suite_folder() / "params" / path.name
    if path.exists():
        return
    if source.is_file():
        _copy(source, path)
    else:
        issued = month.last_day + dt.timedelta(days=8)
        path.write_text(yaml.safe_dump({"as_of": month.last_day, "issue_date": issued}), encoding="utf-8")


def _wanted(
    office: Office, targets: Targets, months: Iterable[Month | str] | None, for_month: Month | str | None
) -> list[Month]:
    known = set(targets.months)
    asked = [month if isinstance(month, Month) else Month.parse(month) for month in months or []]
    if for_month is not None:
        month = for_month if isinstance(for_month, Month) else Month.parse(for_month)
        asked.append(month)
        span = read_yaml(office.folder / "params" / "report.yaml").get("trend_months", 12)
        needed = {month.previous, month.year_ago, *(month.plus(-back) for back in range(span))}
        asked += sorted(needed & known)
    if strangers := sorted({month for month in asked if month not in known}):
        raise TargetsError(
            f"目标数里没有 {'、'.join(map(str, strangers))}",
            where=str(targets.folder.name),
            do=f"可用的月份：{'、'.join(map(str, sorted(known)))}",
        )
    return sorted(set(asked)) or sorted(known)


def _complete(office: Office, month: Month, ledgers: list[LedgerSchema]) -> bool:
    folder = office.ledgers(month)
    return all((folder / workbook_name(ledger, month)).is_file() for ledger in ledgers)


@functools.cache
def _township(folder: Path) -> Township:
    return build(load_targets(folder))


def _write_month(folder: Path, targets: Path, month: Month) -> list[str]:
    """Write the workbooks of one month and return how they differ from the targets."""
    office = Office(folder)
    town = _township(targets)
    schemas = load_schemas(office)
    report = read_yaml(office.folder / "params" / "report.yaml")
    tables = month_tables(town, month, schemas, (report.get("lists") or {}).get(_FACILITIES) or [])
    clerks = town.targets.words["surnames"]
    for place, ledger in enumerate(kept_ledgers(office, schemas)):
        stamp = Stamp(report["office"]["name"], f"{clerks[place % len(clerks)]}某", month.plus(1).first_day)
        path = office.ledgers(month) / workbook_name(ledger, month)
        write_workbook(path, ledger, tables, stamp)
    return audit(folder, targets, month)
