"""The report of a month: one value read from its executed notebooks, and the renderings of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helpers.checks import CheckResult
from helpers.offices import Office
from helpers.params import Settings
from helpers.publish.figure_list import list_figures
from helpers.publish.html import render_html
from helpers.publish.index import write_index
from helpers.publish.pdf import render_pdf
from helpers.publish.readback import require_same
from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.publish.word import render_docx
from helpers.publish.workbook import render_workbook

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
    checks: Sequence[CheckResult] = (),
    *,
    whole: bool = True,
) -> Report:
    """Write the files of a report, such as ``report.html`` and ``figures.csv``, into the folder of a month.

    Parameters
    ----------
    folder : path
        Holds the executed notebooks in ``sections/``.
    whole : bool
        Whether every section of the outline must be there.

    Raises
    ------
    RunError
        If the notebooks make no report, a character has no glyph, or a file does not say what the report says;
        nothing is written then.
    """
    report = read_report(folder, settings, checks, whole=whole)
    files = render(report, office.folder / "fonts")
    require_same(report, files)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return report


def render(report: Report, fonts: Path) -> dict[str, bytes]:
    """Return the files of a report by name; all of them are made before any is written."""
    pdf = render_pdf(report, fonts)
    return {
        "report.html": render_html(report).encode(),
        "report.pdf": pdf,
        "report.docx": render_docx(report, fonts, pdf),
        "tables.xlsx": render_workbook(report),
        "figures.csv": list_figures(report),
    }
