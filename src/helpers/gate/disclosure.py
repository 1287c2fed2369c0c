"""Small counts that would tell of single people: which values of villages are withheld, so that none can be computed.

The method is that of statistical offices (primary and complementary cell suppression, as in ACRO). Of a figure whose
rows all belong to a sensitive class, the values that stand for fewer people or households than the threshold are
withheld, zeros too: where only those above zero were withheld, the mark itself would tell who has any. Since the
township's value is printed, at least two villages are withheld then, which together reach the threshold. Figures
whose difference would be such a small count are not both given by village.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.ledgers import TableSchema

#: What is printed in the place of a value that is withheld.
MARK = "＊"
NOTE = f"{MARK}表示为保护个人信息不公开的小数，以及据以能算出小数的数。"
_MOST_KNOWN = 200


#: The columns that put a row in a sensitive class, each with those of its values that do not.
Marks = Mapping[str, Sequence[str]]


def marks_of(table: TableSchema, schemas: Iterable[TableSchema]) -> dict[str, tuple[str, ...]]:
    """Return the sensitive columns that rows of a table may have: its own, and computed ones named as another's."""
    marks = {
        name: column.ordinary
        for other in schemas
        for name, column in other.columns.items()
        if column.sensitive
    }
    own = {name: column.ordinary for name, column in table.columns.items() if column.sensitive}
    return {name: ordinary for name, ordinary in marks.items() if name not in table.columns} | own


def sensitive_columns(rows: pd.DataFrame, marks: Marks) -> pd.DataFrame:
    """Return for each row and each sensitive column whether it puts the row in a sensitive class."""
    flags = {
        name: rows[name].notna() & ~rows[name].isin(list(ordinary))
        for name, ordinary in marks.items()
        if name in rows
    }
    return pd.DataFrame(flags, index=rows.index, dtype=bool)


def is_sensitive(rows: pd.DataFrame, marks: Marks) -> bool:
    """Tell whether all rows belong to one sensitive class."""
    return not rows.empty and bool(sensitive_columns(rows, marks).all(axis=0).any())


def complement(counts: Mapping[str, int], small: Collection[str], threshold: int) -> frozenset[str]:
    """Return the groups to withhold so that none of the small ones follows from the printed total.

    Parameters
    ----------
    counts : mapping
        For how many people or households the value of each group stands.
    small : collection of str
        The groups whose values must not be known.
    """
    hidden = set(small)
    more = sorted((group for group in counts if group not in hidden), key=lambda group: counts[group])
    while hidden and more and (len(hidden) < 2 or sum(counts[group] for group in hidden) < threshold):
        hidden.add(more.pop(0))
    return frozenset(hidden)


@dataclass(frozen=True)
class _Known:
    """Rows (one bit each) that are counted in some villages, in print or as a difference of what is printed."""

    rows: int
    villages: frozenset[str]


class _Family:
    """The figures of one table that are measured alike, so that one can be taken from another."""

    def __init__(self) -> None:
        self.known: list[_Known] = []
        self.partly = False
        self._told = pd.DataFrame()
        self._flags: dict[str, int] = {}

    def learn(self, rows: pd.DataFrame, village: str, counted: str | None, flags: pd.DataFrame) -> None:
        """Remember of rows their village, whom they stand for and their sensitive classes."""
        units = rows[counted] if counted else pd.Series(rows.index, index=rows.index)
        told = pd.DataFrame({"village": rows[village].astype(str), "unit": units.astype(str)})
        fresh = told[~told.index.isin(self._told.index)]
        self._told = pd.concat([self._told, fresh]) if len(self._told) else fresh
        for name in map(str, flags):
            self._flags[name] = self._flags.get(name, 0) | _bits(flags.index[flags[name]])

    def with_differences(self, new: _Known) -> list[_Known] | None:
        """Return all that is known once another figure is; None when that is too much to be looked through."""
        known = {one.rows: one for one in self.known}
        queue = [new]
        while queue:
            one = queue.pop()
            before = known[one.rows].villages if one.rows in known else frozenset()
            if not one.rows or one.villages <= before:
                continue
            one = _Known(one.rows, one.villages | before)
            if len(known) >= _MOST_KNOWN:
                return None
            for other in known.values():
                shared = one.rows & other.rows
                if shared in (one.rows, other.rows):
                    queue.append(_Known(one.rows ^ other.rows, one.villages & other.villages))
            known[one.rows] = one
        return list(known.values())

    def tells(self, one: _Known, threshold: int) -> bool:
        """Tell whether rows that are counted are of a sensitive class and too few in some village."""
        if not any(one.rows & ~flags == 0 for flags in self._flags.values()):
            return False
        units = self._told.loc[_rows(one.rows)].groupby("village")["unit"].nunique()
        counts = {str(village): int(count) for village, count in units.items()}
        return any(counts.get(village, 0) < threshold for village in one.villages)


class Disclosure:
    """What a section gives away by village, and what it must withhold from then on.

    Parameters
    ----------
    threshold : int
        The least number of people or households that a value may stand for; 0 withholds nothing.
    villages : sequence of str
        All villages.
    """

    def __init__(self, threshold: int, villages: Sequence[str]) -> None:
        self._threshold, self._villages = threshold, frozenset(villages)
        self._families: dict[Hashable, _Family] = {}

    def withheld(
        self,
        rows: pd.DataFrame,
        marks: Marks,
        village: str,
        counted: str | None = None,
        key: Hashable | None = None,
    ) -> frozenset[str]:
        """Return the villages whose value of a figure must not be told.

        Parameters
        ----------
        rows : DataFrame
            The rows of the figure, which know their table.
        village : str
            The column of the villages.
        counted : str, optional
            The column that tells people or households apart; without it each row is one.
        key : hashable, optional
            How the figure is measured; without it, the values of villages do not add up.
        """
        flags = sensitive_columns(rows, marks) if self._threshold else pd.DataFrame()
        if flags.empty:
            return frozenset()
        sensitive = bool(flags.all(axis=0).any())
        counts = self.counts(rows, village, counted)
        if key is None:
            return self.small(counts) if sensitive else frozenset()
        family = self._families.setdefault((rows.attrs["table"], key), _Family())
        family.learn(rows, village, counted, flags)
        hidden: frozenset[str] = frozenset()
        if sensitive:
            hidden = complement(counts, self.small(counts), self._threshold)
            if hidden and family.partly:
                # The gaps of two figures might fill each other.
                hidden = self._villages
        # What nobody may know cannot be taken from anything.
        known = family.with_differences(_Known(_bits(rows.index), self._villages - hidden))
        if known is None or any(family.tells(one, self._threshold) for one in known):
            return self._villages
        family.known = known
        family.partly |= bool(hidden) and hidden != self._villages
        return hidden

    def small(self, counts: Mapping[str, int]) -> frozenset[str]:
        """Return the groups that stand for too few."""
        return frozenset(group for group, count in counts.items() if count < self._threshold)

    def counts(self, rows: pd.DataFrame, village: str, counted: str | None) -> dict[str, int]:
        """Return for how many people or households the rows of each village stand."""
        groups = rows.groupby(village, sort=False)
        sizes = groups[counted].nunique() if counted else groups.size()
        found = {str(name): int(size) for name, size in sizes.items()}
        return {name: found.get(name, 0) for name in sorted(self._villages)}


def withhold_cells(counts: Sequence[Sequence[int]], small: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Return which cells of a table are to be withheld so that no small one follows from the sums of rows and columns.

    A withheld cell can be another number exactly if one can go round from it, by turns in a row and in a column, over
    withheld cells that take one more and one less, and none of them goes below zero.
    """
    hidden = [list(row) for row in small]
    places = [(i, j) for i, row in enumerate(counts) for j in range(len(row))]

    def line(i: int, j: int) -> list[tuple[int, int]]:
        return [one for one in places if (one[0] == i) != (one[1] == j)]

    def cost(place: tuple[int, int]) -> tuple[int, bool, int, tuple[int, int]]:
        """Prefer what closes a way round, gives room to be elsewhere and tells least."""
        i, j = place
        alone = (sum(hidden[i]) == 1) + (sum(row[j] for row in hidden) == 1)
        return -alone, counts[i][j] == 0, counts[i][j], place

    while True:
        exposed = [(i, j) for i, j in places if hidden[i][j] and not _can_differ(counts, hidden, i, j)]
        if not exposed:
            return hidden
        more = [one for place in exposed for one in line(*place) if not hidden[one[0]][one[1]]]
        more = more or [one for one in places if not hidden[one[0]][one[1]]]
        if not more:
            return hidden
        i, j = min(more, key=cost)
        hidden[i][j] = True


def _can_differ(counts: Sequence[Sequence[int]], hidden: Sequence[Sequence[bool]], i: int, j: int) -> bool:
    """Tell whether a withheld cell could hold one more or one less, all sums being the same."""
    up = {("row", a): [("column", b) for b, one in enumerate(row) if one] for a, row in enumerate(hidden)}
    down: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for a, row in enumerate(hidden):
        for b, one in enumerate(row):
            if one and counts[a][b] > 0:
                down.setdefault(("column", b), []).append(("row", a))

    def reaches(start: tuple[str, int], goal: tuple[str, int], without: tuple[int, int]) -> bool:
        seen, stack = {start}, [start]
        while stack:
            node = stack.pop()
            for to in up.get(node, []) if node[0] == "row" else down.get(node, []):
                cell = (node[1], to[1]) if node[0] == "row" else (to[1], node[1])
                if cell != without and to not in seen:
                    if to == goal:
                        return True
                    seen.add(to)
                    stack.append(to)
        return False

    more = reaches(("column", j), ("row", i), (i, j))
    less = counts[i][j] > 0 and reaches(("row", i), ("column", j), (i, j))
    return more or less


def _bits(rows: pd.Index) -> int:
    """Return rows as one number with a bit for each."""
    if rows.empty:
        return 0
    flags = np.zeros(int(rows.max()) + 1, dtype=bool)
    flags[rows.to_numpy(dtype=int)] = True
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _rows(bits: int) -> list[int]:
    size = (bits.bit_length() + 7) // 8
    flags = np.frombuffer(bits.to_bytes(size, "little"), dtype=np.uint8)
    return [int(row) for row in np.flatnonzero(np.unpackbits(flags, bitorder="little"))]
