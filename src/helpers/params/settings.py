"""The settings of an office for a month: ``params/report.yaml`` and ``params/MONTH.yaml`` together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpers.errors import ParamsError
from helpers.markings import Markings, refuse_marked
from helpers.months import Month
from helpers.offices import Office
from helpers.params.documents import read_params, read_yaml
from helpers.params.models import Fact, MonthSettings, ReportSettings, Strict


class Settings(Strict):
    """The settings of one office for one month."""

    month: Month
    report: ReportSettings
    this_month: MonthSettings

    @property
    def facts(self) -> dict[str, Fact]:
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
    ParamsError
        If a file is missing, is no YAML, or holds an unknown, missing or wrong key, all of them at once,
        or a marking of secrecy or a mark of the office's own.
    """
    report = read_params(office.folder / "params" / "report.yaml", ReportSettings)
    path = office.folder / "params" / f"{month}.yaml"
    this_month = read_params(path, MonthSettings)
    _refuse_own_marks(path, report.marks)
    if not month.first_day <= this_month.as_of <= month.last_day:
        raise ParamsError(
            f"截止日 {this_month.as_of} 不在 {month.label}",
            where=f"params/{path.name} 的 as_of",
            do="改成本月的日期",
        )
    if (report.letterhead is None) != (this_month.document_number is None):
        missing = "没有发文字号的顺序号" if report.letterhead else "写了发文字号，报告却没有红头"
        raise ParamsError(
            missing,
            where=f"params/{path.name} 的 document_number",
            do="红头（params/report.yaml 的 letterhead）和 document_number 要么都写，要么都不写",
        )
    return Settings(month=month, report=report, this_month=this_month)


def _refuse_own_marks(month: Path, marks: Sequence[str]) -> None:
    """Refuse the marks of an office's own in its params; those of other months are not read."""
    markings, folder = Markings(marks), month.parent
    common = [folder / "report.yaml", folder / "checks.yaml", *sorted(folder.glob("ledgers/*.yaml"))]
    for path in [month, *common] if marks else []:
        if path.is_file() and markings.may_stand_in(data := path.read_bytes()):
            where = f"{path.parent.name}/{path.name}"
            refuse_marked(where, data.decode("utf-8", "replace"), read_yaml(path), markings)


def load_month_settings(office: Office, month: Month) -> MonthSettings | None:
    """Return ``params/MONTH.yaml`` of an office, or None when there is no such file."""
    path = office.folder / "params" / f"{month}.yaml"
    return read_params(path, MonthSettings) if path.is_file() else None
