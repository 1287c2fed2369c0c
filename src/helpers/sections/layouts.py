"""How figures are laid out in tables, so that every cell and every total is a figure or a part of one."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.errors import SectionError
from helpers.ledgers.rows import compress_rows
from helpers.record import ColumnRecord, TableRecord, Value, words
from helpers.sections.figures import MadeFigure
from helpers.sections.groups import crossing, rows_by_group
from helpers.wording.numbers import plain

Cell = Value


def column_of(figure: MadeFigure, name: str | None = None) -> ColumnRecord:
    """Return the column that shows a figure."""
    return ColumnRecord(
        name=name or figure.short, unit=figure.unit, decimals=figure.decimals, figure=figure.name
    )


@dataclass(frozen=True)
class TableLayout:
    """What stands in a table: what its record needs but for the id, the title and the notebook's notes."""

    columns: Sequence[ColumnRecord]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    by: str = ""
    across: str = ""
    table: str = ""
    sensitive: bool = False
    cells: Sequence[Sequence[str]] = ()
    figures: Sequence[Sequence[str]] = ()

    @property
    def unit(self) -> str:
        """What stands at the upper right: ``单位：户、万元``."""
        units = list(dict.fromkeys(column.unit for column in self.columns if column.unit))
        return f"单位：{'、'.join(units)}" if units else ""


def to_html(table: TableRecord) -> str:
    """Return a table as JupyterLab shows it, every text escaped."""

    def line(tag: str, cells: Sequence[Cell]) -> str:
        shown = (
            f"<{tag}>{html.escape('—' if cell is None else _write(cell, column))}</{tag}>"
            for cell, column in zip(cells, table.columns, strict=True)
        )
        return f"<tr>{''.join(shown)}</tr>"

    head = line("th", [column.name for column in table.columns])
    body = "".join(line("td", row) for row in table.rows) + (line("th", table.total) if table.total else "")
    title = words(table.title)
    caption = html.escape(f"{title}（{table.unit}）" if table.unit else title)
    return f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{body}</tbody></table>"


def _write(cell: Cell, column: ColumnRecord) -> str:
    return cell if isinstance(cell, str) else plain(cell or 0, column.decimals or 0)


def grouped(title: str, by: str, figures: Sequence[MadeFigure], groups: Sequence[str]) -> TableLayout:
    """Lay figures out by the values of a column of their rows, with the figures themselves as the total.

    Parameters
    ----------
    groups : sequence of str
        The values in their order; a value that the rows have and this list lacks is an error, not a gap.
    """
    parts = [dict(figure.by(by)) for figure in figures]
    if strange := sorted({key for part in parts for key in part} - set(groups)):
        raise SectionError(f"“{by}”里有表中没有的值：{'、'.join(map(str, strange))}", where=title)
    rows = [[group, *(part.get(group, 0) for part in parts)] for group in groups]
    columns = [ColumnRecord(name=by, kind="text"), *(column_of(figure) for figure in figures)]
    behind = list(zip(*(rows_by_group(figure, by, groups) for figure in figures), strict=True))
    return TableLayout(columns, rows, ["合计", *(figure.value for figure in figures)], by=by, cells=behind)


def crossed(
    figure: MadeFigure, by: str, across: str, groups: Sequence[str], heads: Sequence[str]
) -> TableLayout:
    """Lay one figure out by two columns of its rows, with sums at the right and below."""
    rows_of, measure = figure.parts[0], figure.measure
    if measure is None:
        raise SectionError("这个指标不能再分组", where=figure.name)

    def cell(rows: pd.DataFrame) -> Cell:
        return measure.apply(rows) if len(rows) else 0

    inner = crossing(rows_of, by, across, groups, heads)
    rows = [
        [group, *map(cell, row), cell(rows_of[rows_of[by] == group])]
        for group, row in zip(groups, inner, strict=True)
    ]
    total = ["合计", *(cell(rows_of[rows_of[across] == head]) for head in heads), figure.value]
    numbers = [ColumnRecord(name=head, unit=figure.unit, decimals=figure.decimals) for head in heads]
    columns = [ColumnRecord(name=by, kind="text"), *numbers, column_of(figure, "合计")]
    behind = [[compress_rows(rows.index) for rows in row] for row in inner]
    return TableLayout(columns, rows, total, by=by, across=across, table=rows_of.attrs["table"], cells=behind)


def compared(figures: Sequence[MadeFigure]) -> TableLayout:
    """Set figures beside the month before and the same month a year before, as far as there are any."""
    heads = ["本月"]
    last = any(figure.previous is not None for figure in figures)
    ago = any(figure.year_ago is not None for figure in figures)
    heads += ["上月", "比上月增减"] if last else []
    heads += ["上年同月", "同比增减"] if ago else []
    decimals = max((figure.decimals for figure in figures), default=0)
    columns = [ColumnRecord(name=name, kind="text") for name in ("指标", "单位")]
    columns += [ColumnRecord(name=name, decimals=decimals) for name in heads]
    rows: list[list[Cell]] = []
    for figure in figures:
        row: list[Cell] = [figure.short, figure.unit, figure.value]
        for shown, before in ((last, figure.previous), (ago, figure.year_ago)):
            if shown:
                row += [before, _change(figure, before)]
        rows.append(row)
    return TableLayout(columns, rows)


def _change(figure: MadeFigure, before: Value) -> Cell:
    if isinstance(before, str) or before is None or figure.value is None:
        return None
    change = round(figure.number - before, figure.decimals)
    return int(change) if change == int(change) else change
