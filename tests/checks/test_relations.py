"""The relations of ``params/checks.yaml``: each holds with numbers that agree, and fails by one that does not."""

from __future__ import annotations

import pytest

from helpers.checks import Check, CheckResult, judge, load_checks, require_known
from helpers.offices import Office, suite_folder
from helpers.params import Waiver, load_settings
from helpers.runs.inspection import declared_figures, dynamic_prefixes
from tests.checks.made import OCTOBER, figure

# A relation, numbers with which it holds, and the one by which it then fails. (now, before) is a figure with
# a month before. What is not named is zero.
Numbers = dict[str, "int | float | tuple[int, int]"]
RELATIONS: list[tuple[str, Numbers, Numbers]] = [
    (
        "C01",
        {
            "基本情况.监测外脱贫户": 816,
            "基本情况.脱贫监测户": 6,
            "基本情况.边缘易致贫户": 18,
            "基本情况.突发严重困难户": 1,
            "基本情况.帮扶对象户": 841,
        },
        {"基本情况.监测外脱贫户": 817},
    ),
    (
        "C02",
        {
            "基本情况.监测外脱贫人口": 1932,
            "基本情况.脱贫监测人口": 13,
            "基本情况.边缘易致贫人口": 44,
            "基本情况.突发严重困难人口": 2,
            "基本情况.帮扶对象人": 1991,
        },
        {"基本情况.帮扶对象人": 1990},
    ),
    (
        "C03",
        {
            "基本情况.一般农户": 10156,
            "基本情况.帮扶对象户": 841,
            "基本情况.其他户": 4,
            "基本情况.总户数": 11001,
        },
        {"基本情况.其他户": 0},
    ),
    (
        "C04",
        {"就业帮扶.光伏公岗": 52, "就业帮扶.人社公岗": 80, "就业帮扶.公益岗数": 132},
        {"就业帮扶.其他公岗": 1},
    ),
    (
        "C05",
        {"衔接项目.已验收里程": 5.8, "衔接项目.基本完工里程": 4.4, "衔接项目.批复里程": 10.2},
        {"衔接项目.基本完工里程": 4.3},
    ),
    (
        "C06-1",
        {"易迁后扶.后扶资金": 119, "易迁后扶.搬迁户数": 119, "易迁后扶.户均后扶资金": 1},
        {"易迁后扶.户均后扶资金": 1.1},
    ),
    ("C06-2", {"易迁后扶.租金分配合计": 90000, "易迁后扶.应分租金": 90000}, {"易迁后扶.租金分配合计": 89999}),
    ("C07", {"衔接项目.衔接资金": 153, "衔接项目.总投资": 408}, {"衔接项目.衔接资金": 409}),
    (
        "C08-1",
        {"兜底保障.低保人数": 818, "兜底保障.特困人数": 256, "兜底保障.脱贫人口总数": 1945},
        {"兜底保障.低保人数": 1700},
    ),
    ("C08-2", {"兜底保障.重复保障人数": 0}, {"兜底保障.重复保障人数": 1}),
    ("C09", {"产业帮扶.基地面积": 3060, "实力产业.产业面积": 4660}, {"产业帮扶.基地面积": 4661}),
    ("C10", {"基本情况.易地搬迁人口": 208, "基本情况.易地搬迁户": 119}, {"基本情况.易地搬迁人口": 118}),
    ("C11-1", {"小额信贷.新办金额": 22, "小额信贷.存量贷款": 287}, {"小额信贷.新办金额": 288}),
    ("C11-2", {"小额信贷.最大单笔": 5}, {"小额信贷.最大单笔": 6}),
    ("C12-1", {"产业帮扶.产业奖补户数": 248, "基本情况.帮扶对象户": 841}, {"产业帮扶.产业奖补户数": 842}),
    (
        "C12-2",
        {"产业帮扶.产业保险户数": 247, "产业帮扶.产业保险对象户数": 840},
        {"产业帮扶.产业保险户数": 841},
    ),
    (
        "C13-1",
        {
            "监测帮扶.在册脱贫不稳定户": (7, 6),
            "监测帮扶.新识别脱贫不稳定户": 2,
            "监测帮扶.减少脱贫不稳定户": 1,
        },
        {"监测帮扶.减少脱贫不稳定户": 0},
    ),
    (
        "C13-2",
        {"监测帮扶.在册边缘易致贫户": (18, 17), "监测帮扶.新识别边缘易致贫户": 1},
        {"监测帮扶.新识别边缘易致贫户": 0},
    ),
    (
        "C13-3",
        {"监测帮扶.在册突发严重困难户": (1, 1)},
        {"监测帮扶.在册突发严重困难户": (0, 1)},
    ),
    (
        "C13-4",
        {
            "监测帮扶.在册人数": (60, 57),
            "监测帮扶.本月新识别人数": 3,
            "监测帮扶.本月自然增加人数": 1,
            "监测帮扶.本月自然减少人数": 1,
        },
        {"监测帮扶.本月自然减少人数": 0},
    ),
    (
        "C13-5",
        {"小额信贷.存量贷款笔数": (60, 61), "小额信贷.本月结清笔数": 1},
        {"小额信贷.本月新发放笔数": 1},
    ),
    ("C13-6", {"就业帮扶.公益岗数": (132, 131), "就业帮扶.本月上岗人数": 1}, {"就业帮扶.本月离岗人数": 1}),
    (
        "C13-7",
        {"衔接项目.已开工项目数": (6, 5), "衔接项目.本月新开工项目数": 1},
        {"衔接项目.本月新开工项目数": 0},
    ),
    ("C15-1", {"基本情况.低于底线户": 0}, {"基本情况.低于底线户": 1}),
    ("C15-2", {"小额信贷.逾期笔数": 0}, {"小额信贷.逾期笔数": 1}),
    ("C15-3", {"小额信贷.违规笔数": 0}, {"小额信贷.违规笔数": 1}),
    ("C15-4", {"和美乡村.最低完成率": 82, "和美乡村.均已完成下限": 80}, {"和美乡村.最低完成率": 79}),
    ("C15-5", {"三保障.未销号户": 0}, {"三保障.未销号户": 1}),
    ("C15-6", {"易迁后扶.配套已有项": 20, "易迁后扶.配套应有项": 20}, {"易迁后扶.配套已有项": 19}),
    (
        "C17-1",
        {"基本情况.监测外脱贫户": 816, "基本情况.监测内脱贫户": 6, "基本情况.脱贫户总数": 822},
        {"基本情况.监测内脱贫户": 5},
    ),
    (
        "C17-2",
        {"基本情况.监测外脱贫人口": 1932, "基本情况.监测内脱贫人口": 13, "兜底保障.脱贫人口总数": 1945},
        {"兜底保障.脱贫人口总数": 1932},
    ),
]
GENERIC = {"C14", "C16"}


@pytest.fixture
def suite() -> Office:
    return Office(suite_folder())


def judged(rule: Check, numbers: Numbers) -> CheckResult:
    known = {}
    for name in rule.figures():
        given = numbers.get(name, 0)
        value, previous = given if isinstance(given, tuple) else (given, None)
        decimals = 0 if isinstance(value, int) else 2
        known[name] = figure(name, value, previous=previous, decimals=decimals)
    (result,) = judge([rule], known, OCTOBER)
    return result


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
@pytest.mark.parametrize(("name", "holding", "failing"), RELATIONS, ids=[case[0] for case in RELATIONS])
def test_a_relation_of_the_suite_holds_and_fails(
    name: str, holding: Numbers, failing: Numbers, suite: Office
) -> None:
    rule = next(rule for rule in load_checks(suite) if rule.id == name)
    assert set(holding) | set(failing) <= rule.figures()
    assert judged(rule, holding).conclusion == "通过"
    broken = judged(rule, holding | failing)
    assert broken.conclusion == "不通过"
    assert broken.forbids == (not name.startswith("C15"))


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
def test_every_relation_of_the_suite_is_tested(suite: Office) -> None:
    assert {rule.id for rule in load_checks(suite)} == {name for name, _, _ in RELATIONS} | GENERIC


def test_households_of_no_class_need_a_waiver_and_those_of_another_class_only_a_note(suite: Office) -> None:
    rule = next(rule for rule in load_checks(suite) if rule.id == "C03")
    numbers = {"基本情况.一般农户": 10156, "基本情况.帮扶对象户": 841, "基本情况.总户数": 11001}
    known = {name: figure(name, numbers.get(name, 0)) for name in rule.figures()}
    known["基本情况.未分类户"] = figure(
        "基本情况.未分类户", 4, sources=[{"table": "户籍人口", "rows": "4,9-11"}]
    )
    (blank,) = judge([rule], known, OCTOBER)
    assert blank.forbids
    assert blank.explanation == "10156 + 841 + 0 ≠ 11001，相差 4；见 户籍人口 第 4,9-11 行"
    (waived,) = judge([rule], known, OCTOBER, [Waiver(check="C03", reason="待补", by="张主任")])
    assert waived.conclusion == "豁免"

    known["基本情况.其他户"] = figure("基本情况.其他户", 4, text="4户")
    (classed,) = judge([rule], known, OCTOBER)
    assert classed.conclusion == "通过"
    assert "含其他户4户" in classed.explanation


def test_the_checks_of_the_suite_name_figures_of_its_notebooks(suite: Office) -> None:
    settings = load_settings(suite, OCTOBER)
    sections = {part.figure_prefix for part in settings.report.sections()}
    require_known(
        suite,
        load_checks(suite),
        declared_figures(suite, settings),
        sections,
        dynamic_prefixes(suite, settings),
    )
