"""What the rows say about people must hold together across the ledgers, in every month."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pandas as pd
import pytest

from helpers.demo.population import Township
from helpers.demo.tables import month_tables
from helpers.ledgers import Schemas
from helpers.months import Month

MONTHS = [Month(2021, number) for number in range(1, 13)]
FACILITIES = [f"一个配套{number}" for number in range(10)]


@pytest.fixture(scope="session")
def tables(township: Township, schemas: Schemas) -> Any:
    """Return a function from month and table to its frame; each month is made once."""

    @cache
    def rows(month: Month) -> dict[str, Any]:
        return month_tables(township, month, schemas, FACILITIES)

    def frame(month: Month, table: str) -> pd.DataFrame:
        return pd.DataFrame(rows(month)[table], columns=list(schemas.table(table).columns))

    return frame


def test_every_row_has_only_columns_of_the_definition_and_all_that_are_required(
    township: Township, schemas: Schemas
) -> None:
    for month in (MONTHS[0], MONTHS[9]):
        for name, rows in month_tables(township, month, schemas, FACILITIES).items():
            columns = schemas.table(name).columns
            assert rows or name in ("救助", "务工补贴"), name
            for row in rows:
                assert set(row) <= set(columns), name
                assert all(
                    row.get(column.name) is not None for column in columns.values() if column.required
                ), row


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_incomes_reach_the_line_and_equal_their_parts_to_the_cent(tables: Any, month: Month) -> None:
    people = tables(month, "监测对象")
    parts = people[["工资性收入", "生产经营性收入", "财产性收入", "转移性收入"]].mul(100).round().sum(axis=1)
    assert (parts == (people["人均纯收入（元）"] * 100).round() * people["人数"]).all()
    assert people["人均纯收入（元）"].min() >= 6500


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_support_work_and_wages_agree_between_the_ledgers(tables: Any, month: Month) -> None:
    people = tables(month, "监测对象").set_index("证件号码")
    support = tables(month, "低保特困")
    paid = support[support["状态"] == "享受中"].set_index("证件号码")["保障类型"]
    for kind, column in (("农村低保", "享受低保政策情况"), ("农村特困", "享受特困供养政策情况")):
        assert set(people.index[people[column] == kind]) == set(paid.index[paid == kind]) & set(people.index)
    assert (people.loc[people.index.isin(paid.index), "转移性收入"] > 0).all()
    posts = tables(month, "公益性岗位")
    held = set(posts.loc[posts["状态"] == "在岗", "证件号码"])
    assert set(people.index[people["公益性岗位"].notna()]) == held
    subsidies = tables(month, "务工补贴")
    away = set(subsidies.loc[subsidies["年度"] == 2021, "证件号码"])
    assert not away & held
    assert away <= set(people.index[people["务工所在地"].notna()])
    working = people[people.index.isin(away | held)]
    assert (working["工资性收入"] > 0).all()
    assert not working["劳动技能"].isin(["无劳动力", "丧失劳动力"]).any()
    assert working["在校生状况"].isna().all()


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_dead_receive_nothing_after_their_death(tables: Any, township: Township, month: Month) -> None:
    people = tables(month, "户籍人口").set_index("证件号码")
    gone = people[people["人员状态"] != "在册"]
    assert not set(gone.index) & set(tables(month, "监测对象")["证件号码"])
    support = tables(month, "低保特困")
    assert not set(gone.index) & set(support.loc[support["状态"] == "享受中", "证件号码"])


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_the_rules_of_the_monitoring_system_hold(tables: Any, month: Month) -> None:
    people = tables(month, "监测对象")
    watched = people[people["监测对象类别"].notna()].drop_duplicates("户编号")
    cleared = watched[watched["风险是否已消除"] == "是"]
    assert (cleared["整户无劳动能力兜底保障户"] == "否").all()
    assert all((row.消除监测时间 - row.识别监测时间).days > 62 for row in cleared.itertuples())
    ill = set(people.loc[people["健康状况"].isin(["患有大病", "长期慢性病"]), "户编号"])
    because_ill = watched[watched["致贫/返贫风险1"] == "因病"]
    assert set(because_ill["户编号"]) <= ill
    waiting = watched["实施开发式帮扶措施情况"] == "尚未实施"
    assert (watched.loc[waiting, "识别监测时间"] == month.first_day).all()
    helped = watched[~waiting]
    assert (helped["实施开发式帮扶措施情况"] == "是").all()
    assert because_ill.loc[~waiting[because_ill.index], "健康帮扶"].notna().all()
    young = people[[(month.last_day - born).days < 16 * 365 for born in people["出生日期"]]]
    assert (young["劳动技能"] == "无劳动力").all()
    assert young["公益性岗位"].isna().all()


def test_each_identification_and_removal_has_a_clue_closed_within_the_limits(tables: Any) -> None:
    month = MONTHS[-1]
    clues = tables(month, "线索")
    closed = clues[clues["县级审定日期"].notna()]
    people = tables(month, "监测对象").drop_duplicates("户编号")
    identified = sum(str(day).startswith("2021") for day in people["识别监测时间"])
    removed = people["消除监测时间"].notna().sum()
    assert (closed["核实结论"] == "纳入").sum() == identified
    assert (closed["核实结论"] == "消除").sum() == removed
    meetings = tables(month, "会议")
    committee = meetings[meetings["会议类型"] == "党委会"]
    for clue in closed.itertuples():
        assert (clue.县级审定日期 - clue.接收日期).days <= 15
        assert (clue.公示止 - clue.公示起).days >= 5
        assert clue.党委会日期 in set(committee["会议日期"])
        if (
            clue.核实结论 == "纳入"
            and clue.措施落实日期 is not None
            and clue.措施落实日期 == clue.措施落实日期
        ):
            assert (clue.措施落实日期 - clue.县级审定日期).days <= 30
    assert committee[["纳入户数", "退出户数"]].sum().tolist() == [identified, removed]


def test_some_clues_are_on_their_way_at_a_months_end(tables: Any) -> None:
    steps = set()
    for month in MONTHS:
        clues = tables(month, "线索")
        for clue in clues[clues["接收日期"] >= month.first_day].itertuples():
            steps.add((isinstance(clue.核实日期, dt.date), isinstance(clue.村级会商日期, dt.date)))
    assert len(steps) == 3


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_loans_keep_to_the_rules_and_none_is_overdue(tables: Any, month: Month) -> None:
    loans = tables(month, "小额信贷")
    still = loans[loans["余额"] > 0]
    assert loans["借款金额"].max() <= 50000
    assert loans["期限"].max() <= 36
    assert still["到期日"].min() > month.last_day
    assert still["户编号"].is_unique
    assert loans.loc[loans["余额"] == 0, "结清日期"].notna().all()


def test_the_rounds_of_inspection_leave_open_what_the_targets_say(tables: Any) -> None:
    still = {}
    for month in MONTHS:
        found = tables(month, "排查")
        problems = found[found["问题类别"].notna()]
        still[month.number] = int((problems["是否销号"] == "否").sum())
        days = sorted(set(found["排查日期"]))
        assert (days[-1] - days[0]).days == 14
    assert still == {1: 11, 2: 4, 3: 1, 4: 8, 5: 3, 6: 0, 7: 9, 8: 2, 9: 1, 10: 0, 11: 0, 12: 0}


def test_relocated_households_with_workers_have_somebody_in_work(tables: Any) -> None:
    moved = tables(MONTHS[9], "搬迁户")
    assert (moved.loc[moved["劳动力数"] > 0, "就业人数"] > 0).all()
    assert set(moved["后扶措施"]) == {"外出务工", "产业发展", "公益性岗位", "政策兜底"}
    assert (moved.loc[moved["后扶措施"] == "政策兜底", "劳动力数"] == 0).all()
    assert set(moved["户编号"]) <= set(tables(MONTHS[9], "监测对象")["户编号"])


def test_the_fund_and_the_rent_agree_with_the_assets(tables: Any) -> None:
    assets = tables(MONTHS[9], "扶贫资产").set_index("资产编号")
    fund = tables(MONTHS[9], "后扶资金").groupby("资产编号")["金额"].sum()
    assert fund.to_dict() == assets.loc[assets["资金来源"] == "易迁后扶", "原值"].to_dict()
    assert fund.sum() == 1_190_000
    rent = tables(MONTHS[9], "租金收入")
    assert rent.loc[rent["年度"] == 2021, "租金"].sum() == 90_000
    shares = tables(MONTHS[9], "租金分配")
    assert round(shares.loc[shares["年度"] == 2021, "分配金额"].sum(), 2) == 90_000
    assert tables(MONTHS[3], "租金收入")["年度"].max() == 2020
