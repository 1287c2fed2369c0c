"""What is withheld of a family of figures cannot be computed from what is told of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.gate.families import Counted, Family
from helpers.gate.ranges import Ranges
from helpers.gate.withholding import decide
from helpers.params import SmallCounts

VILLAGES = ["甲", "乙", "丙", "丁", "戊", "己"]
RULE = SmallCounts()


def counted(name: str, numbers: Mapping[str, int], *, first: int = 0, sensitive: bool = True) -> Counted:
    """A figure that counts so many of each village, the same persons as any other that starts with the same one."""
    rows = [
        (village, f"{village}{one}")
        for village, number in numbers.items()
        for one in range(first, first + number)
    ]
    units = pd.DataFrame(rows, columns=["village", "unit"]).assign(weight=1.0)
    return Counted(name, units, sensitive)


def numbers(*each: int) -> dict[str, int]:
    return dict(zip(VILLAGES, each, strict=True))


def family(*figures: Counted, rule: SmallCounts = RULE) -> Family:
    return Family(figures, VILLAGES, rule=rule)


@pytest.mark.parametrize(
    ("least", "hidden"), [(9, {"甲", "乙"}), (10, set()), (11, set()), (0, {"甲", "乙"})]
)
def test_a_count_below_the_threshold_is_withheld_with_the_least_of_the_others(
    least: int, hidden: set[str]
) -> None:
    decided = decide(family(counted("a", numbers(least, 12, 30, 40, 50, 60))))
    assert decided == {"a": frozenset(hidden)}


def test_several_small_counts_need_no_other_when_they_reach_the_threshold_together() -> None:
    decided = decide(family(counted("a", numbers(8, 9, 30, 40, 50, 60))))
    assert decided["a"] == {"甲", "乙"}


def test_small_counts_that_stay_below_the_threshold_together_take_another_with_them() -> None:
    decided = decide(family(counted("a", numbers(1, 2, 30, 40, 50, 60))))
    assert decided["a"] == {"甲", "乙", "丙"}


def test_a_figure_that_would_be_mostly_gaps_is_told_of_no_village() -> None:
    assert decide(family(counted("a", numbers(1, 2, 3, 4, 50, 60))))["a"] == set(VILLAGES)


def test_nothing_is_withheld_of_what_is_not_sensitive_or_without_a_threshold() -> None:
    few = numbers(1, 2, 3, 4, 5, 6)
    assert decide(family(counted("a", few, sensitive=False))) == {"a": frozenset()}
    assert decide(family(counted("a", few), rule=SmallCounts(threshold=0))) == {"a": frozenset()}
    assert decide(family()) == {}


def test_two_figures_that_differ_by_a_small_class_are_not_both_told_of_a_village() -> None:
    whole = counted("all", numbers(50, 60, 70, 80, 90, 99), sensitive=False)
    poor = counted("poor", numbers(3, 20, 20, 20, 20, 20))
    rest = Counted("rest", whole.units[~whole.units["unit"].isin(poor.units["unit"])])
    decided = decide(family(whole, poor, rest))
    assert decided["all"] == set()
    assert "甲" in decided["poor"]
    assert "甲" in decided["rest"]
    assert len(decided["rest"]) > 1


def test_what_is_published_of_another_month_counts_as_told() -> None:
    before = counted("2021-09:new", numbers(12, 20, 20, 20, 20, 20))
    now = counted("new", numbers(13, 40, 40, 40, 40, 40))
    free = decide(family(now))
    assert free["new"] == set()
    fixed = Counted(before.name, before.units, True, fixed=frozenset(VILLAGES))
    # One household more in a village: told of both months, its class would be known.
    assert "甲" in decide(family(fixed, now))["new"]
    untold = Counted(before.name, before.units, True, fixed=frozenset())
    assert decide(family(untold, now))["new"] == set()


def test_a_small_figure_that_holds_a_withheld_one_is_withheld_too() -> None:
    """A count of which all are below the threshold says of each part of it that it is, too."""
    whole = counted("all", numbers(6, 60, 70, 80, 90, 99), sensitive=False)
    poor = counted("poor", numbers(3, 20, 20, 20, 20, 20))
    assert "甲" in decide(family(whole, poor))["all"]


def test_an_amount_that_one_household_dominates_is_withheld() -> None:
    rows = [(village, f"{village}{one}", 100.0) for village in VILLAGES for one in range(20)]
    even = pd.DataFrame(rows, columns=["village", "unit", "weight"])
    rich = even.copy()
    rich.loc[0, "weight"] = 99999.0
    assert decide(Family([Counted("a", even, True)], VILLAGES, amounts=True))["a"] == set()
    assert "甲" in decide(Family([Counted("a", rich, True)], VILLAGES, amounts=True))["a"]


def amounts(name: str, rows: Mapping[str, float]) -> Counted:
    """An amount of a sensitive class in the first village: of each row, by whose it is and which one, so much."""
    units = [("甲", unit, weight) for unit, weight in rows.items()]
    return Counted(name, pd.DataFrame(units, columns=["village", "unit", "weight"]), sensitive=True)


def test_an_amount_is_known_row_by_row_and_dominated_by_those_whose_the_rows_are() -> None:
    """What is told of all loans and of some gives the others, even where the same people have both."""
    old = {f"户{one}\t旧": 100.0 for one in range(20)}
    new = {f"户{one}\t新": 100.0 for one in range(20)} | {"户0\t新": 9999.0}
    made = Family([amounts("all", old | new), amounts("old", old)], VILLAGES, amounts=True)
    assert made.number(made.sets["all"]) - made.number(made.sets["old"]) == sum(new.values())
    hidden = {name: "甲" in gone for name, gone in decide(made).items()}
    assert hidden["all"]
    # Many rows of one person are no many persons.
    alone = {f"户0\t{one}": 100.0 for one in range(20)}
    assert "甲" in decide(Family([amounts("alone", alone)], VILLAGES, amounts=True))["alone"]


@pytest.mark.parametrize(
    ("villages", "least", "hidden"),
    [(2, 0, True), (2, 9, True), (2, 10, False), (2, 11, False), (1, 0, False), (1, 9, True), (1, 10, False)],
)
def test_an_office_of_one_or_two_villages_tells_none_where_one_is_too_small(
    villages: int, least: int, hidden: bool
) -> None:
    """Of two villages the township's number gives the other; a township that has none has none in a village."""
    names = VILLAGES[:villages]
    many = dict.fromkeys(names, 50) | {names[0]: least}
    decided = decide(Family([counted("a", many)], names))
    assert decided["a"] == (set(names) if hidden else set())


def test_a_family_of_nobody_or_of_no_village_withholds_nothing_that_is_told() -> None:
    nobody = counted("a", dict.fromkeys(VILLAGES, 0))
    assert decide(family(nobody))["a"] == set()
    assert decide(Family([counted("a", {})], []))["a"] == set()


def test_all_that_is_small_is_withheld_everywhere() -> None:
    assert decide(family(counted("a", dict.fromkeys(VILLAGES, 9))))["a"] == set(VILLAGES)


def test_a_figure_that_cannot_be_divided_is_told_of_all_or_none() -> None:
    several = numbers(3, 12, 30, 40, 50, 60)
    list_of_rows = Counted("a", counted("a", several).units, True, undivided=True)
    assert decide(family(list_of_rows))["a"] == set(VILLAGES)
    enough = Counted("a", counted("a", several | {"甲": 10}).units, True, undivided=True)
    assert decide(family(enough))["a"] == set()


COUNTS = st.lists(st.integers(0, 30), min_size=len(VILLAGES), max_size=len(VILLAGES))


@given(COUNTS, COUNTS, st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_moves_reach_no_more_than_the_linear_program_and_often_as_much(
    poor: list[int], others: list[int], data: st.DataObject
) -> None:
    """What moves say is open is open, so that the linear program need not be asked."""
    few = counted("poor", numbers(*poor))
    sick = counted("sick", numbers(*(data.draw(st.integers(0, one)) for one in poor)))
    whole = counted(
        "all", numbers(*(one + two for one, two in zip(poor, others, strict=True))), sensitive=False
    )
    made = family(whole, few, sick)
    told = {name: frozenset(data.draw(st.sets(st.sampled_from(VILLAGES)))) for name in made.sets}
    ranges = Ranges(made, told)
    for atoms in filter(None, made.sets.values()):
        for village in VILLAGES:
            true = made.number(made.in_village(atoms, village))
            assert true <= ranges.reached(atoms, village) <= ranges.greatest(atoms, village) + 1e-6


@given(COUNTS, COUNTS, COUNTS)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_program_that_has_all_published_sums_finds_no_small_class(
    poor: list[int], ill: list[int], others: list[int]
) -> None:
    """For every class that is withheld of a village, figures told of it leave a range as wide as the rule asks."""
    few = counted("poor", numbers(*poor))
    sick = counted("sick", numbers(*(min(one, two) for one, two in zip(ill, poor, strict=True))))
    whole = counted(
        "all", numbers(*(one + two for one, two in zip(poor, others, strict=True))), sensitive=False
    )
    made = family(whole, few, sick)
    hidden = decide(made)
    told = {name: frozenset(VILLAGES) - gone for name, gone in hidden.items()}
    ranges = Ranges(made, told)
    for atoms, village in made.protected():
        near = [name for name in told if told[name] and made.sets[name] & atoms]
        if near:
            greatest, least = ranges.greatest(atoms, village), ranges.least(atoms, village)
            # Where the township's own number leaves less, the villages tell no more than it does.
            if greatest < ranges.of_township(atoms) - 1e-6:
                assert greatest >= RULE.threshold
                assert greatest - least >= RULE.width
