"""The HTML read back: what a reader sees or is told, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import html

from helpers.publish.readback.pieces import Line, Piece, Row, squeeze

_INLINES = "a abbr b bdi bdo br button cite code em i kbd label mark q s small span strong sub sup time u wbr"
_INLINE = frozenset(_INLINES.split())
_SILENT = frozenset(("script", "style", "template"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption"))
# What is told of an element besides its text.
_TOLD = ("aria-label", "alt", "title", "content")


def read_html(content: bytes) -> list[Piece]:
    """Return the lines and rows of a page; their places are its headings and captions."""
    return list(_HtmlPage().read(html.document_fromstring(content, html.HTMLParser(encoding="utf-8"))))


class _HtmlPage:
    """The walk through a page, which gathers text until a block ends."""

    def __init__(self) -> None:
        self._place = "开头"
        self._text: list[str] = []
        self._aside = False

    def read(self, root: Any) -> Iterator[Piece]:
        yield from self._walk(root)
        yield from self._line()

    def _line(self) -> Iterator[Line]:
        if text := squeeze("".join(self._text)):
            yield Line(self._place, text, aside=self._aside)
        self._text = []

    def _walk(self, element: Any) -> Iterator[Piece]:
        name = element.tag
        if not isinstance(name, str) or name in _SILENT:
            return
        block = name not in _INLINE
        if block:
            yield from self._line()
        if name == "nav":
            self._aside = True
        if name in _HEADINGS:
            self._place = f"“{squeeze(''.join(element.itertext()))[:24]}”"
        if element.get("http-equiv") is None and element.get("name") not in ("viewport", "color-scheme"):
            yield from (Line(self._place, squeeze(element.get(told))) for told in _TOLD if element.get(told))
        if name == "tr":
            yield Row.of(self._place, ("".join(cell.itertext()) for cell in element))
            return
        if name == "svg":
            yield Line(self._place, squeeze("".join(element.itertext())))
            return
        self._text.append(element.text or "")
        for child in element:
            yield from self._walk(child)
            self._text.append(child.tail or "")
        if block:
            yield from self._line()
        if name == "nav":
            self._aside = False
