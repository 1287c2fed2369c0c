"""The rows of all tables of a month, by the names that the ledgers' definitions give them."""

from __future__ import annotations

from typing import Any

from helpers.demo import (
    allowances,
    assets,
    awards,
    clues,
    employment,
    industries,
    inspections,
    loans,
    monitored,
    projects,
    register,
    relief,
    relocation,
)
from helpers.demo.population import Township
from helpers.ledgers import Schemas
from helpers.months import Month

Rows = list[dict[str, Any]]


def month_tables(town: Township, month: Month, schemas: Schemas, facilities: list[str]) -> dict[str, Rows]:
    """Return the rows of every table of the suite's ledgers for one month.

    Parameters
    ----------
    schemas : Schemas
        The office's ledgers: their units decide in which unit the area stands.
    facilities : list of str
        What each resettlement site must have.
    """
    area = schemas.table("村组").columns["面积"].unit
    return {
        "报告参数": register.parameters(town),
        "村组": register.villages(town, month, area),
        "户籍人口": register.persons(town, month),
        "监测对象": monitored.rows(town, month),
        "排查": inspections.inspection_rows(town, month),
        "低保特困": allowances.rows(town, month),
        "产业奖补": awards.award_rows(town, month),
        "产业保险": awards.insurance_rows(town, month),
        "消费帮扶": awards.purchase_rows(town, month),
        "务工补贴": employment.subsidy_rows(town, month),
        "公益性岗位": employment.post_rows(town, month),
        "小额信贷": loans.rows(town, month),
        "线索": clues.clue_rows(town, month),
        "会议": clues.meeting_rows(town, month),
        "救助": relief.rows(town, month),
        "搬迁户": relocation.household_rows(town, month),
        "后扶资金": relocation.fund_rows(town, month),
        "租金收入": relocation.rent_rows(town, month),
        "租金分配": relocation.share_rows(town, month),
        "安置点配套": relocation.facility_rows(town, facilities),
        "扶贫资产": assets.rows(town, month),
        "项目": projects.project_rows(town, month),
        "示范点": projects.model_rows(town, month),
        "治安巡逻": industries.patrol_rows(town, month),
        "宣传活动": industries.campaign_rows(town, month),
        "特色产业": industries.crop_rows(town, month),
        "村集体收入": industries.income_rows(town, month),
        "问题整改": inspections.issue_rows(town, month),
    }
