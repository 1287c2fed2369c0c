"""A section's charts: from figures by name to a drawing, its title, and the words that stand for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers import charts
from helpers.charts.bars import Step
from helpers.errors import SectionError
from helpers.record import VILLAGE, ChartRecord, Span, Value, show, words
from helpers.sections.figurebook import FigureBook
from helpers.sections.figures import Figure
from helpers.wording.numbers import plain
from helpers.wording.trends import called

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
            unit, decimals = _measured(chosen)
            said, notes = _alt(series, unit, decimals), [*notes, *_why(by, chosen)]
            self._chart(title, said, notes, charts.bars, series, unit, decimals, shares=shares)

    def steps_chart(self, title: str, figures: Names, *, notes: Sequence[Note] = ()) -> None:
        """Set figures of one unit below each other, such as the steps from claim to payment."""
        chosen = self._chosen(figures, title)
        values = {name: figure.number for name, figure in chosen.items()}
        if any(values.values()):
            unit, decimals = _measured(chosen)
            self._chart(
                title, _alt({"": values}, unit, decimals), notes, charts.bars, {"": values}, unit, decimals
            )

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
        unit, decimals = _measured(chosen)
        said = "，".join(
            f"{group}{plain(series[part][group], decimals)}{unit}、共{plain(series[whole][group], decimals)}{unit}"
            for group in series[whole]
        )
        self._chart(
            title,
            f"{part}占{whole}：{said}" + (f"；{due}{self[due].text()}" if due else ""),
            [*notes, *_why(by, chosen)],
            charts.reach,
            series[part],
            series[whole],
            unit,
            decimals,
            names=(part, whole),
            due=self[due].number if due else None,
            due_name=due,
        )

    def trend_chart(self, title: str, figures: Names, *, notes: Sequence[Note] = ()) -> None:
        """Show by lines how figures of one unit stood over the months; nothing when only one month has ledgers."""
        chosen = self._chosen(figures, title)
        series = {name: figure.months() for name, figure in chosen.items()}
        if any(len(values) > 1 for values in series.values()):
            unit, decimals = _measured(chosen)
            self._chart(title, _alt(series, unit, decimals), notes, charts.lines, series, unit, decimals)

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
        unit, decimals = _measured(up)
        self._chart(
            title, _alt(parts, unit, decimals), notes, charts.columns, above, unit, decimals, below=under
        )

    def column_chart(self, title: str, by: str, figures: Names, *, notes: Sequence[Note] = ()) -> None:
        """Show the groups of a column that have an order, such as months to come (``2021-11``), by columns, stacked."""
        chosen = self._chosen(figures, title)
        if series := self._by_group(by, chosen, chosen, sort=False):
            series = {name: dict(sorted(part.items())) for name, part in series.items()}
            unit, decimals = _measured(chosen)
            self._chart(
                title,
                _alt(series, unit, decimals, zeros=False),
                notes,
                charts.columns,
                series,
                unit,
                decimals,
            )

    def bridge_chart(self, title: str, steps: Mapping[str, str], *, notes: Sequence[Note] = ()) -> None:
        """Show how a number came to another, from level to level.

        Parameters
        ----------
        steps : mapping
            What each step is called to the figure's name; ``+name`` and ``-name`` are changes, a bare name is a level.
            What comes before the first level that is known is left out, and a change of nothing too; what the changes
            leave unexplained is drawn as 差额.
        """
        drawn: list[Step] = []
        level: float | None = None
        for label, name in steps.items():
            figure = self[name.lstrip("+-")]
            if not name.startswith(("+", "-")):
                if figure.value is None:
                    continue
                if level is not None and (rest := round(figure.number - level, 6)):
                    drawn.append(Step(UNEXPLAINED, rest, is_change=True))
                level = figure.number
                drawn.append(Step(self._words(label), level))
            elif level is not None and figure:
                change = figure.number if name.startswith("+") else -figure.number
                level += change
                drawn.append(Step(self._words(label), change, is_change=True))
        if not any(step.is_change for step in drawn):
            return
        figure = self[next(iter(steps.values())).lstrip("+-")]
        said = "，".join(
            f"{step.name}{'增加' * (step.is_change and step.value > 0)}{'减少' * (step.is_change and step.value < 0)}"
            f"{plain(abs(step.value) if step.is_change else step.value, figure.decimals)}{figure.unit}"
            for step in drawn
        )
        self._chart(title, said, notes, charts.bridge, drawn, figure.unit, figure.decimals)

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
        cells: Series = {group: {} for group in groups}
        for group, head in itertools.product(groups, heads):
            row, column = rows[rows[by] == group], rows[across] == head
            whole = rows[column] if by == VILLAGE else row
            part = row[column.loc[row.index]]
            if VILLAGE in (by, across) and self.is_small(part, whole, measure.counted):
                return
            cells[group][head] = _number(measure.apply(part)) if len(part) else 0
        unit, decimals = chosen.unit, chosen.decimals
        self._chart(title, _alt(cells, unit, decimals), notes, charts.heat, cells, heads, unit, decimals)

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
        also = {"应达到": planned or {}, "已拨付": paid or {}}
        said = "，".join(
            f"{name}完成{plain(value, 1)}%"
            + "".join(f"、{word}{plain(of[name], 1)}%" for word, of in also.items() if name in of)
            for name, value in done.items()
        )
        self._chart(title, said, notes, charts.progress, done, planned=planned, paid=paid)

    # --- what the methods share ---------------------------------------------------------------------------------

    def _chart(self, title: str, alt: str, notes: Sequence[Note], draw, *data, **more) -> None:  # type: ignore[no-untyped-def]
        """Display a chart: its drawing under the section's next id, its title, and its values in words."""
        chart = ChartRecord(id=self._id(), title=tuple(self._spans(title)), alt=alt, notes=self._notes(notes))
        show(chart, svg=draw(chart.id, *data, **more), plain=f"{words(chart.title)}。{alt}")

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


def _measured(chosen: Mapping[str, Figure]) -> tuple[str, int]:
    """Return the unit of figures, and the decimals of the finest."""
    return next(iter(chosen.values())).unit, max(figure.decimals for figure in chosen.values())


def _hidden(by: str, chosen: Mapping[str, Figure]) -> frozenset[str]:
    """Return the villages that cannot be drawn, since a value of theirs must not be told."""
    return frozenset(village for figure in chosen.values() for village in figure.withheld if by == VILLAGE)


def _why(by: str, chosen: Mapping[str, Figure]) -> list[str]:
    return [NOTE] if _hidden(by, chosen) else []


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _alt(series: Series, unit: str, decimals: int, *, zeros: bool = True) -> str:
    """Say all values of a chart; a group that has nothing is left out, a month only where `zeros` is false."""
    said = []
    for name, values in series.items():
        items = [
            f"{called(key)}{plain(value, decimals)}{unit}"
            for key, value in values.items()
            if value or (zeros and called(key) != key)
        ]
        if items:
            said.append((f"{name}：" if name else "") + "，".join(items))
    return "；".join(said)
