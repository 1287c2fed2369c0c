"""Tables of the Word file: the widths of their columns, the heights of their rows, where a page may break them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from helpers.publish.report import Column, Table
from helpers.publish.setting.titles import ems
from helpers.publish.setting.widths import head_lines
from helpers.publish.word.markup import (
    HEIGHT,
    PITCH,
    Element,
    bookmark,
    cell,
    link,
    paragraph,
    row,
    run,
    table,
)

CELL = 10.5  # points, of the style Cell
LINE = 1.35  # of the text in tables, in characters
# LibreOffice sets some space between Chinese and other letters: it is taken from the room beside the words.
SPACED, LEAST_INSET = 1.5, 1.2  # points
# A table stays whole where it leaves no more than a third of a page empty before it; of another one a good
# part stands where it begins. So it is in the PDF, too.
WHOLE_ROWS, WHOLE_HEIGHT = 15, HEIGHT // 3
BEGIN = 6 * PITCH


class Grid:
    """The columns of a table: their widths, the size of its text, the room about it.

    Parameters
    ----------
    fitted : tuple
        Size, inset and widths in points, from `fit`.
    spare : float
        Of the height of a row of one line, what is not its line, in characters.
    """

    def __init__(
        self, columns: Sequence[Column], fitted: tuple[float, float, list[float]], *, spare: float
    ) -> None:
        self._columns = columns
        self._size, inset, widths = fitted
        self._rooms = [(width - 2 * inset) / self._size for width in widths]
        self._sides = round(max(inset - SPACED, LEAST_INSET) * 20)
        self._heights = round(self._size * spare / 2 * 20)
        self._line = round(self._size * LINE * 20)
        edges = [round(sum(widths[:place]) * 20) for place in range(len(widths) + 1)]
        self._widths = [right - left for left, right in pairwise(edges)]

    def _paragraph(
        self,
        words: str,
        style: str = "Cell",
        *,
        bold: bool = False,
        mark: tuple[str, int] | None = None,
        to: str | None = None,
        keep: bool = False,
        align: str = "",
    ) -> Element:
        """Return what stands in a cell; `mark` is its bookmark, `to` the one that it leads to."""
        usual = self._size == CELL
        content = [run(words, size=None if usual else self._size, bold=bold)]
        if mark:
            content = bookmark(*mark, *content)
        if to:
            content = [link(to, *content)]
        return paragraph(style, *content, line=None if usual else self._line, keep=keep, align=align)

    def height(self, cells: Sequence[str]) -> int:
        """Return about how high a row is."""
        filled = zip(cells, self._rooms, strict=True)
        lines = max((-(-ems(words) // room) for words, room in filled), default=1)
        return round(max(1, lines) * self._line) + 2 * self._heights

    def heads(self, links: Sequence[str | None] = ()) -> Element:
        """Return the row of headings, which every page repeats; each may lead to a bookmark."""
        parts = zip(
            self._columns, self._widths, self._rooms, links or [None] * len(self._columns), strict=True
        )
        return row(
            [
                cell(width, self._paragraph("\n".join(head_lines(column.name, room)), "CellHead", to=to))
                for column, width, room, to in parts
            ],
            head=True,
        )

    def row(
        self,
        cells: Sequence[str],
        *,
        bold: bool = False,
        keep: bool = False,
        mark: tuple[str, int] | None = None,
    ) -> Element:
        """Return a row; `mark` is the bookmark of its first cell."""
        marks = [mark, *[None] * len(cells)]
        return row(
            [
                cell(
                    width,
                    self._paragraph(
                        words, bold=bold, keep=keep, mark=mark, align="right" if column.number else ""
                    ),
                )
                for column, width, words, mark in zip(self._columns, self._widths, cells, marks, strict=False)
            ]
        )

    def title(self, words: str) -> Element:
        """Return a shaded row with the title of the rows below it."""
        content = self._paragraph(words, "CellHead", align="left")
        return row([cell(sum(self._widths), content, columns=len(self._widths), shade="EBEBEB")])

    def table(self, title: str, rows: Sequence[Element]) -> Element:
        """Return the table of these rows."""
        return table(title, self._widths, rows, sides=self._sides, heights=self._heights)


def kept(one: Table, heights: Sequence[int]) -> set[int]:
    """Return the rows that stay on the page of what follows; the first of the heights is that of the headings."""
    last = len(heights) - 2
    ends = {last} if one.notes else set()
    above = 2 * PITCH if one.unit else PITCH
    if last < WHOLE_ROWS and above + sum(heights) + len(one.notes) * PITCH // 2 <= WHOLE_HEIGHT:
        return ends | set(range(last))
    begin = set()
    for place, height in enumerate(heights):
        above += height
        if above < BEGIN:
            begin.add(place)
    # The sum never stands alone at the top of a page.
    return ends | begin | {last - 1}
