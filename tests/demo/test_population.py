from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from helpers.demo import TargetsError, load_targets
from helpers.demo.people import Household
from helpers.demo.population import Township, build
from helpers.demo.targets import WATCHED
from helpers.months import Month
from tests.demo.conftest import TARGETS

MONTHS = [Month(2021, number) for number in range(1, 13)]


def stocks(town: Township, month: Month) -> dict[str, int]:
    households = [one for one in town.households if one.present(month)]
    persons = {one: len(one.present(month)) for one in households}
    labels = Counter(one.label(month) for one in households)
    heads: Counter[str] = Counter()
    for one in households:
        heads[one.label(month)] += persons[one]
    registered = [one for one in households if one.registered(month)]
    open_cases = [
        one for one in registered if one.watched(month) and not (one.cleared and one.cleared <= month)
    ]
    found = {
        "户数": len(households),
        "人口": sum(persons.values()),
        "一般农户": labels["一般农户"],
        "其他户": labels["其他"],
        "帮扶户": len(registered),
        "帮扶人口": sum(persons[one] for one in registered),
        "新识别户": sum(one.identified == month for one in registered),
        "新识别人口": sum(persons[one] for one in registered if one.identified == month),
        "消除户": sum(one.cleared == month for one in registered),
        "消除人口": sum(persons[one] for one in registered if one.cleared == month),
        "未消除户": len(open_cases),
        "未消除人口": sum(persons[one] for one in open_cases),
    }
    for kind in ("脱贫户", *WATCHED):
        found |= {kind: labels[kind], f"{kind[:-1]}人口": heads[kind]}
    return found


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_every_month_has_the_stocks_of_its_targets(township: Township, month: Month) -> None:
    found = stocks(township, month)
    assert found == {name: township.targets.months[month][name] for name in found}


@pytest.mark.parametrize("month", MONTHS[1:], ids=str)
def test_stocks_follow_from_the_month_before(township: Township, month: Month) -> None:
    now, before = stocks(township, month), stocks(township, month.previous)
    gone = sum(one.gone == month for one in township.households)
    assert now["户数"] == now["一般农户"] + now["其他户"] + now["帮扶户"]
    assert now["帮扶户"] == sum(now[kind] for kind in ("脱贫户", *WATCHED))
    assert now["未消除户"] == before["未消除户"] + now["新识别户"] - now["消除户"]
    lifted = sum(one.identified == month and one.origin == "脱贫户" for one in township.households)
    assert now["帮扶户"] == before["帮扶户"] + now["新识别户"] - lifted - gone


def test_births_and_deaths_among_the_watched_meet_the_targets() -> None:
    town = build(load_targets(TARGETS / "river"))
    for month in town.targets.months:
        found = stocks(town, month)
        assert found == {name: town.targets.months[month][name] for name in found}


def test_a_death_in_september_is_learnt_of_in_november(township: Township) -> None:
    late = [
        person
        for household in township.households
        for person in household.members
        if person.left_on and (person.left_on.year, person.left_on.month) != person.left
    ]
    assert [(person.left, person.left_on, person.left_how) for person in late] == [
        (Month(2021, 11), dt.date(2021, 9, 18), "死亡")
    ]
    assert late[0].present(Month(2021, 10))
    assert not late[0].present(Month(2021, 11))


def test_families_make_sense(township: Township) -> None:
    def age(household: Household, relation: str) -> list[int]:
        return [one.age(dt.date(2021, 10, 31)) for one in household.members if one.relation == relation]

    for household in township.households:
        assert [one.relation for one in household.members].count("户主") == 1
        assert household.members[0].relation == "户主"
        (head,) = age(household, "户主")
        assert head >= 18
        assert all(parent - head >= 15 for parent in age(household, "父母"))
        assert all(head - child >= 15 for child in age(household, "子女"))
        couple = [one.sex for one in household.members if one.relation in ("户主", "配偶")]
        assert len(couple) == len(set(couple))


def test_the_same_targets_give_the_same_people_whatever_was_drawn_before(township: Township) -> None:
    again = build(load_targets())
    again.random("anything").random()
    assert [one.number for one in again.households] == [one.number for one in township.households]
    assert [one.head.number for one in again.households] == [one.head.number for one in township.households]


def test_events_that_no_household_fits_are_refused() -> None:
    targets = load_targets()
    event = {"月份": Month(2021, 3), "事件": "风险消除", "类别": "边缘易致贫户", "户": 1, "人": 9}
    targets.events.append(event)
    with pytest.raises(TargetsError, match="边缘易致贫户的纳入和消除"):
        build(targets)


def test_more_deaths_than_people_are_refused() -> None:
    targets = load_targets(TARGETS / "river")
    targets.events.append(
        {"月份": Month(2021, 5), "事件": "死亡", "类别": "突发严重困难户", "户": 0, "人": 4}
    )
    with pytest.raises(TargetsError, match="找不到 4 个"):
        build(targets)
