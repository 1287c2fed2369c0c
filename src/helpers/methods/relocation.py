"""易地扶贫搬迁户 (L14): who moved, who works, who cannot."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers


def homes(ledgers: Ledgers) -> pd.DataFrame:
    """易地搬迁户."""
    return ledgers["搬迁户"]


def with_workers(ledgers: Ledgers) -> pd.DataFrame:
    """有劳动力的搬迁户."""
    rows = homes(ledgers)
    return rows[rows["劳动力数"] > 0]


def jobless(ledgers: Ledgers) -> pd.DataFrame:
    """无人就业的搬迁户: with workers and none employed (each such household should have at least one at work)."""
    rows = with_workers(ledgers)
    return rows[rows["就业人数"].fillna(0) == 0]


def without_workers(ledgers: Ledgers) -> pd.DataFrame:
    """无劳动力的搬迁户; an unknown number of workers counts as none."""
    rows = homes(ledgers)
    return rows[rows["劳动力数"].fillna(0) == 0]
