"""Whatever number of the demo month is published is a figure, or a cell whose definition and rows the record holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from helpers.record import VILLAGE, ChartRecord, FigureRecord, Record, SpanRecord, TableRecord, read_record
from helpers.wording.comparisons import COMPARISONS
from helpers.wording.numbers import convert, plain
from helpers.wording.trends import COURSE, MOST
from tests.end_to_end.mutations import OCTOBER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.promise("every published number is computed from ledger rows and leads back to them"),
]


@pytest.fixture(scope="module")
def records(published: Path) -> list[Record]:
    folder = published / "data" / "records" / str(OCTOBER) / "sections"
    return [
        read_record(nbformat.read(path, as_version=4), path.stem) for path in sorted(folder.glob("*.ipynb"))
    ]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))


def texts(record: Record) -> Iterator[tuple[TableRecord | ChartRecord | None, SpanRecord]]:
    """Yield all pieces of text with the table or chart whose title or note it stands in."""
    for item in record.items:
        if isinstance(item, TableRecord | ChartRecord):
            for text in (item.title, *item.notes):
                yield from ((item, span) for span in text)
        elif not isinstance(item, FigureRecord):
            yield from ((None, span) for span in item.spans)


def written(figure: FigureRecord, value: float) -> set[str]:
    """Return a value as the figure's unit or 万 and 亿 of it may show it."""
    units = [figure.unit, *(unit for unit in ("元", "万元", "亿元") if figure.unit in ("元", "万元", "亿元"))]
    return {plain(convert(value, figure.unit, unit), places) for unit in units for places in range(3)}


def test_words_hold_no_number_but_those_of_figures_facts_and_names(records: list[Record]) -> None:
    loose = [
        (record.about.section, span.text)
        for record in records
        for _, span in texts(record)
        if numbers(span.text) and not (span.figure or span.fact or span.quoted)
    ]
    assert loose == []


def parts(record: Record, whole: FigureRecord, by: str) -> Iterator[tuple[str, float, str]]:
    """Yield the parts of a figure that a record holds by a column, or by months: each with its rows."""
    figure = whole.name
    if by == VILLAGE:
        all_rows = ",".join(source.rows for source in whole.sources)
        yield from (
            (village, float(value or 0), all_rows) for village, value in (whole.by_village or {}).items()
        )
    for item in record.items:
        if isinstance(item, ChartRecord) and item.by == by:
            for series in (one for one in item.series if one.figure == figure):
                rows = series.rows or ("",) * len(series.values)
                yield from ((*part, behind) for part, behind in zip(series.values, rows, strict=True))
        elif isinstance(item, TableRecord) and item.by == by and item.cells and not item.across:
            for place, column in enumerate(item.columns):
                if column.figure == figure:
                    for row, cells in zip(item.rows, item.cells, strict=True):
                        yield str(row[0]), float(row[place] or 0), cells[place - 1]


def stacked(chart: ChartRecord, by: str) -> Iterator[tuple[str, float, str]]:
    """Yield what the parts of each group of a chart are together, with the rows of them all."""
    lines = [
        [(*part, behind) for part, behind in zip(one.values, one.rows, strict=True)] for one in chart.series
    ]
    heads = [one.name for one in chart.series] if chart.across == by else [part[0] for part in lines[0]]
    for head, cells in zip(heads, lines if chart.across == by else zip(*lines, strict=True), strict=True):
        yield head, sum(value for _, value, _ in cells), ",".join(filter(None, (rows for *_, rows in cells)))


def test_what_a_title_says_of_a_figure_is_a_cell_with_its_rows(records: list[Record]) -> None:
    met = 0
    for record in records:
        figures = {figure.name: figure for figure in record.figures()}
        for item, span in texts(record):
            most = span.form.endswith(MOST) and span.form not in COMPARISONS
            if not (most or span.form == COURSE):
                continue
            figure = figures[span.figure]
            shown = list(parts(record, figure, span.form.removesuffix(MOST) if most else ""))
            if not most:
                shown = [part for part in shown if re.fullmatch(r"\d{4}-\d\d", part[0])]
            elif not shown and isinstance(item, ChartRecord):
                shown = list(stacked(item, span.form.removesuffix(MOST)))
            if not most and not shown:
                continue  # the months are those of the figure's own records, of which none is drawn here
            known = set().union(*(numbers(group) | written(figure, value) for group, value, _ in shown))
            known |= {number.lstrip("0") for number in known} | written(figure, float(figure.value or 0))
            assert numbers(span.text) <= known, (span, shown)
            assert not most or all(behind or not value for _, value, behind in shown), span
            met += 1
    assert met > 10


def test_each_part_of_a_figure_in_a_table_has_rows(records: list[Record]) -> None:
    met = 0
    for record in records:
        for table in (item for item in record.items if isinstance(item, TableRecord) and item.by):
            if table.across or not table.cells:  # crossed, or computed: then its total is held to a figure
                continue
            for row, cells in zip(table.rows, table.cells, strict=True):
                for value, behind in zip(row[1:], cells, strict=True):
                    assert bool(behind) or not value, (table.id, row)
                    met += bool(behind)
    assert met > 100
