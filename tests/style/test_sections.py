"""All sections over made-up ledgers: nothing, one, a few, amounts of ten digits, more or less than before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from helpers.months import Month
from tests.style.claims import CLAIMS
from tests.style.made_up import World
from tests.style.rules import faults
from tests.style.telling import Told, suite, tell

pytestmark = pytest.mark.slow
OCTOBER, JANUARY = Month(2021, 10), Month(2021, 1)
SECTIONS = [str(part.section) for part in suite(OCTOBER)[1].report.sections()]
SEEDS = range(24)


def world(seed: int, *, year: int = 0) -> World:
    """Return a world: every fourth of huge amounts, every sixth of one village."""
    return World(seed + 100 * year, huge=seed % 4 == 3, villages=1 if seed % 6 == 5 else 4)


@cache
def told(name: str) -> list[tuple[int, Told]]:
    """Let a section speak of each world, mostly with a month and sometimes with a year before."""
    found = []
    for seed in SEEDS:
        month = JANUARY if seed % 8 == 7 else OCTOBER
        worlds = {month: world(seed)}
        if seed % 3:
            worlds[month.previous] = world(seed, year=1)
        if seed % 3 == 2:
            worlds[month.year_ago] = world(seed, year=2)
        one = tell(name, month, worlds, facts=seed % 5 != 4)
        if not one.empty:
            found.append((seed, one))
    return found


def said(name: str) -> Iterator[tuple[int, str, Told]]:
    """Yield all paragraphs of a section with what it was told of."""
    return ((seed, paragraph, one) for seed, one in told(name) for paragraph in one.paragraphs)


@pytest.mark.parametrize("name", SECTIONS)
def test_no_paragraph_breaks_a_rule_of_style(name: str) -> None:
    found = [
        f"{seed} {rule}：{place}" for seed, paragraph, _ in said(name) for rule, place in faults(paragraph)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", SECTIONS)
def test_no_title_and_no_note_does(name: str) -> None:
    found = [
        f"{seed} {rule}：{place}"
        for seed, one in told(name)
        for title in one.titles
        for rule, place in faults(title, whole=False)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", CLAIMS)
def test_all_and_none_are_claimed_only_where_the_figures_agree(name: str) -> None:
    met: Counter[str] = Counter()
    for seed, paragraph, one in said(name):
        for words, conditions in CLAIMS[name].items():
            if words in paragraph:
                met[words] += 1
                assert all(holds(one.figures) for holds in conditions), (seed, words, paragraph)
    assert met, "no claim was made, so nothing was shown"


def test_the_worlds_hold_nothing_one_many_and_huge() -> None:
    counts: Counter[float] = Counter()
    for name in SECTIONS:
        for _, one in told(name):
            counts.update(value for value in one.figures.values() if not isinstance(value, str))
    assert min(counts[0], counts[1], counts[2], counts[5]) > 100
    assert sum(count for value, count in counts.items() if value > 1e9) > 20


def test_comparisons_go_up_down_and_nowhere() -> None:
    text = "".join(paragraph for name in SECTIONS for _, paragraph, _ in said(name))
    for words in (
        "比上月增加",
        "比上月减少",
        "与上月持平",
        "本月新增",
        "本月无新增",
        "同比增长",
        "同比下降",
        "同比持平",
    ):
        assert words in text, words
