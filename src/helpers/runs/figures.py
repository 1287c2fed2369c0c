"""The figures of a month, read from its executed notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat

from helpers.record import mime

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


def withhold_villages(folder: Path) -> None:
    """Take the villages' values out of the figures of a month's notebooks, once the checks have judged them.

    What is given by village stands in tables and charts, where small counts are withheld. The values of all figures
    together would give them away: those of one section less those of another.
    """
    for path in sorted((folder / SECTIONS).glob("*.ipynb")):
        node = json.loads(path.read_text(encoding="utf-8"))
        for output in (output for cell in node["cells"] for output in cell.get("outputs", [])):
            content = output.get("data", {}).get(mime("figure"), {})
            for key in ("by_village", "village_sum", "withheld"):
                content.pop(key, None)
        text = json.dumps(node, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
