"""One sheet of a workbook: a title, lines of words, one table; laid out for screen, screen reader and paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from helpers.publish.figure_list import LIVE
from helpers.publish.report import DASH
from helpers.publish.setting.titles import ems

CONTENTS = "目录"
BACK = "返回目录"

# Limits of Excel, in UTF-16 units: of a sheet's name, a table's and its column's, a cell.
NAME, HEAD, CELL = 31, 255, 32_767
DIGITS = 15  # more than these Excel does not keep

SIZE = 11
BODY = {"font_name": "微软雅黑", "font_size": SIZE}  # without serifs, and on every Chinese Windows
PORTRAIT, LANDSCAPE = 46.0, 68.0  # characters of 11 pt that an A4 sheet has room for, margins of 15 mm
SMALL = LANDSCAPE / 0.75  # printed at three quarters of the size
LEGIBLE, NARROW, NARROWEST = 16.0, 14.0, 8.0  # what columns with long cells keep
LINK = {"underline": 1, "font_color": "#1F3864"}
EM = 1.9  # the width of a character in Excel's unit, a digit of the font
PADDING = 2.0  # on both sides of a cell, in characters
LINE = 17.0  # points
MOST_LINES = 15  # of a row; the cell holds the rest too
FROZEN = 8  # rows above the table; more would leave no room for what scrolls

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DIGITS = re.compile(r"\d[\d.]*")
_ENDS = "，。；、：）》” "


@dataclass(frozen=True)
class Number:
    """A number, and with how many decimals it is shown."""

    value: int | float | Decimal
    decimals: int = 0

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}f}"


Cell = str | Number


@dataclass(frozen=True)
class Sheet:
    """What a sheet shows.

    Attributes
    ----------
    lines : tuple of str
        What is said between the title and the table.
    total : bool
        Whether the last row is the sum of the others.
    links : tuple of str
        For each row the sheet to which its second cell leads.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[str, ...] = ()
    total: bool = False
    links: tuple[str, ...] = ()


def number(text: str) -> Cell:
    """Return a written number as a number, exactly; what is none, or has more digits than Excel keeps, as it is."""
    if not _NUMBER.fullmatch(text):
        return text
    value = Decimal(text)
    if len(value.as_tuple().digits) > DIGITS:
        return text
    return Number(value, len(text.partition(".")[2]))


def fitted(text: str) -> str:
    """Return text that a cell can hold: what is too long is cut, and says so where the eye falls first."""
    text = _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _units(text) <= CELL:
        return text
    mark = f"〔原文{len(text)}字，Excel一格放不下，以下只是开头，全文见 report.html 或 figures.csv〕"
    return mark + _cut(text, CELL - _units(mark))


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that Excel allows, and that no other sheet has."""
    legal = re.sub(r"[\[\]:*?/\\\s]+", " ", _ILLEGAL.sub("", wanted)).strip(" '") or "表"
    return _unique(_cut(legal, NAME).strip(" '"), taken, NAME)


def _unique(wanted: str, taken: Iterable[str], limit: int) -> str:
    """Return a name within a limit that differs from others in more than case."""
    others = {one.casefold() for one in taken}
    name, count = _cut(wanted, limit), 1
    while name.casefold() in others:
        count += 1
        name = f"{_cut(wanted, limit - len(str(count)) - 1)}_{count}"
    return name


def _units(text: str) -> int:
    return len(text) + sum(one > "\uffff" for one in text)


def _cut(text: str, limit: int) -> str:
    if _units(text) <= limit:
        return text
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


# --- layout ----------------------------------------------------------------------------------------------


def widths(sheet: Sheet) -> tuple[list[float], bool]:
    """Return the widths of a sheet's columns in characters, and whether the paper lies on its side.

    Long cells take several lines. What is printed becomes smaller only when turning the paper is not enough, and
    a heading is broken only after that. A number always has room in its column.
    """
    columns = list(zip(*sheet.rows, strict=True)) or [()] * len(sheet.heads)
    least = [max(map(_width, filter(_is_number, column)), default=0) + PADDING for column in columns]
    if sheet.links:  # LibreOffice does not break what leads elsewhere.
        least[1] = min(max(map(_width, columns[1])), 2 * LEGIBLE) + PADDING
    usual = [_usual(column) + PADDING for column in columns]
    one_line = [
        max(ems(head) + PADDING, *each) for head, *each in zip(sheet.heads, least, usual, strict=True)
    ]
    two_lines = [
        max(*(ems(part) + PADDING for part in _head_parts(head)), *each)
        for head, *each in zip(sheet.heads, least, usual, strict=True)
    ]
    steps = (
        (one_line, PORTRAIT, PORTRAIT),
        (one_line, PORTRAIT, LEGIBLE),
        (one_line, LANDSCAPE, NARROW),
        (one_line, SMALL, NARROW),
        (two_lines, SMALL, NARROWEST),
    )
    for wanted, room, narrow in steps:
        fit = _narrowed(wanted, least, room, narrow)
        if sum(fit) <= room:
            break
    return _spread(fit, min(room, LANDSCAPE)), room > PORTRAIT


def _narrowed(wanted: Sequence[float], least: Sequence[float], room: float, narrow: float) -> list[float]:
    """Return widths of which the widest are cut to one, no narrower than they may become, that fit."""
    most = room
    while True:
        fit = [max(floor, min(each, most)) for each, floor in zip(wanted, least, strict=True)]
        if sum(fit) <= room or most <= narrow:
            return fit
        most -= 0.5


def _usual(column: Sequence[Cell]) -> float:
    """Return the width that nine cells of ten keep to, where some are long."""
    each = sorted(map(_width, column)) or [0.0]
    return each[-1] if each[-1] <= LEGIBLE else each[len(each) * 9 // 10]


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Number)


def _width(cell: Cell) -> float:
    return max(ems(part[: round(2 * SMALL)]) for part in str(cell).split("\n"))


def _head_parts(head: str) -> tuple[str, ...]:
    at = head.find("（")
    return (head[:at], head[at:]) if at > 0 else (head,)


def _spread(wanted: Sequence[float], room: float) -> list[float]:
    slack = max(0.0, room - sum(wanted)) / len(wanted)
    return [round(each + slack, 2) for each in wanted]


def broken(text: str, room: float) -> list[str]:
    """Break a text into lines, after a mark of punctuation where one is not too far back, and in no number."""
    lines, start, mark, width = [], 0, 0, 0.0
    for place, one in enumerate(text):
        if one == "\n" or width + ems(one) > room:
            end = place if one == "\n" or mark - start < (place - start) * 0.6 else mark
            end = _before_number(text, start, end)
            lines.append(text[start:end].strip("\n"))
            start, width = end, ems(text[end:place])
        width += ems(one)
        if one in _ENDS:
            mark = place + 1
    return [*lines, text[start:].strip("\n")]


def _before_number(text: str, start: int, end: int) -> int:
    """Return where a number begins that would be parted at a place; the place itself where a line has no more."""
    whole = next(
        (one for one in _DIGITS.finditer(text, start, end + 1) if one.start() < end < one.end()), None
    )
    return whole.start() if whole and whole.start() > start else end


# --- writing ---------------------------------------------------------------------------------------------


class Writer:
    """Writes sheets into a workbook; all of them look alike."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._tables: list[str] = []
        self._format: Callable[..., Any] = cache(self._new_format)

    def write(self, sheet: Sheet) -> None:
        """Add a sheet to the workbook."""
        page: Worksheet = self._book.add_worksheet(sheet.name)
        rows = sheet.rows or ((DASH,) * len(sheet.heads),)
        wide, landscape = widths(sheet)
        for place, width in enumerate(wide):
            page.set_column(place, place, width * EM)
        heads = fitted_heads(sheet.heads)
        top = self._above(page, sheet, sum(wide))
        last = top + len(rows)
        self._table(page, sheet, heads, top, last, wide)
        for at, row in enumerate(rows, start=top + 1):
            needed = [_lines(str(cell), width) for cell, width in zip(row, wide, strict=True)]
            shown = min(max(needed), MOST_LINES)
            page.set_row(at, shown * LINE + 5)
            for place, (cell, lines) in enumerate(zip(row, needed, strict=True)):
                look = {
                    "bold": sheet.total and at == last,
                    "cut": lines > shown,
                }
                link = sheet.links[at - top - 1] if sheet.links and place == 1 else ""
                self._cell(page, at, place, cell, look, link)
        if top <= FROZEN:
            page.freeze_panes(top + 1, 0)
        _prepare_print(page, top, last, len(wide), landscape)

    def _above(self, page: Worksheet, sheet: Sheet, room: float) -> int:
        """Write what stands above the table, and return the row where that begins."""
        said = [*sheet.lines]
        for place, head in enumerate(sheet.heads, start=1):
            said += [f"第{place}列的表头全文：{head}"] if _units(head) > HEAD else []
        lines = [(line, "title") for line in broken(fitted(sheet.title), room * SIZE / 14)]
        lines += [(part, "line") for line in said for part in broken(fitted(line), room * SIZE / 10)]
        for at, (line, kind) in enumerate(lines):
            page.write_string(at, 0, line, self._format(kind, live=line.startswith(LIVE)))
            page.set_row(at, 26 if kind == "title" else 18)
        if sheet.name == CONTENTS:
            return len(lines)
        page.write_url(len(lines), 0, f"internal:'{CONTENTS}'!A1", self._format("back"), BACK)
        page.set_row(len(lines), 18)
        return len(lines) + 1

    def _table(
        self, page: Worksheet, sheet: Sheet, heads: Sequence[str], top: int, last: int, wide: Sequence[float]
    ) -> None:
        """Mark the table as one, with its head."""
        name = "".join(one if _is_word(one) else "_" for one in sheet.name)
        # A name of Latin letters could be that of a cell.
        name = _unique(f"表_{name}" if name[0].isascii() else name, self._tables, HEAD)
        self._tables.append(name)
        words = f"{sheet.title}：{len(sheet.rows)}行{len(heads)}列，第一行是表头"
        page.add_table(
            top,
            0,
            last,
            len(heads) - 1,
            {
                "name": name,
                "columns": [
                    {"header": head, "header_format": self._format("head", live=head.startswith(LIVE))}
                    for head in heads
                ],
                "autofilter": False,
                "banded_rows": False,
                "style": None,
                "title": _cut(fitted(sheet.title), HEAD),
                "description": _cut(fitted(f"{words}，最后一行是合计" if sheet.total else words), HEAD),
            },
        )
        needed = max(_lines(head, width) for head, width in zip(heads, wide, strict=True))
        page.set_row(top, min(needed, MOST_LINES) * LINE + 8)

    def _cell(
        self, page: Worksheet, at: int, place: int, cell: Cell, look: dict[str, bool], link: str
    ) -> None:
        if isinstance(cell, Number):
            page.write_number(at, place, float(cell.value), self._format("number", cell.decimals, **look))
        elif link:
            target = link.replace("'", "''")
            page.write_url(at, place, f"internal:'{target}'!A1", self._format("link", **look), fitted(cell))
        else:
            kind = "gap" if cell in ("", DASH) else "text"
            look["live"] = cell.startswith(LIVE)
            page.write_string(at, place, fitted(cell) or DASH, self._format(kind, **look))

    def _new_format(
        self,
        kind: str,
        decimals: int = 0,
        *,
        bold: bool = False,
        cut: bool = False,
        live: bool = False,
    ) -> Any:
        look: dict[str, Any] = BODY | {"valign": "top" if cut else "vcenter", "bold": bold}
        if kind not in ("title", "line", "back"):
            look |= {"border": 1, "border_color": "#7F7F7F", "text_wrap": True}
        digits = f"0.{'0' * decimals}" if decimals else "0"
        kinds: dict[str, dict[str, Any]] = {
            "title": {"font_size": 14, "bold": True},
            "line": {"font_size": 10},
            "back": {"font_size": 10} | LINK,
            "head": {"bold": True, "align": "center", "bg_color": "#E7E6E6"},
            # With room for a space behind it, as Chinese Excel's own format for numbers has.
            "number": {"num_format": f"{digits}_ ", "align": "right"},
            "gap": {"align": "center"},
            "link": {"align": "left", "indent": 1} | LINK,
            "text": {"align": "left", "indent": 1},
        }
        look |= kinds[kind]
        if live:  # It stays text in Excel when somebody edits the cell.
            look["quote_prefix"] = True
        return self._book.add_format(look)


def fitted_heads(heads: Sequence[str]) -> list[str]:
    """Return headings that Excel takes: none empty, none twice, none too long."""
    taken: list[str] = []
    for place, head in enumerate(heads, start=1):
        name = _cut(" ".join(fitted(head).split()), HEAD) or f"第{place}列"
        while name.casefold() in (one.casefold() for one in taken):
            # It says the same to a reader, and something else to Excel.
            name = f"{name} " if len(name) < HEAD else f"{name[:-2]}… "
        taken.append(name)
    return taken


def _is_word(one: str) -> bool:
    return _is_letter(one) or (one.isascii() and one.isalnum())


def _is_letter(one: str) -> bool:
    return unicodedata.category(one).startswith("L")


def _lines(text: str, width: float) -> int:
    """Return how many lines a cell's text takes, rather too many than too few."""
    room = width - PADDING + 0.6

    def lines(part: str) -> int:
        # A line that is broken ends up to a character early, before a mark that must not begin the next.
        return 1 if ems(part) <= room else -int(-ems(part) // max(room - 0.7, 1))

    return sum(map(lines, text.split("\n")))


def _prepare_print(page: Worksheet, top: int, last: int, columns: int, landscape: bool) -> None:
    page.set_paper(9)
    if landscape:
        page.set_landscape()
    page.set_margins(left=0.59, right=0.59, top=0.71, bottom=0.71)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.print_area(0, 0, last, columns - 1)
    page.center_horizontally()
    page.set_footer("&C第 &P 页 共 &N 页")
