"""The back-test: the demo's report of October 2021 says what the seed says, each figure counted from rows."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.end_to_end.mutations import OCTOBER, Baseline, figures
from tests.end_to_end.seed import SeedFigure, differences, seed_figures

pytestmark = pytest.mark.slow
SENTENCES = [
    line
    for line in (Path(__file__).parent / "seed_sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def figures_csv(published: Path) -> dict[str, dict[str, str]]:
    with (published / "outputs" / str(OCTOBER) / "figures.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def text(published: Path, *, without: str = "") -> str:
    """Return the text of the PDF without white space, page numbers and what is set in a font."""
    said = ""
    for page in PdfReader(published / "outputs" / str(OCTOBER) / "report.pdf").pages:
        parts: list[str] = []

        def take(part: str, _cm: Any, _tm: Any, font: Any, _size: Any, parts: list[str] = parts) -> None:
            if not (without and font and without in font["/BaseFont"]):
                parts.append(part)

        page.extract_text(visitor_text=take)
        said += re.sub(r"—\d+—", "", re.sub(r"\s", "", "".join(parts)))
    return said


@pytest.fixture(scope="module")
def pdf(published: Path) -> str:
    return text(published)


@pytest.fixture(scope="module")
def prose(published: Path) -> str:
    """The same without pictures, around which sentences may flow from page to page."""
    return text(published, without="NotoSans")


def test_every_figure_of_the_seed_is_computed(figures_csv: dict[str, dict[str, str]]) -> None:
    assert differences({name: row["value"] for name, row in figures_csv.items()}) == []


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("figure", [one for one in seed_figures() if one.figure], ids=lambda one: one.id)
def test_a_figure_has_the_unit_of_the_seed_and_leads_to_rows(
    figures_csv: dict[str, dict[str, str]], figure: SeedFigure
) -> None:
    row = figures_csv[figure.figure]
    assert row["unit"] == figure.unit
    counts_nothing = row["value"] in ("", "0")
    given = not row["ledger"].startswith("L")
    few = row["rows"] == ""  # Not told of a class of few persons; the record has its rows.
    assert given or counts_nothing or few or int(row["rows"]) > 0


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence[:12])
def test_every_sentence_of_the_seed_with_figures_is_in_the_pdf(prose: str, sentence: str) -> None:
    parts = [re.escape(part) for part in sentence.split("…")]
    assert re.search(".{0,200}?".join(parts), prose)


@pytest.mark.parametrize("term", [one.value for one in seed_figures() if not one.figure])
def test_every_term_of_the_seed_is_in_the_pdf(pdf: str, term: str) -> None:
    assert term in pdf


def test_the_sections_executed_in_this_process_make_the_published_figures(
    figures_csv: dict[str, dict[str, str]], baseline: Baseline
) -> None:
    """What the mutations are compared with is what is published, but for what is quoted from the month before."""
    here = figures(baseline.executed)
    there = {name: row["value"] for name, row in figures_csv.items()}
    assert here.keys() == there.keys()
    different = {name for name, value in here.items() if not _same(value, there[name])}
    quoted = {name for name in different if here[name] is None}
    assert all(figures_csv[name]["definition"].startswith(("上月", "期初")) for name in quoted), quoted
    assert different == quoted


def _same(value: object, written: str) -> bool:
    if isinstance(value, int | float):
        return value == float(written or "nan")
    return (value or "") == written
