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


COUNTS = st.lists(st.integers(0, 30), min_size=len(VILLAGES), max_size=len(VILLAGES))


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
    ranges, of_township = Ranges(made, told), Ranges(made, {})
    for atoms, village in made.protected():
        near = [name for name in told if told[name] and made.sets[name] & atoms]
        if near:
            greatest, least = ranges.greatest(atoms, village), ranges.least(atoms, village)
            # Where the township's own number leaves less, the villages tell no more than it does.
            if greatest < of_township.greatest(atoms, village) - 1e-6:
                assert greatest >= RULE.threshold
                assert greatest - least >= RULE.width
