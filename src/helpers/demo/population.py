"""The population of a demo township: households and persons that meet the control totals in every month."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from helpers.demo.people import Household, Issuer, Person
from helpers.demo.shares import allot, household_sizes
from helpers.demo.targets import WATCHED, Targets, TargetsError
from helpers.months import Month

# Births and deaths of a month, of ten thousand persons, before the balance of the targets.
_TURNOVER = 6


@dataclass(eq=False)
class Township:
    """The population with its targets; what the ledgers of all months are drawn from."""

    targets: Targets
    households: list[Household]

    def random(self, topic: str) -> random.Random:
        """Return the source of chance for a topic: the same for the same targets, whatever else is drawn."""
        return random.Random(f"{self.targets.settings.get('seed', 0)}/{topic}")

    def village(self, household: Household) -> str:
        """Return the name of the village of a household."""
        return str(self.targets.villages[household.village]["村"])

    def registered(self, month: Month) -> list[Household]:
        """Return the households in the monitoring system at the end of the month."""
        return [household for household in self.households if household.registered(month)]

    def stable(self) -> list[Household]:
        """Return the households that are in the monitoring system in all months: any ledger may name them."""
        first = self.targets.first
        return [
            household
            for household in self.households
            if household.gone is None and (household.origin == "脱贫户" or household.watched(first.previous))
        ]


def build(targets: Targets) -> Township:
    """Make the population of a township.

    The village table gives the households and persons at the end of its month; the events before and after it
    are worked backwards and forwards from there.

    Raises
    ------
    TargetsError
        If the totals of the months, the events and the villages cannot all be met.
    """
    town = Township(targets, [])
    rng = town.random("population")
    for index in range(len(targets.villages)):
        town.households += _village(targets, index, rng)
    for kind in WATCHED:
        _watch(town, kind, rng)
    _registered_events(town, rng)
    _natural_change(town, rng)
    _number(town)
    return town


def _village(targets: Targets, index: int, rng: random.Random) -> list[Household]:
    row = targets.villages[index]
    today = targets.anchor.last_day
    households = []

    def add(origin: str, sizes: Iterable[int], **more: Any) -> None:
        for size in sizes:
            household = Household(village=index, origin=origin, **more)
            household.members = _family(household, size, today, rng)
            households.append(household)

    moved = household_sizes(row["易迁户"], row["易迁人口"], rng, largest=7)
    # Some of those who were relocated are old and alone, too.
    old = min(moved.count(1), row["特困"] // 4, len(moved) // 5)
    add("脱贫户", [1] * old, relocated=True, supported=True)
    for _ in range(old):
        moved.remove(1)
    add("脱贫户", moved, relocated=True)
    others, persons = row["脱贫户"] - row["易迁户"], row["脱贫人口"] - row["易迁人口"]
    # Most of those who cannot work live alone.
    alone = max(0, min(row["特困"] - old, others - 1, 9 * (others - 1) - persons + others))
    alone = min(alone, persons - others) if others > alone else alone
    add("脱贫户", [1] * alone, supported=True)
    add("脱贫户", household_sizes(others - alone, persons - alone, rng) if others - alone else [])
    for kind in WATCHED:
        if row[kind]:
            origin = "脱贫户" if kind == "脱贫不稳定户" else "一般农户"
            sizes = household_sizes(row[kind], row[f"{kind[:-1]}人口"], rng)
            add(origin, sizes, watch=kind, identified=Month(1, 1))
    add("其他", [1 + rng.randrange(3) for _ in range(row["其他户"])])
    left = row["人口"] - sum(len(household.members) for household in households)
    add("一般农户", household_sizes(row["一般农户"], left, rng))
    return households


def _family(household: Household, size: int, today: dt.date, rng: random.Random) -> list[Person]:
    if household.supported:
        age = rng.randrange(60, 88) if rng.random() < 0.8 else rng.randrange(40, 60)
        return [_person("户主", "男" if rng.random() < 0.75 else "女", age, today, rng)]
    poor = household.origin == "脱贫户" or bool(household.watch)
    oldest = 64 if size > 1 or poor else 80
    age = rng.randrange(28 if size > 1 else 34, oldest)
    if size >= 5 and rng.random() < 0.6:
        age = rng.randrange(50, 66)
    man = rng.random() < 0.8
    family = [_person("户主", "男" if man else "女", age, today, rng)]
    ages = {"户主": age, "子女": 0}
    for place in range(1, size):
        relation, years = _relative(place, ages, Counter(person.relation for person in family), rng)
        if relation == "子女":
            ages["子女"] = max(ages["子女"], years)
        sex = rng.choice("男女")
        if relation == "配偶":
            sex = "女" if man else "男"
        elif relation == "父母":
            sex = "男" if any(person.relation == "父母" for person in family) else "女"
        family.append(_person(relation, sex, years, today, rng))
    return family


def _relative(place: int, ages: dict[str, int], have: Counter[str], rng: random.Random) -> tuple[str, int]:
    head = ages["户主"]
    if place == 1 and rng.random() < 0.88:
        return "配偶", max(23, head + rng.randrange(-4, 4))
    if have["父母"] < 2 and head < 62 and rng.random() < (0.42 if head > 34 else 0.25):
        return "父母", min(head + rng.randrange(21, 31), 96)
    child = head - rng.randrange(22, 31) - 2 * have["子女"]
    if have["子女"] < 3 and child >= 1:
        return "子女", child
    if ages["子女"] >= 24 and have["孙子女"] < 4:
        return "孙子女", max(1, ages["子女"] - rng.randrange(22, 30))
    if have["兄弟姐妹"] < 1:
        return "兄弟姐妹", max(18, head + rng.randrange(-8, 9))
    return "其他", max(2, head - rng.randrange(5, 30))


def _person(relation: str, sex: str, age: int, today: dt.date, rng: random.Random) -> Person:
    # Born at least a year before the last birthday, so that nobody's age is off by one.
    birth = dt.date(today.year - age - 1, 1, 1) + dt.timedelta(days=rng.randrange(365))
    return Person(relation, sex, birth)


def _watch(town: Township, kind: str, rng: random.Random) -> None:
    """Set the months in which the households of a class were identified and cleared."""
    targets = town.targets
    pool = [household for household in town.households if household.watch == kind]
    found = [row for row in targets.events_of("新识别") if row["类别"] == kind]
    cleared = [row for row in targets.events_of("风险消除") if row["类别"] == kind]
    early = [row for row in found if row["月份"] <= targets.anchor]
    rng.shuffle(pool)
    groups = _choose(pool, [(row["户"], row["人"]) for row in early + cleared], kind)
    for row, group in zip(early + cleared, groups, strict=True):
        for household in group:
            household.identified = row["月份"] if row["事件"] == "新识别" else household.identified
            household.cleared = row["月份"] if row["事件"] == "风险消除" else None
    oldest = Month.parse(str(targets.settings["monitored"]["last_seen"]))
    span = (targets.first.year - oldest.year) * 12 + targets.first.number - oldest.number
    for place, household in enumerate(pool):
        if household.identified == Month(1, 1):
            household.identified = oldest.plus((place * 5 + rng.randrange(4)) % max(1, span))
    origin = "脱贫户" if kind == "脱贫不稳定户" else "一般农户"
    for row in found[len(early) :]:
        free = [
            one for one in town.households if one.origin == origin and not one.watch and not one.relocated
        ]
        free = [one for one in free if not one.supported]
        sizes = {len(one.members) for one in free}
        free = [one for size in sorted(sizes) for one in _sample(free, size, row["户"], rng)]
        for household in _choose(free, [(row["户"], row["人"])], kind)[0]:
            household.watch, household.identified = kind, row["月份"]


def _sample(pool: list[Household], size: int, count: int, rng: random.Random) -> list[Household]:
    same = [household for household in pool if len(household.members) == size]
    return rng.sample(same, min(count, len(same)))


def _choose(pool: list[Household], needs: list[tuple[int, int]], kind: str) -> list[list[Household]]:
    sizes = allot(Counter(len(household.members) for household in pool), needs)
    if sizes is None:
        raise TargetsError(
            f"{kind}的纳入和消除与各村的户数、人数合不上",
            where="events.tsv",
            do="改事件的户数、人数，或改 villages.tsv",
        )
    by_size = defaultdict(list)
    for household in pool:
        by_size[len(household.members)].append(household)
    return [[by_size[size].pop() for size in group] for group in sizes]


def _registered_events(town: Township, rng: random.Random) -> None:
    """Births, deaths and households that go, of those in the monitoring system."""
    targets = town.targets
    for row in targets.events:
        month, kind, count = row["月份"], row["事件"], row["人"]
        if kind in ("新识别", "风险消除"):
            continue
        pool = [
            one
            for one in town.households
            if one.label(month) == row["类别"]
            and one.gone is None
            and one.cleared is None
            and not one.relocated
            and not one.supported
            and not one.traits
            and (one.identified is None or one.identified < targets.first)
        ]
        if kind == "整户销户":
            _dissolve(town, row, pool, rng)
        elif kind == "出生":
            _born(pool, count, month, targets.anchor, rng)
        else:
            _leave(pool, count, month, targets.anchor, rng, how=kind)


def _dissolve(town: Township, row: dict[str, Any], pool: list[Household], rng: random.Random) -> None:
    month, anchor = row["月份"], town.targets.anchor
    if month > anchor:
        leaving = _choose(rng.sample(pool, len(pool)), [(row["户"], row["人"])], row["类别"])[0]
    else:
        leaving = []
        for size in household_sizes(row["户"], row["人"], rng):
            household = Household(village=rng.randrange(len(town.targets.villages)), origin="脱贫户")
            household.members = [
                _person("户主" if not place else "其他", "男", 70, anchor.last_day, rng)
                for place in range(size)
            ]
            town.households.append(household)
            leaving.append(household)
    for household in leaving:
        household.gone = month
        for person in household.members:
            _part(person, month, "死亡", rng)


def _born(pool: list[Household], count: int, month: Month, anchor: Month, rng: random.Random) -> int:
    """Give `count` households a child born in the month; return how many were found."""
    done = 0
    for household in rng.sample(pool, len(pool)):
        if done == count:
            break
        age = household.head.age(anchor.last_day)
        if month > anchor:
            if not 22 <= age <= 42 and not (age >= 46 and len(household.members) > 3):
                continue
            relation = "子女" if age <= 42 else "孙子女"
            child = Person(relation, rng.choice("男女"), month.first_day)
            household.members.append(child)
        else:
            child = household.members[-1]
            if child.relation not in ("子女", "孙子女") or child.age(anchor.last_day) > 12:
                continue
        child.birth, child.entered = _day(month, rng), month
        household.traits["changed"] = True
        done += 1
    return done


def _leave(
    pool: list[Household], count: int, month: Month, anchor: Month, rng: random.Random, how: str
) -> list[Person]:
    """Let `count` persons die, marry away or move away in the month, one a household, never the head."""
    gone: list[Person] = []
    for household in rng.sample(pool, len(pool)):
        if len(gone) == count:
            break
        head = household.head.age(anchor.last_day)
        if month > anchor:
            others = household.members[1:]
            grown = [one for one in others if one.relation == "父母"] or [
                one for one in others if one.age(anchor.last_day) > 17
            ]
            if not grown:
                continue
            person = grown[-1]
        else:
            parents = sum(one.relation == "父母" for one in household.members)
            if not 34 <= head <= 62 or len(household.members) < 2 or parents > 1:
                continue
            old = "男" if parents else "女"
            relation, sex, age = ("父母", old, head + 24) if how == "死亡" else ("子女", "女", head - 21)
            age = min(age, 27) if how == "婚出" else age
            person = _person(relation, sex, max(age, 13), anchor.last_day, rng)
            household.members.append(person)
        _part(person, month, how, rng)
        household.traits["changed"] = True
        gone.append(person)
    if len(gone) < count:
        raise TargetsError(f"{month} 找不到 {count} 个可以{how}的人", where="events.tsv", do="减少人数")
    return gone


def _part(person: Person, month: Month, how: str, rng: random.Random) -> None:
    person.left, person.left_how, person.left_on = month, how, _day(month, rng)


def _day(month: Month, rng: random.Random) -> dt.date:
    return month.first_day + dt.timedelta(days=rng.randrange(27))


def _natural_change(town: Township, rng: random.Random) -> None:
    """Births, deaths and moves outside the monitoring system, so that the total of each month is met."""
    targets = town.targets
    ordinary = [one for one in town.households if one.origin == "一般农户" and not one.watch]
    signs = {"出生": 1, "死亡": -1, "婚出": -1, "迁出": -1, "整户销户": -1}
    late = targets.settings.get("late")
    persons = targets.months[targets.anchor]["人口"]
    base = persons * _TURNOVER // 10000
    for month, row in sorted(targets.months.items()):
        before = targets.months.get(month.previous)
        inside = sum(signs.get(one["事件"], 0) * one["人"] for one in targets.events if one["月份"] == month)
        balance = row["人口"] - before["人口"] - inside if before else 0
        births = base + rng.randrange(1 + base // 4) + max(balance, 0)
        pool = [one for one in ordinary if not one.traits]
        births = _born(pool, births, month, targets.anchor, rng)
        if births < balance:
            raise TargetsError(f"{month} 的人口增加太多", where="months.tsv", do="减少增加的人数")
        departures = births - balance
        kinds: Callable[[int], str] = lambda i: "婚出" if i % 6 == 4 else "迁出" if i % 6 == 5 else "死亡"  # noqa: E731
        for how, count in Counter(kinds(i) for i in range(departures)).items():
            pool = [one for one in ordinary if not one.traits and len(one.members) > 1]
            gone = _leave(pool, count, month, targets.anchor, rng, how)
            if late and how == "死亡" and str(month) == str(late["known"]) and gone:
                gone[0].left_on = dt.date.fromisoformat(str(late["happened"]))


def _number(town: Township) -> None:
    """Give households and persons their places, codes, ID numbers and names."""
    targets = town.targets
    rng = town.random("numbers")
    issuer = Issuer(str(targets.settings["region"]), targets.words["surnames"])
    by_village = defaultdict(list)
    for household in town.households:
        by_village[household.village].append(household)
    households = []
    last = max(targets.months)
    for index, village in enumerate(targets.villages):
        own = by_village[index]
        rng.shuffle(own)
        groups = max(1, village["小组数"])
        for place, household in enumerate(own):
            household.group = place % groups + 1
        own.sort(key=lambda one: one.group)
        code = village["村编码"]
        for place, household in enumerate(own, 1):
            household.number = f"{code[-6:]}{household.group:02d}{place:04d}"
            if household.registered(last) or household.gone:
                household.code = f"{code[:6]}{code[-3:]}{place:05d}"
            _name(household, issuer, rng)
        households += own
    town.households = households


def _name(household: Household, issuer: Issuer, rng: random.Random) -> None:
    family = rng.choice(issuer.surnames)
    for place, person in enumerate(household.members, 1):
        own = person.relation in ("户主", "子女", "孙子女", "兄弟姐妹") or (
            person.relation == "父母" and person.sex == "男"
        )
        person.name = issuer.name(family if own else rng.choice(issuer.surnames))
        person.number = issuer.number(person.birth, person.sex)
        person.code = f"{household.code}{place:02d}" if household.code else ""
