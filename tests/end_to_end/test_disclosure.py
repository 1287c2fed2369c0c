"""What a published month gives by village does not tell a small count of a sensitive class, in no combination."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from helpers.gate.disclosure import MARK, marks_of, sensitive_columns
from helpers.ledgers import Ledgers, open_ledgers
from helpers.ledgers.rows import expand_rows
from helpers.offices import Office
from helpers.params import load_settings
from tests.bundles import mime, said
from tests.end_to_end.mutations import OCTOBER

pytestmark = pytest.mark.slow


def bundles(folder: Path, kind: Any) -> list[dict[str, Any]]:
    """Return the bundles of a kind in all executed notebooks of a month."""
    return [
        output["data"][mime(kind)]
        for path in sorted((folder / "sections").glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if mime(kind) in output.get("data", {})
    ]


@pytest.fixture(scope="module")
def folder(published: Path) -> Path:
    return Office(published).output(OCTOBER)


@pytest.fixture(scope="module")
def ledgers(published: Path) -> Ledgers:
    office = Office(published)
    return open_ledgers(office, OCTOBER, load_settings(office, OCTOBER))


@pytest.mark.promise("nothing personal leaves the house")
def test_figures_taken_from_each_other_leave_no_small_class(folder: Path, ledgers: Ledgers) -> None:
    """Take the figures of all tables by village, whatever their section, in pairs: one less another."""
    figures = {content["name"]: content for content in bundles(folder, "figure")}
    shown: dict[str, set[str]] = {}
    for table in bundles(folder, "table"):
        if table["columns"][0]["name"] == "村":
            for place, column in enumerate(table["columns"]):
                if column.get("figure") and len(figures[column["figure"]]["sources"]) == 1:
                    told = {row[0] for row in table["rows"] if row[place] != MARK}
                    shown.setdefault(column["figure"], set()).update(told)
    assert {"基本情况.帮扶对象户", "兜底保障.低保人数", "小额信贷.存量贷款户"} <= set(shown)
    threshold, looked_at = 10, 0
    for one, other in itertools.permutations([*shown, None], 2):
        if one is None:
            continue
        ledger, rows, villages = _rows(figures[one]), _set(figures[one]), shown[one]
        if other is not None:
            taken = _set(figures[other])
            alike = ledger == _rows(figures[other]) and figures[one]["unit"] == figures[other]["unit"]
            if not alike or not taken < rows:
                continue
            rows, villages = rows - taken, villages & shown[other]
        left = ledgers[ledger].loc[sorted(rows)]
        flags = sensitive_columns(left, marks_of(ledgers.schema(ledger), ledgers.schemas()))
        looked_at += 1
        if len(left) and flags.all(axis=0).any():
            counts = left.groupby("村").size()
            assert all(counts.get(village, 0) >= threshold for village in villages), (one, other)
    assert looked_at > 20


def _rows(figure: dict[str, Any]) -> str:
    return str(figure["sources"][0]["table"])


def _set(figure: dict[str, Any]) -> set[int]:
    return set(expand_rows(figure["sources"][0]["rows"]))


def test_the_monitored_of_the_villages_are_told_for_the_township_alone(
    folder: Path, ledgers: Ledgers
) -> None:
    system = ledgers["监测对象"]
    monitored = system[system["监测对象类别"].notna()].groupby("村")["户编号"].nunique()
    assert monitored.max() < 10
    text = [
        content["notes"] for content in bundles(folder, "table") if said(content["title"]) == "各村监测对象"
    ]
    assert "在册户数" in str(text)
    figures = {content["name"]: content for content in bundles(folder, "figure")}
    assert figures["监测帮扶.在册户数"]["value"] == monitored.sum()
    assert not any("by_village" in content for content in figures.values())
