"""The workbook in LibreOffice: hostile text is text there too, and everything comes back as it went in."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from helpers.publish import render_workbook
from helpers.publish.report import Column, Fact, Report, Section, Table
from tests.publish.conftest import FORMULA, HOSTILE
from tests.publish.in_libreoffice import convert

pytestmark = pytest.mark.libreoffice

TEXTS = [
    HOSTILE,
    FORMULA,
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "=1+1",
    "{{ 7*7 }}",
    "第一行\n第二行",
    "\u202e右到左\u200f",
    "长" * 10_000,
    "https://example.invalid/",
    "0012345678901234567890",
    "2021-10-31",
]


@pytest.fixture(scope="module")
def hostile(report: Report) -> Report:
    """Return a report with such text wherever text can stand."""
    rows = tuple((text, text, str(place)) for place, text in enumerate(TEXTS))
    columns = (Column(FORMULA), Column("@SUM(A1)", number=True), Column("户数", number=True))
    table = Table("表1", FORMULA, "单位：=户", columns, rows, ("=合计", "+1", "78"), ("=注", "@注"))
    figures = {name: replace(one, definition=FORMULA, ledger="+L") for name, one in report.figures.items()}
    return replace(
        report,
        title=FORMULA,
        office="=office",
        lead=(),
        sections=(Section("一、", HOSTILE, 1, (table,)),),
        figures=figures,
        checks=replace(table, label="", title="勾稽关系校验表"),
    )


def cells(path: Path) -> dict[tuple[str, str], Any]:
    book = load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.promise("tables.xlsx")
def test_everything_comes_back_from_libreoffice_and_nothing_is_a_formula(
    hostile: Report, tmp_path: Path
) -> None:
    content = render_workbook(hostile)
    folder = convert(content, "tables.xlsx", tmp_path, "xlsx")
    before, after = cells(tmp_path / "tables.xlsx"), cells(folder / "tables.xlsx")
    assert {cell.data_type for cell in after.values()} == {"s", "n"}
    assert {place: cell.value for place, cell in after.items()} == {
        place: cell.value for place, cell in before.items()
    }
    shown = {cell.value for cell in after.values()}
    assert set(TEXTS) <= shown


def test_the_sheets_of_hostile_text_as_csv(hostile: Report, tmp_path: Path) -> None:
    # All sheets (-1), each in a file of its own, with cells as they are shown.
    folder = convert(
        render_workbook(hostile),
        "tables.xlsx",
        tmp_path,
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1",
    )
    files = {path.stem.removeprefix("tables-"): path for path in folder.iterdir()}
    assert len(files) == 4
    name = next(name for name in files if name.startswith("表1"))
    with files[name].open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    first = {row[0] for row in rows}
    assert set(TEXTS) - {"第一行\n第二行"} <= first
    assert all("#" not in row[0][:1] and "Err:" not in row[0] for row in rows)
    assert rows[-1][:1] == ["=合计"]
    assert rows[-1][2].strip() == "78"


def test_a_report_of_facts_and_no_tables_opens(report: Report, tmp_path: Path) -> None:
    facts = replace(report, sections=(), figures={}, checks=None)
    assert Fact("年度定位", "接续推进乡村振兴的起步之年", "试验镇党委会纪要") in facts.facts
    folder = convert(render_workbook(facts), "tables.xlsx", tmp_path, "xlsx")
    assert ("事实", "A1") in cells(folder / "tables.xlsx")
