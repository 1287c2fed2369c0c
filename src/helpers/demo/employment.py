"""L09, L10: workers away from home with a travel subsidy, and the holders of public-welfare posts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpers.demo.allowances import account, supported
from helpers.demo.people import Household, Person
from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.demo.targets import TargetsError
from helpers.months import Month

POSTS = {"光伏公岗": "光伏收益", "人社公岗": "人社就业补助"}


@dataclass(frozen=True, eq=False)
class Subsidy:
    """One worker's travel subsidy of the year."""

    household: Household
    person: Person
    since: dt.date
    applied: dt.date
    approved: dt.date
    paid: dt.date
    where: str
    province: str
    amount: float


@dataclass(frozen=True, eq=False)
class Post:
    """One person's contract; `left` is the day on which it ended early."""

    household: Household
    person: Person
    fund: str
    name: str
    start: dt.date
    left: dt.date | None = None

    def held(self, month: Month) -> bool:
        """Whether the post is held at the end of the month."""
        return self.start <= month.last_day and (self.left is None or self.left > month.last_day)


def increments(town: Township, measure: str) -> Iterator[tuple[Month, int]]:
    """Yield by how much a figure that counts from the beginning of the year grows in each month.

    What it stands at in the first month of the targets has grown evenly since January.

    Raises
    ------
    TargetsError
        If it falls within the year.
    """
    first = town.targets.first
    before = town.targets.months[first][measure]
    parts = largest_remainder(before, [1] * first.number)
    yield from ((Month(first.year, number), part) for number, part in enumerate(parts, 1))
    for month, row in sorted(town.targets.months.items())[1:]:
        if row[measure] < before:
            raise TargetsError(f"{month} 的{measure}小于上月", where="months.tsv", do="本年累计数不能减少")
        yield month, row[measure] - before
        before = row[measure]


def student(person: Person, day: dt.date) -> bool:
    """Whether a person goes to school: all from 6 to 17, some up to 22."""
    age = person.age(day)
    return 6 <= age <= 17 or (
        18 <= age <= 22 and person.relation in ("子女", "孙子女") and person.number[-2] in "147"
    )


def disabled(person: Person) -> bool:
    """Whether a person has a disability that keeps from work; about one in twenty-five."""
    return int(person.number[6:17]) % 25 == 7 and person.relation != "户主"


def can_work(person: Person, town: Township) -> bool:
    """Whether a person is of working age throughout the year, fit, and not at school."""
    year = town.targets.anchor.year
    young, old = person.age(dt.date(year, 1, 1)), person.age(dt.date(year, 12, 31))
    return young >= 17 and old <= 69 and not student(person, dt.date(year, 1, 1)) and not disabled(person)


@cache
def workers(town: Township) -> dict[str, list[tuple[Household, Person]]]:
    """Choose who works away and who holds a post, in each village as many as the targets say.

    Relocated households come first, so that each with somebody fit for work has somebody in work. Under
    ``spare`` stand those who are fit, too, but have neither.
    """
    rng = town.random("workers")
    chosen: dict[str, list[tuple[Household, Person]]] = {
        "交通补贴人数": [],
        **{name: [] for name in POSTS},
        "spare": [],
    }
    pools: dict[int, list[tuple[Household, Person]]] = {}
    for household in town.stable():
        if household.watch == "突发严重困难户" or household.cleared:
            continue
        for person in household.members:
            if (
                person.left is None
                and person.entered is None
                and person not in supported(town)
                and can_work(person, town)
            ):
                pools.setdefault(household.village, []).append((household, person))
    for index, village in enumerate(town.targets.villages):
        pool = pools.get(index, [])
        rng.shuffle(pool)
        seen: set[Household] = set()
        first: list[tuple[Household, Person]] = []
        rest: list[tuple[Household, Person]] = []
        for pair in pool:
            (first if pair[0].relocated and pair[0] not in seen else rest).append(pair)
            seen.add(pair[0])
        away = village["交通补贴人数"]
        here = sum(village[name] for name in POSTS)
        if len(pool) < away + here:
            raise TargetsError(
                f"{village['村']}只有 {len(pool)} 个劳动力，不够 {away + here} 个务工和公岗人员",
                where="villages.tsv",
                do="减少交通补贴人数或公岗数",
            )
        queue = first + rest
        busy, spare = queue[: away + here], queue[away + here :]
        # Posts go to the older ones, who find no work elsewhere.
        busy.sort(key=lambda pair: pair[1].birth)
        taken = 0
        for name in POSTS:
            chosen[name] += busy[taken : taken + village[name]]
            taken += village[name]
        chosen["交通补贴人数"] += busy[taken:]
        chosen["spare"] += spare
    rng.shuffle(chosen["spare"])
    return chosen


@cache
def subsidies(town: Township) -> list[Subsidy]:
    """Return the travel subsidies of the year, in order of application."""
    rng = town.random("subsidies")
    words = town.targets.words
    people = rng.sample(workers(town)["交通补贴人数"], len(workers(town)["交通补贴人数"]))
    people += workers(town)["spare"]
    found: list[Subsidy] = []
    for month, count in increments(town, "交通补贴人数"):
        found += [_subsidy(pair, month, words, rng) for pair in people[len(found) : len(found) + count]]
    return found


@cache
def former_subsidies(town: Township) -> list[Subsidy]:
    """Return travel subsidies of the year before, some of them to the same persons."""
    rng = town.random("former subsidies")
    people = workers(town)["交通补贴人数"] + workers(town)["spare"]
    count = min(town.targets.settings.get("last_year", {}).get("交通补贴", 0), len(people))
    year = town.targets.first.year - 1
    chosen = rng.sample(people, count)
    found = [_subsidy(pair, Month(year, rng.randrange(3, 10)), town.targets.words, rng) for pair in chosen]
    return sorted(found, key=lambda one: one.applied)


def _subsidy(
    pair: tuple[Household, Person], month: Month, words: dict[str, Any], rng: random.Random
) -> Subsidy:
    where = rng.choices(list(words["travel"]), weights=[7, 2, 1])[0]
    applied = month.first_day + dt.timedelta(days=rng.randrange(3, 27))
    return Subsidy(
        *pair,
        since=applied - dt.timedelta(days=rng.randrange(92, 250)),
        applied=applied,
        approved=applied + dt.timedelta(days=rng.randrange(15, 34)),
        paid=applied + dt.timedelta(days=rng.randrange(36, 75)),
        where=where,
        province=rng.choice(words["provinces"]) if where == "省外" else words["own_province"],
        amount=words["travel"][where],
    )


@cache
def posts(town: Township) -> list[Post]:
    """Return the contracts of the year, with those that ended and whose place was taken by another."""
    rng = town.random("posts")
    months = sorted(month for month in town.targets.months if month.year == town.targets.anchor.year)
    until = [month for month in months if month <= town.targets.anchor]
    spare = iter(reversed(workers(town)["spare"]))
    found = []
    for measure, fund in POSTS.items():
        stocks = [town.targets.months[month][measure] for month in months]
        if stocks != sorted(stocks):
            raise TargetsError(f"{measure}在年内减少", where="months.tsv", do="写不减少的在岗数")
        people = workers(town)[measure]
        people = people + [next(spare) for _ in range(stocks[-1] - len(people))]
        names = town.targets.words["posts"][fund]
        for place, (household, person) in enumerate(people):
            month = next(month for month, stock in zip(months, stocks, strict=True) if stock > place)
            begun = 1 if month == months[0] else month.number
            start = dt.date(month.year, begun, 1 + rng.randrange(5))
            if place % 23 == 5 and month == months[0] and len(until) > 4:
                # A post given up and filled again within the same month
                later = rng.choice(until[1:])
                start = dt.date(later.year, later.number, 20 + rng.randrange(6))
                before = next(spare, None)
                if before is None:
                    start = month.first_day
                else:
                    first = dt.date(months[0].year, 1, 1)
                    found.append(
                        Post(*before, fund, names[place % len(names)], first, start - dt.timedelta(days=4))
                    )
            found.append(Post(household, person, fund, names[place % len(names)], start))
    return found


def subsidy_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 务工补贴."""
    today = month.last_day
    return [
        {
            "年度": one.applied.year,
            "村": town.village(one.household),
            "户编号": one.household.code,
            "姓名": one.person.name,
            "证件号码": one.person.number,
            "户类型": one.household.label(month),
            "务工省": one.province,
            "务工起": one.since,
            "务工月数": min(12, 1 + (min(today, one.applied) - one.since).days // 30),
            "目的地档": one.where,
            "申报日期": one.applied,
            "申报金额": one.amount,
            "审核状态": "审核通过" if one.approved <= today else "申报中",
            "实发金额": one.amount if one.paid <= today else None,
            "发放日期": one.paid if one.paid <= today else None,
            "银行卡号": account(one.person),
        }
        for one in (*former_subsidies(town), *subsidies(town))
        if one.applied <= today
    ]


def post_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 公益性岗位."""
    pay = town.targets.words["post_pay"]
    found = []
    for one in posts(town):
        if one.start > month.last_day:
            continue
        held = one.held(month)
        chance = random.Random(f"{one.person.number}/{month}").random()
        days = 20 if one.fund == POSTS["人社公岗"] else 15
        worked = None if chance < 0.02 else days - (chance < 0.12) - (chance < 0.06) * 3
        found.append(
            {
                "村": town.village(one.household),
                "户编号": one.household.code,
                "姓名": one.person.name,
                "证件号码": one.person.number,
                "性别": one.person.sex,
                "户属性": one.household.label(month),
                "岗位名称": one.name,
                "资金来源": one.fund,
                "合同开始": one.start,
                "合同结束": dt.date(one.start.year, 12, 31),
                "月补贴标准": pay[one.fund],
                "规定出勤天数": days if held else None,
                "实际出勤天数": worked if held else None,
                "状态": "在岗" if held else "离岗",
                "离岗日期": None if held else one.left,
            }
        )
    return found
