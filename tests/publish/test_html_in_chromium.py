"""The page in a real browser: nothing loads or runs, and sources show by pointer, keyboard and touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Visit

pytestmark = pytest.mark.chromium

LOANS = "287.5万元"


@pytest.fixture(scope="module")
def address(page: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("html") / "report.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


def link(visit: Visit) -> Any:
    return visit.tab.locator("main p a.figure", has_text=LOANS)


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address, viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield visit
    visit.context.close()


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address, viewport={"width": 360, "height": 760}, has_touch=True, is_mobile=True)
    yield visit
    visit.context.close()


def test_nothing_is_asked_of_the_network_and_nothing_foreign_runs(visit: Visit, address: str) -> None:
    visit.tab.wait_for_load_state("networkidle")
    assert [url for url in visit.requests if not url.startswith("data:")] == [address]
    assert visit.said == []
    assert visit.tab.title().startswith("试验镇2021年")


def test_the_policy_stops_a_script_that_is_put_in(visit: Visit) -> None:
    visit.tab.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken over'";
            document.body.append(script);
            const picture = "<img src='https://example.invalid/x' onerror='alert(1)'>";
            document.body.insertAdjacentHTML("beforeend", picture);
        }"""
    )
    assert visit.tab.title() != "taken over"
    assert any("Content Security Policy" in message for message in visit.said)


def test_pointing_at_a_figure_shows_where_it_comes_from_and_leaving_hides_it(visit: Visit) -> None:
    link(visit).hover()
    (tip,) = visit.shown
    assert "小额信贷.存量贷款 287.5万元" in tip
    assert "61 行" in tip
    assert "上月 292万元" in tip
    visit.tab.locator(".tip:visible").hover()
    assert visit.shown == [tip]
    visit.tab.mouse.move(5, 5)
    visit.tab.locator(".tip.open").wait_for(state="detached")
    assert visit.shown == []


def test_tab_reaches_every_figure_and_escape_closes(visit: Visit) -> None:
    link(visit).evaluate("link => link.closest('section').querySelector('p').previousElementSibling.focus()")
    seen = []
    visit.tab.locator("body").press("Tab")
    for _ in range(60):
        seen += visit.shown
        if link(visit).evaluate("link => link === document.activeElement"):
            break
        visit.tab.keyboard.press("Tab")
    assert any(LOANS in tip for tip in seen)
    assert any("试验镇党委会纪要" in tip for tip in seen)
    visit.tab.keyboard.press("Escape")
    assert visit.shown == []


def test_enter_follows_a_figure_to_the_list(visit: Visit) -> None:
    link(visit).focus()
    visit.tab.keyboard.press("Enter")
    assert re.search(r"#f\d+$", visit.tab.url)
    assert visit.tab.locator("tr:target").inner_text().startswith("小额信贷.存量贷款")


def test_the_first_tap_shows_and_the_second_follows(phone: Visit) -> None:
    link(phone).tap()
    assert "小额信贷.存量贷款" in phone.shown[0]
    assert "#" not in phone.tab.url
    link(phone).tap()
    phone.tab.wait_for_url("**#f*")


def test_what_a_figure_says_stays_inside_the_screen(phone: Visit) -> None:
    for place in range(phone.tab.locator("main p a.figure").count()):
        phone.tab.locator("main p a.figure").nth(place).focus()
        box = phone.tab.locator(".tip:visible").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_is_never_wider_than_the_screen(browser: Any, address: str, width: int) -> None:
    visit = Visit(browser, address, viewport={"width": width, "height": 760})
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= width
    if width == 360:
        box = visit.tab.locator(".scroll").first
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    visit.context.close()


def test_contents_are_folded_on_a_phone_only(visit: Visit, phone: Visit) -> None:
    assert visit.tab.locator("nav ol").first.is_visible()
    assert not phone.tab.locator("nav ol").first.is_visible()


def test_light_and_dark_are_both_readable(browser: Any, address: str) -> None:
    for scheme in ("light", "dark"):
        visit = Visit(browser, address, color_scheme=scheme)
        colours = visit.tab.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        ink, paper = (_luminance(colour) for colour in colours)
        assert (ink < paper) == (scheme == "light")
        assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) > 7
        visit.context.close()


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_paper_has_the_text_without_what_is_for_screens(visit: Visit) -> None:
    visit.tab.emulate_media(media="print")
    assert not visit.tab.locator("nav").is_visible()
    assert not visit.tab.locator(".hint:visible").count()
    assert visit.tab.locator("h1").is_visible()
    assert (
        visit.tab.locator("table").first.evaluate("table => getComputedStyle(table.parentNode).overflowX")
        == "visible"
    )
