"""The Word file of the demo month: LibreOffice prints about as many pages as the PDF has."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.end_to_end.mutations import OCTOBER
from tests.publish.in_libreoffice import to_pdf, word_fonts

pytestmark = [pytest.mark.slow, pytest.mark.libreoffice]


def test_it_has_the_pages_of_the_pdf_or_one_away(published: Path, tmp_path: Path) -> None:
    folder = published / "outputs" / str(OCTOBER)
    to_pdf((folder / "report.docx").read_bytes(), tmp_path, word_fonts(tmp_path))
    printed, published_pages = (
        len(PdfReader(path).pages) for path in (tmp_path / "out" / "report.pdf", folder / "report.pdf")
    )
    assert abs(printed - published_pages) <= 1
