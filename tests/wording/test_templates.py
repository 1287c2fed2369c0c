"""Templates take figures and facts by name and refuse typed numbers."""

import pytest

from helpers.errors import SectionError
from helpers.wording.templates import Piece, pieces


def test_splits_literals_and_fields():
    assert list(pieces("现有{存量贷款}，{收入:突破}。")) == [
        Piece("现有", "", ""),
        Piece("", "存量贷款", ""),
        Piece("，", "", ""),
        Piece("", "收入", "突破"),
        Piece("。", "", ""),
    ]


@pytest.mark.parametrize("text", ["共5户", "共５户", "户均一万元", "达三千亩", "十公里", "{a}和3人"])
def test_refuses_a_typed_number(text):
    with pytest.raises(SectionError, match="直接写了数字"):
        list(pieces(text))


@pytest.mark.parametrize(
    "text",
    [
        "四个不摘",
        "两不愁三保障",
        "十个一",
        "一是发展产业；二是",
        "一事一议",
        "一次性外出务工交通补贴",
        "公元",
    ],
)
def test_leaves_fixed_words_alone(text):
    assert [piece.literal for piece in pieces(text)] == [text]


@pytest.mark.parametrize("text", ["{存量", "存量}", "{}", "{a!r}"])
def test_names_a_broken_template(text):
    with pytest.raises(SectionError, match="花括号"):
        list(pieces(text))
