"""The figures of a month, read from its executed notebooks."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import nbformat

from helpers.record import FigureRecord, read_record

SECTIONS = "sections"


def read_figures(folder: Path, leaving_out: Collection[str] = ()) -> dict[str, FigureRecord]:
    """Return the figures of a month's folder by their full names.

    Parameters
    ----------
    leaving_out : collection of str
        Notebooks that are not read, by their paths in the folder.

    Raises
    ------
    RecordError
        If a notebook is no section that was run, or was run by another version.
    """
    return {
        figure.name: figure
        for path in sorted((folder / SECTIONS).glob("*.ipynb"))
        if path.relative_to(folder).as_posix() not in leaving_out
        for figure in read_record(nbformat.read(path, as_version=4), path.stem).figures()
    }


def withhold_villages(folder: Path) -> None:
    """Take the villages' values out of the figures of a month's notebooks, once the checks have judged them.

    What is given by village stands in tables and charts, where small counts are withheld. The values of all figures
    together would give them away: those of one section less those of another.
    """
    for path in sorted((folder / SECTIONS).glob("*.ipynb")):
        node = json.loads(path.read_text(encoding="utf-8"))
        for output in (output for cell in node["cells"] for output in cell.get("outputs", [])):
            content = output.get("data", {}).get(FigureRecord.mime(), {})
            for key in ("by_village", "village_sum", "withheld", "units"):
                content.pop(key, None)
        text = json.dumps(node, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
