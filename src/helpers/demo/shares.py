"""Whole numbers that add up: a total shared out by weights, or split into parts of a given number."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence


def largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """Share `total` out in proportion to `weights`; the largest remainders get the units that are left.

    Ties go to the earlier place, so the result depends on the order of the weights only.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [int(quota) for quota in quotas]
    # Rounded, because equal weights must give equal remainders in binary fractions too.
    order = sorted(range(len(weights)), key=lambda i: (-round(quotas[i] - parts[i], 9), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def split(total: int, count: int, rng: random.Random, *, low: int, high: int) -> list[int]:
    """Return `count` whole numbers from `low` to `high` that add up to `total`, in random order.

    Raises
    ------
    ValueError
        If there are no such numbers.
    """
    if not count * low <= total <= count * high:
        raise ValueError(f"{total} cannot be split into {count} parts from {low} to {high}")
    parts = []
    for left in range(count, 0, -1):
        mean = total / left
        least, most = max(low, total - (left - 1) * high), min(high, total - (left - 1) * low)
        part = total if left == 1 else round(rng.triangular(low, min(high, 2 * mean - low), mean))
        parts.append(min(max(part, least), most))
        total -= parts[-1]
    rng.shuffle(parts)
    return parts


def household_sizes(count: int, persons: int, rng: random.Random, *, largest: int = 9) -> list[int]:
    """Return the sizes of `count` households with `persons` members together, from 1 to `largest` each."""
    if not count <= persons <= count * largest:
        raise ValueError(f"{persons} persons do not fit {count} households")
    sizes = [1] * count
    for _ in range(persons - count):
        i = rng.randrange(count)
        while sizes[i] >= largest:
            i = rng.randrange(count)
        sizes[i] += 1
    return sizes


def allot(sizes: Counter[int], needs: Sequence[tuple[int, int]]) -> list[list[int]] | None:
    """Take from a stock of sizes, for each need, a number of them with a given sum; None when there are none.

    Parameters
    ----------
    sizes : Counter
        How many households there are of each size.
    needs : sequence of (count, sum)
        What each event asks for, in households and persons.
    """
    if not needs:
        return []
    (count, total), rest = needs[0], needs[1:]
    for chosen in _combinations(sorted(size for size in sizes if sizes[size]), sizes, count, total):
        left = sizes - Counter(chosen)
        if (others := allot(left, rest)) is not None:
            return [chosen, *others]
    return None


def _combinations(kinds: list[int], sizes: Counter[int], count: int, total: int) -> list[list[int]]:
    if not count:
        return [] if total else [[]]
    found = []
    for at, size in enumerate(kinds):
        for many in range(1, min(count, sizes[size]) + 1):
            if size * many > total:
                break
            tails = _combinations(kinds[at + 1 :], sizes, count - many, total - size * many)
            found += [[size] * many + tail for tail in tails]
    return found
