"""What published sums leave open of a number that is withheld: its least and greatest value, by linear programming."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from helpers.gate.families import Family


class Ranges:
    """The sums of a family that are published: of the township, and of the villages that are told.

    Parameters
    ----------
    family : Family
        The figures.
    told : mapping
        Each figure to the villages of which it is told.
    """

    def __init__(self, family: Family, told: Mapping[str, frozenset[str]]) -> None:
        self._family = family
        # Who reads may know which figures overlap, so each combination that there is anywhere is possible everywhere.
        signatures = sorted({self._signature(atom) for atom in range(len(family.weights))})
        self._places = {
            (village, signature): place
            for place, (village, signature) in enumerate(
                (village, signature) for village in family.villages for signature in signatures
            )
        }
        lines: list[tuple[list[int], float]] = []
        for name, atoms in family.sets.items():
            lines.append((self._variables(name), family.number(atoms)))
            for village in told.get(name, ()):
                lines.append(
                    (self._variables(name, village), family.number(family.in_village(atoms, village)))
                )
        from scipy.sparse import lil_matrix  # Loaded only where something is withheld.

        self._sums = lil_matrix((len(lines), len(self._places)))
        for line, (variables, _) in enumerate(lines):
            self._sums[line, variables] = 1.0
        self._sums = self._sums.tocsr()
        self._values = np.array([value for _, value in lines])
        self._found: dict[tuple[frozenset[int], str], float] = {}

    def _signature(self, atom: int) -> tuple[str, ...]:
        return tuple(name for name, atoms in self._family.sets.items() if atom in atoms)

    def _variables(self, name: str, village: str = "") -> list[int]:
        return [
            place
            for (where, signature), place in self._places.items()
            if name in signature and village in ("", where)
        ]

    def greatest(self, atoms: frozenset[int], village: str) -> float:
        """Return the greatest number that a set of atoms can have in a village; infinite where nothing bounds it."""
        if (atoms, village) not in self._found:
            self._found[atoms, village] = -self._least(atoms, village, -1.0)
        return self._found[atoms, village]

    def least(self, atoms: frozenset[int], village: str) -> float:
        """Return the least number that a set of atoms can have in a village."""
        return self._least(atoms, village, 1.0)

    def _least(self, atoms: frozenset[int], village: str, sign: float) -> float:
        from scipy.optimize import linprog

        wanted = np.zeros(len(self._places))
        for signature in {self._signature(atom) for atom in atoms}:
            wanted[self._places[village, signature]] = sign
        found = linprog(wanted, A_eq=self._sums, b_eq=self._values, bounds=(0, None), method="highs")
        return float(found.fun) if found.status == 0 else -np.inf
