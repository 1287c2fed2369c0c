"""The report's charts: one hand, one style, drawn as SVG with searchable text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import matplotlib as mpl
import pylopdf_fonts_zh_cn
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from helpers.numbers import plain

FONT = "Noto Sans SC"
# Okabe and Ito's colours: told apart by colour-blind readers; ordered so that neighbours differ in grey print too.
COLOURS = ("#0072B2", "#E69F00", "#56B4E9", "#444444", "#009E73", "#CC79A7")
_PALE = "#d9dee3"
_INK = "#333333"
_WIDTH = 6.1  # inches: the 156 mm text width of a GB/T 9704 page


@cache
def _style() -> dict[Any, Any]:
    """Register the font once and return the settings under which every chart is drawn."""
    for path in sorted(Path(pylopdf_fonts_zh_cn.__file__).parent.rglob("NotoSansSC*")):
        if path.suffix in (".otf", ".ttf"):
            font_manager.fontManager.addfont(str(path))
    return {
        "font.family": FONT,
        "font.size": 9,
        "svg.fonttype": "none",
        "axes.edgecolor": _PALE,
        "axes.labelcolor": _INK,
        "text.color": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "figure.facecolor": "white",
    }


class Picture:
    """One chart: an axes to draw on in the common style, and the SVG that comes of it.

    Parameters
    ----------
    salt : str
        The chart's id; keeps the ids inside the SVG the same from run to run and different from other charts'.
    height : float
        Height in inches; the width is that of the page's text.
    """

    def __init__(self, salt: str, height: float) -> None:
        self._rc = {**_style(), "svg.hashsalt": salt}
        with mpl.rc_context(self._rc):
            self.canvas = Canvas(figsize=(_WIDTH, height), layout="constrained")
            self.axes: Axes = self.canvas.add_subplot()

    def svg(self) -> str:
        """Return the drawing as an SVG element, without XML prolog or date."""
        out = io.StringIO()
        with mpl.rc_context(self._rc):
            self.canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        text = out.getvalue()
        return text[text.index("<svg") :]

    def __enter__(self) -> Axes:
        self._context = mpl.rc_context(self._rc)
        self._context.__enter__()
        return self.axes

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.__exit__(kind, error, trace)


def bars(salt: str, series: Mapping[str, Mapping[str, float]], unit: str, decimals: int = 0) -> str:
    """Compare groups by horizontal bars with their values beside them; several series stand in one row stacked.

    Parameters
    ----------
    series : mapping
        Name of a series to its values by group; the groups of the first give the order from above.
    """
    names = list(series)
    groups = list(series[names[0]]) if names else []
    picture = Picture(salt, max(1.3, 0.22 * len(groups) + (0.75 if len(names) > 1 else 0.45)))
    with picture as axes:
        left = [0.0] * len(groups)
        for name, colour in zip(names, COLOURS, strict=False):
            widths = [float(series[name].get(group) or 0) for group in groups]
            axes.barh(groups, widths, left=left, color=colour, height=0.68, label=name)
            left = [start + width for start, width in zip(left, widths, strict=True)]
        for place, total in enumerate(left):
            axes.annotate(
                plain(total, decimals),
                (total, place),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.invert_yaxis()
        axes.margins(x=0.1, y=0.01)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
        _unit(axes, unit)
        if len(names) > 1:
            axes.legend(
                ncols=len(names), frameon=False, loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0
            )
    return picture.svg()


def lines(salt: str, series: Mapping[str, Mapping[str, float]], unit: str, decimals: int = 0) -> str:
    """Show how figures went over the months, each line named at its end.

    Parameters
    ----------
    series : mapping
        Name of a line to its values by month (``2021-10``), in order.
    """
    picture = Picture(salt, 2.3)
    with picture as axes:
        months = sorted({month for values in series.values() for month in values})
        ends: list[tuple[float, str, str]] = []
        for (name, values), colour in zip(series.items(), COLOURS, strict=False):
            known = [month for month in months if month in values]
            heights = [float(values[month]) for month in known]
            axes.plot(
                [months.index(month) for month in known],
                heights,
                color=colour,
                marker="o",
                markersize=3,
                linewidth=1.6,
            )
            if known:
                label = (
                    f"{name} {plain(heights[-1], decimals)}"
                    if len(series) > 1
                    else plain(heights[-1], decimals)
                )
                ends.append((heights[-1], label, colour))
                if len(series) == 1 and len(known) > 1:
                    axes.annotate(
                        plain(heights[0], decimals),
                        (months.index(known[0]), heights[0]),
                        xytext=(0, 6),
                        textcoords="offset points",
                        ha="center",
                        fontsize=8,
                    )
        axes.margins(y=0.18)
        _label_ends(axes, len(months) - 1, ends)
        axes.set_xticks(range(len(months)), [_month_label(month, at == 0) for at, month in enumerate(months)])
        axes.grid(axis="y", color=_PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=decimals == 0))
        _unit(axes, unit)
    return picture.svg()


def progress(
    salt: str, done: Mapping[str, float], target: float = 100, planned: Mapping[str, float] | None = None
) -> str:
    """Show progress in percent against the whole, and against what was planned by now where that is known."""
    picture = Picture(salt, max(1.2, 0.3 * len(done) + 0.45))
    with picture as axes:
        names = list(done)
        axes.barh(names, [target] * len(names), color=_PALE, height=0.55)
        axes.barh(names, [done[name] for name in names], color=COLOURS[0], height=0.55)
        for place, name in enumerate(names):
            axes.annotate(
                f"{plain(done[name], 1)}%",
                (target, place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
            if planned and name in planned:
                axes.plot([planned[name]] * 2, [place - 0.36, place + 0.36], color=COLOURS[1], linewidth=2.2)
        axes.invert_yaxis()
        axes.set_xlim(0, target * 1.1)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
    return picture.svg()


def _unit(axes: Axes, unit: str) -> None:
    if unit:
        axes.set_title(f"单位：{unit}", loc="left", fontsize=8, color=_INK, pad=6)


def _month_label(month: str, first: bool) -> str:
    year, number = month.split("-")
    label = f"{int(number)}月"
    return f"{label}\n{year}年" if first or label == "1月" else label


def _label_ends(axes: Axes, at: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write the lines' names at their right ends, pushed apart where they would overlap."""
    low, high = axes.get_ylim()
    gap = (high - low) * 0.075
    placed: list[float] = []
    for value, label, colour in sorted(ends):
        height = max(value, placed[-1] + gap) if placed else value
        placed.append(height)
        axes.annotate(
            label,
            (at, height),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=colour,
        )
    if placed and placed[-1] > high:
        axes.set_ylim(low, placed[-1] + gap)
