"""The settings of an office for a month: ``params/report.yaml`` and ``params/MONTH.yaml`` together."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from helpers.markings import Markings, refuse_marked
from helpers.months import Month
from helpers.offices import Office
from helpers.params.documents import Checked, name_of, place_in, read_checked, read_yaml
from helpers.params.faults import Fault, ParamsFaults, collect
from helpers.params.models import MonthSettings, ReportSettings, SourcedText, Strict


class Settings(Strict):
    """The settings of one office for one month."""

    month: Month
    report: ReportSettings
    this_month: MonthSettings

    @property
    def facts(self) -> dict[str, SourcedText]:
        """The standing facts of the office and those of the month, which come first."""
        return {**self.report.facts, **self.this_month.facts}

    def of(self, office: Office, month: Month) -> Settings:
        """Return the settings for another month: with its own as-of date, or its last day where it has no params."""
        own = load_month_settings(office, month) or MonthSettings(
            as_of=month.last_day, issue_date=month.last_day
        )
        return Settings(month=month, report=self.report, this_month=own)


def load_settings(office: Office, month: Month) -> Settings:
    """Read ``params/report.yaml`` and ``params/MONTH.yaml`` of an office.

    Raises
    ------
    ParamsFaults
        If a file is missing, is no YAML, holds an unknown, missing or wrong key, contradicts the other, or
        bears a marking of secrecy or a mark of the office's own; all at once.
    """
    faults: list[Fault] = []
    report = collect(faults, lambda: read_checked(office.folder / "params" / "report.yaml", ReportSettings))
    own = collect(faults, lambda: _checked_month(office, month))
    if report is not None:
        marks = report.model.marks
        collect(faults, lambda: _refuse_own_marks(_month_file(office, month), marks))
    if report is not None and own is not None:
        faults += _of_number(report, own)
    if faults or report is None or own is None:
        raise ParamsFaults(faults)
    return Settings(month=month, report=report.model, this_month=own.model)


def _refuse_own_marks(month: Path, marks: Sequence[str]) -> None:
    """Refuse the marks of an office's own in its params; those of other months are not read."""
    markings, folder = Markings(marks), month.parent
    common = [folder / "report.yaml", folder / "checks.yaml", *sorted(folder.glob("ledgers/*.yaml"))]
    for path in [month, *common] if marks else []:
        if path.is_file() and markings.may_stand_in(data := path.read_bytes()):
            refuse_marked(name_of(path), data.decode("utf-8", "replace"), read_yaml(path), markings)


def _checked_month(office: Office, month: Month) -> Checked[MonthSettings]:
    own = read_checked(_month_file(office, month), MonthSettings)
    as_of = own.model.as_of
    if not month.first_day <= as_of <= month.last_day:
        raise ParamsFaults([own.fault(("as_of",), f"截止日 {as_of} 不在 {month.label}", "改成这个月的日期")])
    return own


def _of_number(report: Checked[ReportSettings], own: Checked[MonthSettings]) -> Iterator[Fault]:
    head, number = report.model.letterhead, own.model.document_number
    if (head is None) != (number is None):
        what = "没有发文字号的顺序号" if head else "写了发文字号，报告却没有红头"
        do = "把红头（params/report.yaml 的 letterhead）和 document_number 都写上，或都不写"
        yield own.fault(("document_number",), what, do)


def load_month_settings(office: Office, month: Month) -> MonthSettings | None:
    """Return ``params/MONTH.yaml`` of an office, or None when there is no such file."""
    return _checked_month(office, month).model if _month_file(office, month).exists() else None


def _month_file(office: Office, month: Month) -> Path:
    return office.folder / "params" / f"{month}.yaml"


def progress_faults(office: Office, settings: Settings) -> list[Fault]:
    """Return what is reported on plans that the month before did not make.

    Raises
    ------
    ParamsFaults
        If the params of the month before cannot be read: their plans would be missing, and all progress look wrong.
    """
    month = settings.month
    before = load_month_settings(office, month.previous)
    plans = [plan.id for plan in before.plans] if before else []
    do = f"对照 params/{month.previous}.yaml 的 plans 改正" + (
        f"：那里有 {'、'.join(plans)}" if plans else ""
    )
    faults = []
    for number, progress in enumerate(settings.this_month.progress):
        if progress.plan not in plans:
            near = difflib.get_close_matches(progress.plan, plans, n=1, cutoff=0.5)
            hint = f"（是不是“{near[0]}”？）" if near else ""
            place = place_in(_month_file(office, month), ("progress", number, "plan"))
            faults.append(Fault(place, f"上月没有“{progress.plan}”这项打算{hint}", do))
    return faults
