"""The figures of a month, read from its executed notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from helpers.bundles import mime

SECTIONS = "sections"


def read_figures(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the figures of a month's folder: full name to what the figure's bundle holds."""
    figures = {}
    for path in sorted((folder / SECTIONS).glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if content := output.get("data", {}).get(mime("figure")):
                    figures[content["name"]] = dict(content)
    return figures
