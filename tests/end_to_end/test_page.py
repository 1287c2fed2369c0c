"""The demo office's page in a real browser: everyone can read it, on every screen, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.mutations import OCTOBER
from tests.visits import Visit, chromium

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    yield from chromium()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", [f"{OCTOBER}/report.html", "index.html"])
def test_axe_finds_nothing_against_wcag_and_the_page_fits_the_screen(
    browser: Any, published: Path, name: str, width: int, scheme: str
) -> None:
    address = (published / "outputs" / name).as_uri()
    visit = Visit.at(browser, address, width, scheme)
    assert visit.violations() == []
    assert visit.width <= width
    assert [url for url in visit.requests if not url.startswith("data:")] == [address]
    assert visit.said == []
    visit.context.close()


@pytest.mark.promise("report.html")
def test_the_key_figures_stand_on_top_each_with_its_line(browser: Any, published: Path) -> None:
    page = published / "outputs" / str(OCTOBER) / "report.html"
    visit = Visit(browser, page.as_uri(), viewport={"width": 1280, "height": 800})
    tiles = visit.tab.locator(".tiles li")
    assert tiles.count() == 8
    assert tiles.locator("a.figure").count() == 8
    assert page.stat().st_size < 1_200_000
    visit.context.close()
