"""What is withheld of a family of figures cannot be computed from what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.gate import families, withholding
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


@pytest.mark.slow
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


@pytest.mark.slow
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


# --- the parts of the decision, each at its limits --------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "reached", "greatest", "least", "township", "is_open"),
    [
        # At least the threshold is possible, and the range is as wide as the rule asks.
        (3, 10, 10, 3, 99, True),
        (3, 9, 10, 3, 99, True),
        (3, 9, 9.999_999_5, 3, 99, True),
        (3, 9, 10 - 1e-6, 3, 99, True),
        (3, 9, 9.99, 0, 99, False),
        (5, 10, 10, 5, 99, True),
        (8, 10, 10, 8, 99, False),
        (8, 10, 10, 5.1, 99, False),
        (8, 10, 10, 5, 99, True),
        (10, 10, 10, 0, 99, False),
        (10, 15, 15, 10, 99, True),
        # Where the township itself leaves no more, the villages need not.
        (3, 3, 9, 3, 9, True),
        (3, 9, 9, 3, 9, True),
        (3, 3, 9, 3, 9.000_000_5, True),
        (3, 3, 9, 3, 9.000_001, True),
        (3, 3, 9, 3, 9.01, False),
    ],
)
def test_what_is_withheld_may_reach_the_threshold_and_be_anything_in_a_wide_range(
    number: float, reached: float, greatest: float, least: float, township: float, is_open: bool
) -> None:
    assert opened(False, number, reached, greatest, least, township) is is_open


@pytest.mark.parametrize(
    ("number", "greatest", "is_open"),
    [(100, 110, True), (100, 109.95, False), (100, 100, False), (0, 0, False), (0, 0.5, True)],
)
def test_a_withheld_amount_may_be_more_by_the_percentage_of_the_rule(
    number: float, greatest: float, is_open: bool
) -> None:
    assert opened(True, number, number, greatest, number, 999) is is_open


def opened(amounts: bool, number: float, *bounds: float) -> bool:
    reached, greatest, least, township = bounds
    made: Any = SimpleNamespace(
        number=lambda atoms: number, in_village=lambda atoms, village: atoms, amounts=amounts, rule=RULE
    )
    ranges: Any = SimpleNamespace(
        reached=lambda atoms, village: reached,
        greatest=lambda atoms, village: greatest,
        least=lambda atoms, village: least,
        of_township=lambda atoms: township,
    )
    return withholding._is_open(made, ranges, frozenset({0}), "甲")


def test_whatever_is_left_of_sets_that_are_told_is_known() -> None:
    one, two, three = frozenset({1, 2, 3}), frozenset({1, 2}), frozenset({1})
    for sets in ([one, two], [two, one]):
        assert withholding._closed(sets) == {one, two, frozenset({3})}
    known = {one, two, three, frozenset({3}), frozenset({2}), frozenset({2, 3}), frozenset({1, 3})}
    assert withholding._closed([one, two, three]) == withholding._closed([three, two, one]) == known
    assert withholding._closed([one, frozenset({4}), frozenset()]) == {one, frozenset({4})}


def test_the_last_figure_that_tells_of_the_village_gives_way_or_else_the_last_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(withholding, "_is_open", lambda *given: False)
    figures = [counted(name, numbers(20, 20, 20, 20, 20, 20), sensitive=False) for name in "abc"]
    apart = counted("d", numbers(20, 20, 20, 20, 20, 20), first=50)
    made = family(*figures, apart)
    village, atoms = "甲", made.sets["a"]
    protected = {village: {atoms}}

    def first(**villages: str) -> tuple[str, str] | None:
        told = {name: frozenset(villages.get(name, "")) for name in made.sets}
        return withholding._too_telling(made, told, protected, list(made.sets))

    assert first(a="甲", b="甲", c="乙", d="甲") == ("b", "甲")
    assert first(a="丙", b="丁乙", d="甲") == ("b", min("丁", "乙"))
    assert first(a="丙", b="丙", c="丁乙", d="甲") == ("c", min("丁", "乙"))
    assert first(d="甲") is None
    assert first() is None


def test_more_sets_than_can_be_looked_through_are_all_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    many = numbers(20, 20, 20, 20, 20, 20)
    whole, part = counted("all", many), counted("part", dict.fromkeys(VILLAGES, 5), first=0)
    for most, groups in ((2, None), (3, 3), (4, 3)):  # all, part, and what is left
        monkeypatch.setattr(families, "MOST_SETS", most)
        made = family(whole, part)
        assert (made.groups if made.groups is None else len(made.groups)) == groups
        assert (decide(made)["all"] == set(VILLAGES)) is (groups is None)


def test_an_amount_is_judged_by_all_numbers_of_the_rule() -> None:
    units = [
        (village, f"{village}{one}", weight)
        for village in VILLAGES
        for one, weight in enumerate((60, 30, 10) * 4)
    ]
    even = pd.DataFrame(units, columns=["village", "unit", "weight"]).astype({"weight": float})

    def hidden(**rule: Any) -> bool:
        return bool(decide(Family([Counted("a", even, True)], VILLAGES, True, SmallCounts(**rule)))["a"])

    assert not hidden()
    assert hidden(threshold=13)
    assert not hidden(threshold=12)
    assert hidden(n=11)
    assert hidden(k=30)
    assert not hidden(k=30.1)
    assert hidden(p=500)


def test_nobody_is_of_no_class() -> None:
    made = family(counted("a", numbers(1, 0, 0, 0, 0, 0)))
    assert made.is_sensitive(made.sets["a"])
    assert not made.is_sensitive([])
    assert made.is_small([])


def test_what_is_open_of_two_withheld_villages_is_their_sum() -> None:
    made = family(counted("a", numbers(3, 12, 30, 40, 50, 60)))
    atoms = made.sets["a"]
    ranges = Ranges(made, {"a": frozenset(VILLAGES[2:])})
    assert (ranges.least(atoms, "甲"), ranges.greatest(atoms, "甲")) == (0, 15)
    assert (ranges.reached(atoms, "甲"), ranges.reached(atoms, "乙")) == (15, 15)
    assert (ranges.reached(atoms, "丙"), ranges.greatest(atoms, "丙"), ranges.least(atoms, "丙")) == (
        30,
        30,
        30,
    )
    assert ranges.of_township(atoms) == 195


def test_of_two_figures_that_share_people_moves_go_from_one_to_the_other() -> None:
    whole = counted("all", numbers(20, 20, 20, 20, 20, 20), sensitive=False)
    poor = counted("poor", numbers(3, 4, 5, 6, 7, 8))
    made = family(whole, poor)
    ranges = Ranges(made, {"all": frozenset(VILLAGES)})
    atoms = made.sets["poor"]
    assert ranges.of_township(atoms) == 33
    # No more poor than there are people in the village.
    assert ranges.reached(atoms, "甲") == ranges.greatest(atoms, "甲") == 20
    assert ranges.least(atoms, "甲") == 0
    rest = made.sets["all"] - atoms
    assert (ranges.greatest(rest, "甲"), ranges.least(rest, "甲")) == (20, 0)
    told = Ranges(made, {"all": frozenset(VILLAGES), "poor": frozenset(VILLAGES[2:])})
    assert (told.reached(atoms, "甲"), told.greatest(atoms, "甲"), told.least(atoms, "甲")) == (7, 7, 0)
