"""Charts over the months: columns for what happened in each, lines for what stood at the end of each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from helpers.charts.scale import Scale, nice_range
from helpers.charts.style import (
    EDGE,
    GAP,
    GRID,
    INK,
    MM,
    QUIET,
    SIZE,
    SMALL,
    WIDTH,
    Panel,
    Swatch,
    colour_of,
    fit,
    hatch_of,
    text_in,
    text_on,
    text_width,
    wrap,
)
from helpers.months import Month

_MONTH = re.compile(r"\d{4}-\d{2}")
_HEIGHT = 32 * MM
_ROW = 11.5  # from one text to the next below it
_END = 50 * MM  # what the names of lines may take on the right
_DASHES = ("-", "--", "-.", ":")
_MARKS = ("o", "s", "^", "D")


def timeline(keys: Iterable[str]) -> list[str]:
    """Return the keys of a chart in order: months without a gap, anything else as it comes."""
    found = list(dict.fromkeys(keys))
    if not found or not all(_MONTH.fullmatch(key) for key in found):
        return found
    first, last = Month.parse(min(found)), Month.parse(max(found))
    span = 12 * (last.year - first.year) + last.number - first.number
    return [str(first.plus(step)) for step in range(span + 1)]


def columns(
    salt: str,
    series: Mapping[str, Mapping[str, float]],
    unit: str,
    decimals: int = 0,
    *,
    below: Mapping[str, Mapping[str, float]] | None = None,
) -> str:
    """Show what happened in each month by columns with their values on top; several series are stacked.

    Parameters
    ----------
    series : mapping
        Name of a series to its values by month (``2021-10``) or by another group, in order.
    below : mapping, optional
        Series that are drawn downwards, such as what left.
    """
    parts = {name: (values, 1) for name, values in series.items()}
    parts |= {name: (values, -1) for name, values in (below or {}).items()}
    keys = timeline(key for values, _ in parts.values() for key in values)
    # What is drawn downwards: series that left, and corrections that are less than nothing.
    heights = [[sign * float(values.get(key) or 0) for values, sign in parts.values()] for key in keys]
    tops = [sum(max(0.0, height) for height in column) for column in heights]
    bottoms = [sum(min(0.0, height) for height in column) for column in heights]
    scale = Scale.of([*tops, *bottoms], unit, decimals)
    lowest, highest = min([0.0, *bottoms]), max([0.0, *tops])
    per = _HEIGHT / ((highest - lowest) or 1)
    axis = _Axis.of(keys, 0, WIDTH)
    zero = axis.depth - lowest * per + (_ROW + GAP if lowest else 0)
    swatches = [Swatch(name, colour_of(at), hatch_of(at)) for at, name in enumerate(parts)]
    panel = Panel(salt, zero + highest * per + _ROW + GAP, scale.unit, swatches if len(parts) > 1 else ())
    wide = min(0.64 * axis.slot, 12 * MM)
    minus = -1 if below else 1  # a series that is drawn downwards is said without its sign
    for place, column in enumerate(heights):
        ends = {True: 0.0, False: 0.0}
        for order, height in enumerate(column):
            if height:
                whole = (tops if height > 0 else bottoms)[place]
                label = "" if height == whole else scale.text(abs(height))
                start = zero + ends[height > 0] * per
                _block(panel, axis.middle(place), start, height * per, wide, order, label)
                ends[height > 0] += height
    for totals, sign in ((tops, 1), (bottoms, minus)):
        above = totals is tops
        labels = [scale.text(sign * total) for total in totals]
        for place in _labelled(labels, totals, axis.slot):
            if totals[place] or (above and not bottoms[place]):
                y = zero + totals[place] * per + (0.7 if above else -0.7) * _ROW
                axis.centred(panel, labels[place], place, y)
    panel.stroke([(0, zero), (WIDTH, zero)], EDGE)
    axis.write(panel)
    return panel.svg()


def _labelled(labels: Sequence[str], totals: Sequence[float], slot: float) -> set[int]:
    """Return which columns are labelled: all where there is room, else the greatest and the last."""
    if all(text_width(label) <= slot for label in labels):
        return set(range(len(labels)))
    last, greatest = len(labels) - 1, max(range(len(totals)), key=lambda place: abs(totals[place]))
    near = (last - greatest) * slot < text_width(labels[last]) + text_width(labels[greatest])
    return {greatest} if near else {greatest, last}


def _block(panel: Panel, x: float, base: float, height: float, wide: float, order: int, label: str) -> None:
    """Draw a part of a column up or down from a base, with its value in it where there is room."""
    colour, hatch = colour_of(order), hatch_of(order)
    size = max(abs(height), 0.8)
    bottom = base if height > 0 else base - size
    panel.area(x - wide / 2, bottom, wide, size, colour, hatch)
    if not hatch and size >= SMALL + 2 and text_width(label, SMALL) <= wide - 2:
        panel.write(label, x, bottom + size / 2, size=SMALL, colour=text_on(colour), ha="center")


def lines(salt: str, series: Mapping[str, Mapping[str, float]], unit: str, decimals: int = 0) -> str:
    """Show how figures went over the months, each line named at its end.

    Parameters
    ----------
    series : mapping
        Name of a line to its values by month (``2021-10``); a month that is not there breaks the line.
    """
    keys = timeline(sorted({key for values in series.values() for key in values}))
    known = [float(value) for values in series.values() for value in values.values()]
    scale = Scale.of(known, unit, decimals)
    low, high = nice_range(known)
    whole = all(value == int(value) for value in known) and scale.factor == 1
    ticks = [
        float(tick)
        for tick in MaxNLocator(nbins=4, integer=whole).tick_values(low, high)
        if low <= tick <= high
    ]
    several = len(series) > 1
    ends = {
        name: fit(
            f"{name} {scale.text(values[max(values)])}" if several else scale.text(values[max(values)]), _END
        )
        for name, values in series.items()
        if values
    }
    left = max([text_width(scale.tick(tick), SMALL) for tick in ticks], default=0) + 2 * GAP
    # The last point stands where its name begins, and half a slot of the axis lies below the name.
    end = WIDTH - max(map(text_width, ends.values()), default=0) - 2.5 * GAP
    axis = _Axis.of(keys, left, end + (end - left) / max(1, 2 * len(keys) - 1))
    height = max(_HEIGHT, _ROW * len(ends))
    panel = Panel(salt, axis.depth + height + _ROW / 2, scale.unit)
    per = height / (high - low)

    def y(value: float) -> float:
        return axis.depth + (value - low) * per

    for tick in ticks:
        panel.stroke([(left - GAP, y(tick)), (end + GAP, y(tick))], GRID)
        panel.write(scale.tick(tick), left - 2 * GAP, y(tick), size=SMALL, colour=QUIET, ha="right")
    last: list[tuple[float, str, str, float]] = []
    for order, (name, values) in enumerate(series.items()):
        colour = colour_of(order)
        points = [(axis.middle(keys.index(key)), y(float(values[key]))) for key in sorted(values)]
        style = {"dash": _DASHES[order % 4], "mark": _MARKS[order % 4]} if several else {"mark": "o"}
        for run in _runs(points, axis.slot):
            panel.stroke(run, colour, 1.6, **style)
        if points:
            last.append((points[-1][1], ends[name], text_in(colour), points[-1][0]))
        if points and not several:
            _peaks(panel, points, [scale.text(float(values[key])) for key in sorted(values)], axis)
    _ends(panel, last, end + 2 * GAP, axis.depth, axis.depth + height)
    axis.write(panel)
    return panel.svg()


def _runs(points: Sequence[tuple[float, float]], slot: float) -> list[list[tuple[float, float]]]:
    """Return the stretches of points without a missing month between them."""
    runs: list[list[tuple[float, float]]] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] < 1.5 * slot:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _peaks(panel: Panel, points: Sequence[tuple[float, float]], labels: Sequence[str], axis: _Axis) -> None:
    """Write the values of the first, the highest and the lowest point where they do not get in each other's way."""
    heights = [height for _, height in points]
    taken: list[float] = []
    for at in dict.fromkeys((0, heights.index(max(heights)), heights.index(min(heights)))):
        x, height = points[at]
        wide = text_width(labels[at])
        if at == len(points) - 1 or any(abs(x - other) < wide + GAP for other in taken):
            continue
        around = heights[max(0, at - 1) : at + 2]
        lowest = height == min(around) and height != max(around) and height - axis.depth > _ROW
        taken.append(x)
        x = max(x, axis.left + wide / 2 - GAP)
        panel.write(labels[at], x, height + (-0.75 if lowest else 0.75) * _ROW, ha="center")


def _ends(
    panel: Panel, ends: Sequence[tuple[float, str, str, float]], x: float, low: float, high: float
) -> None:
    """Write the lines' names at their right ends, pushed apart where they would overlap, with a thread to the end."""
    heights: list[float] = []
    for end in sorted(ends):
        heights.append(max(end[0], heights[-1] + _ROW) if heights else max(end[0], low))
    over = bool(heights) and heights[-1] > high
    for place in reversed(range(len(heights))):
        ceiling = heights[place + 1] - _ROW if place + 1 < len(heights) else high
        heights[place] = min(heights[place], ceiling) if over else heights[place]
    for (height, label, colour, at), written in zip(sorted(ends), heights, strict=True):
        if abs(height - written) > 2 or x - at > 5 * GAP:
            panel.stroke([(at + GAP, height), (x - 2, written)], colour, 0.5)
        panel.write(label, x, written, colour=colour)


@dataclass(frozen=True)
class _Axis:
    """The months or groups below a chart."""

    keys: Sequence[str]
    left: float
    slot: float
    depth: float

    @classmethod
    def of(cls, keys: Sequence[str], left: float, right: float) -> _Axis:
        slot = (right - left) / max(1, len(keys))
        months = bool(keys) and all(_MONTH.fullmatch(key) for key in keys)
        two = months or any(text_width(key, SMALL) > slot - 2 for key in keys)
        return cls(keys, left, slot, (2.2 if two else 1.2) * SIZE + 1.5 * GAP)

    def middle(self, place: int) -> float:
        return self.left + (place + 0.5) * self.slot

    def write(self, panel: Panel) -> None:
        """Write months with the year below the first of each, or the names of groups on up to two lines."""
        first = self.depth - 1.5 * GAP - SIZE / 2
        if not self.keys or not all(_MONTH.fullmatch(key) for key in self.keys):
            for place, key in enumerate(self.keys):
                name = wrap(key, self.slot - 2, SMALL)
                lines = name.count("\n") + 1
                panel.write(name, self.middle(place), first - (lines - 1) * SIZE / 2, size=SMALL, ha="center")
            return
        step = math.ceil((text_width("10月") + 2) / self.slot)
        free, shown = -math.inf, ""
        for place, key in enumerate(self.keys):
            if place % step:
                continue
            year, number = key.split("-")
            self.centred(panel, f"{int(number)}月", place, first)
            half = text_width(f"{year}年", SMALL) / 2
            if year != shown and self.middle(place) - half > free:
                free, shown = self.middle(place) + half + GAP, year
                self.centred(panel, f"{year}年", place, first - SIZE - 1, SMALL, QUIET)

    def centred(
        self, panel: Panel, words: str, place: int, y: float, size: float = SIZE, colour: str = INK
    ) -> None:
        """Write a text below its place, moved inwards where it would run off the panel."""
        half = text_width(words, size) / 2
        panel.write(
            words, min(max(self.middle(place), half), WIDTH - half), y, size=size, colour=colour, ha="center"
        )
