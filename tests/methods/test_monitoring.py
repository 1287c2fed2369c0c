"""Who is monitored, who is 脱贫户, and who is both, in the two scopes that are in use."""

import datetime as dt

import pytest

from helpers.methods import monitoring
from helpers.methods.monitoring import AT_RISK, REGISTERED

LIFTED, UNSTABLE, CLEARED, EDGE, EDGE_CLEARED, SUDDEN = 1, 2, 3, 4, 5, 6


def person(kind=None, lifted=True, cleared=None, **more):
    return {
        "监测对象类别": kind,
        "户类型": "脱贫户" if lifted else "一般农户",
        "风险是否已消除": cleared,
        "识别监测时间": "2021-03-01",
        "出生日期": "1970-01-01",
    } | more


@pytest.fixture
def system(ledgers):
    """One person of each sort, in the order of the names above."""
    return ledgers(
        监测对象=[
            person(),
            person("脱贫不稳定户"),
            person("脱贫不稳定户", cleared="是"),
            person("边缘易致贫户", lifted=False, cleared="否"),
            person("边缘易致贫户", lifted=False, cleared="是"),
            person("突发严重困难户"),
        ]
    )


def test_registered_and_at_risk(system, picked):
    assert picked(monitoring.registered(system)) == [UNSTABLE, CLEARED, EDGE, EDGE_CLEARED, SUDDEN]
    # A blank is not 是: who is not marked as cleared is at risk.
    assert picked(monitoring.at_risk(system)) == [UNSTABLE, EDGE, SUDDEN]
    assert picked(monitoring.cleared(system)) == [CLEARED, EDGE_CLEARED]
    assert picked(monitoring.of_class(monitoring.at_risk(system), "边缘易致贫户")) == [EDGE]


@pytest.mark.parametrize(
    ("scope", "inside", "outside", "assisted", "back"),
    [
        (REGISTERED, [UNSTABLE, CLEARED, SUDDEN], [LIFTED], [1, 2, 3, 4, 5, 6], []),
        (AT_RISK, [UNSTABLE, SUDDEN], [LIFTED, CLEARED], [1, 2, 3, 4, 6], [EDGE_CLEARED]),
    ],
)
def test_the_lifted_are_those_who_are_monitored_and_those_who_are_not(
    system, picked, scope, inside, outside, assisted, back
):
    assert picked(monitoring.lifted_and_monitored(system, scope)) == inside
    assert picked(monitoring.lifted_beside_monitored(system, scope)) == outside
    assert picked(monitoring.lifted(system)) == sorted(inside + outside)
    assert picked(monitoring.assisted(system, scope)) == assisted
    assert picked(monitoring.back_to_ordinary(system, scope)) == back


@pytest.mark.parametrize(("since", "rows"), [("2020-09-01", [1]), ("2020-10-01", [1]), ("2020-11-01", [])])
def test_long_at_risk_is_so_many_whole_months(ledgers, picked, since, rows):
    people = [person("边缘易致贫户", False, 识别监测时间=since)]
    assert picked(monitoring.long_at_risk(ledgers(监测对象=people), 12.0)) == rows


def test_who_comes_in_a_month_is_identified_or_born(ledgers, picked):
    people = [
        person("脱贫不稳定户", 识别监测时间="2021-09-01"),
        person("脱贫不稳定户", 识别监测时间="2021-10-01"),
        person("脱贫不稳定户", 识别监测时间="2021-10-01", 出生日期="2021-10-05"),
        person("脱贫不稳定户", 出生日期="2021-10-31"),
        person("脱贫不稳定户", 出生日期="2021-09-30"),
        person(出生日期="2021-10-05"),
        person("脱贫不稳定户", cleared="是", 消除监测时间="2021-10-01"),
        person("脱贫不稳定户", cleared="是", 消除监测时间="2021-09-01"),
    ]
    month = ledgers(监测对象=people)
    assert picked(monitoring.identified(month)) == [2, 3]
    assert picked(monitoring.born(month)) == [4]
    assert picked(monitoring.cleared_this_month(month)) == [7]


def test_who_was_entered_late_comes_once_and_a_child_of_a_known_household_is_born(ledgers, picked):
    def people(*more):
        known = person("脱贫不稳定户", 户编号="S1", 人编号="S1-1", 识别监测时间="2020-03-01")
        return [known, *more]

    late = [
        person("脱贫不稳定户", 户编号="S1", 人编号="S1-2", 识别监测时间="2020-03-01", 出生日期="2021-09-20"),
        person("脱贫不稳定户", 户编号="S2", 人编号="S2-1", 识别监测时间="2021-09-01", 出生日期="1970-01-01"),
        person("脱贫不稳定户", 户编号="S1", 人编号="S1-3", 识别监测时间="2020-03-01", 出生日期="1990-01-01"),
    ]
    month = ledgers(监测对象=people(*late))
    month.before = ledgers(dt.date(2021, 9, 30), 监测对象=people())
    assert picked(monitoring.identified(month)) == [3]
    # Who marries into a household is not born into it.
    assert picked(monitoring.born(month)) == [2]
    after = ledgers(dt.date(2021, 11, 30), 监测对象=people(*late))
    after.before = month
    assert picked(monitoring.identified(after)) == picked(monitoring.born(after)) == []


def gone(household, system_number, state="死亡", day="2021-10-05", kind=None):
    return {"户号": household, "户编号": system_number, "人员状态": state, "变动日期": day, "户类别": kind}


def test_who_goes_has_the_class_of_the_system_of_the_lead_or_of_the_register(ledgers, picked):
    month = ledgers(
        监测对象=[person("边缘易致贫户", False, 户编号="S1")],
        线索=[{"户号": "H2", "核实结论": "纳入", "对象类别": "突发严重困难户"}],
        户籍人口=[
            gone("H1", "S1"),
            gone("H2", "S2"),
            gone("H3", "S3", kind="边缘易致贫户"),
            gone("H4", "S4", kind="脱贫户"),
            gone("H1", "S1", day="2021-09-30"),
            gone("H1", "S1", state="在册", day=None),
            gone("H5", None, kind="边缘易致贫户"),
        ],
    )
    lost = monitoring.lost(month)
    assert picked(lost) == [1, 2, 3]
    assert list(lost["监测对象类别"]) == ["边缘易致贫户", "突发严重困难户", "边缘易致贫户"]
    # A household is gone when nobody of it is left in the register nor in the system.
    assert picked(monitoring.gone(month)) == [2, 3]


def test_an_empty_system_has_nobody(ledgers, picked):
    empty = ledgers()
    for scope in (REGISTERED, AT_RISK):
        assert picked(monitoring.assisted(empty, scope)) == []
    assert picked(monitoring.lost(empty)) == []
    assert picked(monitoring.gone(empty)) == []
