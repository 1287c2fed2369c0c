"""Numbers of persons and absolute paths are found however they are written, and nothing else is."""

from __future__ import annotations

import pytest
from stdnum import luhn
from stdnum.cn import ric

from helpers.gate.paths import paths
from helpers.gate.patterns import is_old_id, numbers
from helpers.gate.spelling import normal
from tests.ledgers.tiny import PEOPLE

ID = PEOPLE["甲"]
WITH_X = next(
    number
    for number in (f"99000119850101{serial:03d}X" for serial in range(100))
    if ric.calc_check_digit(number) == "X"
)
LONG_CARD = "620000000000000000" + luhn.calc_check_digit("620000000000000000")
OLD = "990001" + "700101" + "001"


def kinds(text: str) -> list[str]:
    return [hit.kind for hit in numbers(normal(text), ("99",))]


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"证件{ID}，",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        f"{ID[:6]}\n{ID[6:14]}\n{ID[14:]}",
        " ".join(ID),
        ID.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}),
        f"{ID[:9]}\u200b{ID[9:]}",
        f"编号0{ID}00",
        WITH_X,
        WITH_X.lower(),
        WITH_X.replace("X", "Ｘ"),
    ],
)
def test_an_id_number_is_found_however_it_is_written(text: str) -> None:
    assert kinds(text) == ["证件号码"]


@pytest.mark.parametrize("end", ["11", "4401", "12B1"])
def test_the_card_of_a_disabled_person_is_found(end: str) -> None:
    assert kinds(ID + end) == ["残疾人证号"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (OLD, "十五位证件号码"),
        (f"{ID[:6]}********{ID[14:]}", "遮盖不够的证件号码"),
        (f"{ID[:6]}＊＊＊＊＊＊＊＊001x", "遮盖不够的证件号码"),
        ("联系电话13800001234。", "手机号码"),
        ("138 0000 1234", "手机号码"),
        ("138-0000-1234", "手机号码"),
        ("+86 13800001234", "手机号码"),
        ("１３８００００１２３４", "手机号码"),
        ("138****1234", "遮盖不够的手机号码"),
        ("0710-3123456", "固定电话"),
        ("（010）61234567", "固定电话"),
        ("02761234567", "固定电话"),
        ("6200000000000005", "银行卡号"),
        ("6200 0000 0000 0005", "银行卡号"),
        (LONG_CARD, "银行卡号"),
    ],
)
def test_other_numbers_of_persons_are_found_by_their_form(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "总人口11001户38006人，总面积112.4平方公里",
        "990001" + "19991332" + "0010",
        "12800001234",
        "0.13800001234",
        "13800001234567",
        "4-63,70-138,2000-2345,6001-6543",
        "M 138.0000 1234.5678 L 13.80000 12.34",
        "e3b0c44298fc1c149afbf4c8996fb92427ae13800001234649b934ca495991b7",
        "统计用区划代码990001100201",
        "6200000000000006",
        "户 1544 750 1586 2877 710 1575 2003 360 360 3190 715 1400",
        "2021-10-31 2021-11-08 12317",
    ],
)
def test_ordinary_numbers_are_none(text: str) -> None:
    assert kinds(text) == []


def test_what_is_found_is_told_masked() -> None:
    for hit in numbers(f"{ID}，13800001234，6200000000000005", ("99",)):
        assert hit.value not in hit.masked
        assert set(hit.masked[6:]) <= {"*"}


@pytest.mark.promise("nothing personal leaves the house")
@pytest.mark.parametrize(
    "text",
    [
        "/home/clerk/office/a.xlsx",
        "见/Users/clerk/月报",
        "/tmp/x",
        r"C:\Users\clerk\a.xlsx",
        "d:/ledgers/a.xlsx",
        r"\\server\share\a.xlsx",
        "file:///etc/hosts",
        "在 /offices/ours/data 里",
    ],
)
def test_absolute_paths_are_found_and_not_repeated(text: str) -> None:
    hits = list(paths(text, ["/offices/ours"]))
    assert [hit.kind for hit in hits] == ["本机路径"]
    assert "clerk" not in hits[0].masked


@pytest.mark.parametrize(
    "text",
    [
        "http://www.w3.org/1999/xhtml",
        "data/ledgers/2021-10",
        "和/或",
        "2021/10/31",
        "/word/document.xml",
        "https://example.invalid/home/page",
        "notebooks/06_microcredit.ipynb",
        "\\n 和 \\d+",
        "比例 1:/2",
        "outputs/offices/ours 和 /offices/ourselves",
    ],
)
def test_addresses_and_relative_paths_are_none(text: str) -> None:
    assert list(paths(text, ["/offices/ours"])) == []


REGION = ID[:6]
NO_REGION = "123456"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812******", None),
        ("138123*****", "*" * 11),
        ("138123****", None),
        ("138**5678", "*" * 11),
        ("138**567", None),
        ("1381**5678", None),
        ("128****5678", None),
        (f"{REGION}**01", None),
        (f"{REGION}**001", REGION + "*" * 12),
        (f"{REGION[:5]}**001", None),
        (f"{NO_REGION}**001", None),
        (f"{REGION}{ID[6:14]}**", REGION + "*" * 12),
        (f"{REGION}{ID[6:13]}**", REGION + "*" * 12),
        (f"{NO_REGION[:3]}**19700101", None),
        ("***19700101***", None),
        ("****19700101***", "*" * 18),
        ("*" * 10 + "0014", None),
        ("*" * 11 + "0014", "*" * 18),
        ("*" * 18 + "0014", "*" * 18),
        ("*" * 19 + "0014", None),
        ("*" * 15 + "014", None),
        ("12345" + "*" * 10 + "123", None),
        (NO_REGION + "*" * 9 + "123", "*" * 18),
        (REGION + "*" * 12, None),
        (REGION + "*" * 16, None),
    ],
)
def test_a_mask_must_leave_less_than_what_tells_a_person(text: str, masked: str | None) -> None:
    assert [hit.masked for hit in numbers(text, ("99",))] == ([masked] if masked else [])


def row_that_is_a_card() -> str:
    number = "42004500500062" + "0"
    number += luhn.calc_check_digit(number)
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("账号6200000000000005", ["银行卡号"]),
        ("账号6200000000000006", ["银行账号"]),
        ("账号100000000000008", ["银行账号"]),
        ("账号123456789", ["银行账号"]),
        ("账号12345678", []),
        (row_that_is_a_card(), ["银行卡号"]),
        (f"户 {row_that_is_a_card()} 7100", []),
        (f"户 12 {row_that_is_a_card()}", []),
        ("项目编号6200000000000005", []),
        ("累计6200000000000005", []),
        (f"{ID}，6200000000000005", ["证件号码", "银行卡号"]),
        ("1381234", []),
        ("13812345678 13912345678", ["手机号码", "手机号码"]),
    ],
)
def test_an_account_is_told_by_its_word_and_a_card_by_its_digits(text: str, kind: list[str]) -> None:
    assert kinds(text) == kind


def cut(number: str, sizes: tuple[int, ...]) -> str:
    """Return a number in groups of these sizes, set off by hyphens."""
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return "-".join(number[end - size : end] for end, size in zip(ends, sizes, strict=True))


@pytest.mark.parametrize(
    "sizes",
    [(3, 8), (7, 4), (4, 7),
     (5, 6), (6, 5), (3, 4, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3), (1, 3, 3, 4),
     (3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 3, 3, 2), (1, 2, 2, 2, 2, 2), (1,) * 11],
)  # fmt: skip
def test_a_mobile_number_is_found_in_each_customary_grouping(sizes: tuple[int, ...]) -> None:
    assert kinds(cut("13812345678", sizes)) == ["手机号码"]


@pytest.mark.parametrize("sizes", [(2, 9), (9, 2), (2, 4, 5), (1, 10), (1, 1, 9), (3, 1, 1, 6)])
def test_in_another_grouping_only_a_word_makes_it_one(sizes: tuple[int, ...]) -> None:
    assert kinds(cut("13812345678", sizes)) == []
    assert kinds(f"电话{cut('13812345678', sizes)}") == ["手机号码"]


@pytest.mark.parametrize("at", range(1, 18))
def test_a_wrong_id_number_is_one_where_it_is_cut_as_they_are(at: int) -> None:
    wrong = ID[:-1] + ("0" if ID[-1] != "0" else "1")
    found = kinds(cut(wrong, (at, 18 - at)))
    assert ("证件号码（校验码不对）" in found) is (at in {2, 3, 4, 6, 10, 12, 14, 17})
    assert kinds(cut(ID, (at, 18 - at))) == ["证件号码"]


WRONG = ID[:-1] + ("0" if ID[-1] != "0" else "1")
R, D, S = ID[:6], ID[6:14], ID[14:]


def valid(region: str, day: str) -> str:
    body = f"{region}{day}001"
    return body + ric.calc_check_digit(body + "0")


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (valid(R, "18791231"), []),
        (valid(R, "18800101"), ["证件号码"]),
        (valid(R, "20991231"), ["证件号码"]),
        (valid(R, "19700230"), []),
        (valid("000001", "19700101"), []),
        (valid("100001", "19700101"), []),
        (valid("810000", "19700101"), ["证件号码"]),
        (valid("830000", "19700101"), ["证件号码"]),
        (valid("840000", "19700101"), []),
    ],
)
def test_an_id_number_is_of_a_region_and_of_a_day_since_1880(number: str, found: list[str]) -> None:
    assert kinds(number) == found


@pytest.mark.parametrize(
    ("number", "old"),
    [
        (OLD, True),
        (R + "701231001", True),
        (R + "700230001", False),
        (R + "701301001", False),
        ("100001701231001", False),
    ],
)
def test_an_id_number_of_before_1999_is_of_a_region_and_of_a_day(number: str, old: bool) -> None:
    assert is_old_id(number, ("99",)) is old
    assert kinds(number) == (["十五位证件号码"] if old else [])


def test_what_is_no_id_number_does_not_end_the_search() -> None:
    nobodys = valid("100001", "19700101")
    assert kinds(f"{nobodys}，{ID}") == ["证件号码"]
    assert kinds(f"比例0.{ID}，{WITH_X}") == ["证件号码"]
    assert kinds(f"比例0.{ID}") == []
    assert kinds(f"编号{OLD}") == []
    assert kinds("138****5678，" + "*" * 11 + "0014") == ["遮盖不够的手机号码", "遮盖不够的证件号码"]


@pytest.mark.parametrize(
    "text", [f"{R} {D} {S}", f"{R}-{D}-{S}", ID, WITH_X, f"{R[:2]}\n{ID[2:]}", f"{OLD[:6]} {OLD[6:]}"]
)
def test_a_number_is_told_as_it_was_written(text: str) -> None:
    for around in (text, f"证件{text}，见下", f"（{text}）"):
        assert [hit.written for hit in numbers(around, ("99",))] == [text]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"7{R} {D} {S}", []),
        (f"共7{R} {D} {S}人", []),
        (f"{R} {D} {S}9", []),
        (f"共{R} {D} {S}9人", []),
        (f"77{R} {D} {S}99", []),
        (f"7 {R} {D} {S} 9", ["证件号码"]),
        (f"共7 {R} {D} {S} 9人", ["证件号码"]),
        (f"第{R} {D} {S}号", ["证件号码"]),
    ],
)
def test_a_cut_number_is_one_where_no_digit_is_at_its_ends(text: str, found: list[str]) -> None:
    assert [kind for kind in kinds(text) if kind.startswith("证件")] == found


@pytest.mark.parametrize(
    ("number", "sizes", "found"),
    [
        (ID, (1, 4, 2, 2, 9), ["证件号码"]),
        (ID, (1, 4, 2, 2, 1, 8), []),
        (WRONG, (3,) * 6, ["证件号码（校验码不对）"]),
        (WRONG, (4, 4, 4, 4, 2), ["证件号码（校验码不对）"]),
        (WRONG, (6, 6, 6), ["证件号码（校验码不对）"]),
        (WRONG, (1,) * 18, ["证件号码（校验码不对）"]),
        (WRONG, (2, 1, 1, 2, 4, 2, 2, 3, 1), ["证件号码（校验码不对）"]),
        (WRONG, (5, 5, 5, 3), []),
        (WRONG, (7, 7, 4), []),
    ],
)
def test_a_number_cut_elsewhere_more_than_four_times_is_several(
    number: str, sizes: tuple[int, ...], found: list[str]
) -> None:
    assert [kind for kind in kinds(cut(number, sizes)) if kind.startswith("证件")] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("138.1234-5678", []),
        ("138.1234.5678", ["手机号码"]),
        ("A13812345678", []),
        ("12 13812345678 45", ["手机号码"]),
        ("12 138-1234-5678 45", ["手机号码"]),
        ("12 138 1234 5678 45", []),
        ("7 138 1234 5678", []),
        ("138 1234 5678 7", []),
        ("7" + " " * 59 + "138 1234 5678", []),
        ("7" + " " * 60 + "138 1234 5678", ["手机号码"]),
        ("138 1234 5678" + " " * 59 + "7", []),
        ("138 1234 5678" + " " * 60 + "7", ["手机号码"]),
    ],
)
def test_a_phone_number_in_groups_is_none_in_a_row_of_figures(text: str, found: list[str]) -> None:
    assert kinds(text) == found


def test_a_birthday_is_too_much_however_long_the_mask() -> None:
    assert kinds(f"{R}{D}" + "*" * 10) == ["遮盖不够的证件号码"]
    assert kinds(f"{R}{D[:7]}" + "*" * 10) == []
