"""The verbs of charts: from figures by name to a drawing, its title, and the words that stand for it.

Titles and names of series are templates like a sentence. Colours go by place: the first series has the first colour in
every chart, so what is the same should stand at the same place everywhere, as what is done before what is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from IPython.display import display

from helpers.errors import SectionError
from helpers.ledgers.rows import compress_rows
from helpers.record import ChartRecord, SeriesRecord, Value, escaped, show, words
from helpers.sections import text
from helpers.sections.arguments import Drawn, Name, Sentence, Template
from helpers.sections.figures import MadeFigure, checked_rows
from helpers.sections.from_rows import refuse_personal
from helpers.sections.groups import crossing, groups_of, rows_by_group
from helpers.wording.numbers import rounded

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection

Series = dict[str, dict[str, float]]
UNEXPLAINED = "差额"
# 名 and 人 count the same.
_ALIKE = {"名": "人"}


def bar_chart(
    section: OpenSection,
    title: Template,
    by: str,
    figures: Drawn,
    *,
    notes: Sequence[Sentence] = (),
    sort: bool = True,
    shares: bool = False,
) -> None:
    """条形图：比较一列的各组，最多的在上面；没有数的组不画。几个指标叠在一起，单位要相同。

    参数
    ----
    figures：指标名，几个指标名，或 {图中的叫法: 指标名}。
    sort：False 时按读者习惯的次序，不按多少。
    shares：是否在数后面写占比。

    例
    --
    >>> s.bar_chart("资产原值{资产原值:万}，{资产原值:村最多}", by="村", figures="资产原值")
    """
    chosen = _chosen(section, figures, title)
    if series := _by_group(section, by, chosen, chosen, sort=sort):
        _chart(section, title, "bars", chosen, _of(chosen, series, by=by), notes, by=by, shares=shares)


def steps_chart(
    section: OpenSection, title: Template, figures: Drawn, *, notes: Sequence[Sentence] = ()
) -> None:
    """步骤图：把单位相同的几个指标上下排开，如从申请到发放。

    例
    --
    >>> s.steps_chart("奖补从申请到发放", {"申请": "申请户数", "发放": "发放户数"})
    """
    chosen = _chosen(section, figures, title)
    values = {name: figure.number for name, figure in chosen.items()}
    if any(values.values()):
        _chart(section, title, "steps", chosen, _of(chosen, _single(values)), notes)


def reach_chart(
    section: OpenSection,
    title: Template,
    by: str,
    part: Name,
    whole: Name,
    *,
    due: str = "",
    sort: bool = True,
    notes: Sequence[Sentence] = (),
) -> None:
    """完成图：一列的各组里，整体的多少已经完成。

    参数
    ----
    part、whole：两个单位相同的指标，前一个是后一个的一部分。
    due：到现在应当完成的百分比，是一个指标。

    例
    --
    >>> s.reach_chart("劳动力{劳动力数}，已就业{就业人数}", by="村", part="就业人数", whole="劳动力数")
    """
    chosen = _chosen(section, [part, whole], title)
    series = _by_group(section, by, chosen, [whole], sort=sort)
    if not series:
        return
    drawn = _of(chosen, series, by=by)
    if due:
        drawn += _of({due: section.figure(due)}, _single({due: section.figure(due).number}), "due")
    _chart(section, title, "reach", chosen, drawn, notes, by=by)


def trend_chart(
    section: OpenSection, title: Template, figures: Drawn, *, notes: Sequence[Sentence] = ()
) -> None:
    """折线图：单位相同的指标各月末是多少；只有一个月的台账时不画。

    例
    --
    >>> s.trend_chart("小额信贷余额{存量贷款:走势}", "存量贷款")
    """
    chosen = _chosen(section, figures, title)
    series = {name: figure.months() for name, figure in chosen.items()}
    if any(len(values) > 1 for values in series.values()):
        _chart(section, title, "lines", chosen, _of(chosen, series), notes)


def month_chart(
    section: OpenSection,
    title: Template,
    figures: Drawn,
    *,
    below: Drawn = (),
    notes: Sequence[Sentence] = (),
) -> None:
    """各月柱形图：每月发生多少，几个指标叠在一起；只有一个月的台账时不画。

    参数
    ----
    below：向下画的指标，如新增对应的退出。

    例
    --
    >>> s.month_chart("线索{本月线索:走势}", "本月线索", below="本月办结")
    """
    up, down = _chosen(section, figures, title), _chosen(section, below, title) if below else {}
    _one_unit([*up.values(), *down.values()], title)
    above = {name: figure.months() for name, figure in up.items()}
    under = {name: figure.months() for name, figure in down.items()}
    parts = above | under
    months = {month for values in parts.values() for month in values}
    if len(months) < 2 or not any(value for values in parts.values() for value in values.values()):
        return
    _chart(section, title, "columns", up, [*_of(up, above), *_of(down, under, "below")], notes)


def column_chart(
    section: OpenSection, title: Template, by: str, figures: Drawn, *, notes: Sequence[Sentence] = ()
) -> None:
    """柱形图：有先后的各组（如今后各月 2021-11），几个指标叠在一起。

    例
    --
    >>> s.column_chart("今后一年到期{到期金额:万}", by="到期年月", figures="到期金额")
    """
    chosen = _chosen(section, figures, title)
    if series := _by_group(section, by, chosen, chosen, sort=False):
        series = {name: dict(sorted(part.items())) for name, part in series.items()}
        _chart(section, title, "columns", chosen, _of(chosen, series, by=by), notes, by=by)


def bridge_chart(
    section: OpenSection, title: Template, steps: Mapping[Template, Name], *, notes: Sequence[Sentence] = ()
) -> None:
    """桥图：一个数怎样变成另一个数。

    参数
    ----
    steps：{每一步的叫法: 指标名}；“+指标名”“-指标名”是增减，只写指标名的是总数。
        第一个有值的总数之前的、没有增减的都不画；增减解释不了的画成“差额”。

    例
    --
    >>> s.bridge_chart("期末在册{在册户数}", {"期初": "期初户数", "新识别": "+新识别户数", "期末": "在册户数"})
    """
    drawn: list[SeriesRecord] = []

    def step(label: str, value: float, of: MadeFigure | None = None, *, change: bool = False) -> None:
        name = of.name if of else ""
        drawn.append(
            SeriesRecord(name=label, values=(("", value),), figure=name, role="change" if change else "")
        )

    level: float | None = None
    for label, name in steps.items():
        figure = section.figure(name.lstrip("+-"))
        if not name.startswith(("+", "-")):
            if figure.value is None:
                continue
            if level is not None and (rest := round(figure.number - level, 6)):
                step(UNEXPLAINED, rest, change=True)
            level = figure.number
            step(text.filled(section, label), level, figure)
        elif level is not None and figure:
            change = figure.number if name.startswith("+") else -figure.number
            level += change
            step(text.filled(section, label), change, figure, change=True)
    if any(one.role == "change" for one in drawn):
        first = section.figure(next(iter(steps.values())).lstrip("+-"))
        _chart(section, title, "bridge", {first.name: first}, drawn, notes)


def heat_chart(
    section: OpenSection,
    title: Template,
    figure: Name,
    by: str,
    across: str,
    *,
    notes: Sequence[Sentence] = (),
) -> None:
    """热力表：一个指标按两列摊开，越多越深；按村时列出所有的村。会说出个别人的，发布时整张不列。

    例
    --
    >>> s.heat_chart("治安巡逻{巡逻次数}", "巡逻次数", by="村", across="月份")
    """
    chosen = section.figure(figure)
    measure, rows = chosen.measure, chosen.parts[0]
    if measure is None or rows.empty:
        return
    groups, heads = groups_of(section, by, [chosen]), groups_of(section, across, [chosen])
    drawn: list[SeriesRecord] = []
    for head, parts in zip(heads, crossing(rows, across, by, heads, groups), strict=True):
        cells = {
            group: _number(measure.apply(part)) if len(part) else 0
            for group, part in zip(groups, parts, strict=True)
        }
        behind = tuple(compress_rows(part.index) for part in parts)
        drawn += (one.model_copy(update={"rows": behind}) for one in _of({head: chosen}, {head: cells}))
    table = rows.attrs["table"]
    _chart(section, title, "heat", {figure: chosen}, drawn, notes, by=by, across=across, table=table)


def progress_chart(
    section: OpenSection,
    title: Template,
    rows: pd.DataFrame,
    by: str,
    done: str,
    *,
    planned: str = "",
    paid: str = "",
    weight: str = "",
    notes: Sequence[Sentence] = (),
) -> None:
    """进度图：各个工程完成了百分之几，钱付了百分之几，到现在应当完成百分之几。

    参数
    ----
    rows：台账的行，可以用 assign 加上算出来的列。
    by：工程名称的列；几行同名的合起来算。
    done、planned、paid：完成、应达到、已拨付的百分比各是哪一列；空着的行不画。
    weight：合起来算时按哪一列加权，如 总投资。

    例
    --
    >>> s.progress_chart("项目进度", projects, "项目名称", "形象进度", weight="总投资")
    """
    frame = checked_rows(rows, title)
    refuse_personal(section, frame, by, title)
    drawn = [
        _progress(frame, by, column, weight, name, role)
        for column, name, role in (
            (done, "完成", ""),
            (planned, "应达到", "planned"),
            (paid, "已拨付", "paid"),
        )
    ]
    if drawn[0].values:
        _show_chart(section, title, "progress", drawn, "%", 1, notes, table=frame.attrs["table"])


def _progress(frame: pd.DataFrame, by: str, column: str, weight: str, name: str, role: Any) -> SeriesRecord:
    """Return a percentage of each group of rows, weighted, with the rows that it is of."""
    groups = frame[frame[column].notna()].groupby(by, sort=False) if column else ()
    values, behind = [], []
    for key, of in groups:
        weights = of[weight] if weight else pd.Series(1.0, index=of.index)
        if weights.sum() > 0:
            percent = float((of[column] * weights).sum() / weights.sum())
            values.append((str(key), float(rounded(percent, 1))))
            behind.append(compress_rows(of.index))
    return SeriesRecord(name=name, values=tuple(values), rows=tuple(behind), role=role)


def _chart(
    section: OpenSection,
    title: Template,
    drawing: str,
    measured: Mapping[str, MadeFigure],
    series: Sequence[SeriesRecord],
    notes: Sequence[Sentence],
    **more: Any,
) -> None:
    """Show a chart in the unit of figures, and as finely as the finest of them."""
    unit = next(iter(measured.values())).unit
    decimals = max(figure.decimals for figure in measured.values())
    _show_chart(section, title, drawing, series, unit, decimals, notes, **more)


def _show_chart(
    section: OpenSection,
    title: Template,
    drawing: Any,
    series: Sequence[SeriesRecord],
    unit: str,
    decimals: int,
    notes: Sequence[Sentence],
    **more: Any,
) -> None:
    """Display a chart under the section's next id: its title, its drawing, and its values in words."""
    # Loaded when something is drawn, because it needs matplotlib and the inspection of notebooks does not.
    from helpers import charts

    chart = charts.complete(
        ChartRecord(
            id=section.cells.next_id(),
            title=text.spans(section, title),
            drawing=drawing,
            series=tuple(series),
            unit=unit,
            decimals=decimals,
            notes=text.noted(section, notes),
            **more,
        )
    )
    # By itself, since of a drawing's own forms JupyterLab shows one.
    display({"text/markdown": f"**{escaped(words(chart.title))}**"}, raw=True)
    show(chart, svg=chart.svg, plain=f"{words(chart.title)}。{chart.alt}")


def _chosen(section: OpenSection, figures: Drawn, title: Template) -> dict[str, MadeFigure]:
    """Return figures of one unit by what they are called in a chart."""
    if isinstance(figures, Mapping):
        chosen = {text.filled(section, label): section.figure(name) for label, name in figures.items()}
    else:
        chosen = {name: section.figure(name) for name in ([figures] if isinstance(figures, str) else figures)}
    _one_unit(list(chosen.values()), title)
    return chosen


def _one_unit(figures: Sequence[MadeFigure], title: Template) -> None:
    if len({_ALIKE.get(figure.unit, figure.unit) for figure in figures}) > 1:
        raise SectionError("一张图里的指标单位要相同", where=title)


def _by_group(
    section: OpenSection, by: str, chosen: Mapping[str, MadeFigure], asked: Iterable[str], *, sort: bool
) -> Series:
    """Return the values by group of what is chosen, the greatest first where they are sorted.

    Groups that have nothing of what is asked are left out; without any group there is no series either.
    """
    parts = {
        name: {str(key): _number(value) for key, value in figure.by(by).items()}
        for name, figure in chosen.items()
    }
    asked = list(asked)
    groups = [
        group
        for group in groups_of(section, by, list(chosen.values()))
        if any(parts[name].get(group) for name in asked)
    ]
    if sort:
        groups.sort(key=lambda group: -sum(parts[name].get(group, 0) for name in asked))
    return {name: {group: part.get(group, 0) for group in groups} for name, part in parts.items() if groups}


def _of(
    figures: Mapping[str, MadeFigure], values: Series, role: Any = "", *, by: str = ""
) -> list[SeriesRecord]:
    """Return values as series of a chart, each with the figure that it shows, and by a column with the rows behind."""
    return [
        SeriesRecord(
            name=name,
            values=tuple(part.items()),
            figure=figures[name].name,
            rows=rows_by_group(figures[name], by, part) if by else (),
            role=role,
        )
        for name, part in values.items()
    ]


def _single(values: Mapping[str, float]) -> Series:
    return {name: {"": value} for name, value in values.items()}


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
