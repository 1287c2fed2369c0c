"""The list of all published figures, as CSV: each with the ledgers that made it, and of how many rows."""

from __future__ import annotations

import csv
import io

from helpers.publish.report import Report, Value

COLUMNS = ("section", "name", "value", "unit", "definition", "ledger", "sha256", "rows")
# A cell that begins so is a formula to Excel, wherever it came from.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def list_figures(report: Report) -> bytes:
    """Return the figures of a report as CSV with a BOM, by which Excel knows that it is UTF-8; text stays text.

    ``sha256`` is the hash of the workbook, ``rows`` how many ledger rows made the figure; which ones stays in the
    office, since the number of a row names a person to whoever has the ledger of another month.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in report.figures.values():
        cells = (
            one.heading,
            one.name,
            one.value,
            one.unit,
            one.definition,
            one.ledger,
            "；".join(dict.fromkeys(source.sha256 for source in one.sources)),
            one.row_count,
        )
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def unescaped(cell: str) -> str:
    """Return the text of a cell of the list, without what was put before it to keep it text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(LIVE) else cell


def _cell(cell: Value) -> Value:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LIVE) else cell
