"""Rent is shared to the cent, adds up exactly, and equal claims go by the order of the villages."""

import csv
from decimal import Decimal

import pytest

from helpers.errors import SectionError
from helpers.methods.apportion import apportion
from helpers.offices import suite_folder


def test_shares_add_up_where_plain_rounding_does_not():
    counts = {"甲": 1, "乙": 1, "丙": 1}
    assert sum(round(Decimal(100) / 3, 2) for _ in counts) != 100
    shares = apportion(100, counts)
    assert shares == {"甲": Decimal("33.34"), "乙": Decimal("33.33"), "丙": Decimal("33.33")}
    assert sum(shares.values()) == 100


def test_the_largest_remainder_comes_before_the_order():
    assert apportion(1, {"甲": 1, "乙": 2}, decimals=0) == {"甲": 0, "乙": 1}


def test_equal_remainders_go_by_the_order():
    assert apportion(2, dict.fromkeys("丙甲乙", 1), decimals=0) == {"丙": 1, "甲": 1, "乙": 0}


@pytest.mark.parametrize("amount", [0.07, 90000, 99999.99, 0.1])
@pytest.mark.parametrize("counts", [[11, 4, 9], [1], [7, 0, 13, 1], [3] * 16])
def test_adds_up_to_the_cent_and_strays_less_than_a_cent(amount, counts):
    shares = apportion(amount, {str(place): count for place, count in enumerate(counts)})
    assert sum(shares.values()) == Decimal(str(amount))
    for place, count in enumerate(counts):
        exact = Decimal(str(amount)) * count / sum(counts)
        assert abs(shares[str(place)] - exact) < Decimal("0.01")


def test_gives_the_shares_that_the_demo_office_is_built_from():
    with (suite_folder() / "data" / "demo" / "villages.tsv").open(encoding="utf-8") as file:
        villages = list(csv.DictReader(file, delimiter="\t"))
    names = [row for row in villages if row["村"] != "合计"]
    counts = {row["村"]: int(row["易迁户"]) for row in names}
    paid = {row["村"]: Decimal(row["租金"]) for row in names}
    assert apportion(sum(paid.values()), counts) == paid


def test_shares_nothing_among_nobody():
    assert apportion(0, {}) == {}
    assert apportion(0, {"甲": 0}) == {"甲": 0}


@pytest.mark.parametrize(
    ("amount", "counts", "said"),
    [
        (5, {"甲": 0}, "没有一户"),
        (-5, {"甲": 1}, "负数"),
        (5, {"甲": -1}, "负数"),
        (0.005, {"甲": 1}, "分不尽"),
    ],
)
def test_refuses_what_cannot_be_shared(amount, counts, said):
    with pytest.raises(SectionError, match=said):
        apportion(amount, counts)
