"""Which numbers of villages a month must not tell, decided once for all of its sections.

The method is that of statistical offices (primary and complementary suppression, audited by linear programs): of a
figure whose rows all belong to a sensitive class, the villages of which it stands for too few are withheld, zeros too
(the mark alone would tell who has any); as many others with them as it takes; and no figures are told of one village
whose difference would be such a number. What is already published of other months counts as told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpers.gate.families import Family
from helpers.gate.ranges import Ranges

Atoms = frozenset[int]
Villages = frozenset[str]
#: Of the numbers that a linear program finds.
TOLERANCE = 1e-6


def decide(family: Family) -> dict[str, Villages]:
    """Return for each figure of a family the villages of which it must not be told.

    Figures come in the order of the report: where two cannot both be told of a village, the later one gives way. One
    of which more than half of the villages would be gaps is told of none.
    """
    every = frozenset(family.villages)
    free = [figure.name for figure in family.figures if figure.fixed is None]
    undivided = {figure.name for figure in family.figures if figure.undivided}

    def hidden(name: str, exposed: set[str]) -> Villages:
        return every if exposed and name in undivided else _complement(family, family.sets[name], exposed)

    if not family.rule.threshold or not free:
        return dict.fromkeys(free, frozenset())
    if family.groups is None:
        return dict.fromkeys(free, every)
    protected: dict[str, set[Atoms]] = {village: set() for village in family.villages}
    for atoms, village in family.protected():
        protected[village].add(atoms)
    told = {figure.name: figure.fixed for figure in family.figures if figure.fixed is not None}
    known = {
        village: _closed(family.sets[name] for name, villages in told.items() if village in villages)
        for village in family.villages
    }
    for name in free:
        atoms = family.sets[name]
        after = {village: _closed([*known[village], atoms]) for village in family.villages}
        exposed = {village for village in family.villages if after[village] & protected[village]}
        told[name] = every - hidden(name, exposed)
        known |= {village: after[village] for village in told[name]}
    while (found := _too_telling(family, told, protected, free)) is not None:
        name, village = found
        told[name] -= hidden(name, {*(every - told[name]), village})
    return {name: every - told[name] for name in free}


def _closed(sets: Iterable[Atoms]) -> set[Atoms]:
    """Return sets with all that is left when one of them is taken from another."""
    known: set[Atoms] = set()
    queue = list(sets)
    while queue:
        one = queue.pop()
        if one and one not in known:
            queue += [one - other for other in known if other < one]
            queue += [other - one for other in known if one < other]
            known.add(one)
    return known


def _complement(family: Family, atoms: Atoms, exposed: set[str]) -> Villages:
    """Return the villages to withhold so that none of those exposed follows from the number of the township."""
    here = {village: family.in_village(atoms, village) for village in family.villages}
    hidden = set(exposed)
    more = sorted(
        (name for name in family.villages if name not in hidden), key=lambda name: family.number(here[name])
    )

    def is_open() -> bool:
        return len(hidden) > 1 and not family.is_small(frozenset().union(*(here[name] for name in hidden)))

    while hidden and more and not is_open():
        hidden.add(more.pop(0))
    return frozenset(family.villages if 2 * len(hidden) > len(family.villages) else hidden)


def _too_telling(
    family: Family,
    told: Mapping[str, Villages],
    protected: Mapping[str, set[Atoms]],
    free: list[str],
) -> tuple[str, str] | None:
    """Return a figure, and a village of which it narrows what is withheld more than the rule allows; None if none.

    It is the last one that is told of the village itself, or else of any.
    """
    telling = [name for name in free if told[name]]
    if not telling:
        return None
    ranges = Ranges(family, told)
    for village, sets in protected.items():
        for atoms in sorted(sets, key=sorted):
            near = [name for name in telling if family.sets[name] & atoms]
            if near and not _is_open(family, ranges, atoms, village):
                here = [name for name in near if village in told[name]]
                return (here[-1], village) if here else (near[-1], min(told[near[-1]]))
    return None


def _is_open(family: Family, ranges: Ranges, atoms: Atoms, village: str) -> bool:
    """Tell whether what is withheld may be anything in a range as wide as the rule asks.

    Where the number of the township, which is told, leaves no such range, the villages need not leave more.
    """
    number = family.number(family.in_village(atoms, village))
    if family.amounts:
        wanted, width = number * (1 + family.rule.p / 100), 0.0
    else:
        wanted, width = float(family.rule.threshold), float(family.rule.width)

    def is_wide(greatest: float, least: float) -> bool:
        return greatest >= wanted - TOLERANCE and greatest > number and greatest - least >= width

    # Moves that leave it open prove as much as the linear program, which is asked only where they do not.
    for greatest_of in (ranges.reached, ranges.greatest):
        greatest = greatest_of(atoms, village)
        if is_wide(greatest, number) or greatest >= ranges.of_township(atoms) - TOLERANCE:
            return True
    return is_wide(greatest, ranges.least(atoms, village))
