"""Numbers in official prose: rounding, round figures by rule, numerals, units."""

import pytest

from helpers.errors import SectionError
from helpers.numbers import FORMS, chinese_numeral, convert, duration, leading_step, plain, rounded


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
    ("value", "text"), [(8.32, "突破8万元"), (8, "达8万元"), (12.1, "突破10万元"), (0, "达0万元")]
)
def test_tupo_is_strictly_more(value, text):
    assert FORMS["突破"](value, "万元", 2) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"), [(82, "%", "80%以上"), (80, "%", "80%以上"), (6512.5, "元", "6000元以上")]
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


@pytest.mark.parametrize(("days", "text"), [(15, "半个月"), (12, "12天"), (18, "18天"), (30, "一个月")])
def test_says_how_long_in_words(days, text):
    assert duration(days) == text


def test_converts_money_and_areas_and_refuses_the_rest():
    assert convert(287_0000, "元", "万元") == 287
    assert convert(1.2, "万元", "元") == 12000
    assert convert(3000, "亩", "平方公里") == 2
    with pytest.raises(SectionError, match="不能换算"):
        convert(1, "亩", "元")
