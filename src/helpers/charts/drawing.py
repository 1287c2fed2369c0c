"""A chart from its record: the drawing, its values in words, and both again with some groups left out."""

from __future__ import annotations

from collections.abc import Callable, Collection

from helpers.charts.bars import Step, bars, bridge
from helpers.charts.bullets import progress, reach
from helpers.charts.heat import heat
from helpers.charts.months import columns, lines
from helpers.record import ChartRecord
from helpers.wording.numbers import plain
from helpers.wording.trends import called

Series = dict[str, dict[str, float]]


def draw(chart: ChartRecord) -> str:
    """Return the drawing of a chart as an SVG element."""
    return _DRAWINGS[chart.drawing](chart)


def said(chart: ChartRecord) -> str:
    """Return the values of a chart in words, for those who do not see it."""
    return _SAID.get(chart.drawing, _by_series)(chart)


def complete(chart: ChartRecord) -> ChartRecord:
    """Return a chart with its drawing and its words."""
    return chart.model_copy(update={"alt": said(chart), "svg": draw(chart)})


def without(chart: ChartRecord, by: str, groups: Collection[str]) -> ChartRecord:
    """Return a chart drawn and said again without some groups of a column; one that shows no such groups as it is.

    Parameters
    ----------
    by : str
        The column of the groups, such as 村.
    """
    if chart.by == by:
        kept = [
            series.model_copy(
                update={"values": tuple(pair for pair in series.values if pair[0] not in groups)}
            )
            for series in chart.series
        ]
    elif chart.across == by:
        kept = [series for series in chart.series if series.name not in groups]
    else:
        return chart
    return complete(chart.model_copy(update={"series": tuple(kept)}))


def _values(chart: ChartRecord, role: str = "") -> Series:
    return {series.name: dict(series.values) for series in chart.series if series.role == role}


def _singles(chart: ChartRecord) -> dict[str, float]:
    """Return the one value of each series."""
    return {series.name: series.values[0][1] for series in chart.series}


def _rows(chart: ChartRecord) -> Series:
    """Return the values of a heat table by row, of which each column is a series."""
    columns = _values(chart)
    groups = dict.fromkeys(group for values in columns.values() for group in values)
    return {
        group: {name: values[group] for name, values in columns.items() if group in values}
        for group in groups
    }


def _bars(chart: ChartRecord) -> str:
    return bars(chart.id, _values(chart), chart.unit, chart.decimals, shares=chart.shares)


def _steps(chart: ChartRecord) -> str:
    return bars(chart.id, {"": _singles(chart)}, chart.unit, chart.decimals)


def _lines(chart: ChartRecord) -> str:
    return lines(chart.id, _values(chart), chart.unit, chart.decimals)


def _columns(chart: ChartRecord) -> str:
    return columns(chart.id, _values(chart), chart.unit, chart.decimals, below=_values(chart, "below"))


def _heat(chart: ChartRecord) -> str:
    return heat(chart.id, _rows(chart), list(_values(chart)), chart.unit, chart.decimals)


def _bridge(chart: ChartRecord) -> str:
    return bridge(chart.id, _changes(chart), chart.unit, chart.decimals)


def _changes(chart: ChartRecord) -> list[Step]:
    return [Step(series.name, series.values[0][1], series.role == "change") for series in chart.series]


def _reach(chart: ChartRecord) -> str:
    (part, parts), (whole, wholes) = _values(chart).items()
    due = next(((series.name, series.values[0][1]) for series in chart.series if series.role == "due"), None)
    name, value = due or ("", None)
    return reach(
        chart.id, parts, wholes, chart.unit, chart.decimals, names=(part, whole), due=value, due_name=name
    )


def _progress(chart: ChartRecord) -> str:
    done, planned, paid = (next(iter(_values(chart, role).values()), {}) for role in ("", "planned", "paid"))
    return progress(chart.id, done, planned=planned, paid=paid)


def _by_series(chart: ChartRecord) -> str:
    """Say all values; a group that has nothing is left out, a month only where months are groups of the rows."""
    named = {**_values(chart), **_values(chart, "below")}
    return _listed(chart, named, zeros=not (chart.drawing == "columns" and chart.by))


def _listed(chart: ChartRecord, named: Series, *, zeros: bool = True) -> str:
    clauses = []
    for name, values in named.items():
        items = [
            f"{called(key)}{plain(value, chart.decimals)}{chart.unit}"
            for key, value in values.items()
            if value or (zeros and called(key) != key)
        ]
        if items:
            clauses.append((f"{name}：" if name else "") + "，".join(items))
    return "；".join(clauses)


def _said_reach(chart: ChartRecord) -> str:
    (part, parts), (whole, wholes) = _values(chart).items()
    of = "，".join(
        f"{group}{plain(parts[group], chart.decimals)}{chart.unit}、共{plain(value, chart.decimals)}{chart.unit}"
        for group, value in wholes.items()
    )
    due = "".join(
        f"；{series.name}{plain(series.values[0][1], 2)}%" for series in chart.series if series.role == "due"
    )
    return f"{part}占{whole}：{of}{due}"


def _said_bridge(chart: ChartRecord) -> str:
    return "，".join(
        f"{step.name}{'增加' * (step.is_change and step.value > 0)}{'减少' * (step.is_change and step.value < 0)}"
        f"{plain(abs(step.value) if step.is_change else step.value, chart.decimals)}{chart.unit}"
        for step in _changes(chart)
    )


def _said_progress(chart: ChartRecord) -> str:
    done, *others = chart.series
    also = {series.name: dict(series.values) for series in others}
    return "，".join(
        f"{work}完成{plain(value, 1)}%"
        + "".join(f"、{word}{plain(of[work], 1)}%" for word, of in also.items() if work in of)
        for work, value in done.values
    )


_DRAWINGS: dict[str, Callable[[ChartRecord], str]] = {
    "bars": _bars,
    "steps": _steps,
    "reach": _reach,
    "lines": _lines,
    "columns": _columns,
    "bridge": _bridge,
    "heat": _heat,
    "progress": _progress,
}
_SAID: dict[str, Callable[[ChartRecord], str]] = {
    "steps": lambda chart: _listed(chart, {"": _singles(chart)}),
    "reach": _said_reach,
    "bridge": _said_bridge,
    "heat": lambda chart: _listed(chart, _rows(chart)),
    "progress": _said_progress,
}
