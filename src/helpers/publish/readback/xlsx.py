"""The workbook read back as Excel shows it: numbers in their formats, tables by their marks."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from helpers.publish.readback.pieces import Line, Piece, Row, squeeze
from helpers.wording.numbers import plain, rounded

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# How a workbook writes a character that XML cannot hold.
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# At the end, room for a space, as the formats of Chinese Excel have it.
_FORMAT = re.compile(r"#?,?#*0(?:\.(0+))?(%?)(?:_ )?")
# The formats that every workbook has, as far as they show a number as one.
_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}


def read_xlsx(content: bytes) -> list[Piece]:
    """Return the rows of all marked tables, and what stands outside them as lines; places are sheets and rows."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(_Workbook(archive).read())


def shown(value: str, code: str) -> str:
    """Return a number as a format shows it, without separators of thousands; in another format with its code."""
    if code == "General":
        return plain(float(value), 10)
    match = _FORMAT.fullmatch(code)
    if match is None:
        return f"{value}（格式{code}）"
    number = float(value) * (100 if match[2] else 1)
    return f"{rounded(number, len(match[1] or '')):f}{match[2]}"


class _Workbook:
    """The parts of the archive that all sheets share."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._strings = [_text(one) for one in self._children("xl/sharedStrings.xml", f"{_MAIN}si")]
        styles = self._parse("xl/styles.xml")
        codes = _BUILT_IN | {
            int(one.get("numFmtId")): one.get("formatCode") for one in styles.iter(f"{_MAIN}numFmt")
        }
        cells = styles.find(f"{_MAIN}cellXfs")
        self._codes = [codes.get(int(one.get("numFmtId", 0)), "?") for one in cells]

    def read(self) -> Iterator[Piece]:
        parts = self._parts("xl/workbook.xml")
        for sheet in self._children("xl/workbook.xml", f"{_MAIN}sheet"):
            yield from self._sheet(sheet.get("name"), parts[sheet.get(_ID)])

    def _sheet(self, name: str, path: str) -> Iterator[Piece]:
        tables = [self._parse(part) for part in self._parts(path).values() if "/tables/" in part]
        within = [tuple(map(int, re.findall(r"\d+", table.get("ref")))) for table in tables]
        for row in self._children(path, f"{_MAIN}row"):
            number = int(row.get("r"))
            cells = [self._cell(cell) for cell in row]
            place = f"工作表“{name}”第 {number} 行"
            if any(first <= number <= last for first, last in within):
                yield Row.of(place, cells)
            else:
                yield from (Line(place, squeeze(cell)) for cell in cells if cell)

    def _cell(self, cell: Any) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v", "")
        if kind == "s":
            return self._strings[int(value)]
        if kind == "inlineStr":
            return _text(cell)
        formula = cell.findtext(f"{_MAIN}f")
        if formula is not None:
            return f"={formula}"  # Nothing that is published is left to be computed.
        return shown(value, self._codes[int(cell.get("s", 0))]) if kind == "n" and value else value

    def _parts(self, path: str) -> dict[str, str]:
        """Return the parts that a part refers to, by their ids."""
        folder, name = posixpath.split(path)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._archive.namelist():
            return {}
        inner = [one for one in self._parse(relations) if one.get("TargetMode") != "External"]
        return {one.get("Id"): posixpath.normpath(posixpath.join(folder, one.get("Target"))) for one in inner}

    def _children(self, path: str, tag: str) -> Iterator[Any]:
        if path in self._archive.namelist():
            yield from self._parse(path).iter(tag)

    def _parse(self, path: str) -> Any:
        return etree.fromstring(self._archive.read(path))


def _text(element: Any) -> str:
    text = "".join(one.text or "" for one in element.iter(f"{_MAIN}t"))
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
