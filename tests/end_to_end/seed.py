"""The figures of the seed, kept beside the tests, and how they are compared with computed ones."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class SeedFigure(NamedTuple):
    """A figure of the seed.

    Attributes
    ----------
    figure : str
        Its name in the report; blank for a fixed term, whose text is the value.
    form : str
        How the seed rounds it: 余 (more than so many, less than the next round number), 突破 (more than), 以上
        (at least; percentages in steps of ten), 半个月 (about so many days), 列举 (a list of so many).
    """

    id: str
    figure: str
    value: str
    unit: str
    form: str


def seed_figures() -> list[SeedFigure]:
    """Return the figures in the order of the seed."""
    with (Path(__file__).parent / "seed_figures.tsv").open(encoding="utf-8", newline="") as file:
        return [SeedFigure(**row) for row in csv.DictReader(file, delimiter="\t")]


def differences(computed: Mapping[str, object]) -> list[str]:
    """Return the ids of the seed's figures that the computed ones do not bear out."""
    return [
        one.id for one in seed_figures() if one.figure and not _same(one, str(computed.get(one.figure, "")))
    ]


def _same(seed: SeedFigure, text: str) -> bool:
    if seed.form == "列举":
        return len([name for name in text.split("、") if name]) == int(seed.value)
    try:
        said, value = float(seed.value), float(text)
    except ValueError:
        return text == seed.value
    if seed.form == "余":
        step = 10 ** (len(seed.value) - 1)
        return said < value < said + step
    if seed.form == "突破":
        return said < value < said + 1
    if seed.form == "以上":
        return said <= value and (seed.unit != "%" or value < said + 10)
    if seed.form == "半个月":
        return 13 <= value <= 17
    return value == said
