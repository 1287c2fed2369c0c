"""The report as PDF: an official document after GB/T 9704-2012, set by typst."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from helpers.publish.reading import read_report
from helpers.publish.report import Block, Chart, Column, Paragraph, Report, Table
from helpers.publish.titles import ems, title_lines
from helpers.publish.typefaces import ROLES, font_folders, require_glyphs

TEMPLATE = Path(__file__).with_name("report.typ")
# An archival, tagged file; for these typst also refuses a picture without words for it.
STANDARDS: list[Any] = ["a-3a", "ua-1"]

TEXT_WIDTH = 156 / 25.4 * 72
# Of a table's text and its inset, in points; the first at which it fits.
SIZES = ((10.5, 3.5), (9.0, 3.0))
SMALLEST = (8.0, 2.0)
LONG = 6.0  # characters of a cell that may be broken over lines
KEPT_TOGETHER = 12  # a figure up to this many characters is not broken over lines


class PdfExporter(Exporter):
    """nbconvert's exporter ``yuebao-pdf``: an executed section as an official document."""

    export_from_notebook = "月报 PDF"
    output_mimetype = "application/pdf"
    font_folder = Unicode(
        "fonts", help="Folder with the office's own fonts, used before the shipped ones."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override] # it returns a file, as all exporters do
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF of one executed notebook."""
        node, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render_pdf(read_report([node]), Path(self.font_folder)), resources


def render_pdf(report: Report, fonts: Path | None = None) -> bytes:
    """Return the report as PDF; the same report and fonts give the same bytes.

    Parameters
    ----------
    fonts : path, optional
        The office's folder of fonts, which come before the shipped ones.

    Raises
    ------
    RunError
        If a character has no glyph in any font.
    """
    folders = font_folders(fonts)
    typefaces = _typefaces(folders)
    content = _content(report)
    content["fonts"] = {role: _present(families, typefaces) for role, families in ROLES.items()}
    text = json.dumps(content, ensure_ascii=False)
    require_glyphs(text, folders)
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
    return {
        "title": title_lines(report.title),
        "office": report.office,
        "addressee": report.addressee,
        "keywords": ["月报", report.month.label],
        "date": [day.year, day.month, day.day],
        "signed": f"{day.year}年{day.month}月{day.day}日",
        "body": list(_body(report)),
        "annexes": list(_annexes(report)),
    }


def _body(report: Report) -> Iterator[dict[str, Any]]:
    yield from map(_block, report.lead)
    for section in report.walk():
        yield {"kind": "heading", "depth": section.depth, "text": section.title}
        yield from map(_block, section.blocks)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        spans = [
            {"text": span.text, "keep": bool(span.figure) and len(span.text) <= KEPT_TOGETHER}
            for span in block.spans
        ]
        return {"kind": "paragraph", "spans": spans}
    if isinstance(block, Chart):
        return {"kind": "chart"} | vars(block)
    return {"kind": "table"} | _table(block)


def _table(table: Table, like: Table | None = None) -> dict[str, Any]:
    """Lay a table out, in the size and widths of another one where it belongs to it."""
    names = [column.name for column in table.columns]
    whole = like or table
    size, inset, widths = fit([names, *whole.rows, whole.total])
    rooms = [(width - 2 * inset) / size for width in widths]
    return {
        "label": table.label,
        "title": table.title,
        "unit": table.unit,
        "heads": [head_lines(name, room) for name, room in zip(names, rooms, strict=True)],
        "numbers": [column.number for column in table.columns],
        "rows": table.rows,
        "total": table.total,
        "notes": table.notes,
        "size": size,
        "inset": inset,
        "widths": widths,
    }


def _annexes(report: Report) -> Iterator[dict[str, Any]]:
    if report.checks is not None:
        table = _table(report.checks)
        yield {"title": table["title"], "tables": [table | {"title": ""}]}
    tables = [*_figures(report), *_facts(report)]
    if tables:
        yield {"title": "指标说明", "tables": tables}


def _figures(report: Report) -> Iterator[dict[str, Any]]:
    """Yield the figures that the text names, a table for each section; all figures stand in ``figures.csv``."""
    heads = (
        Column("指标"),
        Column("数值", number=True),
        Column("口径"),
        Column("台账"),
        Column("行数", number=True),
    )
    sections: dict[str, list[tuple[str, ...]]] = {}
    for one in report.quoted():
        prefix, _, name = one.name.rpartition(".")
        row = (name, one.text, one.definition, one.ledger, str(one.row_count))
        sections.setdefault(prefix, []).append(row)
    everything = Table("", "", "", heads, tuple(row for rows in sections.values() for row in rows))
    for prefix, rows in sections.items():
        yield _table(Table("", prefix, "", heads, tuple(rows)), like=everything)


def _facts(report: Report) -> Iterator[dict[str, Any]]:
    heads = (Column("事实"), Column("内容"), Column("出处"))
    rows = tuple((one.name, one.text, one.source) for one in report.facts)
    if rows:
        yield _table(Table("", "引用的事实及其出处", "", heads, rows))


# --- widths of columns --------------------------------------------------------------------------------


def fit(rows: Sequence[Sequence[str]]) -> tuple[float, float, list[float]]:
    """Return size, inset and column widths, in points, at which a table fills the width of the text.

    The largest size at which only headings need a second line; at the smallest one, the wide columns share
    what the narrow ones leave.
    """
    columns = list(zip(*(row for row in rows if row), strict=True))
    natural = [max(map(ems, column)) + 0.2 for column in columns]
    # A heading may take two lines where the cells below are narrower.
    narrow = [max(map(ems, (*head_lines(column[0], 2.5), *column[1:]))) + 0.2 for column in columns]
    for size, inset in SIZES:
        for wanted in (natural, narrow):
            taken = [each * size + 2 * inset for each in wanted]
            if sum(taken) <= TEXT_WIDTH:
                slack = (TEXT_WIDTH - sum(taken)) / len(taken)
                return size, inset, [round(each + slack, 3) for each in taken]
    size, inset = SIZES[-1] if len(columns) < 10 else SMALLEST
    usual = [min(most, max(LONG, _usual(column))) for most, column in zip(narrow, columns, strict=True)]
    return size, inset, _shared([each * size + 2 * inset for each in usual])


def _usual(column: Sequence[str]) -> float:
    """Return the width that nine cells of ten keep to: one long list does not make its column wide."""
    return sorted(map(ems, column))[len(column) * 9 // 10] + 0.2


def head_lines(name: str, room: float) -> list[str]:
    """Break the heading of a column before its unit, else in the middle, where it has no room in one line."""
    if ems(name) <= room:
        return [name]
    unit = name.find("（")
    at = unit if unit > 0 else (len(name) + 1) // 2
    return [name[:at], name[at:]]


def _shared(wanted: Sequence[float]) -> list[float]:
    """Give narrow columns what they want; the others share the rest, those with more to say get more."""
    room, wide = TEXT_WIDTH, list(range(len(wanted)))
    while narrow := [place for place in wide if wanted[place] <= room / len(wide)]:
        room -= sum(wanted[place] for place in narrow)
        wide = [place for place in wide if place not in narrow]
    if not wide:
        return [round(each + room / len(wanted), 3) for each in wanted]
    shares = {place: wanted[place] ** 0.5 for place in wide}
    part = room / sum(shares.values())
    widths = (part * shares[place] if place in shares else each for place, each in enumerate(wanted))
    return [round(width, 3) for width in widths]
