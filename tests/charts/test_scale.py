"""Large numbers are counted in 万 and 亿 by one rule; no number that is not zero is shown as zero."""

import pytest

from helpers.charts.scale import Scale, nice_range


@pytest.mark.parametrize(
    ("values", "unit", "said", "texts"),
    [
        ([9999, 12], "元", "元", ["9999", "12"]),
        ([22000, 1200], "元", "万元", ["2.2", "0.12"]),
        ([123456789, 5], "元", "亿元", ["1.23", "0.00000005"]),
        ([38006], "人", "万人", ["3.8"]),
        ([12000, 3.5], "万元", "亿元", ["1.2", "0.0004"]),
        ([9000], "万元", "万元", ["9000"]),
        ([-22000, 10], "元", "万元", ["-2.2", "0.001"]),
        ([100000], "%", "%", ["100000"]),
        ([20000], "亿元", "亿元", ["20000"]),
        ([0], "户", "户", ["0"]),
        ([], "户", "户", []),
    ],
)
def test_counts_in_the_unit_that_keeps_labels_short(values, unit, said, texts):
    scale = Scale.of(values, unit, 0)
    assert scale.unit == said
    assert [scale.text(value) for value in values] == texts


@pytest.mark.parametrize(
    ("values", "low_is_zero"), [([287, 290], False), ([0, 538], True), ([5, 18], True), ([-9, -1], False)]
)
def test_an_axis_starts_at_zero_unless_the_values_lie_close_together(values, low_is_zero):
    low, high = nice_range(values)
    assert (low == 0) is low_is_zero
    assert low <= min(values)
    assert high >= max(values)
    assert low < high


@pytest.mark.parametrize("values", [[], [0], [7], [-3, -3]])
def test_an_axis_has_a_range_even_for_one_value(values):
    low, high = nice_range(values)
    assert low < high
