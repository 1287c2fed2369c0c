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


@pytest.mark.parametrize(
    "text",
    [
        *("共5户", "共５户", "户均一万元", "达三千亩", "十公里", "{a}和3人"),
        *(
            "全镇三个村",
            "全镇叁佰户",
            "道路五百米",
            "化肥三吨",
            "提出五条建议",
            "两户",
            "十余人",
            "百余户",
            "一百二十户",
            "数十户",
            "几百人",
            "仅一户逾期",
            "共一人",
            "二十一项",
        ),
        *(
            "三成以上",
            "三分之一",
            "百分之五",
            "过半",
            "半数的村",
            "一半以上",
            "三村",
            "五名干部",
            "十几件",
            "千人",
        ),
        *("二十一项", "落实四个不摘，三个村", "第一批三户", "三百人次", "九十九笔"),
    ],
)
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
        *(
            "三农",
            "万众一心",
            "统一",
            "第一书记",
            "第一名",
            "第三户",
            "十四五",
            "一户一策",
            "整改一户销号一户",
        ),
        *(
            "千家万户",
            "其中一项",
            "每一户",
            "一人一档",
            "任何一个",
            "三成熟",
            "一名一岗",
            "今后一年",
            "万人口",
            "十处理",
        ),
        *("一成立", "两处理", "十处理", "五家庭", "三场所", "十名单"),
    ],
)
def test_leaves_fixed_words_alone(text):
    assert [piece.literal for piece in pieces(text)] == [text]


@pytest.mark.parametrize("text", ["{存量", "存量}", "{}", "{a!r}"])
def test_names_a_broken_template(text):
    with pytest.raises(SectionError, match="花括号"):
        list(pieces(text))
