"""A figure beside an earlier one: the verb for up, down and unchanged, by unit and kind."""

import datetime as dt
from typing import Any

import pytest

from helpers import record
from helpers.errors import SectionError
from helpers.sections import open_section, text
from helpers.sections.figures import MadeFigure
from helpers.wording.comparisons import beside_last_month, beside_last_year, within_the_month
from tests.small_office import loan, write_loans, write_small_office


@pytest.mark.parametrize(
    ("value", "before", "unit", "decimals", "text"),
    [
        (19, 16, "户", 0, "比上月增加3户"),
        (16, 19, "户", 0, "比上月减少3户"),
        (16, 16, "户", 0, "与上月持平"),
        (287, 290.5, "万元", 2, "比上月减少3.5万元"),
        (8.7, 7.5, "%", 1, "比上月上升1.2个百分点"),
        (7.5, 8.7, "%", 1, "比上月下降1.2个百分点"),
        (8.70001, 8.7, "%", 1, "与上月持平"),
        (3, 0, "笔", 0, "比上月增加3笔"),
        (0, 3, "笔", 0, "比上月减少3笔"),
        (2_000_000_001, 1_999_999_999, "元", 2, "比上月增加2元"),
        (0.3, 0.1, "万元", 2, "比上月增加2000元"),
        (30000, 10000, "万元", 2, "比上月增加2亿元"),
        (1, 0, "户", 0, "比上月增加1户"),
        (8.2, 7.5, "%", 1, "比上月上升0.7个百分点"),
    ],
)
def test_last_month(value, before, unit, decimals, text):
    assert beside_last_month(value, before, unit, decimals) == text


@pytest.mark.parametrize(
    ("value", "before", "unit", "decimals", "text"),
    [
        (104.2, 100, "万元", 2, "同比增长4.2%"),
        (95.8, 100, "万元", 2, "同比下降4.2%"),
        (100, 100, "万元", 2, "同比持平"),
        (38007, 38006, "人", 0, "同比基本持平"),
        (55.2, 52, "%", 1, "同比上升3.2个百分点"),
        (5, 0, "户", 0, "比上年同期增加5户"),
        (0, 5, "户", 0, "比上年同期减少5户"),
        (200, 100, "户", 0, "同比增长100%"),
        (250, 100, "户", 0, "是上年同期的2.5倍"),
        (201, 100, "户", 0, "是上年同期的2倍"),
        (233, 100, "户", 0, "是上年同期的2.3倍"),
        (1000, 100, "户", 0, "是上年同期的10倍"),
        (1001, 100, "户", 0, "比上年同期增加901户"),
        (2500, 100, "户", 0, "比上年同期增加2400户"),
        (1, 2, "户", 0, "同比下降50%"),
        (1, 0, "户", 0, "比上年同期增加1户"),
        (5, -3, "万元", 2, "比上年同期增加8万元"),
        (-3, -5, "万元", 2, "比上年同期增加2万元"),
        (100.04, 100, "万元", 2, "同比基本持平"),
        (100.06, 100, "万元", 2, "同比增长0.1%"),
        (101, 100, "户", 0, "同比增长1%"),
    ],
)
def test_the_year_before(value, before, unit, decimals, text):
    assert beside_last_year(value, before, unit, decimals) == text


@pytest.mark.parametrize(
    ("value", "before", "text"),
    [
        (248, 205, "本月新增43户"),
        (249, 248, "本月新增1户"),
        (248, 248, "本月无新增"),
        (247, 248, "本月核减1户"),
    ],
)
def test_what_a_month_adds(value, before, text):
    assert within_the_month(value, before, "户", 0) == text


def figure(**given: Any) -> MadeFigure:
    usual: dict[str, Any] = {"value": 5, "unit": "户", "decimals": 0, "definition": "", "kind": "stock"}
    return MadeFigure("节.数", **usual | given)


def test_a_sum_since_january_is_not_set_beside_the_month_before():
    assert figure(kind="ytd", previous=3).text("本月新增") == "本月新增2户"
    with pytest.raises(SectionError, match="年内累计数不能与上月比"):
        figure(kind="ytd", previous=3).text("环比")
    with pytest.raises(SectionError, match="只有年内累计数"):
        figure(previous=3).text("本月新增")


@pytest.mark.parametrize("given", [{}, {"previous": "东村"}, {"previous": 3, "value": None}])
def test_what_cannot_be_compared_says_so(given):
    assert figure(**given).comparisons == ()
    with pytest.raises(SectionError, match="没有可比的数"):
        figure(**given).text("环比")


def test_a_clause_falls_away_with_its_comma(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "display", lambda bundle, raw: None)
    office = write_small_office(tmp_path)
    write_loans(office.folder, "2021-10", [loan("J1", "东村", 900, dt.date(2021, 1, 5))])

    def opened(month):
        section = open_section("01_loans", month, str(office.folder))
        rows = lambda ledgers: ledgers["借款"]  # noqa: E731
        section.total("余额", rows, "余额", unit="元", definition="")
        section.total("累计", rows, "余额", unit="元", kind="ytd", definition="")
        return section

    first, second = opened("2021-09"), opened("2021-10")
    assert first.change("余额", lead="，") == ""
    assert second.change("余额", lead="，") == "，{余额:环比}"
    assert second.change("累计") == "{累计:本月新增}"
    assert second.change("累计", "同比", lead="，") == ""
    assert (
        text.filled(second, "余额{余额}" + second.change("余额", lead="，")) == "余额900元，比上月增加100元"
    )


def test_a_sum_since_january_starts_anew_in_january(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "display", lambda bundle, raw: None)
    office = write_small_office(tmp_path, months=["2020-12", "2021-01"])
    section = open_section("01_loans", "2021-01", str(office.folder))
    rows = lambda ledgers: ledgers["借款"]  # noqa: E731
    assert section.count("累计", rows, unit="笔", kind="ytd", definition="").previous is None
    assert section.count("期末", rows, unit="笔", definition="").previous is not None
