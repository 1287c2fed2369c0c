"""A selection of rows that many figures share is made once for each month's ledgers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from weakref import WeakKeyDictionary

import pandas as pd

from helpers.ledgers.frames import Ledgers

P = ParamSpec("P")


def remembered(
    select: Callable[Concatenate[Ledgers, P], pd.DataFrame],
) -> Callable[Concatenate[Ledgers, P], pd.DataFrame]:
    """Make a selector remember its rows for as long as the ledgers are open, and which of them are not kept."""
    kept: WeakKeyDictionary[Ledgers, dict[Any, tuple[pd.DataFrame, frozenset[str]]]] = WeakKeyDictionary()

    @wraps(select)
    def rows(ledgers: Ledgers, *limits: P.args, **options: P.kwargs) -> pd.DataFrame:
        of_month = kept.setdefault(ledgers, {})
        asked = (limits, tuple(options.items()))
        if asked not in of_month:
            with ledgers.missing() as missed:
                found = select(ledgers, *limits, **options)
            of_month[asked] = found, frozenset(missed)
        found, lacking = of_month[asked]
        ledgers.miss(lacking)
        return found.copy(deep=False)

    return rows
