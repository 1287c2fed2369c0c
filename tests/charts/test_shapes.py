"""No chart lets texts overlap or run off its edge, whatever the ledgers hold; and all pass the sanitiser whole."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers import charts
from helpers.charts.bars import MOST, Step
from helpers.charts.style import Panel
from helpers.publish.svg import SVG, clean_svg

LONG = "示例镇某某片区联合党委下辖第一行政村村民委员会易地扶贫搬迁集中安置点"
VILLAGES = [f"示例{number:02d}村" for number in range(1, 17)]
MONTHS = [f"2021-{number:02d}" for number in range(1, 11)]
YEARS = [f"{year}-{number:02d}" for year in (2020, 2021) for number in range(1, 13)]


def spread(groups, numbers):
    return dict(zip(groups, itertools.cycle(numbers)))


GROUPS = {
    "ordinary": spread(VILLAGES, [80, 77, 41, 26, 5]),
    "long names": {LONG: 12, LONG + "二": 3, "东村": 7},
    "zeros": spread(VILLAGES, [0]),
    "some zeros": {"东村": 0, "西村": 12, "南村": 0},
    "one": {"东村": 9075.63},
    "none": {},
    "forty": spread([f"第{number}村" for number in range(40)], [3, 9, 27]),
    "three hundred": spread([f"第{number}村" for number in range(300)], [3, 9, 27]),
    "negative": {"东村": -5, "西村": 8, "南村": -120.55},
    "all negative": {"东村": -5, "西村": -120.55},
    "huge and tiny": {"东村": 123456789.12, "西村": 1, "南村": 0.01},
    "equal": spread(VILLAGES, [6806.72]),
    "hostile": {
        "$x_1$": 4,
        "a\nb\x00c": 3,
        "<script>&": 2,
        "\\frac{": 1,
        "W" * 60: 5,
        " ": 1,
        "\u202eabc": 2,
    },
}
HISTORIES = {
    "ordinary": spread(MONTHS, [290, 285, 280, 292, 287]),
    "one month": {"2021-10": 12345},
    "none": {},
    "two years": spread(YEARS, [123456, 98765, 110000]),
    "four years": spread([f"{y}-{m:02d}" for y in range(2018, 2022) for m in range(1, 13)][10:], [1, 0, 12]),
    "zeros": spread(MONTHS, [0]),
    "equal": spread(MONTHS, [47]),
    "missing": {"2021-01": 5, "2021-02": 9, "2021-07": 3, "2021-10": 4},
    "negative": spread(MONTHS, [-5, 8, 0, -120]),
    "huge and tiny": spread(MONTHS, [123456789, 1, 0]),
    "peak at the end": spread(MONTHS, range(10)),
    "fall": spread(MONTHS, range(1000, 0, -111)),
    "from december": {"2020-12": 4, "2021-01": 5, "2021-02": 6},
}
SERIES = [f"第{number}类" for number in range(9)]


def halved(values, by):
    return {group: value / by for group, value in values.items()}


def several(values, count=3):
    return {name: halved(values, at + 1) for at, name in enumerate([*SERIES[: count - 1], LONG])}


def shapes():
    for name, values in GROUPS.items():
        yield f"bars {name}", lambda v=values: charts.bars("图", {"户数": v}, "元", 2)
        yield f"shares {name}", lambda v=values: charts.bars("图", {"户数": v}, "元", 2, shares=True)
        yield f"stacked bars {name}", lambda v=values: charts.bars("图", several(v), "元", 2)
        yield f"many stacked bars {name}", lambda v=values: charts.bars("图", several(v, 9), "元", 2)
        yield (
            f"reach {name}",
            lambda v=values: charts.reach(
                "图", halved(v, 2), v, "元", 2, names=("已付", LONG), due=83.3, due_name="序时进度"
            ),
        )
        yield (
            f"progress {name}",
            lambda v=values: charts.progress("图", v, planned=halved(v, 2), paid=halved(v, 3)),
        )
        yield f"heat {name}", lambda v=values: charts.heat("图", crossed(v), list(several(v)), "元", 2)
        yield (
            f"heat of months {name}",
            lambda v=values: charts.heat("图", {village: v for village in VILLAGES}, list(v), "元", 2),
        )
        yield (
            f"columns {name}",
            lambda v=values: charts.columns("图", several(dict(list(v.items())[:12])), "元"),
        )
        yield f"bridge {name}", lambda v=values: charts.bridge("图", list(stepped(v)), "元", 2)
    for name, values in HISTORIES.items():
        yield f"line {name}", lambda v=values: charts.lines("图", {"余额": v}, "元", 2)
        yield f"lines {name}", lambda v=values: charts.lines("图", several(v), "元", 2)
        yield f"many lines {name}", lambda v=values: charts.lines("图", several(v, 9), "元", 2)
        yield (
            f"equal lines {name}",
            lambda v=values: charts.lines("图", {name: v for name in SERIES}, "元", 2),
        )
        yield f"months {name}", lambda v=values: charts.columns("图", {"余额": v}, "元", 2)
        yield f"stacked months {name}", lambda v=values: charts.columns("图", several(v), "元", 2)
        yield (
            f"months up and down {name}",
            lambda v=values: charts.columns("图", {"新增": v}, "元", 2, below={"减少": halved(v, 3)}),
        )


def crossed(values: dict[str, float]) -> dict[str, dict[str, float]]:
    by_column = several(values)
    return {group: {column: of[group] for column, of in by_column.items()} for group in values}


def stepped(values):
    level = 100.0
    yield Step("期初", level)
    for name, value in list(values.items())[:12]:
        level += value
        yield Step(name, value, is_change=True)
    yield Step("期末", level)


SHAPES = dict(shapes())


@pytest.fixture
def drawn(monkeypatch):
    """The canvases drawn during a test."""
    canvases = []
    svg = Panel.svg

    def keep(panel):
        canvases.append(panel.canvas)
        return svg(panel)

    monkeypatch.setattr(Panel, "svg", keep)
    return canvases


def texts_of(canvas):
    """Return the texts of a canvas with the boxes in which they are drawn, in points."""
    renderer = FigureCanvasAgg(canvas).get_renderer()
    found = [text for axes in canvas.axes for text in axes.texts if text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in found]


def faults(canvas):
    """Return the texts that overlap or leave the canvas, allowing half a point."""
    boxes = texts_of(canvas)
    width, height = (72 * inches for inches in canvas.get_size_inches())
    outside = [
        said
        for said, box in boxes
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]
    overlapping = [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    return outside + overlapping


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_texts_overlap_and_none_leaves_the_canvas(shape, drawn):
    SHAPES[shape]()
    assert faults(drawn[0]) == []


def test_the_guard_sees_texts_that_overlap_or_leave_the_canvas(drawn):
    panel = Panel("图", 40)
    panel.write("一二三", 10, 20)
    panel.write("四五六", 20, 22)
    panel.write("出去了", 435, 20)
    panel.svg()
    assert faults(drawn[0]) == ["出去了", ("一二三", "四五六")]


@pytest.mark.parametrize(
    "shape", [shape for shape in SHAPES if shape.endswith(("hostile", "missing", "forty"))]
)
def test_nothing_of_a_chart_is_lost_in_the_sanitiser_but_metadata_and_style_sheet(shape):
    svg = SHAPES[shape]()
    assert svg == SHAPES[shape](), "the same data gives the same bytes"
    before, after = ET.fromstring(svg), ET.fromstring(clean_svg(svg, "chart1-"))
    for name in ("path", "text", "use", "clipPath", "pattern", "image"):
        assert len(list(after.iter(f"{{{SVG}}}{name}"))) == len(list(before.iter(f"{{{SVG}}}{name}")))
    assert not list(before.iter(f"{{{SVG}}}image"))
    for reference in re.findall(r"url\(#([^)]+)\)", ET.tostring(after, encoding="unicode")):
        assert any(element.get("id") == reference for element in after.iter())


def words(svg):
    return [text.text for text in ET.fromstring(svg).iter(f"{{{SVG}}}text")]


def test_texts_are_searchable_and_no_mathematics():
    assert {"$x$", "12", "单位：户"} <= set(words(charts.bars("图", {"户数": {"$x$": 12}}, "户")))


def test_a_stack_names_its_series_and_labels_its_parts_and_their_sum():
    said = words(charts.bars("图", {"低保": {"东村": 80}, "特困": {"东村": 25}}, "人"))
    assert said[:3] == ["单位：人", "低保", "特困"]
    assert {"80", "25", "105"} <= set(said)


def test_rows_beyond_a_page_are_added_up_in_the_last():
    said = words(charts.bars("图", {"户数": dict.fromkeys((f"第{n}村" for n in range(60)), 2)}, "户"))
    assert "其余15项" in said
    assert "30" in said
    assert sum(text == "2" for text in said) == MOST


def test_months_without_a_ledger_keep_their_place_and_break_the_line():
    svg = charts.lines("图", {"余额": {"2021-01": 5, "2021-02": 9, "2021-05": 3}}, "户")
    assert [text for text in words(svg) if text.endswith("月")] == ["1月", "2月", "3月", "4月", "5月"]


def test_ends_of_lines_that_meet_are_named_one_above_the_other(drawn):
    charts.lines("图", {"申报": {"2021-09": 1, "2021-10": 5}, "发放": {"2021-09": 0, "2021-10": 5}}, "户")
    ends = [box for said, box in texts_of(drawn[0]) if said.endswith(" 5")]
    assert abs(ends[0].y0 - ends[1].y0) >= 9


def test_what_leaves_is_drawn_downwards_and_said_without_a_sign():
    said = words(charts.columns("图", {"新增": {"2021-10": 11}}, "人", below={"停保": {"2021-10": 2}}))
    assert {"11", "2"} <= set(said)
    assert "-2" not in said


def test_a_bridge_says_what_was_added_and_taken_away():
    steps = [Step("期初", 24), Step("新识别", 1, True), Step("消除", -9, True), Step("期末", 16)]
    assert {"24", "+1", "-9", "16"} <= set(words(charts.bridge("图", steps, "户")))


def test_a_trend_and_the_bars_of_sixteen_villages_leave_room_on_the_page(drawn):
    charts.lines("图", {"余额": HISTORIES["ordinary"]}, "万元")
    charts.bars("图", {"户数": GROUPS["ordinary"]}, "户")
    trend, list_of_bars = (25.4 * canvas.get_size_inches()[1] for canvas in drawn)
    assert trend <= 50
    assert list_of_bars <= 16 * 4.7 + 6.5
    assert {round(25.4 * canvas.get_size_inches()[0]) for canvas in drawn} == {156}
