"""The list of all published figures, as CSV: each with the rows of the ledgers that made it."""

from __future__ import annotations

import csv
import io

from helpers.publish.report import Report, Value

COLUMNS = ("section", "name", "value", "unit", "definition", "ledger", "rows", "row_numbers")
# A cell that begins so is a formula to Excel, wherever it came from.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def list_figures(report: Report) -> bytes:
    """Return the figures of a report as CSV with a BOM, by which Excel knows that it is UTF-8; text stays text.

    ``rows`` is how many ledger rows made the figure, ``row_numbers`` which ones: ``小额信贷!4-63,70``.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in report.figures.values():
        rows = "；".join(map(str, one.sources))
        cells = (
            one.heading,
            one.name,
            one.value,
            one.unit,
            one.definition,
            one.ledger,
            one.row_count,
            rows,
        )
        writer.writerow([_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def unescaped(cell: str) -> str:
    """Return the text of a cell of the list, without what was put before it to keep it text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(LIVE) else cell


def _cell(cell: Value) -> Value:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LIVE) else cell
