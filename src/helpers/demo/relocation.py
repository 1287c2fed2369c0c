"""L14: the relocated households, the fund for them, and the rent of what it built, by village."""

from __future__ import annotations

import datetime as dt
from typing import Any

from helpers.demo.allowances import supported
from helpers.demo.awards import awards
from helpers.demo.employment import POSTS, can_work, workers
from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.months import Month

_MEASURES = ("外出务工", "公益性岗位", "产业发展", "政策兜底")


def relocation(town: Township) -> dict[str, Any]:
    """Return the targets of relocation; empty where nobody was relocated."""
    return (town.targets.settings.get("relocation") or {}) if town.targets.total("易迁户") else {}


def asset_number(place: int) -> str:
    """Return the number of an asset: those of relocation come first."""
    return f"ZC{place + 1:04d}"


def household_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 搬迁户."""
    rng = town.random("relocation")
    sites = relocation(town).get("sites") or []
    away = {person for _, person in workers(town)["交通补贴人数"]}
    posted = {person for name in POSTS for _, person in workers(town)[name]}
    awarded = {one.household for one in awards(town) if not one.refused and one.applied <= month.last_day}
    found = []
    for household in town.registered(month):
        if not household.relocated or not sites:
            continue
        members = household.present(month)
        able = [one for one in members if can_work(one, town) and one not in supported(town)]
        holds = [
            any(one in away for one in able),
            any(one in posted for one in able),
            household in awarded,
            True,
        ]
        if holds[2] and int(household.number) % 4 == 0:
            holds[:2] = [False, False]
        found.append(
            {
                "户编号": household.code,
                "村": town.village(household),
                "户主姓名": household.head.name,
                "安置点": sites[household.village * len(sites) // len(town.targets.villages)]["安置点"],
                "安置方式": "集中",
                "人口": len(members),
                "入住日期": dt.date(
                    town.targets.first.year - 3, 1 + rng.randrange(12), 1 + rng.randrange(28)
                ),
                "住房面积": 25 * len(members),
                "旧房是否拆除": "是",
                "劳动力数": len(able),
                "就业人数": sum(one in away or one in posted for one in able),
                "后扶措施": next(name for name, holds_it in zip(_MEASURES, holds, strict=True) if holds_it),
            }
        )
    return found


def funds(town: Township) -> list[int]:
    """Return what the fund gave to each asset, in yuan: so much a relocated household."""
    plan = relocation(town)
    assets = plan.get("assets") or []
    per = plan.get("fund_per_household", 0)
    return [
        per * part
        for part in largest_remainder(town.targets.total("易迁户"), [one["份额"] for one in assets])
    ]


def fund_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 后扶资金: two payments for each asset."""
    found = []
    for place, (asset, amount) in enumerate(
        zip(relocation(town).get("assets") or [], funds(town), strict=False)
    ):
        for time, part in enumerate((round(amount * 0.6), amount - round(amount * 0.6))):
            day = dt.date(town.targets.first.year - 2 + time, 4 + 2 * time, 12 + place)
            if day <= month.last_day:
                row = {"拨付编号": f"HF{day.year}{place + 1:02d}", "资产编号": asset_number(place)}
                found.append(row | {"项目名称": f"{asset['资产名称']}建设", "拨付日期": day, "金额": part})
    return found


def rents(town: Township, month: Month) -> list[tuple[int, dt.date, list[float]]]:
    """Return, for each year, the day of the rent and what each asset earned, in yuan."""
    plan = relocation(town)
    weights = [asset["份额"] for asset in plan.get("assets") or []]
    found = []
    for year, rent in sorted((int(year), rent) for year, rent in (plan.get("rent") or {}).items()):
        day = dt.date(year, 6, 18)
        if day <= month.last_day:
            found.append(
                (year, day, [cents / 100 for cents in largest_remainder(round(rent * 100), weights)])
            )
    return found


def rent_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 租金收入."""
    assets = relocation(town).get("assets") or []
    return [
        {
            "年度": year,
            "资产编号": asset_number(place),
            "资产名称": asset["资产名称"],
            "租金": rent,
            "收取日期": day + dt.timedelta(days=place),
        }
        for year, day, shares in rents(town, month)
        for place, (asset, rent) in enumerate(zip(assets, shares, strict=True))
    ]


def share_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 租金分配: by relocated households, to the 分 by largest remainder."""
    uses = ("产业发展", "特困户救助", "公益性岗位")
    villages = [row for row in town.targets.villages if row["易迁户"]]
    found = []
    for year, day, rent in rents(town, month):
        day += dt.timedelta(days=9)
        shares = largest_remainder(round(sum(rent) * 100), [row["易迁户"] for row in villages])
        for place, (village, cents) in enumerate(zip(villages, shares, strict=True)):
            row = {"年度": year, "村": village["村"], "易迁户数": village["易迁户"], "分配金额": cents / 100}
            found.append(row | {"到账日期": day, "用途": uses[place % len(uses)]})
    return found


def facility_rows(town: Township, facilities: list[str]) -> list[dict[str, Any]]:
    """Return the rows of 安置点配套: every facility at every site."""
    return [
        {
            "安置点": site["安置点"],
            "村": town.targets.village(site["编号"]),
            "配套项": facility,
            "是否配齐": "是",
        }
        for site in relocation(town).get("sites") or []
        for facility in facilities
    ]
