"""What an SVG may hold when it comes into a report."""

from __future__ import annotations

import pytest

from helpers import charts
from helpers.publish.svg import clean_svg

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onload="alert(1)"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        "<foreignObject><b>x</b></foreignObject>",
        '<image href="http://example.invalid/x.png"/>',
        '<use xlink:href="http://example.invalid/x.svg#a"/>',
        '<use href="data:image/svg+xml,x"/>',
        "<style>@import url(http://example.invalid/x.css)</style>",
        '<rect style="fill: url(http://example.invalid/x)"/>',
        '<rect fill="url( http://example.invalid/x )"/>',
        '<rect style="fill: u\\72l(http://example.invalid/x)"/>',
        '<rect style="background-image: url(http://example.invalid/x)"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        "<!-- <script>alert(1)</script> -->",
        "<?xml-stylesheet href='http://example.invalid/x.css'?>",
    ],
)
def test_nothing_that_acts_or_loads_stays(inside: str) -> None:
    cleaned = clean_svg(f"{OPEN}{inside}<path d='M0 0'/></svg>", "c1-")
    for word in (
        "script",
        "example.invalid",
        "onload",
        "javascript",
        "foreignObject",
        "data:",
        "style",
        "\\",
    ):
        assert word not in cleaned
    assert "M0 0" in cleaned


def test_a_drawing_of_ours_keeps_its_shapes_texts_and_styles() -> None:
    drawn = charts.bars("id", {"余额": {"示例01村": 3.0, "<b>&": 4.0}}, "万元")
    cleaned = clean_svg(drawn, "c1-")
    assert cleaned.count("<path") == drawn.count("<path")
    assert "示例01村</text>" in cleaned
    assert "&lt;b&gt;&amp;</text>" in cleaned
    assert 'fill="#1b4f87"' in cleaned
    assert 'font-size="9px" font-family="\'Noto Sans SC\', ' in cleaned
    assert 'stroke-linejoin="round"' in cleaned
    assert "style" not in cleaned


def test_ids_are_told_apart_and_still_found() -> None:
    inside = (
        '<defs><path id="a"/></defs><use xlink:href="#a"/><g clip-path="url(#a)" style="mask: url(\'#a\')"/>'
    )
    cleaned = clean_svg(f"{OPEN}{inside}</svg>", "c7-")
    assert 'id="c7-a"' in cleaned
    assert 'xlink:href="#c7-a"' in cleaned
    assert cleaned.count("url(#c7-a)") == 2


def test_the_font_shorthand_becomes_size_and_family() -> None:
    cleaned = clean_svg(
        f"{OPEN}<text style=\"font: 9px 'Noto Sans SC'; fill: rgb(1,2,3)\">x</text></svg>", "c1-"
    )
    assert 'font-size="9px" font-family="\'Noto Sans SC\'" fill="rgb(1,2,3)"' in cleaned


def test_a_plain_doctype_is_dropped_and_entities_are_refused() -> None:
    public = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    assert "DOCTYPE" not in clean_svg(f"{public}{OPEN}</svg>", "c1-")
    with pytest.raises(ValueError, match="entities"):
        clean_svg(f'<!DOCTYPE svg [<!ENTITY a "aaaa">]>{OPEN}<text>&a;</text></svg>', "c1-")


@pytest.mark.parametrize("svg", ["", "<svg", "<html/>", '<svg xmlns="other"/>'])
def test_what_is_no_svg_is_refused(svg: str) -> None:
    with pytest.raises(ValueError, match="no SVG"):
        clean_svg(svg, "c1-")
