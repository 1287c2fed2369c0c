"""A section's charts: from figures by name to a drawing, its title, and the words that stand for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers import charts
from helpers.errors import SectionError
from helpers.record import VILLAGE, ChartRecord, SeriesRecord, Span, Value, show, words
from helpers.sections.figurebook import FigureBook
from helpers.sections.figures import Figure

#: A figure's name, some of them, or what each is called in the chart and its name.
Names = str | Sequence[str] | Mapping[str, str]
Note = str | bool | None | Figure | int
Series = dict[str, dict[str, float]]
UNEXPLAINED = "差额"
NOTE = "为保护个人信息，图中不列人数少的村。"
# 名 and 人 count the same.
_ALIKE = {"名": "人"}


class ChartBook(FigureBook):
    """The charts of one section; drawing one displays its bundle.

    Titles and names of series are templates like a sentence: figures by name in braces, and no typed digit. Colours
    go by place: the first series has the first colour in every chart, so what is the same should stand at the same
    place everywhere, as what is done before what is open.
    """

    def bar_chart(
        self,
        title: str,
        by: str,
        figures: Names,
        *,
        notes: Sequence[Note] = (),
        sort: bool = True,
        shares: bool = False,
    ) -> None:
        """Compare the groups of a column by bars, the greatest first; a group that has nothing is left out.

        Several figures are stacked and need one unit.

        Parameters
        ----------
        sort : bool
            False keeps the order in which a reader expects the groups.
        shares : bool
            Whether each value is followed by its percentage.
        """
        chosen = self._chosen(figures, title)
        if series := self._by_group(by, chosen, chosen, sort=sort):
            notes = [*notes, *_why(by, chosen)]
            self._chart(title, "bars", chosen, _of(chosen, series), notes, by=by, shares=shares)

    def steps_chart(self, title: str, figures: Names, *, notes: Sequence[Note] = ()) -> None:
        """Set figures of one unit below each other, such as the steps from claim to payment."""
        chosen = self._chosen(figures, title)
        values = {name: figure.number for name, figure in chosen.items()}
        if any(values.values()):
            self._chart(title, "steps", chosen, _of(chosen, _single(values)), notes)

    def reach_chart(
        self,
        title: str,
        by: str,
        part: str,
        whole: str,
        *,
        due: str = "",
        sort: bool = True,
        notes: Sequence[Note] = (),
    ) -> None:
        """Show for each group of a column how much of a whole is reached.

        Parameters
        ----------
        part, whole : str
            Two figures of one unit, the second of which the first is part of.
        due : str, optional
            The figure, a percentage, that should be reached by now.
        """
        chosen = self._chosen([part, whole], title)
        series = self._by_group(by, chosen, [whole], sort=sort)
        if not series:
            return
        drawn = _of(chosen, series)
        if due:
            drawn += _of({due: self[due]}, _single({due: self[due].number}), "due")
        self._chart(title, "reach", chosen, drawn, [*notes, *_why(by, chosen)], by=by)

    def trend_chart(self, title: str, figures: Names, *, notes: Sequence[Note] = ()) -> None:
        """Show by lines how figures of one unit stood over the months; nothing when only one month has ledgers."""
        chosen = self._chosen(figures, title)
        series = {name: figure.months() for name, figure in chosen.items()}
        if any(len(values) > 1 for values in series.values()):
            self._chart(title, "lines", chosen, _of(chosen, series), notes)

    def month_chart(
        self, title: str, figures: Names, *, below: Names = (), notes: Sequence[Note] = ()
    ) -> None:
        """Show by columns what happened in each month, stacked; nothing when only one month has ledgers.

        Parameters
        ----------
        below : names of figures, optional
            What is drawn downwards, as what left from what came.
        """
        up, down = self._chosen(figures, title), self._chosen(below, title) if below else {}
        self._one_unit([*up.values(), *down.values()], title)
        above = {name: figure.months() for name, figure in up.items()}
        under = {name: figure.months() for name, figure in down.items()}
        parts = above | under
        months = {month for values in parts.values() for month in values}
        if len(months) < 2 or not any(value for values in parts.values() for value in values.values()):
            return
        self._chart(title, "columns", up, [*_of(up, above), *_of(down, under, "below")], notes)

    def column_chart(self, title: str, by: str, figures: Names, *, notes: Sequence[Note] = ()) -> None:
        """Show the groups of a column that have an order, such as months to come (``2021-11``), by columns, stacked."""
        chosen = self._chosen(figures, title)
        if series := self._by_group(by, chosen, chosen, sort=False):
            series = {name: dict(sorted(part.items())) for name, part in series.items()}
            self._chart(title, "columns", chosen, _of(chosen, series), notes, by=by)

    def bridge_chart(self, title: str, steps: Mapping[str, str], *, notes: Sequence[Note] = ()) -> None:
        """Show how a number came to another, from level to level.

        Parameters
        ----------
        steps : mapping
            What each step is called to the figure's name; ``+name`` and ``-name`` are changes, a bare name is a level.
            What comes before the first level that is known is left out, and a change of nothing too; what the changes
            leave unexplained is drawn as 差额.
        """
        drawn: list[SeriesRecord] = []

        def step(label: str, value: float, of: Figure | None = None, *, change: bool = False) -> None:
            name = of.name if of else ""
            drawn.append(
                SeriesRecord(name=label, values=(("", value),), figure=name, role="change" if change else "")
            )

        level: float | None = None
        for label, name in steps.items():
            figure = self[name.lstrip("+-")]
            if not name.startswith(("+", "-")):
                if figure.value is None:
                    continue
                if level is not None and (rest := round(figure.number - level, 6)):
                    step(UNEXPLAINED, rest, change=True)
                level = figure.number
                step(self._words(label), level, figure)
            elif level is not None and figure:
                change = figure.number if name.startswith("+") else -figure.number
                level += change
                step(self._words(label), change, figure, change=True)
        if any(one.role == "change" for one in drawn):
            first = self[next(iter(steps.values())).lstrip("+-")]
            self._chart(title, "bridge", {first.name: first}, drawn, notes)

    def heat_chart(
        self, title: str, figure: str, by: str, across: str, *, notes: Sequence[Note] = ()
    ) -> None:
        """Lay one figure out by two columns of its rows, the darker the more; by 村 all villages are listed.

        Nothing where a cell would tell of single people, since a table can withhold it and a colour cannot.
        """
        chosen = self[figure]
        measure, rows = chosen.measure, chosen.parts[0]
        if measure is None or rows.empty or (VILLAGE in (by, across) and chosen.withheld):
            return
        groups, heads = self._groups(by, [chosen]), self._groups(across, [chosen])
        cells: Series = {head: {} for head in heads}
        for group, head in itertools.product(groups, heads):
            row, column = rows[rows[by] == group], rows[across] == head
            whole = rows[column] if by == VILLAGE else row
            part = row[column.loc[row.index]]
            if VILLAGE in (by, across) and self.is_small(part, whole, measure.counted):
                return
            cells[head][group] = _number(measure.apply(part)) if len(part) else 0
        drawn = _of(dict.fromkeys(heads, chosen), cells)
        self._chart(title, "heat", {figure: chosen}, drawn, notes, by=by, across=across)

    def progress_chart(
        self,
        title: str,
        done: Mapping[str, float],
        *,
        planned: Mapping[str, float] | None = None,
        paid: Mapping[str, float] | None = None,
        notes: Sequence[Note] = (),
    ) -> None:
        """Show progress in percent of named works, what of the money is paid, and what was planned by now."""
        if not done:
            return
        drawn = [
            SeriesRecord(name="完成", values=tuple(done.items())),
            SeriesRecord(name="应达到", values=tuple((planned or {}).items()), role="planned"),
            SeriesRecord(name="已拨付", values=tuple((paid or {}).items()), role="paid"),
        ]
        self._show_chart(title, "progress", drawn, "%", 1, notes)

    # --- what the methods share ---------------------------------------------------------------------------------

    def _chart(
        self,
        title: str,
        drawing: str,
        measured: Mapping[str, Figure],
        series: Sequence[SeriesRecord],
        notes: Sequence[Note],
        **more: Any,
    ) -> None:
        """Show a chart in the unit of figures, and as finely as the finest of them."""
        unit = next(iter(measured.values())).unit
        decimals = max(figure.decimals for figure in measured.values())
        self._show_chart(title, drawing, series, unit, decimals, notes, **more)

    def _show_chart(
        self,
        title: str,
        drawing: Any,
        series: Sequence[SeriesRecord],
        unit: str,
        decimals: int,
        notes: Sequence[Note],
        **more: Any,
    ) -> None:
        """Display a chart under the section's next id: its drawing, its title, and its values in words."""
        chart = charts.complete(
            ChartRecord(
                id=self._id(),
                title=tuple(self._spans(title)),
                drawing=drawing,
                series=tuple(series),
                unit=unit,
                decimals=decimals,
                notes=self._notes(notes),
                **more,
            )
        )
        show(chart, svg=chart.svg, plain=f"{words(chart.title)}。{chart.alt}")

    def _id(self) -> str:
        raise NotImplementedError

    def _words(self, template: str) -> str:
        raise NotImplementedError

    def _spans(self, template: str) -> list[Span]:
        raise NotImplementedError

    def _notes(self, notes: Sequence[Note]) -> tuple[tuple[Span, ...], ...]:
        raise NotImplementedError

    def _chosen(self, figures: Names, title: str) -> dict[str, Figure]:
        """Return figures of one unit by what they are called in a chart."""
        if isinstance(figures, Mapping):
            chosen = {self._words(label): self[name] for label, name in figures.items()}
        else:
            chosen = {name: self[name] for name in ([figures] if isinstance(figures, str) else figures)}
        self._one_unit(list(chosen.values()), title)
        return chosen

    @staticmethod
    def _one_unit(figures: Sequence[Figure], title: str) -> None:
        if len({_ALIKE.get(figure.unit, figure.unit) for figure in figures}) > 1:
            raise SectionError("一张图里的指标单位要相同", where=title)

    def _by_group(self, by: str, chosen: Mapping[str, Figure], asked: Iterable[str], *, sort: bool) -> Series:
        """Return the values by group of what is chosen, the greatest first where they are sorted.

        Groups that have nothing of what is asked are left out, and so are villages of which one value must not be told;
        without any group there is no series either.
        """
        parts = {
            name: {str(key): _number(value) for key, value in figure.by(by).items()}
            for name, figure in chosen.items()
        }
        hidden = _hidden(by, chosen)
        asked = list(asked)
        groups = [
            group
            for group in self._groups(by, list(chosen.values()))
            if group not in hidden and any(parts[name].get(group) for name in asked)
        ]
        if sort:
            groups.sort(key=lambda group: -sum(parts[name].get(group, 0) for name in asked))
        return {
            name: {group: part.get(group, 0) for group in groups} for name, part in parts.items() if groups
        }

    def _groups(self, by: str, figures: Sequence[Figure]) -> list[str]:
        """Return the values of a grouping column in the order a reader expects.

        That of the villages, of the values that the ledger allows or of a categorical column; else as met.
        """
        if not figures:
            return []
        if by == VILLAGE:
            return self.villages
        met = dict.fromkeys(str(key) for figure in figures for key in figure.by(by).index)
        rows = figures[0].parts[0]
        column = self.ledgers.schema(rows.attrs["table"]).columns.get(by)
        order = list(column.allowed) if column else []
        if isinstance(rows[by].dtype, pd.CategoricalDtype):
            order = list(rows[by].cat.categories)
        known = [value for value in order if value in met]
        return known + [value for value in met if value not in known]


def _of(figures: Mapping[str, Figure], values: Series, role: Any = "") -> list[SeriesRecord]:
    """Return values as series of a chart, each with the figure that it shows."""
    return [
        SeriesRecord(name=name, values=tuple(part.items()), figure=figures[name].name, role=role)
        for name, part in values.items()
    ]


def _single(values: Mapping[str, float]) -> Series:
    return {name: {"": value} for name, value in values.items()}


def _hidden(by: str, chosen: Mapping[str, Figure]) -> frozenset[str]:
    """Return the villages that cannot be drawn, since a value of theirs must not be told."""
    return frozenset(village for figure in chosen.values() for village in figure.withheld if by == VILLAGE)


def _why(by: str, chosen: Mapping[str, Figure]) -> list[str]:
    return [NOTE] if _hidden(by, chosen) else []


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
