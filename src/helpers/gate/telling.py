"""What the sections of a month tell by village, and of whom: the figures that are measured alike, as families."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from helpers.gate.families import OWNED, Counted, Family
from helpers.ledgers import Ledgers, TableSchema
from helpers.ledgers.classes import marks_of, sensitive_columns
from helpers.ledgers.rows import expand_rows
from helpers.params import SmallCounts
from helpers.record import VILLAGE, ChartRecord, FigureRecord, Measured, Record, SpanRecord, TableRecord, Text
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
    """A figure, a part of one or a list of rows that the month shows by village.

    Attributes
    ----------
    sensitive : bool
        Whether all rows belong to one sensitive class.
    undivided : bool
        Whether it is shown of all villages or of none.
    """

    name: str
    table: str
    rows: str
    measured: Measured | None = None
    sensitive: bool = False
    undivided: bool = False

    @property
    def is_of_single(self) -> bool:
        """Whether its values are those of single rows, or give them away: a least, a mean, a list of names."""
        return self.measured is not None and not (self.measured.additive or self.measured.counted)

    @property
    def key(self) -> Hashable:
        """What it has in common with all that can be taken from it; nothing where its villages do not add up."""
        if self.measured is None or not self.measured.additive:
            return self.name
        return self.table, self.measured.counted, self.measured.adds


def shown(records: Iterable[Record]) -> list[Shown]:
    """Return what is shown by village, in the order of the report."""
    records = list(records)
    figures = {figure.name: figure for record in records for figure in record.figures()}
    found: dict[str, Shown] = {}
    for record in records:
        for item in record.items:
            if isinstance(item, TableRecord):
                found |= {one.name: one for one in _listed(item)}
            for name, rows in _by_village(item):
                figure = figures.get(name.partition(CROSSED)[0])
                if figure is not None and len(figure.sources) == 1:
                    found.setdefault(name, _of_figure(name, figure, rows))
    return list(found.values())


def _of_figure(name: str, figure: FigureRecord, rows: str) -> Shown:
    source = figure.sources[0]
    return Shown(
        name, source.table, rows or source.rows, figure.measured, figure.sensitive, undivided=CROSSED in name
    )


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


def lists_rows(table: TableRecord) -> bool:
    """Tell whether a table lists the rows of a ledger, each with its village: who counts them has their number."""
    return bool(table.table) and not table.by and any(column.name == VILLAGE for column in table.columns)


def _listed(table: TableRecord) -> Iterator[Shown]:
    """Yield what a list of rows tells of villages: how many rows there are, and of each number how much together."""
    if lists_rows(table):
        rows = ",".join(behind for line in table.cells for behind in line)
        numbers = [column.name for column in table.columns if column.kind == "number"]
        for name, adds in [(table.id, ()), *((f"{table.id}{CROSSED}{name}", (name,)) for name in numbers)]:
            yield Shown(name, table.table, rows, Measured(adds=adds), table.sensitive, undivided=True)


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
    villages: Sequence[str],
    rule: SmallCounts,
    others: Mapping[str, Sequence[Told]],
) -> list[Family]:
    """Return the families of what is shown by village; only those of which a sensitive class is part.

    Parameters
    ----------
    others : mapping
        What other published months tell, by month.
    """
    by_key: dict[Hashable, list[Shown]] = {}
    for one in shown:
        by_key.setdefault(one.key, []).append(one)
    made = []
    for key, alike in by_key.items():
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
        rows = [_rows_of(one, ledgers) for one in alike]
        # Who is counted is asked only where somebody of a sensitive class is.
        if any(told.sensitive for told in before) or any(
            classes is not None and (one.sensitive or classes.any(axis=None))
            for one, (_, classes) in zip(alike, rows, strict=True)
        ):
            figures = [
                counted_of(one, of, classes, ledgers.schema(one.table))
                for one, (of, classes) in zip(alike, rows, strict=True)
                if classes is not None
            ]
            adds = isinstance(key, tuple) and bool(key[2])
            made.append(Family([*before, *figures], villages, adds, rule))
    return made


def _rows_of(one: Shown, ledgers: Ledgers) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the rows of what is shown, and their classes: None where they have no village, or no class is known."""
    frame, schema = pd.DataFrame(ledgers[one.table]), ledgers.schema(one.table)
    marks = marks_of(schema, ledgers.schemas())
    if VILLAGE not in frame or not (one.sensitive or any(name in frame for name in marks)):
        return frame, None
    places = frame.index.get_indexer(pd.Index(expand_rows(one.rows)))
    rows = frame.take(places[places >= 0])
    return rows, sensitive_columns(rows, marks)


def counted_of(one: Shown, rows: pd.DataFrame, classes: pd.DataFrame, schema: TableSchema) -> Counted:
    """Return for whom the rows of what is shown stand."""
    counted, adds = (one.measured.counted, one.measured.adds) if one.measured else (None, ())
    whose = counted if counted in rows else _whose(schema) if adds else None
    # A row is known by its key, as its number in another month's workbook is another one.
    names = [_joined(rows[[whose]])] if whose else []
    names += [_joined(rows[list(schema.key)])] if adds or not whose else []
    amounts = [name for name in adds if name in rows]
    units = pd.DataFrame(
        {
            "village": rows[VILLAGE].astype(str),
            "unit": [OWNED.join(parts) for parts in zip(*names, strict=True)],
            "weight": rows[amounts].astype(float).sum(axis=1) if amounts else 1.0,
        },
        index=rows.index,
    )
    return Counted(one.name, units.join(classes), one.sensitive, undivided=one.undivided)


def _joined(rows: pd.DataFrame) -> list[str]:
    return [
        "｜".join(parts) for parts in zip(*(rows[name].astype(str).tolist() for name in rows), strict=True)
    ]


def _whose(schema: TableSchema) -> str | None:
    """Return the column that says whose an amount is: a household's code, or else an ID number."""
    columns = schema.columns.items()
    codes = [name for name, column in columns if column.kind == "code" and column.refers]
    return next(iter([*codes, *(name for name, column in columns if column.kind == "id_number")]), None)
