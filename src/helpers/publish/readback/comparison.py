"""One file compared with the report: nothing is missing, nothing is changed, no number is there besides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from helpers.publish.readback.listed import Difference, fits, own_numbers
from helpers.publish.readback.matching import differing, gaps, nearest_line, nearest_row, same, within
from helpers.publish.readback.pieces import (
    Line,
    Piece,
    Row,
    is_leftward,
    numbers,
    plain_signs,
    same_beside_leftward,
    squeeze,
)
from helpers.publish.readback.reader import Reader
from helpers.publish.readback.wanted import (
    FLOATING,
    PROSE,
    known_numbers,
    titles,
    wanted_lines,
    wanted_rows,
)
from helpers.publish.report import Figure, Report

# What a rendering numbers by itself: 附件2, 注1, the items of a list.
ORDINAL = re.compile(r"(附件?|注|图|表|第)：?\d+|^\d+\.(?!\d)")

# What stands before a note.
NOTE = re.compile(r"注\d*：")
# Of what is taken out of a text, so that the rest of it stays where it is.
GONE = "\n"


def compare_file(report: Report, reader: Reader, pieces: Sequence[Piece]) -> Iterator[Difference]:
    """Yield where the pieces of a file do not say what the report says.

    Every line and row of the report must be there, word by word: text and rows in their order, what belongs to a
    picture or stands about a table wherever the page has put it. What a file holds besides, such as contents, annexes
    and tooltips, may say the report's own numbers only; where it names a figure, that figure's.
    """
    lines = [piece for piece in pieces if isinstance(piece, Line) and not piece.aside]
    aside = [piece for piece in pieces if isinstance(piece, Line) and piece.aside]
    rows = [piece for piece in pieces if isinstance(piece, Row)]
    text = _Text(lines)
    wanted = wanted_lines(report, reader)
    prose, floating = wanted.pop(PROSE), [line for kind in FLOATING for line in wanted.pop(kind)]
    for some in wanted.values():
        yield from text.compare(some, text.pair(some))
    pairs = text.pair(prose)
    lacking = text.lacking(floating)
    yield from text.compare(prose, pairs)
    yield from text.compare_anywhere(lacking)
    table = _Rows(rows)
    yield from table.compare(wanted_rows(report, reader))
    listing = _Listing(report, reader)
    yield from listing.compare([*table.left(), *text.left(), *aside])


@dataclass
class _Text:
    """The lines of a file, and what of them was wanted."""

    lines: Sequence[Line]
    rest: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.rest = [line.text for line in self.lines]

    def pair(self, wanted: Sequence[Line]) -> dict[int, int]:
        """Pair the lines that are there in the order in which they are wanted."""
        pairs = same([line.text for line in wanted], [line.text for line in self.lines])
        for place in pairs.values():
            self.rest[place] = ""
        return pairs

    def lacking(self, wanted: Sequence[Line]) -> list[Line]:
        """Take the lines that stand anywhere, whole or going on on the next page; return those that do not."""
        there: dict[str, list[int]] = {}
        for place, text in reversed(list(enumerate(self.rest))):
            if text:
                there.setdefault(text, []).append(place)
                if noted := NOTE.match(text):
                    there.setdefault(text[noted.end() :], []).append(place)
        left = []
        for line in wanted:
            places = there.get(line.text, [])
            while places and not self.rest[places[-1]]:
                places.pop()
            if places:
                self.rest[places.pop()] = ""
            else:
                left.append(line)
        left = [line for line in left if not self._broken(line.text)]
        return [Line(line.place, part) for line in left for part in line.parts or (line.text,)]

    def _broken(self, text: str) -> bool:
        """Take the pieces of a line that goes on on the next page, whatever stands between them."""
        for first in range(len(self.rest)):
            places, at = [], 0
            for place in range(first, len(self.rest)):
                if taken := self._going_on(place, text, at):
                    places.append(place)
                    at += taken
                elif place == first:
                    break
                if at == len(text):
                    for each in places:
                        self.rest[each] = ""
                    return True
        return False

    def _going_on(self, place: int, text: str, at: int) -> int:
        """Return how much of a text a line has, from a place in the text on; the 注： before a note does not count."""
        rest = self.rest[place]
        noted = NOTE.match(rest)
        for part in (rest, rest[noted.end() :] if noted else ""):
            if part and text.startswith(part, at):
                return len(part)
        return 0

    def compare(self, wanted: Sequence[Line], pairs: dict[int, int]) -> Iterator[Difference]:
        """Look for the others within lines, or over several: a paragraph goes on on the next page."""
        for missing, others in gaps(pairs, len(wanted), len(self.lines)):
            places = [place for place in others if self.rest[place]]
            yield from self._within([wanted[number] for number in missing], places, in_order=True)

    def compare_anywhere(self, wanted: Sequence[Line]) -> Iterator[Difference]:
        """Look for lines within all that is left: a caption with the unit behind it."""
        places = [place for place, rest in enumerate(self.rest) if rest]
        yield from self._within(wanted, places, in_order=False)

    def _within(
        self, wanted: Sequence[Line], places: Sequence[int], *, in_order: bool
    ) -> Iterator[Difference]:
        starts, joined = {}, ""
        for place in places:
            starts[place] = len(joined)
            joined += self.rest[place]
        start, lost, taken = 0, [], []
        for line in wanted:
            at = within(line.text, joined, start, set(starts.values()))
            if at < 0 and is_leftward(line.text):
                at = within(plain_signs(line.text), plain_signs(joined), start, set(starts.values()))
            if at < 0:
                lost.append(line)
                continue
            end = at + len(line.text)
            taken.append((at, end))
            if in_order:
                start = end
            else:
                joined = f"{joined[:at]}{GONE * len(line.text)}{joined[end:]}"
        taken.sort()
        for place, begin in starts.items():
            self.rest[place] = _without(self.rest[place], [(at - begin, end - begin) for at, end in taken])
        yield from self._lost(lost, places)

    def _lost(self, lost: Iterable[Line], places: Sequence[int]) -> Iterator[Difference]:
        for line in lost:
            others = {
                Line(self.lines[place].place, self.rest[place]): place for place in places if self.rest[place]
            }
            near = nearest_line(line, list(others))
            if near is None:
                yield Difference(line.place, differing(line.text, "")[0], "")
            else:
                yield Difference(f"{near.place}（{line.place}）", *differing(line.text, near.text))
                self.rest[others[near]] = ""

    def left(self) -> list[Line]:
        """Return what is there besides."""
        return [
            Line(line.place, rest, line.counts)
            for line, rest in zip(self.lines, self.rest, strict=True)
            if rest
        ]


@dataclass
class _Rows:
    """The rows of a file, and which of them were wanted."""

    rows: Sequence[Row]
    taken: set[int] = field(default_factory=set)

    def compare(self, wanted: Sequence[Row]) -> Iterator[Difference]:
        """Look for all rows; one may go on on the next page."""
        pairs = same([row.cells for row in wanted], [row.cells for row in self.rows])
        self.taken.update(pairs.values())
        for missing, others in gaps(pairs, len(wanted), len(self.rows)):
            places = [place for place in others if place not in self.taken]
            for row in (wanted[number] for number in missing):
                if not self._broken(row, places):
                    yield from self._lost(row, places)

    def _broken(self, row: Row, places: list[int]) -> bool:
        for at, first in enumerate(places):
            whole: Row | None = self.rows[first]
            for place in places[at + 1 :]:
                whole = whole and whole.going_on(self.rows[place])
                if whole is None or not whole.begins(row):
                    break
                if whole.cells == row.cells:
                    self.taken.update(each for each in places[at:] if each <= place)
                    places[:] = [each for each in places if each > place]
                    return True
        return False

    def _lost(self, row: Row, places: list[int]) -> Iterator[Difference]:
        others = {self.rows[place]: place for place in reversed(places)}
        near = nearest_row(row, list(others)[::-1])
        if near is None:
            yield Difference(row.place, differing("｜".join(row.cells), "")[0], "")
            return
        self.taken.add(others[near])
        places.remove(others[near])
        for number, (cell, read) in enumerate(zip(row.cells, near.cells, strict=True)):
            if cell != read and not same_beside_leftward(cell, read):
                head = row.heads[number] if number < len(row.heads) else f"第 {number + 1} 列"
                yield Difference(f"{near.place}（{row.place}）“{head}”", *differing(cell, read))

    def left(self) -> list[Row]:
        """Return the rows that are there besides."""
        return [row for place, row in enumerate(self.rows) if place not in self.taken]


class _Listing:
    """The figures that a file lists, and the numbers that it may say besides."""

    def __init__(self, report: Report, reader: Reader) -> None:
        self._report = report
        self._reader = reader
        self._known = known_numbers(report)
        self._titles = titles(report)
        self._by_name: dict[str, list[Figure]] = {}
        for figure in report.figures.values():
            self._by_name.setdefault(squeeze(figure.name.rpartition(".")[2]), []).append(figure)
        self._by_full_name = {squeeze(figure.name): figure for figure in report.figures.values()}

    def compare(self, left: Sequence[Piece]) -> Iterator[Difference]:
        """Compare what is there besides with the figures that it names, else with all numbers of the report."""
        wanted = self._report.figures.values() if self._reader.all_figures else self._report.quoted()
        unlisted = {figure.name: figure for figure in wanted}
        rest = list(left)
        while rest:
            piece = rest.pop(0)
            if isinstance(piece, Line) or not (named := self._named(piece)):
                yield from self._strange(piece)
                continue
            figure = self._listed(piece, named, rest, unlisted)
            unlisted.pop((figure or named[0]).name, None)
            if figure is None:
                wanted_cells = f"{named[0].text}｜{named[0].definition}｜{named[0].rows_said}"
                place = f"{piece.place}“{named[0].name}”"
                yield Difference(place, *differing(wanted_cells, "｜".join(piece.cells[1:])))
        yield from (Difference(f"指标说明“{name}”", figure.text, "") for name, figure in unlisted.items())

    def _listed(
        self, row: Row, named: Sequence[Figure], rest: list[Piece], unlisted: Collection[str]
    ) -> Figure | None:
        """Return the figure that a row lists, rather one that was not listed yet; with its rest on the next page."""
        whole: Row | None = row
        for others in range(len(rest) + 1):
            fitting = [
                figure for figure in named if whole and fits(figure, whole.cells, self._reader.written)
            ]
            if fitting:
                del rest[:others]
                return min(fitting, key=lambda figure: figure.name not in unlisted)
            after = rest[others] if others < len(rest) else None
            whole = (
                whole.going_on(after)
                if whole and isinstance(after, Row) and after.place != row.place
                else None
            )
            if whole is None:
                break
        return None

    def _named(self, piece: Row) -> list[Figure]:
        """Return the figures that a row may list: by the full name, in its first or second cell, or by the short."""
        if len(piece.cells) == 1:
            return []
        full = (self._by_full_name.get(name) for name in piece.cells[:2])
        found = [figure for figure in full if figure is not None]
        return found or self._by_name.get(piece.cells[0], [])

    def _strange(self, piece: Piece) -> Iterator[Difference]:
        """Yield the texts with numbers that are not the report's; after a figure's name, not that figure's."""
        counts = piece.counts if isinstance(piece, Line) else 0
        for text in piece.cells if isinstance(piece, Row) else (piece.text,):
            plain = ORDINAL.sub("", self._untitled(text))
            said = [number for number in numbers(plain) if not _counted(number, counts)]
            if said and not set(said) <= (self._own(text) if isinstance(piece, Line) else self._known):
                yield Difference(piece.place, "", text[:60])

    def _untitled(self, text: str) -> str:
        """Return a text without the titles in it, whose digits run into those beside them: 141团 and a page number."""
        for title in self._titles:
            text = text.replace(title, " ")
        return text

    def _own(self, text: str) -> set[str]:
        begun = [name for name in self._by_full_name if text.startswith(name)]
        return own_numbers(self._by_full_name[max(begun, key=len)]) if begun else self._known


def _counted(number: str, counts: int) -> bool:
    return number.isdigit() and int(number) <= counts


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text without the parts that are accounted for; what stood on either side stays apart."""
    for start, end in reversed(list(spans)):
        if start < len(text) and end > 0:
            text = f"{text[: max(0, start)]} {text[max(0, end) :]}"
    return text.strip()
