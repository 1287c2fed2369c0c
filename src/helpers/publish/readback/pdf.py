"""The PDF read back by its tags, which say what is a paragraph and what a cell, in the order of reading."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

from helpers.publish.readback.pieces import Line, Piece, Row, squeeze

# Elements that hold others; what holds text itself is a line, whatever its tag.
_GROUPS = frozenset(
    ("Document", "Part", "Art", "Sect", "Div", "TOC", "L", "LI", "Table", "THead", "TBody", "TFoot")
)
_UNMARKED = -1
# Letters that are written to the right and to the left, and numbers.
_DIRECTIONS = {"L": "l", "R": "r", "AL": "r", "EN": "n", "AN": "n"}
_LEFTWARDS = re.compile("r(?:[^l]*[rn])?")
_WHOLE = re.compile(r"\d+(?:\.\d+)?|.")


def read_pdf(content: bytes) -> list[Piece]:
    """Return the lines and rows of a tagged PDF, as far as they are on the paper.

    A paragraph or row over two pages is two pieces.

    What has no tag, such as page numbers and the repeated heads of tables, comes last, as lines of its own.
    """
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [_PdfPage(document, number) for number in range(len(document))]
        tagged = [piece for page in pages for piece in page.tagged()]
        return [*tagged, *(line for page in pages for line in page.untagged())]
    finally:
        document.close()


def as_drawn(texts: Iterable[str]) -> str:
    """Return the texts of a drawing as a page holds them: glyph by glyph as they lie on the paper.

    Arabic letters run from right to left there, but not the numbers in between; two letters may be one glyph, so that
    letters beside each other have no order.
    """
    return _without_order("".join(map(_on_paper, texts)))


def _on_paper(text: str) -> str:
    laid, at = "", 0
    for run in _LEFTWARDS.finditer(_kinds(text)):
        glyphs = _WHOLE.findall(text[run.start() : run.end()])
        laid, at = laid + text[at : run.start()] + "".join(reversed(glyphs)), run.end()
    return laid + text[at:]


def _without_order(text: str) -> str:
    said, at = "", 0
    for letters in re.finditer("rr+", _kinds(text)):
        some = sorted(text[letters.start() : letters.end()])
        said, at = said + text[at : letters.start()] + "".join(some), letters.end()
    return said + text[at:]


def _kinds(text: str) -> str:
    return "".join(_DIRECTIONS.get(unicodedata.bidirectional(one), " ") for one in text)


class _PdfPage:
    """A page: the texts of its marked contents, and its part of the tree of tags."""

    def __init__(self, document: pypdfium2.PdfDocument, number: int) -> None:
        self._place = f"第 {number + 1} 页"
        self._count = len(document)
        self._page = document[number]
        self._texts: dict[int, str] = {}
        self._untagged: list[str] = []
        text_page = self._page.get_textpage()
        width, height = self._page.get_size()
        for item in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
            left, bottom, right, top = item.get_bounds()
            if left < 0 or bottom < 0 or right > width or top > height:
                continue  # What runs off the paper nobody can read.
            text = text_of(item.raw, text_page.raw)
            mark = raw.FPDFPageObj_GetMarkedContentID(item.raw)
            if mark == _UNMARKED:
                self._untagged.append(text)
            else:
                self._texts[mark] = self._texts.get(mark, "") + text

    def tagged(self) -> Iterator[Piece]:
        """Yield lines and rows in the order of reading."""
        tree = raw.FPDF_StructTree_GetForPage(self._page.raw)
        try:
            for place in range(raw.FPDF_StructTree_CountChildren(tree)):
                yield from self._walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
        finally:
            raw.FPDF_StructTree_Close(tree)

    def untagged(self) -> Iterator[Line]:
        """Yield what stands outside the text; rows of dots are left out."""
        texts = (squeeze(text) for text in self._untagged if not text.startswith("."))
        yield from (Line(self._place, text, self._count) for text in texts if text)

    def _walk(self, element: Any) -> Iterator[Piece]:
        if not element:
            return
        kind = string_of(element, raw.FPDF_StructElement_GetType)
        children = [
            raw.FPDF_StructElement_GetChildAtIndex(element, place)
            for place in range(raw.FPDF_StructElement_CountChildren(element))
        ]
        if alt := string_of(element, raw.FPDF_StructElement_GetAltText):
            yield Line(self._place, squeeze(alt))
        if kind == "TR":
            yield Row.of(self._place, map(self._inside, children))
        elif kind in _GROUPS or (kind == "Figure" and any(children)):
            for child in children:
                yield from self._walk(child)
        elif text := squeeze(self._inside(element)):
            listed = kind == "TOCI"
            said = _without_order(text) if kind == "Figure" else text
            yield Line(self._place, said, self._count if listed else 0, aside=listed)

    def _inside(self, element: Any) -> str:
        if not element:
            return ""
        found = []
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
                found.append(self._inside(child))
            else:
                mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
                found.append(self._texts.get(mark, ""))
        return "".join(found)


def text_of(item: Any, page: Any) -> str:
    """Return the text of an object on a page."""
    length = raw.FPDFTextObj_GetText(item, page, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(item, page, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def string_of(element: Any, get: Callable[..., int]) -> str:
    """Return what a function of PDFium says of an element of the structure, such as its tag."""
    length = get(element, None, 0)
    if not length:
        return ""
    buffer = ctypes.create_string_buffer(length)
    get(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
