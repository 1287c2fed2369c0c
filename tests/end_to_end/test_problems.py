"""Each problem of the last section is found where its trigger is met, with its measure, and not before."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.ledgers import Ledgers
from helpers.months import Month
from helpers.offices import Office
from tests.end_to_end.in_process import execute
from tests.end_to_end.mutations import Baseline

pytestmark = pytest.mark.slow
SECTION = "13_next_steps"
Change = Callable[[pd.DataFrame], pd.DataFrame]


class Changed(Ledgers):
    """The ledgers of a month with some tables as a test wants them."""

    def __init__(self, of: Ledgers, changes: Mapping[str, Change], month: Month | None = None) -> None:
        self.__dict__ = copy.copy(of.__dict__)
        self.month = month or of.month
        frames = {}
        for table, change in changes.items():
            frame = of[table]
            frames[table] = change(frame.copy())
            frames[table].attrs = dict(frame.attrs)
        self._frames = {**of._frames, **frames}


def first(**cells: Any) -> Change:
    """Set cells of the first row."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for column, value in cells.items():
            frame.loc[frame.index[0], column] = value
        return frame

    return change


def every(**cells: Any) -> Change:
    """Set cells of every row."""
    return lambda frame: frame.assign(**cells)


def none(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep no row."""
    return frame.iloc[:0]


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(dt.date.fromisoformat(text))


# What is said of the problem, the change that brings it about, and the one under which it is not said.
TRIGGERS: dict[str, tuple[str, dict[str, Change], dict[str, Change]]] = {
    "wages alone": (
        "脱贫户增收渠道单一",
        {"监测对象": every(工资性收入=9000.0, 生产经营性收入=0.0, 财产性收入=0.0, 转移性收入=0.0)},
        {"监测对象": every(工资性收入=100.0, 转移性收入=9000.0)},
    ),
    "found by campaigns": (
        "日常监测主动发现不够",
        {"线索": every(线索来源="集中排查")},
        {"线索": every(线索来源="村级摸排")},
    ),
    "leads too slow": (
        "线索办理超过",
        {"线索": every(接收日期=day("2021-01-01"))},
        {"线索": none},
    ),
    "notices too short": (
        "线索公示不足",
        {"线索": lambda leads: leads.assign(公示止=leads["公示起"])},
        {"线索": none},
    ),
    "measures too late": (
        "帮扶措施落实不够及时",
        {"线索": every(帮扶措施落实日期=pd.NaT, 上报日期=day("2021-02-01"), 核实结论="纳入")},
        {"线索": none},
    ),
    "long at risk": (
        "部分监测对象风险消除慢",
        {"监测对象": every(识别监测时间=day("2020-01-01"), 风险是否已消除="否", 监测对象类别="边缘易致贫户")},
        {"监测对象": every(识别监测时间=day("2021-10-01"))},
    ),
    "awards not paid": (
        "产业奖补兑付滞后",
        {"产业奖补": every(申报日期=day("2021-02-01"), 发放日期=pd.NaT, 审核状态="审核通过")},
        {"产业奖补": none},
    ),
    "paid less than built": (
        "项目资金拨付滞后",
        {"项目": every(形象进度=80.0, 拨付金额=0.0)},
        {"项目": every(形象进度=0.0)},
    ),
    "works overdue": (
        "部分工程进度滞后",
        {"项目": every(计划完工日期=day("2021-09-30"), 完工日期=pd.NaT, 形象进度=50.0)},
        {"项目": none, "示范点": none},
    ),
    "idle assets": (
        "扶贫项目资产闲置或低效",
        {"扶贫资产": first(状态="闲置")},
        {"扶贫资产": every(状态="正常")},
    ),
    "income of assets behind": (
        "资产收益收取慢于序时进度",
        {"扶贫资产": every(状态="正常", 约定收益=10.0, 本年收益=1.0)},
        {"扶贫资产": every(状态="正常", 约定收益=10.0, 本年收益=10.0)},
    ),
    "posts without attendance": (
        "在岗没有考勤记录",
        {"公益性岗位": first(状态="在岗", 实际出勤天数=None)},
        {"公益性岗位": none},
    ),
    "posts of the wrong age": (
        "年龄不在规定范围",
        {"监测对象": every(出生日期=day("1940-01-01"))},
        {"公益性岗位": none},
    ),
    "loans due together": (
        "小额信贷集中到期压力较大",
        {"小额信贷": every(到期日=day("2021-12-01"), 余额=10000.0)},
        {"小额信贷": every(到期日=day("2023-12-01"))},
    ),
    "loans overdue": (
        "小额信贷出现逾期",
        {"小额信贷": every(到期日=day("2021-09-01"), 余额=10000.0)},
        {"小额信贷": every(到期日=day("2023-12-01"))},
    ),
    "guarantees": (
        "排查发现的问题还有",
        {"排查": first(问题类别="住房安全", 是否销号="否")},
        {"排查": every(是否销号="是")},
    ),
    "relocated without work": (
        "易地扶贫搬迁户有劳动力但无人就业",
        {"搬迁户": first(劳动力数=2, 就业人数=0)},
        {"搬迁户": none},
    ),
    "issues overdue": (
        "检查发现的问题过了整改时限仍未销号",
        {"问题整改": first(销号日期=pd.NaT, 整改时限=day("2021-09-01"))},
        {"问题整改": every(销号日期=day("2021-09-01"))},
    ),
}


@pytest.mark.parametrize(("said", "brought", "mended"), TRIGGERS.values(), ids=list(TRIGGERS))
def test_a_problem_is_named_when_its_trigger_is_met_and_only_then(
    said: str, brought: dict[str, Change], mended: dict[str, Change], october: Path, baseline: Baseline
) -> None:
    found, clean = (
        texts(Office(october), Changed(baseline.ledgers, changes)) for changes in (brought, mended)
    )
    assert said in found
    assert said not in clean


def test_a_fall_of_income_below_the_limit_is_named(
    october: Path, october_office: Office, baseline: Baseline
) -> None:
    before = baseline.ledgers.month.year_ago
    (october_office.folder / "data" / "ledgers" / str(before)).mkdir(parents=True)
    this_year = baseline.ledgers
    richer, poorer = (
        Changed(this_year, {"监测对象": every(**{"人均纯收入（元）": income})}, before)
        for income in (100_000.0, 1.0)
    )
    assert "脱贫户收入增长慢于全镇" in texts(october_office, this_year, richer)
    assert "脱贫户收入增长慢于全镇" not in texts(october_office, this_year, poorer)
    assert "脱贫户收入增长慢于全镇" not in texts(Office(october), this_year)


def texts(office: Office, ledgers: Ledgers, *others: Ledgers) -> str:
    return "\n".join(execute(office, ledgers, [SECTION], others)[SECTION].texts)
