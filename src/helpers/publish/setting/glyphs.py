"""The glyphs of a report: what no font can show is named, with its places, before any format is rendered."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from helpers.errors import RunError
from helpers.failures import reason, require_regular
from helpers.publish.places import printed
from helpers.publish.report import Report
from helpers.publish.setting.typefaces import font_files, font_folders

#: Finds the cells of the ledgers that hold a character: ``L11_小额信贷.xlsx 小额信贷!F17``.
Locate = Callable[[str], Sequence[str]]

_SHOWN = 3


def require_glyphs(report: Report, fonts: Path | None = None, locate: Locate | None = None) -> None:
    """Refuse a report with a character that no font can show.

    Parameters
    ----------
    fonts : path, optional
        The office's folder of fonts, which count as well as the shipped ones.
    locate : callable, optional
        Finds the cells of the ledgers that hold such a character.

    Raises
    ------
    RunError
        With all such characters: where each stands in the report, and in which cells of the ledgers.
    """
    known = characters(font_folders(fonts))
    lacking: dict[str, list[str]] = {}
    for place, text in printed(report):
        for one in sorted(set(text) - known):
            lacking.setdefault(one, []).append(f"{place}，“{_around(text, one)}”")
    if lacking:
        said = (_say(one, places, locate) for one, places in sorted(lacking.items()))
        raise RunError(
            "\n".join((f"没有字体能显示 {len(lacking)} 个字：", *said)),
            do="在台账或 params 里核对这些字；确需使用的，把含有它们的字体文件放进办公室的 fonts 文件夹",
        )


def _say(character: str, places: Sequence[str], locate: Locate | None) -> str:
    said = f"  “{character}”（U+{ord(character):04X}）：{_few(places)}"
    if locate is None:
        return said
    cells = locate(character)
    return said + (f"；来自 {_few(cells)}" if cells else "；本月台账里没有，请在 params 里找")


def _few(places: Sequence[str]) -> str:
    more = f"等 {len(places)} 处" if len(places) > _SHOWN else ""
    return "、".join(places[:_SHOWN]) + more


def _around(text: str, character: str) -> str:
    at = text.index(character)
    return text[max(0, at - 6) : at + 4]


# --- what the fonts have -----------------------------------------------------------------------------------


@cache
def characters(folders: tuple[Path, ...]) -> frozenset[str]:
    """Return all characters that the fonts of some folders can show."""
    return frozenset(chr(point) for path in font_files(folders) for point in _points(path))


def _points(path: Path) -> set[int]:
    try:
        require_regular(path)
        return _mapped(path)
    except RunError as error:
        raise RunError(error.what, where=f"fonts/{path.name}", do=error.do) from None
    except OSError as error:
        raise RunError(reason(error), where=f"fonts/{path.name}", do="核对这个文件，或移走它") from None
    except (TTLibError, ValueError, KeyError, AttributeError, AssertionError, struct.error, TypeError):
        raise RunError(
            "不是完好的字体文件", where=f"fonts/{path.name}", do="换一个完好的，或移走它"
        ) from None


def _mapped(path: Path) -> set[int]:
    if path.suffix.lower() == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            return {point for font in collection.fonts for point in font.getBestCmap()}
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())
