"""Shared figures are whole in themselves: what a share divides is there, and each definition is told once."""

from collections import Counter

from helpers.methods.shared import SHARED, Share


def test_a_share_divides_shared_figures_that_stand_before_it():
    names = list(SHARED)
    for name, figure in SHARED.items():
        if isinstance(figure, Share):
            assert {figure.part, figure.whole} <= set(names[: names.index(name)])


def test_no_two_have_one_definition():
    said = Counter(figure.definition for figure in SHARED.values())
    assert [text for text, times in said.items() if times > 1] == []
