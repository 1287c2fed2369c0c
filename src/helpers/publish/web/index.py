"""``outputs/index.html``: the published months with their files, and any two of them side by side."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock

from helpers import disk
from helpers.months import Month, months_in
from helpers.publish.figure_list import unescaped
from helpers.publish.formats import labels
from helpers.publish.report import visible
from helpers.publish.web.page import render_page

INDEX = "index.html"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
Value = int | float | str


@dataclass(frozen=True)
class FigureRow:
    """A figure as a month published it."""

    section: str
    name: str
    unit: str
    value: Value | None


@dataclass(frozen=True)
class Published:
    """A published month; `fault` says why its figures are not known where they are not."""

    month: Month
    files: dict[str, str] = field(default_factory=dict)
    as_of: dt.date | None = None
    figures: tuple[FigureRow, ...] = ()
    fault: str = ""


def write_index(outputs: Path, office: str) -> None:
    """Write the index of an office's published months beside them, all at once.

    A month whose folder is damaged is named in the page and keeps no other from it.
    """
    # Two months may be published at the same time: who comes second sees both.
    with FileLock(outputs / f".{INDEX}.lock"):
        draft = outputs / f".{INDEX}.new"
        draft.write_text(render_index(published_months(outputs), office), encoding="utf-8", newline="\n")
        disk.keep_one(draft)
        os.replace(draft, outputs / INDEX)
        disk.keep_one(outputs)


def published_months(outputs: Path) -> list[Published]:
    """Return the months that have a folder in the outputs, the newest first."""
    return [_read(outputs / str(month)) for month in reversed(months_in(outputs))]


def render_index(months: Sequence[Published], office: str) -> str:
    """Return the page over months, of which the newest comes first."""
    compared = [month for month in months if month.figures]
    rows = {(row.name, row.unit): row for month in reversed(compared) for row in month.figures}
    known = [{(row.name, row.unit): row.value for row in month.figures} for month in compared]
    # In the order of the newest month that has a figure, the figures that only older ones have after them.
    keys = dict.fromkeys((row.name, row.unit) for month in compared for row in month.figures)
    content = {
        "office": visible(office),
        "months": months,
        "compared": compared,
        "sections": list(dict.fromkeys(rows[key].section for key in keys)),
        "data": {
            "months": [month.month.label for month in compared],
            "figures": [[rows[key].section, *key, [values.get(key) for values in known]] for key in keys],
        },
    }
    return render_page("index.html.j2", content, ("page.css", "index.css"), ("sort.js", "index.js"))


def _read(folder: Path) -> Published:
    month = Month.parse(folder.name)
    files = {name: words for name, words in labels().items() if (folder / name).is_file()}
    as_of: dt.date | None = None
    figures: tuple[FigureRow, ...] = ()
    fault = ""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        as_of = dt.date.fromisoformat(manifest["as_of"])
        content = (folder / "figures.csv").read_bytes()
        if manifest["outputs"]["figures.csv"] == hashlib.sha256(content).hexdigest():
            figures = _figures(content)
        else:
            fault = "figures.csv 在发布以后被改动过"
    except FileNotFoundError as error:
        fault = f"没有 {Path(error.filename).name}"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        fault = "manifest.json 或 figures.csv 读不出来"
    if fault:
        fault += f"，这个月的指标不能比较。需要时重新运行 yuebao run {month}。"
    return Published(month, files, as_of, figures, fault)


def _figures(content: bytes) -> tuple[FigureRow, ...]:
    # pandas, since the csv module has a limit to the length of a cell, and lists of rows may be long.
    columns = ["section", "name", "unit", "value"]
    frame = pd.read_csv(
        io.BytesIO(content), encoding="utf-8-sig", dtype=str, keep_default_na=False, usecols=columns
    )
    rows = frame[columns].map(lambda cell: visible(unescaped(cell))).itertuples(index=False, name=None)
    return tuple(FigureRow(section, name, unit, _value(value)) for section, name, unit, value in rows)


def _value(cell: str) -> Value | None:
    """Return what a cell of the list of figures stands for: a number, a text, or nothing."""
    if not _NUMBER.fullmatch(cell):
        return cell or None
    number = float(cell)
    return int(number) if number == int(number) else number
