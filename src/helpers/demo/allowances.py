"""L05: who receives 低保 or 特困 support, in the monitoring system and outside it, from when until when."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpers.demo.people import Household, Person
from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.demo.targets import TargetsError
from helpers.months import Month

BASIC, SUPPORT = "农村低保", "农村特困"


@dataclass(frozen=True, eq=False)
class Allowance:
    """One person's support; `end` is the month from which it is no longer paid."""

    household: Household
    person: Person
    kind: str
    start: Month
    end: Month | None = None
    why: str = "停保"

    def paid(self, month: Month) -> bool:
        """Whether it is paid at the end of the month."""
        return self.start <= month and (self.end is None or month < self.end)


@cache
def allowances(town: Township) -> list[Allowance]:
    """Return the support of all persons, village by village.

    At the end of the targets' month those lifted out of poverty are as many as the village table says; some
    began in the year, and some others ended.
    """
    rng = town.random("allowances")
    found: list[Allowance] = []
    ordinary = [
        one for one in town.households if one.origin == "一般农户" and not one.traits and not one.watch
    ]
    needy = town.targets.settings.get("others_in_need") or {}
    shares = {
        kind: largest_remainder(needy.get(name, 0), [row["一般农户"] for row in town.targets.villages])
        for kind, name in ((BASIC, "低保"), (SUPPORT, "特困"))
    }
    lifted: dict[int, list[Household]] = {}
    others: dict[int, list[Household]] = {}
    for household in town.stable():
        if household.origin == "脱贫户":
            lifted.setdefault(household.village, []).append(household)
    for household in ordinary:
        others.setdefault(household.village, []).append(household)
    for index, village in enumerate(town.targets.villages):
        found += _village(town, lifted.get(index, []), village["特困"], village["低保"], rng, exact=True)
        want = shares[SUPPORT][index], shares[BASIC][index]
        found += _village(town, others.get(index, []), *want, rng, exact=False)
    _end_later(town, found, rng)
    return found + _ended(town, found, lifted, rng)


def _end_later(town: Township, found: list[Allowance], rng: random.Random) -> None:
    """Let a few of those supported in the targets' month no longer need it afterwards."""
    later = [month for month in sorted(town.targets.months) if month > town.targets.anchor]
    places = [place for place, one in enumerate(found) if one.kind == BASIC and not one.household.watch]
    for month, place in zip(later * 2, rng.sample(places, min(len(places), 2 * len(later))), strict=False):
        found[place] = dataclasses.replace(found[place], end=month)


def _village(
    town: Township, households: list[Household], support: int, basic: int, rng: random.Random, *, exact: bool
) -> list[Allowance]:
    """Choose in one village: the old and alone first for 特困, then whole households for 低保."""
    anchor = town.targets.anchor
    pool = [(one, person) for one in households for person in one.present(anchor) if person.left is None]
    age = {person: person.age(anchor.last_day) for _, person in pool}

    def need(pair: tuple[Household, Person]) -> tuple[bool, bool, bool, int]:
        household, person = pair
        return (not household.supported, len(household.members) > 1, age[person] < 60, -age[person])

    pool.sort(key=need)
    chosen = [Allowance(*pair, SUPPORT, _start(town, rng)) for pair in pool[:support]]
    taken = {one.person for one in chosen}
    left: dict[Household, list[Person]] = {}
    for household, person in pool[support:]:
        left.setdefault(household, []).append(person)
    order = rng.sample(list(left), len(left))
    pairs = [(one, person) for one in order for person in left[one] if person not in taken]
    if exact and len(chosen) + len(pairs) < support + basic:
        raise TargetsError("低保和特困的人数大于可选的脱贫人口", where="villages.tsv", do="减少低保或特困")
    starts: dict[Household, Month] = {}
    for household, person in pairs[:basic]:
        start = starts.setdefault(household, _start(town, rng))
        if person.entered is not None:
            start = max(start, person.entered)
        chosen.append(Allowance(household, person, BASIC, start))
    return chosen


def _start(town: Township, rng: random.Random) -> Month:
    """Return a month in which support begins: mostly years ago, sometimes within the targets' months."""
    first, anchor = town.targets.first, town.targets.anchor
    if rng.random() < 0.08:
        return first.plus(rng.randrange(anchor.number - first.number + 1 + 12 * (anchor.year - first.year)))
    return first.plus(-1 - rng.randrange(70))


def _ended(
    town: Township, found: Iterable[Allowance], lifted: dict[int, list[Household]], rng: random.Random
) -> list[Allowance]:
    """Support that ended within the months: people who no longer need it, and those who died."""
    first = town.targets.first
    taken = {one.person for one in found}
    free = [
        (one, person)
        for households in lifted.values()
        for one in households
        for person in one.members
        if person not in taken and person.left is None and person.entered is None and not one.watch
    ]
    ended = []
    months = [month for month in sorted(town.targets.months) if month <= town.targets.anchor]
    for month, (household, person) in zip(
        months * 2, rng.sample(free, min(len(free), 2 * len(months))), strict=False
    ):
        ended.append(Allowance(household, person, BASIC, first.plus(-9 - rng.randrange(40)), month))
    for household in town.households:
        for person in household.members:
            if person.left is None or person.left_how != "死亡" or person.entered is not None:
                continue
            if Month(person.left_on.year, person.left_on.month) != person.left:  # type: ignore[union-attr]
                continue  # a death learnt of late; the support would have been paid on
            if household.gone is not None or (household.origin == "一般农户" and rng.random() < 0.12):
                kind = SUPPORT if household.gone else BASIC
                ended.append(
                    Allowance(
                        household, person, kind, first.plus(-9 - rng.randrange(40)), person.left, "注销"
                    )
                )
    return ended


@cache
def supported(town: Township) -> set[Person]:
    """Return the persons who ever receive 特困 support; they count as unfit for work."""
    return {one.person for one in allowances(town) if one.kind == SUPPORT}


@cache
def paid(town: Township, month: Month) -> dict[Person, str]:
    """Return the kind of support of each person who receives it at the end of the month."""
    return {one.person: one.kind for one in allowances(town) if one.paid(month)}


def rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 低保特困."""
    rates, region = town.targets.words["allowances"], town.targets.settings["region"]
    found = []
    for place, one in enumerate(allowances(town), 1):
        if one.start > month or not one.person.known(month):
            continue
        over = one.end is not None and one.end <= month
        levels = list(rates[one.kind])
        level = (
            levels[(place * 7) % len(levels)] if one.kind == BASIC else levels[0 if place % 4 == 0 else -1]
        )
        found.append(
            {
                "保障证号": f"{region}{'D' if one.kind == BASIC else 'T'}{place:06d}",
                "村": town.village(one.household),
                "姓名": one.person.name,
                "证件号码": one.person.number,
                "保障类型": one.kind,
                "低保类别": level if one.kind == BASIC else None,
                "供养方式": level if one.kind == SUPPORT else None,
                "月保障金额": rates[one.kind][level],
                "起始年月": one.start.first_day,
                "停保年月": one.end.first_day if over and one.end else None,
                "状态": one.why if over else "享受中",
                "一卡通账号": account(one.person),
            }
        )
    return found


def account(person: Person) -> str:
    """Return a bank account of a person: 19 digits, of no bank."""
    return f"000000{int(person.number[6:17]):013d}"
