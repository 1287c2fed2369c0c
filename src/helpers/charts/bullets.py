"""Bullet bars: what is done of a whole, and where it should be by now."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.charts.bars import Rows, gathered
from helpers.charts.scale import Scale
from helpers.charts.style import GAP, GROUND, PALETTE, WIDTH, Panel, Swatch, text_width
from helpers.wording.numbers import plain

_DONE, _WITHIN, _PLAN = PALETTE[0], PALETTE[1], PALETTE[2]


def progress(
    salt: str,
    done: Mapping[str, float],
    *,
    planned: Mapping[str, float] | None = None,
    paid: Mapping[str, float] | None = None,
) -> str:
    """Show progress of works in percent of the whole, what of it is paid, and what was planned by now.

    Parameters
    ----------
    done, planned, paid : mapping
        Percent by work; a work may lack what was planned or paid.
    """
    planned, paid = dict(planned or {}), dict(paid or {})
    works = list(done)
    labels = [
        f"{plain(done[work], 1)}%" + (f"，拨付{plain(paid[work], 1)}%" if work in paid else "")
        for work in works
    ]
    rows = Rows.of(works)
    start = rows.left
    per = (WIDTH - start - GAP - max(map(text_width, labels), default=0)) / max(
        [100, *done.values(), *planned.values(), *paid.values()]
    )
    swatches = [
        Swatch("已完成", _DONE),
        *([Swatch("已拨付", _WITHIN, shape="thin")] if paid else []),
        *([Swatch("按时间应达到", _PLAN, shape="tick")] if planned else []),
    ]
    panel = Panel(salt, rows.height, "%", swatches if paid or planned else ())
    rows.write(panel)
    for place, work in enumerate(works):
        middle, thick = rows.middle(place), rows.thickness
        panel.area(start, middle - thick / 2, 100 * per, thick, GROUND)
        if done[work] > 0:
            panel.area(start, middle - thick / 2, done[work] * per, thick, _DONE)
        if paid.get(work, 0) > 0:
            panel.area(start, middle - thick / 5, paid[work] * per, thick * 0.4, _WITHIN)
        if work in planned:
            panel.area(
                start + max(0, planned[work]) * per - 1.1, middle - thick * 0.68, 2.2, thick * 1.36, _PLAN
            )
        panel.write(labels[place], WIDTH, middle, ha="right")
    return panel.svg()


def reach(
    salt: str,
    part: Mapping[str, float],
    whole: Mapping[str, float],
    unit: str,
    decimals: int = 0,
    *,
    names: tuple[str, str],
    due: float | None = None,
    due_name: str = "",
) -> str:
    """Show for each group how much of its whole is reached; the length of the bar is the whole.

    Parameters
    ----------
    part, whole : mapping
        Values by group; the groups of the whole give the order from above.
    names : tuple of str
        What the part and the whole are called.
    due : float, optional
        The percentage of each whole that should be reached by now, drawn as a tick.
    """
    both = gathered({"whole": whole, "part": part})
    wholes, parts = both["whole"], both["part"]
    groups = list(wholes)
    scale = Scale.of([*wholes.values(), *parts.values()], unit, decimals)
    labels = [_share(scale, parts[group], wholes[group]) for group in groups]
    rows = Rows.of(groups)
    start = rows.left
    per = (WIDTH - start - GAP - max(map(text_width, labels), default=0)) / (
        max([0, *wholes.values(), *parts.values()]) or 1
    )
    swatches = [Swatch(names[0], _DONE), Swatch(names[1], GROUND)]
    swatches += [Swatch(due_name, _PLAN, shape="tick")] if due is not None else []
    panel = Panel(salt, rows.height, scale.unit, swatches)
    rows.write(panel)
    for place, group in enumerate(groups):
        middle, thick = rows.middle(place), rows.thickness
        panel.area(start, middle - thick / 2, max(0, wholes[group]) * per, thick, GROUND)
        if parts[group] > 0:
            panel.area(start, middle - thick / 2, parts[group] * per, thick, _DONE)
        if due is not None and wholes[group] > 0:
            at = start + wholes[group] * due / 100 * per
            panel.area(at - 1.1, middle - thick * 0.68, 2.2, thick * 1.36, _PLAN)
        longest = max(0, wholes[group], parts[group])
        panel.write(labels[place], start + longest * per + GAP, middle)
    return panel.svg()


def _share(scale: Scale, part: float, whole: float) -> str:
    """Write 12/15（80%）."""
    said = f"{scale.text(part)}/{scale.text(whole)}"
    return f"{said}（{plain(100 * part / whole, 1)}%）" if whole > 0 else said
