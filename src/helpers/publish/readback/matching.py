"""What is wanted found again in what was read: in its order, and each piece of it once."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from helpers.publish.readback.pieces import Line, Row

# How much of two texts is shown around the place where they begin to differ.
AROUND = 16
# From here on two texts are taken for the same one with a fault in it.
ALIKE = 0.6


def same(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> dict[int, int]:
    """Pair what is wanted with equal things found, in one order: place among the wanted to place among the found.

    Things that stand once on both sides come first, in the longest order they agree in; between these the others.
    """
    anchors = _longest_rise(_single(wanted, found))
    pairs = dict(anchors)
    for (low, below), (high, above) in zip(
        [(-1, -1), *anchors], [*anchors, (len(wanted), len(found))], strict=True
    ):
        some, others = wanted[low + 1 : high], found[below + 1 : above]
        if some and others:
            for block in SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks():
                pairs |= {low + 1 + block.a + step: below + 1 + block.b + step for step in range(block.size)}
    return pairs


def gaps(pairs: dict[int, int], wanted: int, found: int) -> Iterator[tuple[range, range]]:
    """Yield what has no pair: places among the wanted, and those among the found where they must stand."""
    ends = [(-1, -1), *sorted(pairs.items()), (wanted, found)]
    for (low, below), (high, above) in pairwise(ends):
        if high > low + 1:
            yield range(low + 1, high), range(below + 1, above)


def within(text: str, joined: str, start: int, edges: set[int]) -> int:
    """Return where a text stands in joined pieces, -1 if nowhere; a number is not found within a longer one.

    Parameters
    ----------
    edges : set of int
        Where pieces begin: there a digit after a digit is another number.
    """
    at = joined.find(text, start)
    while at >= 0:
        if not any(
            end not in edges and joined[max(0, end - 1) : end + 1].isdigit() and 0 < end < len(joined)
            for end in (at, at + len(text))
        ):
            return at
        at = joined.find(text, at + 1)
    return -1


def nearest_line(line: Line, others: Sequence[Line]) -> Line | None:
    """Return the line that is most likely the one that was wanted, with a fault in it."""
    best, likeness = None, ALIKE
    for other in others:
        matcher = SequenceMatcher(None, line.text, other.text, autojunk=False)
        if matcher.real_quick_ratio() > likeness and matcher.quick_ratio() > likeness:
            best, likeness = (other, matcher.ratio()) if matcher.ratio() > likeness else (best, likeness)
    return best


def nearest_row(row: Row, others: Sequence[Row]) -> Row | None:
    """Return the row that has most cells in common with the one that was wanted, at least half of them."""

    def alike(other: Row) -> int:
        return sum(one == two for one, two in zip(row.cells, other.cells, strict=False))

    fitting = [other for other in others if len(other.cells) == len(row.cells)]
    best = max(fitting, key=alike, default=None)
    return best if best is not None and 2 * alike(best) >= len(row.cells) else None


def differing(wanted: str, found: str) -> tuple[str, str]:
    """Return the two texts from shortly before to shortly after the place where they differ."""
    start = next(
        (at for at, (one, two) in enumerate(zip(wanted, found, strict=False)) if one != two),
        min(len(wanted), len(found)),
    )
    end = 0
    while end < min(len(wanted), len(found)) - start and wanted[-1 - end] == found[-1 - end]:
        end += 1
    shown = []
    for text in (wanted, found):
        low, high = max(0, start - AROUND), min(len(text), len(text) - end + AROUND)
        cut = text[low:high] if high - low <= 6 * AROUND else text[low : low + 6 * AROUND] + "…"
        shown.append(("…" if low else "") + cut + ("…" if high < len(text) else ""))
    return shown[0], shown[1]


def _single(wanted: Sequence[Hashable], found: Sequence[Hashable]) -> list[tuple[int, int]]:
    once, places = Counter(wanted), Counter(found)
    at = {thing: place for place, thing in enumerate(found)}
    return [(place, at[one]) for place, one in enumerate(wanted) if once[one] == 1 == places[one]]


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of the pairs in which the second rises as the first does."""
    tails: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for place, (_, second) in enumerate(pairs):
        at = bisect_left(tails, second)
        before[place] = last[at - 1] if at else -1
        tails[at : at + 1] = [second]
        last[at : at + 1] = [place]
    rise, place = [], last[-1] if last else -1
    while place >= 0:
        rise.append(pairs[place])
        place = before[place]
    return rise[::-1]
