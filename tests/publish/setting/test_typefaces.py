"""The fonts that come with the suite, and those that an office brings."""

from __future__ import annotations

import io
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont
from pypdf import PdfReader

from helpers.publish import render_pdf
from helpers.publish.report import Report
from helpers.publish.setting.glyphs import characters
from helpers.publish.setting.typefaces import ROLES, font_folders

SHIPPED = font_folders()[0]
PRIVATE = "\ue000"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with an office's own 仿宋, which has a character that no shipped font has."""
    with TTFont(SHIPPED / "FandolKai-Regular.otf") as font:
        # The few characters of a page: to write a whole font takes long.
        few = Subsetter(Options(name_IDs=["*"]))
        few.populate(text=f"{string.printable}一正文。—")
        few.subset(font)
        for record in font["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = "FangSong"
        font["CFF "].cff.fontNames = ["FangSong"]
        font["CFF "].cff.topDictIndex[0].FamilyName = "FangSong"
        for subtable in font["cmap"].tables:
            subtable.cmap[ord(PRIVATE)] = subtable.cmap[ord("一")]
        font.save(tmp_path / "own.otf")
    return tmp_path


def test_the_fonts_of_the_office_come_before_the_shipped_ones(
    plain_report: Callable[[str], Report], own: Path
) -> None:
    assert font_folders(own)[0] == own
    assert ROLES["仿宋"].index("FangSong") < ROLES["仿宋"].index("FandolFang R")
    page: Any = PdfReader(io.BytesIO(render_pdf(plain_report("正文。"), own))).pages[0]
    names = "".join(str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values())
    assert "FangSong" in names
    assert "FandolFang" not in names


def test_the_office_brings_a_font_for_what_is_missing(own: Path) -> None:
    assert PRIVATE in characters(font_folders(own))
    assert PRIVATE not in characters(font_folders())


def test_a_collection_of_fonts_counts_too(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(SHIPPED / name) for name in ("FandolKai-Regular.otf", "FandolSong-Bold.otf")]
    collection.save(tmp_path / "own.ttc")
    assert characters((tmp_path,)) == characters((SHIPPED,)) & characters((tmp_path,))
    assert "一" in characters((tmp_path,))
    assert "\U00020000" not in characters((tmp_path,))


def test_a_folder_that_is_not_there_gives_no_fonts(tmp_path: Path) -> None:
    assert font_folders(tmp_path / "fonts") == font_folders()


def test_rare_characters_of_names_and_villages_are_there() -> None:
    assert set("垟喆垚堃昇祎赟䶮") <= characters(font_folders())


def test_the_licence_stands_beside_the_shipped_fonts() -> None:
    licence = (SHIPPED / "licenses" / "FANDOL-COPYING.txt").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in licence
    assert "font exception" in (SHIPPED / "README.md").read_text(encoding="utf-8")
    fonts = sorted(path.name for path in SHIPPED.glob("*.otf"))
    assert fonts == ["FandolFang-Regular.otf", "FandolKai-Regular.otf", "FandolSong-Bold.otf"]
    assert all(name in (SHIPPED / "README.md").read_text(encoding="utf-8") for name in fonts)
