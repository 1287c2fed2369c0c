"""How rows become one value, and values another: exact sums, half up, nothing where there is nothing."""

from __future__ import annotations

from statistics import fmean

import pandas as pd
import pytest

from helpers.sections.measures import (
    added,
    counting,
    extreme,
    listing,
    middle,
    quotient,
    subtracted,
    summing,
)

ROWS = pd.DataFrame({"户": ["甲", "乙", "甲", None], "元": [0.1, 0.2, 0.3, None], "万": [1, 2, None, 4]})
NONE = ROWS.iloc[:0]


def test_counts_rows_or_distinct_values_which_add_up_where_they_identify():
    assert (counting().apply(ROWS), counting("户").apply(ROWS)) == (4, 2)
    assert (counting().apply(NONE), counting("户").apply(NONE)) == (0, 0)
    assert counting().additive
    assert counting("户").additive
    assert not counting("户", identifies=False).additive


@pytest.mark.parametrize(
    ("columns", "factor", "decimals", "value"),
    [
        (["元"], 1, 2, 0.6),
        (["元", "万"], 1, 1, 7.6),
        (["万"], 10_000, 0, 70_000),
        (["元"], 1e-4, 4, 0.0001),
        (["元"], 1e-4, 5, 0.00006),
    ],
)
def test_adds_up_exactly_and_rounds_once(columns, factor, decimals, value):
    measure = summing(columns, factor, decimals)
    assert measure.apply(ROWS) == value
    assert measure.adds == tuple(columns)
    assert measure.additive
    assert measure.apply(NONE) == 0


def test_a_whole_sum_is_written_without_a_decimal_point():
    assert [type(summing([name], 1, 2).apply(ROWS)) for name in ("万", "元")] == [int, float]


def test_extremes_do_not_add_up_and_are_none_without_rows():
    assert (extreme("万", True).apply(ROWS), extreme("万", False).apply(ROWS)) == (1, 4)
    assert extreme("万", False, 10_000).apply(ROWS) == 40_000
    assert extreme("万", True).apply(NONE) is None
    assert not extreme("万", True).additive


def test_a_mean_is_rounded_half_up_does_not_add_up_and_is_none_without_rows():
    rows = pd.DataFrame({"元": [300.2, 300.3]})
    assert middle("元", fmean, 1).apply(rows) == 300.3
    assert middle("元", fmean, 2).apply(rows) == 300.25
    assert middle("元", fmean, 1).apply(NONE) is None
    assert not middle("元", fmean, 1).additive


def test_a_list_names_each_once_in_the_order_of_the_rows():
    assert listing("户").apply(ROWS) == "甲、乙"
    assert not listing("户").additive


@pytest.mark.parametrize(
    ("decimals", "factor", "values", "value"),
    [
        (2, 1, (7, 2), 3.5),
        (1, 100, (5, 16), 31.3),  # 31.25: half up, as a reader who divides finds
        (1, 100, (1, 8), 12.5),
        (0, 1, (5, 2), 3),
        (1, 100, (0, 8), 0),
        (1, 100, (8, 0), None),
        (1, 100, (None, 8), None),
        (1, 100, (8, None), None),
        (1, 100, ("东村", 8), None),
        (1, 100, (8, "东村"), None),
    ],
)
def test_a_quotient_is_none_where_there_is_nothing_to_divide_by(decimals, factor, values, value):
    assert quotient(decimals, factor)(values) == value


def test_a_quotient_is_no_percentage_unless_asked():
    assert quotient(2)((7, 2)) == 3.5


@pytest.mark.parametrize(
    ("values", "sum_", "difference"),
    [
        ((3, 1), 4, 2),
        ((0.3, 0.1), 0.4, 0.2),
        ((0.1234567, 0), 0.123457, 0.123457),
        ((0, 0), 0, 0),
        ((3, None), None, None),
        (("东村", 1), None, None),
    ],
)
def test_sums_and_differences_are_none_where_a_part_is_not_there(values, sum_, difference):
    assert added(values) == sum_
    assert subtracted(values) == difference


def test_a_whole_difference_is_written_without_a_decimal_point():
    assert [type(subtracted(values)) for values in ((1.5, 0.5), (1.5, 0.25))] == [int, float]
    assert str(added((1.5, 0.5))) == "2"
