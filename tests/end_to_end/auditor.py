"""An auditor's program: it has the published folders of an office and nothing else, and computes what they give away.

Every number of a village is a variable. What is printed of it, the sums of the township, and sums that the definitions
of the figures give are equations; a linear program says between which values each withheld number must lie.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog

MARK, VILLAGE = "＊", "村"
Cell = tuple[str, str, str]  # month, figure, village
#: Figures with their signs, each of the same or of another month, whose sum is zero in every village.
Relation = Sequence[tuple[float, str, str]]


def bundles(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the bundles of a kind in the published notebooks of a month."""
    for path in sorted((folder / "sections").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if content := output.get("data", {}).get(f"application/vnd.yuebao.{kind}+json"):
                    yield content


def listed(folder: Path) -> dict[str, dict[str, str]]:
    """Return ``figures.csv`` of a month by name."""
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


@dataclass
class Audit:
    """What the published months say of villages, and what can be computed from it."""

    told: dict[Cell, float] = field(default_factory=dict)
    withheld: list[Cell] = field(default_factory=list)
    totals: dict[tuple[str, str], float] = field(default_factory=dict)
    villages: list[str] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    @classmethod
    def of(cls, folders: Iterable[Path], relations: Iterable[Relation] = ()) -> Audit:
        """Read published months; a relation's months are told as they are in the folders' names."""
        audit = cls(relations=list(relations))
        for folder in folders:
            for table in bundles(folder, "table"):
                audit._read(folder.name, table)
        return audit

    def _read(self, month: str, table: Mapping[str, Any]) -> None:
        if table["columns"][0]["name"] != VILLAGE:
            return
        self.villages = list(dict.fromkeys([*self.villages, *(str(row[0]) for row in table["rows"])]))
        for place, column in enumerate(table["columns"]):
            if not (name := column.get("figure")):
                continue
            if table["total"] is not None and isinstance(table["total"][place], int | float):
                self.totals[month, name] = float(table["total"][place])
            for row in table["rows"]:
                cell = (month, name, str(row[0]))
                if row[place] == MARK:
                    self.withheld.append(cell)
                elif isinstance(row[place], int | float):
                    self.told[cell] = float(row[place])

    def ranges(self) -> dict[Cell, tuple[float, float]]:
        """Return between which values each withheld number must lie."""
        figures = list(
            dict.fromkeys(
                [*self.totals, *((month, name) for one in self.relations for _, month, name in one)]
            )
        )
        place = {
            (month, name, village): at
            for at, (month, name, village) in enumerate(
                (month, name, village) for month, name in figures for village in self.villages
            )
        }
        lines: list[tuple[dict[int, float], float]] = []
        for (month, name), total in self.totals.items():
            lines.append(({place[month, name, village]: 1.0 for village in self.villages}, total))
        lines += [({place[cell]: 1.0}, value) for cell, value in self.told.items() if cell in place]
        for relation in self.relations:
            for village in self.villages:
                lines.append(({place[month, name, village]: sign for sign, month, name in relation}, 0.0))
        left = np.zeros((len(lines), len(place)))
        for at, (signs, _) in enumerate(lines):
            for variable, sign in signs.items():
                left[at, variable] = sign
        right = np.array([value for _, value in lines])
        found = {}
        for cell in self.withheld:
            wanted = np.zeros(len(place))
            wanted[place[cell]] = 1.0
            least = linprog(wanted, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
            most = linprog(-wanted, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
            assert least.status in (0, 3), (cell, least.message)
            found[cell] = (float(least.fun), np.inf if most.status == 3 else -float(most.fun))
        return found
