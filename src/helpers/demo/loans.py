"""L11: the micro-loans, those outstanding and those settled."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpers.demo.awards import active
from helpers.demo.people import Household
from helpers.demo.population import Township
from helpers.demo.shares import allot, split
from helpers.demo.targets import TargetsError
from helpers.months import Month

_MOST = 5  # ten thousand yuan a contract


@dataclass(frozen=True, eq=False)
class Loan:
    """One contract; `amount` in ten thousand yuan."""

    number: str
    household: Household
    amount: float
    start: dt.date
    term: int
    settled: dt.date | None = None

    @property
    def due(self) -> dt.date:
        """The day on which it is to be repaid."""
        month = Month(self.start.year, self.start.month).plus(self.term)
        return dt.date(month.year, month.number, min(self.start.day, month.last_day.day))

    def open(self, month: Month) -> bool:
        """Whether it is outstanding at the end of the month."""
        return self.start <= month.last_day and (self.settled is None or self.settled > month.last_day)


@cache
def loans(town: Township) -> list[Loan]:
    """Return all contracts of which the months' ledgers know.

    Those outstanding at the end of the targets' month are given by ``loans.tsv``. What the months' stocks had
    more before was repaid in between; what they gain later is new.

    Raises
    ------
    TargetsError
        If stocks, new loans and due dates contradict each other.
    """
    rng = town.random("loans")
    targets = town.targets
    given = targets.loans or list(_generated(town, rng))
    able = {index: rng.sample(ones, len(ones)) for index, ones in active(town).items()}
    numbers = {row["编号"]: index for index, row in enumerate(targets.villages)}

    def borrower(index: int) -> Household:
        for place in (index, *able):
            if able.get(place):
                return able[place].pop()
        raise TargetsError("没有这么多可以贷款的户", where="loans.tsv", do="减少贷款笔数")

    found = []
    last = max(targets.months)
    for row in given:
        start = Month.parse(row["借款年月"])
        day = dt.date(start.year, start.number, 1 + rng.randrange(26))
        loan = Loan(row["借据号"], borrower(numbers[row["编号"]]), row["余额"], day, row["期限"])
        found.append(dataclasses.replace(loan, settled=loan.due) if loan.due <= last.last_day else loan)
    found += _between(town, found, borrower, rng)
    for place in range(targets.settings.get("settled_loans", 0) if found else 0):
        year = targets.first.year - 1 - rng.randrange(2)
        day = dt.date(year - 1, 1 + rng.randrange(12), 1 + rng.randrange(26))
        loan = Loan(f"LN9{place:02d}", borrower(rng.randrange(len(numbers))), 1 + rng.randrange(5), day, 12)
        found.append(dataclasses.replace(loan, settled=loan.due - dt.timedelta(days=rng.randrange(20))))
    return found


def _generated(town: Township, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Loans for a township that gives only totals, as the rows of ``loans.tsv`` would be."""
    targets, totals = town.targets, town.targets.settings.get("totals") or {}
    villages = [row["编号"] for row in targets.villages for _ in range(row["新贷户"])]
    new = len(villages)
    villages += [row["编号"] for row in targets.villages for _ in range(row["信贷户"] - row["新贷户"])]
    fresh = _parts(new, totals.get("新贷金额", 0), targets.anchor, "新贷", rng)
    old = _parts(len(villages) - new, totals.get("信贷余额", 0) - sum(fresh), targets.anchor, "余额", rng)
    for place, amount in enumerate([*fresh, *old]):
        back = rng.randrange(1, 24) + targets.anchor.number
        start = targets.first if place < new else targets.anchor.plus(-back)
        row = {"借据号": f"LN{place + 1:03d}", "编号": villages[place], "余额": amount}
        yield row | {"借款年月": str(start), "期限": 36}


def _between(town: Township, given: list[Loan], borrower: Any, rng: random.Random) -> list[Loan]:
    """Find the loans repaid or granted so that the stocks of all months come out."""
    months = town.targets.months
    granted, lent = {}, {}
    extra: list[Loan] = []
    for month in sorted(months):
        before = months.get(month.previous) or {"新贷户": 0, "新贷金额": 0}
        granted[month] = months[month]["新贷户"] - before["新贷户"]
        lent[month] = months[month]["新贷金额"] - before["新贷金额"]
        since = month.first_day if month.previous in months else dt.date(month.year, 1, 1)
        known = [one for one in given if since <= one.start <= month.last_day]
        count, amount = granted[month] - len(known), lent[month] - sum(one.amount for one in known)
        for part in _parts(count, amount, month, "新贷", rng):
            start = dt.date(month.year, month.number, 1 + rng.randrange(26))
            household = borrower(rng.randrange(len(town.targets.villages)))
            extra.append(Loan(f"LN1{len(extra):02d}", household, part, start, 36))
    for month in sorted(months):
        if month.previous not in months:
            continue
        before, row = months[month.previous], months[month]
        due = [one for one in given if one.settled and (one.settled.year, one.settled.month) == month]
        count = before["信贷户"] + granted[month] - row["信贷户"] - len(due)
        amount = before["信贷余额"] + lent[month] - row["信贷余额"] - sum(one.amount for one in due)
        if month > town.targets.anchor:
            _repay(given, count, amount, month, rng)
            continue
        for part in _parts(count, amount, month, "收回", rng):
            settled = dt.date(month.year, month.number, 3 + rng.randrange(22))
            start = settled - dt.timedelta(days=rng.randrange(500, 1000))
            household = borrower(rng.randrange(len(town.targets.villages)))
            extra.append(Loan(f"LN1{len(extra):02d}", household, part, start, 36, settled))
    return extra


def _repay(given: list[Loan], count: int, amount: float, month: Month, rng: random.Random) -> None:
    """Settle some of the loans early, so many of so much together."""
    open_ones = [
        place for place, one in enumerate(given) if one.settled is None and one.start < month.first_day
    ]
    sizes = Counter(round(given[place].amount) for place in open_ones)
    chosen = allot(sizes, [(count, round(amount))]) if count >= 0 else None
    if chosen is None:
        raise _impossible(count, amount, month, "收回")
    for size in chosen[0]:
        place = next(place for place in open_ones if round(given[place].amount) == size)
        open_ones.remove(place)
        day = dt.date(month.year, month.number, 3 + rng.randrange(22))
        given[place] = dataclasses.replace(given[place], settled=day)


def _impossible(count: int, amount: float, month: Month, what: str) -> TargetsError:
    return TargetsError(
        f"{month} {what} {count} 笔共 {amount} 万元，凑不出", where="months.tsv", do="核对贷款各列"
    )


def _parts(count: int, amount: float, month: Month, what: str, rng: random.Random) -> list[int]:
    try:
        return split(round(amount), count, rng, low=1, high=_MOST) if count or amount else []
    except ValueError:
        raise _impossible(count, amount, month, what) from None


def rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 小额信贷."""
    words = town.targets.words
    by_months = sorted((int(months), rate) for months, rate in words["loan_rates"].items())
    found = []
    for place, one in enumerate(sorted(loans(town), key=lambda one: one.number)):
        if one.start > month.last_day:
            continue
        rate = next(rate for months, rate in by_months if one.term <= months)
        begun = max(one.start, dt.date(month.year, 1, 1))
        until = min(month.last_day, one.settled or month.last_day)
        days = max(0, (until - begun).days)
        money = round(one.amount * 10000)
        found.append(
            {
                "借据号": one.number,
                "承贷银行": words["banks"][place % len(words["banks"])],
                "村": town.village(one.household),
                "户编号": one.household.code,
                "借款人": one.household.head.name,
                "证件号码": one.household.head.number,
                "户类型": one.household.label(month),
                "借款金额": money,
                "期限": one.term,
                "利率": rate,
                "借款日": one.start,
                "到期日": one.due,
                "用途": words["loan_uses"][place % len(words["loan_uses"])],
                "使用方式": "户贷户用",
                "余额": money if one.open(month) else 0,
                "结清日期": None if one.open(month) else one.settled,
                "贴息金额": round(money * rate / 100 * days / 360, 2),
            }
        )
    return found
