"""Bases of local industries, and who can insure what he grows."""

from helpers.methods import industries


def test_show_bases_are_marked(ledgers, picked):
    month = ledgers(特色产业=[{"作物": "甲", "是否示范基地": "是"}, {"作物": "乙"}])
    assert picked(industries.bases(month)) == [1, 2]
    assert picked(industries.show_bases(month)) == [1]


def test_policies_begin_this_year_and_are_named(ledgers, picked):
    rows = [
        {"保险起期": "2020-12-31", "标的类型": "农户种养"},
        {"保险起期": "2021-01-01", "标的类型": "农户种养"},
        {"保险起期": "2021-10-31", "标的类型": "帮扶车间", "标的名称": "东村车间"},
    ]
    found = industries.policies(ledgers(产业保险=rows))
    assert picked(found) == [2, 3]
    assert list(found["标的名称"]) == ["农户种养", "东村车间"]


def test_the_lifted_the_unstable_and_those_on_the_edge_can_insure(ledgers, picked):
    rows = [
        {"户类型": "脱贫户"},
        {"户类型": "脱贫户", "监测对象类别": "脱贫不稳定户"},
        {"户类型": "一般农户", "监测对象类别": "边缘易致贫户"},
        {"户类型": "脱贫户", "监测对象类别": "突发严重困难户"},
        {"户类型": "一般农户"},
    ]
    assert picked(industries.insurable(ledgers(监测对象=rows))) == [1, 2, 3]
