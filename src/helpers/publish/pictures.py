"""Charts as pictures of dots, for formats that cannot hold a drawing; typst draws them, as it does in the PDF."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

DOTS = 220  # an inch: sharp in print, and a report with twenty charts stays below one megabyte

# One chart a page, as wide as the text, so that all of them are drawn at once.
_TEMPLATE = b"""
#set page(width: 156mm, height: auto, margin: 0pt)
#for (place, drawing) in json(bytes(sys.inputs.drawings)).enumerate() {
  if place > 0 { pagebreak() }
  image(bytes(drawing), format: "svg", width: 100%)
}
"""


@lru_cache(maxsize=8)
def draw(drawings: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return drawings (cleaned SVG) as PNG, 156 mm wide; the same drawings give the same bytes."""
    if not drawings:
        return ()
    compiler = typst.Compiler(
        font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"drawings": json.dumps(drawings)}
    )
    made = compiler.compile(_TEMPLATE, format="png", ppi=DOTS)
    return tuple(made) if isinstance(made, list) else (made,)  # type: ignore[return-value] # no path is given


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder: Path = pylopdf_fonts_zh_cn.sans_path().parent
    paths: list[Any] = [folder]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
