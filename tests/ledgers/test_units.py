"""Units are converted exactly, and only within what they measure."""

from decimal import Decimal
from fractions import Fraction

import pytest

from helpers.ledgers.units import convert, dimension, factor


@pytest.mark.parametrize(
    ("written", "declared", "ratio"),
    [
        ("元", "元", Fraction(1)),
        ("万元", "元", Fraction(10_000)),
        ("元", "万元", Fraction(1, 10_000)),
        ("亩", "公顷", Fraction(1, 15)),
        ("平方公里", "亩", Fraction(1500)),
        ("年", "月", Fraction(12)),
        ("万元", "亩", None),
        ("户", "人", None),
    ],
)
def test_the_factor_between_two_units(written, declared, ratio):
    assert factor(written, declared) == ratio


def test_a_converted_amount_is_exact():
    assert float(convert(Decimal("41.16"), Fraction(10_000))) == 411_600.0
    assert 41.16 * 10_000 != 411_600.0


def test_a_unit_of_counting_is_its_own_dimension():
    assert dimension("万元") == dimension("元") == "金额"
    assert dimension("户") == "户"
