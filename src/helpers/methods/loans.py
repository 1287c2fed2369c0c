"""脱贫人口小额信贷 (L11; 银保监发〔2021〕6号): what is owed, what falls due, what is used against the rules."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.events import in_year, new_in_period

TABLE = "小额信贷"


def outstanding(ledgers: Ledgers) -> pd.DataFrame:
    """存量贷款: loans with a balance."""
    loans = ledgers[TABLE]
    return loans[loans["余额"] > 0]


def overdue(ledgers: Ledgers) -> pd.DataFrame:
    """逾期贷款: with a balance, and due before the as-of date; what is due on the day itself is not yet overdue."""
    loans = outstanding(ledgers)
    return loans[loans["到期日"] < pd.Timestamp(ledgers.as_of)]


def due_within(ledgers: Ledgers, days: float, after: float = -1) -> pd.DataFrame:
    """到期贷款: due within so many days from the as-of date, that day included, and later than `after` days.

    Returns
    -------
    DataFrame
        The rows by 到期日, with 到期年月 (``2021-12``).
    """
    loans = outstanding(ledgers)
    loans = loans.assign(到期年月=loans["到期日"].dt.strftime("%Y-%m"))
    left = (loans["到期日"] - pd.Timestamp(ledgers.as_of)).dt.days
    return loans[(left > after) & (left <= days)].sort_values("到期日")


def improper(ledgers: Ledgers, banned: Collection[str]) -> pd.DataFrame:
    """违规贷款: with a balance, and 户贷企用 or a 用途 that names something banned (户贷户用, for production only)."""
    loans = outstanding(ledgers)
    misused = loans["用途"].map(lambda use: any(word in use for word in banned)).astype(bool)
    return loans[(loans["使用方式"] == "户贷企用") | misused]


def new_this_year(ledgers: Ledgers) -> pd.DataFrame:
    """新办贷款: lent this year."""
    loans = ledgers[TABLE]
    return loans[in_year(ledgers, loans["借款日"])]


def new_this_month(ledgers: Ledgers) -> pd.DataFrame:
    """本月新发放: lent in the period, or entered late."""
    return new_in_period(ledgers, lambda month: month["小额信贷"], "借款日")


def settled_this_month(ledgers: Ledgers) -> pd.DataFrame:
    """本月结清: paid back in the period, or entered late, without a balance."""

    def paid_back(month: Ledgers) -> pd.DataFrame:
        loans = month["小额信贷"]
        return loans[loans["余额"] == 0]

    return new_in_period(ledgers, paid_back, "结清日期")


def subsidised(ledgers: Ledgers) -> pd.DataFrame:
    """贴息贷款: with interest paid by the state this year."""
    loans = ledgers[TABLE]
    return loans[loans["贴息金额"] > 0]
