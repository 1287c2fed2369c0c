"""L04, L24: the rounds of inspection house by house, and the issues that others found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from helpers.demo.people import Household
from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.methods.inspections import GUARANTEES
from helpers.months import Month

_POSTS = {
    "饮水安全": "水利管理员",
    "住房安全": "村镇建设管理员",
    "基本医疗": "医保经办员",
    "义务教育": "教育专干",
}


def rounds(town: Township) -> list[dict[str, Any]]:
    """Return the rounds of inspection, by default one a quarter that found nothing."""
    months = [month for month in sorted(town.targets.months) if month.number % 3 == 1] or [town.targets.first]
    usual = [{"start": dt.date(*month, 8), "days": 15, "problems": 0, "open": []} for month in months]
    return town.targets.settings.get("inspections") or usual


def inspection_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 排查: the latest round, one row a household, with what has been put right since."""
    begun = [one for one in rounds(town) if one["start"] <= month.last_day]
    if not begun:
        return []
    latest = max(begun, key=lambda one: one["start"])
    start = latest["start"]
    when = Month(start.year, start.month)
    households = [one for one in town.households if one.origin != "其他" and one.present(when)]
    problems = _problems(town, latest, households)
    surnames = town.targets.words["surnames"]
    inspectors = [f"{surnames[index % len(surnames)]}某" for index in range(len(town.targets.villages))]
    sizes: dict[int, int] = {}
    for household in households:
        sizes[household.village] = sizes.get(household.village, 0) + 1
    places: dict[int, int] = {}
    found = []
    for household in households:
        place = places[household.village] = places.get(household.village, -1) + 1
        day = start + dt.timedelta(days=place * latest["days"] // sizes[household.village])
        row = {
            "排查轮次": f"{start.year}年第{(start.month + 2) // 3}轮",
            "排查日期": day,
            "村": town.village(household),
            "组号": household.group,
            "户号": household.number,
            "户主姓名": household.head.name,
            "家庭人口": len(household.present(when)),
            "户类别": household.base_label(when),
            "排查方式": "电话" if int(household.number) % 61 == 7 else "入户",
            **dict.fromkeys(GUARANTEES.values(), "是"),
            "排查人": inspectors[household.village],
        }
        if household in problems:
            kind, months_open = problems[household]
            row |= _problem(town, kind, months_open, day, when, month)
        found.append(row)
    return found


def _problems(
    town: Township, latest: dict[str, Any], households: list[Household]
) -> dict[Household, tuple[str, int]]:
    """Choose the households with a problem, of which kind, and for how many month's ends it stays open."""
    rng = town.random(f"inspection {latest['start']}")
    counts = largest_remainder(latest["problems"], [row["户数"] for row in town.targets.villages])
    chosen = []
    for index, count in enumerate(counts):
        own = [one for one in households if one.village == index]
        chosen += rng.sample(own, min(count, len(own)))
    rng.shuffle(chosen)
    kinds = town.targets.words["problems"]
    still = latest["open"]
    found = {}
    for place, household in enumerate(chosen):
        kind = rng.choices(list(kinds), weights=[weight for weight, _ in kinds.values()])[0]
        found[household] = kind, sum(count > place for count in still)
    return found


def _problem(
    town: Township, kind: str, months_open: int, day: dt.date, when: Month, month: Month
) -> dict[str, Any]:
    closes_in = when.plus(months_open)
    first = day + dt.timedelta(days=1) if closes_in == when else closes_in.first_day
    closed = first + dt.timedelta(days=(day.toordinal() * 7) % max(1, (closes_in.last_day - first).days + 1))
    done = closed <= month.last_day
    return {
        GUARANTEES[kind]: "否",
        "问题类别": kind,
        "涉及人数": 1 + day.toordinal() % 2 if kind == "义务教育" else None,
        "整改措施": town.targets.words["problems"][kind][1],
        "整改责任岗位": _POSTS.get(kind, "包村干部"),
        "整改时限": day + dt.timedelta(days=15 + 5 * (day.toordinal() % 4)),
        "整改完成日期": closed if done else None,
        "是否销号": "是" if done else "否",
    }


def issue_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 问题整改: what superiors, auditors and the office itself found in the year."""
    rng = town.random("issues")
    anchor = town.targets.anchor
    sources = ["自查", "上级督查", "数据比对", "审计", "后评估"]
    issues = town.targets.words["issues"]
    count = town.targets.settings.get("issues", 15)
    found = []
    for place in range(count):
        when = Month(anchor.year, 1 + place * 12 // max(count, 1))
        day = when.first_day + dt.timedelta(days=rng.randrange(2, 26))
        closed = day + dt.timedelta(days=rng.randrange(12, 75))
        kind, what = issues[place % len(issues)]
        village = rng.choice(town.targets.villages)["村"]
        if day > month.last_day:
            continue
        found.append(
            {
                "问题编号": f"WT{day.year}{place + 1:03d}",
                "问题来源": sources[place * 3 % len(sources)],
                "发现日期": day,
                "村": None if place % 7 == 6 else village,
                "问题类别": kind,
                "问题描述": what,
                "责任岗位": rng.choice(["包村干部", "乡振办专干", "财政所会计", "村党支部书记"]),
                "整改时限": day + dt.timedelta(days=60),
                "销号日期": closed if closed <= month.last_day else None,
                "状态": "已销号" if closed <= month.last_day else "整改中",
            }
        )
    return found
