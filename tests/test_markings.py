"""A marking of secrecy is told from the same words in a sentence."""

from __future__ import annotations

import pytest

from helpers.markings import Markings, marked


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("秘密", "秘密"),
        ("机密", "机密"),
        ("绝密", "绝密"),
        ("機密", "機密"),
        (" 秘　密 ", "秘 密"),
        ("秘\u200b密", "秘密"),
        ("机密★1年", "机密★1年"),
        ("机密★一年", "机密★一年"),
        ("绝密★长期", "绝密★长期"),
        ("机密 ★ 6个月", "机密 ★ 6个月"),
        ("秘密*3年", "秘密*3年"),
        ("秘密★", "秘密★"),
        ("秘密级", "秘密级"),
        ("机密1年", "机密1年"),
        ("【机密】", "机密"),
        ("（秘密）", "秘密"),
        ("密级：绝密", "绝密"),
        ("密级: 机密★1年", "机密★1年"),
        ("填报单位：示例镇　密级：秘密", "秘密"),
        ("密级为秘密", "秘密"),
        ("密级（机密）", "机密"),
        ("示例镇监测对象台账（秘密）", "秘密"),
        ("（机密）示例镇监测对象台账", "机密"),
        ("机密 示例镇监测对象台账", "机密"),
        ("示例镇监测对象台账 机密★1年", "机密★1年"),
        ("秘密：示例镇监测对象台账", "秘密"),
        ("示例镇监测对象台账\n秘密★1年\n填报单位", "秘密★1年"),
        ("本文件为机密★5年文件，不得外传，" * 6, "机密★5年"),
        ("秘密文件", "秘密"),
    ],
)
def test_a_marking_is_found(text: str, mark: str) -> None:
    assert Markings().find(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "保守秘密",
        "保守国家秘密",
        "保守 秘密",
        "严守工作秘密、商业秘密",
        "开展机密文件专项检查",
        "种植密度",
        "密级",
        "密级：无",
        "密级：非密",
        "公开",
        "秘密、机密、绝密三级",
        "丰收的秘密",
        "不得泄露（国家秘密）",
        "精密加工",
        "绝密配方凉粉加工点",
        "内部资料",
        "密" * 100,
        "这是全镇上下共同奋斗的结果，所有的数据都向群众公开，接受群众的监督，" * 2 + "没什么 秘密",
    ],
)
def test_the_same_words_in_a_sentence_are_none(text: str) -> None:
    assert Markings().find(text) == ""


@pytest.mark.parametrize(
    "text",
    ["内部资料", "【内部资料】", "内 部 资 料", "内部资料 示例镇台账", "NEICAN", "ＮＥＩＣＡＮ", "机密"],
)
def test_an_office_has_marks_of_its_own(text: str) -> None:
    assert Markings(["内部资料", "NEICAN"]).find(text)
    assert not Markings(["内部资料"]).find("学习内部资料汇编")


@pytest.mark.parametrize(
    ("length", "found"), [(59, True), (60, True), (61, False)]
)  # fmt: skip
def test_what_is_longer_than_a_title_is_a_sentence(length: int, found: bool) -> None:
    assert bool(Markings().find("机密 " + "甲" * (length - 3))) is found


def test_settings_are_searched_key_by_key() -> None:
    content = {"a": {"b": ["甲", {"c": "秘密"}]}, "机密": 1, "d": "保守秘密", "e": None}
    assert sorted(marked(content, Markings())) == [("a.b.2.c", "秘密"), ("全文", "机密")]


def test_xml_that_spells_a_character_by_its_number_is_looked_at() -> None:
    for spelt in ("秘密", "秘&#23494;", "秘&#x5bc6;", "秘&#x5BC6;"):
        assert Markings().may_stand_in(f"<t>{spelt}</t>".encode())
    assert not Markings().may_stand_in("<t>公开</t>".encode())
