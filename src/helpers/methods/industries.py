"""Local industries: their bases (特色产业, L19) and who can insure what he grows (产业保险, L07)."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import in_year
from helpers.methods import monitoring


def bases(ledgers: Ledgers) -> pd.DataFrame:
    """特色产业基地: a village, a base, a crop."""
    return ledgers["特色产业"]


def show_bases(ledgers: Ledgers) -> pd.DataFrame:
    """示范基地."""
    rows = bases(ledgers)
    return rows[rows["是否示范基地"] == "是"]


def policies(ledgers: Ledgers) -> pd.DataFrame:
    """产业保险保单 that begin this year; last year's, which have expired, are left out."""
    insurance = ledgers["产业保险"]
    named = insurance.assign(标的名称=insurance["标的名称"].fillna(insurance["标的类型"]))
    return named[in_year(ledgers, insurance["保险起期"])]


def insurable(ledgers: Ledgers) -> pd.DataFrame:
    """产业保险对象: 监测户以外的脱贫户, 脱贫不稳定户 and 边缘易致贫户 of the system."""
    system = ledgers[monitoring.TABLE]
    kind = system[monitoring.CLASS]
    return system[
        (kind.isna() & (system["户类型"] == "脱贫户")) | kind.isin(["脱贫不稳定户", "边缘易致贫户"])
    ]
