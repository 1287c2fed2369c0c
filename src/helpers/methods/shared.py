"""Figures that more than one section states: one name, one definition, so that they cannot differ.

A notebook takes one up with ``s.shared("存量贷款")``. A name that two notebooks define for themselves is refused
before the run (`helpers.runs.definitions`), so what a second section needs moves here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import pandas as pd

from helpers.methods import (
    assets,
    awards,
    clues,
    loans,
    monitoring,
    periods,
    projects,
    relocation,
)
from helpers.months import Month

Kind = Literal["stock", "ytd", "flow"]


class Count(NamedTuple):
    """Rows that are counted, or the distinct values of one of their columns."""

    #: From the ledgers, and the values of the `limits` of ``params/report.yaml``, to rows.
    rows: Callable[..., pd.DataFrame]
    unit: str
    definition: str
    distinct: str | None = None
    kind: Kind = "stock"
    limits: tuple[str, ...] = ()


class Total(NamedTuple):
    """A column of rows that is added up."""

    rows: Callable[..., pd.DataFrame]
    column: str
    unit: str
    definition: str
    kind: Kind = "stock"
    limits: tuple[str, ...] = ()


class Share(NamedTuple):
    """One figure of this table as a percentage of another one."""

    part: str
    whole: str
    definition: str


class Given(NamedTuple):
    """A number that no ledger row makes."""

    value: Callable[[Month], float]
    unit: str
    decimals: int
    definition: str
    source: str


SHARED: Mapping[str, Count | Total | Share | Given] = {
    # 脱贫人口
    "脱贫人口总数": Count(
        monitoring.lifted, "人", "系统内户类型为脱贫户的人数，含脱贫监测户", distinct="证件号码"
    ),
    # 产业奖补
    "奖补超期未兑付户数": Count(
        awards.paid_late,
        "户",
        "申报后超过兑付天数仍未发放的户数，不含审核不通过的",
        distinct="户编号",
        limits=("奖补兑付天数",),
    ),
    # 小额信贷
    "存量贷款": Total(loans.outstanding, "余额", "万元", "期末余额大于零的借据余额之和"),
    "逾期笔数": Count(loans.overdue, "笔", "到期日早于截止日而仍有余额的笔数"),
    "逾期金额": Total(loans.overdue, "余额", "万元", "逾期借据的余额之和"),
    "远期到期金额": Total(
        loans.due_within,
        "余额",
        "万元",
        "截止日起远期天数内到期的余额，含近期",
        limits=("到期远期天数",),
    ),
    "远期到期占比": Share("远期到期金额", "存量贷款", "远期到期金额占存量贷款的比例"),
    # 监测线索
    "超期线索数": Count(
        clues.overdue, "条", "当年经办的线索中，办理天数超过线索办结天数的", limits=("线索办结天数",)
    ),
    "公示不足数": Count(
        clues.noticed_too_short,
        "条",
        "当年经办的线索中，公示首尾两日都计、天数不够的",
        limits=("公示天数",),
    ),
    "措施超期数": Count(
        clues.measured_too_late,
        "条",
        "纳入后超过措施落实天数才落实或仍未落实帮扶措施的线索",
        limits=("措施落实天数",),
    ),
    # 易地搬迁
    "无人就业户数": Count(relocation.jobless, "户", "有劳动力但无人就业的搬迁户", distinct="户编号"),
    # 扶贫资产
    "闲置低效数": Count(assets.idle, "项", "状态为闲置或低效的在册资产"),
    "约定收益": Total(assets.with_income, "约定收益", "万元", "合同约定的当年收益"),
    "本年收益": Total(assets.with_income, "本年收益", "万元", "有约定收益的资产当年已收的收益", kind="ytd"),
    "收益实现率": Share("本年收益", "约定收益", "当年已收的收益占约定收益的比例"),
    "序时进度": Given(periods.elapsed, "%", 1, "当年已过的月数占全年的比例", "报告月份"),
    # 衔接项目
    "全部项目总投资": Total(
        projects.of_year, "总投资", "万元", "当年全部项目的总投资", limits=("基本完工进度",)
    ),
    "全部项目拨付金额": Total(
        projects.of_year,
        "已付金额",
        "万元",
        "当年全部项目已拨付的金额",
        kind="ytd",
        limits=("基本完工进度",),
    ),
    "全部项目拨付率": Share("全部项目拨付金额", "全部项目总投资", "拨付金额占总投资的比例"),
    "逾期未完工数": Count(
        projects.past_due, "个", "过了计划完工日期仍未完工的村标段", limits=("基本完工进度",)
    ),
    # 和美乡村
    "逾期示范点数": Count(projects.sites_past_due, "个", "过了计划完工日期仍未完成的示范点"),
}
