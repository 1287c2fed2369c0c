"""An output format is a module that renders, a reader and one line in the table: a month with Markdown besides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.gate import LeakError
from helpers.months import Month
from helpers.publish.annexes import annexes
from helpers.publish.formats import FORMATS, Files, Format
from helpers.publish.readback import ReadbackError, Reader
from helpers.publish.readback.pieces import Line, Piece, Row, squeeze
from helpers.publish.report import Chart, Paragraph, Report, Table
from helpers.runs.month import run_month
from helpers.runs.verify import verify_month
from tests.ledgers.tiny import id_number
from tests.small_office import NOTEBOOKS, write_notebook, write_small_office

pytestmark = pytest.mark.slow

MONTH = Month(2021, 10)
NAME = "report.md"


# --- its module ---------------------------------------------------------------------------------------------


def render_markdown(report: Report) -> str:
    return "\n\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {_escaped(report.title)}"
    yield from filter(None, map(_escaped, (report.addressee, *(words.text for words in report.lead))))
    for section in report.walk():
        yield f"{'#' * (section.depth + 1)} {_escaped(section.title)}"
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield _escaped(block.text)
                continue
            yield f"**{_escaped(block.label)}　{_escaped(block.title)}**"
            if isinstance(block, Chart):
                yield _escaped(block.alt)
            else:
                yield _table(block)
            yield from map(_escaped, block.notes)
    for annex in annexes(report):
        yield f"## {_escaped(annex.title)}"
        for table in annex.tables:
            yield f"**{_escaped(table.title)}**"
            yield _table(table)


def _table(table: Table) -> str:
    heads = [column.name for column in table.columns]
    rows = [heads, *table.rows, *([table.total] if table.total else [])]
    lines = [f"| {' | '.join(map(_escaped, row))} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]])


def _escaped(text: str) -> str:
    return re.sub(r"([\\\\`*_{}\[\]<>#+!|-])", r"\\\1", text.replace("\n", " "))


# --- its reader ---------------------------------------------------------------------------------------------


def read_markdown(content: bytes) -> list[Piece]:
    pieces: list[Piece] = []
    for number, line in enumerate(content.decode().splitlines(), start=1):
        place = f"第 {number} 行"
        if line.startswith("| "):
            pieces.append(Row.of(place, map(_plain, re.split(r"(?<!\\)\|", line)[1:-1])))
        elif line and not line.startswith("|---"):
            pieces.append(Line(place, squeeze(_plain(re.sub(r"^#+ |^\*\*|\*\*$", "", line)))))
    return pieces


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


# --- its line -----------------------------------------------------------------------------------------------

MARKDOWN = Format(
    NAME, "Markdown", lambda files: render_markdown(files.report).encode(), Reader(read_markdown)
)


@pytest.fixture
def markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, NAME, MARKDOWN)


def test_a_month_is_published_with_it(markdown: None, tmp_path: Path) -> None:
    office = write_small_office(tmp_path, months=[str(MONTH)])
    table = 's.table("各村余额", "村", ["余额", "新增"])\ns.bar_chart("{余额}在各村", "村", "余额")'
    write_notebook(tmp_path, "01_loans", *NOTEBOOKS["01_loans"], table)
    result = run_month(office, MONTH, jobs=1)
    assert NAME in result.files
    text = (result.folder / NAME).read_text(encoding="utf-8")
    assert "| 东村 | 500 |" in text
    assert NAME in json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert f'href="{MONTH}/{NAME}"' in (office.outputs / "index.html").read_text(encoding="utf-8")
    assert verify_month(office, MONTH, jobs=1).identical


def test_it_is_read_back_and_searched_as_all_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = write_small_office(tmp_path, months=[str(MONTH)])

    def wrong(files: Files) -> bytes:
        return MARKDOWN.render(files).replace("800元".encode(), "810元".encode(), 1)

    monkeypatch.setitem(FORMATS, NAME, Format(NAME, "Markdown", wrong, MARKDOWN.reader))
    with pytest.raises(ReadbackError, match=r"report\.md 第 \d+ 行.*应为“余额800元，.*读到“余额810元"):
        run_month(office, MONTH, jobs=1)
    assert "810元" in (office.draft(MONTH) / NAME).read_text(encoding="utf-8")

    number = id_number("19700101", 1)
    monkeypatch.setitem(
        FORMATS, NAME, Format(NAME, "Markdown", lambda files: number.encode(), MARKDOWN.reader)
    )
    with pytest.raises(LeakError) as raised:
        run_month(office, MONTH, jobs=1)
    assert [finding.file for finding in raised.value.findings] == [NAME]
    assert not (office.draft(MONTH) / NAME).exists()
    assert not office.output(MONTH).exists()
