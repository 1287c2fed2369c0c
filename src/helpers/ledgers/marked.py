"""A workbook that bears a marking of secrecy is no ledger to report from: where it bears which."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter

from helpers.ledgers.problems import Problem
from helpers.ledgers.workbooks import Workbook
from helpers.markings import TO_DO, Markings

_SHARED = "xl/sharedStrings.xml"
#: Elements whose text is one for a reader, across the markup within it.
_UNITS = ("si", "is", "v", "p", "comment")
_PARTS = {
    "xl/drawings/": "文本框",
    "xl/comments": "批注",
    "xl/threadedComments": "批注",
    "docProps/": "文档属性",
}
#: What says in a header how its text looks: &"宋体,加粗"&14&K000000.
_LAYOUT = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]+|[A-Z])')


def check_markings(book: Workbook, markings: Markings) -> list[Problem]:
    """Return a problem for each place of a workbook that bears a marking: its name, a sheet, a cell, a header.

    Raises
    ------
    WorkbookError
        If the workbook is damaged.
    """
    file = book.path.name
    found = [("", "", mark) for mark in [markings.find(_words(Path(file).stem))] if mark]
    found += [(name, "", mark) for name in book.sheet_names if (mark := markings.find(_words(name)))]
    shared = False
    for name, xml in book.parts():
        if not markings.may_stand_in(xml):
            continue
        texts = list(_texts(xml, whole=name != _SHARED and name not in book.sheet_names))
        marks = [(kind, mark) for kind, text in texts if (mark := markings.find(text))]
        if name == _SHARED:
            shared = bool(marks)
        elif name in book.sheet_names:
            found += [(name, "页眉页脚", mark) for kind, mark in marks if kind.endswith(("Header", "Footer"))]
            shared |= any(kind in _UNITS for kind, _ in marks)
        else:
            place = next((told for start, told in _PARTS.items() if name.startswith(start)), name)
            found += [("", place, mark) for _, mark in marks]
    if shared:
        found += [place for name in book.sheet_names for place in _cells(book, name, markings)]
    return [_problem(file, *place) for place in dict.fromkeys(found)]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _texts(xml: bytes, whole: bool) -> Iterator[tuple[str, str]]:
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):
        kind = element.tag.rpartition("}")[2]
        if kind.endswith(("Header", "Footer")):
            yield from ((kind, _LAYOUT.sub("", part)) for part in re.split("&[LCR]", element.text or ""))
        elif kind in _UNITS or (whole and element.text):
            yield kind, "".join(element.itertext())


def _cells(book: Workbook, name: str, markings: Markings) -> Iterator[tuple[str, str, str]]:
    for row, cells in enumerate(book.sheet(name).rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and (mark := markings.find(cell)):
                yield name, f"{get_column_letter(column)}{row}", mark


def _problem(file: str, sheet: str, cell: str, mark: str) -> Problem:
    what = f"标有“{mark}”，不能在这里处理"
    return Problem("error", file, sheet, cell, what=what, do=TO_DO, rule="密级")
