"""What became of the plans of the month before."""

from __future__ import annotations

from typing import NamedTuple

from helpers.errors import ParamsError
from helpers.offices import Office
from helpers.params import Plan, Settings, load_month_settings

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
    ParamsError
        If progress is reported on a plan that the month before did not make, or twice on one.
    """
    before = load_month_settings(office, settings.month.previous)
    plans = {plan.id: plan for plan in before.plans} if before else {}
    progress = {report.plan: report for report in settings.this_month.progress}
    where = f"params/{settings.month}.yaml 的 progress"
    if unknown := [name for name in progress if name not in plans]:
        raise ParamsError(
            f"上月没有这些打算：{'、'.join(unknown)}",
            where=where,
            do=f"对照 params/{settings.month.previous}.yaml 的 plans 改正 plan",
        )
    if len(progress) < len(settings.this_month.progress):
        raise ParamsError("同一项打算报了两次进展", where=where, do="只留一次")
    return [
        Reviewed(plan, report.state, report.note, report.source)
        if (report := progress.get(name))
        else Reviewed(plan, UNREPORTED, "", plan.source)
        for name, plan in plans.items()
    ]
