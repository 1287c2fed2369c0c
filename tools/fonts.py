"""Make the font subsets of src/helpers/publish/setting/fonts from the originals.

The originals are the Fandol fonts of Debian's package ``texlive-lang-chinese``, which need not be installed::

    apt-get download texlive-lang-chinese
    dpkg-deb -x texlive-lang-chinese_*.deb originals
    .venv/bin/python tools/fonts.py originals

Each subset keeps what GB2312 and the punctuation of official documents need: outlines, hints and metrics as
they were drawn, under the same names. The same originals give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = ("FandolFang-Regular.otf", "FandolKai-Regular.otf", "FandolSong-Bold.otf")
LICENSES = {"COPYING.gz": "FANDOL-COPYING.txt", "README": "FANDOL-README.txt"}
TARGET = Path(__file__).parents[1] / "src" / "helpers" / "publish" / "setting" / "fonts"

# Whole blocks beyond GB2312, as far as the originals have them.
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x2010, 0x2027),  # general punctuation: dashes, quotation marks, ellipsis
    (0x2030, 0x203B),
    (0x2160, 0x217F),  # Roman numerals
    (0x2460, 0x249B),  # circled and bracketed numbers
    (0x3000, 0x303F),  # CJK punctuation
    (0xFF00, 0xFFEF),  # full-width forms
)


def gb2312() -> set[int]:
    """Code points of GB2312's 94 rows of 94 characters."""
    points = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return points


def wanted() -> set[int]:
    """Code points a subset keeps, where the original has them."""
    return gb2312().union(*(range(first, last + 1) for first, last in BLOCKS))


def cut(source: Path, target: Path, points: Iterable[int]) -> None:
    """Write the subset of one font, with the original's own dates."""
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["GlyphOrder"]
    with TTFont(source, recalcTimestamp=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=points)
        cutter.subset(font)
        subset.save_font(font, str(target), options)


def find(folder: Path, name: str) -> Path:
    """Path of the one file of that name in the unpacked package, below a folder named ``fandol``."""
    found = [path for path in folder.rglob(name) if path.parent.name == "fandol"]
    if len(found) != 1:
        raise SystemExit(
            f"{name}: expected once in a folder named fandol below {folder}, found {len(found)} times"
        )
    return found[0]


def main() -> None:
    """Write subsets and licence texts, and print what each subset holds."""
    parser = argparse.ArgumentParser(description="Make the font subsets of the package from the originals.")
    parser.add_argument("originals", type=Path, help="folder with the unpacked package texlive-lang-chinese")
    parser.add_argument(
        "--target", type=Path, default=TARGET, help="folder to write to (default: the package's)"
    )
    arguments = parser.parse_args()

    (arguments.target / "licenses").mkdir(parents=True, exist_ok=True)
    points = wanted()
    for name in FONTS:
        target = arguments.target / name
        cut(find(arguments.originals, name), target, points)
        with TTFont(target) as font:
            characters = len(font.getBestCmap())
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        print(f"{name}: {characters} characters, {target.stat().st_size} bytes, sha256 {digest}")
    for name, licence in LICENSES.items():
        source = find(arguments.originals, name)
        text = gzip.decompress(source.read_bytes()) if name.endswith(".gz") else source.read_bytes()
        (arguments.target / "licenses" / licence).write_bytes(text.rstrip() + b"\n")


if __name__ == "__main__":
    main()
