"""The Word file read back: paragraphs, rows and the words for pictures, in the order of the document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from helpers.publish.readback.pieces import Line, Piece, Row, squeeze

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_AROUND = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_TITLED = ("Heading", "Caption", "Title", "AnnexTitle")
_CONTENTS = "TOC"
# Page numbers, which Word works out by itself.
_COUNTED = re.compile(r"\s*(PAGE|PAGEREF|NUMPAGES|SECTIONPAGES)\b")


def read_docx(content: bytes) -> list[Piece]:
    """Return the lines and rows of a document, then those of its margins; places are headings and captions."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = ["word/document.xml", *sorted(filter(_AROUND.fullmatch, archive.namelist()))]
        return [piece for name in names for piece in _Part(name).read(etree.fromstring(archive.read(name)))]


class _Part:
    """The walk through a part of the document; fields may begin in one paragraph and end in another."""

    def __init__(self, name: str) -> None:
        self._place = "开头" if name == "word/document.xml" else name.removeprefix("word/")
        self._fields: list[str] = []

    def read(self, element: Any) -> Iterator[Piece]:
        for child in element:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tr":
                yield Row.of(self._place, ["".join(self._texts(cell)) for cell in child.iter(f"{_W}tc")])
            elif child.tag != _FALLBACK:
                yield from self.read(child)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        text = squeeze("".join(self._texts(paragraph)))
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if text and style is not None and style.get(f"{_W}val").startswith(_TITLED):
            self._place = f"“{text[:24]}”"
        if text:
            listed = style is not None and style.get(f"{_W}val").startswith(_CONTENTS)
            yield Line(self._place, text, aside=listed)
        for picture in paragraph.iter(_PICTURE):
            if words := squeeze(picture.get("descr", "")):
                yield Line(self._place, words)

    def _texts(self, element: Any) -> Iterator[str]:
        """Yield the texts in an element, without the numbers of pages."""
        for child in element:
            if child.tag == f"{_W}t":
                if not any(map(_COUNTED.match, self._fields)):
                    yield child.text or ""
            elif child.tag == f"{_W}fldChar":
                self._mark(child.get(f"{_W}fldCharType"))
            elif child.tag == f"{_W}instrText":
                self._fields[-1] += child.text or ""
            elif child.tag == f"{_W}fldSimple":
                self._fields.append(child.get(f"{_W}instr"))
                yield from self._texts(child)
                self._fields.pop()
            elif child.tag != _FALLBACK:
                yield from self._texts(child)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("")
        elif kind == "end" and self._fields:
            self._fields.pop()
