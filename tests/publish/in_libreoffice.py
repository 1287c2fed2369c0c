"""LibreOffice for tests; a Word file becomes a PDF with the shipped fonts under the names that Word users have."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from fontTools.ttLib import TTFont

from helpers.publish.setting.typefaces import font_folders

SHIPPED = font_folders()[0]
NOTO = pylopdf_fonts_zh_cn.sans_path().parent
FILES = {
    "仿宋_GB2312": SHIPPED / "FandolFang-Regular.otf",
    "楷体_GB2312": SHIPPED / "FandolKai-Regular.otf",
    "方正小标宋简体": SHIPPED / "FandolSong-Bold.otf",
    "黑体": NOTO / "NotoSansSC-Regular.otf",
    "宋体": NOTO / "NotoSerifSC-Regular.otf",
    "Times New Roman": NOTO / "NotoSerifSC-Regular.otf",
}


def word_fonts(folder: Path) -> Path:
    """Write the fonts of Word users, and return the fontconfig file that knows no others."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for place, (family, path) in enumerate(FILES.items()):
        with TTFont(path) as font:
            names = font["name"]
            names.names = [record for record in names.names if record.isUnicode()]
            for record in names.names:
                if record.nameID in (1, 16):
                    record.string = family
                elif record.nameID in (4, 6):
                    record.string = f"font{place}"
            font.save(fonts / f"{place}.otf")
    return fontconfig(folder, fonts)


def fontconfig(folder: Path, *fonts: Path) -> Path:
    """Return a fontconfig file with the fonts of these folders only."""
    path = folder / "fonts.conf"
    folders = "".join(f"<dir>{one}</dir>" for one in fonts)
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{folders}<cachedir>{folder}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return path


def convert(content: bytes, name: str, folder: Path, into: str, **environment: str) -> Path:
    """Open a file in LibreOffice and write it in another format; return the folder of what came out."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("没有 LibreOffice（soffice）")
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", into, "--outdir", "out", name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ | environment)
    return folder / "out"


def to_pdf(content: bytes, folder: Path, fonts: Path) -> bytes:
    """Return a Word file as LibreOffice prints it."""
    out = convert(content, "report.docx", folder, "pdf", FONTCONFIG_FILE=str(fonts))
    return (out / "report.pdf").read_bytes()
