"""The verb that makes figures that several sections state, as `helpers.methods.shared` defines them."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from helpers.errors import SectionError
from helpers.ledgers import Ledgers
from helpers.methods.shared import SHARED, Count, Given, Share, Total
from helpers.sections import from_figures, from_params, from_rows
from helpers.sections.arguments import NewName

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection


def shared(section: OpenSection, *names: NewName) -> None:
    """取几节都写的指标；口径在 helpers.methods.shared，各节是同一个数。占比排在它的两个数后面。

    例
    --
    >>> s.shared("存量贷款", "逾期笔数")
    """
    for name in names:
        match SHARED.get(name):
            case Count(rows, unit, definition, distinct, kind, limits):
                select = _limited(section, rows, limits)
                from_rows.count(
                    section, name, select, unit=unit, definition=definition, distinct=distinct, kind=kind
                )
            case Total(rows, column, unit, definition, kind, limits):
                select = _limited(section, rows, limits)
                from_rows.total(section, name, select, column, unit=unit, definition=definition, kind=kind)
            case Share(part, whole, definition):
                of = section.figure(part), section.figure(whole)
                from_figures.share(section, name, *of, definition=definition)
            case Given(value, unit, decimals, definition, source):
                from_params.given(
                    section,
                    name,
                    value(section.month),
                    unit=unit,
                    decimals=decimals,
                    definition=definition,
                    source=source,
                )
            case None:
                near = difflib.get_close_matches(name, SHARED, n=1)
                raise SectionError(
                    f"没有“{name}”这个各节共用的指标",
                    where=section.part.heading,
                    do=f"是不是“{near[0]}”？" if near else f"共用的指标：{'、'.join(SHARED)}",
                )


def _limited(
    section: OpenSection, rows: Callable[..., pd.DataFrame], limits: tuple[str, ...]
) -> Callable[[Ledgers], pd.DataFrame]:
    """Return the selector with the values of its limits filled in."""
    values = [from_params.limit_value(section, name) for name in limits]
    return lambda ledgers: rows(ledgers, *values)
