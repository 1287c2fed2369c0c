"""One name and one definition have one value in all sections, without any listing."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.checks import CheckResult, judge_definitions
from helpers.record import FigureRecord


def figure(name: str, value: Any, unit: Any = "万元", **more: Any) -> FigureRecord:
    content = {"name": name, "value": value, "unit": unit, "decimals": 0, "text": "", "definition": name}
    return FigureRecord.model_validate(content | more)


def judged(*figures: FigureRecord) -> list[CheckResult]:
    return judge_definitions({one.name: one for one in figures})


def conclusions(*figures: FigureRecord) -> list[str]:
    return [result.conclusion for result in judged(*figures)]


def test_one_name_with_two_values_forbids_the_month_and_names_both():
    (result,) = judged(
        figure("小额信贷.存量贷款", 269, definition="余额大于五千元的借据余额之和"),
        figure("问题与打算.存量贷款", 287, definition="余额大于零的借据余额之和"),
    )
    assert result.forbids
    assert (result.left, result.right, result.difference) == (269, 287, -18)
    for said in (
        "“小额信贷.存量贷款”是269万元",
        "“问题与打算.存量贷款”是287万元",
        "余额大于五千元",
        "余额大于零",
    ):
        assert said in result.explanation


def test_one_definition_with_two_values_forbids_the_month_under_any_names():
    (result,) = judged(
        figure("甲.户数", 5, "户", definition="在册的户"), figure("乙.在册", 6, "户", definition="在册的户")
    )
    assert result.forbids
    assert "定义都是：在册的户" in result.explanation


def test_equal_values_pass_and_are_counted():
    results = judged(
        figure("甲.户数", 5, "户", definition="在册的户"),
        figure("乙.户数", 5, "户", definition="在册的户"),
        figure("丙.人数", 6, "人"),
    )
    assert [result.conclusion for result in results] == ["通过"]
    assert "2 个" in results[0].explanation
    assert not results[0].forbids


@pytest.mark.parametrize(
    "figures", [[], [figure("甲.户数", 5)], [figure("甲.户数", 5), figure("乙.人数", 6)]]
)
def test_where_nothing_is_stated_twice_there_is_nothing_to_check(figures):
    assert conclusions(*figures) == ["不适用"]


def test_figures_of_one_section_may_share_a_definition():
    figures = [
        figure("甲.稻名称", "稻", "", definition="作物名称"),
        figure("甲.麦名称", "麦", "", definition="作物名称"),
    ]
    assert conclusions(*figures) == ["不适用"]
    parts = [figure("甲.稻", 3, "亩", definition="面积"), figure("甲.稻.早", 1, "亩", definition="面积")]
    assert conclusions(*parts) == ["不适用"]


def test_one_source_may_give_many_numbers():
    limits = [figure("甲.天数", 30, "天", kind="given"), figure("乙.月数", 12, "天", kind="given")]
    same = [one.model_copy(update={"definition": "本办内部警戒线"}) for one in limits]
    assert conclusions(*same) == ["不适用"]
    renamed = [same[0], same[1].model_copy(update={"name": "乙.天数"})]
    assert conclusions(*renamed) == ["不通过"]


@pytest.mark.parametrize(
    ("one", "other", "conclusion"),
    [
        # A count, and an amount in one unit, are the same to the last place.
        (figure("甲.数", 5), figure("乙.数", 6), "不通过"),
        (figure("甲.数", 5.01, decimals=2), figure("乙.数", 5.02, decimals=2), "不通过"),
        # Rounded each for itself: half of both last places, and no more.
        (figure("甲.数", 5, decimals=0), figure("乙.数", 50_000, "元"), "通过"),
        (figure("甲.数", 5, decimals=0), figure("乙.数", 55_000, "元"), "通过"),
        (figure("甲.数", 5, decimals=0), figure("乙.数", 55_001, "元"), "不通过"),
        (figure("甲.数", 5.4, decimals=1), figure("乙.数", 5, decimals=0), "通过"),
        (figure("甲.数", 5.6, decimals=1), figure("乙.数", 5, decimals=0), "不通过"),
        (figure("甲.数", 5, decimals=2), figure("乙.数", 50_050, "元"), "通过"),
        (figure("甲.数", 5, decimals=2), figure("乙.数", 50_050.0045, "元", decimals=2), "通过"),
        (figure("甲.数", 5, decimals=2), figure("乙.数", 50_050.0055, "元", decimals=2), "不通过"),
        # The noise of floating point is none.
        (figure("甲.数", 1e-9), figure("乙.数", 0), "通过"),
        (figure("甲.数", 2e-9), figure("乙.数", 0), "不通过"),
        (figure("甲.数", 5, "户"), figure("乙.数", 5, "人"), "不通过"),
        (figure("甲.数", None), figure("乙.数", None), "通过"),
        (figure("甲.数", 0), figure("乙.数", None), "不通过"),
        (figure("甲.村", "东村", ""), figure("乙.村", "东村、西村", ""), "不通过"),
    ],
)
def test_one_name_means_one_number_in_whatever_unit_it_is_told(one, other, conclusion):
    assert conclusions(one, other) == [conclusion]


def test_one_text_for_two_measures_is_not_compared():
    figures = [
        figure("甲.户数", 5, "户", definition="当年申报的"),
        figure("乙.人数", 9, "人", definition="当年申报的"),
    ]
    assert conclusions(*figures) == ["不适用"]


@pytest.mark.parametrize(("key", "month"), [("previous", "上月"), ("year_ago", "上年同月")])
def test_what_it_is_compared_with_is_one_number_too(key, month):
    (result,) = judged(figure("甲.数", 5, **{key: 4}), figure("乙.数", 5, **{key: 3}))
    assert result.forbids
    assert result.explanation.startswith(month)
    assert conclusions(figure("甲.数", 5, **{key: 4}), figure("乙.数", 5, **{key: None})) == ["通过"]


def test_each_pair_that_differs_is_named():
    results = judged(figure("甲.数", 5), figure("乙.数", 6), figure("丙.数", 5))
    assert len(results) == 2
    assert all(result.forbids for result in results)


def test_figures_of_one_section_do_not_end_the_search():
    figures = [figure("甲.数", 5), figure("甲.户数", 5), figure("乙.数", 6)]
    assert conclusions(*figures) == ["不通过"]


def test_numbers_in_two_units_are_told_in_the_first():
    (result,) = judged(
        figure("甲.数", 5, decimals=4), figure("乙.数", 60_000.123456, "元", decimals=2, definition="乙")
    )
    assert (result.left, result.right, result.difference) == (5, 6.000012, -1.000012)
    assert result.explanation == "本月“甲.数”是5万元，“乙.数”是60000.12元；定义分别是：甲.数；乙"


@pytest.mark.parametrize(
    ("value", "unit", "said"), [(None, "万元", "无"), ("东村", "", "东村"), (0.0, "户", "0户")]
)
def test_what_differs_is_told_as_it_is_printed(value, unit, said):
    (result,) = judged(figure("甲.数", value, unit), figure("乙.数", 7, unit))
    assert result.explanation.startswith(f"本月“甲.数”是{said}，“乙.数”是7{unit}")
