"""The rules of a ledger can compare columns and nothing else."""

import pandas as pd
import pytest

from helpers.ledgers.expressions import evaluate, names_in


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("余额 <=", "写得不对"),
        ("open('x')", "只能用"),
        ("余额.sum() > 1", "只能用"),
        ("余额.__class__ == 1", "Attribute"),
        ("0 < 余额 < 5", "两个量"),
        ("余额 ** 2 > 1", "Pow"),
        ("(余额 > 1) and (余额 < 2)", "BoolOp"),
        ("[x for x in 余额] == 1", "ListComp"),
    ],
)
def test_refuses_what_rules_do_not_have(rule, says):
    with pytest.raises(ValueError, match=says):
        names_in(rule)


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
