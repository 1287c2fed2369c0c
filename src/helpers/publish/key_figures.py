"""The key figures of a report, each with what is said of its change and of its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from helpers.publish.report import Figure, KeyFigure
from helpers.wording.comparisons import beside_last_month, beside_last_year, within_the_month


def key_figure(figure: Figure) -> KeyFigure:
    """Return a figure with its change since last month and last year, as far as they are known, and its history."""
    return KeyFigure(figure, tuple(_changes(figure)), "，".join(_history(figure)))


def months_shown(figures: Iterable[KeyFigure]) -> str:
    """Return the first and the last month of the histories, in words; empty where there are none."""
    months = sorted({month for one in figures for month, _ in one.figure.history})
    return f"{months[0].label}至{months[-1].label}" if len(months) > 1 else ""


def _changes(figure: Figure) -> Iterator[str]:
    value, unit, decimals = figure.value, figure.unit, figure.decimals
    if not isinstance(value, int | float):
        return
    if isinstance(figure.previous, int | float):
        say = within_the_month if figure.kind == "ytd" else beside_last_month
        yield say(value, figure.previous, unit, decimals)
    if isinstance(figure.year_ago, int | float):
        yield beside_last_year(value, figure.year_ago, unit, decimals)


def _history(figure: Figure) -> Iterator[str]:
    year = 0
    # One month alone is no history: no format draws or says it.
    for month, value in figure.history if len(figure.history) > 1 else ():
        yield f"{month.label if month.year != year else f'{month.number}月'}{figure.before(value)}"
        year = month.year
