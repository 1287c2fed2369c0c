"""The record as it may leave: without rows, and without what the month's decision withholds."""

from __future__ import annotations

from collections.abc import Iterator

from helpers import charts
from helpers.gate.decision import Decision
from helpers.gate.telling import crossed, lists_rows, tells_most
from helpers.record import (
    VILLAGE,
    ChartRecord,
    FigureRecord,
    Item,
    ParagraphRecord,
    Record,
    SourceRecord,
    SpanRecord,
    TableRecord,
    Text,
    Value,
)

#: What is printed in the place of a value that is withheld.
MARK = "＊"
NOTE = f"{MARK}表示为保护个人信息不公开的小数，以及据以能算出小数的数。"
DRAWN = "为保护个人信息，图中不列人数少的村。"
SOME = "个别村"
MOST_OF = f"{SOME}的数不公开"


def redacted(record: Record, decision: Decision) -> Record:
    """Return a section's record as it may leave the office."""
    return Record(record.about, tuple(one for item in record.items for one in redacted_item(item, decision)))


def redacted_item(item: Item, decision: Decision) -> Iterator[Item]:
    """Yield what may leave in the place of an item; a table that would be empty gives way to a line that says why."""
    match item:
        case FigureRecord():
            yield _figure(item, decision)
        case ParagraphRecord():
            yield item.model_copy(update={"spans": _text(item.spans, decision)})
        case TableRecord():
            yield from _table(item, decision)
        case ChartRecord():
            yield from _chart(item, decision)


def _figure(figure: FigureRecord, decision: Decision) -> FigureRecord:
    listed = figure.name in decision.listed
    return figure.model_copy(
        update={
            "sources": tuple(SourceRecord(table=one.table, rows="") for one in figure.sources),
            "row_count": None if figure.name in decision.few else figure.row_count,
            "measured": None,
            "by_village": None,
            "units": {},
            "value": SOME if listed else figure.value,
            "text": SOME if listed else figure.text,
        }
    )


def _text(text: Text, decision: Decision) -> Text:
    return tuple(_span(span, decision) for span in text)


def _span(span: SpanRecord, decision: Decision) -> SpanRecord:
    if span.figure in decision.listed:
        return span.model_copy(update={"text": SOME})
    if tells_most(span) and decision.hides_part(span.figure):
        return span.model_copy(update={"text": MOST_OF})
    return span


def _instead(title: Text) -> ParagraphRecord:
    return ParagraphRecord(spans=(SpanRecord(text="为保护个人信息，不列《"), *title, SpanRecord(text="》。")))


def _table(table: TableRecord, decision: Decision) -> Iterator[Item]:
    parts = [name for name, _ in crossed(table)] if table.across else []
    hidden = decision.hides_part(table.id) and lists_rows(table)
    notes = tuple(_text(note, decision) for note in table.notes)
    table = table.model_copy(
        update={"title": _text(table.title, decision), "notes": notes, "cells": (), "figures": ()}
    )
    if hidden:
        yield _instead(table.title)
    elif VILLAGE not in (table.by, table.across):
        yield table
    elif not table.across:
        yield from _by_village(table, decision)
    elif any(decision.withheld.get(name) for name in (str(table.columns[-1].figure), *parts)):
        yield _instead(table.title)
    else:
        yield table


def _by_village(table: TableRecord, decision: Decision) -> Iterator[Item]:
    gone = [place for place, one in enumerate(table.columns) if decision.hides_all(one.figure or "")]
    kept = [place for place in range(len(table.columns)) if place not in gone]
    hidden = {place: decision.withheld.get(table.columns[place].figure or "", frozenset()) for place in kept}
    every = frozenset[str]().union(*hidden.values())
    for place in kept:
        # What is computed beside a figure, such as its share, would tell it.
        if not table.columns[place].figure and table.columns[place].kind == "number":
            hidden[place] = every if not gone else frozenset(decision.villages)
    kept = [place for place in kept if not (hidden[place] and hidden[place] >= set(decision.villages))]
    left_out = [column.name for place, column in enumerate(table.columns) if place not in kept]
    if not any(table.columns[place].kind == "number" for place in kept):
        yield _instead(table.title)
        return

    def cell(row: tuple[Value, ...], place: int) -> Value:
        return MARK if str(row[0]) in hidden[place] and place else row[place]

    notes = [NOTE] if any(hidden[place] for place in kept) else []
    notes += [f"为保护个人信息，{'、'.join(left_out)}的分村数不公开。"] if left_out else []
    units = list(dict.fromkeys(table.columns[place].unit for place in kept if table.columns[place].unit))
    yield table.model_copy(
        update={
            "columns": tuple(table.columns[place] for place in kept),
            "rows": tuple(tuple(cell(row, place) for place in kept) for row in table.rows),
            "total": None if table.total is None else tuple(table.total[place] for place in kept),
            "unit": f"单位：{'、'.join(units)}" if units else "",
            "notes": (*table.notes, *((SpanRecord(text=note),) for note in notes)),
        }
    )


def _chart(chart: ChartRecord, decision: Decision) -> Iterator[Item]:
    chart = chart.model_copy(
        update={
            "title": _text(chart.title, decision),
            "notes": tuple(_text(note, decision) for note in chart.notes),
            "series": tuple(series.model_copy(update={"rows": ()}) for series in chart.series),
        }
    )
    if VILLAGE not in (chart.by, chart.across):
        yield chart
        return
    figures = {series.figure for series in chart.series if series.figure}
    hidden = frozenset[str]().union(*(decision.withheld.get(name, frozenset()) for name in figures))
    crossed_parts = any(decision.hides_part(name) for name in figures)
    if not hidden and not crossed_parts:
        yield chart
    elif not chart.across and not hidden >= set(decision.villages):
        drawn = charts.without(chart, VILLAGE, hidden)
        if any(series.values for series in drawn.series):
            yield drawn.model_copy(update={"notes": (*drawn.notes, (SpanRecord(text=DRAWN),))})
