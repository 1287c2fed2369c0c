"""Each rule of style bites: a sentence that breaks it is found, and the mended one is not."""

from __future__ import annotations

import pytest

from tests.style.rules import PATTERNS, faults

BAD = {
    "写了零": ["本月新增0户。", "逾期率0%。", "共0.00万元。", "占0人的比例。", "分散供养0人。"],
    "没有值": ["占None。", "占nan%。", "共inf元。"],
    "标点重叠": ["新增3户，，减少2户。", "新增3户。。", "新增3户，。", "新增3户；。", "一户、。", "如下：。"],
    "标点悬空": ["，新增3户。", "新增（，其中3户）。", "新增3户（其中2户，）。", "坚持“”的理念。"],
    "空括号": ["新增3户（）。", "闲置3项（ ）。"],
    "无字错位": ["新增无户。", "占存量贷款的无，已列入清单。", "面积达无。"],
    "增减错位": ["比上月减少-3户。", "比上月增加0。", "本月新增无。"],
    "半角标点": ["新增3户,减少2户。", "情况如下:一是发展产业。", "全镇(含社区)共3户。"],
    "截止": ["截止2021年10月，共3户。"],
    "区间": ["完成63～68%。", "完成63%~68%。", "完成63%至68%。"],
    "小数过长": ["户均0.3925万元。"],
    "千分位": ["共11,001户。"],
    "空格": ["新增3 户。", "全镇 新增3户。"],
    "字母": ["共3 household。", "见TODO。"],
    "负数": ["用时-3天。"],
    "单数": ["1户均已销号。", "发现问题1户，1户全部办结。"],
    "一个等": ["在东村等1个村种植。"],
    "分别": ["金额分别3万元。"],
    "百分点": ["逾期率比上月上升1.2%。", "占比同比上升3%。"],
    "该用亿元": ["共12345.6万元。"],
    "同一个词": ["其中其中3户未销号。", "截至截至本月共3户。"],
    "花括号": ["现有{存量贷款}。"],
    "单列一是": ["存在问题：一是消除慢。"],
    "没有句号": ["新增3户", "新增3户，"],
    "括号不成对": ["新增3户（其中2户。"],
    "半句话": ["新增3户，其中。", "本月。"],
}
GOOD = [
    "截至2021年10月31日，全镇现有存量贷款287万元，其中2021年新办理小额信贷5户22万元，使用合规，无逾期现象。",
    "示范点项目建设完成63%～68%，完成率比上月上升1.2个百分点，投资同比增长4.2%。",
    "一是发展产业；二是购买产业保。",
    "目前发现问题1户，已整改销号。",
    "3户易迁户仍有1人无人就业，须逐户对接。",
    "序时进度为83.3%，超过70%的警戒线，共10户、20元、300%。",
    "两村分别种植3亩、5亩。",
    "金额为100.05元，比上月减少0.5万元。",
    "现就工作情况汇报如下：",
]


@pytest.mark.parametrize(("rule", "sentence"), [(rule, one) for rule, all_ in BAD.items() for one in all_])
def test_a_rule_finds_a_sentence_that_breaks_it(rule: str, sentence: str) -> None:
    assert rule in {found for found, _ in faults(sentence)}


@pytest.mark.parametrize("sentence", GOOD)
def test_no_rule_finds_fault_with_a_good_sentence(sentence: str) -> None:
    assert list(faults(sentence)) == []


def test_every_rule_has_a_sentence_that_breaks_it() -> None:
    assert PATTERNS.keys() <= BAD.keys()
