"""The kinds of household of the register, whatever scope the report leads with."""

from helpers.methods import households
from helpers.methods.monitoring import AT_RISK, REGISTERED


def resident(household, kind, state="在册", number=None, day=None):
    return {"户号": household, "户类别": kind, "人员状态": state, "证件号码": number, "变动日期": day}


def test_a_household_has_the_kind_of_its_head_and_only_residents_count(ledgers, picked):
    month = ledgers(
        户籍人口=[
            resident("H1", "一般农户"),
            resident("H1", None),
            resident("H1", None, "死亡"),
            resident("H2", "其他"),
            resident("H2", None),
            resident("H3", None),
        ]
    )
    assert picked(households.residents(month)) == [1, 2, 4, 5, 6]
    assert picked(households.farmers(month)) == [1, 2, 6]
    assert picked(households.others(month)) == [4, 5]
    assert picked(households.unclassified(month)) == [6]


def test_who_was_cleared_is_ordinary_again_where_only_those_at_risk_are_monitored(ledgers, picked):
    month = ledgers(
        户籍人口=[
            resident("H1", "一般农户", number="A"),
            resident("H2", "边缘易致贫户", number="B"),
            resident("H3", "脱贫户", number="C"),
        ],
        监测对象=[
            {"证件号码": "B", "监测对象类别": "边缘易致贫户", "户类型": "一般农户", "风险是否已消除": "是"},
            {"证件号码": "C", "监测对象类别": "脱贫不稳定户", "户类型": "脱贫户", "风险是否已消除": "是"},
        ],
    )
    assert picked(households.ordinary(month, REGISTERED)) == [1]
    assert picked(households.ordinary(month, AT_RISK)) == [1, 2]


def test_who_was_registered_late_left_before_the_period_and_was_still_reported(ledgers, picked):
    month = ledgers(
        户籍人口=[
            resident("H1", "一般农户", "死亡", "A", "2021-09-30"),
            resident("H1", "一般农户", "死亡", "B", "2021-10-01"),
            resident("H1", "一般农户", "死亡", "C", "2021-08-01"),
            resident("H1", "一般农户", "在册", "D"),
        ]
    )
    assert picked(households.registered_late(month)) == []
    month.before = ledgers(户籍人口=[resident("H1", "一般农户", number=name) for name in "ABD"])
    assert picked(households.registered_late(month)) == [1]
