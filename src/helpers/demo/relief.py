"""L13: help with single large expenses: case by case, by the anti-poverty insurance, and temporary relief."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from typing import Any

from helpers.demo.allowances import account
from helpers.demo.people import Household
from helpers.demo.population import Township
from helpers.demo.targets import TargetsError
from helpers.months import Month


@cache
def cases(town: Township) -> list[dict[str, Any]]:
    """Return all cases of the months up to the targets' month, in order of application."""
    rng = town.random("relief")
    targets = town.targets
    lifted = [one for one in town.stable() if one.origin == "脱贫户" and not one.watch]
    ordinary = [
        one for one in town.households if one.origin == "一般农户" and not one.watch and not one.traits
    ]
    found = []
    for index, village in enumerate(targets.villages):
        for measure, channel, pool in (("一事一议户", "一事一议", lifted), ("防贫保户", "防贫保", ordinary)):
            own = [one for one in pool if one.village == index]
            if len(own) < village[measure]:
                raise TargetsError(
                    f"{village['村']}：{measure}多于可选的户", where="villages.tsv", do=f"减少{measure}"
                )
            found += [_case(town, one, channel, "通过", rng) for one in rng.sample(own, village[measure])]
    have = {case["household"] for case in found}
    rest = [one for one in ordinary if one not in have]
    refused = targets.settings.get("rejected", {}).get("救助", 0)
    relief = targets.settings.get("temporary_relief", 0)
    chosen = rng.sample(rest, min(len(rest), refused + relief))
    found += [_case(town, one, "防贫保", "不通过", rng) for one in chosen[:refused]]
    found += [_case(town, one, "临时救助", "通过", rng) for one in chosen[refused:]]
    return sorted(found, key=lambda case: (case["申请日期"], case["household"].number))


def _case(
    town: Township, household: Household, channel: str, result: str, rng: random.Random
) -> dict[str, Any]:
    targets = town.targets
    # Early enough that all are paid by the end of the targets' month.
    last = targets.anchor.last_day - dt.timedelta(days=50)
    first = min(targets.first.first_day, last)
    applied = first + dt.timedelta(days=rng.randrange(max(1, (last - first).days)))
    cause = "医疗" if channel != "临时救助" else rng.choice(["医疗", "教育", "灾害", "意外"])
    cost = rng.randrange(300, 900) * 100 if cause == "医疗" else rng.randrange(40, 200) * 100
    insured = round(cost * rng.randrange(45, 70) / 100, 2) if cause == "医疗" else None
    own = round(cost - (insured or 0), 2)
    share = {"一事一议": 0.6, "防贫保": 0.5, "临时救助": 0.3}[channel]
    return {
        "household": household,
        "救助渠道": channel,
        "事由": cause,
        "申请日期": applied,
        "审批结果": result,
        "decided": applied + dt.timedelta(days=rng.randrange(8, 25)),
        "paid": applied + dt.timedelta(days=rng.randrange(26, 48)),
        "总费用": cost,
        "医保报销": insured,
        "自付金额": own,
        "救助金额": round(own * share, 2) if result == "通过" else None,
    }


def rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 救助."""
    today = month.last_day
    found = []
    for place, case in enumerate(cases(town), 1):
        if case["申请日期"] > today:
            continue
        household = case["household"]
        paid = case["审批结果"] == "通过" and case["paid"] <= today
        row = {name: value for name, value in case.items() if name not in ("household", "decided", "paid")}
        found.append(
            row
            | {
                "案件号": f"JZ{case['申请日期'].year}{place:04d}",
                "村": town.village(household),
                "户号": household.number,
                "户主姓名": household.head.name,
                "户类别": household.base_label(month),
                "审批结果": case["审批结果"] if case["decided"] <= today else "审核中",
                "救助金额": case["救助金额"] if paid else None,
                "支付日期": case["paid"] if paid else None,
                "账号": account(household.head),
            }
        )
    return found
