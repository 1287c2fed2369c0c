"""Numbers in official prose: rounding, round figures by rule, numerals, units."""

import pytest

from helpers.errors import SectionError
from helpers.wording.numbers import (
    FORMS,
    LIST_FORMS,
    by_size,
    chinese_numeral,
    convert,
    decimals_of,
    duration,
    leading_step,
    next_step,
    plain,
    rounded,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (287.0, 2, "287"),
        (10.2, 2, "10.2"),
        (2.675, 2, "2.68"),
        (0.005, 2, "0.01"),
        (-0.001, 2, "0"),
        (411620, 2, "411620"),
        (1e-7, 2, "0"),
        (100, 0, "100"),
        (0.1 + 0.2, 2, "0.3"),
    ],
)
def test_writes_plain_numbers_without_trailing_zeros(value, decimals, text):
    assert plain(value, decimals) == text


def test_rounds_half_up_on_the_shortest_decimal():
    assert str(rounded(1.005, 2)) == "1.01"


@pytest.mark.parametrize(
    ("value", "step"),
    [(3060, 3000), (3000, 3000), (83200, 80000), (4.4, 4), (0.37, 0.3), (9, 9), (0, 0), (-3, 0)],
)
def test_floors_to_the_leading_digit(value, step):
    assert leading_step(value) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "step"), [(3060, 4000), (3000, 3000), (9.5, 10), (10, 10), (1, 1), (0, 0), (-3, 0)]
)
def test_rises_to_the_next_round_number(value, step):
    assert next_step(value) == step


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3060, "3000余亩"),
        (3000, "3000亩"),
        (3999, "3000余亩"),
        (7, "7亩"),
        (9.5, "9.5亩"),
        (10, "10亩"),
        (10.5, "10余亩"),
        (412, "400余亩"),
    ],
)
def test_yu_is_strictly_more_and_below_the_next_step(value, text):
    assert FORMS["余"](value, "亩", 1) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (411620, "元", "41.16万元"),
        (9999.9, "元", "9999.9元"),
        (10000, "元", "1万元"),
        (99_999_999, "元", "1亿元"),
        (28700, "万元", "2.87亿元"),
        (0.96, "万元", "9600元"),
        (2_000_000_000, "元", "20亿元"),
        (38006, "人", "3.8万人"),
        (12, "户", "12户"),
        (36000, "亩", "3.6万亩"),
        (112345, "公里", "112345公里"),
        (20000, "天", "20000天"),
        (55.2, "%", "55.2%"),
        (-20000, "元", "-2万元"),
        (-9999, "元", "-9999元"),
        (9999.996, "万元", "1亿元"),
        (9999.994, "万元", "9999.99万元"),
        (28765, "万元", "2.88亿元"),
        (0.1234567, "万元", "1234.57元"),
        (0.99999999, "万元", "1万元"),
        (1.5, "亿元", "1.5亿元"),
        (0, "元", "0元"),
    ],
)
def test_wan_and_yi_are_units_from_ten_thousand_and_a_hundred_million(value, unit, text):
    assert FORMS["万"](value, unit, 2) == text


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [(1234.56, "元", 0, "1235元"), (9999.5, "元", 0, "1万元"), (0.123456, "万元", 0, "1234.56元")],
)
def test_keeps_the_decimals_of_a_unit_that_is_not_split(value, unit, decimals, text):
    assert FORMS["万"](value, unit, decimals) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.3, "万元", "3000元"),
        (12000, "万元", "1.2亿元"),
        (411620, "元", "411620元"),
        (38006, "人", "38006人"),
    ],
)
def test_only_what_is_kept_in_wan_is_written_by_its_size(value, unit, text):
    assert by_size(value, unit, 2) == text


@pytest.mark.parametrize(("unit", "decimals"), [("户", 0), ("亩", 1), ("万元", 2), ("万元/户", 2), ("类", 0)])
def test_a_unit_says_how_many_decimals_it_has(unit, decimals):
    assert decimals_of(unit) == decimals


@pytest.mark.parametrize(
    ("listed", "text"), [("甲、乙、丙", "甲、乙和丙"), ("甲、乙", "甲和乙"), ("甲", "甲"), ("", "")]
)
def test_the_last_of_a_list_follows_he(listed, text):
    assert LIST_FORMS["和"](listed) == text
    assert LIST_FORMS[""](listed) == listed


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (38006, "人", "3万余人"),
        (411620, "元", "40余万元"),
        (10000, "元", "10000元"),
        (28700, "万元", "2亿余元"),
        (28, "万元", "20余万元"),
        (8.32, "万元", "8.32万元"),
    ],
)
def test_yu_stands_after_wan_below_ten_of_them_and_before_it_above(value, unit, text):
    assert FORMS["余"](value, unit, 2) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(13, "20天以内"), (10, "10天以内"), (7, "7天以内"), (96, "100天以内"), (1, "1天以内"), (0, "0天")],
)
def test_yinei_includes_the_number(value, text):
    assert FORMS["以内"](value, "天", 0) == text
    assert FORMS["以下"](value, "天", 0) == text.replace("以内", "以下")


@pytest.mark.parametrize(
    ("value", "near", "about"),
    [
        (3921, "近4000亩", "4000亩左右"),
        (4100, "4100亩", "4000亩左右"),
        (3600, "3600亩", "3600亩"),
        (4000, "4000亩", "4000亩"),
        (39600, "近4万亩", "4万亩左右"),
        (3800, "近4000亩", "4000亩左右"),
        (3799, "3799亩", "3799亩"),
        (4200, "4200亩", "4000亩左右"),
        (4201, "4201亩", "4201亩"),
        (0.96, "近1亩", "1亩左右"),
        (0, "0亩", "0亩"),
        (-1, "-1亩", "-1亩"),
    ],
)
def test_jin_is_below_and_zuoyou_to_either_side_within_a_twentieth(value, near, about):
    assert FORMS["近"](value, "亩", 1) == near
    assert FORMS["左右"](value, "亩", 1) == about


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.4, "三四天"),
        (2.5, "两三天"),
        (3, "3天"),
        (12.5, "12.5天"),
        (9.5, "9.5天"),
        (8.5, "八九天"),
        (1.5, "一二天"),
        (1, "1天"),
        (0.4, "0.4天"),
        (-1.5, "-1.5天"),
    ],
)
def test_adjacent_numbers_stand_in_numerals(value, text):
    assert FORMS["概数"](value, "天", 1) == text


def test_da_is_exact():
    assert FORMS["达"](3600, "亩", 1) == "达3600亩"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8.32, "突破8万元"),
        (8, "达8万元"),
        (12.1, "突破10万元"),
        (1.5, "突破1万元"),
        (0.5, "达0.5万元"),
        (0, "达0万元"),
    ],
)
def test_tupo_is_strictly_more(value, text):
    assert FORMS["突破"](value, "万元", 2) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (82, "%", "80%以上"),
        (80, "%", "80%以上"),
        (5, "%", "5%以上"),
        (1, "%", "1%以上"),
        (10.5, "%", "10%以上"),
        (125, "%", "120%以上"),
        (125, "户", "100户以上"),
        (100, "%", "100%"),
        (0, "%", "0%"),
        (6512.5, "元", "6000元以上"),
    ],
)
def test_yishang_includes_the_number(value, unit, text):
    assert FORMS["以上"](value, unit, 2) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (19, "十九"),
        (9, "九"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (1000, "一千"),
        (10000, "一万"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (10010, "一万零一十"),
        (99999, "九万九千九百九十九"),
    ],
)
def test_writes_numerals(number, text):
    assert chinese_numeral(number) == text


def test_refuses_numerals_that_nobody_writes():
    with pytest.raises(SectionError):
        chinese_numeral(100_000)
    with pytest.raises(SectionError):
        chinese_numeral(-1)
    assert FORMS["汉字"](0, "户", 0) == "零户"
    assert FORMS["汉字"](99_999, "户", 0) == "九万九千九百九十九户"
    assert FORMS["汉字"](-1, "户", 0) == "-1户"
    assert FORMS["汉字"](1.23456, "公里", 4) == "1.23公里"
    assert FORMS["汉字"](1.5, "万元", 2) == "1.5万元"
    assert FORMS["汉字"](1.0, "万元", 2) == "一万元"
    assert FORMS["汉字"](100_000, "万元", 2) == "10亿元"
    assert FORMS["汉字"](0.392, "万元", 4) == "3920元"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (12, "12天"),
        (13, "半个月"),
        (17, "半个月"),
        (18, "18天"),
        (27, "27天"),
        (28, "一个月"),
        (31, "一个月"),
        (32, "32天"),
    ],
)
def test_says_how_long_in_words(days, text):
    assert duration(days) == text


def test_converts_money_and_areas_and_refuses_the_rest():
    assert convert(287_0000, "元", "万元") == 287
    assert convert(1.2, "万元", "元") == 12000
    assert convert(3000, "亩", "平方公里") == 2
    with pytest.raises(SectionError, match="不能换算"):
        convert(1, "亩", "元")
