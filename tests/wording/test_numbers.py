"""Numbers in official prose: rounding, round figures by rule, numerals, units."""

import pytest

from helpers.errors import SectionError
from helpers.wording.numbers import FORMS, chinese_numeral, convert, duration, leading_step, plain, rounded


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
    ("value", "text"),
    [(3060, "3000余亩"), (3000, "3000亩"), (3999, "3000余亩"), (7, "7亩"), (7.5, "7.5亩"), (412, "400余亩")],
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
    ],
)
def test_wan_and_yi_are_units_from_ten_thousand_and_a_hundred_million(value, unit, text):
    assert FORMS["万"](value, unit, 2) == text


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
    ("value", "text"), [(13, "20天以内"), (10, "10天以内"), (7, "7天以内"), (96, "100天以内"), (0, "0天")]
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
        (0, "0亩", "0亩"),
    ],
)
def test_jin_is_below_and_zuoyou_to_either_side_within_a_twentieth(value, near, about):
    assert FORMS["近"](value, "亩", 1) == near
    assert FORMS["左右"](value, "亩", 1) == about


@pytest.mark.parametrize(
    ("value", "text"), [(3.4, "三四天"), (2.5, "两三天"), (3, "3天"), (12.5, "12.5天"), (0.4, "0.4天")]
)
def test_adjacent_numbers_stand_in_numerals(value, text):
    assert FORMS["概数"](value, "天", 1) == text


def test_da_is_exact():
    assert FORMS["达"](3600, "亩", 1) == "达3600亩"


@pytest.mark.parametrize(
    ("value", "text"), [(8.32, "突破8万元"), (8, "达8万元"), (12.1, "突破10万元"), (0, "达0万元")]
)
def test_tupo_is_strictly_more(value, text):
    assert FORMS["突破"](value, "万元", 2) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (82, "%", "80%以上"),
        (80, "%", "80%以上"),
        (5, "%", "5%以上"),
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
        (20, "二十"),
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
    assert FORMS["汉字"](1.5, "万元", 2) == "1.5万元"
    assert FORMS["汉字"](1.0, "万元", 2) == "一万元"
    assert FORMS["汉字"](100_000, "万元", 2) == "10亿元"
    assert FORMS["汉字"](0.392, "万元", 4) == "3920元"


@pytest.mark.parametrize(("days", "text"), [(15, "半个月"), (12, "12天"), (18, "18天"), (30, "一个月")])
def test_says_how_long_in_words(days, text):
    assert duration(days) == text


def test_converts_money_and_areas_and_refuses_the_rest():
    assert convert(287_0000, "元", "万元") == 287
    assert convert(1.2, "万元", "元") == 12000
    assert convert(3000, "亩", "平方公里") == 2
    with pytest.raises(SectionError, match="不能换算"):
        convert(1, "亩", "元")
