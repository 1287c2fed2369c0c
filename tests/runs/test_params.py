"""All params that a month needs are held against each other before anything runs, all faults of all files at once."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import ParamsFaults
from helpers.runs.month import run_month
from helpers.runs.params import read_all_params
from tests.small_office import LOANS, REPORT, write_small_office, write_yaml

OCTOBER = Month(2021, 10)
DAY = dt.date(2021, 10, 28)
MONTH = {"as_of": dt.date(2021, 10, 28), "issue_date": dt.date(2021, 11, 8)}
PLAN = {"id": "产业路", "task": "修路", "owner": "甲岗", "due": dt.date(2021, 10, 31), "source": "会议"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return write_small_office(tmp_path / "office")


def faults(office: Office) -> list[str]:
    with pytest.raises(ParamsFaults) as caught:
        read_all_params(office, OCTOBER)
    return [str(fault) for fault in caught.value.faults]


def report(office: Office, **more: Any) -> None:
    codes = [path.stem for path in sorted((suite_folder() / "params" / "ledgers").glob("*.yaml"))]
    absent = {"absent_ledgers": [code for code in codes if code != "L01"]}
    write_yaml(office.folder, "report.yaml", REPORT | absent | more)


def test_reads_what_fits_together(office: Office) -> None:
    settings, checks = read_all_params(office, OCTOBER)
    assert settings.month == OCTOBER
    assert [check.id for check in checks] == ["C01", "C14"]


def test_all_faults_of_all_files_are_told_at_once(office: Office) -> None:
    report(office, trend_months=0)
    for name, text in (
        ("2021-10.yaml", "as_of: 2021-10-32\nissue_date: 2021-11-08\n"),
        ("2021-09.yaml", "as_of：2021-09-28\nissue_date: 2021-09-28\n"),
        ("checks.yaml", "checks: [{id: C1, says: 甲, expect: 借款.余额 = 1}]\n"),
        ("ledgers/L90.yaml", "code: L90\n\tname: 甲\n"),
    ):
        (office.folder / "params" / name).write_text(text, encoding="utf-8")
    found = faults(office)
    for part in (
        "params/report.yaml 第 ",
        "params/2021-10.yaml 第 1 行第 8 个字：没有“2021-10-32”这一天",
        "params/2021-09.yaml 第 1 行第 6 个字：冒号是全角的“：”",
        "params/checks.yaml 第 1 行的 checks 第 1 项的 id：不合规定的写法",
        "params/ledgers/L90.yaml 第 2 行第 1 个字：这里有制表符（Tab 键）",
    ):
        assert sum(fault.startswith(part) for fault in found) == 1, found
    assert len(found) == 5


def test_nothing_runs_with_wrong_progress(office: Office) -> None:
    """It used to be found after thirteen notebooks."""
    write_yaml(
        office.folder, "2021-09.yaml", {"as_of": dt.date(2021, 9, 28), "issue_date": DAY, "plans": [PLAN]}
    )
    progress = [{"plan": "产业道路", "state": "已完成", "note": "完工", "source": "会议"}]
    write_yaml(office.folder, "2021-10.yaml", MONTH | {"progress": progress})
    with pytest.raises(ParamsFaults) as caught:
        run_month(office, OCTOBER)
    assert caught.value.where == "params/2021-10.yaml 第 4 行的 progress 第 1 项的 plan"
    assert caught.value.what == "上月没有“产业道路”这项打算（是不是“产业路”？）"
    assert caught.value.do == "对照 params/2021-09.yaml 的 plans 改正：那里有 产业路"
    assert not office.outputs.exists()


def test_progress_is_not_told_wrong_where_the_plans_cannot_be_read(office: Office) -> None:
    (office.folder / "params" / "2021-09.yaml").write_text("plans: [", encoding="utf-8")
    write_yaml(
        office.folder,
        "2021-10.yaml",
        MONTH | {"progress": [{"plan": "产业路", "state": "已完成", "note": "完工", "source": "会议"}]},
    )
    assert [fault.partition("：")[0] for fault in faults(office)] == ["params/2021-09.yaml 第 1 行第 9 个字"]


def test_the_params_of_the_months_compared_with_are_read_too(office: Office) -> None:
    write_yaml(office.folder, "2021-09.yaml", {"as_of": dt.date(2021, 10, 1), "issue_date": DAY})
    (fault,) = faults(office)
    assert fault.startswith("params/2021-09.yaml 第 1 行的 as_of：截止日 2021-10-01 不在 2021年9月")


def test_waivers_are_of_checks_that_there_are(office: Office) -> None:
    waiver = {"check": "C41", "reason": "甲", "by": "乙"}
    write_yaml(office.folder, "2021-10.yaml", MONTH | {"waivers": [waiver]})
    (fault,) = faults(office)
    assert fault.startswith(
        "params/2021-10.yaml 第 4 行的 waivers 第 1 项的 check：“C41”不是勾稽关系的编号，是不是：C14"
    )


def test_ledgers_that_are_absent_are_ledgers_that_there_are(office: Office) -> None:
    codes = [path.stem for path in sorted((suite_folder() / "params" / "ledgers").glob("*.yaml"))]
    report(office, absent_ledgers=[*(code for code in codes if code != "L01"), "L77", "L01"])
    found = faults(office)
    assert len(found) == 2
    assert "的 absent_ledgers 第" in found[0]
    assert "没有编号为L77的台账" in found[0]
    assert "L01 村组台账定义了村，不能没有" in found[1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "{城}工作情况"}, "的 title：“{城}”没有意义；请改正；可以用 {镇}、{市}"),
        ({"title": "2021年工作情况"}, "的 title：文字里直接写了数字“2”"),
        ({"addressee": "{上级"}, "的 addressee：花括号不成对"),
        ({"addressee": "{}"}, "的 addressee：花括号里不是指标名"),
    ],
)
def test_what_is_filled_in_can_be(office: Office, given: dict[str, str], said: str) -> None:
    report(office, **given)
    (fault,) = faults(office)
    assert said in fault


def test_a_rule_that_cannot_be_computed_is_told_before_a_row_is_read(office: Office) -> None:
    sheet = LOANS["sheets"][0] | {
        "rules": [{"id": "L90-1", "rule": "余额 > '五'", "level": "error", "says": "甲", "do": "乙"}]
    }
    write_yaml(office.folder, "ledgers/L90.yaml", LOANS | {"sheets": [sheet]})
    (fault,) = faults(office)
    assert "的 sheets 第 1 项的 rules 第 1 项的 rule：规则里第 1 个字起的“余额 > '五'”不能比较" in fault


def test_faults_of_checks_and_of_figures_are_told_together(office: Office) -> None:
    report(office, key_figures=["借款.余頟"], facts={"会义": {"text": "甲", "source": "乙"}})
    write_yaml(
        office.folder, "checks.yaml", {"checks": [{"id": "C01", "says": "甲", "expect": "借款.新増 > 1"}]}
    )
    with pytest.raises(ParamsFaults) as caught:
        run_month(office, OCTOBER)
    found = [str(fault) for fault in caught.value.faults]
    assert len(found) == 3
    assert "的 key_figures 第 1 项：没有哪一节算出来的关键指标“借款.余頟”（是不是“借款.余额”？）" in found[0]
    assert "的 facts.会义：没有一节用到的事实“会义”" in found[1]
    assert "C01 里的“借款.新増”没有哪个章节算出来，是不是：借款.新增" in found[2]


def test_the_suites_own_params_fit_together(tmp_path: Path) -> None:
    shutil.copytree(suite_folder() / "params", tmp_path / "params")
    office = Office(tmp_path)
    for number in range(1, 13):
        assert read_all_params(office, Month(2021, number))
