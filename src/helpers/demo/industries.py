"""L18, L19, L22: patrols and campaigns, the crops the township lives on, the villages' collective income."""

from __future__ import annotations

import datetime as dt
from typing import Any

from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.months import Month


def _year(town: Township, month: Month) -> list[Month]:
    return [one for one in sorted(town.targets.months) if one.year == month.year and one <= month]


def patrol_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 治安巡逻: more of them by night, and more in winter."""
    villages = town.targets.villages
    found = []
    for when in _year(town, month):
        rng = town.random(f"patrols {when}")
        nights = 4 if when.number in (11, 12, 1, 2) else 2
        days = [("夜间", index) for index in range(len(villages)) for _ in range(nights)]
        days += [("日间", index) for index in range(len(villages))]
        seen = set()
        rows = []
        for shift, index in days:
            day = when.first_day + dt.timedelta(days=rng.randrange(when.last_day.day))
            if (day, shift, index) not in seen:
                seen.add((day, shift, index))
                people, events = 3 + rng.randrange(6), int(rng.random() < 0.03)
                row = {"日期": day, "班次": shift, "村": villages[index]["村"], "参加人数": people}
                rows.append(
                    row | {"路线": f"{villages[index]['村']}主干道、{1 + index % 5}组", "事件数": events}
                )
        found += sorted(rows, key=lambda row: (row["日期"], row["班次"]))
    return found


def campaign_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 宣传活动."""
    words, villages = town.targets.words, town.targets.villages
    found = []
    for when in _year(town, month):
        rng = town.random(f"campaigns {when}")
        for day in sorted(rng.sample(range(when.last_day.day), 4)):
            row = {"日期": when.first_day + dt.timedelta(days=day), "村": rng.choice(villages)["村"]}
            row |= {"主题": rng.choice(words["campaigns"]), "形式": rng.choice(words["campaign_forms"])}
            found.append(row | {"参加人数": rng.randrange(20, 160)})
    return found


def crop_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 特色产业: one base a village and crop."""
    rng = town.random("crops")
    found = []
    for crop, plan in town.targets.crops.items():
        base = plan.get("base") or {}
        state = None
        for since, name in sorted((plan.get("trademark") or {}).items(), key=lambda item: str(item[0])):
            state = name if Month.parse(str(since)) <= month else state
        for village in town.targets.villages:
            area = village[crop]
            if not area:
                continue
            own = base if base.get("编号") == village["编号"] else {}
            harvest = area * plan.get("yield_kg", 500)
            found.append(
                {
                    "村": village["村"],
                    "基地名称": own.get("基地名称")
                    or f"{village['村']}{plan.get('name', crop + '种植基地')}",
                    "经营主体": own.get("经营主体") or f"{village['村']}种植专业合作社",
                    "作物": crop,
                    "面积": area,
                    "产量": harvest,
                    "产值": harvest * plan.get("price", 5),
                    "带动户数": own.get("带动户数") or 5 + rng.randrange(30),
                    "用工人数": own.get("用工人数") or 4 + rng.randrange(20),
                    "是否示范基地": "是" if own else "否",
                    "品牌": plan.get("brand"),
                    "商标状态": state,
                }
            )
    return found


def income_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 村集体收入: payments of the year so far."""
    rng = town.random("income")
    plan = town.targets.settings.get("collective_income") or {"low": 20000, "high": 60000}
    months = sorted(town.targets.months)
    until = [when for when in months if when <= town.targets.anchor and when.year == town.targets.anchor.year]
    entries: list[tuple[dt.date, str, str, int]] = []
    for village in town.targets.villages:
        total = (plan.get("base") or {}).get(village["编号"]) or 100 * rng.randrange(
            plan["low"] // 100, plan["high"] // 100
        )
        weights = [rng.choice([0, 1, 2]) + (when == until[-1]) for when in until]
        amounts = dict(zip(until, largest_remainder(total, weights), strict=True))
        for when in months:
            amount = amounts.get(when, 50 * rng.randrange(20, 90) if when > town.targets.anchor else 0)
            day = when.first_day + dt.timedelta(days=rng.randrange(1, 27))
            source = rng.choice(town.targets.words["incomes"])
            if amount:
                entries.append((day, village["村"], source, amount))
    entries.sort(key=lambda entry: entry[0])
    return [
        {"流水号": f"JT{day.year}{place:04d}", "到账日期": day, "村": village, "来源": source, "金额": amount}
        for place, (day, village, source, amount) in enumerate(entries, 1)
        if day <= month.last_day
    ]
