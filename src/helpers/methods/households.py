"""Households and people of the register (户籍人口, L02)."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.remembering import remembered
from helpers.methods import monitoring

KIND = "户类别"


@remembered
def residents(ledgers: Ledgers) -> pd.DataFrame:
    """在册人员; one household has one 户类别, also where it is written on the row of its head only."""
    people = ledgers["户籍人口"]
    people = people[people["人员状态"] == "在册"]
    return people.assign(**{KIND: people.groupby("户号")[KIND].transform("first")})


def farmers(ledgers: Ledgers) -> pd.DataFrame:
    """在册农户: all but 其他 (集体户, 空挂户, 非农户); a household without 户类别 is among them."""
    people = residents(ledgers)
    return people[people[KIND] != "其他"]


def others(ledgers: Ledgers) -> pd.DataFrame:
    """其他户: 集体户, 空挂户, 非农户."""
    people = residents(ledgers)
    return people[people[KIND] == "其他"]


def unclassified(ledgers: Ledgers) -> pd.DataFrame:
    """Residents whose household has no 户类别."""
    people = residents(ledgers)
    return people[people[KIND].isna()]


def ordinary(ledgers: Ledgers, scope: str) -> pd.DataFrame:
    """一般农户; by the scope 未消除 with the monitored households whose risk is removed and that are no 脱贫户."""
    people = residents(ledgers)
    returned = monitoring.back_to_ordinary(ledgers, scope)["证件号码"]
    return people[(people[KIND] == "一般农户") | people["证件号码"].isin(returned)]


def registered_late(ledgers: Ledgers) -> pd.DataFrame:
    """Who died or left before the period, and whom last month's ledger still had 在册."""
    people, before = ledgers["户籍人口"], ledgers.before
    gone = (people["人员状态"] != "在册") & (people["变动日期"] < pd.Timestamp(ledgers.period.first))
    reported = residents(before)["证件号码"] if before is not None else people["证件号码"].iloc[:0]
    return people[gone & people["证件号码"].isin(reported)]
