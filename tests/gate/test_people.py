"""A name is found where it stands with a detail of the same person, and not where it is only a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.gate.people import People, _Details, _is_one, _Said, _sentences, _Table
from helpers.ledgers.schemas import TableSchema
from tests.gate.conftest import ACCOUNT, PHONE
from tests.ledgers.tiny import PEOPLE, TinyOffice


def found(people: People, text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.masked) for hit in people.names(text)]


@pytest.mark.promise("nothing personal leaves the house")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"欧阳某甲，{PEOPLE['甲']}", "姓名和证件号码"),
        (f"欧阳某甲的电话是{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", "姓名和电话"),
        (f"欧阳某甲，账号{ACCOUNT}", "姓名和账号"),
        (f"欧阳某甲（尾号{PEOPLE['甲'][-4:]}）", "姓名和证件号码的末几位"),
        (f"欧阳某甲 138****{PHONE[-4:]}", "姓名和电话的末几位"),
        ("欧阳某甲，1970年1月1日生", "姓名和出生日期"),
        ("欧阳某甲 1970-01-01", "姓名和出生日期"),
        ("示例一村1组欧阳某甲", "姓名和村组"),
        ("欧阳某甲\tH001-1\t9000", "姓名和人编号"),
        ("示例一村村民欧阳某甲家", "姓名和村名"),
        ("示例一村，欧阳某甲，养殖", "姓名和村名"),
        ("示例一村欧阳某甲因病", "姓名和村名"),
        ("户主欧阳某甲患有大病", "姓名和健康状况"),
        ("户主欧阳某甲领取奖补2000元", "姓名和实发金额"),
        ("欧阳某甲\t示例一村\t5", "姓名和村名"),
        ("安全，1971年2月2日生", "姓名和出生日期"),
        ("示例二村村民王试等", "姓名和村名"),
        ("王试\t示例二村", "姓名和村名"),
        ("示例二村阿试·丁", "姓名和村名"),
        ("户主东头，1980年3月3日生", "姓名和出生日期"),
        ("，" * 300 + "示例一村村民欧阳某甲" + "，" * 300, "姓名和村名"),
    ],
)
def test_a_name_with_a_detail_is_found(people: People, text: str, kind: str) -> None:
    assert kind in [hit[0] for hit in found(people, text)]


@pytest.mark.parametrize(
    "text",
    [
        "户主欧阳某甲",
        "欧阳某甲参加了会议。示例一村有2户",
        "示例一村的饮水安全有保障",
        "示例一村、安全、示例二村",
        "安全\t示例二村",
        "示例一村（东头）1组",
        "老一村、东头和示例二村",
        "东头\t示例一村\t2\t3",
        "示例二村王试验田",
        "示例二村1970年",
        "欧阳**\t示例一村",
    ],
)
def test_a_word_that_is_also_a_name_is_none(people: People, text: str) -> None:
    assert found(people, text) == []


def test_a_name_is_told_masked(people: People) -> None:
    assert found(people, f"欧阳某甲{PHONE}")[0][1] == "欧阳**"


@pytest.mark.parametrize("text", [PHONE, f"账号{ACCOUNT}", f"{PEOPLE['丁'][:6]} {PEOPLE['丁'][6:]}"])
def test_a_number_of_the_ledgers_is_found_whatever_its_form(people: People, text: str) -> None:
    hits = list(people.numbers(text))
    assert len(hits) == 1
    assert hits[0].kind.startswith("台账里的")
    assert hits[0].value not in hits[0].masked


def test_what_insures_itself_without_a_household_is_nobody(tmp_path: Path) -> None:
    tiny = TinyOffice.make(tmp_path / "office")
    for at, row in enumerate(tiny.rows["产业奖补"]):
        row["户主姓名"] = "示例一村帮扶车间" if at else "欧阳某甲"
    tiny.write("产业奖补")
    opened = tiny.open()
    ledgers: Any = {schema.name: opened[schema.name].copy() for schema in tiny.schemas}
    awards = ledgers["产业奖补"]
    assert found(People(ledgers, tiny.schemas), "示例一村帮扶车间") != []
    awards.loc[awards["户主姓名"] == "示例一村帮扶车间", "户编号"] = None
    people = People(ledgers, tiny.schemas)
    assert found(people, "示例一村帮扶车间") == []
    assert found(people, "示例一村村民欧阳某甲家") != []


# --- invented people, made for each test ------------------------------------------------------------------

COLUMNS: dict[str, dict[str, Any]] = {
    "姓名": {"kind": "name"},
    "证件号码": {"kind": "id_number"},
    "电话": {"kind": "phone"},
    "户编号": {"kind": "code", "refers": "户.户编号"},
    "村": {"kind": "village"},
    "组号": {"kind": "integer"},
    "人口": {"kind": "integer"},
    "出生日期": {"kind": "date"},
    "登记日期": {"kind": "date"},
    "健康": {"kind": "choice", "personal": "health", "values": ["病", "大病", "患有大病"]},
    "状态": {"kind": "choice", "values": ["在册", "高山"]},
    "实发": {"kind": "money"},
    "得分": {"kind": "decimal"},
}


def schema_of(columns: dict[str, dict[str, Any]]) -> TableSchema:
    content = {"table": "表", "sheet": ["表"], "header": 1, "grain": "行", "key": [next(iter(columns))]}
    return TableSchema.model_validate(
        content | {"columns": columns, "ledger_code": "L90", "ledger_name": "台账"}
    )


def people_of(*rows: dict[str, Any], columns: dict[str, dict[str, Any]] | None = None) -> People:
    schema = schema_of(columns or COLUMNS)
    frame = pd.DataFrame(list(rows), columns=list(schema.columns), dtype=object)
    ledgers: Any = {"表": frame}
    schemas: Any = [schema]
    return People(ledgers, schemas)


def one_of(**more: Any) -> dict[str, Any]:
    return {"姓名": "欧建国", "证件号码": PEOPLE["甲"], "户编号": "H0001"} | more


def texts(people: People, text: str) -> list[tuple[str, str]]:
    return [(hit.value, hit.written) for hit in people.numbers(text)]


@pytest.mark.parametrize(
    ("cell", "text", "found"),
    [
        ("312345", "312345", []),
        ("3123456", "3123456", ["3123456"]),
        ("3123456", "拨打3123456", ["3123456"]),
        ("3123456", "312-3456", ["312-3456"]),
        ("138****1234", "1381234", []),
        ("13800001234、13900005678", "13900005678", ["13900005678"]),
        ("13800001234", "12 138 0000 1234", ["138 0000 1234"]),
        ("13800001234", "12 34 138 0000 1234 56", ["138 0000 1234"]),
        ("13800001234", "1380000123", []),
        ("13800001234", "138000012345", []),
    ],
)
def test_a_number_of_a_ledger_has_seven_digits_or_more(cell: str, text: str, found: list[str]) -> None:
    people = people_of(one_of(电话=cell))
    assert [written for _, written in texts(people, text)] == found


def test_of_a_ledger_only_the_numbers_of_persons_are_searched() -> None:
    columns = COLUMNS | {"备注": {"kind": "text"}}
    assert texts(people_of(one_of(备注="62000000000"), columns=columns), "62000000000") == []


@pytest.mark.parametrize(
    ("number", "written", "one"),
    [
        ("3123456", "3123456", True),
        ("3123456", "312 34-56", True),
        ("3123456", "312.3456", False),
        ("1380000123", "138.0000.123", False),
        ("13800001234", "138.0000.1234", True),
        ("13800001234", "138.0000-1234", False),
        ("13800001234", "138 0000-1234", True),
        ("13800001234", "138 0000-12/34", True),
        ("99000119850101003X", "990001.19850101.003X", True),
    ],
)
def test_groups_of_digits_are_one_number_or_several(number: str, written: str, one: bool) -> None:
    assert _is_one(number, written) is one


def test_a_row_tells_what_belongs_to_its_person() -> None:
    def told(**more: Any) -> _Details:
        details = _Details()
        row = one_of(**more)
        frame = pd.DataFrame([row], columns=list(COLUMNS), dtype=object)
        _Table(schema_of(COLUMNS), frame).tell(0, details)
        return details

    bare = told()
    assert bare == _Details({PEOPLE["甲"]: "证件号码"}, {"H0001": "户编号"}, {PEOPLE["甲"][6:14]})
    assert told(电话="3123456").numbers == {PEOPLE["甲"]: "证件号码", "3123456": "电话"}
    assert told(户编号="H001").codes == {}
    day = pd.Timestamp(1980, 2, 3)
    assert told(出生日期=day).days == {"19700101", "19800203"}
    assert told(登记日期=day, 人口=12345) == bare
    assert (told(村="东村").words, told(村="东村").groups) == ({"东村": "村名"}, set())
    assert told(组号=2) == bare
    assert told(村="东村", 组号=2, 人口=5).groups == {("东村", "2")}
    assert told(健康="病").words == {}
    assert told(健康="大病").words == {"大病": "健康"}
    assert told(状态="在册") == told(得分=5000.0) == told(实发=99.99) == told(实发=500) == bare
    assert told(实发=100.0).amounts == {100.0: "实发"}
    assert told(实发=1234.567).amounts == {1234.57: "实发"}


def kinds_of(people: People, text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.written) for hit in people.names(text)]


def test_a_name_has_two_characters_or_more_and_none_that_is_masked() -> None:
    for name, found in (("王", []), ("王试", ["王试"]), ("王*", [])):
        people = people_of(one_of(姓名=name, 电话="13800001234"))
        assert [written for _, written in kinds_of(people, f"{name}，13800001234")] == found


def test_a_name_is_somebodys_beside_an_id_number_or_a_code_that_leads_to_one() -> None:
    text = "欧建国，13800001234"
    for columns, found in (
        ({"证件号码": {"kind": "id_number"}}, 1),
        ({"户编号": {"kind": "code", "refers": "户.户编号"}}, 1),
        ({"户编号": {"kind": "code"}}, 0),
        ({"村": {"kind": "village", "refers": "村组.村"}}, 0),
        ({}, 0),
    ):
        named: dict[str, dict[str, Any]] = {"姓名": {"kind": "name"}, "电话": {"kind": "phone"}}
        row = one_of(电话="13800001234", 村="东村")
        assert len(kinds_of(people_of(row, columns=named | columns), text)) == found


def test_a_word_that_the_ledgers_allow_in_a_column_is_a_name_only_by_itself() -> None:
    people = people_of(one_of(姓名="高山", 出生日期=pd.Timestamp(1980, 2, 3)))
    assert kinds_of(people, "在高山上，1980年2月3日") == []
    assert kinds_of(people, "高山，1980年2月3日") == [("姓名和出生日期", "高山")]
    assert kinds_of(people, "高山\t1980-02-03") == [("姓名和出生日期", "高山")]
    everyday = people_of(one_of(姓名="平安", 出生日期=pd.Timestamp(1980, 2, 3)))
    assert kinds_of(everyday, "祝平安如意，1980年2月3日") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("欧建国在场。他患有大病", True),
        ("欧建国在场。他患有大病。完", True),
        ("开头。欧建国在场。他患有大病", True),
        ("他到会。欧建国在场。村里有人患有大病", False),
        ("欧建国在场。村里有人患有大病", False),
        ("生于1970年1月1日。欧建国在场", True),
        ("欧建国在场。生于1970年1月1日", True),
        ("生于1970年1月1日。天晴。欧建国在场", False),
        ("欧建国在场。天晴。生于1970年1月1日", False),
        ("欧建国\t1970-01-01", True),
        ("欧建国。\t天晴。\t生于1970年1月1日", True),
        ("欧建国\t患有大病", True),
    ],
)
def test_a_detail_counts_in_the_sentence_beside_and_in_a_row_anywhere(text: str, found: bool) -> None:
    assert bool(kinds_of(people_of(one_of(健康="患有大病")), text)) is found


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("欧建国，1970年1月1日", "欧建国"),
        ("欧 建国，1970年1月1日", "欧 建国"),
        ("欧\n建国，1970年1月1日", "欧\n建国"),
        ("欧\n     建国，1970年1月1日", "欧建国"),
    ],
)
def test_a_name_is_told_as_it_was_written(text: str, written: str) -> None:
    assert kinds_of(people_of(one_of()), text) == [("姓名和出生日期", written)]


def test_a_name_of_three_stands_alone_and_one_of_two_only_behind_a_word() -> None:
    for name, text, found in (
        ("欧建国", "，欧建国患有大病", 1),
        ("王试", "，王试患有大病", 0),
        ("王试", "村民王试患有大病", 1),
        ("欧阳建国", "，欧阳建国患有大病", 1),
    ):
        assert len(kinds_of(people_of(one_of(姓名=name, 健康="患有大病")), text)) == found


def test_names_are_hidden_the_longest_first_and_everyday_words_are_left() -> None:
    people = people_of(one_of(), one_of(姓名="欧建"), one_of(姓名="平安"))
    assert people.hide("欧建国和欧建，祝平安") == "欧**和欧*,祝平安"


@pytest.mark.parametrize(
    ("length", "pieces"),
    [
        (0, [0]),
        (1, [1]),
        (80, [80]),
        (160, [160]),
        (161, [160, 81]),
        (240, [160, 160]),
        (241, [160, 160, 81]),
    ],
)
def test_what_goes_on_without_a_stop_is_looked_at_in_pieces_that_overlap(
    length: int, pieces: list[int]
) -> None:
    assert [len(piece) for piece in _sentences("字" * length)] == pieces


def test_a_short_number_is_a_detail_from_seven_digits_on() -> None:
    details = _Details({"312345": "电话", "3123456": "电话"})
    assert details.by_number(_Said("拨打3123456")) == "电话"
    assert _Details({"312345": "电话"}).by_number(_Said("拨打312345")) == ""
