"""L16, L17: the projects of the bridging fund, section by section, and the model villages being built."""

from __future__ import annotations

import datetime as dt
from typing import Any

from helpers.demo.population import Township
from helpers.demo.shares import largest_remainder
from helpers.months import Month

_FUNDS = {"中央衔接资金": 5, "省级衔接资金": 3, "市县衔接资金": 2}


def _money(funding: float, total: float) -> dict[str, float]:
    """Divide the bridging fund's part among its sources; all in ten thousand yuan, to the hundred yuan."""
    parts = largest_remainder(round(funding * 100), list(_FUNDS.values()))
    found = {name: part / 100 for name, part in zip(_FUNDS, parts, strict=True)}
    return found | {"其他资金": (round(total * 100) - round(funding * 100)) / 100}


def project_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 项目: the road of the targets, and a few projects beside it."""
    return _road(town, month) + _others(town, month)


def _road(town: Township, month: Month) -> list[dict[str, Any]]:
    road = town.targets.settings.get("road") or {}
    year = town.targets.anchor.year
    order: dict[str, int] = {}
    found = []
    for row in town.targets.projects:
        name = row["标段"]
        place = order[name] = order.get(name, -1) + 1
        plan = road["sections"][name]
        percent = town.targets.months[month].get(name, 0) if plan["start"] <= month.last_day else 0
        finished = percent >= 100 and plan["finished"] <= month.last_day
        accepted = finished and plan["accepted"] <= month.last_day
        share = plan["paid"][place % len(plan["paid"])]
        paid_on = plan["start"] + dt.timedelta(days=70 + 9 * place)
        paid = share > 0 and paid_on <= month.last_day
        found.append(
            {
                "项目编号": f"XM{year}001",
                "年度": year,
                "项目名称": road["name"],
                "项目类型": "产业路",
                "标段": name,
                "村": town.targets.village(row["编号"]),
                "建设内容": f"新建水泥路面产业路{row['里程']}公里",
                "批复里程": row["里程"],
                "总投资": row["总投资"],
                **_money(row["衔接资金"], row["总投资"]),
                "批复文号": f"示例批〔{year}〕7号",
                "开工日期": plan["start"] if plan["start"] <= month.last_day else None,
                "计划完工日期": plan["planned"],
                "形象进度": percent,
                "完工日期": plan["finished"] if finished else None,
                "验收级别": "市级" if accepted else None,
                "验收日期": plan["accepted"] if accepted else None,
                "验收结论": "合格" if accepted else None,
                "拨付金额": round(row["总投资"] * share / 100, 2) if paid else 0,
                "拨付日期": paid_on if paid else None,
                "责任单位": town.targets.settings["town"],
            }
        )
    return found


def _others(town: Township, month: Month) -> list[dict[str, Any]]:
    year = town.targets.anchor.year
    villages = town.targets.villages
    found = []
    for place, (kind, name, total, begins, months) in enumerate(town.targets.words["other_projects"]):
        start = dt.date(year, 1, 1) + dt.timedelta(days=begins)
        planned = start + dt.timedelta(days=30 * months)
        # The last one runs late.
        days = 30 * months * (1.4 if place == 3 else 0.95)
        percent = max(0, min(100, round((month.last_day - start).days / days * 100)))
        begun = start <= month.last_day
        done = start + dt.timedelta(days=round(days))
        finished = percent >= 100 and done <= month.last_day
        checked = done + dt.timedelta(days=25)
        accepted = finished and checked <= month.last_day
        paid = total * (0.97 if accepted else 0.3 if percent >= 20 else 0)
        found.append(
            {
                "项目编号": f"XM{year}{place + 2:03d}",
                "年度": year,
                "项目名称": name,
                "项目类型": kind,
                "标段": "一标段",
                "村": villages[(4 * place + 1) % len(villages)]["村"],
                "建设内容": name,
                "总投资": total,
                **_money(round(total * 0.8), total),
                "批复文号": f"示例批〔{year}〕{place + 8}号",
                "开工日期": start if begun else None,
                "计划完工日期": planned,
                "形象进度": min(percent, 100 if finished else 99),
                "完工日期": done if finished else None,
                "验收级别": "镇级" if accepted else None,
                "验收日期": checked if accepted else None,
                "验收结论": "合格" if accepted else None,
                "拨付金额": round(paid, 2),
                "拨付日期": (checked if accepted else start + dt.timedelta(days=45)) if paid else None,
                "责任单位": town.targets.settings["town"],
            }
        )
    return found


def model_rows(town: Township, month: Month) -> list[dict[str, Any]]:
    """Return the rows of 示范点."""
    sites = town.targets.settings.get("model_villages") or []
    rates = str(town.targets.months[month].get("示范点") or "").split("/")
    return [
        {
            "示范点": site["示范点"],
            "村": town.targets.village(site["编号"]),
            "建设内容": "污水管网、村庄道路、公共空间整治",
            "总投资": site["总投资"],
            "完成投资": round(site["总投资"] * float(rate) / 100, 2),
            "完成率": float(rate),
            "开工日期": site["start"],
            "计划完工日期": site["planned"],
        }
        for site, rate in zip(sites, rates, strict=False)
    ]
