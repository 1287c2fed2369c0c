"""In which order the groups of a column stand in tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from helpers.ledgers.rows import compress_rows
from helpers.record import VILLAGE
from helpers.sections.figures import MadeFigure

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection


def groups_of(section: OpenSection, by: str, figures: Sequence[MadeFigure]) -> list[str]:
    """Return the values of a grouping column in the order a reader expects.

    That of the villages, of the values that the ledger allows or of a categorical column; else as met.
    """
    if not figures:
        return []
    if by == VILLAGE:
        return section.villages
    met = dict.fromkeys(str(key) for figure in figures for key in figure.by(by).index)
    rows = figures[0].parts[0]
    column = section.ledgers.schema(rows.attrs["table"]).columns.get(by)
    order = list(column.allowed) if column else []
    if isinstance(rows[by].dtype, pd.CategoricalDtype):
        order = list(rows[by].cat.categories)
    known = [value for value in order if value in met]
    return known + [value for value in met if value not in known]


def crossing(
    rows: pd.DataFrame, by: str, across: str, groups: Sequence[str], heads: Sequence[str]
) -> list[list[pd.DataFrame]]:
    """Return the rows behind each cell of two columns: of each group those of each head."""
    return [[rows[(rows[by] == group) & (rows[across] == head)] for head in heads] for group in groups]


def rows_by_group(figure: MadeFigure, by: str, groups: Iterable[str]) -> tuple[str, ...]:
    """Return the Excel rows of a figure behind each value of a column; none where a group has nothing of it."""
    rows = figure.parts[0]
    found = {str(key): index for key, index in rows.groupby(by, sort=False, observed=True).groups.items()}
    return tuple(compress_rows(found[group]) if group in found else "" for group in groups)
