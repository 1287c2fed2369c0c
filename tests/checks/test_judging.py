"""The checks between figures: each relation holds and fails; what is missing does not apply."""

from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from helpers.checks import (
    CheckResult,
    ChecksError,
    for_readers,
    judge,
    judging,
    load_checks,
    require_known,
    unused_waivers,
)
from helpers.errors import ParamsError
from helpers.ledgers import Problem
from helpers.offices import Office
from helpers.params import ParamsFaults, Waiver
from tests.checks.made import OCTOBER, changed, check, figure, figures, only

# --- what does not apply ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        ("甲.没有 == 1", "没有“甲.没有”"),
        ("甲.空 == 1", "没有数值"),
        ("甲.a == prior(甲.a)", "没有上月数"),
        ("villages(甲.a) == 1", "没有分村的数"),
        ("甲.a / 甲.空 == 1", "没有数值"),
    ],
)
def test_a_relation_whose_numbers_are_not_there_does_not_apply_and_never_passes(
    expect: str, reason: str
) -> None:
    result = only(expect, figures(a=1, 空=None))
    assert result.conclusion == "不适用"
    assert reason in result.explanation
    assert not result.forbids


def test_a_check_of_some_months_does_not_apply_in_the_others() -> None:
    assert only("甲.a == 2", figures(a=1), when="月份 > 10").conclusion == "不适用"
    assert only("甲.a == 2", figures(a=1), when="月份 > 9").conclusion == "不通过"


# --- for each figure, for each village --------------------------------------------------------------------

VILLAGES = {"东村": 1, "西村": 2}


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
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


def test_readers_are_told_no_rows_no_village_and_of_warnings_only_how_many() -> None:
    known = {
        "甲.a": figure("甲.a", 3, by_village={"东村": 2, "西村": 1}),
        "甲.b": figure(
            "甲.b", 2, by_village={"东村": 1, "西村": 1}, sources=[{"table": "借款", "rows": "7-9"}]
        ),
    }
    rules = [
        check("甲.a <= 甲.b", scope="villages", level="warning"),
        check("甲.a == 甲.b", see=["甲.b"], level="warning"),
    ]
    waiver = Waiver(check="C01", reason="待核", by="张主任")
    results = judge(rules, known, OCTOBER, [waiver])
    assert "东村" in results[0].explanation
    assert "7-9" in results[1].explanation
    warnings = [Problem("warning", "a.xlsx", "借款", f"B{row}", "", "", "空", "补", "") for row in (4, 5)]
    told = for_readers([*results, *judging.ledger_warnings(warnings)])
    assert [one.explanation for one in told] == [
        "有的村不成立，由本办核实。豁免理由：待核（张主任）",
        "3 ≠ 2，相差 1。豁免理由：待核（张主任）",
        "核对台账时有 2 处提醒，由本办逐处核实",
    ]
    assert told[0].left is told[0].right is told[0].difference is None
    assert not any(text in str(told) for text in ("东村", "7-9", "B4"))


def test_readers_are_told_which_figure_fell_without_its_rows() -> None:
    known = {
        "甲.a": figure("甲.a", 9, kind="ytd", previous=10, sources=[{"table": "借款", "rows": "7-9"}]),
        "甲.b": figure("甲.b", "东村", kind="ytd", previous=10),
        "甲.c": figure("甲.c", None, kind="ytd", previous=10),
    }
    warning = judging.ledger_warnings([Problem("warning", "a.xlsx", "借款", "B4", "", "", "空", "补", "")])
    results = judge([check("本指标 >= prior(本指标)", each="ytd", see=["甲.a"])], known, OCTOBER)
    assert [one.explanation for one in results] == ["甲.a：9 < 10，相差 1；见 借款 第 7-9 行"]
    assert [one.explanation for one in for_readers([*warning, *results])] == [
        "甲.a：9 < 10，相差 1",
        "核对台账时有 1 处提醒，由本办逐处核实",
    ]


@pytest.mark.parametrize(("each", "scope", "what"), [("ytd", "month", "指标"), (None, "villages", "村")])
def test_where_there_is_nothing_to_judge_the_check_says_so(each: str | None, scope: str, what: str) -> None:
    expect = "本指标 == 1" if each else "甲.a == 1"
    for known in (
        {},
        {"甲.a": figure("甲.a", None, kind="ytd")},
        {"甲.a": figure("甲.a", "东村", kind="ytd")},
    ):
        result = only(expect, known, each=each, scope=scope)
        assert (result.conclusion, result.explanation) == ("不适用", f"没有可核对的{what}")


def test_a_figure_without_a_value_is_not_judged_though_it_has_villages() -> None:
    known = {"甲.a": figure("甲.a", None, by_village=VILLAGES)}
    assert only("villages(本指标) == 本指标", known, each="villages").explanation == "没有可核对的指标"


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


def test_the_condition_of_a_check_may_name_the_figure_in_turn_only_with_each() -> None:
    assert check("本指标 == 1", each="ytd", when="本指标 > 0").when == "本指标 > 0"
    with pytest.raises(ValueError, match="写了 each 才能用“本指标”"):
        check("甲.a == 1", when="本指标 > 0")


def test_all_faults_of_a_check_are_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"(?s)写成一个比较.*：甲\.a.*写成一个比较.*：甲\.b"):
        check("甲.a", when="甲.b")


# --- notes, rows, waivers ---------------------------------------------------------------------------------


def test_a_note_is_printed_only_when_its_condition_holds() -> None:
    note = {"when": "甲.b > 0", "says": "含其他{甲.b}"}
    assert only("甲.a == 1", figures(a=1, b=4), note=note).explanation == "1 = 1（含其他4户）"
    assert only("甲.a == 1", figures(a=1, b=0), note=note).explanation == "1 = 1"


def test_a_note_without_its_figure_falls_away_and_the_check_still_holds() -> None:
    for note in ({"when": "甲.没有 > 0", "says": "乙"}, {"when": "甲.a > 0", "says": "{甲.没有}"}):
        result = only("甲.a == 1", figures(a=1), note=note)
        assert (result.conclusion, result.explanation) == ("通过", "1 = 1")


def test_the_note_of_a_check_that_fails_is_not_asked() -> None:
    note = {"when": "甲.a / 甲.b > 0", "says": "乙"}
    assert only("甲.a == 2", figures(a=1, b=0), note=note).explanation == "1 ≠ 2，相差 1"


@pytest.mark.parametrize("says", ["含{甲.b", "含甲.b}", "{}"])
def test_the_braces_of_a_note_are_in_pairs(says: str) -> None:
    with pytest.raises(ValueError, match="花括号不成对"):
        check("甲.a == 1", note={"when": "甲.a > 0", "says": says})


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
def test_a_failure_leads_to_the_rows() -> None:
    known = figures(a=1)
    known["甲.b"] = figure("甲.b", 4, sources=[{"table": "户籍人口", "rows": "12,77-79"}])
    for see in (["甲.b"], ["甲.a", "甲.b"], ["甲.b", "甲.a"]):
        said = only("甲.a == 2", known, see=see).explanation
        assert said == "1 ≠ 2，相差 1；见 户籍人口 第 12,77-79 行"
    assert only("甲.a == 2", known, see=["甲.a"]).explanation == "1 ≠ 2，相差 1"


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


@pytest.mark.promise("checks.csv")
def test_results_are_written_for_excel(tmp_path: Path) -> None:
    results = judge([check("甲.a == 0.5"), check("甲.没有 == 1")], figures(a=1), OCTOBER)
    judging.write_checks(results, tmp_path / "checks.csv")
    assert (tmp_path / "checks.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["编号", "勾稽关系", "范围", "级别", "左边", "右边", "差额", "结论", "说明"]
    assert rows[1][4:8] == ["1", "0.5", "0.5", "不通过"]
    assert rows[2][4:8] == ["", "", "", "不适用"]


@pytest.mark.parametrize(
    ("value", "cell"), [(0.1234567, "0.123457"), (0.000001, "0.000001"), (2.0, "2"), (0, "0"), (None, "")]
)
def test_a_number_is_written_for_excel_with_six_decimals(tmp_path: Path, value: Any, cell: str) -> None:
    result = CheckResult("C01", "", "", "", value, None, None, "通过", "")
    judging.write_checks([result], tmp_path / "checks.csv")
    assert (tmp_path / "checks.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")[4] == cell


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
        ("checks: [{id: C1, says: 甲, expect: 甲.a == 1}]", "第 1 行的 checks 第 1 项的 id：不合规定的写法"),
        ("checks: [{id: C01, says: 甲, expect: 甲.a == 1, note: {when: 甲.a, says: 乙}}]", "要写成一个比较"),
    ],
)
def test_a_fault_in_the_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ParamsError, match=said):
        load_checks(office_with(tmp_path, text))


UNKNOWN = """checks:
- id: C01
  says: 关系
  expect: 甲.存量贷款 == 甲.户
  see: [甲.行]
  note: {when: 甲.户 > 0, says: "{甲.人}"}
"""


def test_unknown_figures_are_refused_with_their_lines_and_near_misses(tmp_path: Path) -> None:
    office = office_with(tmp_path, UNKNOWN)
    rules = load_checks(office)
    with pytest.raises(ParamsFaults) as raised:
        require_known(office, rules, ["甲.存量贷歀", "甲.户"], ["甲"], [])
    assert [str(fault) for fault in raised.value.faults] == [
        "params/checks.yaml 第 4 行的 checks 第 1 项的 expect：C01 里的“甲.存量贷款”没有哪个章节算出来，"
        "是不是：甲.存量贷歀；请改正名字",
        "params/checks.yaml 第 5 行的 checks 第 1 项的 see：C01 里的“甲.行”没有哪个章节算出来，"
        "是不是：甲.户；请改正名字",
        "params/checks.yaml 第 6 行的 checks 第 1 项的 note：C01 里的“甲.人”没有哪个章节算出来，"
        "是不是：甲.户；请改正名字",
    ]
    require_known(office, rules, [], ["甲"], ["甲"])


def test_no_more_than_three_near_names_are_told_and_none_where_none_is_near(tmp_path: Path) -> None:
    office = office_with(tmp_path, UNKNOWN)
    known = [f"甲.存量贷{letter}" for letter in "一二三四"]
    for name, near in (("甲.存量贷款", 3), ("丙.abcdefg", 0)):
        with pytest.raises(ParamsFaults) as raised:
            require_known(office, [check(f"{name} == 1")], known, ["甲", "丙"], [])
        said = str(raised.value.faults[0])
        assert [said.count(other) for other in known].count(1) == near
        assert ("是不是" in said) is (near > 0)


def test_the_section_of_a_figure_stands_before_the_first_dot(tmp_path: Path) -> None:
    require_known(office_with(tmp_path, UNKNOWN), [check("甲.a == 1", see=["甲.b.c"])], [], ["甲"], ["甲"])


def test_a_waiver_of_no_check_is_named_with_its_place(tmp_path: Path) -> None:
    office = office_with(tmp_path, UNKNOWN)
    waivers = [Waiver(check=name, reason="待核", by="张主任") for name in ("C01", "C02")]
    month: Any = SimpleNamespace(month=OCTOBER, this_month=SimpleNamespace(waivers=waivers))
    (fault,) = judging.unknown_waivers(office, load_checks(office), month)
    assert "params/2021-10.yaml" in str(fault)
    assert "“C02”不是勾稽关系的编号，是不是：C01" in str(fault)


def test_a_check_of_a_section_that_the_office_leaves_out_is_no_mistake(tmp_path: Path) -> None:
    office = office_with(tmp_path, UNKNOWN)
    require_known(office, [check("易迁后扶.搬迁户数 == 1")], [], ["基本情况"], [])
    with pytest.raises(ParamsError, match="易迁后服"):
        require_known(office, [check("易迁后服.搬迁户数 == 1")], [], ["基本情况"], [])


def test_prints_the_warnings_of_the_ledgers_with_the_checks():
    problems = [
        Problem("warning", "L02.xlsx", "户籍人口", "K17", "户类别", "", "没有填", "补填"),
        Problem("info", "L03.xlsx", "Sheet1", "", "", "", "读作第一张表", ""),
    ]
    (result,) = judging.ledger_warnings(problems)
    assert (result.id, result.scope, result.conclusion) == ("台账", "L02.xlsx 户籍人口!K17", "提醒")
    assert "户类别" in result.explanation
    assert not result.forbids
