"""Drawings by night: nothing that was told apart by day is lost."""

from __future__ import annotations

import pytest

from helpers.charts.heat import STEPS
from helpers.charts.style import GRID, PALETTE, QUIET, contrast, text_on
from helpers.publish.web.night import CONTRAST, PAPER, by_night, night_rules
from helpers.publish.web.page import FOLDER


@pytest.mark.parametrize("colour", [*PALETTE, "#000000", "#333333", "#0000ff", "#700000"])
def test_every_colour_stands_out_against_the_dark_paper(colour: str) -> None:
    assert contrast(by_night(colour), PAPER) >= CONTRAST


def test_white_paper_is_dark_paper_and_grey_lines_stay_quiet() -> None:
    assert by_night("#ffffff") == PAPER
    assert 1.1 < contrast(by_night(GRID), PAPER) < 2.5


def test_the_dark_paper_is_that_of_the_page() -> None:
    by_night = (FOLDER / "page.css").read_text(encoding="utf-8").partition("prefers-color-scheme: dark")[2]
    assert by_night.partition("--paper: ")[2].startswith(PAPER)


def test_colours_that_differ_differ_still() -> None:
    assert len({by_night(colour) for colour in PALETTE}) == len(PALETTE)


@pytest.mark.parametrize("ground", [*PALETTE, *STEPS[1:]])
def test_text_on_a_colour_can_be_read_by_night_too(ground: str) -> None:
    assert contrast(by_night(text_on(ground).lower()), by_night(ground)) >= CONTRAST
    assert contrast(by_night(QUIET), by_night(STEPS[0])) >= CONTRAST


def test_a_rule_repaints_each_paint_once() -> None:
    svg = '<svg><path fill="#0072b2" stroke="#ffffff"/><path fill="#0072b2"/><text fill="none"/></svg>'
    rules = night_rules([svg, svg])
    assert rules.startswith("@media screen and (prefers-color-scheme: dark)")
    assert rules.count(".drawing ") == 2
    assert '.drawing [stroke="#ffffff"] { stroke: #1c1c1c; }' in rules
    assert night_rules(["<svg/>"]) == ""
