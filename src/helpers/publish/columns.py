"""Sizes and widths of a table's columns, so that it fills the width of the text at the largest size that fits."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.publish.titles import ems

TEXT_WIDTH = 156 / 25.4 * 72
# Of a table's text and its inset, in points; the first at which it fits.
SIZES = ((10.5, 3.5), (9.0, 3.0))
SMALLEST = (8.0, 2.0)
LONG = 6.0  # characters of a cell that may be broken over lines


def fit(rows: Sequence[Sequence[str]]) -> tuple[float, float, list[float]]:
    """Return size, inset and column widths, in points, at which a table fills the width of the text.

    The largest size at which only headings need a second line; at the smallest one, the wide columns share
    what the narrow ones leave.
    """
    columns = list(zip(*(row for row in rows if row), strict=True))
    natural = [max(map(ems, column)) + 0.2 for column in columns]
    # A heading may take two lines where the cells below are narrower.
    narrow = [max(map(ems, (*head_lines(column[0], 2.5), *column[1:]))) + 0.2 for column in columns]
    for size, inset in SIZES:
        for wanted in (natural, narrow):
            taken = [each * size + 2 * inset for each in wanted]
            if sum(taken) <= TEXT_WIDTH:
                slack = (TEXT_WIDTH - sum(taken)) / len(taken)
                return size, inset, [round(each + slack, 3) for each in taken]
    size, inset = SIZES[-1] if len(columns) < 10 else SMALLEST
    usual = [min(most, max(LONG, _usual(column))) for most, column in zip(narrow, columns, strict=True)]
    return size, inset, _shared([each * size + 2 * inset for each in usual])


def _usual(column: Sequence[str]) -> float:
    """Return the width that nine cells of ten keep to: one long list does not make its column wide."""
    return sorted(map(ems, column))[len(column) * 9 // 10] + 0.2


def head_lines(name: str, room: float) -> list[str]:
    """Break the heading of a column before its unit, else in the middle, where it has no room in one line."""
    if ems(name) <= room:
        return [name]
    unit = name.find("（")
    at = unit if unit > 0 else (len(name) + 1) // 2
    return [name[:at], name[at:]]


def _shared(wanted: Sequence[float]) -> list[float]:
    """Give narrow columns what they want; the others share the rest, those with more to say get more."""
    room, wide = TEXT_WIDTH, list(range(len(wanted)))
    while narrow := [place for place in wide if wanted[place] <= room / len(wide)]:
        room -= sum(wanted[place] for place in narrow)
        wide = [place for place in wide if place not in narrow]
    if not wide:
        return [round(each + room / len(wanted), 3) for each in wanted]
    shares = {place: wanted[place] ** 0.5 for place in wide}
    part = room / sum(shares.values())
    widths = (part * shares[place] if place in shares else each for place, each in enumerate(wanted))
    return [round(width, 3) for width in widths]
