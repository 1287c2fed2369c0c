"""The colours of drawings by night: ink turns light, paper dark, and every other colour keeps its hue."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable

from helpers.charts.style import ON_LIGHT, contrast

# The page's own by night (--paper in page.css); what is drawn must stand out against it (WCAG 2.2, 1.4.3).
PAPER = "#1c1c1c"
CONTRAST = 4.5

_PAINT = re.compile(r'\b(fill|stroke|stop-color)="(#[0-9a-fA-F]{6})"')
RGB = tuple[float, float, float]


def night_rules(drawings: Iterable[str]) -> str:
    """Return rules of style that repaint the colours of drawings where the reader's screen is dark."""
    paints = sorted({paint for svg in drawings for paint in _PAINT.findall(svg)})
    if not paints:
        return ""
    rules = "\n".join(
        f'  .drawing [{name}="{colour}"] {{ {name}: {by_night(colour)}; }}' for name, colour in paints
    )
    return f"@media screen and (prefers-color-scheme: dark) {{\n{rules}\n}}\n"


def by_night(colour: str) -> str:
    """Return what stands on dark paper for a colour of light paper: ``#ffffff`` gives the dark paper itself."""
    if colour == ON_LIGHT:
        # It stands on a colour, which keeps its lightness or gains some, and not on the paper.
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    if saturation < 0.25 or lightness > 0.9:
        # From white paper to dark, from black ink to white, and so the greys between.
        paper = _rgb(PAPER)[0]
        return _hex(colorsys.hls_to_rgb(hue, 0.92 - (0.92 - paper) * lightness, saturation))
    while contrast(_hex(colorsys.hls_to_rgb(hue, lightness, saturation)), PAPER) < CONTRAST:
        lightness += 0.01
    return _hex(colorsys.hls_to_rgb(hue, lightness, saturation))


def _rgb(colour: str) -> RGB:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(colour: RGB) -> str:
    return "#" + "".join(f"{round(min(1, max(0, part)) * 255):02x}" for part in colour)
