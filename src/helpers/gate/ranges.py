"""What published sums leave open of a number that is withheld: its least and greatest value.

What may stand behind the sums is one number for each village and each combination of figures that count the same
people. From the true numbers people can be moved between villages, and from one combination to another, without any
sum that is published changing; only where such moves leave too little open is the whole asked of a linear program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from helpers.gate.families import Family


class Ranges:
    """The sums of a family that are published: of the township, and of the villages that are told.

    Who reads may know which figures overlap, so each combination that there is anywhere is possible everywhere.

    Parameters
    ----------
    family : Family
        The figures.
    told : mapping
        Each figure to the villages of which it is told.
    """

    def __init__(self, family: Family, told: Mapping[str, frozenset[str]]) -> None:
        self._family, self._told = family, told
        self._names = list(family.sets)
        self._of_township: dict[frozenset[int], float] = {}

    @cached_property
    def _village(self) -> dict[str, int]:
        return {village: place for place, village in enumerate(self._family.villages)}

    @cached_property
    def _counted_by(self) -> np.ndarray:
        """Return which figure (row) counts which combination (column)."""
        signs = [[sign[place] for sign in self._family.combinations] for place in range(len(self._names))]
        return np.array(signs, dtype=float).reshape(len(self._names), len(self._family.combinations))

    @cached_property
    def _is_told(self) -> np.ndarray:
        """Return which figure (row) is told of which village (column)."""
        villages = self._family.villages
        lines = [[village in self._told.get(name, ()) for village in villages] for name in self._names]
        return np.array(lines, dtype=bool).reshape(len(self._names), len(villages))

    @cached_property
    def _true(self) -> np.ndarray:
        """Return the true number of each village (row) and combination (column)."""
        numbers = np.zeros((len(self._family.villages), len(self._family.combinations)))
        for atom, weight in enumerate(self._family.weights):
            numbers[self._village[self._family.places[atom]], self._family.combination_of[atom]] += weight
        return numbers

    def reached(self, atoms: frozenset[int], village: str) -> float:
        """Return a number that a set of atoms can have in a village, as great as moves from the true one make it.

        Where people of one combination come to the village, as many of another, or none, go to where they came from:
        of a combination that no figure told of either village sets apart.
        """
        here = self._village[village]
        wanted = sorted(self._combinations(atoms))
        numbers = self._true.copy()
        outside = [one for one in range(numbers.shape[1]) if one not in set(wanted)]
        # The last column stands for nobody, of whom there are always enough.
        signs = np.hstack([self._counted_by, np.zeros((len(self._names), 1))])
        numbers = np.hstack([numbers, np.full((len(numbers), 1), np.inf)])
        for one in wanted:
            for other in (numbers.shape[1] - 1, *outside):
                apart = signs[:, one] != signs[:, other]
                if (apart & self._is_told[:, here]).any():
                    continue
                for there in np.flatnonzero(~(apart[:, None] & self._is_told).any(axis=0)):
                    moved = min(numbers[there, one], numbers[here, other]) if there != here else 0.0
                    if moved > 0:
                        numbers[there, one] -= moved
                        numbers[here, one] += moved
                        numbers[here, other] -= moved
                        numbers[there, other] += moved
        return float(numbers[here, wanted].sum())

    def of_township(self, atoms: frozenset[int]) -> float:
        """Return the greatest number that a set of atoms can have anywhere by what is told of the township alone."""
        if atoms not in self._of_township:
            wanted = np.zeros(self._true.shape[1])
            wanted[sorted(self._combinations(atoms))] = -1.0
            values = self._counted_by @ self._true.sum(axis=0)
            self._of_township[atoms] = -_least(wanted, self._counted_by, values)
        return self._of_township[atoms]

    def greatest(self, atoms: frozenset[int], village: str) -> float:
        """Return the greatest number that a set of atoms can have in a village; infinite where nothing bounds it."""
        return -_least(-self._wanted(atoms, village), *self._sums)

    def least(self, atoms: frozenset[int], village: str) -> float:
        """Return the least number that a set of atoms can have in a village."""
        return _least(self._wanted(atoms, village), *self._sums)

    def _wanted(self, atoms: frozenset[int], village: str) -> np.ndarray:
        wanted = np.zeros_like(self._true)
        wanted[self._village[village], sorted(self._combinations(atoms))] = 1.0
        return wanted.ravel()

    def _combinations(self, atoms: Iterable[int]) -> set[int]:
        return {self._family.combination_of[atom] for atom in atoms}

    @cached_property
    def _sums(self) -> tuple[Any, np.ndarray]:
        """Return the published sums: which numbers each adds up, and to what."""
        from scipy.sparse import csr_matrix, kron, vstack  # Loaded only where moves leave something to ask.

        villages = len(self._family.villages)
        of_township = kron(np.ones((1, villages)), self._counted_by)
        of_village = kron(np.eye(villages), self._counted_by)
        told = np.flatnonzero(self._is_told.T.ravel())
        sums = csr_matrix(vstack([of_township, csr_matrix(of_village)[told]]))
        return sums, sums @ self._true.ravel()


def _least(wanted: np.ndarray, sums: Any, values: np.ndarray) -> float:
    """Return the least that a number can be by some sums of numbers, none of them below zero."""
    from scipy.optimize import linprog

    found = linprog(wanted, A_eq=sums, b_eq=values, bounds=(0, None), method="highs")
    return float(found.fun) if found.status == 0 else -np.inf
