"""The one table of formats: which files a report is published as, who makes each, and who reads it back.

A new format is a module that renders the report, a reader that reads the file back, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.publish.excel.sheets import fitted, fitted_heads
from helpers.publish.excel.workbook import WorkbookExporter, render_workbook
from helpers.publish.exporting import ReportExporter
from helpers.publish.figure_list import list_figures
from helpers.publish.pdf.document import PdfExporter, render_pdf
from helpers.publish.readback import Compare, Reader, compare_list
from helpers.publish.readback.docx import read_docx
from helpers.publish.readback.html import read_html
from helpers.publish.readback.pdf import as_drawn, read_pdf
from helpers.publish.readback.xlsx import read_xlsx
from helpers.publish.report import Report
from helpers.publish.web.html import HtmlExporter, render_html
from helpers.publish.word.document import DocxExporter, render_docx


@dataclass(frozen=True)
class Format:
    """A file of a published month.

    Attributes
    ----------
    file : str
        Its name in the folder of the month.
    label : str
        What a reader is offered, in the list of months.
    render : callable
        Makes the file; it is given the report, the office's fonts and the other files by their names.
    reader : Reader or callable
        Reads the file back and says what it must hold, or compares it with the report; without one it is refused.
    exporter : type, optional
        nbconvert's exporter, for one executed section.
    """

    file: str
    label: str
    render: Callable[[Files], bytes]
    reader: Reader | Compare | None
    exporter: type[ReportExporter] | None = None

    @property
    def exporter_name(self) -> str:
        """What nbconvert calls the exporter: ``yuebao-html``."""
        return f"yuebao-{self.file.rpartition('.')[2]}"


class Files(Mapping[str, bytes]):
    """The files of a report by name, in the order of the table; each is made when it is first asked for."""

    def __init__(self, report: Report, fonts: Path) -> None:
        self.report, self.fonts = report, fonts
        self._made: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._made:
            self._made[name] = FORMATS[name].render(self)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(FORMATS)

    def __len__(self) -> int:
        return len(FORMATS)


def _html(files: Files) -> bytes:
    return render_html(files.report).encode()


def _pdf(files: Files) -> bytes:
    return render_pdf(files.report, files.fonts, files.get("tables.xlsx"))


def _docx(files: Files) -> bytes:
    return render_docx(files.report, files.fonts, files.get("report.pdf"))


def _workbook(files: Files) -> bytes:
    return render_workbook(files.report)


def _list(files: Files) -> bytes:
    return list_figures(files.report)


_PAGE = Reader(read_html, drawn="".join, key_figures=True, all_figures=True)
_BOOK = Reader(read_xlsx, prose=False, all_figures=True, written=fitted, headed=fitted_heads)
_TABLE = (
    Format("report.html", "网页", _html, _PAGE, HtmlExporter),
    Format("report.pdf", "PDF", _pdf, Reader(read_pdf, drawn=as_drawn), PdfExporter),
    Format("report.docx", "Word", _docx, Reader(read_docx), DocxExporter),
    Format("tables.xlsx", "Excel 附表", _workbook, _BOOK, WorkbookExporter),
    Format("figures.csv", "指标 CSV", _list, compare_list),
)

#: By the file's name, in the order in which readers are offered them.
FORMATS: dict[str, Format] = {one.file: one for one in _TABLE}


def render(report: Report, fonts: Path) -> dict[str, bytes]:
    """Return the files of a report by name; all of them are made before any is written."""
    return dict(Files(report, fonts))


def readers() -> dict[str, Reader | Compare | None]:
    """Return who reads each file back."""
    return {name: one.reader for name, one in FORMATS.items()}


def labels() -> dict[str, str]:
    """Return what a reader is offered of a month, in the order in which it is offered."""
    return {name: one.label for name, one in FORMATS.items()}
