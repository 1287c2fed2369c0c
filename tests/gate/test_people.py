"""A name is found where it stands with a detail of the same person, and not where it is only a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from helpers.gate.people import People
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
