"""The page in a real browser: sources show by pointer, keyboard and touch, tables sort, everyone can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.charts.style import PALETTE
from helpers.publish import Report, render_html
from tests.visits import Visit

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


@pytest.mark.promise("report.html")
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


LOANS_TABLE = 'table:has-text("各村小额信贷情况")'
SIGHTS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


@pytest.mark.parametrize(("width", "scheme"), SIGHTS)
def test_axe_finds_nothing_against_wcag(browser: Any, address: str, width: int, scheme: str) -> None:
    visit = Visit.at(browser, address, width, scheme)
    assert visit.violations() == []
    link(visit).focus()
    assert visit.shown
    assert visit.violations() == []
    visit.context.close()


def test_axe_finds_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "wrong.html"
    path.write_text("<p style='color: #ccc; background: #fff'>无标题</p><img src='x'>", encoding="utf-8")
    visit = Visit(browser, path.as_uri())
    found = " ".join(visit.violations())
    assert "image-alt" in found
    assert "color-contrast" in found
    visit.context.close()


def column(visit: Visit, place: int) -> list[str]:
    cells = visit.tab.locator(f"{LOANS_TABLE} >> tbody tr > :nth-child({place})")
    return list(cells.all_inner_texts())


@pytest.mark.promise("report.html")
def test_a_table_is_sorted_by_number_then_falling_then_as_printed(visit: Visit) -> None:
    head = visit.tab.locator(f"{LOANS_TABLE} >> thead th").nth(2)
    button = head.locator("button")
    printed = column(visit, 1)
    amounts = [float(cell) for cell in column(visit, 3)[:-1]]
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(visit, 3) == [*(f"{amount:.1f}" for amount in sorted(amounts)), "—"]
    assert visit.tab.locator("#said").inner_text() == "已按“余额（万元）”从小到大排列"
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(visit, 3) == [*(f"{amount:.1f}" for amount in sorted(amounts, reverse=True)), "—"]
    button.click()
    assert head.get_attribute("aria-sort") is None
    assert column(visit, 1) == printed
    assert visit.tab.locator("#said").inner_text() == "已恢复原来的顺序"
    assert visit.tab.locator(f"{LOANS_TABLE} >> tfoot").inner_text().split() == ["合计", "21", "287.5"]


def test_a_table_is_sorted_by_keyboard_and_keeps_the_focus(visit: Visit) -> None:
    first, second = (visit.tab.locator(f"{LOANS_TABLE} >> thead th button").nth(place) for place in (0, 1))
    second.focus()
    visit.tab.keyboard.press("Enter")
    assert visit.tab.locator(f"{LOANS_TABLE} >> thead th").nth(1).get_attribute("aria-sort") == "ascending"
    visit.tab.keyboard.press("Space")
    assert column(visit, 2)[:2] == ["4", "4"]
    assert second.evaluate("button => button === document.activeElement")
    first.focus()
    visit.tab.keyboard.press("Enter")
    assert visit.tab.locator(f"{LOANS_TABLE} >> [aria-sort]").count() == 1
    assert visit.tab.locator("#said").inner_text() == "已按“村”按拼音顺序排列"


def test_words_are_sorted_by_pinyin_and_numbers_in_them_by_size(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    cells = visit.tab.locator(f"{LOANS_TABLE} >> tbody th")
    names = ["中湾村", "示例10村", "联星村", "示例2村", "东升村", "和顺村"]
    for place, name in enumerate(names):
        cells.nth(place).evaluate("(cell, name) => { cell.textContent = name }", name)
    for place in range(cells.count() - 1, len(names) - 1, -1):
        cells.nth(place).evaluate("cell => cell.parentNode.remove()")
    visit.tab.locator(f"{LOANS_TABLE} >> thead th button").first.click()
    assert column(visit, 1) == ["东升村", "和顺村", "联星村", "示例2村", "示例10村", "中湾村"]
    visit.context.close()


def test_the_head_of_a_figure_sorts_by_its_button_and_leads_to_the_figure_by_its_link(visit: Visit) -> None:
    head = visit.tab.locator(f"{LOANS_TABLE} >> thead th").nth(2)
    head.locator("a").hover()
    assert visit.shown[0].startswith("小额信贷.存量贷款")
    assert head.locator("button").get_attribute("aria-label") == "按“余额（万元）”排序"
    head.locator("a").click()
    assert head.get_attribute("aria-sort") is None
    assert re.search(r"#f\d+$", visit.tab.url)


def test_a_key_figure_shows_its_change_its_line_and_where_it_comes_from(visit: Visit) -> None:
    people, stock = visit.tab.locator(".tiles li").all()
    assert stock.inner_text().split() == [
        "小额信贷",
        "存量贷款",
        "287.5万元",
        "比上月减少4.5万元",
        "同比增长19.7%",
    ]
    assert stock.get_by_role("img").get_attribute("aria-label") == (
        "2020年12月271.25万元，2021年2月285万元，9月292万元，10月287.5万元"
    )
    assert people.get_by_role("img").count() == 0
    stock.locator("a").hover()
    assert visit.shown[0].startswith("小额信贷.存量贷款 287.5万元")


def test_what_a_figure_says_stays_inside_a_low_screen(browser: Any, report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_html(report).replace("存量贷款的口径", "很长的口径" * 400), encoding="utf-8")
    for height in (300, 700):
        visit = Visit(browser, path.as_uri(), viewport={"width": 800, "height": height})
        for place in ("start", "end"):
            link(visit).evaluate("(link, block) => { link.blur(); link.scrollIntoView({ block }) }", place)
            link(visit).focus()
            visit.tab.wait_for_function(
                "() => { const box = document.querySelector('.tip.open').getBoundingClientRect();"
                " return box.top >= 0 && box.bottom <= innerHeight }"
            )
        visit.context.close()


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


def test_drawings_are_repainted_by_night(browser: Any, address: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        visit = Visit(browser, address, color_scheme=scheme)
        line = visit.tab.locator(f".drawing [stroke='{PALETTE[0].lower()}']").first
        seen[scheme] = line.evaluate("shape => getComputedStyle(shape).stroke")
        visit.context.close()
    assert _luminance(seen["dark"]) > _luminance(seen["light"])


def test_paper_has_the_text_without_what_is_for_screens(visit: Visit) -> None:
    visit.tab.emulate_media(media="print")
    assert not visit.tab.locator("nav").is_visible()
    assert not visit.tab.locator(".hint:visible").count()
    assert visit.tab.locator("h1").is_visible()
    assert (
        visit.tab.locator("table").first.evaluate("table => getComputedStyle(table.parentNode).overflowX")
        == "visible"
    )
    assert not visit.tab.locator(".sort").last.evaluate(
        "sort => getComputedStyle(sort, '::after').display !== 'none'"
    )
    assert visit.tab.locator(".tile, .tiles li").first.is_visible()
    assert (
        visit.tab.locator(".figure").first.evaluate("link => getComputedStyle(link).textDecorationLine")
        == "none"
    )
