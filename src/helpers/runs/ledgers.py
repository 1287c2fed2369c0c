"""The ledgers of a month and of those it is compared with, read and checked before a notebook needs them."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import UsageError
from helpers.ledgers import LedgerFaults, Problem, open_ledgers, write_problems
from helpers.ledgers.events import late_entries
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Settings
from helpers.runs.limits import TimeLimit

PROBLEMS = "problems.xlsx"


@dataclass(frozen=True)
class LedgersRead:
    """The months whose ledgers were read, what is said of this month's cells, and of the other months."""

    months: list[Month]
    problems: list[Problem]
    warnings: list[str]


def require_ledgers(office: Office, month: Month) -> None:
    """Refuse a month that has no workbooks.

    Raises
    ------
    UsageError
        With the months that have some.
    """
    if not office.ledgers(month).is_dir():
        there = "、".join(map(str, office.months()))
        raise UsageError(
            f"没有 {month} 的台账",
            where=f"data/ledgers/{month}",
            do=f"把本月的台账放进这个文件夹；现有台账的月份：{there or '无'}",
        )


def read_ledgers(
    office: Office,
    settings: Settings,
    pool: Executor,
    draft: Path,
    progress: TimeLimit,
    *,
    anew: bool = False,
) -> LedgersRead:
    """Take the snapshots of a month, the months before it and the same month a year ago, all at once.

    Parameters
    ----------
    anew : bool
        Whether to start from the workbooks alone, whatever the snapshots hold.

    Raises
    ------
    LedgerFaults
        If this month's workbooks have errors, which are then listed in the draft. Those of another month are
        a warning: it is not compared with.
    """
    month = settings.month
    months = months_read(office, settings)
    progress.stage("核对台账", len(months))
    futures = {pool.submit(problems_of, str(office.folder), each, settings, anew): each for each in months}
    problems: dict[Month, list[Problem]] = {}
    for future in progress.as_completed({future: f"{each} 的台账" for future, each in futures.items()}):
        problems[futures[future]] = future.result()
        progress.step(str(futures[future]), failed=_errors(future.result()) > 0)
    if _errors(problems[month]):
        write_problems(problems[month], draft / PROBLEMS)
        raise LedgerFaults(problems[month], where=f"data/ledgers/{month}")
    warnings = [
        f"{each} 的台账有 {_errors(problems[each])} 处错误，不与它比较（用 yuebao check {each} 核对）"
        for each in months
        if _errors(problems[each])
    ]
    # Only now, since it takes the month before to know what was not there.
    entered = pool.submit(late_entries_of, str(office.folder), settings)
    late = [problem for future in progress.as_completed({entered: "补录"}) for problem in future.result()]
    return LedgersRead(months, [*problems[month], *late], warnings)


def months_read(office: Office, settings: Settings) -> list[Month]:
    """Return the months that a report is made from: its own, and those it is compared with as far as there are any."""
    month = settings.month
    compared = {month.plus(-back) for back in range(1, settings.report.trend_months)} | {
        month.previous,
        month.year_ago,
    }
    # What is new in a month is what the month before it did not have.
    read = compared | {each.previous for each in compared}
    return sorted((read & set(office.months())) | {month})


def problems_of(folder: str, month: Month, settings: Settings, anew: bool = False) -> list[Problem]:
    """Take the snapshot of a month and return the problems of its workbooks; a worker process does this."""
    office = Office(folder)
    try:
        return open_ledgers(office, month, settings.of(office, month), anew=anew).problems
    except LedgerFaults as faults:
        return faults.problems


def late_entries_of(folder: str, settings: Settings) -> list[Problem]:
    """Return what was entered late in a month; a worker process does this."""
    return late_entries(open_ledgers(Office(folder), settings.month, settings))


def _errors(problems: list[Problem]) -> int:
    return sum(problem.level == "error" for problem in problems)
