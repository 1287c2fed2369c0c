"""The rules of a ledger can compare columns and nothing else."""

import pandas as pd
import pytest

from helpers.expressions import DATE, NUMBER, TEXT, ExpressionError
from helpers.ledgers.expressions import evaluate, names_in, require_computable


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("余额 <=", "不是规则：末尾写得不对"),
        ("", "规则是空的"),
        ("open('x')", "只能用 isna、notna、abs"),
        ("余额.sum() > 1", "只能用 isna、notna、abs"),
        ("余额.__class__ == 1", "第 1 个字起的“余额.__class__”不能用"),
        ("0 < 余额 < 5", "一次只能比较两个量"),
        ("余额 > 1 & 余额 < 2", "每个比较用括号括起来"),
        ("余额 ** 2 > 1", "“余额 ** 2”不能用"),
        ("(余额 > 1) and (余额 < 2)", "不能用 and、or、not：用 &、|、~"),
        ("not (余额 > 1)", "不能用 and、or、not"),
        ("[x for x in 余额] == 1", "不能用"),
        ("余额", "规则要写成一个比较"),
        ("余额 + 1", "规则要写成一个比较"),
        ("余额 | (余额 > 1)", "“余额”是列，这里要的是条件"),
        ("~余额", "“余额”是列，这里要的是条件"),
        ("(余额 > 1) + 1 > 0", "“余额 > 1”是条件，这里要的是数"),
        ("余额 in [1, 2]", "比较只能用"),
        ("isna(余额, 1)", "要写 1 个值"),
        ("isna(x=余额)", "要写 1 个值"),
        ("余额 == True", "“True”不能用"),
        ("余额 / 0 > 1", "除数不能是零"),
        ("状态 == “在册”", "第 7 个字““”是全角符号，要写成“'”"),
        ("余额 > 1) | (余额 < 0", "写得不对"),
        ("余额 | (余额 > 1)", "这里要的是条件（比较要用括号括起来）："),
        # What stands in quotes is a text, whatever its letters.
        ("状态 == '（' | 余额 <=", "末尾写得不对"),
        ('状态 == "（" | 余额 <=', "末尾写得不对"),
        ("(状态 == '一') | (状态 == '（') | 余额 <=", "末尾写得不对"),
        ('(状态 == "一") | (状态 == "（") | 余额 <=', "末尾写得不对"),
        ("状态 == '=' | 余额 <=", "末尾写得不对"),
        ("(状态 == '一'）", "第 11 个字“）”是全角符号"),
        ('(状态 == "一"）', "第 11 个字“）”是全角符号"),
        ("余额 > \ud800", "写得不对"),
        ("余额 > \0", "写得不对"),
        ("余额 > '" + "长" * 5_000 + "'", "规则太长"),
    ],
)
def test_refuses_what_rules_do_not_have(rule, says):
    with pytest.raises(ExpressionError) as caught:
        names_in(rule)
    assert says in str(caught.value)


KINDS = {"余额": NUMBER, "月数": NUMBER, "状态": TEXT, "起": DATE, "止": DATE}


@pytest.mark.parametrize(
    "rule",
    [
        "'2021-01-01' <= 起",
        "余额 * 月数 - 1 >= -月数",
        "(状态 == '在册') | (状态 < '死亡')",
        "起 <= 止",
        "(起 > '2021-01-01') & ~isna(止)",
        "isna(状态) | notna(起)",
        "余额 / 月数 > 0",
    ],
)
def test_what_columns_can_be_asked_is_computable(rule):
    require_computable(rule, KINDS)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("余额 > '五'", "不能比较：左边是数，右边是文字"),
        ("状态 == 1", "不能比较：左边是文字，右边是数"),
        ("起 > 余额", "不能比较：左边是日期，右边是数"),
        ("起 > '去年'", "不能比较：左边是日期，右边是文字"),
        ("'去年' < 起", "不能比较：左边是文字，右边是日期"),
        ("起 > 状态", "不能比较：左边是日期，右边是文字"),
        ("状态 + 1 > 2", "“状态”是文字，这里要的是数：状态 + 1 > 2"),
        ("止 - 起 > 30", "“止”是日期，这里要的是数"),
        ("abs(状态) == 1", "“状态”是文字，这里要的是数"),
        ("余额 > 1 / (1 - 1)", "规则算不出来"),
    ],
)
def test_what_cannot_be_computed_over_the_columns_is_told_before_a_row_is_read(rule, says):
    with pytest.raises(ExpressionError) as caught:
        require_computable(rule, KINDS)
    assert says in str(caught.value)


def test_a_column_keeps_its_full_width_letters():
    assert names_in("isna(Ａ类) | (A类 > 0)") == ["Ａ类", "A类"]
    with pytest.raises(ExpressionError, match="只能用 isna、notna、abs"):
        names_in("ｉｓｎａ(余额)")


@pytest.mark.parametrize(("length", "refused"), [(5_000, False), (5_001, True)])
def test_a_rule_may_have_five_thousand_letters(length, refused):
    rule = "余额 > 1".ljust(length)
    if refused:
        with pytest.raises(ExpressionError, match="规则太长：最多 5000 个字"):
            names_in(rule)
    else:
        assert names_in(rule) == ["余额"]


@pytest.mark.parametrize("length", [40, 41])
def test_of_a_part_forty_letters_are_told(length):
    part = f"余额 **{' ' * (length - 6)}2"
    with pytest.raises(ExpressionError) as caught:
        names_in(f"{part} > 1")
    assert f"“{part[:39]}{'…' if length > 40 else part[39:]}”" in str(caught.value)


def test_names_the_columns_in_order():
    assert names_in("isna(实发) | (实发 <= 审定) & (abs(规模 * 标准 - 申报) < 0.005)") == [
        "实发",
        "审定",
        "规模",
        "标准",
        "申报",
    ]


def test_is_evaluated_for_all_rows_and_a_blank_meets_no_comparison():
    columns = {
        "人口": pd.Series([3, 3, 3, None], dtype="Int64"),
        "劳动力": pd.Series([2, 4, None, 1], dtype="Int64"),
        "金额": pd.Series([1.0, None, 2.0, 3.0]),
        "状态": pd.Series(["在册", None, "死亡", "在册"], dtype="str"),
    }
    assert evaluate("劳动力 <= 人口", columns).tolist() == [True, False, False, False]
    assert evaluate("isna(劳动力) | (劳动力 <= 人口)", columns).tolist() == [True, False, True, False]
    assert evaluate("abs(金额 - 2) < 1.5", columns).tolist() == [True, False, True, True]
    assert evaluate("(状态 == '在册') | ~notna(状态)", columns).tolist() == [True, True, False, True]
    assert evaluate("-金额 / 2 + 1 >= 0", columns).tolist() == [True, False, True, False]
