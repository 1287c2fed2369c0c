"""Each kind of column reads what people write, says what it changed, and does not guess."""

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest

from helpers.ledgers.cells import Context, Read, is_blank, reader
from helpers.ledgers.columns import ColumnSchema
from helpers.ledgers.villages import Villages
from helpers.months import Month
from tests.ledgers.tiny import PEOPLE, TinyOffice, id_number

GOOD = PEOPLE["甲"]
TEN_FIVE = dt.date(2021, 10, 5)


def read(kind, cell, *, context: Context | None = None, ratio: Fraction = Fraction(1), **options) -> Read:
    context = context or Context(id_prefixes=("99",), month=Month(2021, 10))
    column = ColumnSchema.model_validate({"name": "列", "kind": kind, **options})
    return reader(column, context, ratio)(cell)


@pytest.mark.parametrize("cell", ["", " ", "\u00a0", "\u3000\n", "\ufeff", None])
def test_white_space_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0, 0.0, False, "无"])
def test_zero_and_none_are_not_blank(cell):
    assert not is_blank(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2021.10.5", "20211005", "2021年10月5日", 44474, 44474.0, "20211005.0", 20211005, "2021-10-05",
        "2021/10/5", "２０２１.１０.５", "2021-10-05 08:30:00", TEN_FIVE, dt.datetime(2021, 10, 5, 8, 30),
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_spelling(cell):
    found = read("date", cell)
    assert found.value == TEN_FIVE or found.value == dt.datetime(2021, 10, 5)
    assert found.level == ("" if isinstance(cell, dt.date) else "info")


@pytest.mark.parametrize(
    "cell", ["10.5", 10.5, "10月5日", "21.10.5", 2021.1, 5, "2021", "昨天", "2021-13-01", "20210230", True]
)
def test_a_date_that_would_have_to_be_guessed_is_an_error(cell):
    assert read("date", cell).level == "error"
    assert read("date", cell).value is None


@pytest.mark.parametrize("cell", ["202110", 202110, "2021年10月", "2021-10"])
def test_a_date_without_a_day_is_read_with_a_warning(cell):
    assert read("date", cell)[:2] == (dt.date(2021, 10, 1), "warning")


@pytest.mark.parametrize("cell", ["202110", 202110, "2021年10月", "2021.10", "20211005", TEN_FIVE, 44474])
def test_a_month_is_its_first_day(cell):
    found = read("month", cell)
    assert found.value == dt.date(2021, 10, 1)
    assert found.level in ("", "info")


@pytest.mark.parametrize("cell", ["10", 2021.1, "202113", "十月"])
def test_a_month_that_would_have_to_be_guessed_is_an_error(cell):
    assert read("month", cell).level == "error"


@pytest.mark.parametrize(
    ("cell", "value", "level"),
    [
        (5000, 5000, ""),
        (5000.5, 5000.5, ""),
        ("5000", 5000, ""),
        ("5,000元", 5000, "info"),
        ("￥5,000.50", 5000.5, "info"),
        ("５０００", 5000, "info"),
        ("0.5万元", 5000, "info"),
        (" 5000 ", 5000, "info"),
        ("-5", -5, ""),
        ("/", None, "info"),
    ],
)
def test_an_amount_is_read_from_number_or_text(cell, value, level):
    assert read("money", cell, unit="元")[:2] == (value, level)


@pytest.mark.parametrize(
    "cell", ["伍仟", "约5000", "5000亩", "5,00", "1-2", "无", "元", True, TEN_FIVE, "5000元整"]
)
def test_an_amount_that_is_no_number_is_an_error(cell):
    assert read("money", cell, unit="元").level == "error"


def test_an_amount_is_converted_exactly():
    assert read("money", 41.16, unit="元", ratio=Fraction(10_000)).value == 411_600.0
    assert read("money", "41.16", unit="元", ratio=Fraction(10_000)).value == 411_600.0


@pytest.mark.parametrize(
    ("cell", "value", "level"),
    [(3, 3, ""), (3.0, 3, ""), ("3", 3, ""), ("3人", 3, "info"), (3.5, None, "error")],
)
def test_an_integer_has_no_fraction(cell, value, level):
    assert read("integer", cell, unit="人")[:2] == (value, level)


def test_a_percentage_may_carry_its_sign():
    assert read("percent", "96%")[:2] == (96.0, "info")
    assert read("percent", 96)[:2] == (96.0, "")


@pytest.mark.parametrize(
    ("cell", "value"), [(2021, 2021), ("2021", 2021), ("2021年", 2021), ("2021年度", 2021)]
)
def test_a_year_has_four_digits(cell, value):
    assert read("year", cell).value == value


@pytest.mark.parametrize("cell", [21, "21年", 202110, 2021.5, TEN_FIVE])
def test_what_is_no_year_is_an_error(cell):
    assert read("year", cell).level == "error"


def test_a_choice_is_one_of_its_values_or_their_other_spellings():
    values = ["一般农户", {"其他": ["集体户", "空挂户"]}]
    assert read("choice", "一般农户", values=values) == Read("一般农户")
    assert read("choice", " 一般 农户", values=values)[:2] == ("一般农户", "info")
    assert read("choice", "空挂户", values=values)[:2] == ("其他", "info")
    wrong = read("choice", "一般户", values=values)
    assert wrong.level == "error"
    assert "改成“一般农户”" in wrong.do
    assert "可以填：一般农户、其他" in wrong.do


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", "是"), ("否", "否"), ("有", "是"), ("无", "否"), ("√", "是"), ("×", "否"), (1, "是"), (0.0, "否"),
     ("1", "是"), (True, "是"), (False, "否"), ("Y", "是"), ("／", None)],
)  # fmt: skip
def test_yes_and_no_in_every_spelling(cell, value):
    assert read("flag", cell).value == value
    assert read("flag", cell).level in ("", "info")


def test_what_is_neither_yes_nor_no_is_an_error():
    assert read("flag", "不清楚").level == "error"


@pytest.mark.parametrize("cell", [4.2e17, 420000197001010000, 420000197001011])
def test_an_id_number_stored_as_a_number_is_an_error(cell):
    found = read("id_number", cell)
    assert found[:2] == (None, "error")
    assert "存成了数字" in found.note


def test_an_id_number_is_normalised_and_said_so():
    full_width = GOOD.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert full_width != GOOD
    for cell in (GOOD + " ", GOOD + "\u00a0", full_width, "'" + GOOD, GOOD[:6] + "\n" + GOOD[6:]):
        assert read("id_number", cell)[:2] == (GOOD, "info")
    with_x = next(number for serial in range(99) if (number := id_number("19700101", serial)).endswith("X"))
    assert read("id_number", with_x) == Read(with_x)
    assert read("id_number", with_x.lower())[:2] == (with_x, "info")


def test_a_disability_card_means_the_person_of_its_first_18_digits():
    for cell in (GOOD + "43", GOOD + "43B1"):
        assert read("id_number", cell)[:2] == (GOOD, "info")


def test_a_placeholder_is_a_warning():
    assert read("id_number", "999999000000000001")[:2] == ("999999000000000001", "warning")


@pytest.mark.parametrize(
    ("cell", "value", "level"),
    [
        ("0012", "0012", ""),
        ("0012 ", "0012", "info"),
        (12.0, "12", "info"),
        (990001100201, None, "error"),
        (1.5, None, "error"),
    ],
)
def test_a_code_is_text(cell, value, level):
    assert read("code", cell)[:2] == (value, level)


@pytest.mark.parametrize(
    ("cell", "value", "level"),
    [("990001100201", "990001100201", ""), ("990001100201 ", "990001100201", "info"),
     (990001100201, None, "error"), ("99000110020", None, "error"), ("880001100201", None, "error")],
)  # fmt: skip
def test_a_village_code_has_twelve_digits_of_a_region(cell, value, level):
    assert read("village_code", cell)[:2] == (value, level)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("张 三", "张三"),
        ("张三\u3000", "张三"),
        ("阿依·古丽", "阿依·古丽"),
        ("Li Ming", "Li Ming"),
        ("䶮垚", "䶮垚"),
    ],
)
def test_a_name_loses_only_its_padding(cell, value):
    assert read("name", cell).value == value


@pytest.mark.parametrize(
    "cell", ["13812345678", 13812345678.0, "1**********", "0000-2234567", "13812345678、2234567"]
)
def test_a_phone_number_is_kept(cell):
    assert read("phone", cell).level == ""


@pytest.mark.parametrize("cell", ["1381234567", "没有", "138123456789"])
def test_what_is_no_phone_number_is_a_warning(cell):
    assert read("phone", cell).level == "warning"


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("0000001234567890123", ""),
        ("6200 0000 0000 0000 001", "info"),
        (6.2e18, "error"),
        ("没有卡", "warning"),
        ("-", "info"),
    ],
)
def test_an_account_is_text(cell, level):
    assert read("account", cell).level == level


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("说明 ", "说明"),
        (12, "12"),
        (12.5, "12.5"),
        (TEN_FIVE, "2021-10-05"),
        (dt.datetime(2021, 10, 5, 8), "2021-10-05"),
        (True, "是"),
        ("无", "无"),
        ("/", None),
    ],
)
def test_text_is_what_the_cell_shows(cell, value):
    assert read("text", cell).value == value


@pytest.mark.parametrize(
    "kind",
    [
        "text",
        "code",
        "money",
        "year",
        "date",
        "month",
        "flag",
        "name",
        "id_number",
        "phone",
        "account",
        "village",
    ],
)
@pytest.mark.parametrize("cell", ["/", "—", " － "])
def test_a_dash_says_that_there_is_nothing_in_every_kind_but_a_note(kind, cell):
    assert read(kind, cell)[:2] == (None, "info")
    assert read("note", cell).value == cell.strip()


@pytest.mark.parametrize("kind", ["date", "month"])
def test_none_is_no_date(kind):
    assert read(kind, "无")[:2] == (None, "info")


def test_none_is_an_answer_in_words_but_not_in_numbers():
    assert read("text", "无").value == "无"
    assert read("money", "无", unit="元").level == "error"


def test_a_note_is_kept_as_it_is():
    assert read("note", " = 1+1\n") == Read("= 1+1")
    assert read("note", 5.0) == Read("5")


def test_a_village_is_read_by_name_former_name_or_code(tiny: TinyOffice):
    frame = pd.DataFrame(
        {
            "村编码": ["990001100201", "990001100202"],
            "村": ["示例一村", "示例二村"],
            "曾用名": ["老村、东头", "老村"],
        }
    )
    context = Context(Villages.of(frame, tiny.schemas.table("村组")))
    assert read("village", "示例一村", context=context) == Read("示例一村")
    for cell in ("东头", "示例一", 990001100201.0):
        assert read("village", cell, context=context)[:2] == ("示例一村", "info")
    wrong = read("village", "示倒二村", context=context)
    assert wrong.level == "error"
    assert "是不是“示例二村”" in wrong.do
    assert "示例一村和示例二村都用过这个名" in read("village", "老村", context=context).note


def test_a_village_is_taken_as_written_where_the_villages_are_not_known():
    assert read("village", "任何村 ") == Read("任何村")


@pytest.mark.parametrize("kind", ["money", "decimal", "integer"])
@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("9" * 5000, True),
        ("-" + "9" * 5000, True),
        (1e300, True),
        (10.0**15, True),
        (10.0**15 - 1, False),
        ("999999999999999", False),
    ],
)
def test_a_number_that_excel_does_not_keep_is_named(kind: str, cell: object, wrong: bool) -> None:
    found = read(kind, cell, unit="元")
    assert (found.level == "error") is wrong
    if wrong:
        assert "数太大" in found.note
