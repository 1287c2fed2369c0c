"""“两不愁三保障”及饮水安全排查 (L04): the rounds, the problems found, and which are closed (销号)."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import new_in_period
from helpers.ledgers.remembering import remembered

# What is guaranteed, and the column that says whether it is.
GUARANTEES = {
    "不愁吃": "不愁吃",
    "不愁穿": "不愁穿",
    "义务教育": "义务教育有保障",
    "基本医疗": "基本医疗有保障",
    "住房安全": "住房安全有保障",
    "饮水安全": "饮水安全有保障",
}


@remembered
def latest_round(ledgers: Ledgers) -> pd.DataFrame:
    """最近一轮排查: the round of the last visit."""
    visits = ledgers["排查"]
    latest = visits.loc[visits["排查日期"] == visits["排查日期"].max(), "排查轮次"]
    return visits[visits["排查轮次"].isin(latest)]


@remembered
def all_problems(ledgers: Ledgers) -> pd.DataFrame:
    """Problems of all rounds: a guarantee that is not given, or a 问题类别.

    Returns
    -------
    DataFrame
        The rows with 问题类别 (filled in from the guarantees where it was left blank) and 已销号: marked as closed,
        and completed not after the as-of date.
    """
    visits = ledgers["排查"]
    kind = visits["问题类别"]
    for name, column in GUARANTEES.items():
        kind = kind.mask(kind.isna() & (visits[column] == "否"), name)
    closed = (visits["是否销号"] == "是") & (visits["整改完成日期"] <= pd.Timestamp(ledgers.as_of))
    return visits.assign(问题类别=kind, 已销号=closed)[kind.notna()]


def problems(ledgers: Ledgers) -> pd.DataFrame:
    """发现的问题: those of the latest round."""
    found = all_problems(ledgers)
    return found[found.index.isin(latest_round(ledgers).index)]


def closed(ledgers: Ledgers) -> pd.DataFrame:
    """已销号: problems of the latest round that are closed."""
    found = problems(ledgers)
    return found[found["已销号"]]


def closed_this_month(ledgers: Ledgers) -> pd.DataFrame:
    """本月销号: problems of the latest round that were closed in the period, or entered late."""

    def all_closed(month: Ledgers) -> pd.DataFrame:
        found = all_problems(month)
        return found[found["已销号"]]

    found = closed(ledgers)
    return found[found.index.isin(new_in_period(ledgers, all_closed, "整改完成日期").index)]


def unresolved(ledgers: Ledgers) -> pd.DataFrame:
    """未销号: problems of any round that are not closed."""
    found = all_problems(ledgers)
    return found[~found["已销号"]]


def still_open(ledgers: Ledgers) -> pd.DataFrame:
    """未销号, of the latest round."""
    found = unresolved(ledgers)
    return found[found.index.isin(latest_round(ledgers).index)]


def open_before(ledgers: Ledgers) -> pd.DataFrame:
    """往轮未销号: of the rounds before the latest one."""
    found = unresolved(ledgers)
    return found[~found.index.isin(latest_round(ledgers).index)]


def overdue(ledgers: Ledgers) -> pd.DataFrame:
    """逾期未改: of the latest round, open, and past its time limit; the day of the limit itself is in time."""
    found = still_open(ledgers)
    return found[found["整改时限"] < pd.Timestamp(ledgers.as_of)]
