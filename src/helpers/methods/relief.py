"""Social assistance: 低保 and 特困供养 of the 脱贫人口 (L05), 应保尽保, and help in need (救助, L13)."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import in_year, new_in_period
from helpers.methods.monitoring import lifted

BASIC, SUPPORT = ("农村低保", "城市低保"), ("农村特困",)
_ID = "证件号码"


def supported(ledgers: Ledgers) -> pd.DataFrame:
    """兜底人员: 脱贫人口 who receive 低保 or 特困供养, from a month that is not after the as-of date."""
    support = ledgers["低保特困"]
    paid = (support["状态"] == "享受中") & (support["起始年月"] <= pd.Timestamp(ledgers.as_of))
    return support[paid & support[_ID].isin(lifted(ledgers)[_ID])]


def supported_by(ledgers: Ledgers, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Return those of the supported who receive one of these kinds: `BASIC` (低保) or `SUPPORT` (特困供养)."""
    support = supported(ledgers)
    return support[support["保障类型"].isin(kinds)]


def in_both(ledgers: Ledgers) -> pd.DataFrame:
    """Who receives 低保 and 特困供养 at once, in the whole town; the two exclude each other."""
    support = ledgers["低保特困"]
    support = support[support["状态"] == "享受中"]
    basic = support.loc[support["保障类型"].isin(BASIC), _ID]
    cared = support.loc[support["保障类型"].isin(SUPPORT), _ID]
    return support[support[_ID].isin(basic) & support[_ID].isin(cared)]


def entitled(ledgers: Ledgers) -> pd.DataFrame:
    """应保人员: 脱贫人口 whose household has no one who can work (整户无劳动能力兜底保障户)."""
    people = lifted(ledgers)
    return people[people["整户无劳动能力兜底保障户"] == "是"]


def left_out(ledgers: Ledgers) -> pd.DataFrame:
    """应保未保: entitled, and receiving neither 低保 nor 特困供养."""
    people = entitled(ledgers)
    return people[~people[_ID].isin(supported(ledgers)[_ID])]


def started(ledgers: Ledgers) -> pd.DataFrame:
    """本月新增: supported, with 起始年月 this month, or entered late."""
    new = new_in_period(ledgers, lambda month: month["低保特困"], "起始年月")
    support = supported(ledgers)
    return support[support.index.isin(new.index)]


def stopped(ledgers: Ledgers) -> pd.DataFrame:
    """本月停保: people of 脱贫户 with 停保年月 this month, or entered late, the dead among them.

    Who has died is no longer in the system (L03), but still in the register (L02).
    """

    def ended(month: Ledgers) -> pd.DataFrame:
        support = month["低保特困"]
        return support[support["状态"] != "享受中"]

    rows, people = new_in_period(ledgers, ended, "停保年月"), ledgers["户籍人口"]
    return rows[rows[_ID].isin(people.loc[people["户类别"] == "脱贫户", _ID])]


def aided(ledgers: Ledgers) -> pd.DataFrame:
    """获救助的户: applied this year and were granted help (一事一议, 防贫保, 临时救助)."""
    rows = ledgers["救助"]
    rows = rows[(rows["审批结果"] == "通过") & in_year(ledgers, rows["申请日期"])]
    return rows.assign(户类别=rows["户类别"].replace("其他", "其他户"))
