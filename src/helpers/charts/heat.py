"""A heat table: numbers by two columns, the darker the more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.charts.bars import Rows, gathered
from helpers.charts.scale import Scale
from helpers.charts.style import GAP, MM, QUIET, SMALL, WIDTH, Panel, fit, text_on, text_width

# One hue from light to dark, so that grey print keeps the order.
STEPS = ("#FFFFFF", "#D3E0EE", "#B4CAE2", "#7FA5CC", "#3E76AA", "#1B4F87")
_COLUMN = 16 * MM


def heat(
    salt: str,
    cells: Mapping[str, Mapping[str, float]],
    columns: Sequence[str],
    unit: str,
    decimals: int = 0,
) -> str:
    """Set numbers out by rows and columns, each written in its cell on a ground the darker the greater it is.

    Parameters
    ----------
    cells : mapping
        Row to its values by column; what is not there is nothing.
    """
    by_column = gathered(
        {column: {row: of.get(column, 0) for row, of in cells.items()} for column in columns}
    )
    kept = list(next(iter(by_column.values()), {}))
    known = [value for values in by_column.values() for value in values.values()]
    scale = Scale.of(known, unit, decimals)
    rows = Rows.of(kept)
    wide = min(_COLUMN, (WIDTH - rows.left) / max(1, len(columns)))
    top = rows.height + SMALL
    panel = Panel(salt, rows.height + 5 * MM, scale.unit)
    rows.write(panel)
    greatest = max([0, *known])
    for at, column in enumerate(columns):
        head = fit(column, wide - 2, SMALL)
        if text_width(head, SMALL) <= wide:
            panel.write(head, rows.left + (at + 0.5) * wide, top, size=SMALL, colour=QUIET, ha="center")
    for place, row in enumerate(kept):
        bottom = rows.middle(place) - rows.pitch / 2
        for at, values in enumerate(by_column.values()):
            value = values[row]
            ground = STEPS[_step(value, greatest)]
            panel.area(rows.left + at * wide, bottom, wide, rows.pitch, ground)
            label = scale.text(value)
            if text_width(label, SMALL) <= wide - 2:
                ink = QUIET if not value else text_on(ground)
                x = rows.left + (at + 0.5) * wide
                panel.write(label, x, rows.middle(place), size=SMALL, colour=ink, ha="center")
    panel.stroke([(rows.left + GAP / 4, rows.height), (rows.left + wide * len(columns), rows.height)])
    return panel.svg()


def _step(value: float, greatest: float) -> int:
    """Return how dark a cell is: white for nothing, else by its part of the greatest."""
    if value <= 0 or greatest <= 0:
        return 0
    return min(len(STEPS) - 1, 1 + int((len(STEPS) - 1) * value / greatest * 0.999))
