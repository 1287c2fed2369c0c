"""The hand that draws every chart: paper, inks, type sizes, and where texts stand."""

from __future__ import annotations

import io
import unicodedata
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import pylopdf_fonts_zh_cn
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

FONT = "Noto Sans SC"
# Where the reader's machine lacks that font: JupyterLab draws the texts with what is installed.
_SUBSTITUTES = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"
# Neighbours differ in lightness, so that they can be told apart without colour too (tests/charts/test_style.py).
PALETTE = ("#1B4F87", "#CC7A1E", "#10232B", "#B56FA0", "#22583F", "#6E8CAC")
INK, QUIET, ON_DARK, ON_LIGHT = "#262626", "#595959", "#FFFFFF", "#111111"
# What is still to be done: a pale ground within an edge that can be seen.
GROUND, EDGE, GRID = "#E9EDF0", "#868E96", "#D3D8DD"

# All lengths are points of the printed page, since a chart is printed at its own size.
MM = 72 / 25.4
WIDTH = 156 * MM  # the text width of a GB/T 9704 page
SIZE, SMALL = 9.0, 8.0
HEAD = 6 * MM  # the line above the drawing: what the colours mean, and the unit
GAP = 4.0
_LINE, _SWATCH, _NAME = 4.6 * MM, 9.0, 45 * MM
_SPACE = "".join(chr(code) for code in (*range(32), *range(127, 160), 0x2028, 0x2029))
_BREAKS = str.maketrans(dict.fromkeys(_SPACE, " "))


class Swatch(NamedTuple):
    """A name in the line above the axes, and the mark it stands for."""

    name: str
    colour: str
    hatch: str = ""
    shape: str = "area"


def text_width(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is set, in points, whichever font the reader has."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in "%@MWmw":
        return 0.95
    return 0.72 if character.isupper() else 0.62


def fit(text: str, width: float, size: float = SIZE) -> str:
    """Return a text on one line, cut with an ellipsis where it is wider than `width` points."""
    line = text.translate(_BREAKS).strip()
    if text_width(line, size) <= width:
        return line
    while line and text_width(line, size) + size > width:
        line = line[:-1]
    return line + "…"


def wrap(text: str, width: float, size: float = SIZE) -> str:
    """Return a text on one line, or on two where it is wider than `width` points; what is left over is cut."""
    line = text.translate(_BREAKS).strip()
    if text_width(line, size) <= width:
        return line
    end = len(line)
    while text_width(line[:end], size) > width:
        end -= 1
    # Two lines of about the same length read better than a full one and a remnant.
    even = next(at for at in range(len(line)) if text_width(line[:at], size) >= text_width(line, size) / 2)
    end = min(end, even)
    return f"{line[:end]}\n{fit(line[end:], width, size)}"


def colour_of(place: int) -> str:
    """Return the colour of the series at a place; the same thing keeps its place in every section."""
    return PALETTE[place % len(PALETTE)]


def hatch_of(place: int) -> str:
    """Return the hatching by which series beyond the palette differ from the first ones."""
    return ("", "////", "....", "xxxx")[min(place // len(PALETTE), 3)]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(ground: str) -> str:
    """Return the ink that reads best on a colour."""
    return max((ON_DARK, ON_LIGHT), key=lambda ink: contrast(ink, ground))


def text_in(colour: str) -> str:
    """Return a colour dark enough for text on white, of the same hue."""
    red, green, blue = to_rgb(colour)
    while contrast((red, green, blue), "white") < 4.5:  # type: ignore[arg-type]
        red, green, blue = red * 0.95, green * 0.95, blue * 0.95
    return "#" + "".join(f"{round(255 * part):02X}" for part in (red, green, blue))


@cache
def _add_font() -> None:
    for path in sorted(Path(pylopdf_fonts_zh_cn.__file__).parent.glob("NotoSansSC*.[ot]tf")):
        font_manager.fontManager.addfont(str(path))


class Panel:
    """One chart: a drawing surface that counts in points from its lower left corner, and the SVG that comes of it.

    Parameters
    ----------
    salt : str
        The chart's id; keeps the ids inside the SVG the same from run to run and different from other charts'.
    height : float
        Height of what is drawn, in points, without the heading; the width is that of the page's text.
    unit : str
        The unit, written on the right above the drawing.
    swatches : sequence of Swatch
        What the colours mean, written on the left above the drawing.
    """

    def __init__(self, salt: str, height: float, unit: str = "", swatches: Sequence[Swatch] = ()) -> None:
        places, lines = _places(swatches, unit)
        self.height = height
        whole = height + (HEAD + (lines - 1) * _LINE if lines else 0)
        _add_font()
        self._salt = salt
        self.canvas = Canvas(figsize=(WIDTH / 72, whole / 72), dpi=72, facecolor="white")
        self._axes: Axes = self.canvas.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, whole))
        self._axes.axis("off")
        if unit:
            self.write(f"单位：{unit}", WIDTH, whole - SMALL, size=SMALL, colour=QUIET, ha="right")
        for swatch, (x, line) in zip(swatches, places, strict=True):
            self._explain(swatch, x, whole - SMALL - line * _LINE)

    def _explain(self, swatch: Swatch, x: float, y: float) -> None:
        wide, high = {"area": (_SWATCH, 7.0), "thin": (_SWATCH, 3.0), "tick": (2.2, 9.0)}[swatch.shape]
        self.area(x + (_SWATCH - wide) / 2, y - high / 2, wide, high, swatch.colour, swatch.hatch)
        self.write(fit(swatch.name, _NAME), x + _SWATCH + 3, y)

    def area(self, x: float, y: float, width: float, height: float, colour: str, hatch: str = "") -> None:
        """Fill a rectangle; the ground of what is still to be done has an edge, since it is too pale to be seen."""
        pale = colour == GROUND
        self._axes.add_patch(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=colour,
                # A thin gap of paper keeps neighbours apart where their colours cannot.
                edgecolor=EDGE if pale else "white",
                linewidth=0.6,
                hatch=hatch or None,
            )
        )

    def stroke(
        self,
        points: Sequence[tuple[float, float]],
        colour: str = GRID,
        width: float = 0.6,
        *,
        dash: str = "-",
        mark: str = "",
    ) -> None:
        """Draw a line through points."""
        self._axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            linewidth=width,
            linestyle=dash,
            marker=mark or None,
            markersize=3.6,
            solid_capstyle="butt",
        )

    def write(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float = SIZE,
        colour: str = INK,
        ha: str = "left",
    ) -> None:
        """Write a text whose middle stands at a height."""
        lines = words.count("\n") + 1
        for place, line in enumerate(words.split("\n")):
            # Digits are 0.72 of the size high, and Chinese characters reach about as far above and below their middle.
            base = y - 0.36 * size + ((lines - 1) / 2 - place) * 1.15 * size
            self._axes.text(
                x,
                base,
                line,
                fontfamily=FONT,
                fontsize=size,
                color=colour,
                ha=ha,
                va="baseline",
                # A name with dollar signs is a name, not mathematics.
                parse_math=False,
            )

    def svg(self) -> str:
        """Return the drawing as an SVG element, without XML prolog or date."""
        out = io.StringIO()
        settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": self._salt}
        with mpl.rc_context(settings), warnings.catch_warnings():
            # Which characters no font has is looked at when the report is published, with the place of each.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            self.canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        text = out.getvalue()
        return text[text.index("<svg") :].replace(f"'{FONT}'", f"'{FONT}', {_SUBSTITUTES}")


def _places(swatches: Sequence[Swatch], unit: str) -> tuple[list[tuple[float, int]], int]:
    """Return where each swatch stands, its x and its line, and how many lines the heading has."""
    found: list[tuple[float, int]] = []
    at, line = 0.0, 0
    room = WIDTH - (text_width(f"单位：{unit}", SMALL) + 3 * GAP if unit else 0)
    for swatch in swatches:
        wide = _SWATCH + 3 + text_width(fit(swatch.name, _NAME))
        if at and at + wide > room:
            at, line = 0.0, line + 1
        found.append((at, line))
        at += wide + 4 * GAP
    return found, line + 1 if unit or swatches else 0
