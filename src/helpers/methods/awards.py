"""产业奖补 (L06): claims of the year, from application to payment."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers


def claims(ledgers: Ledgers) -> pd.DataFrame:
    """申报: of this year, without those that were turned down."""
    awards = ledgers["产业奖补"]
    return awards[(awards["年度"] == ledgers.month.year) & (awards["审核状态"] != "审核不通过")]


def pending(ledgers: Ledgers) -> pd.DataFrame:
    """待审: claimed, not yet judged."""
    awards = claims(ledgers)
    return awards[awards["审核状态"] == "申报中"]


def approved(ledgers: Ledgers) -> pd.DataFrame:
    """审核通过."""
    awards = claims(ledgers)
    return awards[awards["审核状态"] == "审核通过"]


def paid(ledgers: Ledgers) -> pd.DataFrame:
    """已兑付: approved, and an amount paid out up to the as-of date; with 兑付天数 from claim to payment."""
    awards = approved(ledgers)
    awards = awards.assign(兑付天数=(awards["发放日期"] - awards["申报日期"]).dt.days)
    return awards[(awards["实发金额"] > 0) & (awards["发放日期"] <= pd.Timestamp(ledgers.as_of))]


def paid_late(ledgers: Ledgers, days: float) -> pd.DataFrame:
    """超期未兑付: claimed more than so many days before the as-of date, and not paid."""
    awards = claims(ledgers)
    waited = (pd.Timestamp(ledgers.as_of) - awards["申报日期"]).dt.days
    return awards[~awards.index.isin(paid(ledgers).index) & (waited > days)]
