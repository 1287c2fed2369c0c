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
    for_readers,
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
from helpers.params import ParamsFaults, Waiver
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
        ("max(甲.a, 甲.b, 甲.c, 2.5) == 3", True),
        ("round(甲.a / 甲.b) == 1", True),  # Half up, as people round, not half to even.
        ("round(甲.c / 甲.b, 0) == 2", True),
        ("+甲.a == 1", True),
        ("abs(round(-甲.b / 甲.c, 6) + 甲.b / 甲.c) < 0.001", True),
        ("  甲.a\n  + 甲.b == 甲.c", True),
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
        "甲.a != 甲.b",
        "(甲.a == 1) | (甲.b == 1)",
        "甲.a == 1 and 甲.b == 1",
        "not 甲.a == 1",
        "甲.a.b.c == 1",
        "甲.a[0] == 1",
        "[甲.a] == 1",
        "(甲.a, 甲.b) == 1",
        "甲.a if 甲.b else 甲.c == 1",
        "f'{甲.a}' == 1",
        "甲.a == ...",
        "甲.a == None",
        "(lambda: 1)() == 1",
        "甲.a == b'1'",
        "",
        "甲.a == \0",
    ],
)
def test_whatever_is_no_comparison_of_sums_is_refused(expect: str) -> None:
    with pytest.raises(ValueError, match=r"算式|比较"):
        check(expect)


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("abs(甲.a, 甲.b) == 1", "“abs(甲.a, 甲.b)”的括号里要写 1 个值"),
        ("abs() == 1", "要写 1 个值"),
        ("max(甲.a) == 1", "要写 2 个以上值"),
        ("min() == 1", "要写 2 个以上值"),
        ("round(甲.a, 1, 2) == 1", "要写 1 至 2 个值"),
        ("round(甲.a, 甲.b) == 1", "的小数位数要直接写 0 至 6 的整数"),
        ("round(甲.a, 1.0) == 1", "的小数位数要直接写 0 至 6 的整数"),
        ("round(甲.a, -1) == 1", "的小数位数要直接写 0 至 6 的整数"),
        ("round(甲.a, 7) == 1", "的小数位数要直接写 0 至 6 的整数"),
        ("round(甲.a, True) == 1", "的小数位数要直接写 0 至 6 的整数"),
        ("prior(甲.a, 甲.b) == 1", "要写 1 个值"),
        ("prior(甲.a + 1) == 0", "“prior(甲.a + 1)”的括号里只能是一个指标"),
        ("prior(prior(甲.a)) == 1", "的括号里只能是一个指标"),
        ("prior(max(甲.a, 甲.b)) == 1", "的括号里只能是一个指标"),
        ("opening(月份) == 1", "的括号里只能是一个指标"),
        ("prior(*甲.a) == 1", "的括号里只能是一个指标"),
        ("max(*甲.a, 甲.b) == 1", "“*甲.a”不能用"),
        ("甲.a == True", "“True”不能用"),
        ("甲.a == 1j", "“1j”不能用"),
        ("甲.a ** 2 == 4", "第 1 个字起的“甲.a ** 2”不能用"),
        ("1 + 甲.a % 2 == 4", "第 5 个字起的“甲.a % 2”不能用"),
        ("甲.a == 1e999", "“1e999”这个数太大"),
        ("甲.a == " + "9" * 400, "这个数太大"),
        ("甲.a == " + "9" * 4_900, "不是算式"),
        ("甲.a / 0 == 1", "“0”除数不能是零"),
        ("甲.a / 0.0 == 1", "除数不能是零"),
        ("甲.a == (甲.b == 1)", "“甲.b == 1”是条件，不能再拿来比较"),
        ("甲.a + (甲.b == 1) == 1", "“甲.b == 1”是条件，这里要的是数"),
        ("甲.a （ 1 == 1", "第 5 个字“（”是全角符号，要写成“(”"),
        ("甲.a ≤ 甲.b", "“≤”是全角符号，要写成“<=”"),
        ("甲.a == 甲.b × 2", "“×”是全角符号，要写成“*”"),
        ("甲.a = 甲.b", "第 5 个字“=”要写成“==”"),
        ("甲.a == 甲.b)", "第 11 个字附近写得不对"),
        (" + ".join(["甲.a"] * 3_000) + " == 1", "太长"),
        (" + ".join(["甲.a"] * 101) + " == 1", "最多连着算 100 步"),
        ("-" * 4_000 + "甲.a == 1", "算式"),
        ("(" * 2_000 + "甲.a" + ")" * 2_000 + " == 1", "不是算式"),
    ],
)
def test_what_cannot_be_computed_is_told_before_anything_runs(expect: str, said: str) -> None:
    with pytest.raises(ValueError, match="Value error") as raised:
        check(expect)
    assert said in str(raised.value)


def test_a_sum_of_ninety_terms_is_right() -> None:
    assert only(" + ".join(["甲.a"] * 90) + " == 90", figures(a=1)).conclusion == "通过"


def test_a_name_is_read_as_it_is_written() -> None:
    """Python folds full width letters of names into half width, but the notebook's figure has them."""
    known = {"甲.Ａ类": figure("甲.Ａ类", 1), "甲.A类": figure("甲.A类", 2)}
    assert only("甲.Ａ类 == 1", known).conclusion == "通过"
    assert check("甲 . Ａ类 == 甲.A类").figures() == {"甲.Ａ类", "甲.A类"}


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("甲.a / 甲.零 == 1", "除数为零；请用 when 写明除数大于零才核对"),
        ("甲.a / (甲.a - 甲.a) == 1", "除数为零"),
        ("甲.大 * 甲.大 == 1", "结果太大"),
        ("甲.a / 甲.小 == 1", "结果太大"),
        ("甲.无穷 == 1", "“甲.无穷”不是一个数"),
        ("甲.非数 == 甲.非数", "“甲.非数”不是一个数"),
        ("甲.文 == 1", "“甲.文”是文字，不能核对；请换成一个数"),
        ("opening(甲.流) == 0", "“甲.流”不是期末数；请opening 改用 prior"),
        ("round(甲.大 * 甲.大 * 甲.大 * 甲.大, 6) == 1", "数太大"),
    ],
)
@pytest.mark.parametrize("level", ["error", "warning"])
def test_a_check_that_cannot_be_computed_names_itself_and_forbids(expect: str, said: str, level: str) -> None:
    known = figures(a=1, 零=0, 大=1e14, 小=1e-300, 无穷=float("inf"), 非数=float("nan"), 文="东村、西村")
    known["甲.流"] = figure("甲.流", 1, kind="flow", previous=0)
    result = only(expect, known, level=level)
    assert result.forbids
    assert f"“{expect}”算不出来" in result.explanation
    assert said in result.explanation
    assert "C01" in str(ChecksError([result], OCTOBER))
    waived = judge([check(expect)], known, OCTOBER, [Waiver(check="C01", reason="已核", by="张主任")])
    assert [one.conclusion for one in waived] == ["豁免"]


def test_a_condition_that_cannot_be_computed_forbids_too() -> None:
    assert only("甲.a == 1", figures(a=1, b=0), when="甲.a / 甲.b > 1").forbids
    assert only("甲.a == 1", figures(a=1, b=0), note={"when": "甲.a / 甲.b > 1", "says": "乙"}).forbids


def test_a_check_that_cannot_be_computed_for_one_village_names_the_village() -> None:
    known = figures(a=3, b=2)
    known["甲.a"] = changed(known["甲.a"], by_village={"东村": 1, "西村": 2})
    known["甲.b"] = changed(known["甲.b"], by_village={"东村": 2})
    (result,) = judge([check("甲.a / 甲.b >= 0", scope="villages")], known, OCTOBER)
    assert result.forbids
    assert result.explanation.startswith("西村：“甲.a / 甲.b >= 0”算不出来：除数为零")


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


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
def test_prior_and_opening_are_the_numbers_of_the_month_before() -> None:
    known = {
        "甲.在册": figure("甲.在册", 25, previous=24),
        "甲.新增": figure("甲.新增", 1, kind="flow", previous=0),
    }
    assert only("opening(甲.在册) + 甲.新增 == 甲.在册", known).conclusion == "通过"
    assert only("prior(甲.新增) == 0", known).explanation == "0 = 0"


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


def test_a_note_without_its_figure_falls_away_and_the_check_still_holds() -> None:
    for note in ({"when": "甲.没有 > 0", "says": "乙"}, {"when": "甲.a > 0", "says": "{甲.没有}"}):
        result = only("甲.a == 1", figures(a=1), note=note)
        assert (result.conclusion, result.explanation) == ("通过", "1 = 1")


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
