"""L00, L01, L02: the given parameters, the villages, and the base register with one row a person."""

from __future__ import annotations

from collections import Counter
from typing import Any

from helpers.demo.population import Township
from helpers.ledgers.units import factor
from helpers.months import Month

Row = dict[str, Any]


def parameters(town: Township) -> list[Row]:
    """Return the rows of 报告参数."""
    return [dict(row) for row in town.targets.settings.get("report_params") or []]


def villages(town: Township, month: Month, area_unit: str) -> list[Row]:
    """Return the rows of 村组, with the area in the unit that the office's ledger uses."""
    rng = town.random("villages")
    households: Counter[int] = Counter()
    persons: Counter[int] = Counter()
    for household in town.households:
        present = len(household.present(month))
        households[household.village] += present > 0
        persons[household.village] += present
    ratio = factor(town.targets.settings.get("area_unit", area_unit), area_unit)
    rows = []
    for index, village in enumerate(town.targets.villages):
        area = village["面积"] * float(ratio or 1)
        rows.append(
            {
                "村编码": village["村编码"],
                "村": village["村"],
                "曾用名": town.targets.words.get("former_names", {}).get(village["村"]),
                "类型": village["类型"],
                "是否出列": "是" if index % 4 == 2 else "否",
                "村民小组数": max(1, village["小组数"]),
                "总户数": households[index],
                "总人口数": persons[index],
                "面积": round(area, 2),
                "耕地面积": 10 * rng.randrange(90, 420),
                "村支书": f"{rng.choice(town.targets.words['surnames'])}某",
            }
        )
    return rows


def persons(town: Township, month: Month) -> list[Row]:
    """Return the rows of 户籍人口: those registered, and those who died or left since the first month."""
    nations = town.targets.words["nations"]
    rows = []
    for household in town.households:
        village, label = town.village(household), household.base_label(month)
        code = household.code if household.registered(month) else None
        nation = nations[int(household.number) % len(nations)]
        for person in household.members:
            if not person.known(month):
                continue
            left = person.left is not None and person.left <= month
            rows.append(
                {
                    "村": village,
                    "组号": household.group,
                    "户号": household.number,
                    "户编号": code,
                    "姓名": person.name,
                    "证件号码": person.number,
                    "性别": person.sex,
                    "出生日期": person.birth,
                    "民族": nation,
                    "与户主关系": person.relation,
                    "是否常住": "否" if left or person.number[-2] in "37" else "是",
                    "户类别": label,
                    "人员状态": person.left_how if left else "在册",
                    "变动日期": person.left_on if left else None,
                }
            )
    return rows
