"""No small count of a sensitive class can be computed from what is printed: shown by search over all other tables."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

import pandas as pd
import pytest

from helpers.gate.disclosure import Disclosure, complement, is_sensitive, withhold_cells

VILLAGES = ("东村", "西村", "南村", "北村")
MARKS = {"类别": ("一般户",), "健康状况": ("健康",)}
Counts = Sequence[Sequence[int]]


def people(*rows: tuple[str, str | None, int]) -> pd.DataFrame:
    """Return households: village, class, how many such."""
    cells = [(village, kind) for village, kind, count in rows for _ in range(count)]
    frame = pd.DataFrame(cells, columns=["村", "类别"], index=pd.RangeIndex(4, 4 + len(cells), name="行"))
    frame["户编号"] = [f"H{row}" for row in frame.index]
    frame.attrs["table"] = "监测对象"
    return frame


def withheld(book: Disclosure, rows: pd.DataFrame, key: str = "户") -> frozenset[str]:
    return book.withheld(rows, MARKS, "村", "户编号", key)


# --- one figure ------------------------------------------------------------------------------------------------


def test_a_class_is_sensitive_only_where_all_rows_belong_to_it() -> None:
    rows = people(("东村", "突发", 2), ("东村", "一般户", 1), ("东村", None, 1))
    assert is_sensitive(rows[rows["类别"] == "突发"], MARKS)
    assert not is_sensitive(rows, MARKS)
    assert not is_sensitive(rows[rows["类别"].isna()], MARKS)
    assert not is_sensitive(rows[:0], MARKS)


def test_small_counts_are_withheld_with_zeros_and_none_of_the_others() -> None:
    rows = people(("东村", "突发", 12), ("西村", "突发", 9), ("南村", "突发", 30))
    # 西村 and 北村 together are nine, so 东村 goes with them.
    assert withheld(Disclosure(10, VILLAGES), rows) == {"东村", "西村", "北村"}
    assert withheld(Disclosure(9, VILLAGES), rows) == {"西村", "北村"}


def test_a_lone_small_count_takes_the_next_smallest_with_it() -> None:
    rows = people(("东村", "突发", 12), ("西村", "突发", 9), ("南村", "突发", 30), ("北村", "突发", 11))
    assert withheld(Disclosure(10, VILLAGES), rows) == {"西村", "北村"}


@pytest.mark.parametrize("threshold", [0, 9])
def test_a_threshold_that_is_reached_withholds_nothing(threshold: int) -> None:
    rows = people(*((village, "突发", 9) for village in VILLAGES))
    assert withheld(Disclosure(threshold, VILLAGES), rows) == frozenset()


def test_ordinary_rows_and_no_rows_are_told() -> None:
    book = Disclosure(10, VILLAGES)
    assert withheld(book, people(("东村", "一般户", 1))) == frozenset()
    assert withheld(book, people()) == frozenset()


def test_withheld_values_together_reach_the_threshold_and_are_two_at_least() -> None:
    dice = random.Random(1)
    for _ in range(300):
        counts = {
            f"{number}村": dice.choice([0, 1, 2, 9, 10, 11, 40]) for number in range(dice.randint(2, 8))
        }
        small = {village for village, count in counts.items() if count < 10}
        hidden = complement(counts, small, 10)
        assert small <= hidden
        assert not small or len(hidden) == len(counts) or sum(counts[one] for one in hidden) >= 10
        assert len(hidden) != 1


# --- several figures -------------------------------------------------------------------------------------------


def test_figures_whose_difference_would_be_small_are_not_both_told() -> None:
    rows = people(
        *((village, "一般户", 50) for village in VILLAGES), ("东村", "突发", 2), ("西村", "边缘", 12)
    )
    book = Disclosure(10, VILLAGES)
    assert withheld(book, rows) == frozenset()
    assert withheld(book, rows[rows["类别"] == "一般户"]) == frozenset(VILLAGES)
    assert withheld(book, rows[rows["类别"] == "突发"]) == frozenset(VILLAGES)


def test_figures_that_are_measured_otherwise_cannot_be_taken_from_each_other() -> None:
    rows = people(*((village, "一般户", 50) for village in VILLAGES), ("东村", "突发", 2))
    book = Disclosure(10, VILLAGES)
    assert withheld(book, rows) == frozenset()
    assert withheld(book, rows[rows["类别"] == "一般户"], key="亩") == frozenset()


def test_a_class_is_not_told_by_what_the_others_leave_of_all() -> None:
    counts = {"脱贫": 20, "边缘": 17, "突发": 3}
    rows = people(*((village, kind, count) for village in VILLAGES for kind, count in counts.items()))
    for order in itertools.permutations(["全部", *counts]):
        book = Disclosure(10, VILLAGES)
        told = [
            name
            for name in order
            if not withheld(book, rows if name == "全部" else rows[rows["类别"] == name])
        ]
        assert "突发" not in told
        assert len(told) <= 2, order


@pytest.mark.promise("nothing personal leaves the house")
def test_random_figures_leave_no_small_count_to_be_computed() -> None:
    """Solve for every village what the told figures say of all classes together; no small class may follow."""
    dice, classes = random.Random(2), ["一般户", "脱贫", "边缘", "突发"]
    for _ in range(60):
        counts = {(village, kind): dice.choice([0, 3, 9, 12, 30]) for village in VILLAGES for kind in classes}
        rows = people(*((village, kind, count) for (village, kind), count in counts.items()))
        book, told = Disclosure(10, VILLAGES), []
        for _ in range(5):
            chosen = frozenset(dice.sample(classes, dice.randint(1, 4)))
            selected = rows[rows["类别"].isin(chosen)]
            hidden = withheld(book, selected)
            told.append((chosen, hidden))
        for kinds in (set(one) for size in (1, 2, 3) for one in itertools.combinations(classes[1:], size)):
            if sum(counts[village, kind] for village in VILLAGES for kind in kinds):
                for village in VILLAGES:
                    if sum(counts[village, kind] for kind in kinds) < 10:
                        present = [one for one, hidden in told if village not in hidden]
                        assert not follows(present, kinds, classes), (counts, told, village, kinds)


def follows(told: Sequence[frozenset[str]], wanted: set[str], classes: list[str]) -> bool:
    """Tell whether a class is a sum or difference of those told, by small multiples of each."""
    for factors in itertools.product((-1, 0, 1), repeat=len(told)):
        found = [
            sum(factor for factor, kinds in zip(factors, told, strict=True) if kind in kinds)
            for kind in classes
        ]
        if found == [int(kind in wanted) for kind in classes]:
            return True
    return False


# --- tables of two directions ----------------------------------------------------------------------------------


def test_in_a_table_of_two_directions_no_withheld_cell_can_be_computed() -> None:
    dice = random.Random(3)
    for _ in range(150):
        size = dice.randint(2, 3), dice.randint(2, 3)
        counts = [[dice.choice([0, 0, 1, 2, 3]) for _ in range(size[1])] for _ in range(size[0])]
        small = [[dice.random() < 0.3 for _ in row] for row in counts]
        hidden = withhold_cells(counts, small)
        assert all(
            gone
            for row, was in zip(hidden, small, strict=True)
            for gone, one in zip(row, was, strict=True)
            if one
        )
        if all(map(all, hidden)):
            continue
        others = list(tables_like(counts, hidden))
        for i, row in enumerate(hidden):
            for j, gone in enumerate(row):
                assert not gone or len({one[i][j] for one in others}) > 1, (counts, small, hidden, i, j)


def tables_like(counts: Counts, hidden: Sequence[Sequence[bool]]) -> Iterator[Counts]:
    """Yield all tables of counts with the same sums and the same told cells."""
    places = [(i, j) for i, row in enumerate(hidden) for j, gone in enumerate(row) if gone]
    rows, columns = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    table = [list(row) for row in counts]
    for i, j in places:
        table[i][j] = 0

    def fill(at: int) -> Iterator[Counts]:
        if at == len(places):
            if [sum(column) for column in zip(*table, strict=True)] == columns and list(
                map(sum, table)
            ) == rows:
                yield [list(row) for row in table]
            return
        i, j = places[at]
        room = min(rows[i] - sum(table[i]), columns[j] - sum(row[j] for row in table))
        for value in range(room + 1):
            table[i][j] = value
            yield from fill(at + 1)
        table[i][j] = 0

    return fill(0)


def test_one_small_cell_takes_three_with_it() -> None:
    counts = [[1, 20, 20], [20, 20, 20], [20, 20, 20]]
    hidden = withhold_cells(counts, [[True, False, False], [False] * 3, [False] * 3])
    assert sum(map(sum, hidden)) == 4
    assert hidden[0][0]
