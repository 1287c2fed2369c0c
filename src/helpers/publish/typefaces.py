"""The fonts of an official document: the office's own where it has them, else free ones."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

from helpers.errors import RunError

# Families by role, the best first: the licensed ones are used where the office gives their files.
ROLES = {
    "小标宋": ("FZXiaoBiaoSong-B05S", "FandolSong"),
    "仿宋": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R"),
    "楷体": ("KaiTi_GB2312", "KaiTi", "STKaiti", "FandolKai"),
    "黑体": ("SimHei", "Noto Sans SC"),
    "宋体": ("Noto Serif SC",),
}
_SUFFIXES = (".otf", ".ttf", ".ttc")


def font_folders(office: Path | None = None) -> tuple[Path, ...]:
    """Return the folders that fonts are taken from, the office's own first; no others are looked at."""
    shipped = (Path(__file__).parent / "fonts", pylopdf_fonts_zh_cn.sans_path().parent)
    return (office, *shipped) if office is not None and office.is_dir() else shipped


def require_glyphs(text: str, folders: tuple[Path, ...]) -> None:
    """Refuse a text with a character that no font can show.

    Raises
    ------
    RunError
        With all such characters, and the words around them.
    """
    if lacking := set(text) - _characters(folders):
        said = [_said(text, at) for at in sorted(map(text.index, lacking))]
        raise RunError(
            f"没有字体能显示这些字：{'、'.join(said)}",
            do="在台账或 params 里核对这些字；确需使用的，把含有它们的字体文件放进办公室的 fonts 文件夹",
        )


def _said(text: str, at: int) -> str:
    before, after = text[max(0, at - 6) : at], text[at + 1 : at + 4]
    words = before.rpartition('"')[2] + text[at] + after.partition('"')[0]
    return f"“{text[at]}”（U+{ord(text[at]):04X}，见“{words}”）"


@cache
def _characters(folders: tuple[Path, ...]) -> frozenset[str]:
    paths = [
        path for folder in folders for path in sorted(folder.iterdir()) if path.suffix.lower() in _SUFFIXES
    ]
    return frozenset(chr(point) for path in paths for point in _points(path))


def _points(path: Path) -> set[int]:
    if path.suffix.lower() == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            return {point for font in collection.fonts for point in font.getBestCmap()}
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


@cache
def sans_subset(characters: frozenset[str]) -> bytes:
    """Return Noto Sans SC with these characters only; the same ones give the same bytes."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    with TTFont(pylopdf_fonts_zh_cn.sans_path(), recalcTimestamp=False, recalcBBoxes=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(characters))
        cutter.subset(font)
        out = BytesIO()
        font.save(out)
    return out.getvalue()
