"""Bars that compare groups, and the bridge from one number to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from helpers.charts.scale import Scale
from helpers.charts.style import (
    EDGE,
    GAP,
    MM,
    SMALL,
    WIDTH,
    Panel,
    Swatch,
    colour_of,
    hatch_of,
    text_on,
    text_width,
    wrap,
)
from helpers.wording.numbers import plain

MOST = 45  # as many rows as stand on one page; the rest is added up in the last
REST = "其余{}项"
_NAME = 46 * MM
_PITCH, _WIDE_PITCH, _TWO_LINES = 4.6 * MM, 5.6 * MM, 7.6 * MM
_FEW = 6  # so few rows stand further apart
_LEAST = 0.8  # what is not zero can be seen


@dataclass(frozen=True)
class Rows:
    """Where the rows of a chart stand, and what is written beside them."""

    names: list[str]
    pitch: float
    left: float

    @classmethod
    def of(cls, groups: Sequence[str]) -> Rows:
        """Set the names of rows out: long ones on two lines, the widest giving the margin."""
        names = [wrap(group, _NAME) for group in groups]
        two = any("\n" in name for name in names)
        pitch = _TWO_LINES if two else _WIDE_PITCH if len(names) <= _FEW else _PITCH
        widest = max((text_width(line) for name in names for line in name.split("\n")), default=0)
        return cls(names, pitch, widest + GAP)

    @property
    def height(self) -> float:
        """The height of all rows in points."""
        return self.pitch * max(1, len(self.names))

    @property
    def thickness(self) -> float:
        """The height of a bar in points."""
        return min(0.68 * self.pitch, 4.2 * MM)

    def middle(self, place: int) -> float:
        """Return the height of a row's middle; the first row is the uppermost."""
        return self.height - (place + 0.5) * self.pitch

    def write(self, panel: Panel) -> None:
        """Write the names beside the rows."""
        for place, name in enumerate(self.names):
            panel.write(name, self.left - GAP, self.middle(place), ha="right")


def gathered(series: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return the series with the groups that no page has room for added up in one; the first series gives the order."""
    groups = list(next(iter(series.values()), {}))
    kept, rest = groups[:MOST], groups[MOST:]
    if len(rest) < 2:
        kept, rest = groups, []
    found: dict[str, dict[str, float]] = {}
    for name, values in series.items():
        found[name] = {group: float(values.get(group) or 0) for group in kept}
        if rest:
            found[name][REST.format(len(rest))] = sum(float(values.get(group) or 0) for group in rest)
    return found


def bars(
    salt: str,
    series: Mapping[str, Mapping[str, float]],
    unit: str,
    decimals: int = 0,
    *,
    shares: bool = False,
) -> str:
    """Compare groups by horizontal bars with their values beside them; several series stand in one row stacked.

    Parameters
    ----------
    series : mapping
        Name of a series to its values by group; the groups of the first give the order from above.
    shares : bool
        Whether each value is followed by its percentage of all groups.
    """
    parts = gathered(series)
    groups = list(next(iter(parts.values()), {}))
    up = [sum(max(0, part[group]) for part in parts.values()) for group in groups]
    down = [sum(min(0, part[group]) for part in parts.values()) for group in groups]
    totals = [high + low for high, low in zip(up, down, strict=True)]
    scale = Scale.of([*up, *down], unit, decimals)
    labels = [scale.text(total) for total in totals]
    if shares and (whole := sum(totals)):
        labels = [
            f"{label}（{plain(100 * of / whole, 1)}%）" for label, of in zip(labels, totals, strict=True)
        ]

    rows = Rows.of(groups)
    leftward = [low < 0 and high == 0 for high, low in zip(up, down, strict=True)]
    before = max((text_width(label) for label, to in zip(labels, leftward, strict=True) if to), default=-GAP)
    after = max((text_width(label) for label, to in zip(labels, leftward, strict=True) if not to), default=0)
    ground = _Ground.of(rows.left + before + GAP, WIDTH - after - GAP, min([0, *down]), max([0, *up]))
    swatches = [Swatch(name, colour_of(at), hatch_of(at)) for at, name in enumerate(parts)]
    panel = Panel(salt, rows.height, scale.unit, swatches if len(parts) > 1 else ())
    rows.write(panel)
    for place in range(len(groups)):
        ends = {True: 0.0, False: 0.0}
        for at, part in enumerate(parts.values()):
            value = part[groups[place]]
            if value:
                start = ends[value > 0]
                ends[value > 0] = start + value
                label = "" if value == totals[place] else scale.text(value)
                _segment(panel, rows, place, ground.span(start, start + value), at, label)
        if leftward[place]:
            panel.write(labels[place], ground.at(down[place]) - GAP, rows.middle(place), ha="right")
        else:
            panel.write(labels[place], ground.at(up[place]) + GAP, rows.middle(place))
    panel.stroke([(ground.at(0), 0), (ground.at(0), rows.height)], EDGE)
    return panel.svg()


class Step(NamedTuple):
    """A step of a bridge: a level, or a change from one level to the next."""

    name: str
    value: float
    is_change: bool = False


def bridge(salt: str, steps: Sequence[Step], unit: str, decimals: int = 0) -> str:
    """Show how a number came to another: levels as whole bars, what was added and taken away between them.

    Parameters
    ----------
    steps : sequence of Step
        From above to below; the levels and changes must add up, as the caller sees to.
    """
    scale = Scale.of([step.value for step in steps], unit, decimals)
    spans: list[tuple[float, float]] = []
    level = 0.0
    for step in steps:
        start, level = (level, level + step.value) if step.is_change else (0.0, step.value)
        spans.append((start, level))
    labels = [("+" if step.is_change and step.value > 0 else "") + scale.text(step.value) for step in steps]
    rows = Rows.of([step.name for step in steps])
    room = max(map(text_width, labels), default=0) + GAP
    low, high = min([0.0, *map(min, spans)]), max([0.0, *map(max, spans)])
    ground = _Ground.of(rows.left + (room if low < 0 else 0), WIDTH - room, low, high)
    panel = Panel(salt, rows.height, scale.unit)
    rows.write(panel)
    for place, (step, (start, end)) in enumerate(zip(steps, spans, strict=True)):
        left, wide = ground.span(start, end)
        middle, thick = rows.middle(place), rows.thickness
        at = (1 if step.value > 0 else 2) if step.is_change else 0
        panel.area(left, middle - thick / 2, wide, thick, colour_of(at))
        panel.write(labels[place], left + wide + GAP, middle)
        if place + 1 < len(steps):
            joint = ground.at(end)
            panel.stroke([(joint, middle - thick / 2), (joint, rows.middle(place + 1) + thick / 2)], EDGE)
    panel.stroke([(ground.at(0), 0), (ground.at(0), rows.height)], EDGE)
    return panel.svg()


@dataclass(frozen=True)
class _Ground:
    """Where values stand between two places of the panel."""

    start: float
    per: float
    low: float

    @classmethod
    def of(cls, start: float, end: float, low: float, high: float) -> _Ground:
        return cls(start, (end - start) / ((high - low) or 1), low)

    def at(self, value: float) -> float:
        return self.start + (value - self.low) * self.per

    def span(self, one: float, other: float) -> tuple[float, float]:
        """Return the left edge and the width between two values."""
        left, right = sorted((self.at(one), self.at(other)))
        return left, max(right - left, _LEAST if one != other else 0)


def _segment(panel: Panel, rows: Rows, place: int, span: tuple[float, float], at: int, label: str) -> None:
    """Draw a part of a bar, with its value in it where there is room."""
    left, wide = span
    colour, hatch = colour_of(at), hatch_of(at)
    panel.area(left, rows.middle(place) - rows.thickness / 2, wide, rows.thickness, colour, hatch)
    if not hatch and wide >= text_width(label, SMALL) + GAP:
        panel.write(
            label, left + wide / 2, rows.middle(place), size=SMALL, colour=text_on(colour), ha="center"
        )
