from __future__ import annotations

import random
from collections import Counter

import pytest

from helpers.demo.shares import allot, household_sizes, largest_remainder, split


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (10, [1, 2, 3, 4], [1, 2, 3, 4]),
        (5, [0, 1, 1], [0, 3, 2]),
        (0, [3, 4], [0, 0]),
        (7, [0, 0], [0, 0]),
    ],
)
def test_shares_add_up_and_ties_go_to_the_earlier(total: int, weights: list[int], parts: list[int]) -> None:
    assert largest_remainder(total, weights) == parts


def test_the_rent_of_119_households_is_shared_to_the_cent() -> None:
    shares = largest_remainder(9_000_000, [11, 4, 9, 7, 4, 5, 9, 5, 7, 9, 12, 10, 9, 4, 9, 5])
    assert sum(shares) == 9_000_000
    assert (
        shares[2] - shares[6] == 1
    )  # nine households each; the cent that is left goes to the earlier village


@pytest.mark.parametrize(
    ("total", "count", "low", "high"), [(22, 5, 3, 5), (265, 58, 1, 5), (7, 7, 1, 1), (0, 0, 1, 5)]
)
def test_parts_keep_to_their_limits_and_add_up(total: int, count: int, low: int, high: int) -> None:
    parts = split(total, count, random.Random(1), low=low, high=high)
    assert (len(parts), sum(parts)) == (count, total)
    assert all(low <= part <= high for part in parts)


def test_what_cannot_be_split_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        split(30, 5, random.Random(1), low=1, high=5)


def test_household_sizes_fill_up_to_the_largest() -> None:
    assert household_sizes(3, 27, random.Random(1)) == [9, 9, 9]
    assert sum(household_sizes(100, 350, random.Random(1))) == 350
    with pytest.raises(ValueError, match="do not fit"):
        household_sizes(3, 28, random.Random(1))


def test_events_are_met_from_a_stock_of_sizes_even_where_the_first_choice_fails() -> None:
    # Taking 2 + 2 for the first need would leave 1 + 3, and no 3 for the last.
    groups = allot(Counter({1: 1, 2: 2, 3: 1}), [(2, 4), (1, 2), (1, 2)])
    assert groups == [[1, 3], [2], [2]]
    assert allot(Counter({2: 2}), [(1, 3)]) is None
