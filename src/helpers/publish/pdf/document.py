"""The report as PDF: an official document after GB/T 9704-2012, set by typst."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import typst

from helpers.publish.annexes import Annex, anchors, annexes, fact_anchor, figure_anchor
from helpers.publish.exporting import ReportExporter
from helpers.publish.report import Block, Chart, Column, Letterhead, Paragraph, Report, Span, Table
from helpers.publish.setting.glyphs import require_glyphs
from helpers.publish.setting.titles import LINE as TITLE_LINE
from helpers.publish.setting.titles import ems, spread, title_lines
from helpers.publish.setting.typefaces import ROLES, font_folders
from helpers.publish.setting.widths import (
    TEXT_WIDTH,
    TURNED_WIDTH,
    appended_sizes,
    breakable,
    fit,
    head_lines,
    is_wide,
    row_height,
)

TEMPLATE = Path(__file__).with_name("report.typ")
# An archival, tagged file; for these typst also refuses a picture without words for it.
STANDARDS: list[Any] = ["a-3a", "ua-1"]

LINE = 28.0  # characters of a line of text
LONG = 10 * LINE  # characters of a caption that is kept with its table or picture
ROW = 0.8  # characters above and below the text of a row
TALL = 10  # lines of a heading that is not said again on each page
LINES = 6  # of a cell in a row that may be kept with others
KEPT_TOGETHER = 12  # a figure up to this many characters is not broken over lines


class PdfExporter(ReportExporter):
    """nbconvert's exporter ``yuebao-pdf``: an executed section as an official document."""

    export_from_notebook = "月报 PDF"
    output_mimetype = "application/pdf"
    extension = ".pdf"

    def render(self, report: Report, fonts: Path) -> bytes:
        """Return the PDF of a report, all of whose characters have glyphs."""
        require_glyphs(report, fonts)
        return render_pdf(report, fonts)


def render_pdf(report: Report, fonts: Path | None = None, workbook: bytes | None = None) -> bytes:
    """Return the report as PDF; the same report, fonts and workbook give the same bytes.

    Parameters
    ----------
    fonts : path, optional
        The office's folder of fonts, which come before the shipped ones.
    workbook : bytes, optional
        The tables of the report as ``tables.xlsx``, which is attached.
    """
    typefaces = _typefaces(font_folders(fonts))
    content = _content(report)
    content["fonts"] = {role: _present(families, typefaces) for role, families in ROLES.items()}
    content["workbook"] = list(workbook) if workbook is not None else None
    text = json.dumps(content, ensure_ascii=False)
    day = report.issued or report.as_of
    issued = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    compiler = typst.Compiler(font_paths=typefaces, ignore_system_fonts=True, sys_inputs={"report": text})
    made = compiler.compile(TEMPLATE.read_bytes(), format="pdf", timestamp=issued, pdf_standards=STANDARDS)
    assert isinstance(made, bytes)
    return made


@cache
def _typefaces(folders: tuple[Path, ...]) -> typst.Fonts:
    paths: list[Any] = list(folders)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


def _present(families: Sequence[str], typefaces: typst.Fonts) -> list[str]:
    return [family for family in families if family in typefaces.families()]


# --- what the template prints ---------------------------------------------------------------------------


def _content(report: Report) -> dict[str, Any]:
    day = report.issued or report.as_of
    found = annexes(report)
    targets = {anchor for annex in found for table in annex.tables for anchor in anchors(table)}
    return {
        "name": "".join(title_lines(report.title)),
        "title": [breakable(line, TITLE_LINE) for line in title_lines(report.title)],
        "office": report.office,
        "addressee": breakable(report.addressee, LINE),
        "letterhead": _letterhead(report.letterhead),
        "keywords": ["月报", report.month.label],
        "date": [day.year, day.month, day.day],
        "signed": f"{day.year}年{day.month}月{day.day}日",
        "body": list(_body(report, targets)),
        "annexes": [{"title": annex.title, "tables": list(_appended(annex))} for annex in found],
    }


def _letterhead(head: Letterhead | None) -> dict[str, Any] | None:
    if head is None:
        return None
    return {"mark": head.mark, "number": head.number, "signers": [spread(name) for name in head.signers]}


def _body(report: Report, targets: set[str]) -> Iterator[dict[str, Any]]:
    for block in report.lead:
        yield _block(block, targets)
    for section in report.walk():
        yield {"kind": "heading", "depth": section.depth, "text": breakable(section.title, LINE)}
        for one in section.blocks:
            yield _block(one, targets)


def _block(block: Block, targets: set[str]) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "spans": list(_pieces(block.spans, targets))}
    notes = [breakable(note, LINE) for note in block.notes]
    if isinstance(block, Chart):
        words = {"title": breakable(block.title, LINE), "notes": notes, "long": _is_long(block)}
        return {"kind": "chart"} | vars(block) | words
    head = [column.name for column in block.columns]
    turned = is_wide([head, *block.rows, block.total])
    laid = _table(block, fit([head, *block.rows, block.total], TURNED_WIDTH if turned else TEXT_WIDTH))
    laid["to"] = [_target(figure_anchor(column.figure), targets) for column in block.columns]
    title = breakable(block.title, LINE)
    words = {"title": title, "notes": notes, "long": _is_long(block)}
    return {"kind": "table", "turned": turned} | words | laid


def _is_long(block: Table | Chart) -> bool:
    """Say whether a caption or a note is so long that it may not be kept with its table or picture."""
    return any(ems(text) > LONG for text in (block.title, *block.notes))


def _pieces(spans: Iterable[Span], targets: set[str]) -> Iterator[dict[str, Any]]:
    """Yield pieces of text and, of a figure or a fact, the row of the annex that they are linked to.

    A number and its unit are not parted by the end of a line; the words before them, as in 比上月增加2人, may be.
    """
    for span in spans:
        anchor = fact_anchor(span.fact) if span.fact else figure_anchor(span.figure)
        at = next((place for place, one in enumerate(span.text) if one.isdigit()), 0) if span.figure else 0
        for text in filter(None, (span.text[:at], span.text[at:])):
            keep = bool(span.figure) and text[0].isdigit() and len(text) <= KEPT_TOGETHER
            yield {"text": breakable(text, LINE), "keep": keep, "to": _target(anchor, targets)}


def _target(anchor: str, targets: set[str]) -> str | None:
    return anchor if anchor in targets else None


def _table(table: Table, fitted: tuple[float, float, list[float]]) -> dict[str, Any]:
    """Lay a table out in a size, with an inset and with widths of the columns."""
    size, inset, widths = fitted
    rooms = [(width - 2 * inset) / size for width in widths]
    rows = [
        [breakable(cell, room) for cell, room in zip(row, rooms, strict=True)]
        for row in (*table.rows, *([table.total] if table.total else []))
    ]
    return {
        "label": table.label,
        "unit": table.unit,
        "heads": [
            [breakable(line, room) for line in head_lines(column.name, room)]
            for column, room in zip(table.columns, rooms, strict=True)
        ],
        "tall": any(
            ems(column.name) > room * TALL for column, room in zip(table.columns, rooms, strict=True)
        ),
        "numbers": [column.number for column in table.columns],
        "rows": rows[: len(table.rows)],
        "total": rows[-1] if table.total else [],
        "together": _together(rows, [room * LINES for room in rooms]),
        "pads": [
            _pad(column, cells, room)
            for column, cells, room in zip(table.columns, _cells(table), rooms, strict=True)
        ],
        "height": _height(table, rooms, size),
        "size": size,
        "inset": inset,
        "widths": widths,
    }


def _cells(table: Table) -> list[tuple[str, ...]]:
    return list(zip(*table.rows, *([table.total] if table.total else []), strict=True)) or [()] * len(
        table.columns
    )


def _pad(column: Column, cells: Sequence[str], room: float) -> float:
    """Return how far from the edge numbers end, so that the longest stands in the middle of its column."""
    return max(0.0, room - max(map(ems, cells), default=0)) / 2 if column.number else 0


def _height(table: Table, rooms: Sequence[float], size: float) -> float:
    """Return about how high a table is, in points, with its caption and notes."""
    heads = max(
        sum(max(1, -(-ems(line) // room)) for line in head_lines(one.name, room))
        for one, room in zip(table.columns, rooms, strict=True)
    )
    rows = [
        heads * 1.35,
        *(row_height(row, rooms) + ROW for row in (*table.rows, *([table.total] if table.total else []))),
    ]
    notes = sum(-(-ems(note) * 10.5 // TEXT_WIDTH) * 14 + 4 for note in table.notes)
    captions = -(-ems(table.title) * 12 // TEXT_WIDTH) * 18 + (16 if table.unit else 0)
    return sum(rows) * size + ROW * size + notes + captions


def _together(rows: Sequence[Sequence[str | list[str]]], rooms: Sequence[float]) -> int:
    """Return how many rows at the end of a table may not be parted: none where their cells are long."""
    last = rows[-3:]
    short = all(
        isinstance(cell, str) and ems(cell) < room
        for row in last
        for cell, room in zip(row, rooms, strict=True)
    )
    return len(last) if short else 0


def _appended(annex: Annex) -> Iterator[dict[str, Any]]:
    """Lay out what is appended: tables of the same columns as one, whose parts have the tables' titles."""
    for columns, run in groupby(annex.tables, key=lambda table: table.columns):
        parts = list(run)
        whole = Table("", "", "", columns, tuple(row for part in parts for row in part.rows))
        head = [column.name for column in columns]
        laid = _table(whole, fit([head, *whole.rows], sizes=appended_sizes(whole.rows)))
        rows = iter(laid.pop("rows"))
        laid["parts"] = [
            {"title": part.title, "rows": [next(rows) for _ in part.rows], "anchors": anchors(part)}
            for part in parts
        ]
        yield laid
