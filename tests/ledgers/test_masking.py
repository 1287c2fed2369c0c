"""Nothing that identifies a person is left of a masked value."""

import pytest

from helpers.ledgers.masking import mask
from tests.ledgers.tiny import PEOPLE


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张某某", "张**"),
        ("欧阳某甲", "欧阳**"),
        ("欧阳", "欧*"),
        ("王", "王*"),
        ("阿甲乙丙·丁戊己", "阿***·***"),
        (" 张三 ", "张*"),
    ],
)
def test_a_name_keeps_its_surname(name, masked):
    assert mask(name, "name") == masked


@pytest.mark.parametrize("masked", ["张*", "张**", "欧阳**", "张＊", "张✱", "阿***·***"])
def test_a_name_that_is_masked_already_stays_as_it_is(masked):
    assert mask(masked, "name") == masked


def test_an_id_number_keeps_its_region():
    number = PEOPLE["甲"]
    assert mask(number, "id") == number[:6] + "*" * 12
    assert mask(4.2e17, "id") == "420000" + "*" * 12


@pytest.mark.parametrize("value", ["13800000000", "张三", "123"])
def test_of_what_is_no_id_number_in_its_column_nothing_is_kept(value):
    assert set(mask(value, "id")) == {"*"}


@pytest.mark.parametrize("personal", ["phone", "account", "health", "whereabouts"])
def test_of_other_personal_data_nothing_is_kept(personal):
    assert set(mask("0000001234567890123", personal)) == {"*"}


def test_numbers_of_persons_are_masked_within_any_text():
    number = PEOPLE["甲"]
    shown = mask(f"户主{number}电话13812345678，金额5000元")
    assert shown == f"户主{number[:6]}{'*' * 12}电话{'*' * 11}，金额5000元"


NUMBER = PEOPLE["甲"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"{NUMBER[:6]} {'*' * 8} {'*' * 4}"),
        ("-".join(NUMBER), "-".join(NUMBER[:6] + "*" * 12)),
        (NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "９９０００１" + "*" * 12),
        (NUMBER.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), "٩٩٠٠٠١" + "*" * 12),
        ("138-1234-5678", "***-****-****"),
        ("138 12345678", "*** ********"),
        ("138.1234.5678", "***.****.****"),
        ("6222 0000 1111 2222 333", "**** **** **** **** ***"),
        (f"1、2、{NUMBER}，{NUMBER}", f"1、2、{NUMBER[:6]}{'*' * 12}，{NUMBER[:6]}{'*' * 12}"),
    ],
)
def test_a_number_is_masked_however_it_is_written(written, shown):
    assert mask(f"电话{written}。") == f"电话{shown}。"


@pytest.mark.parametrize(
    "text",
    [
        "2021-09 2021-10 2021-11",
        "2021-10-28 2021-11-08 2021-12-31",
        "990001100201",
        "余额13800000元，9000户",
        "第4-63、70、81、95、101、120、133、140行",
        "C01、C02、C03",
    ],
)
def test_months_rows_and_codes_are_nobodys_numbers(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (float("nan"), ""), ("", ""), (5.0, "5"), ("和顺村", "和顺村")]
)
def test_what_is_not_personal_is_shown_as_it_stands(value, shown):
    assert mask(value) == shown
