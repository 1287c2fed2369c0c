"""The workbook of the demo month: its numbers add up, and are those that were published."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.end_to_end.mutations import OCTOBER

pytestmark = pytest.mark.slow

# Their total is counted once over all rows: a household may have two trades, a road two lots.
NOT_ADDITIVE = {
    ("产业奖补分产业情况", "产业奖补户数（户）"),
    ("产业奖补分产业情况", "奖补审核通过户数（户）"),
}


@pytest.fixture(scope="module")
def folder(published: Path) -> Path:
    return published / "outputs" / str(OCTOBER)


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, list[list[Any]]]:
    """The table of each sheet, its heading first."""
    book = load_workbook(folder / "tables.xlsx")
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet[table.ref]]
        for sheet in book.worksheets
        for table in sheet.tables.values()
    }


def test_columns_of_numbers_add_up_to_their_totals(tables: dict[str, list[list[Any]]]) -> None:
    wrong, added = [], 0
    for name, (heads, *rows) in tables.items():
        if rows[-1][0] != "合计":
            continue
        for head, *cells, total in zip(heads, *rows, strict=True):
            if not isinstance(total, int | float):
                continue
            added += 1
            if round(sum(cells), 6) != round(total, 6):
                wrong.append((name.partition(" ")[2], head))
    assert added > 100
    assert set(wrong) <= NOT_ADDITIVE


@pytest.mark.promise("HTML, PDF, Word and Excel say the same numbers")
def test_the_figures_are_those_of_the_list(folder: Path, tables: dict[str, list[list[Any]]]) -> None:
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    figures = tables["指标"][1:]
    assert [row[1] for row in figures] == [row["name"] for row in listed]
    for row, one in zip(figures, listed, strict=True):
        if isinstance(row[2], int | float):
            assert float(row[2]) == float(one["value"])
        assert str(row[6]) == (one["rows"] or "—")


def test_the_workbook_is_small(folder: Path) -> None:
    assert (folder / "tables.xlsx").stat().st_size < 300_000
