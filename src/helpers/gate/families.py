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
#: In the name of an amount's row, between whose it is and which one.
OWNED = "\t"


@dataclass(frozen=True)
class Counted:
    """A figure that is told by village: whom it stands for.

    Attributes
    ----------
    name : str
        The figure's full name, with its month before it where that is another one.
    units : DataFrame
        A row for each ledger row: ``village``, ``unit`` (who; of an amount `OWNED` and which one), ``weight``
        (1, or the amount), and a column of booleans for each sensitive class.
    sensitive : bool
        Whether all of them belong to one class, which the section knows even where the ledger does not.
    fixed : frozenset of str, optional
        The villages of which it has been told already, in a month that is published.
    undivided : bool
        Whether it is told of all villages or of none, as in a list of rows.
    """

    name: str
    units: pd.DataFrame
    sensitive: bool = False
    fixed: frozenset[str] | None = None
    undivided: bool = False

    @property
    def classes(self) -> dict[str, np.ndarray]:
        """Each sensitive class, and which of the rows belong to it."""
        known = self.units.columns.difference(["village", "unit", "weight"])
        classes = {str(name): self.units[name].to_numpy(dtype=bool) for name in known}
        return classes | ({self.name: np.ones(len(self.units), dtype=bool)} if self.sensitive else {})


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
    def _units(self) -> _Units:
        """The rows of all figures, each once."""
        whose = pd.concat([figure.units for figure in self.figures], ignore_index=True)
        # Numbers in the place of names: pairs of names would be slow to tell apart.
        villages, places = np.unique(whose["village"].to_numpy(dtype=str), return_inverse=True)
        names, known = pd.factorize(whose["unit"])
        codes, keys = pd.factorize(places * (len(known) + 1) + names)
        size = len(keys)
        counted = np.zeros((len(self.figures), size), dtype=bool)
        classes: dict[str, np.ndarray] = {}
        amounts, at = np.zeros(size) if self.amounts else np.ones(size), 0
        for place, figure in enumerate(self.figures):
            here = codes[at : at + len(figure.units)]
            at += len(figure.units)
            counted[place, here] = True
            for name, rows in figure.classes.items():
                classes.setdefault(name, np.zeros(size, dtype=bool))[here[rows]] = True
            if self.amounts:
                added = np.bincount(here, figure.units["weight"].to_numpy(dtype=float), size)
                amounts = np.maximum(amounts, added)
        owners, _ = pd.factorize(np.array([name.partition(OWNED)[0] for name in known], dtype=object))
        return _Units(
            villages[keys // (len(known) + 1)],
            counted,
            np.array([*classes.values()]).reshape(len(classes), size),
            amounts,
            owners[keys % (len(known) + 1)],
        )

    @cached_property
    def _atoms(self) -> tuple[np.ndarray, np.ndarray]:
        """A row that stands for each atom, and of which atom each row is; in the order of villages and figures."""
        units = self._units
        _, places = np.unique(units.villages, return_inverse=True)
        signs = np.vstack([places, units.counted, units.classes])
        _, first, atoms = np.unique(signs, axis=1, return_index=True, return_inverse=True)
        return first, atoms.ravel()

    @cached_property
    def sets(self) -> dict[str, frozenset[int]]:
        """Each figure as the atoms that it counts."""
        counted = self._units.counted[:, self._atoms[0]]
        return {
            figure.name: frozenset(np.flatnonzero(counts).tolist())
            for figure, counts in zip(self.figures, counted, strict=True)
        }

    @cached_property
    def places(self) -> list[str]:
        """The village of each atom."""
        return [str(village) for village in self._units.villages[self._atoms[0]]]

    @cached_property
    def weights(self) -> list[float]:
        """What each atom adds to a number: how many it stands for, or the amount."""
        first, atoms = self._atoms
        return [float(weight) for weight in np.bincount(atoms, self._units.amounts, len(first))]

    @cached_property
    def combinations(self) -> list[tuple[bool, ...]]:
        """Which figures count the same people: a sign a figure, each combination that there is once."""
        return sorted(set(self._signs))

    @cached_property
    def combination_of(self) -> list[int]:
        """Which of the `combinations` each atom is of."""
        known = {signs: place for place, signs in enumerate(self.combinations)}
        return [known[signs] for signs in self._signs]

    @cached_property
    def _signs(self) -> list[tuple[bool, ...]]:
        return [tuple(signs.tolist()) for signs in self._units.counted[:, self._atoms[0]].T]

    def is_sensitive(self, atoms: Iterable[int]) -> bool:
        """Tell whether all who stand behind some atoms belong to one sensitive class."""
        chosen = list(atoms)
        classes = self._units.classes[:, self._atoms[0][chosen]]
        return bool(chosen) and bool(classes.all(axis=1).any())

    def in_village(self, atoms: Iterable[int], village: str) -> frozenset[int]:
        """Return those atoms that stand in a village."""
        return frozenset(atom for atom in atoms if self.places[atom] == village)

    def number(self, atoms: Iterable[int]) -> float:
        """Return the number that a set of atoms makes."""
        return sum(self.weights[atom] for atom in atoms)

    def is_small(self, atoms: Iterable[int]) -> bool:
        """Tell whether too few stand behind some atoms, or one of them for too much of the amount."""
        rows = np.isin(self._atoms[1], list(atoms))
        shares = np.bincount(self._units.owners[rows], self._units.amounts[rows])
        owners = len(np.unique(self._units.owners[rows]))
        if owners < self.rule.threshold:
            return True
        return self.amounts and is_dominated(shares.tolist(), n=self.rule.n, k=self.rule.k, p=self.rule.p)

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


@dataclass(frozen=True)
class _Units:
    """Who is counted: the village of each, which figures (rows) count it, its classes (rows), its amount, and whose."""

    villages: np.ndarray
    counted: np.ndarray
    classes: np.ndarray
    amounts: np.ndarray
    owners: np.ndarray


def _differences(one: frozenset[int], other: frozenset[int]) -> Iterator[frozenset[int]]:
    for more, less in ((one, other), (other, one)):
        if less < more:
            yield more - less
