"""Work: travel subsidies of migrant workers (务工补贴, L09) and public-welfare posts (公益性岗位, L10)."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import new_in_period
from helpers.ledgers.remembering import remembered


def subsidies(ledgers: Ledgers) -> pd.DataFrame:
    """交通补贴: this year's claims, without those that were turned down; a person may claim once a year."""
    claims = ledgers["务工补贴"]
    return claims[(claims["年度"] == ledgers.month.year) & (claims["审核状态"] != "审核不通过")]


def subsidies_paid(ledgers: Ledgers) -> pd.DataFrame:
    """已发放的交通补贴: paid out up to the as-of date."""
    claims = subsidies(ledgers)
    return claims[(claims["实发金额"] > 0) & (claims["发放日期"] <= pd.Timestamp(ledgers.as_of))]


@remembered
def posts(ledgers: Ledgers) -> pd.DataFrame:
    """在岗的公益性岗位, with the 年龄 of the holder on the as-of date, by the 出生日期 in the system (L03)."""
    contracts = ledgers["公益性岗位"]
    births = ledgers["监测对象"].drop_duplicates("证件号码").set_index("证件号码")["出生日期"]
    born = pd.Series(births.reindex(contracts["证件号码"]).array, contracts.index)
    today = pd.Timestamp(ledgers.as_of)
    birthday_to_come = (born.dt.month * 100 + born.dt.day) > (today.month * 100 + today.day)
    aged = contracts.assign(年龄=today.year - born.dt.year - birthday_to_come)
    return aged[contracts["状态"] == "在岗"]


def unattended(ledgers: Ledgers) -> pd.DataFrame:
    """无考勤: held posts without any attendance this month; a blank is no record, a zero is one."""
    held = posts(ledgers)
    return held[held["实际出勤天数"].isna()]


def below_attendance(ledgers: Ledgers) -> pd.DataFrame:
    """出勤不足: held posts with fewer days of attendance than prescribed."""
    held = posts(ledgers)
    return held[held["实际出勤天数"] < held["规定出勤天数"]]


def expired(ledgers: Ledgers) -> pd.DataFrame:
    """合同到期: held posts whose contract ended before the as-of date."""
    held = posts(ledgers)
    return held[held["合同结束"] < pd.Timestamp(ledgers.as_of)]


def too_old(ledgers: Ledgers, oldest: float) -> pd.DataFrame:
    """超龄: held by people who have reached the age limit (seventy and more must be looked at)."""
    held = posts(ledgers)
    return held[held["年龄"] >= oldest]


def too_young(ledgers: Ledgers, youngest: float) -> pd.DataFrame:
    """不足龄: held by people below the least age (sixteen)."""
    held = posts(ledgers)
    return held[held["年龄"] < youngest]


def of_wrong_age(ledgers: Ledgers, oldest: float, youngest: float) -> pd.DataFrame:
    """年龄不符: 超龄 or 不足龄."""
    held = posts(ledgers)
    wrong = [*too_old(ledgers, oldest).index, *too_young(ledgers, youngest).index]
    return held[held.index.isin(wrong)]


def also_away(ledgers: Ledgers) -> pd.DataFrame:
    """县外务工在岗: held by people who claim travel to work outside the county this year."""
    held, claims = posts(ledgers), subsidies(ledgers)
    return held[held["证件号码"].isin(claims[claims["目的地档"] != "县内"]["证件号码"])]


def started(ledgers: Ledgers) -> pd.DataFrame:
    """本月上岗: contracts that begin in the period, or were entered late."""
    return new_in_period(ledgers, lambda month: month["公益性岗位"], "合同开始")


def ended(ledgers: Ledgers) -> pd.DataFrame:
    """本月离岗: left in the period, or entered late."""

    def left(month: Ledgers) -> pd.DataFrame:
        contracts = month["公益性岗位"]
        return contracts[contracts["状态"] == "离岗"]

    return new_in_period(ledgers, left, "离岗日期")
