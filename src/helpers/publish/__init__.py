"""The report of a month: one value read from its executed notebooks, and the renderings of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpers.checks import CheckResult
from helpers.errors import LedgerError
from helpers.gate import Gate, refuse
from helpers.ledgers import open_ledgers
from helpers.offices import Office
from helpers.params import Settings
from helpers.publish.excel.workbook import render_workbook
from helpers.publish.figure_list import list_figures
from helpers.publish.formats import readers, render
from helpers.publish.pdf.document import render_pdf
from helpers.publish.places import held
from helpers.publish.readback import require_same
from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.publish.setting.glyphs import require_glyphs
from helpers.publish.web.html import render_html
from helpers.publish.web.index import write_index
from helpers.publish.word.document import render_docx

__all__ = [
    "Report",
    "list_figures",
    "publish",
    "read_report",
    "render_docx",
    "render_html",
    "render_pdf",
    "render_workbook",
    "write_index",
]


def publish(
    office: Office,
    settings: Settings,
    folder: Path,
    gate: Gate,
    checks: Sequence[CheckResult] = (),
    *,
    whole: bool = True,
) -> Report:
    """Write the files of a report, such as ``report.html`` and ``figures.csv``, into the folder of a month.

    Parameters
    ----------
    folder : path
        Holds the executed notebooks in ``sections/``.
    gate : Gate
        Searches the report, and each file, before anything of them can be quoted.
    whole : bool
        Whether every section of the outline must be there.

    Raises
    ------
    RunError
        If the notebooks make no report, or a character has no glyph.
    LeakError
        If the report or a file holds what must not leave the house; no file is written then.
    ReadbackError
        If a file does not say what the report says; the files are left in the folder, to be looked at.
    """
    report = read_report(folder, settings, checks, whole=whole)
    refuse(gate.search_texts("报告", held(report)), settings.month)
    fonts = office.folder / "fonts"
    require_glyphs(report, fonts, lambda text: _cells(office, settings, text))
    files = render(report, fonts)
    refuse(
        (one for name, content in files.items() for one in gate.search_file(name, content)), settings.month
    )
    for name, content in files.items():
        (folder / name).write_bytes(content)
    require_same(report, files, readers())
    return report


def _cells(office: Office, settings: Settings, text: str) -> list[str]:
    """Return the cells of the month's ledgers that hold a text; none where the ledgers are gone."""
    try:
        return open_ledgers(office, settings.month, settings).find_text(text)
    except LedgerError:
        return []
