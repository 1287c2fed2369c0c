"""The figures of one table that are measured alike, so that one can be taken from another: whom each counts, and where.

A family is held as atoms: all who are counted in one village by the same figures and belong to the same sensitive
classes are one atom, since nothing that is published tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from helpers.gate.dominance import is_dominated
from helpers.params import SmallCounts

#: More sets than these are not looked through; what could be taken from them is withheld.
MOST_SETS = 400


@dataclass(frozen=True)
class Counted:
    """A figure that is told by village: whom it stands for.

    Attributes
    ----------
    name : str
        The figure's full name, with its month before it where that is another one.
    units : DataFrame
        A row for each ledger row: ``village``, ``unit`` (who), ``weight`` (1, or the amount), and a column of
        booleans for each sensitive class.
    sensitive : bool
        Whether all of them belong to one class, which the section knows even where the ledger does not.
    fixed : frozenset of str, optional
        The villages of which it has been told already, in a month that is published.
    """

    name: str
    units: pd.DataFrame
    sensitive: bool = False
    fixed: frozenset[str] | None = None


@dataclass(frozen=True)
class Group:
    """A set of atoms whose number is told, or follows from what is told."""

    atoms: frozenset[int]
    sensitive: bool


@dataclass
class Family:
    """Figures that can be taken from each other, as sets of atoms.

    Attributes
    ----------
    villages : sequence of str
        All villages.
    amounts : bool
        Whether they are sums of amounts, not counts of persons or households.
    """

    figures: Sequence[Counted]
    villages: Sequence[str]
    amounts: bool = False
    rule: SmallCounts = field(default_factory=SmallCounts)

    @cached_property
    def _marks(self) -> tuple[list[str], dict[str, np.ndarray], np.ndarray]:
        """Return of each person or household the village, which figures count it and its classes, and its amount."""
        whose = pd.concat([figure.units for figure in self.figures], ignore_index=True)
        codes, units = pd.MultiIndex.from_frame(whose[["village", "unit"]]).factorize()
        marks: dict[str, np.ndarray] = {}
        amounts, at = np.ones(len(units)), 0
        if self.amounts:
            amounts = np.zeros(len(units))
        for figure in self.figures:
            here = codes[at : at + len(figure.units)]
            at += len(figure.units)
            for mark in (f"in:{figure.name}", *([f"class:{figure.name}"] if figure.sensitive else [])):
                marks[mark] = np.zeros(len(units), dtype=bool)
                marks[mark][here] = True
            for name in figure.units.columns.difference(["village", "unit", "weight"]):
                marked = marks.setdefault(f"class:{name}", np.zeros(len(units), dtype=bool))
                marked[here[figure.units[name].to_numpy(dtype=bool)]] = True
            if self.amounts:
                added = np.bincount(here, figure.units["weight"].to_numpy(dtype=float), len(units))
                amounts = np.maximum(amounts, added)
        return [village for village, _ in units], marks, amounts

    @cached_property
    def _atoms(self) -> pd.DataFrame:
        villages, marks, amounts = self._marks
        frame = pd.DataFrame({"village": villages, **marks, "weight": amounts})
        by = frame.groupby(["village", *marks], sort=True)["weight"]
        return by.agg(weight="sum", count="size", parts=list).reset_index()

    @property
    def is_harmless(self) -> bool:
        """Whether nobody of a sensitive class is counted."""
        return not any(marked.any() for name, marked in self._marks[1].items() if name.startswith("class:"))

    @cached_property
    def sets(self) -> dict[str, frozenset[int]]:
        """Each figure as the atoms that it counts."""
        return {
            figure.name: frozenset(np.flatnonzero(self._atoms[f"in:{figure.name}"]).tolist())
            for figure in self.figures
        }

    def is_sensitive(self, atoms: Iterable[int]) -> bool:
        """Tell whether all who stand behind some atoms belong to one sensitive class."""
        classes = [name for name in self._atoms if str(name).startswith("class:")]
        rows = self._atoms.loc[list(atoms), classes]
        return bool(len(rows)) and bool(rows.all(axis=0).any())

    def in_village(self, atoms: Iterable[int], village: str) -> frozenset[int]:
        """Return those atoms that stand in a village."""
        return frozenset(atom for atom in atoms if self._places[atom] == village)

    @cached_property
    def _places(self) -> list[str]:
        return [str(village) for village in self._atoms["village"]]

    @cached_property
    def weights(self) -> list[float]:
        """What each atom adds to a number: how many it stands for, or the amount."""
        return [float(weight) for weight in self._atoms["weight"]]

    def number(self, atoms: Iterable[int]) -> float:
        """Return the number that a set of atoms makes."""
        return sum(self.weights[atom] for atom in atoms)

    def is_small(self, atoms: Iterable[int]) -> bool:
        """Tell whether too few stand behind some atoms, or one of them for too much of the amount."""
        rows = self._atoms.loc[list(atoms)]
        if int(rows["count"].sum()) < self.rule.threshold:
            return True
        if not self.amounts:
            return False
        parts = [part for parts in rows["parts"] for part in parts]
        return is_dominated(parts, n=self.rule.n, k=self.rule.k, p=self.rule.p)

    @cached_property
    def groups(self) -> list[Group] | None:
        """The figures, and all that is left when one of them is taken from another; None where these are too many."""
        known: dict[frozenset[int], None] = {}
        queue = [atoms for atoms in self.sets.values() if atoms]
        while queue:
            one = queue.pop()
            if one in known:
                continue
            if len(known) >= MOST_SETS:
                return None
            queue += [rest for other in known for rest in _differences(one, other)]
            known[one] = None
        return [Group(atoms, self.is_sensitive(atoms)) for atoms in known]

    def protected(self) -> Iterator[tuple[frozenset[int], str]]:
        """Yield the atoms of a sensitive class that are too few in a village, none among them, with the village."""
        for group in self.groups or ():
            if group.sensitive:
                for village in self.villages:
                    here = self.in_village(group.atoms, village)
                    if self.is_small(here):
                        yield group.atoms, village


def _differences(one: frozenset[int], other: frozenset[int]) -> Iterator[frozenset[int]]:
    for more, less in ((one, other), (other, one)):
        if less < more:
            yield more - less
