"""What the sections of a month tell by village, and of whom: the figures that are measured alike, as families."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from helpers.gate.families import Counted, Family
from helpers.ledgers import Ledgers, TableSchema
from helpers.ledgers.classes import marks_of, sensitive_columns
from helpers.ledgers.rows import expand_rows
from helpers.params import SmallCounts
from helpers.record import VILLAGE, ChartRecord, FigureRecord, Record, SpanRecord, TableRecord, Text
from helpers.wording.trends import MOST

#: Between the name of a figure and the value of another column of its rows, in a table of two directions.
CROSSED = "｜"
#: What is told since January, or of one month alone, can be taken from what other months tell.
ADDED_UP = ("ytd", "flow")


@dataclass(frozen=True)
class Told:
    """What a month tells of a figure by village, kept for the months that are compared with it."""

    figure: str
    kind: str
    table: str
    counted: str | None
    adds: tuple[str, ...]
    sensitive: bool
    villages: tuple[str, ...]
    #: Village, who, and the amount of each of whom the figure stands for.
    units: tuple[tuple[str, str, float], ...] = field(repr=False)

    @property
    def key(self) -> Hashable:
        """What it has in common with all that can be taken from it."""
        return self.table, self.counted, self.adds


@dataclass(frozen=True)
class Shown:
    """A figure, or a column of a table of two directions, that the month shows by village."""

    name: str
    figure: FigureRecord
    rows: str

    @property
    def key(self) -> Hashable:
        """What it has in common with all that can be taken from it; nothing where its villages do not add up."""
        measured, table = self.figure.measured, self.figure.sources[0].table
        if measured is None or not measured.additive:
            return self.name
        return table, measured.counted, measured.adds


def shown(records: Iterable[Record]) -> list[Shown]:
    """Return what is shown by village, in the order of the report."""
    records = list(records)
    figures = {figure.name: figure for record in records for figure in record.figures()}
    found: dict[str, Shown] = {}
    for record in records:
        for item in record.items:
            for name, rows in _by_village(item):
                figure = figures.get(name.partition(CROSSED)[0])
                if figure is not None and len(figure.sources) == 1:
                    found.setdefault(name, Shown(name, figure, rows or figure.sources[0].rows))
    return list(found.values())


def _by_village(item: object) -> Iterator[tuple[str, str]]:
    """Yield the names of the figures that an item shows by village, with the rows where they are not the figure's."""
    for span in spans(item):
        if span.figure and tells_most(span):
            yield span.figure, ""
    if isinstance(item, TableRecord) and VILLAGE in (item.by, item.across):
        for column in item.columns:
            if column.figure:
                yield column.figure, ""
        if item.across and item.columns[-1].figure:
            yield from crossed(item)
    if isinstance(item, ChartRecord) and VILLAGE in (item.by, item.across):
        yield from ((series.figure, "") for series in item.series if series.figure)
        if item.across:
            yield from crossed(item)


def crossed(item: TableRecord | ChartRecord) -> Iterator[tuple[str, str]]:
    """Yield for each value of the column that is no village a name for the part of the figure, and its rows."""
    if isinstance(item, ChartRecord):
        name, lines = item.series[0].figure, tuple(series.rows for series in item.series)
        heads, groups = [series.name for series in item.series], [group for group, _ in item.series[0].values]
    else:
        name, lines = str(item.columns[-1].figure), tuple(zip(*item.cells, strict=True))
        heads, groups = [column.name for column in item.columns[1:-1]], [str(row[0]) for row in item.rows]
    if item.across == VILLAGE:
        heads, lines = groups, tuple(zip(*lines, strict=True))
    for head, cells in zip(heads, lines, strict=True):
        yield f"{name}{CROSSED}{head}", ",".join(filter(None, cells))


def spans(item: object) -> Iterator[SpanRecord]:
    """Yield the pieces of text of an item: of a paragraph, of a title and its notes."""
    texts: Sequence[Text] = ()
    if isinstance(item, TableRecord | ChartRecord):
        texts = (item.title, *item.notes)
    elif hasattr(item, "spans"):
        texts = (item.spans,)
    for text in texts:
        yield from text


def tells_most(span: SpanRecord) -> bool:
    """Tell whether a piece of text names the village that has most."""
    return span.form == VILLAGE + MOST


def families(
    shown: Sequence[Shown],
    ledgers: Ledgers,
    rule: SmallCounts,
    others: Mapping[str, Sequence[Told]],
) -> list[Family]:
    """Return the families of what is shown by village; only those of which a sensitive class is part.

    Parameters
    ----------
    others : mapping
        What other published months tell, by month.
    """
    villages = [str(name) for name in ledgers["村组"][VILLAGE]]
    by_key: dict[Hashable, list[Counted]] = {}
    for one in shown:
        if (counted := counted_of(one, ledgers)) is not None:
            by_key.setdefault(one.key, []).append(counted)
    made = []
    for key, members in by_key.items():
        before = [
            Counted(
                f"{month}:{told.figure}",
                pd.DataFrame(told.units, columns=["village", "unit", "weight"]),
                told.sensitive,
                frozenset(told.villages),
            )
            for month, of_month in others.items()
            for told in of_month
            if told.key == key
        ]
        adds = isinstance(key, tuple) and bool(key[2])
        family = Family([*before, *members], villages, adds, rule)
        if not family.is_harmless:
            made.append(family)
    return made


def counted_of(one: Shown, ledgers: Ledgers) -> Counted | None:
    """Return for whom a figure stands; None where its rows belong to no village, or its ledger knows no class."""
    table = one.figure.sources[0].table
    frame = ledgers[table]
    rows = frame.loc[frame.index.intersection(expand_rows(one.rows))]
    schema, measured = ledgers.schema(table), one.figure.measured
    marks = marks_of(schema, ledgers.schemas())
    if VILLAGE not in rows or not (one.figure.sensitive or any(name in rows for name in marks)):
        return None
    counted, adds = (measured.counted, measured.adds) if measured else (None, ())
    unit = counted if counted in rows else _whose(schema) if adds else None
    amounts = [name for name in adds if name in rows]
    units = pd.DataFrame(
        {
            "village": rows[VILLAGE].astype(str),
            "unit": rows[unit].astype(str) if unit else rows.index.astype(str),
            "weight": rows[amounts].astype(float).sum(axis=1) if amounts else 1.0,
        }
    )
    flags = sensitive_columns(rows, marks)
    return Counted(one.name, units.join(flags), one.figure.sensitive)


def _whose(schema: TableSchema) -> str | None:
    """Return the column that says whose an amount is: a household's code, or else an ID number."""
    columns = schema.columns.items()
    codes = [name for name, column in columns if column.kind == "code" and column.refers]
    return next(iter([*codes, *(name for name, column in columns if column.kind == "id_number")]), None)
