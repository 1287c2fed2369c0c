"""L15: the assets that poverty relief left behind, in both classifications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from helpers.demo.population import Township
from helpers.demo.relocation import asset_number, funds, relocation, rents
from helpers.months import Month


def rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 扶贫资产: those of relocation, those insured, and others."""
    rng = town.random("assets")
    settings, words = town.targets.settings, town.targets.words
    year = town.targets.anchor.year
    villages = [row["村"] for row in town.targets.villages]
    found: list[dict[str, Any]] = []

    def add(kinds: list[Any], name: str, village: str | None, value: int, **more: Any) -> None:
        kind, local, level = kinds[:3]
        earns = kind == "经营性"
        formed = more.pop("形成年度", year - 1 - rng.randrange(6))
        owner = f"{village}村集体" if village and level == "村级" else settings["town"]
        agreed = round(value * kinds[6] / 1000, -2) if kinds[6] else None
        earned = round((agreed or 0) * month.number / 12 * (0.9 + 0.1 * rng.random()), 2)
        found.append(
            {
                "资产编号": asset_number(len(found)),
                "资产名称": name,
                "资产类别": kind,
                "本地类别": local,
                "资产级别": level,
                "形成年度": formed,
                "资金来源": rng.choices(["衔接资金", "东西部协作", "社会帮扶"], weights=[8, 1, 1])[0],
                "原值": value,
                "净值": round(value * (1 - 0.05 * (year - formed)), 2),
                "村": village,
                "坐落": f"{village}{1 + rng.randrange(8)}组" if village else settings["town"],
                "所有权人": owner if level != "到户" else "农户",
                "管护责任人": f"{rng.choice(words['surnames'])}某",
                "确权日期": dt.date(formed + 1, 1 + rng.randrange(11), 1 + rng.randrange(28)),
                "经营方式": rng.choice(["自营", "出租", "入股"]) if earns else None,
                "约定收益": agreed if earns else None,
                "本年收益": earned if earns else None,
                "状态": "正常",
                **more,
            }
        )

    shared = rents(town, month)
    for place, (asset, value) in enumerate(
        zip(relocation(town).get("assets") or [], funds(town), strict=False)
    ):
        this_year = {when: rent[place] for when, _, rent in shared}
        plan = relocation(town)["rent"]
        weights = [one["份额"] for one in relocation(town)["assets"]]
        agreed = round(plan.get(str(year), 0) * weights[place] / sum(weights), 2)
        kinds = ["经营性", "易地搬迁类资产", "镇级", asset["资产名称"], value, value, 0]
        more = {
            "资金来源": "易迁后扶",
            "经营方式": "出租",
            "约定收益": agreed,
            "本年收益": this_year.get(year, 0),
        }
        village = town.targets.village(asset["编号"])
        add(kinds, asset["资产名称"], village, value, 形成年度=town.targets.first.year - 1, **more)
    kinds_of = {asset[3]: asset for asset in words["assets"]}
    for insured in settings.get("insured") or []:
        kinds = kinds_of.get(insured["标的类型"], words["assets"][0])
        for place in range(insured["个数"]):
            village = villages[(5 * place + 2) % len(villages)]
            value = rng.randrange(kinds[4] // 1000, kinds[5] // 1000) * 1000
            add(kinds, f"{village}{insured['标的名称']}", village, value)
    pool = list(words["assets"]) + (list(words["relocation_assets"]) if relocation(town) else [])
    count = settings.get("assets", max(8, min(40, 2 * len(villages) + 8)))
    for place in range(max(0, count - len(found))):
        kinds = pool[place % len(pool)]
        village = villages[(3 * place + 1) % len(villages)]
        value = rng.randrange(kinds[4] // 1000, kinds[5] // 1000 + 1) * 1000
        name = f"{village}{kinds[3]}" if kinds[2] != "镇级" else f"{settings['town']}{kinds[3]}"
        add(kinds, f"{name}{place // len(pool) + 1}号" if place >= len(pool) else name, village, value)
    _flaws(found)
    return found


def _flaws(found: list[dict[str, Any]]) -> None:
    """Let a few assets stand idle or earn little, and a few lack a deed or somebody who looks after them."""
    earning = [row for row in found if row["资产类别"] == "经营性" and row["资金来源"] != "易迁后扶"]
    for row, state, part in zip(reversed(earning), ("闲置", "低效", "低效"), (0.0, 0.3, 0.45), strict=False):
        row["状态"] = state
        row["本年收益"] = round(row["本年收益"] * part, 2)
    public = [row for row in found if row["资产类别"] == "公益性"]
    for row in public[3::7][:2]:
        row["确权日期"] = None
    for row in public[1::6][:2]:
        row["管护责任人"] = None
