"""The fonts of an official document: the office's own where it has them, else free ones."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools import subset
from fontTools.ttLib import TTFont

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


def font_files(folders: tuple[Path, ...]) -> list[Path]:
    """Return the font files of some folders."""
    return [
        path for folder in folders for path in sorted(folder.iterdir()) if path.suffix.lower() in _SUFFIXES
    ]


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
