"""The dominance rules, on the examples and at the limits that the handbooks give."""

from __future__ import annotations

import pytest

from helpers.gate.dominance import is_dominated


@pytest.mark.parametrize(
    ("amounts", "n", "k", "p", "dominated"),
    [
        # Handbook on Statistical Disclosure Control (2010), 4.2.1: a cell of 100 whose two largest have 50 and 30 is
        # sensitive by a 2-75 rule and not by a 2-85 rule.
        ([50, 30, 20], 2, 75, 0, True),
        ([50, 30, 20], 2, 85, 0, False),
        # There: by p = 10, X - x1 - x2 = 4 is less than 10 % of x1 = 70; with 7 it is exactly that and safe.
        ([70, 26, 4], 2, 100, 10, True),
        ([70, 20, 7], 2, 99, 10, False),
        ([70, 20, 6.99], 2, 99, 10, True),
        # At the limits of 2-90.
        ([60, 30, 10], 2, 90, 0, True),
        ([60, 29, 11], 2, 90, 0, False),
        ([59.6, 30, 10.4], 2, 90, 0, False),
        # One or two contributors have all of it; none gives nobody away.
        ([5], 2, 90, 10, True),
        ([5, 5], 2, 90, 10, True),
        ([], 2, 90, 10, False),
        ([0, 0, -3], 2, 90, 10, False),
        ([1] * 30, 2, 90, 10, False),
    ],
)
def test_an_amount_is_dominated(amounts: list[float], n: int, k: float, p: float, dominated: bool) -> None:
    assert is_dominated(amounts, n=n, k=k, p=p) is dominated


def test_without_other_rules_it_is_2_90_and_10_percent() -> None:
    assert is_dominated([60, 30, 10])
    assert not is_dominated([40, 30, 25, 5])
    assert is_dominated([70, 20, 6.9], k=100)
    assert not is_dominated([70, 20, 7.5], k=100)
    assert is_dominated([0.5])
