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

from helpers.publish.annexes import annexes
from helpers.publish.columns import fit, head_lines
from helpers.publish.reading import read_report
from helpers.publish.report import Block, Chart, Column, Paragraph, Report, Table
from helpers.publish.titles import title_lines
from helpers.publish.typefaces import ROLES, font_folders, require_glyphs

TEMPLATE = Path(__file__).with_name("report.typ")
# An archival, tagged file; for these typst also refuses a picture without words for it.
STANDARDS: list[Any] = ["a-3a", "ua-1"]

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
    for annex in annexes(report):
        # Tables of the same columns have the same widths.
        like = {columns: _joined(columns, annex.tables) for columns in {one.columns for one in annex.tables}}
        tables = [_table(one, like=like[one.columns]) for one in annex.tables]
        yield {"title": annex.title, "tables": tables}


def _joined(columns: tuple[Column, ...], tables: Sequence[Table]) -> Table:
    rows = tuple(row for table in tables if table.columns == columns for row in table.rows)
    return Table("", "", "", columns, rows)
