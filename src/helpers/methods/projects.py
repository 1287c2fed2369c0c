"""Works under way: the state of each lot, how far it should be by plan, what is still to be paid."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import new_in_period
from helpers.ledgers.remembering import remembered

# In the order of their course; each lot is in exactly one.
STATES = ("尚未开工", "在建", "基本完工", "已完工待验收", "验收不合格", "已验收未付清", "已付清")
UNFINISHED = STATES[:3]


def planned_progress(start: pd.Series, due: pd.Series, as_of: dt.date) -> pd.Series:
    """Return how many percent of the time from start to due date have passed; blank where one is unknown."""
    today = pd.Timestamp(as_of)
    passed, whole = (today - start).dt.days, (due - start).dt.days
    return (100 * passed / whole.where(whole > 0)).clip(0, 100).where(whole != 0, 100.0 * (start <= today))


def follow(lots: pd.DataFrame, as_of: dt.date, nearly_done: float) -> pd.DataFrame:
    """Return lots of projects with their state, their progress by plan and what is still to be paid.

    Parameters
    ----------
    lots : DataFrame
        Rows of the table 项目. A date after `as_of` counts as not yet there, and so does what was paid then.
    nearly_done : float
        The progress in percent from which works are 基本完工.

    Returns
    -------
    DataFrame
        The same rows with 状态 (one of `STATES`), 计划进度 (percent), 已付金额 and 未付金额 (万元).
    """
    today = pd.Timestamp(as_of)
    progress = lots["形象进度"]
    # Progress proves the start where its date was not written down.
    begun = (lots["开工日期"] <= today) | (progress > 0)
    done = (lots["完工日期"] <= today) | (lots["完工日期"].isna() & (progress >= 100))
    inspected = lots["验收日期"] <= today
    paid = lots["拨付金额"].where(~(lots["拨付日期"] > today)).fillna(0.0)
    state = pd.Series("尚未开工", index=lots.index, dtype=object)
    for name, reached in (
        ("在建", begun),
        ("基本完工", begun & (progress >= nearly_done)),
        ("已完工待验收", done),
        ("验收不合格", done & inspected & (lots["验收结论"] == "不合格")),
        ("已验收未付清", done & inspected & (lots["验收结论"] == "合格")),
        ("已付清", done & inspected & (lots["验收结论"] == "合格") & (paid >= lots["总投资"])),
    ):
        state = state.mask(reached, name)
    return lots.assign(
        状态=pd.Categorical(state, categories=list(STATES), ordered=True),
        计划进度=planned_progress(lots["开工日期"], lots["计划完工日期"], as_of),
        已付金额=paid,
        未付金额=(lots["总投资"] - paid).round(6),
    )


# --- the works of a month -----------------------------------------------------------------------------------------


@remembered
def of_year(ledgers: Ledgers, nearly_done: float) -> pd.DataFrame:
    """当年项目: this year's lots, followed to the as-of date; one row a village's part of a lot."""
    rows = follow(ledgers["项目"], ledgers.as_of, nearly_done)
    return rows[rows["年度"] == ledgers.month.year]


def begun_this_month(ledgers: Ledgers) -> pd.DataFrame:
    """本月新开工: all lots of projects whose first lot began in the period, or was entered late."""

    def first_days(month: Ledgers) -> pd.DataFrame:
        rows = month["项目"]
        return rows.assign(开工日期=rows.groupby("项目编号")["开工日期"].transform("min"))

    return new_in_period(ledgers, first_days, "开工日期", by=("项目编号",))


def past_due(ledgers: Ledgers, nearly_done: float) -> pd.DataFrame:
    """逾期未完工: this year's lots that are not finished after the day they were to be."""
    rows = of_year(ledgers, nearly_done)
    return rows[rows["状态"].isin(UNFINISHED) & (rows["计划完工日期"] < pd.Timestamp(ledgers.as_of))]


def sites(ledgers: Ledgers) -> pd.DataFrame:
    """和美乡村示范点 (L17), with 计划进度 in percent."""
    rows = ledgers["示范点"]
    planned = planned_progress(rows["开工日期"], rows["计划完工日期"], ledgers.as_of)
    return rows.assign(计划进度=planned.round(1))


def open_sites(ledgers: Ledgers) -> pd.DataFrame:
    """未完成的示范点."""
    rows = sites(ledgers)
    return rows[rows["完成率"] < 100]


def sites_past_due(ledgers: Ledgers) -> pd.DataFrame:
    """逾期示范点: not finished after the day they were to be."""
    rows = open_sites(ledgers)
    return rows[rows["计划完工日期"] < pd.Timestamp(ledgers.as_of)]
