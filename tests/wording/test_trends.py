"""A chart's title says what one should see, and is right in every state of the figures."""

import pytest

from helpers.wording.trends import called, course, most

MONTHS = [f"2021-{number:02d}" for number in range(1, 11)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([290, 285, 292, 287], "由1月的290万元降至287万元，3月最高"),
        ([280, 285, 284, 287], "由1月的280万元增至287万元"),
        ([280, 285, 270, 287], "由1月的280万元增至287万元，3月最低"),
        ([280, 300, 270, 287], "由1月的280万元增至287万元，2月最高"),
        ([280, 300, 300, 287], "由1月的280万元增至287万元"),
        ([290, 280, 290], "与1月持平，为290万元，2月最低"),
        ([47, 47, 47], "各月均为47万元"),
        ([0, 0], "各月均为零"),
        ([0, 3, 5], "从无到有，增至5万元"),
        ([5, 3, 0], "由1月的5万元降至零"),
        ([287], "为287万元"),
        ([0], "为零"),
        ([-2, 3], "由1月的-2万元增至3万元"),
        ([12345.678, 12345.681], "各月均为1.23亿元"),
        ([], "为无"),
    ],
)
def test_says_how_a_figure_went_over_the_months(values, said):
    assert course(dict(zip(MONTHS, values, strict=False)), "万元", 2) == said


def test_a_percentage_rises():
    assert course({"2021-09": 60, "2021-10": 75.5}, "%", 1) == "由9月的60%升至75.5%"


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("2020-11", "由上年11月的3户增至5户"),
        ("2021-01", "由1月的3户增至5户"),
        ("2019-03", "由2019年3月的3户增至5户"),
    ],
)
def test_names_a_month_as_one_does_in_another(first, said):
    assert course({"2021-10": 5, first: 3}, "户", 0) == said


def test_names_the_months_of_the_year_before_as_seen_from_the_last_month():
    counts = {"2020-10": 1, "2020-11": 9, "2020-12": 2, "2021-01": 3}
    assert course(counts, "户", 0) == "由上年10月的1户增至3户，上年11月最高"


def test_writes_no_more_than_two_decimals():
    assert course({"2021-10": 1.2345}, "公里", 4) == "为1.23公里"


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"东村": 3, "西村": 5, "南村": 0}, "西村最多（5户）"),
        ({"东村": 5, "西村": 5, "南村": 1}, "东村、西村最多（各5户）"),
        ({"东村": 5, "西村": 5, "南村": 5, "北村": 1}, "3个村并列最多（各5户）"),
        ({"东村": 5, "西村": 5, "南村": 5}, "各村均为5户"),
        ({"东村": 5, "西村": 5}, "东村、西村各5户"),
        ({"东村": 5, "西村": 5, "南村": 0}, "东村、西村各5户"),
        ({"东村": 5, "西村": 0}, "集中在东村"),
        ({"东村": 0}, "无"),
        ({}, "无"),
    ],
)
def test_says_which_group_has_most(groups, said):
    assert most(groups, "户", 0, "村") == said


def test_names_months_in_chinese():
    assert most({"2021-12": 15, "2022-01": 5}, "万元", 2, "到期年月") == "2021年12月最多（15万元）"
    assert called("2021-10") == "2021年10月"
    assert called("东村") == "东村"
