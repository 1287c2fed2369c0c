"""L12: the clues to households at risk, step by step, and the meetings that decided on them."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from helpers.demo.employment import increments
from helpers.demo.people import Household
from helpers.demo.population import Township
from helpers.months import Month

STEPS = (
    "核实日期",
    "村级会商日期",
    "公示起",
    "公示止",
    "乡镇会商日期",
    "党委会日期",
    "上报日期",
    "县级审定日期",
    "措施落实日期",
)
_SOURCES = ("村级摸排", "农户申请", "部门预警", "集中排查", "媒体信访")
_ALERTS = {
    "医保": "医疗费用自付过高",
    "民政": "低保边缘户",
    "残联": "新增残疾",
    "人社": "务工返乡",
    "教育": "子女就学负担",
}


@dataclass(frozen=True, eq=False)
class Clue:
    """One clue, with the days of all its steps; a ledger shows those up to its month's end."""

    household: Household
    source: str
    received: dt.date
    verdict: str
    steps: dict[str, dt.date]
    alert: tuple[str, str] | None = None


@dataclass(eq=False)
class Meeting:
    """One meeting, with the households it took into the register and those it let go."""

    day: dt.date
    kind: str
    topic: str
    number: str = ""
    taken: list[Household] = field(default_factory=list)
    let_go: list[Household] = field(default_factory=list)


@cache
def committee(town: Township) -> dict[Month, list[dt.date]]:
    """Return the days on which the Party committee met, by month: as many as the targets say, on weekdays."""
    rng = town.random("committee")
    found = {}
    for month, count in increments(town, "党委会次数"):
        days = [
            dt.date(month.year, month.number, 22 - 9 * place + rng.randrange(3)) for place in range(count)
        ]
        found[month] = sorted(day - dt.timedelta(days=max(0, day.weekday() - 4)) for day in days)
    return found


@cache
def clues(town: Township) -> list[Clue]:
    """Return all clues, in the order of their receipt.

    Each identification and each removal has one that passed all steps within the month, the village's notice
    hanging for more than five days, the whole taking at most fifteen; the others ended early.
    """
    rng = town.random("clues")
    found = []
    for household in town.households:
        for month, verdict in ((household.identified, "纳入"), (household.cleared, "消除")):
            if household.watch and month in town.targets.months:
                found.append(_passed(town, household, month, verdict, rng))
    ordinary = [
        one
        for one in town.households
        if not one.traits and not one.watch and one.origin in ("一般农户", "脱贫户")
    ]
    watched = [one for one in town.stable() if one.watch and not one.cleared]
    for month in sorted(town.targets.months):
        for place in range(5 if len(ordinary) > 1000 else 2):
            household = rng.choice(ordinary)
            verdict = "继续关注" if place == 3 else "不纳入"
            found.append(_ended(household, month, verdict, rng, late=place % 5 in (1, 2, 4)))
        if watched and month.number % 3 == 1:
            found.append(_ended(rng.choice(watched), month, "不消除", rng, late=False))
    return sorted(found, key=lambda one: (one.received, one.household.number, one.verdict))


def _passed(town: Township, household: Household, month: Month, verdict: str, rng: random.Random) -> Clue:
    meetings = committee(town).get(month) or [month.first_day + dt.timedelta(days=21)]
    met = meetings[-1]
    notice = 6 + rng.randrange(2)
    back = notice + 2 + rng.randrange(2)
    posted = met - dt.timedelta(days=back - 1)
    village = posted - dt.timedelta(days=1)
    checked = village - dt.timedelta(days=rng.randrange(2))
    received = checked - dt.timedelta(days=1)
    reported = met + dt.timedelta(days=1)
    approved = reported + dt.timedelta(days=max(0, min(1, 14 - (reported - received).days)))
    ended = posted + dt.timedelta(days=notice)
    days = [checked, village, posted, ended, max(ended, met - dt.timedelta(days=1)), met, reported, approved]
    steps = dict(zip(STEPS, days, strict=False))
    if verdict == "纳入":
        steps["措施落实日期"] = approved + dt.timedelta(days=2 + rng.randrange(14))
        source = rng.choices(_SOURCES, weights=[40, 30, 20, 10, 0])[0]
    else:
        source = "村级摸排"
    return Clue(household, source, received, verdict, steps, _alert(source, rng))


def _ended(household: Household, month: Month, verdict: str, rng: random.Random, *, late: bool) -> Clue:
    received = month.first_day + dt.timedelta(days=rng.randrange(20, 27) if late else rng.randrange(1, 16))
    day, steps = received, {}
    for name in ("核实日期", "村级会商日期", "乡镇会商日期"):
        day += dt.timedelta(days=1 + rng.randrange(5))
        steps[name] = day
    source = rng.choices(_SOURCES, weights=[45, 20, 22, 9, 4])[0]
    return Clue(household, source, received, verdict, steps, _alert(source, rng))


def _alert(source: str, rng: random.Random) -> tuple[str, str] | None:
    return rng.choice(list(_ALERTS.items())) if source == "部门预警" else None


@cache
def measures_from(town: Township) -> dict[Household, dt.date]:
    """Return the day from which measures help each household identified within the months."""
    return {one.household: one.steps["措施落实日期"] for one in clues(town) if one.verdict == "纳入"}


def clue_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 线索; steps after the month's end are still blank."""
    today = month.last_day
    found = []
    for place, one in enumerate(clues(town), 1):
        if one.received > today:
            continue
        steps = {name: day for name, day in one.steps.items() if day <= today}
        registered = one.verdict in ("纳入", "消除", "不消除")
        found.append(
            {
                "线索编号": f"XS{one.received.year}{place:04d}",
                "线索来源": one.source,
                "预警部门": one.alert[0] if one.alert else None,
                "预警事项": one.alert[1] if one.alert else None,
                "接收日期": one.received,
                "村": town.village(one.household),
                "户号": one.household.number,
                "户主姓名": one.household.head.name,
                "对象类别": one.household.watch if registered and "村级会商日期" in steps else None,
                "核实结论": one.verdict if "核实日期" in steps else None,
                **steps,
            }
        )
    return found


@cache
def meetings(town: Township) -> list[Meeting]:
    """Return all meetings: of the committee, of the office, and in the villages, one of a kind a day."""
    rng = town.random("meetings")
    found: list[Meeting] = []
    village_days: Counter[dt.date] = Counter(
        one.steps["村级会商日期"] for one in clues(town) if one.verdict in ("纳入", "消除")
    )
    for month, days in committee(town).items():
        for day in days:
            meeting = Meeting(day, "党委会", "研究防返贫监测对象纳入和退出")
            for clue in clues(town):
                if clue.steps.get("党委会日期") == day:
                    (meeting.taken if clue.verdict == "纳入" else meeting.let_go).append(clue.household)
            found.append(meeting)
        office = dt.date(month.year, month.number, 4 + rng.randrange(5))
        found.append(Meeting(office, "办公会", "研究部门预警线索核实情况"))
    found += [Meeting(day, "村级会商", "评议监测对象") for day in village_days]
    found.sort(key=lambda one: (one.day, one.kind))
    order: Counter[tuple[int, str]] = Counter()
    for one in found:
        order[one.day.year, one.kind] += 1
        one.number = f"{one.kind}纪要〔{one.day.year}〕{order[one.day.year, one.kind]}号"
    return found


def meeting_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 会议."""
    return [
        {
            "会议日期": one.day,
            "会议类型": one.kind,
            "议题": one.topic,
            "纳入户数": len(one.taken) if one.kind == "党委会" else None,
            "退出户数": len(one.let_go) if one.kind == "党委会" else None,
            "纪要编号": one.number,
        }
        for one in meetings(town)
        if one.day <= month.last_day
    ]
