"""L06, L07, L08: industry awards, industry insurance, and purchases of farm products by officials."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from helpers.demo.allowances import account
from helpers.demo.employment import can_work, increments
from helpers.demo.people import Household
from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder, split
from helpers.demo.targets import TargetsError
from helpers.months import Month

# The most that one household applies for in a year, in yuan, unless a village's total asks for more.
_CAP = 3000


@dataclass(frozen=True, eq=False)
class Award:
    """One application for an industry award."""

    household: Household
    kind: tuple[str, str, str, float]
    amount: float
    applied: dt.date
    approved: dt.date
    paid: dt.date
    refused: bool = False


def active(town: Township) -> dict[int, list[Household]]:
    """Return, by village, the households of the monitoring system that can run a business of their own."""
    found: dict[int, list[Household]] = {}
    for household in town.stable():
        if any(can_work(person, town) for person in household.present(town.targets.first)):
            found.setdefault(household.village, []).append(household)
    return found


def _sample(
    town: Township, measure: str, rng: random.Random, *, insured: bool = False
) -> list[list[Household]]:
    """Choose for each village as many households as the measure says; those with workers come first."""
    able = active(town)
    chosen = []
    stable = town.stable()
    for index, village in enumerate(town.targets.villages):
        first = able.get(index, [])
        have = set(first)
        rest = [one for one in stable if one.village == index and one not in have]
        pool = rng.sample(first, len(first)) + rng.sample(rest, len(rest))
        if insured:
            pool = [one for one in pool if one.watch != "突发严重困难户"]
        if len(pool) < village[measure]:
            raise TargetsError(
                f"{village['村']}：{measure}多于在册户", where="villages.tsv", do=f"减少{measure}"
            )
        chosen.append(pool[: village[measure]])
    return chosen


@cache
def awards(town: Township) -> list[Award]:
    """Return all applications: those of the year, those refused, and those of the year before."""
    rng = town.random("awards")
    kinds = [tuple(kind) for kind in town.targets.words["awards"]]
    unit = int(min(kind[3] for kind in kinds))
    granted: list[tuple[Household, int]] = []
    for village, households in zip(town.targets.villages, _sample(town, "产业奖补户", rng), strict=True):
        if not households:
            continue
        granted += list(
            zip(households, _amounts(village["产业奖补金额"], len(households), unit, rng), strict=True)
        )
    rng.shuffle(granted)
    year, anchor = town.targets.anchor.year, town.targets.anchor
    others = [one for ones in active(town).values() for one in ones]
    have = {household for household, _ in granted}
    spare = [one for one in others if one not in have]
    rng.shuffle(spare)
    found: list[Award] = []
    for month, count in increments(town, "产业奖补户"):
        while month > anchor and len(granted) < len(found) + count and spare:
            granted.append((spare.pop(), unit * rng.randrange(10, 100)))
        for household, amount in granted[len(found) : len(found) + count]:
            found.append(_award(household, amount, month, kinds, rng))
    months = [month for month, count in increments(town, "产业奖补户") if count and month <= anchor] or [
        anchor
    ]
    refused = town.targets.settings.get("rejected", {}).get("产业奖补", 0)
    for place, household in enumerate(spare[:refused]):
        amount = unit * rng.randrange(10, 100)
        found.append(_award(household, amount, months[place % len(months)], kinds, rng, refused=True))
    last = town.targets.settings.get("last_year", {}).get("产业奖补", 0)
    for household in rng.sample(others, min(last, len(others))):
        found.append(
            _award(
                household, unit * rng.randrange(10, 100), Month(year - 1, rng.randrange(6, 11)), kinds, rng
            )
        )
    return found


def _amounts(total: float, count: int, unit: int, rng: random.Random) -> list[int]:
    """Divide a village's total into hundreds, which most rates divide, and what is left over."""
    step = 100 if total >= 500 * count and 100 % unit == 0 else unit
    whole, rest = divmod(round(total), step)
    low = min(max(1, 200 // step), whole // count)
    parts = [
        part * step for part in split(whole, count, rng, low=low, high=max(_CAP // step, -(-whole // count)))
    ]
    parts[0] += rest
    return parts


def _award(
    household: Household,
    amount: int,
    month: Month,
    kinds: list[Any],
    rng: random.Random,
    *,
    refused: bool = False,
) -> Award:
    fits = [kind for kind in kinds if amount % kind[3] == 0]
    kind = rng.choices(fits, weights=[kind[3] + 20 for kind in fits])[0]
    # A refusal comes within the month, so that it never counts as an application at the month's end.
    applied = month.first_day + dt.timedelta(days=rng.randrange(2, 10 if refused else 24))
    approved = applied + dt.timedelta(days=rng.randrange(9, 18 if refused else 40))
    paid = approved + dt.timedelta(days=rng.randrange(20, 60))
    return Award(household, kind, amount, applied, approved, paid, refused)


def award_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 产业奖补."""
    today = month.last_day
    found = []
    for one in sorted(awards(town), key=lambda one: (one.applied, one.household.number)):
        if one.applied > today:
            continue
        state = "申报中"
        if one.approved <= today:
            state = "审核不通过" if one.refused else "审核通过"
        passed = state == "审核通过"
        kind, what, unit, rate = one.kind
        # What is found on inspection may be a little less than what was applied for.
        granted = one.amount - (rate if one.amount > 5 * rate and int(one.household.number) % 19 == 0 else 0)
        paid = passed and one.paid <= today
        found.append(
            {
                "年度": one.applied.year,
                "批次": "第一批" if one.applied.month <= 8 else "第二批",
                "村": town.village(one.household),
                "户编号": one.household.code,
                "户主姓名": one.household.head.name,
                "证件号码": one.household.head.number,
                "户类型": one.household.label(month),
                "产业类型": kind,
                "品种": what,
                "规模": one.amount / rate,
                "规模单位": unit,
                "奖补标准": rate,
                "申报金额": one.amount,
                "申报日期": one.applied,
                "审核状态": state,
                "验收日期": one.approved if state != "申报中" else None,
                "审定金额": granted if passed else None,
                "实发金额": granted if paid else None,
                "发放日期": one.paid if paid else None,
                "一卡通账号": account(one.household.head),
            }
        )
    return found


def insurance_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 产业保险: the policies of the year so far, and those of the year before."""
    rng = town.random("insurance")
    year, anchor = town.targets.anchor.year, town.targets.anchor
    words = town.targets.words
    names = words["insured"]
    policies: list[tuple[dict[str, Any], dt.date]] = []

    def add(row: dict[str, Any], start: dt.date, value: float) -> None:
        end = dt.date(start.year + 1, start.month, start.day) - dt.timedelta(days=1)
        hit = rng.random() < 0.05
        row |= {"保额": value, "保费": round(value * 0.04, 2), "保险起期": start, "保险止期": end}
        happened = start + dt.timedelta(days=rng.randrange(30, 200)) if hit else None
        row |= {
            "出险日期": happened,
            "理赔金额": round(value * rng.randrange(10, 40) / 100, 2) if hit else None,
        }
        policies.append((row, start))

    def farm(household: Household, start: dt.date) -> None:
        kind = rng.choice(list(names))
        row = {"村": town.village(household), "投保人": household.head.name, "户编号": household.code}
        row |= {"户类型": household.label(month), "标的类型": "农户种养", "标的名称": names[kind]}
        add(row, start, 500.0 * rng.randrange(4, 21))

    span = max(1, min(6, anchor.number - 1))
    for households in _sample(town, "产业保险户", rng, insured=True):
        for household in households:
            farm(household, dt.date(year, 1 + rng.randrange(span), 1 + rng.randrange(27)))
    villages = [row["村"] for row in town.targets.villages]
    for kind in town.targets.settings.get("insured") or []:
        for place in range(kind["个数"]):
            village = villages[(5 * place + 2) % len(villages)]
            row = {"村": village, "投保人": f"{village}{kind['标的名称']}", "标的类型": kind["标的类型"]}
            row |= {"标的名称": kind["标的名称"]}
            add(row, dt.date(year, 1 + rng.randrange(span), 12 + place), 10000.0 * rng.randrange(5, 20))
    stable = town.stable()
    last = town.targets.settings.get("last_year", {}).get("产业保险", 0)
    for household in rng.sample(stable, min(last, len(stable))):
        if household.watch != "突发严重困难户":
            farm(household, dt.date(year - 1, 1 + rng.randrange(span), 1 + rng.randrange(27)))
    order = sorted(range(len(policies)), key=lambda place: policies[place][1])
    found = []
    for place in order:
        row, start = policies[place]
        if start <= month.last_day:
            happened = row["出险日期"]
            known = happened is not None and happened <= month.last_day
            blank = {} if known else {"出险日期": None, "理赔金额": None}
            found.append({"保单号": f"CB{start.year}{place + 1:05d}", "标的序号": 1, **row, **blank})
    return found


def purchase_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 消费帮扶: each month's purchases add up to the growth of the month's target."""
    rng = town.random("purchases")
    words = town.targets.words
    sellers = [household for households in active(town).values() for household in households]
    found: list[dict[str, Any]] = []
    for when, total in increments(town, "消费帮扶金额"):
        count = town.targets.settings.get("purchases_per_month", 5)
        days = sorted(rng.randrange(1, 28) for _ in range(count))
        for day, (what, unit, price, quantity) in zip(
            days, _basket(total, count, words["products"], rng), strict=False
        ):
            household = rng.choice(sellers)
            row = {
                "流水号": f"XF{when.year}{len(found) + 1:04d}",
                "日期": when.first_day + dt.timedelta(days=day),
                "采购单位": rng.choice(words["buyers"]),
                "村": town.village(household),
                "户编号": household.code,
                "农产品": what,
                "数量": quantity,
                "计量单位": unit,
                "单价": price,
                "金额": quantity * price,
                "票据号": f"{rng.randrange(10**7, 10**8)}",
            }
            if when <= month:
                found.append(row)
    return found


def _basket(total: int, count: int, products: list[list[Any]], rng: random.Random) -> list[tuple[Any, ...]]:
    """Return at most `count` purchases whose amounts add up to `total` yuan."""
    for _ in range(200 if total > 0 else 0):
        shares = largest_remainder(total, [1 + rng.random() for _ in range(count)])
        basket, left = [], total
        for share in shares[:-1]:
            what, unit, price = rng.choice(products)
            if share >= price:
                basket.append((what, unit, price, share // price))
                left -= share // price * price
        fits = [product for product in products if left % product[2] == 0]
        if left > 0 and fits:
            what, unit, price = rng.choice(fits)
            return [*basket, (what, unit, price, left // price)]
    return [(*products[0][:2], total, 1)] if total > 0 else []
