"""The suite's own notebooks are read cell by cell: none is longer than a screen."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from helpers.offices import suite_folder

MOST_LINES = 40
NOTEBOOKS = sorted((suite_folder() / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_is_longer_than_a_screen(path: Path) -> None:
    cells = enumerate(nbformat.read(path, as_version=4).cells, start=1)
    assert [number for number, cell in cells if len(cell.source.splitlines()) > MOST_LINES] == []
