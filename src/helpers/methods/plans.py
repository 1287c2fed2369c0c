"""What became of the plans of the month before."""

from __future__ import annotations

from typing import NamedTuple

from helpers.offices import Office
from helpers.params import ParamsFaults, Plan, Settings, load_month_settings, progress_faults

UNREPORTED = "未报进展"


class Reviewed(NamedTuple):
    """A plan of the month before, with what this month's params say of it."""

    plan: Plan
    state: str
    note: str
    source: str


def review(office: Office, settings: Settings) -> list[Reviewed]:
    """Return the plans of the month before with their progress; one that nobody reports on is 未报进展.

    Raises
    ------
    ParamsFaults
        If progress is reported on a plan that the month before did not make.
    """
    if faults := progress_faults(office, settings):
        raise ParamsFaults(faults)
    before = load_month_settings(office, settings.month.previous)
    plans = {plan.id: plan for plan in before.plans} if before else {}
    progress = {report.plan: report for report in settings.this_month.progress}
    return [
        Reviewed(plan, report.state, report.note, report.source)
        if (report := progress.get(name))
        else Reviewed(plan, UNREPORTED, "", plan.source)
        for name, plan in plans.items()
    ]
