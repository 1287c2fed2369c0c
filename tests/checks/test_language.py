"""The language of the checks: what a relation may say, and that whatever cannot be computed forbids."""

from __future__ import annotations

import pytest

from helpers.checks import (
    ChecksError,
    judge,
)
from helpers.params import Waiver
from tests.checks.made import OCTOBER, changed, check, figure, figures, only


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
        ("月份 == 10", True),
        ("月份 * 甲.a == 11", False),
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
        ("(甲.a == 1) == 甲.b", "“甲.a == 1”是条件，不能再拿来比较"),
        ("max(1, 2).b == 1", "“max(1, 2).b”不能用"),
        (") == 1", "第 1 个字附近写得不对"),
        ("  甲.a == 甲.b)", "第 13 个字附近写得不对"),
        ("甲.a ==", "末尾写得不对"),
        ("(甲.a == 1", "第 1 个字附近写得不对"),
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
    for third, conclusion in ((3.044, "通过"), (3.046, "不通过")):  # three amounts, half a 分 each
        amounts["甲.c"] = figure("甲.c", third, decimals=2)
        assert only("甲.a + 甲.b == 甲.c", amounts).conclusion == conclusion
    assert only("甲.a == 甲.b", figures(a=1, b=2)).conclusion == "不通过"


def test_the_noise_of_floating_point_is_no_difference() -> None:
    assert only("甲.a + 甲.b == 0.3", figures(a=0.1, b=0.2)).conclusion == "通过"
    assert only("甲.a + 甲.b == 300000000.3", figures(a=100000000.1, b=200000000.2)).conclusion == "通过"
    assert only("甲.a == 0", figures(a=0.9e-9)).conclusion == "通过"
    assert only("甲.a == 0", figures(a=1.5e-9)).conclusion == "不通过"


def test_numbers_are_told_with_six_decimals_and_whole_ones_without() -> None:
    result = only("abs(甲.a / 3) == 甲.b", figures(a=1, b=2))
    assert (result.left, result.explanation) == (0.333333, "0.333333 ≠ 2，相差 1.666667")
    assert (type(result.right), result.difference) == (int, -1.666667)


def test_the_largest_number_is_still_counted_with() -> None:
    assert only("甲.a == 1000000000000000", figures(a=1e15)).conclusion == "通过"
    assert "结果太大" in only("甲.a + 1 == 1", figures(a=1e15)).explanation


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
def test_prior_and_opening_are_the_numbers_of_the_month_before() -> None:
    known = {
        "甲.在册": figure("甲.在册", 25, previous=24),
        "甲.新增": figure("甲.新增", 1, kind="flow", previous=0),
    }
    assert only("opening(甲.在册) + 甲.新增 == 甲.在册", known).conclusion == "通过"
    assert only("prior(甲.新增) == 0", known).explanation == "0 = 0"
