"""A chart is drawn, and said in words, from its record alone."""

import pytest

from helpers import charts
from helpers.record import ChartRecord, SeriesRecord, SpanRecord


def chart(drawing, *series, by="村", across="", **more):
    """Return a chart's record; a series is its name, its values, and what part it plays."""
    return ChartRecord(
        id="甲-1",
        title=(SpanRecord(text="题"),),
        drawing=drawing,
        series=tuple(
            SeriesRecord(name=name, values=tuple(values.items()), role=role) for name, values, role in series
        ),
        unit="户",
        by=by,
        across=across,
        **more,
    )


TWO = {"东村": 3.0, "西村": 1.0}
DRAWN = {
    "bars": (chart("bars", ("户数", TWO, "")), "户数：东村3户，西村1户"),
    "steps": (
        chart("steps", ("申请", {"": 3.0}, ""), ("发放", {"": 1.0}, ""), by=""),
        "申请3户，发放1户",
    ),
    "reach": (
        chart(
            "reach", ("完成", {"东村": 1.0}, ""), ("应完成", {"东村": 3.0}, ""), ("进度", {"": 83.3}, "due")
        ),
        "完成占应完成：东村1户、共3户；进度83.3%",
    ),
    "lines": (
        chart("lines", ("户数", {"2021-09": 0.0, "2021-10": 2.0}, ""), by=""),
        "户数：2021年9月0户，2021年10月2户",
    ),
    "columns": (
        chart("columns", ("新增", {"2021-10": 2.0}, ""), ("退出", {"2021-10": 1.0}, "below"), by=""),
        "新增：2021年10月2户；退出：2021年10月1户",
    ),
    "columns by a column of months": (
        chart("columns", ("到期", {"2021-11": 0.0, "2021-12": 1.0}, ""), by="到期月份"),
        "到期：2021年12月1户",
    ),
    "bridge": (
        chart("bridge", ("上月", {"": 3.0}, ""), ("退出", {"": -1.0}, "change"), by=""),
        "上月3户，退出减少1户",
    ),
    "heat": (
        chart("heat", ("养殖", TWO, ""), ("种植", {"东村": 2.0}, ""), across="用途"),
        "东村：养殖3户，种植2户；西村：养殖1户",
    ),
    "progress": (
        chart(
            "progress",
            ("完成", {"路": 50.0}, ""),
            ("应达到", {"路": 60.0}, "planned"),
            ("已拨付", {}, "paid"),
        ),
        "路完成50%、应达到60%",
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_drawn_and_said_from_what_a_notebook_holds(name):
    one, words = DRAWN[name]
    content = {key: value for key, value in one.content().items() if key != "version"}
    read = ChartRecord.model_validate(content)
    assert charts.said(read) == words
    assert charts.draw(read).startswith("<svg")


@pytest.mark.parametrize("drawing", ["bars", "reach", "columns", "heat"])
def test_groups_are_left_out_of_the_drawing_and_of_the_words(drawing):
    whole = chart(drawing, ("甲类", TWO, ""), ("乙类", TWO, ""), across="类别" if drawing == "heat" else "")
    less = charts.without(whole, "村", {"西村"})
    assert "西村" not in less.alt + less.svg
    assert "东村" in less.alt
    assert "东村" in less.svg


def test_a_heat_table_can_leave_out_columns():
    whole = chart("heat", ("东村", {"养殖": 3.0}, ""), ("西村", {"养殖": 1.0}, ""), by="用途", across="村")
    assert charts.without(whole, "村", {"西村"}).alt == "养殖：东村3户"


def test_a_chart_of_other_groups_stays_as_it_is():
    whole = chart("bars", ("户数", {"养殖": 3.0}, ""), by="用途")
    assert charts.without(whole, "村", {"养殖"}) is whole


@pytest.mark.parametrize("drawing", ["bars", "columns", "heat"])
def test_a_chart_without_any_group_left_is_still_a_drawing(drawing):
    one = charts.without(chart(drawing, ("户数", TWO, "")), "村", TWO)
    assert (one.alt, one.svg[:4]) == ("", "<svg")
