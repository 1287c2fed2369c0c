"""A month from its ledgers to its published report: the list of the stages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from helpers.checks import (
    Check,
    CheckResult,
    ChecksError,
    for_readers,
    judge,
    judge_definitions,
    ledger_warnings,
    require_known,
    unused_waivers,
    write_checks,
)
from helpers.errors import RunError
from helpers.failures import reason
from helpers.ledgers import Problem, open_ledgers, write_problems
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Fault, ParamsFaults, Settings, collect
from helpers.record import Record
from helpers.runs import records
from helpers.runs.drafts import Draft, drafting, publish_draft, require_untouched
from helpers.runs.inspection import declared_figures, dynamic_prefixes, inspect_notebooks, section_names
from helpers.runs.ledgers import PROBLEMS, read_ledgers, require_ledgers
from helpers.runs.limits import TimeLimit, time_limit
from helpers.runs.manifest import hashes, write_manifest
from helpers.runs.notebooks import Job, Outcome, SectionsError, run_notebooks
from helpers.runs.params import read_all_params
from helpers.runs.processes.workers import workers
from helpers.runs.progress import Progress
from helpers.runs.shadowing import require_unhidden


@dataclass(frozen=True)
class RunResult:
    """What a run made, and in which folder: the published month, or the draft of what was asked for."""

    month: Month
    folder: Path
    published: bool
    sections: list[str]
    checks: list[CheckResult]
    problems: list[Problem]
    warnings: list[str]

    @property
    def files(self) -> list[str]:
        """The files of the folder, by their paths in it."""
        return sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )


class Again(NamedTuple):
    """Where a month is made again, and the months with which it was decided then what it tells."""

    folder: Path
    decided_with: list[str]


class InterruptedRunError(RunError):
    """Ctrl-C before anything was published."""

    exit_code = 130


def run_month(
    office: Office,
    month: Month,
    *,
    only: Sequence[str] = (),
    report: bool = True,
    again: Again | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Run a month and publish it, whole or not at all.

    Parameters
    ----------
    only : sequence of str
        Run these sections alone. The result stays in ``outputs/drafts``, and the published month as it was.
    report : bool
        Whether to make the report, or to stop after the checks.
    again : Again, optional
        Make the month elsewhere, from the workbooks alone, and leave it there; neither the draft nor the published
        month is touched, and no snapshot is trusted.
    jobs : int, optional
        How many notebooks run at once; by default one for each core.
    executor : Executor, optional
        Where to run them instead, such as ``distributed.Client.get_executor()``.
    progress : Progress, optional
        Is told what is done.

    Raises
    ------
    UsageError, ParamsError, SectionError
        If the month, a section or the params are not as they must be; before anything runs.
    LedgerFaults
        If the ledgers have errors.
    SectionsError
        If a notebook fails.
    ChecksError
        If a check forbids the report.
    LeakError
        If a file holds personal data or a path of this machine.
    TimeLimitError
        If the run takes longer than the params let it.
    RunError
        If the month is being run already, or its place is in use by another program.
    """
    require_ledgers(office, month)
    settings, checks = read_all_params(office, month)
    sections = section_names(settings, only) or [str(part.section) for part in settings.report.sections()]
    inspect(office, settings, checks)
    if report and not only and again is None:
        require_untouched(office, month)
    limit = settings.report.timeouts.run
    try:
        with (
            time_limit(limit, progress or Progress()) as progress,
            drafting(office, month, again and again.folder) as draft,
        ):
            with workers(jobs, executor) as pool:
                # Here, so that it is imported while the workers start.
                from helpers.gate import Gate, refuse
                from helpers.publish import publish

                ledgers = read_ledgers(office, settings, pool, draft.folder, progress, anew=again is not None)
                outcomes = run_sections(office, settings, sections, pool, draft.record, progress)
            read = records.read_sections(draft.record, sections)
            results = judge_checks(checks, read, settings, draft, ledgers.problems)
            decided_with = decide(office, settings, read, draft, again)
            result = RunResult(
                month,
                folder=draft.folder,
                published=False,
                sections=sections,
                checks=results,
                problems=ledgers.problems,
                warnings=[*ledgers.warnings, *_warnings(outcomes), *_unused(results, settings)],
            )
            gate = Gate.of(office, settings) if report else None
            if gate:
                progress.stage("排印报告", 1)
                publish(office, settings, draft.folder, gate, for_readers(results), whole=not only)
                progress.step("报告")
            if again is not None:
                return result
            whole = report and not only
            if whole:
                write_manifest(
                    draft.folder, office, settings, ledgers.months, hashes(draft.record), decided_with
                )
            elif result.problems:
                write_problems(result.problems, draft.folder / PROBLEMS)
            if gate:
                # Drafts of some sections are sent round too, so they pass the same gate.
                progress.stage("检查个人信息", 1)
                refuse(gate.search(draft.folder), month)
                progress.step("全部文件")
            if not whole:
                return result
            progress.lift()
            result = replace(result, folder=publish_draft(office, month), published=True)
            return replace(
                result,
                warnings=[*result.warnings, *_index(office, settings), *records.not_to_hand_on(office)],
            )
    except BrokenProcessPool:
        raise RunError(
            "工作进程意外退出，常见的原因是内存不足，或进程数受限（ulimit -u）",
            do="关掉别的程序，或用 --jobs 1 再运行一次",
        ) from None
    except KeyboardInterrupt:
        raise InterruptedRunError(
            "已中断，没有发布任何内容", do=f"outputs/{month} 保持原样，需要时重新运行"
        ) from None


def check_month(
    office: Office,
    month: Month,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Check the params, the notebooks as they are written, and the ledgers of a month; no notebook is run.

    Raises
    ------
    UsageError, ParamsError, SectionError
        If the month or the params are not as they must be, or the notebooks do not fit them.
    LedgerFaults
        If the ledgers have errors.
    RunError
        If the month is being run, or the check takes longer than a run may.
    """
    require_ledgers(office, month)
    settings, checks = read_all_params(office, month)
    inspect(office, settings, checks)
    with (
        time_limit(settings.report.timeouts.run, progress or Progress()) as limit,
        drafting(office, month) as draft,
        workers(jobs, executor, kernels=False) as pool,
    ):
        ledgers = read_ledgers(office, settings, pool, draft.folder, limit)
        if ledgers.problems:
            write_problems(ledgers.problems, draft.folder / PROBLEMS)
    return RunResult(month, draft.folder, False, [], [], ledgers.problems, ledgers.warnings)


def inspect(office: Office, settings: Settings, checks: Sequence[Check]) -> None:
    """Refuse, before anything runs, notebooks, params and checks that do not fit together.

    Raises
    ------
    SectionError, ParamsFaults
        With all faults of a kind at once.
    """
    require_unhidden(office)
    faults: list[Fault] = []
    collect(faults, partial(inspect_notebooks, office, settings))
    figures, dynamic = declared_figures(office, settings), dynamic_prefixes(office, settings)
    prefixes = {part.figure_prefix for part in settings.report.sections()}
    collect(faults, partial(require_known, office, checks, figures, prefixes, dynamic))
    if faults:
        raise ParamsFaults(faults)


def run_sections(
    office: Office,
    settings: Settings,
    sections: Sequence[str],
    pool: Executor,
    record: Path,
    progress: TimeLimit,
) -> list[Outcome]:
    """Run the notebooks of the sections and keep the executed ones with the record, also those that failed.

    Raises
    ------
    SectionsError
        If any failed, when all are done.
    """
    # Kernels work in the office's folder, where "." is the office: notebooks hold no path of the machine.
    parameters = {"month": str(settings.month), "office": "."}
    seconds = settings.report.timeouts.cell
    jobs = [
        Job(name, str(office.notebook(name)), str(office.folder), parameters, seconds) for name in sections
    ]
    progress.stage("运行章节", len(jobs))
    outcomes = run_notebooks(
        jobs,
        pool,
        lambda done: progress.step(done.section, failed=done.error is not None),
        progress.as_completed,
    )
    for outcome in outcomes:
        if outcome.notebook:
            records.keep_notebook(record, outcome.section, outcome.notebook)
    if errors := [outcome.error for outcome in outcomes if outcome.error is not None]:
        raise SectionsError(errors)
    return outcomes


def decide(
    office: Office, settings: Settings, read: Sequence[Record], draft: Draft, again: Again | None = None
) -> list[str]:
    """Decide what a month must not tell, and write its notebooks into the draft as they may leave.

    Returns
    -------
    list of str
        The other published months with which it was decided.
    """
    from helpers.gate.decision import decide_month

    month = settings.month
    others = records.told_elsewhere(office, month, again.decided_with if again else None)
    ledgers = open_ledgers(office, month, settings)
    decision = decide_month(read, ledgers, settings.report.small_counts, others)
    records.keep_decision(draft.record, decision)
    records.distribute(draft.record, decision, ledgers, draft.folder)
    return sorted(others)


def judge_checks(
    checks: Sequence[Check],
    read: Sequence[Record],
    settings: Settings,
    draft: Draft,
    problems: Sequence[Problem] = (),
) -> list[CheckResult]:
    """Judge the checks and write them, and the warnings of the ledgers, to ``checks.csv``.

    The record has them with the rows, the draft as they may leave.

    Raises
    ------
    ChecksError
        If one that forbids the report failed and is not waived.
    """
    figures = {figure.name: figure for record in read for figure in record.figures()}
    results = judge(checks, figures, settings.month, settings.this_month.waivers)
    results += judge_definitions(figures)
    results += ledger_warnings(problems)
    write_checks(results, draft.record / "checks.csv")
    write_checks(for_readers(results), draft.folder / "checks.csv")
    if any(result.forbids for result in results):
        raise ChecksError(results, settings.month)
    return results


def _index(office: Office, settings: Settings) -> list[str]:
    """Write the index anew; the month is published already, and stays so where this fails."""
    from helpers.publish import write_index
    from helpers.publish.web.index import INDEX

    try:
        for name in (INDEX, f".{INDEX}.lock", f".{INDEX}.new"):
            office.place("outputs", name)
        write_index(office.outputs, settings.report.office.name)
    except OSError as error:
        return [f"outputs/index.html 没有更新：{reason(error)}；关闭正在打开它的程序，下次发布时再更新"]
    except RunError as error:
        return [f"outputs/index.html 没有更新：{error}"]
    return []


def _warnings(outcomes: Sequence[Outcome]) -> list[str]:
    return [warning for outcome in outcomes for warning in outcome.warnings]


def _unused(results: Sequence[CheckResult], settings: Settings) -> list[str]:
    return [
        f"params/{settings.month}.yaml 里对 {waiver.check} 的豁免没有用到（这条没有不通过），请删去"
        for waiver in unused_waivers(results, settings.this_month.waivers)
    ]
