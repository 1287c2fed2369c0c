"""An auditor's program: it has the published folders of an office and nothing else, and computes what they give away.

Every number of a village is a variable. What is printed of it in tables and charts, the sums of the township, and what
the definitions and relations of figures say are equations and bounds; a linear program says between which values each
number that is withheld must lie.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from openpyxl import load_workbook
from scipy.optimize import linprog
from scipy.sparse import csr_array, lil_array
from scipy.sparse.csgraph import connected_components

MARK, VILLAGE = "＊", "村"
Cell = tuple[str, str, str]  # month, figure, village
Quantity = tuple[str, str]  # month, figure
#: Whether a number may be anything in a range as wide as is asked, from its least to its greatest value.
IsWide = Callable[[Cell, float, float], bool]
NOT_TOLD = "的分村数不公开。"
#: The kinds of figures that are the sum of what the villages have.
ADDED_UP = ("stock", "ytd", "flow")


class Relation(NamedTuple):
    """Figures with their signs, each of some month, whose sum is zero in each village, or at most zero."""

    terms: Sequence[tuple[float, str, str]]
    is_bound: bool = False


def relations_of(expects: Iterable[str], month: str, before: str | None) -> Iterator[Relation]:
    """Yield the relations of a month that are sums of figures alone, as ``checks.csv`` tells them in words.

    Parameters
    ----------
    before : str, optional
        The month of which the figures are that a relation calls ``opening``.
    """
    for expect in expects:
        left, sign, right = re.split(r"(<=|>=|==)", expect)
        terms = [
            *_terms(left, -1.0 if sign == ">=" else 1.0, month, before),
            *_terms(right, 1.0 if sign == ">=" else -1.0, month, before),
        ]
        if terms and all(of for _, of, _ in terms):
            yield Relation(tuple((number, of or "", name) for number, of, name in terms), sign != "==")


def _terms(side: str, sign: float, month: str, before: str | None) -> Iterator[tuple[float, str | None, str]]:
    for operator, opening, name in re.findall(r"([+-]?)\s*(opening\()?([^\s()+-]+)\)?", side):
        yield -sign if operator == "-" else sign, before if opening else month, name


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


def sheets(folder: Path, villages: Iterable[str]) -> Iterator[tuple[str, str, float]]:
    """Yield each number of a village in ``tables.xlsx``, hidden sheets, rows and columns among them, with its head."""
    known = set(villages)
    for sheet in load_workbook(folder / "tables.xlsx", data_only=True).worksheets:
        heads: Sequence[Any] = ()
        for row in sheet.iter_rows(values_only=True):
            if VILLAGE in row:
                heads = row
            elif here := known & {str(cell) for cell in row}:
                for head, cell in zip(heads, row, strict=False):
                    if isinstance(cell, int | float):
                        yield str(head), here.pop() if len(here) == 1 else "", float(cell)
                        here = {str(one) for one in row} & known


@dataclass
class Audit:
    """What the published months say of villages, and what can be computed from it.

    Attributes
    ----------
    withheld : dict
        What must stay open: what is marked, what a note says is not told, and every figure of a sensitive class where
        a village is not told.
    """

    told: dict[Cell, float] = field(default_factory=dict)
    withheld: dict[Cell, None] = field(default_factory=dict)
    totals: dict[Quantity, float] = field(default_factory=dict)
    villages: dict[str, None] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    @classmethod
    def of(cls, folders: Iterable[Path], relations: Iterable[Relation] = ()) -> Audit:
        """Read published months; a relation's months are told as they are in the folders' names."""
        audit = cls(relations=list(relations))
        folders = list(folders)
        for folder in folders:
            for table in bundles(folder, "table"):
                audit._read_table(folder.name, table)
            for chart in bundles(folder, "chart"):
                audit._read_chart(folder.name, chart)
        for folder in folders:
            audit._read_figures(folder)
        return audit

    def _read_table(self, month: str, table: Mapping[str, Any]) -> None:
        if table["columns"][0]["name"] != VILLAGE:
            return
        self.villages |= dict.fromkeys(str(row[0]) for row in table["rows"])
        for place, column in enumerate(table["columns"]):
            if not (name := column.get("figure")):
                continue
            if table["total"] is not None and isinstance(table["total"][place], int | float):
                self.totals[month, name] = float(table["total"][place])
            for row in table["rows"]:
                cell = (month, name, str(row[0]))
                if row[place] == MARK:
                    self.withheld[cell] = None
                elif isinstance(row[place], int | float):
                    self.told[cell] = float(row[place])

    def _read_chart(self, month: str, chart: Mapping[str, Any]) -> None:
        if chart["by"] == VILLAGE and not chart["across"]:
            for series in chart["series"]:
                if series["figure"]:
                    self.told |= {(month, series["figure"], name): value for name, value in series["values"]}

    def _read_figures(self, folder: Path) -> None:
        values = {name: row["value"] for name, row in listed(folder).items()}
        figures = {one["name"]: one for one in bundles(folder, "figure") if one["kind"] in ADDED_UP}
        notes = [
            "".join(span["text"] for span in note)
            for one in bundles(folder, "table")
            for note in one["notes"]
        ]
        said = {
            name
            for note in notes
            if note.endswith(NOT_TOLD)
            for name in note.removesuffix(NOT_TOLD).partition("，")[2].split("、")
        }
        for name, value in values.items():
            number = _number(value)
            if number is None or name not in figures:
                continue
            self.totals.setdefault((folder.name, name), number)
            if figures[name]["sensitive"] or name.partition(".")[2] in said:
                for village in self.villages:
                    if (folder.name, name, village) not in self.told:
                        self.withheld[folder.name, name, village] = None

    def narrow(self, is_wide: IsWide) -> list[tuple[Cell, float, float]]:
        """Return the withheld numbers that what is published leaves no range as wide as is asked, with their ranges."""
        found: list[tuple[Cell, float, float]] = []
        for quantities, cells in self._components():
            ranges = self._beside_the_told if len(quantities) == 1 else self._by_programs
            found += [one for one in ranges(quantities, cells, is_wide) if not is_wide(*one)]
        return found

    def _beside_the_told(
        self, quantities: Sequence[Quantity], cells: Sequence[Cell], _: IsWide
    ) -> Iterator[tuple[Cell, float, float]]:
        """Yield the ranges of the only figure of which anything is said: its villages share what is left."""
        known = [(*quantities[0], village) for village in self.villages]
        known = [cell for cell in known if cell in self.told]
        rest = self.totals.get(quantities[0], np.inf) - sum(self.told[cell] for cell in known)
        for cell in cells:
            yield cell, rest if len(known) + 1 == len(self.villages) else 0.0, rest

    def _components(self) -> Iterator[tuple[list[Quantity], list[Cell]]]:
        """Yield what is tied together by relations, with the withheld numbers of it; one has nothing of another."""
        place = {quantity: at for at, quantity in enumerate(dict.fromkeys(self._quantities()))}
        ties = [
            (place[month, name], place[terms[0][1], terms[0][2]])
            for terms, _ in self.relations
            for _, month, name in terms
        ]
        rows, columns = zip(*ties, strict=True) if ties else ((), ())
        graph = csr_array((np.ones(len(ties)), (rows, columns)), shape=(len(place), len(place)))
        count, which = connected_components(graph, directed=False)
        quantities: list[list[Quantity]] = [[] for _ in range(count)]
        cells: list[list[Cell]] = [[] for _ in range(count)]
        for quantity, at in place.items():
            quantities[which[at]].append(quantity)
        for cell in self.withheld:
            cells[which[place[cell[:2]]]].append(cell)
        yield from ((one, of) for one, of in zip(quantities, cells, strict=True) if of)

    def _quantities(self) -> Iterator[Quantity]:
        yield from self.totals
        yield from (cell[:2] for cell in self.withheld)
        yield from ((month, name) for terms, _ in self.relations for _, month, name in terms)

    def _by_programs(
        self, quantities: Sequence[Quantity], cells: Sequence[Cell], is_wide: IsWide
    ) -> Iterator[tuple[Cell, float, float]]:
        """Yield ranges by linear programs.

        What is a solution for one number says of all others what they can be: a program of their own is solved only for
        those that are not seen to be wide by then.
        """
        every = [(month, name, village) for month, name in quantities for village in self.villages]
        place = {cell: at for at, cell in enumerate(every)}
        program = self._program(quantities, place)
        seen_least, seen_most = np.full(len(every), np.inf), np.full(len(every), -np.inf)

        def solve(wanted: Mapping[Cell, float]) -> float:
            objective = np.zeros(len(every))
            for cell, weight in wanted.items():
                objective[place[cell]] = weight
            solved = linprog(objective, **program, method="highs")
            if solved.status == 3:
                return -np.inf
            assert solved.status == 0, (wanted, solved.message)
            np.minimum(seen_least, solved.x, out=seen_least)
            np.maximum(seen_most, solved.x, out=seen_most)
            return float(solved.fun)

        for village in self.villages:
            solve({cell: -1 / (1 + self.totals.get(cell[:2], 0)) for cell in cells if cell[2] == village})
        for cell in cells:
            seen = (cell, float(seen_least[place[cell]]), float(seen_most[place[cell]]))
            yield seen if is_wide(*seen) else (cell, solve({cell: 1.0}), -solve({cell: -1.0}))

    def _program(self, quantities: Sequence[Quantity], place: Mapping[Cell, int]) -> dict[str, Any]:
        """Return what is known of quantities as a linear program takes it."""
        equal = [
            ({place[*one, village]: 1.0 for village in self.villages}, self.totals[one])
            for one in quantities
            if one in self.totals
        ]
        at_most: list[tuple[dict[int, float], float]] = []
        for terms, is_bound in self.relations:
            if terms[0][1:] in set(quantities):
                for village in self.villages:
                    signs = {place[month, name, village]: sign for sign, month, name in terms}
                    (at_most if is_bound else equal).append((signs, 0.0))
        left, right = _lines(equal, len(place))
        below, most = _lines(at_most, len(place))
        bounds = [(self.told.get(cell, 0.0), self.told.get(cell)) for cell in place]
        return {"A_ub": below, "b_ub": most, "A_eq": left, "b_eq": right, "bounds": bounds}


def _lines(lines: Sequence[tuple[dict[int, float], float]], width: int) -> tuple[Any, Any]:
    if not lines:
        return None, None
    left = lil_array((len(lines), width))
    for at, (signs, _) in enumerate(lines):
        for variable, sign in signs.items():
            left[at, variable] = sign
    return left.tocsr(), np.array([value for _, value in lines])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
