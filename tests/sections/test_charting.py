"""What a notebook draws: the values of figures in a picture and in words, and nothing where there is nothing."""

import xml.etree.ElementTree as ET

import pytest

from helpers.errors import SectionError
from helpers.sections import open_section
from tests.bundles import last
from tests.small_office import (
    balance,
    loans,
)


@pytest.fixture
def charts(shown):
    """The contents of the charts that the section displays so far."""
    return lambda: [content for kind, content, _ in shown if kind == "chart"]


def test_a_title_says_how_a_figure_went_and_who_has_most(section, charts):
    balance(section)
    section.bar_chart("余额{余额:走势}，{余额:村最多}", "村", "余额")
    assert charts()[-1]["title"] == "余额由9月的800元增至1000.25元，东村最多（700元）"


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("draw", ["bar_chart", "column_chart"])
def test_the_number_of_who_has_most_is_drawn_with_the_rows_behind_it(section, charts, draw):
    balance(section)
    section.total("种植", lambda of: loans(of)[loans(of)["用途"] == "种植"], "余额", unit="元", definition="")
    getattr(section, draw)("{余额:用途最多}", "用途", ["余额", "种植"])
    whole, part = charts()[-1]["series"]
    assert charts()[-1]["title"] == "养殖最多（700元）"
    behind = {group: rows for (group, _), rows in zip(whole["values"], whole["rows"], strict=True)}
    assert (whole["figure"], behind) == ("借款.余额", {"养殖": "2,4", "种植": "3"})
    # A group that has nothing of a figure has no rows of it.
    behind = {group: rows for (group, _), rows in zip(part["values"], part["rows"], strict=True)}
    assert behind == {"养殖": "", "种植": "3"}


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("draw", ["bar_chart", "column_chart"])
def test_a_title_holds_no_typed_number(section, draw):
    balance(section)
    with pytest.raises(SectionError, match="直接写了数字"):
        getattr(section, draw)("余额1000元", "村", "余额")


def test_all_values_of_a_chart_are_said_in_words(section, charts):
    whole = balance(section)
    part = section.total(
        "种植", lambda of: loans(of)[loans(of)["用途"] == "种植"], "余额", unit="元", definition=""
    )
    rest = section.difference("其余", whole, part, definition="")
    assert rest.value == 700
    section.reach_chart("种植", "村", part="种植", whole="余额")
    assert charts()[-1]["alt"] == "种植占余额：东村0元、共700元，西村300.25元、共300.25元"
    section.month_chart("余额", "余额", below={"离开": "种植"})
    assert charts()[-1]["alt"] == (
        "余额：2021年9月800元，2021年10月1000.25元；离开：2021年9月0元，2021年10月300.25元"
    )
    section.column_chart("用途", "用途", "余额")
    assert charts()[-1]["alt"] == "余额：养殖700元，种植300.25元"
    section.heat_chart("余额", "余额", by="村", across="用途")
    assert charts()[-1]["alt"] == "东村：养殖700元；西村：种植300.25元"
    section.steps_chart("从全部到种植", {"全部": "余额", "其中种植": "种植"})
    assert charts()[-1]["alt"] == "全部1000.25元，其中种植300.25元"
    section.bridge_chart("桥", {"全部": "余额", "减种植": "-种植", "其余": "其余"})
    assert charts()[-1]["alt"] == "全部1000.25元，减种植减少300.25元，其余700元"


def test_a_bridge_shows_what_its_changes_do_not_explain(section, charts):
    balance(section)
    section.total("种植", lambda of: loans(of)[loans(of)["用途"] == "种植"], "余额", unit="元", definition="")
    section.bridge_chart("桥", {"全部": "余额", "终点": "种植"})
    assert charts()[-1]["alt"] == "全部1000.25元，差额减少700元，终点300.25元"


def test_a_chart_without_anything_to_show_is_not_drawn(section, charts):
    section.count("没有", lambda of: loans(of)[loans(of)["余额"] < 0], unit="笔", definition="")
    section.bar_chart("没有", "村", "没有")
    section.column_chart("没有", "村", "没有")
    section.column_chart("没有", "用途", [])
    section.reach_chart("没有", "村", part="没有", whole="没有")
    section.month_chart("没有", "没有")
    section.steps_chart("没有", "没有")
    section.bridge_chart("没有", {"期初": "没有", "增加": "+没有", "期末": "没有"})
    section.progress_chart("没有", loans(section.ledgers).iloc[:0], "用途", "余额")
    section.heat_chart("没有", "没有", by="村", across="用途")
    assert charts() == []


def test_a_sum_since_january_is_followed_within_its_year(section):
    figure = section.count("累计", loans, unit="笔", definition="", kind="ytd")
    past = {"2020-12": 9, "2021-01": None, "2021-02": 2, "2021-10": 3}
    object.__setattr__(figure, "history", lambda: past)
    assert figure.months() == {"2021-02": 2.0, "2021-10": 3.0}


def test_charts_are_svg_of_the_figures_with_words_for_who_cannot_see(section, shown):
    balance(section)
    section.bar_chart("东村余额最大", "村", "余额")
    kind, content, bundle = shown[-1]
    assert kind == "chart"
    assert ET.fromstring(bundle["image/svg+xml"]).tag.endswith("svg")
    assert "东村700元" in content["alt"]
    section.trend_chart("余额增加到{余额}", "余额")
    assert shown[-1][1]["title"] == "余额增加到1000.25元"
    assert "2021年9月800元，2021年10月1000.25元" in shown[-1][1]["alt"]
    works = loans(section.ledgers).assign(进度=[85.0, 25.0, float("nan")], 计划=[90.0, 100.0, 90.0])
    section.progress_chart("进度", works, "村", "进度", planned="计划", weight="余额")
    assert shown[-1][1]["alt"] == "东村完成85%、应达到90%，西村完成25%、应达到100%"
    assert (shown[-1][1]["table"], shown[-1][1]["series"][0]["rows"]) == ("借款", ["2", "3"])
    with pytest.raises(SectionError, match="个人信息"):
        section.progress_chart("进度", works, "借款人", "进度")


def test_draws_the_same_bytes_twice(office, shown):
    pictures = []
    for _ in range(2):
        section = open_section("01_loans", "2021-10", str(office.folder))
        balance(section)
        section.bar_chart("余额", "村", "余额")
        pictures.append(shown[-1][2]["image/svg+xml"])
    assert pictures[0] == pictures[1]


def test_draws_no_chart_of_nothing(section, shown):
    section.count("没有", lambda of: of["借款"][of["借款"]["余额"] < 0], unit="笔", definition="")
    before = len(shown)
    section.bar_chart("没有", "村", "没有")
    section.progress_chart("没有", loans(section.ledgers).iloc[:0], "村", "余额")
    assert len(shown) == before
    section.total("余额", loans, "余额", unit="元", definition="")
    with pytest.raises(SectionError, match="单位要相同"):
        section.bar_chart("两样", "村", ["没有", "余额"])


def test_bars_leave_out_what_has_nothing(section, shown):
    section.total("种植", lambda of: loans(of)[loans(of)["用途"] == "种植"], "余额", unit="元", definition="")
    section.bar_chart("种植", "村", "种植")
    assert last(shown, "chart")["alt"] == "种植：西村300.25元"
