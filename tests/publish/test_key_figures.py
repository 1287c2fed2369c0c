"""What is said of a key figure's change and history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpers.months import Month
from helpers.publish.key_figures import key_figure, months_shown
from helpers.publish.report import Figure

PLAIN = Figure("甲.户", "甲", 5, "5户", "户", 0, "", "", 1, ())


def make(value: Any, **more: Any) -> Figure:
    return replace(PLAIN, value=value, **more)


def test_a_change_is_said_in_words() -> None:
    assert key_figure(make(5, previous=2)).changes == ("比上月增加3户",)
    assert key_figure(make(5, previous=5, year_ago=4)).changes == ("与上月持平", "同比增长25%")
    assert key_figure(make(55.2, unit="%", decimals=1, previous=56)).changes == ("比上月下降0.8个百分点",)
    assert key_figure(make(27.73, unit="万元", decimals=2, previous=25.86, kind="ytd")).changes == (
        "本月新增1.87万元",
    )


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert key_figure(make(5)).changes == ()
    assert key_figure(make(None, previous=2)).changes == ()
    assert key_figure(make("东村、西村", previous="东村")).changes == ()
    assert months_shown([key_figure(make(5))]) == ""
    assert key_figure(make(5, history=((Month(2021, 10), 5),))).history == ""


def test_the_history_names_each_month_and_the_year_where_it_begins() -> None:
    past = ((Month(2020, 12), 3.0), (Month(2021, 1), 4), (Month(2021, 3), 5))
    one = key_figure(make(5, history=past))
    assert one.history == "2020年12月3户，2021年1月4户，3月5户"
    assert months_shown([one, key_figure(make(1))]) == "2020年12月至2021年3月"
