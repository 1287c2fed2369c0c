"""The way of a lead to its report (防返贫监测闭环): at which step it stands, and the days it took."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import in_year
from helpers.ledgers.remembering import remembered

# Where a lead waits, and the date that ends the waiting.
STEPS = {
    "待核实": "核实日期",
    "待村级会商": "村级会商日期",
    "待乡镇会商": "乡镇会商日期",
    "待党委会": "党委会日期",
    "待上报": "上报日期",
}
REPORTED, SETTLED = "已上报", "研判办结"
# Conclusions that go all the way up; with any other the matter ends where it was judged.
_GOES_UP = ("纳入", "消除")


def follow(leads: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Return leads with the step at which each stands on a day, and the days it took.

    Parameters
    ----------
    leads : DataFrame
        Rows of the table 线索. A date after `as_of` counts as not yet there; a step left blank is passed when
        a later one has its date.

    Returns
    -------
    DataFrame
        The same rows with 环节 (one of `STEPS`, 已上报, or 研判办结 where nothing was to be reported),
        办结日期, 办理天数 (from 接收日期 to 办结日期, or to `as_of` where it is open), 公示天数 (both days
        counted, blank while the notice hangs) and 落实天数 (from the decision to the measures, or to `as_of`
        where there are none yet).
    """
    today = pd.Timestamp(as_of)
    dates = leads[list(STEPS.values())]
    dates = dates.where(dates <= today)
    reached = dates.notna()
    labels = [*STEPS, REPORTED]
    passed = (reached * list(range(1, len(labels)))).max(axis=1).fillna(0).astype(int)
    settled = reached["核实日期"] & ~reached["上报日期"] & ~leads["核实结论"].isin(_GOES_UP)
    step = passed.map(dict(enumerate(labels))).astype(object).mask(settled, SETTLED)
    closed = dates["上报日期"].mask(settled, dates.max(axis=1))

    notice_end = leads["公示止"].where(leads["公示止"] <= today)
    decided = leads["县级审定日期"].fillna(leads["上报日期"])
    decided = decided.where((decided <= today) & (leads["核实结论"] == "纳入"))
    measured = leads["措施落实日期"].where(leads["措施落实日期"] <= today)
    return leads.assign(
        环节=pd.Categorical(step, categories=[*labels, SETTLED], ordered=True),
        办结日期=closed,
        办理天数=(closed.fillna(today) - leads["接收日期"]).dt.days,
        公示天数=(notice_end - leads["公示起"]).dt.days + 1,
        落实天数=(measured.fillna(today) - decided).dt.days,
    )


def of_year(leads: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the followed leads that the year dealt with: received or closed in it, or still open."""
    closed = leads["办结日期"]
    return leads[(leads["接收日期"].dt.year == year) | closed.isna() | (closed.dt.year == year)]


# --- the leads of a month -----------------------------------------------------------------------------------------


@remembered
def handled(ledgers: Ledgers) -> pd.DataFrame:
    """经办线索: followed to the as-of date, those that this year dealt with."""
    return of_year(follow(ledgers["线索"], ledgers.as_of), ledgers.month.year)


def overdue(ledgers: Ledgers, days: float) -> pd.DataFrame:
    """超期线索: handled for longer than so many days (from lead to decision normally no more than fifteen)."""
    rows = handled(ledgers)
    return rows[rows["办理天数"] > days]


def noticed_too_short(ledgers: Ledgers, days: float) -> pd.DataFrame:
    """公示不足: posted in the village for fewer than so many days (five), the first and the last one counted."""
    rows = handled(ledgers)
    return rows[rows["公示天数"] < days]


def measured_too_late(ledgers: Ledgers, days: float) -> pd.DataFrame:
    """措施超期: taken in, and measures later than so many days (a month), or none yet after as many."""
    rows = handled(ledgers)
    return rows[rows["落实天数"] > days]


def taken_in(ledgers: Ledgers) -> pd.DataFrame:
    """纳入线索: reported this year, with the conclusion 纳入."""
    rows = handled(ledgers)
    return rows[(rows["核实结论"] == "纳入") & in_year(ledgers, rows["上报日期"])]
