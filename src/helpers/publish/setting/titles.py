"""Titles broken into lines as official documents break them: at words, and of about the same length."""

from __future__ import annotations

import unicodedata
from itertools import accumulate

LINE = 20  # characters of 22 pt in a line of 156 mm

# Words that begin a line of a title well, and characters that end one.
_BEGIN = ("关于", "同", "和", "与", "暨", "工作", "情况", "及其", "以及", "并")
_END = "年月、，；：》）"
_NEVER_FIRST = "，。、；：）》”"
_NEVER_LAST = "（《“"


def ems(text: str) -> float:
    """Return the width of a text in characters: somewhat more than half for a half-width one."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else 0.56 for one in text)


def spread(name: str) -> str:
    """Return a person's name as wide as one of three characters, as names beside each other are printed."""
    return "\u3000".join(name) if len(name) == 2 else name


def title_lines(title: str) -> list[str]:
    """Break a title into as few lines as it needs; where it holds line breaks, these are kept."""
    if "\n" in title:
        return title.split("\n")
    lines = []
    width = ems(title)
    for left in range(max(1, -(-round(width * 10) // (LINE * 10))), 1, -1):
        at = _break(title, width / left)
        lines.append(title[:at])
        width -= ems(title[:at])
        title = title[at:]
    return [*lines, title]


def _break(title: str, target: float) -> int:
    widths = list(accumulate(map(ems, title[: 2 * LINE])))

    def cost(at: int) -> float:
        head, tail, width = title[:at], title[at:], widths[at - 1]
        # Who reports and what about are two lines, even of unequal length.
        better = 8 if tail.startswith("关于") else 0
        good = tail.startswith(_BEGIN) or head[-1] in _END
        broken = (
            (head[-1].isascii() and tail[0].isascii()) or tail[0] in _NEVER_FIRST or head[-1] in _NEVER_LAST
        )
        return abs(width - target) - better + 4 * (not good) + 100 * broken + 1000 * (width > LINE)

    return min(range(1, min(len(title), len(widths) + 1)), key=cost)
