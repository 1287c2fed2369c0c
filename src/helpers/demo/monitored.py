"""L03: the export of the national monitoring system, one row a person of a registered household."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from helpers.demo.allowances import BASIC, SUPPORT, allowances, paid, supported
from helpers.demo.awards import awards
from helpers.demo.clues import measures_from
from helpers.demo.employment import disabled, posts, student, subsidies
from helpers.demo.loans import loans
from helpers.demo.people import Household, Person
from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.months import Month

_SCHOOL = {3: "学前教育", 6: "小学", 12: "初中", 15: "普通高中", 18: "高职高专", 20: "本科"}


@dataclass(eq=False)
class Profile:
    """What the system says of a household and does not change within the year."""

    #: Net income a head, in 分.
    income: int
    #: How the income divides: wages, business, property, transfers.
    parts: tuple[float, float, float, float]
    spending: int
    risks: tuple[str, ...]
    health: dict[Person, str] = field(default_factory=dict)


@cache
def profiles(town: Township) -> dict[Household, Profile]:
    """Return the profile of each household that is ever registered."""
    rng = town.random("profiles")
    poor = supported(town)
    helped = {one.household for one in allowances(town)}
    working = {one.household for one in subsidies(town)} | {one.household for one in posts(town)}
    return {
        household: _profile(town, household, poor, helped, working, rng)
        for household in town.households
        if household.code
    }


def _profile(
    town: Township,
    household: Household,
    poor: set[Person],
    helped: set[Household],
    working: set[Household],
    rng: random.Random,
) -> Profile:
    health = {person: _health(person, person in poor, town, rng) for person in household.members}
    risks = _risks(town, household, health, rng)
    limits = town.targets.settings["monitored"]["income"]
    line = town.targets.settings["income_line"]
    if household.watch in ("脱贫不稳定户", "边缘易致贫户"):
        income = rng.randrange(limits["low"] * 100, limits["high"] * 100)
    elif household.watch:
        income = rng.randrange(limits["high"] * 100, limits["high"] * 140)
    else:
        low = line + 500
        income = round((low + rng.betavariate(1.6, 4.2) * (30000 - low)) * 100)
    able = any(_labour(person, town, person in poor) in _ABLE for person in household.members)
    wages = (6.0 if household in working else 2.5) * (0.4 + rng.random()) if able else 0.0
    business = 2.2 * rng.random() if able else 0.0
    transfers = (2.0 if household in helped else 0.6) * (0.5 + rng.random())
    spending = rng.randrange(0, 200000) if not risks else rng.randrange(300000, 2500000)
    return Profile(income, (wages, business, 0.25 * rng.random(), transfers), spending, risks, health)


def _health(person: Person, poor: bool, town: Township, rng: random.Random) -> str:
    age = person.age(town.targets.anchor.last_day)
    if disabled(person) or (poor and age < 60):
        return "残疾"
    chance = rng.random()
    if chance < (0.28 if age > 58 else 0.06 if age > 35 else 0.01):
        return "长期慢性病"
    return "患有大病" if chance > 0.985 else "健康"


def _risks(
    town: Township, household: Household, health: dict[Person, str], rng: random.Random
) -> tuple[str, ...]:
    """Return the reasons for which a household is watched; each one can be seen in its members."""
    if not household.watch:
        return ()
    ill = any(state in ("长期慢性病", "患有大病") for state in health.values())
    disability = any(state == "残疾" for state in health.values())
    anchor = town.targets.anchor.last_day
    learning = [one for one in household.members if student(one, anchor) and one.age(anchor) >= 15]
    if household.watch == "突发严重困难户" or rng.random() < 0.35:
        if not ill:
            health[household.members[-1]] = "患有大病"
        ill = True
    found = ["因病"] * ill + ["因残"] * disability + ["因学"] * bool(learning) + ["务工就业不稳"]
    return tuple(found[:2])


_ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")


def _labour(person: Person, town: Township, poor: bool) -> str:
    day = town.targets.anchor.last_day
    age = person.age(day)
    if disabled(person) or (poor and age < 60):
        return "丧失劳动力"
    if poor or age < 16 or age >= 75 or student(person, dt.date(day.year, 1, 1)):
        return "无劳动力"
    if age >= 60:
        return "弱劳动力或半劳动力"
    return "技能劳动力" if int(person.number[6:14]) % 8 == 0 else "普通劳动力"


def _schooling(person: Person, day: dt.date) -> tuple[str | None, str | None]:
    """Return education and, of children and students, where they learn."""
    age = person.age(day)
    if age < 3:
        return None, "学龄前儿童"
    if age < 6 or student(person, dt.date(day.year, 1, 1)):
        return None, next(name for least, name in reversed(_SCHOOL.items()) if age >= least)
    levels = ["文盲或半文盲", "小学", "初中", "高中", "大专"]
    low = 0 if age >= 65 else 1 if age >= 40 else 2
    return levels[low + int(person.number[-2]) % 3 if low < 2 else 2 + int(person.number[-2]) % 3], None


@dataclass(frozen=True, eq=False)
class _Month:
    """What other ledgers of the month say of persons and households."""

    paid: dict[Person, str]
    away: dict[Person, Any]
    posts: dict[Person, Any]
    awards: set[Household]
    loans: set[Household]


def _others(town: Township, month: Month) -> _Month:
    today = month.last_day
    return _Month(
        paid=paid(town, month),
        away={one.person: one for one in subsidies(town) if one.since <= today},
        posts={one.person: one for one in posts(town) if one.held(month)},
        awards={one.household for one in awards(town) if one.applied <= today and not one.refused},
        loans={one.household for one in loans(town) if one.open(month)},
    )


def rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 监测对象."""
    others = _others(town, month)
    found = []
    for household in town.registered(month):
        shared = _household(town, household, month, others)
        for person in household.present(month):
            found.append(shared | _person(town, household, person, month, others))
    return found


def _household(town: Township, household: Household, month: Month, others: _Month) -> dict[str, Any]:
    profile = profiles(town)[household]
    members = household.present(month)
    total = profile.income * len(members)
    # Whoever has wages or support in the other ledgers has them here.
    wages, business, property_, transfers = largest_remainder(total, profile.parts)
    watched = household.watched(month)
    cleared = watched and household.cleared is not None and household.cleared <= month
    able = any(_labour(one, town, one in supported(town)) in _ABLE for one in members)
    found = {
        "县": town.targets.settings["county"],
        "乡": town.targets.settings["town"],
        "村": town.village(household),
        "户编号": household.code,
        "人数": len(members),
        "户类型": household.origin,
        "监测对象类别": household.watch if watched else None,
        "识别监测时间": household.identified.first_day if watched and household.identified else None,
        "风险是否已消除": ("是" if cleared else "否") if watched else None,
        "风险消除方式": ("自然消除" if int(household.number) % 5 == 0 else "帮扶消除") if cleared else None,
        "消除监测时间": household.cleared.first_day if cleared and household.cleared else None,
        "整户无劳动能力兜底保障户": "否" if able else "是",
        "是否危房户": "否",
        "是否解决安全饮用水": "是",
        "工资性收入": wages / 100,
        "生产经营性收入": business / 100,
        "财产性收入": property_ / 100,
        "转移性收入": transfers / 100,
        "人均纯收入（元）": profile.income / 100,
        "合规自付支出": profile.spending / 100,
    }
    for place, risk in enumerate(profile.risks if watched else (), 1):
        found[f"致贫/返贫风险{place}"] = risk
    return found | _measures(town, household, month, others, profile, able)


def _measures(
    town: Township, household: Household, month: Month, others: _Month, profile: Profile, able: bool
) -> dict[str, Any]:
    members = household.present(month)
    helped = {others.paid[one] for one in members if one in others.paid}
    found: dict[str, Any] = {
        "综合保障": "特困供养" if SUPPORT in helped else "低保" if BASIC in helped else None,
        "产业帮扶": "产业奖补" if household in others.awards else None,
        "就业帮扶": "外出务工补贴" if any(one in others.away for one in members) else None,
        "公益岗位帮扶": "公益性岗位" if any(one in others.posts for one in members) else None,
        "金融帮扶": "小额信贷" if household in others.loans else None,
    }
    if household.watched(month):
        since = measures_from(town).get(household)
        if since is not None and since > month.last_day:
            # Identified, but the measures have not begun.
            return {"实施开发式帮扶措施情况": "尚未实施"}
        if "因病" in profile.risks:
            found["健康帮扶"] = "医疗救助"
        if "因学" in profile.risks:
            found["教育帮扶"] = "雨露计划"
        if "因残" in profile.risks:
            found["综合保障"] = "、".join(filter(None, [found["综合保障"], "残疾人补贴"]))
        if "务工就业不稳" in profile.risks and not found["就业帮扶"]:
            found["就业帮扶"] = "技能培训"
        found["产业帮扶"] = found["产业帮扶"] or "技术指导"
    ways = ("产业帮扶", "就业帮扶", "公益岗位帮扶", "金融帮扶")
    found["实施开发式帮扶措施情况"] = "是" if able and any(found[name] for name in ways) else None
    return found


def _person(
    town: Township, household: Household, person: Person, month: Month, others: _Month
) -> dict[str, Any]:
    profile = profiles(town)[household]
    day = month.last_day
    kind = others.paid.get(person)
    away, post = others.away.get(person), others.posts.get(person)
    education, school = _schooling(person, day)
    found = {
        "人编号": person.code,
        "姓名": person.name,
        "证件类型": "身份证",
        "证件号码": person.number,
        "与户主关系": person.relation,
        "性别": person.sex,
        "民族": town.targets.words["nations"][int(household.number) % len(town.targets.words["nations"])],
        "出生日期": person.birth,
        "文化程度": education,
        "在校生状况": school,
        "健康状况": profile.health[person],
        "劳动技能": _labour(person, town, person in supported(town)),
        "是否参加城乡居民基本医疗保险": "是",
        "享受低保政策情况": BASIC if kind == BASIC else "未享受",
        "享受特困供养政策情况": SUPPORT if kind == SUPPORT else "不享受",
    }
    if post is not None:
        found["公益性岗位"] = post.name
        found["公益性岗位(月数)"] = month.number - post.start.month + 1
    if away is not None:
        found["务工所在地"] = f"{away.province}{'' if away.where == '省外' else away.where}"
        worked = (day - max(away.since, dt.date(month.year, 1, 1))).days // 30
        found["务工时间（月）"] = max(0, min(month.number, worked))
    return found
