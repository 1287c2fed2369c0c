"""The one decision of a month on what leaves the office: made over all its sections, kept with its record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from helpers.gate.families import Family
from helpers.gate.telling import ADDED_UP, CROSSED, Told, families, shown
from helpers.gate.withholding import decide
from helpers.ledgers import Ledgers
from helpers.params import SmallCounts
from helpers.record import VERSION, VILLAGE, FigureRecord, Record, RecordError


@dataclass(frozen=True)
class Decision:
    """What must not be told.

    Attributes
    ----------
    villages : tuple of str
        All villages.
    withheld : mapping
        Figures, parts of them in tables of two directions, and lists of rows, to the villages of which they are not
        told; those that are told of all are not in it.
    listed : frozenset of str
        Figures that list villages, each of which would say that it has somebody of a class.
    few : frozenset of str
        Figures of a sensitive class that stand for so few rows that not even their number is told.
    told : tuple of Told
        What this month tells, where another month could be taken from it.
    """

    villages: tuple[str, ...] = ()
    withheld: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    few: frozenset[str] = frozenset()
    told: tuple[Told, ...] = ()

    def hides_all(self, figure: str) -> bool:
        """Tell whether a figure is told of no village."""
        return bool(self.villages) and set(self.villages) <= self.withheld.get(figure, frozenset())

    def hides_part(self, figure: str) -> bool:
        """Tell whether anything of a figure, of its parts in a table of two directions, or of a list is not told."""
        return any(name.partition(CROSSED)[0] == figure for name in self.withheld)

    def to_json(self) -> str:
        """Return what other months must know of this one."""
        told = [asdict(one) for one in self.told]
        return json.dumps({"version": VERSION, "told": told}, ensure_ascii=False) + "\n"


def decide_month(
    records: Sequence[Record], ledgers: Ledgers, rule: SmallCounts, others: Mapping[str, Sequence[Told]]
) -> Decision:
    """Decide what a month must not tell.

    Parameters
    ----------
    others : mapping
        What other published months tell, by month.
    """
    if not rule.threshold:
        return Decision()
    by_village = shown(records)
    villages = tuple(map(str, ledgers["村组"][VILLAGE]))
    made = families([one for one in by_village if not one.is_of_single], ledgers, villages, rule, others)
    withheld = {name: gone for family in made for name, gone in decide(family).items() if gone}
    withheld |= {one.name: frozenset(villages) for one in by_village if one.is_of_single and one.sensitive}
    figures = [figure for record in records for figure in record.figures()]
    kinds = {figure.name: figure for figure in figures}
    return Decision(
        villages,
        withheld,
        frozenset(figure.name for figure in figures if _lists_few(figure, villages, rule)),
        frozenset(
            figure.name for figure in figures if figure.sensitive and (figure.row_count or 0) < rule.threshold
        ),
        tuple(_told(made, kinds, withheld)),
    )


def read_told(text: str) -> list[Told]:
    """Return what a month tells, as `Decision.to_json` wrote it.

    Raises
    ------
    RecordError
        If another version wrote it, which may have called people by other names.
    """
    content = json.loads(text)
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise RecordError("是别的版本的程序写的", where="told.json", do="重新运行这个月")
    return [
        Told(
            **{
                **one,
                "adds": tuple(one["adds"]),
                "villages": tuple(one["villages"]),
                "units": tuple((village, unit, float(weight)) for village, unit, weight in one["units"]),
            }
        )
        for one in content["told"]
    ]


def _has_few(figure: FigureRecord | None, villages: Iterable[str], least: int) -> bool:
    """Tell whether there are villages that have too few of a figure; of rows that are listed one knows nothing."""
    return figure is None or any(figure.units.get(village, 0) < least for village in villages)


def _lists_few(figure: FigureRecord, villages: Iterable[str], rule: SmallCounts) -> bool:
    """Tell whether a figure lists villages that have too few of a sensitive class."""
    if figure.kind != "listing" or not figure.sensitive or not isinstance(figure.value, str):
        return False
    named = set(figure.value.split("、"))
    return bool(named) and named <= set(villages) and _has_few(figure, villages, rule.threshold)


def _told(
    made: Iterable[Family], figures: Mapping[str, FigureRecord], withheld: Mapping[str, frozenset[str]]
) -> Iterable[Told]:
    for family in made:
        for member in family.figures:
            figure = figures.get(member.name)
            if figure is None or figure.kind not in ADDED_UP or figure.measured is None:
                continue
            gone = withheld.get(member.name, frozenset())
            units = member.units[["village", "unit", "weight"]]
            yield Told(
                figure.name,
                figure.kind,
                figure.sources[0].table,
                figure.measured.counted,
                figure.measured.adds,
                figure.sensitive,
                tuple(village for village in family.villages if village not in gone),
                tuple((str(a), str(b), float(c)) for a, b, c in units.itertuples(index=False)),
            )


def decide_alone(records: Sequence[Record], rule: SmallCounts | None = None) -> Decision:
    """Decide for sections without the rest of their month and its ledgers: what has a small number is told of none."""
    least = (rule or SmallCounts()).threshold
    figures = {figure.name: figure for record in records for figure in record.figures()}
    villages = sorted({village for figure in figures.values() for village in figure.units})
    withheld = {
        one.name: frozenset(villages)
        for one in shown(records)
        if one.sensitive and (one.is_of_single or _has_few(figures.get(one.name), villages, least))
    }
    few = (figure.name for figure in figures.values() if figure.sensitive and (figure.row_count or 0) < least)
    return Decision(tuple(villages), withheld, few=frozenset(few))
