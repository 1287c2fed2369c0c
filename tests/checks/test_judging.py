"""The checks between figures: each relation holds and fails; what is missing does not apply."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from helpers.checks import (
    Check,
    CheckResult,
    ChecksError,
    judge,
    judging,
    load_checks,
    require_known,
    unused_waivers,
)
from helpers.errors import ParamsError
from helpers.ledgers import Problem
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Waiver
from helpers.record import FigureRecord

OCTOBER = Month(2021, 10)


def figure(name: str, value: Any, **more: Any) -> FigureRecord:
    """A figure as the record holds it."""
    content = {
        "name": name,
        "value": value,
        "unit": "户",
        "decimals": 0,
        "text": f"{value}户",
        "definition": "",
        "kind": "stock",
    }
    return FigureRecord.model_validate(content | more)


def changed(figure: FigureRecord, **more: Any) -> FigureRecord:
    return FigureRecord.model_validate(figure.model_dump() | more)


def figures(**values: Any) -> dict[str, FigureRecord]:
    return {f"甲.{short}": figure(f"甲.{short}", value) for short, value in values.items()}


def check(expect: str, **more: Any) -> Check:
    return Check.model_validate({"id": "C01", "says": "关系", "expect": expect, **more})


def only(expect: str, known: Mapping[str, Any], **more: Any) -> CheckResult:
    (result,) = judge([check(expect, **more)], known, OCTOBER)
    return result


# --- the language -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        ("甲.a + 甲.b == 甲.c", True),
        ("甲.a + 甲.b == 甲.c + 1", False),
        ("甲.a <= 甲.b", True),
        ("甲.b <= 甲.a", False),
        ("甲.b >= 甲.a", True),
        ("甲.a >= 甲.b", False),
        ("甲.a < 甲.b", True),
        ("甲.a < 甲.a", False),
        ("甲.b > 甲.a", True),
        ("甲.a > 甲.a", False),
        ("甲.a * 2 == 甲.b", True),
        ("甲.c / 甲.a == 3", True),
        ("-甲.a == 0 - 1", True),
        ("abs(甲.a - 甲.c) == 2", True),
        ("round(甲.a / 甲.c, 1) == 0.3", True),
        ("max(甲.a, 甲.b) == min(甲.b, 甲.c)", True),
    ],
)
def test_a_relation_is_judged(expect: str, holds: bool) -> None:
    assert only(expect, figures(a=1, b=2, c=3)).conclusion == ("通过" if holds else "不通过")


@pytest.mark.parametrize(
    "expect",
    [
        "甲.a",
        "甲.a == 甲.b == 甲.c",
        "甲.a in 甲.b",
        "甲.a ** 2 == 4",
        "__import__('os').system('x') == 0",
        "甲.a.__class__ == 1",
        "open(甲.a) == 1",
        "甲.a == '1'",
        "甲 == 1",
        "甲.a ==",
        "prior(x=甲.a) == 1",
    ],
)
def test_whatever_is_no_comparison_of_sums_is_refused(expect: str) -> None:
    with pytest.raises(ValueError, match=r"算式|比较"):
        check(expect)


def test_both_sides_their_difference_and_the_numbers_are_told() -> None:
    result = only("甲.a + 甲.b == 甲.c", figures(a=10156, b=841, c=11001))
    assert (result.left, result.right, result.difference) == (10997, 11001, -4)
    assert result.explanation == "10156 + 841 ≠ 11001，相差 4"


def test_amounts_may_differ_by_the_rounding_of_their_last_place_and_counts_may_not() -> None:
    amounts = {
        name: figure(name, value, decimals=2)
        for name, value in (("甲.a", 1.01), ("甲.b", 2.02), ("甲.c", 3.04), ("甲.d", 3.05))
    }
    assert only("甲.a + 甲.b == 甲.c", amounts).conclusion == "通过"
    assert only("甲.a + 甲.b == 甲.d", amounts).conclusion == "不通过"
    assert only("甲.a == 甲.b", figures(a=1, b=2)).conclusion == "不通过"


def test_the_noise_of_floating_point_is_no_difference() -> None:
    assert only("甲.a + 甲.b == 0.3", figures(a=0.1, b=0.2)).conclusion == "通过"


def test_prior_and_opening_are_the_numbers_of_the_month_before() -> None:
    known = {
        "甲.在册": figure("甲.在册", 25, previous=24),
        "甲.新增": figure("甲.新增", 1, kind="flow", previous=0),
    }
    assert only("opening(甲.在册) + 甲.新增 == 甲.在册", known).conclusion == "通过"
    assert only("prior(甲.新增) == 0", known).explanation == "0 = 0"
    with pytest.raises(ParamsError, match="不是期末数"):
        only("opening(甲.新增) == 0", known)


def test_functions_of_a_figure_take_nothing_but_a_figure() -> None:
    with pytest.raises(ParamsError, match="只能是一个指标"):
        only("prior(甲.a + 1) == 0", figures(a=1))


def test_a_text_cannot_be_counted_with() -> None:
    with pytest.raises(ParamsError, match="是文字"):
        only("甲.a == 1", figures(a="东村、西村"))


# --- what does not apply ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        ("甲.没有 == 1", "没有“甲.没有”"),
        ("甲.空 == 1", "没有数值"),
        ("甲.a == prior(甲.a)", "没有上月数"),
        ("甲.a / 甲.零 == 1", "除数为零"),
        ("villages(甲.a) == 1", "没有分村的数"),
    ],
)
def test_a_relation_whose_numbers_are_not_there_does_not_apply_and_never_passes(
    expect: str, reason: str
) -> None:
    result = only(expect, figures(a=1, 空=None, 零=0))
    assert result.conclusion == "不适用"
    assert reason in result.explanation
    assert not result.forbids


def test_a_check_of_some_months_does_not_apply_in_the_others() -> None:
    assert only("甲.a == 2", figures(a=1), when="月份 > 10").conclusion == "不适用"
    assert only("甲.a == 2", figures(a=1), when="月份 > 9").conclusion == "不通过"


# --- for each figure, for each village --------------------------------------------------------------------

VILLAGES = {"东村": 1, "西村": 2}


def test_villages_must_add_up_for_every_figure_that_has_them() -> None:
    known = figures(a=3, b=4, c=5)
    known |= {name: changed(known[name], by_village=VILLAGES) for name in ("甲.a", "甲.b")}
    results = judge([check("villages(本指标) == 本指标", each="villages", scope="villages")], known, OCTOBER)
    assert [(result.conclusion, result.explanation) for result in results] == [
        ("不通过", "甲.b：3 ≠ 4，相差 1")
    ]
    del known["甲.b"]
    (result,) = judge([check("villages(本指标) == 本指标", each="villages")], known, OCTOBER)
    assert (result.conclusion, result.explanation) == ("通过", "核对了 1 个指标，都成立")


def test_a_relation_can_be_judged_for_each_village() -> None:
    known = figures(a=3, b=3)
    known |= {name: changed(known[name], by_village=VILLAGES) for name in ("甲.a", "甲.b")}
    assert only("甲.a == 甲.b", known, scope="villages").explanation == "核对了 2 个村，都成立"
    known["甲.b"] = changed(known["甲.b"], by_village={"东村": 2, "北村": 1})
    results = judge([check("甲.a >= 甲.b", scope="villages")], known, OCTOBER)
    assert [result.explanation for result in results] == ["东村：1 < 2，相差 1", "北村：0 < 1，相差 1"]
    assert only("甲.a == prior(甲.a)", known, scope="villages").conclusion == "不适用"
    assert only("甲.a == 甲.b", figures(a=1, b=1), scope="villages").conclusion == "不适用"
    known["甲.b"] = changed(known["甲.b"], by_village=None)
    assert only("甲.a == 甲.b", known, scope="villages").explanation == "“甲.b”没有分村的数"


def test_villages_whose_values_are_withheld_are_judged_by_their_sum_alone() -> None:
    known = figures(a=3, b=3)
    known["甲.a"] = changed(known["甲.a"], by_village={}, village_sum=3.0, withheld=("东村", "西村"))
    known["甲.b"] = changed(known["甲.b"], by_village={"西村": 2}, village_sum=2.0, withheld=("东村",))
    results = judge([check("villages(本指标) == 本指标", each="villages")], known, OCTOBER)
    assert [result.explanation for result in results] == ["甲.b：2 ≠ 3，相差 1"]
    known["甲.c"] = figure("甲.c", 3, by_village={"东村": 1, "西村": 2})
    results = judge([check("甲.b <= 甲.c", scope="villages")], known, OCTOBER)
    assert [result.explanation for result in results] == ["核对了 1 个村，都成立"]


def test_figures_that_run_since_january_may_not_fall() -> None:
    rising = check("本指标 >= prior(本指标)", each="ytd")
    known = {"甲.a": figure("甲.a", 9, kind="ytd", previous=10), "甲.b": figure("甲.b", 9, previous=10)}
    (result,) = judge([rising], known, OCTOBER)
    assert result.explanation == "甲.a：9 < 10，相差 1"
    known["甲.a"] = changed(known["甲.a"], previous=None)
    assert judge([rising], known, OCTOBER)[0].conclusion == "不适用"
    assert judge([rising], {}, OCTOBER)[0].conclusion == "不适用"


@pytest.mark.parametrize("wrong", [{"each": "ytd"}, {}])
def test_the_figure_in_turn_and_each_go_together(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="each"):
        check("甲.a == 1" if wrong else "本指标 == 1", **wrong)


# --- notes, rows, waivers ---------------------------------------------------------------------------------


def test_a_note_is_printed_only_when_its_condition_holds() -> None:
    note = {"when": "甲.b > 0", "says": "含其他{甲.b}"}
    assert only("甲.a == 1", figures(a=1, b=4), note=note).explanation == "1 = 1（含其他4户）"
    assert only("甲.a == 1", figures(a=1, b=0), note=note).explanation == "1 = 1"


def test_a_failure_leads_to_the_rows() -> None:
    known = figures(a=1)
    known["甲.b"] = figure("甲.b", 4, sources=[{"table": "户籍人口", "rows": "12,77-79"}])
    assert only("甲.a == 2", known, see=["甲.b"]).explanation == "1 ≠ 2，相差 1；见 户籍人口 第 12,77-79 行"


def test_a_waived_check_prints_its_reason_and_no_longer_forbids() -> None:
    waiver = Waiver(check="C01", reason="四户待核", by="张主任")
    (failed,) = judge([check("甲.a == 2")], figures(a=1), OCTOBER)
    (waived,) = judge([check("甲.a == 2")], figures(a=1), OCTOBER, [waiver])
    assert failed.forbids
    assert not waived.forbids
    assert waived.explanation == "1 ≠ 2，相差 1。豁免理由：四户待核（张主任）"
    assert unused_waivers([waived], [waiver]) == []


def test_a_waiver_of_a_check_that_holds_changes_nothing_and_is_told() -> None:
    waiver = Waiver(check="C01", reason="四户待核", by="张主任")
    results = judge([check("甲.a == 1")], figures(a=1), OCTOBER, [waiver])
    assert [result.conclusion for result in results] == ["通过"]
    assert unused_waivers(results, [waiver]) == [waiver]


def test_a_warning_that_fails_forbids_nothing() -> None:
    result = only("甲.a == 2", figures(a=1), level="warning")
    assert (result.conclusion, result.forbids) == ("不通过", False)


def test_the_error_names_all_checks_that_forbid_and_how_to_waive_them() -> None:
    results = judge([check("甲.a == 2"), check("甲.a == 3", level="warning")], figures(a=1), OCTOBER)
    said = str(ChecksError(results, OCTOBER))
    assert "1 条勾稽关系不通过" in said
    assert "params/2021-10.yaml 的 waivers" in said


def test_results_are_written_for_excel(tmp_path: Path) -> None:
    results = judge([check("甲.a == 0.5"), check("甲.没有 == 1")], figures(a=1), OCTOBER)
    judging.write_checks(results, tmp_path / "checks.csv")
    assert (tmp_path / "checks.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["编号", "勾稽关系", "范围", "级别", "左边", "右边", "差额", "结论", "说明"]
    assert rows[1][4:8] == ["1", "0.5", "0.5", "不通过"]
    assert rows[2][4:8] == ["", "", "", "不适用"]


# --- the file ---------------------------------------------------------------------------------------------


def office_with(folder: Path, text: str) -> Office:
    (folder / "params").mkdir()
    (folder / "params" / "report.yaml").touch()
    (folder / "params" / "checks.yaml").write_text(text, encoding="utf-8")
    return Office(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "checks: [{id: C01, says: 甲, expect: 甲.a == 1}, {id: C01, says: 乙, expect: 甲.a == 1}]",
            "编号重复：C01",
        ),
        ("checks: [{id: C01, says: 甲, expect: 甲.a}]", "要写成一个比较"),
        ("checks: [{id: C01, says: 甲, expect: 甲.a == 1, levl: error}]", "没有这个参数"),
        ("checks: [{id: C1, says: 甲, expect: 甲.a == 1}]", "checks.0.id"),
        ("checks: [{id: C01, says: 甲, expect: 甲.a == 1, note: {when: 甲.a, says: 乙}}]", "要写成一个比较"),
    ],
)
def test_a_fault_in_the_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ParamsError, match=said):
        load_checks(office_with(tmp_path, text))


def test_unknown_figures_and_waivers_are_refused_with_near_misses() -> None:
    rules = [check("甲.存量贷款 == 甲.户", see=["甲.行"], note={"when": "甲.户 > 0", "says": "{甲.户}"})]
    waivers = [Waiver(check="C02", reason="", by="")]
    with pytest.raises(ParamsError) as raised:
        require_known(rules, waivers, ["甲.存量贷歀", "甲.户"], ["甲"], [], OCTOBER)
    assert "C01 里的“甲.存量贷款”没有哪个章节算出来，是不是：甲.存量贷歀" in str(raised.value)
    assert "“甲.行”" in str(raised.value)
    assert "“C02”不是勾稽关系的编号，是不是：C01" in str(raised.value)
    require_known(rules, [], [], ["甲"], ["甲"], OCTOBER)


def test_a_check_of_a_section_that_the_office_leaves_out_is_no_mistake() -> None:
    require_known([check("易迁后扶.搬迁户数 == 1")], [], [], ["基本情况"], [], OCTOBER)
    with pytest.raises(ParamsError, match="易迁后服"):
        require_known([check("易迁后服.搬迁户数 == 1")], [], [], ["基本情况"], [], OCTOBER)


def test_prints_the_warnings_of_the_ledgers_with_the_checks():
    problems = [
        Problem("warning", "L02.xlsx", "户籍人口", "K17", "户类别", "", "没有填", "补填"),
        Problem("info", "L03.xlsx", "Sheet1", "", "", "", "读作第一张表", ""),
    ]
    (result,) = judging.ledger_warnings(problems)
    assert (result.id, result.scope, result.conclusion) == ("台账", "L02.xlsx 户籍人口!K17", "提醒")
    assert "户类别" in result.explanation
    assert not result.forbids
