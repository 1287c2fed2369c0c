"""The common hand: colours that all readers can tell apart, in print too, and texts that fit where they stand."""

import itertools

import pytest
from matplotlib.colors import to_rgb

from helpers.charts import style
from helpers.charts.heat import STEPS

# How colours look to people without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1), linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey print": ((0.2126, 0.7152, 0.0722),) * 3,
}


def seen(colour, deficiency):
    """Return the relative luminance that a colour has for a reader."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    light = [
        min(1, max(0, sum(weight * part for weight, part in zip(row, linear, strict=True))))
        for row in DEFICIENCIES[deficiency]
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), light, strict=True))


def lightness(luminance):
    """Return L* of CIELAB, in which steps look alike."""
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_neighbours_differ_in_lightness_for_every_reader(deficiency):
    for one, other in itertools.pairwise(style.PALETTE):
        step = abs(lightness(seen(one, deficiency)) - lightness(seen(other, deficiency)))
        assert step >= 15, (one, other)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_first_three_colours_differ_from_each_other_for_every_reader(deficiency):
    for one, other in itertools.combinations(style.PALETTE[:3], 2):
        step = abs(lightness(seen(one, deficiency)) - lightness(seen(other, deficiency)))
        assert step >= 15, (one, other)


def test_marks_and_the_edges_of_pale_ones_stand_out_from_the_paper():
    assert min(style.contrast(colour, "white") for colour in (*style.PALETTE, style.EDGE)) >= 3


def test_all_text_can_be_read():
    assert min(style.contrast(colour, "white") for colour in (style.INK, style.QUIET)) >= 4.5
    for colour in style.PALETTE:
        assert style.contrast(style.text_in(colour), "white") >= 4.5
    for ground in (*style.PALETTE, *STEPS):
        assert style.contrast(style.text_on(ground), ground) >= 4.5, ground


def test_heat_grows_darker_step_by_step():
    steps = [lightness(style.luminance(colour)) for colour in STEPS]
    assert all(light - dark >= 8 for light, dark in itertools.pairwise(steps))


def test_series_beyond_the_palette_are_hatched():
    count = len(style.PALETTE)
    assert style.hatch_of(0) == ""
    assert style.hatch_of(count) != ""
    assert style.colour_of(count) == style.colour_of(0)


def test_prints_no_text_smaller_than_eight_points():
    assert min(style.SIZE, style.SMALL) >= 8


def test_cuts_and_wraps_names_that_are_too_long():
    assert style.fit("东村", 100) == "东村"
    assert style.fit("很长很长很长的村名", 45) == "很长很长…"
    assert style.wrap("很长很长的村名", 200) == "很长很长的村名"
    assert style.wrap("很长很长的村名啊", 40).split("\n") == ["很长很长", "的村名啊"]
    assert style.wrap("名" * 50, 90).endswith("…")
    assert style.fit("两\n行\x00\u2028", 100) == "两 行"
