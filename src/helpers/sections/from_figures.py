"""The verbs that make a figure from figures; its rows are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from helpers.record import Value
from helpers.sections.arguments import NewName
from helpers.sections.figures import ROW, MadeFigure
from helpers.sections.measures import Formula, added, quotient, subtracted
from helpers.wording.numbers import rounded

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection


def share(
    section: OpenSection,
    name: NewName,
    part: MadeFigure,
    whole: MadeFigure,
    *,
    definition: str,
    decimals: int = 1,
) -> MadeFigure:
    """占比：一个指标是另一个的百分之几；另一个为零时，没有值。

    例
    --
    >>> s.share("就业率", s["就业人数"], s["劳动力数"], definition="就业人数占劳动力数的比例")
    """
    return _derive(section, name, (part, whole), quotient(decimals, 100), "%", decimals, definition)


def ratio(
    section: OpenSection,
    name: NewName,
    amount: MadeFigure,
    count: MadeFigure,
    *,
    unit: str,
    definition: str,
    decimals: int = 2,
) -> MadeFigure:
    """平均：一个指标除以另一个，如户均；另一个为零时，没有值。

    例
    --
    >>> s.ratio("户均余额", s["存量贷款"], s["存量贷款户"], unit="万元", definition="存量贷款除以户数")
    """
    return _derive(section, name, (amount, count), quotient(decimals), unit, decimals, definition)


def sum(section: OpenSection, name: NewName, figures: Sequence[MadeFigure], *, definition: str) -> MadeFigure:
    """合计：把单位相同的指标加起来。

    例
    --
    >>> s.sum("减少户数", [s["自然减少户数"], s["退出户数"]], definition="自然减少和退出的户数之和")
    """
    first = figures[0]
    return _derive(section, name, tuple(figures), added, first.unit, first.decimals, definition)


def difference(
    section: OpenSection, name: NewName, figure: MadeFigure, less: MadeFigure, *, definition: str
) -> MadeFigure:
    """差：从一个指标里减去单位相同的另一个。

    例
    --
    >>> s.difference("已排查农户", s["应排查户"], s["未排查户"], definition="应排查户减去未排查户")
    """
    return _derive(section, name, (figure, less), subtracted, figure.unit, figure.decimals, definition)


def growth(
    section: OpenSection, name: NewName, figure: MadeFigure, *, definition: str, decimals: int = 1
) -> MadeFigure:
    """同比增幅：比上年同月增长百分之几；没有上年同月的数时，没有值。

    例
    --
    >>> s.growth("存量贷款增幅", s["存量贷款"], definition="存量贷款比上年同月的增幅")
    """
    before, value = figure.year_ago, None
    if isinstance(before, int | float) and before > 0 and figure.value is not None:
        value = float(rounded(100 * (figure.number - before) / before, decimals))
    return section.add(
        MadeFigure(
            section.full_name(name),
            value,
            "%",
            decimals,
            definition,
            "ratio",
            ledger=figure.ledger,
            parts=figure.parts,
        )
    )


def last_month(section: OpenSection, name: NewName, figure: MadeFigure, *, definition: str) -> MadeFigure:
    """上月原报数：引用上月报告里的数，用于更正时把两个数都写出来。

    例
    --
    >>> s.last_month("上月原报总人口", s["总人口"], definition="上月台账的总人口")
    """
    ledger = f"{section.month.previous.label}的{figure.ledger}"
    return section.add(
        MadeFigure(
            section.full_name(name),
            figure.previous,
            figure.unit,
            figure.decimals,
            definition,
            "given",
            ledger,
        )
    )


def _derive(
    section: OpenSection,
    name: str,
    of: tuple[MadeFigure, ...],
    formula: Formula,
    unit: str,
    decimals: int,
    definition: str,
) -> MadeFigure:
    parts: dict[str, pd.DataFrame] = {}
    for part in (part for figure in of for part in figure.parts):
        table = part.attrs["table"]
        if table in parts:
            both = parts[table].index.union(part.index)
            parts[table] = section.ledgers[table].loc[both.rename(ROW)]
        else:
            parts[table] = part

    def history() -> dict[str, Value]:
        past = [figure.history() for figure in of]
        months = [month for month in past[0] if all(month in values for values in past)]
        return {month: formula([values[month] for values in past]) for month in months}

    return section.add(
        MadeFigure(
            section.full_name(name),
            formula([figure.value for figure in of]),
            unit,
            decimals,
            definition,
            "ratio",
            ledger="、".join(dict.fromkeys(figure.ledger for figure in of if figure.ledger)),
            parts=tuple(parts.values()),
            previous=formula([figure.previous for figure in of]),
            year_ago=formula([figure.year_ago for figure in of]),
            history=history,
        )
    )
