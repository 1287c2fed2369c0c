"""The vocabulary of a Word file (WordprocessingML): runs, fields, paragraphs, tables, pictures, sections.

Word insists on the order of an element's children (ISO/IEC 29500-1, annex A): each function keeps it. Lengths are
twentieths of a point. What a thing looks like is said by the styles in ``parts/word/styles.xml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu
from lxml import etree

Element = Any  # lxml brings no types

WIDTH = 8844  # 156 mm
HEIGHT = 12738  # 22 lines
PITCH = 579
CHARACTER = 315

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of the namespace ``w``; children and attributes that are None are left out."""
    element = etree.Element(qn(f"w:{tag}"))
    for name, value in attributes.items():
        if value is not None:
            element.set(qn(f"w:{name}"), clean(str(value)))
    element.extend(child for child in children if child is not None)
    return element


def clean(text: str) -> str:
    """Return text with a mark in place of each character that XML does not allow."""
    return _FORBIDDEN.sub("\ufffd", text)


# --- within a paragraph ---------------------------------------------------------------------------------


def run(
    text: str, *, size: float | None = None, bold: bool = False, font: str = "", spacing: int | None = None
) -> Element:
    """Return a piece of text; its line breaks are kept. `size` is in points, `spacing` follows each character."""
    half = None if size is None else round(size * 2)
    # The hint has Word set “”, — and … in the Chinese font.
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia"), font or None)
    properties = w(
        "rPr",
        w("rFonts", hint="eastAsia", **fonts),
        w("b") if bold else None,
        w("spacing", val=spacing) if spacing is not None else None,
        w("sz", val=half) if half else None,
        w("szCs", val=half) if half else None,
    )
    return w("r", properties, *_lines(text))


def _lines(text: str) -> Iterator[Element]:
    for place, line in enumerate(text.split("\n")):
        if place:
            yield w("br")
        yield _text("t", line)


def _text(tag: str, text: str) -> Element:
    element = w(tag)
    element.text = clean(text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def tab() -> Element:
    """Return a jump to the next tab stop."""
    return w("r", w("tab"))


def field(code: str, shown: str) -> Element:
    """Return what Word works out by itself, and what it shows until then."""
    return w("fldSimple", run(shown), instr=f" {code} ")


def field_mark(kind: str, code: str = "", *, dirty: bool = False) -> list[Element]:
    """Return the begin, with its code, or the end of a field that goes over several paragraphs."""
    if kind == "end":
        return [w("r", w("fldChar", fldCharType="end"))]
    return [
        w("r", w("fldChar", fldCharType="begin", dirty="true" if dirty else None)),
        w("r", _text("instrText", f" {code} ")),
        w("r", w("fldChar", fldCharType="separate")),
    ]


def link(anchor: str, *runs: Element) -> Element:
    """Return runs that lead to a bookmark, and look like any others."""
    return w("hyperlink", *runs, anchor=anchor, history="1")


def bookmark(name: str, number: int, *content: Element) -> list[Element]:
    """Return content that can be led to; names and numbers are unique in a document."""
    return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]


def picture(relation: str, number: int, name: str, words: str, size: tuple[int, int]) -> Element:
    """Return a picture in the line, with the words that stand for it; its size is in EMU."""
    inline: Element = CT_Inline.new_pic_inline(number, relation, clean(name), *map(Emu, size))
    for properties in (inline.docPr, inline.graphic.graphicData.pic.nvPicPr.cNvPr):
        properties.set("name", clean(name))
        properties.set("descr", clean(words))
    return w("r", w("drawing", inline))


# --- paragraphs -----------------------------------------------------------------------------------------


def paragraph(
    style: str,
    *content: Element,
    keep: bool = False,
    before: int | None = None,
    line: int | None = None,
    left: int | None = None,
    right: int | None = None,
    hanging: int | None = None,
    align: str = "",
    tab_stop: int | None = None,
) -> Element:
    """Return a paragraph of a style, with what differs from it.

    Parameters
    ----------
    keep : bool
        Whether it stays on the page of the next paragraph.
    before, line, left, right, hanging, tab_stop : int, optional
        Space before it, the height of its lines, its indents, where a tab leads to.
    """
    spaced = before is not None or line is not None
    # A height without its rule would be taken for a multiple of the font's own.
    rule = "exact" if line is not None else None
    indented = left is not None or right is not None or hanging is not None
    properties = w(
        "pPr",
        w("pStyle", val=style),
        w("keepNext") if keep else None,
        w("tabs", w("tab", val="left", pos=tab_stop)) if tab_stop is not None else None,
        w("spacing", before=before, line=line, lineRule=rule) if spaced else None,
        w("ind", left=left, right=right, hanging=hanging) if indented else None,
        w("jc", val=align) if align else None,
    )
    return w("p", properties, *content)


def keep_with_next(element: Element) -> None:
    """Keep a paragraph, a row, or the last row of a table, on the page of what follows."""
    last = element[-1] if element.tag == qn("w:tbl") else element
    for properties in last.iter(qn("w:pPr")):
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, w("keepNext"))


def section(*, footers: bool = True, first: int | None = None, landscape: bool = False) -> Element:
    """Return the properties of a section: its paper, margins, grid, and the number of its first page."""
    kinds = {"default": "rId4", "even": "rId5"} if footers else {}
    references = [w("footerReference", type=kind) for kind in kinds]
    for reference, relation in zip(references, kinds.values(), strict=True):
        reference.set(qn("r:id"), relation)
    paper, margins = (11906, 16838), (2098, 1474, 1984, 1588)
    if landscape:
        # The page is turned with its margins: what was its head is its left.
        paper, margins = (16838, 11906), (1588, 2098, 1474, 1984)
    top, right, bottom, left = margins
    return w(
        "sectPr",
        *references,
        w("type", val="nextPage"),
        w("pgSz", w=paper[0], h=paper[1], orient="landscape" if landscape else None),
        w("pgMar", top=top, right=right, bottom=bottom, left=left, header=851, footer=bottom - 737, gutter=0),
        w("pgNumType", start=first) if first is not None else None,
        w("docGrid", type="lines", linePitch=PITCH),
    )


def section_end(properties: Element) -> Element:
    """Return the paragraph that ends a section."""
    return w("p", w("pPr", w("pStyle", val="SectionEnd"), properties))


# --- tables ---------------------------------------------------------------------------------------------


def table(title: str, widths: Sequence[int], rows: Sequence[Element], *, sides: int, heights: int) -> Element:
    """Return a table of columns of fixed widths; `sides` and `heights` are the room within its cells."""
    room = {"top": heights, "left": sides, "bottom": heights, "right": sides}
    properties = w(
        "tblPr",
        w("tblStyle", val="ReportTable"),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in room.items())),
        w("tblLook", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        w("tblCaption", val=title) if title else None,
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *rows)


def row(cells: Sequence[Element], *, head: bool = False) -> Element:
    """Return a row that no page breaks; a head stands on every page of its table."""
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader") if head else None), *cells)


def cell(width: int, content: Element, *, columns: int = 1, shade: str = "") -> Element:
    """Return a cell with a paragraph in the middle of its height."""
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=columns) if columns > 1 else None,
        w("shd", val="clear", color="auto", fill=shade) if shade else None,
        w("vAlign", val="center"),
    )
    return w("tc", properties, content)
