"""An ID number is checked by what it says about itself."""

import datetime as dt

import pytest

from helpers.ledgers import identity
from tests.ledgers.tiny import PEOPLE, id_number

DEMO = ("99",)
LATE = dt.date(2021, 10, 31)
GOOD = PEOPLE["甲"]


def wrong_digit(number: str) -> str:
    return number[:16] + str((int(number[16]) + 2) % 10) + number[17:]


@pytest.mark.parametrize("number", [GOOD, GOOD + "43", GOOD + "43B1", "999999000000000000"])
def test_accepts_id_numbers_disability_cards_and_placeholders(number):
    assert identity.fault(number, DEMO, LATE) == ""


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (wrong_digit(GOOD), "校验码"),
        (GOOD[:17], "17 位"),
        (GOOD + "4", "19 位"),
        ("O" + GOOD[1:], "字母 O"),
        (id_number("19700230", 1), "出生日期"),
        (id_number("20211101", 1), "晚于本月"),
        (GOOD + "91", "残疾人证"),
        ("420000197001011", "15 位"),
    ],
)
def test_says_what_is_wrong(number, says):
    assert says in identity.fault(number, DEMO, LATE)


def test_a_region_that_is_no_place_is_refused_unless_it_is_allowed():
    assert "行政区划" in identity.fault(GOOD, (), LATE)
    assert identity.is_region("110101")
    assert not identity.is_region("990001")


def test_knows_birth_date_and_sex():
    assert identity.birth_date(GOOD) == dt.date(1970, 1, 1)
    assert [identity.sex(PEOPLE[name]) for name in "甲乙"] == ["男", "女"]
