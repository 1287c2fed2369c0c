"""扶贫项目资产 (L15; 国办函〔2021〕51号): what is held, what it earns, what lies idle.

An asset of the town may have no village, so the town's own numbers are not laid out by village.
"""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers

TABLE, DISPOSED = "扶贫资产", "已处置"


def held(ledgers: Ledgers) -> pd.DataFrame:
    """在册资产: all that are not disposed of."""
    assets = ledgers[TABLE]
    return assets[assets["状态"] != DISPOSED].drop(columns="村")


def in_villages(ledgers: Ledgers) -> pd.DataFrame:
    """到村资产: held, and registered to a village."""
    assets = ledgers[TABLE]
    return assets[(assets["状态"] != DISPOSED) & assets["村"].notna()]


def disposed(ledgers: Ledgers) -> pd.DataFrame:
    """已处置资产."""
    assets = ledgers[TABLE]
    return assets[assets["状态"] == DISPOSED].drop(columns="村")


def idle(ledgers: Ledgers) -> pd.DataFrame:
    """闲置低效资产: held, and 闲置 or 低效."""
    assets = held(ledgers)
    return assets[assets["状态"].isin(["闲置", "低效"])]


def damaged(ledgers: Ledgers) -> pd.DataFrame:
    """损毁资产."""
    assets = held(ledgers)
    return assets[assets["状态"] == "损毁"]


def untitled(ledgers: Ledgers) -> pd.DataFrame:
    """未确权资产: held without 确权日期."""
    assets = held(ledgers)
    return assets[assets["确权日期"].isna()]


def unkept(ledgers: Ledgers) -> pd.DataFrame:
    """无管护人的资产: held without 管护责任人."""
    assets = held(ledgers)
    return assets[assets["管护责任人"].isna()]


def with_income(ledgers: Ledgers) -> pd.DataFrame:
    """有约定收益的资产: held, with an income that the contract promises for the year."""
    assets = held(ledgers)
    return assets[assets["约定收益"] > 0]
