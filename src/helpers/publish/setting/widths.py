"""Sizes and widths of a table's columns, so that it fills the width of the text at the largest size that fits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.publish.setting.titles import ems

TEXT_WIDTH = 156 / 25.4 * 72
# Of a page turned to landscape: the height of the text of an upright one.
TURNED_WIDTH = 225 / 25.4 * 72
# Of a table's text and its inset, in points; the first at which it fits.
SIZES = ((10.5, 3.5), (9.0, 3.0))
SMALLEST = (8.0, 2.0)
MANY = 80  # rows from which an appended list is set at the smallest size
Sizes = Sequence[tuple[float, float]]
LONG = 6.0  # characters of a cell that may be broken over lines
LEAST = 4.0  # characters that a column needs to be read, where it has so much to say

# What a line is never broken in: all but spaces and the characters of Chinese, Japanese and Korean.
_SOLID = re.compile(
    r"[^ \u3000\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff]{4,}"
)


def is_wide(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a table has more columns than an upright page can show at the smallest size."""
    size, inset = SMALLEST
    return sum(min(LEAST, most) * size + 2 * inset for most in _narrow(_columns(rows))) > TEXT_WIDTH


def fit(
    rows: Sequence[Sequence[str]], width: float = TEXT_WIDTH, sizes: Sizes = SIZES
) -> tuple[float, float, list[float]]:
    """Return size, inset and column widths, in points, at which a table fills a width.

    The largest size at which only headings need a second line; at the smallest one, the wide columns share
    what the narrow ones leave.
    """
    columns = _columns(rows)
    natural = [max(map(ems, column)) + 0.2 for column in columns]
    narrow = _narrow(columns)
    for size, inset in sizes:
        for wanted in (natural, narrow):
            taken = [each * size + 2 * inset for each in wanted]
            if sum(taken) <= width:
                slack = (width - sum(taken)) / len(taken)
                return size, inset, [round(each + slack, 3) for each in taken]
    size, inset = sizes[-1] if len(columns) < 10 else SMALLEST
    usual = [min(most, max(LONG, _usual(column))) for most, column in zip(narrow, columns, strict=True)]
    return size, inset, _shared([each * size + 2 * inset for each in usual], width)


def appended_sizes(rows: Sequence[Sequence[str]]) -> Sizes:
    """Return the sizes at which an appended table may be set: a long list at the smallest."""
    return SIZES if len(rows) <= MANY else (SMALLEST,)


def row_height(cells: Sequence[str], rooms: Sequence[float]) -> float:
    """Return about how high a row of a table is, in characters of its size, without what is around its text.

    Parameters
    ----------
    rooms : sequence of float
        How many characters a line of each column has.
    """
    lines = max((-(-ems(cell) // room) for cell, room in zip(cells, rooms, strict=True)), default=1)
    return max(1.0, lines) * 1.35 - 0.35


def breakable(text: str, room: float) -> str | list[str]:
    """Return a text in pieces between which a line may be broken, where a word has no room in one line.

    Parameters
    ----------
    room : float
        How many characters a line has.
    """
    pieces: list[str] = []
    at = 0
    for run in _SOLID.finditer(text):
        # The widest letters take much more than ems() gives them.
        if ems(run[0]) > room * 0.6:
            pieces += [text[at : run.start()], *run[0]]
            at = run.end()
    return list(filter(None, [*pieces, text[at:]])) if pieces else text


def _columns(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return list(zip(*(row for row in rows if row), strict=True))


def _narrow(columns: Sequence[Sequence[str]]) -> list[float]:
    """Return the widths at which no cell needs a second line, but a heading where the cells below are narrower."""
    return [max(map(ems, (*head_lines(column[0], 2.5), *column[1:]))) + 0.2 for column in columns]


def _usual(column: Sequence[str]) -> float:
    """Return the width that nearly all cells keep to: one long list does not make its column wide."""
    return sorted(map(ems, column))[len(column) * 19 // 20] + 0.2


def head_lines(name: str, room: float) -> list[str]:
    """Break the heading of a column before its unit, else in the middle, where it has no room in one line."""
    if ems(name) <= room:
        return [name]
    unit = name.find("（")
    at = unit if unit > 0 else (len(name) + 1) // 2
    return [name[:at], name[at:]]


def _shared(wanted: Sequence[float], width: float) -> list[float]:
    """Give narrow columns what they want; the others share the rest, those with more to say get more."""
    room, wide = width, list(range(len(wanted)))
    while narrow := [place for place in wide if wanted[place] <= room / len(wide)]:
        room -= sum(wanted[place] for place in narrow)
        wide = [place for place in wide if place not in narrow]
    if not wide:
        return [round(each + room / len(wanted), 3) for each in wanted]
    shares = {place: wanted[place] ** 0.5 for place in wide}
    part = room / sum(shares.values())
    widths = (part * shares[place] if place in shares else each for place, each in enumerate(wanted))
    return [round(width, 3) for width in widths]
