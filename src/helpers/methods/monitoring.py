"""Who is in the monitoring system (L03): 脱贫户 and the three classes of 监测对象, and how they come and go.

脱贫不稳定户 are 脱贫户, 边缘易致贫户 are not, 突发严重困难户 may be either. Two scopes are in use for the number of
monitored households, 在册 (with those whose risk is removed) and 未消除; ``headline_scope`` in ``params/report.yaml``
says which one a report leads with.
"""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import new_in_period
from helpers.ledgers.remembering import remembered

TABLE, CLASS = "监测对象", "监测对象类别"
REGISTERED, AT_RISK = "在册", "未消除"


def classes(ledgers: Ledgers) -> list[str]:
    """Return the classes of monitored households in the order of their definition."""
    return list(ledgers.schema(TABLE).columns[CLASS].allowed)


def of_class(people: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return those of one class."""
    return people[people[CLASS] == name]


# --- who is there ------------------------------------------------------------------------------------------------


@remembered
def registered(ledgers: Ledgers) -> pd.DataFrame:
    """在册监测对象: all that have a class, those whose risk is removed among them; their data stay in the system."""
    people = ledgers[TABLE]
    return people[people[CLASS].notna()]


@remembered
def at_risk(ledgers: Ledgers) -> pd.DataFrame:
    """未消除: registered, and the risk not marked as removed."""
    people = registered(ledgers)
    return people[people["风险是否已消除"] != "是"]


def cleared(ledgers: Ledgers) -> pd.DataFrame:
    """已消除: registered, and the risk marked as removed."""
    people = registered(ledgers)
    return people[people["风险是否已消除"] == "是"]


def monitored(ledgers: Ledgers, scope: str) -> pd.DataFrame:
    """监测对象 by the scope that the report leads with, 在册 or 未消除."""
    return registered(ledgers) if scope == REGISTERED else at_risk(ledgers)


def lifted(ledgers: Ledgers) -> pd.DataFrame:
    """脱贫户, 脱贫人口: 户类型 is 脱贫户, whether monitored or not."""
    people = ledgers[TABLE]
    return people[people["户类型"] == "脱贫户"]


def lifted_and_monitored(ledgers: Ledgers, scope: str) -> pd.DataFrame:
    """Those of the 脱贫户 who are monitored: 脱贫不稳定户, and 突发严重困难户 that are 脱贫户."""
    people = lifted(ledgers)
    return people[people.index.isin(monitored(ledgers, scope).index)]


def lifted_beside_monitored(ledgers: Ledgers, scope: str) -> pd.DataFrame:
    """监测户以外的脱贫户: those of the 脱贫户 who are not monitored."""
    people = lifted(ledgers)
    return people[~people.index.isin(monitored(ledgers, scope).index)]


def assisted(ledgers: Ledgers, scope: str) -> pd.DataFrame:
    """帮扶对象: 脱贫户 and monitored households."""
    people = ledgers[TABLE]
    return people[(people["户类型"] == "脱贫户") | people.index.isin(monitored(ledgers, scope).index)]


def back_to_ordinary(ledgers: Ledgers, scope: str) -> pd.DataFrame:
    """People of the system who are 帮扶对象 no more: by the scope 未消除, those cleared who are no 脱贫户."""
    people = ledgers[TABLE]
    return people[~people.index.isin(assisted(ledgers, scope).index)]


def long_at_risk(ledgers: Ledgers, months: float) -> pd.DataFrame:
    """未消除 and identified at least so many months ago."""
    people = at_risk(ledgers)
    earliest = pd.Timestamp(ledgers.month.plus(-int(months)).first_day)
    return people[people["识别监测时间"] <= earliest]


# --- who came and went in the month -----------------------------------------------------------------------------


@remembered
def identified(ledgers: Ledgers) -> pd.DataFrame:
    """本月新识别: 识别监测时间 is this month, or was entered late; who is born into a household later is not."""
    return new_in_period(ledgers, registered, "识别监测时间")


def cleared_this_month(ledgers: Ledgers) -> pd.DataFrame:
    """本月消除: the risk removed, 消除监测时间 is this month, or was entered late."""
    return new_in_period(ledgers, cleared, "消除监测时间")


def born(ledgers: Ledgers) -> pd.DataFrame:
    """本月自然增加: born in the period, or entered late, into a household that was monitored before."""

    def born_since(month: Ledgers) -> pd.DataFrame:
        people = registered(month)
        since = people["识别监测时间"].fillna(pd.Timestamp(month.period.first))
        return people[people["出生日期"] >= since]

    people = new_in_period(ledgers, born_since, "出生日期", by=("人编号",))
    return people[~people.index.isin(identified(ledgers).index)]


@remembered
def lost(ledgers: Ledgers) -> pd.DataFrame:
    """本月自然减少: members of monitored households who died or moved away in the period, by the register (L02).

    A day that was entered late counts too. The class of a household that is no longer in the system is that of its
    lead, or of the register.
    """

    def absent(month: Ledgers) -> pd.DataFrame:
        people = month["户籍人口"]
        return people[people["人员状态"] != "在册"]

    people, now = ledgers["户籍人口"], registered(ledgers)
    taken_in = ledgers["线索"][ledgers["线索"]["核实结论"] == "纳入"]
    people = people[people["户编号"].notna()]
    named = dict(zip(now["户编号"], now[CLASS], strict=True))
    found = dict(zip(taken_in["户号"], taken_in["对象类别"], strict=True))
    kind = (
        people["户编号"]
        .map(named)
        .astype("str")
        .fillna(people["户号"].map(found).astype("str"))
        .fillna(people["户类别"].where(people["户类别"].isin(classes(ledgers))))
    )
    people = people.assign(**{CLASS: kind})
    left = people.index.isin(new_in_period(ledgers, absent, "变动日期").index)
    return people[left & kind.notna()]


@remembered
def gone(ledgers: Ledgers) -> pd.DataFrame:
    """本月减少: whole households lost, with nobody left in the register nor in the system."""
    people = ledgers["户籍人口"]
    present = people[people["人员状态"] == "在册"]["户编号"].dropna()
    rows = lost(ledgers)
    return rows[~rows["户编号"].isin(present) & ~rows["户编号"].isin(ledgers[TABLE]["户编号"])]
