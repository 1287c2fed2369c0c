"""The formats in which a report is published, and what of it each must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from helpers.publish.excel.sheets import fitted
from helpers.publish.readback.docx import read_docx
from helpers.publish.readback.html import read_html
from helpers.publish.readback.pdf import read_pdf
from helpers.publish.readback.pieces import Piece
from helpers.publish.readback.xlsx import read_xlsx


@dataclass(frozen=True)
class Format:
    """How a file is read, and what it must hold.

    Attributes
    ----------
    prose : bool
        Whether it holds the text and the pictures, or the tables alone.
    drawn : bool
        Whether the words in its drawings can be read.
    key_figures : bool
        Whether key figures stand on top of it.
    all_figures : bool
        Whether it lists all figures, or those that the text quotes.
    written : callable
        How it writes a cell: as it is, or as much of it as it can hold.
    """

    read: Callable[[bytes], list[Piece]]
    prose: bool = True
    drawn: bool = False
    key_figures: bool = False
    all_figures: bool = False
    written: Callable[[str], str] = str


FORMATS = {
    "report.html": Format(read_html, drawn=True, key_figures=True, all_figures=True),
    "report.pdf": Format(read_pdf, drawn=True),
    "report.docx": Format(read_docx),
    "tables.xlsx": Format(read_xlsx, prose=False, all_figures=True, written=fitted),
}
