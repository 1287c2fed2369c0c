"""The list of months in a real browser, opened as a file: two months side by side, filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.publish import write_index
from tests.publish.conftest import Publish
from tests.visits import Visit

pytestmark = pytest.mark.chromium


@pytest.fixture
def outputs(tmp_path: Path, publish: Publish) -> Path:
    """Three good months and one that is damaged."""
    for month, people, money, villages in (
        ("2021-07", 100, 1.5, "东村"),
        ("2021-08", 100, 1.5, "东村"),
        ("2021-09", 100, 27.73, "东村"),
        ("2021-10", 97, 25.86, "东村、西村"),
    ):
        rows = [
            ("基本情况", "基本情况.人口", people, "人"),
            ("小额信贷", "小额信贷.余额", money, "万元"),
            ("小额信贷", "小额信贷.涉及村", villages, ""),
            ("小额信贷", "小额信贷.户数", 60, "户"),
        ]
        folder = publish(month, rows, "report.html")
        if month == "2021-08":
            (folder / "figures.csv").unlink()
    write_index(tmp_path, "试验镇")
    return tmp_path


@pytest.fixture
def visit(browser: Any, outputs: Path) -> Iterator[Visit]:
    visit = Visit(browser, (outputs / "index.html").as_uri())
    yield visit
    assert visit.said == []
    visit.context.close()


def rows(visit: Visit) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in visit.tab.locator("#compared tbody tr").all()]


def test_the_two_newest_months_are_compared_first(visit: Visit) -> None:
    heads = visit.tab.locator("#compared thead th").all_inner_texts()
    assert heads == ["指标", "单位", "2021年9月", "2021年10月", "增减"]
    assert rows(visit) == [
        ["基本情况.人口", "人", "100", "97", "−3"],
        ["小额信贷.余额", "万元", "27.73", "25.86", "−1.87"],
        ["小额信贷.涉及村", "", "东村", "东村、西村", "不同"],
    ]
    assert visit.tab.locator("#found").inner_text() == "共 4 个指标，3 个有变化。"


def test_any_two_months_can_be_chosen(visit: Visit) -> None:
    months = visit.tab.get_by_label("从", exact=True).locator("option").all_inner_texts()
    assert months == ["2021年10月", "2021年9月", "2021年7月"]
    visit.tab.get_by_label("从", exact=True).select_option(label="2021年7月")
    visit.tab.get_by_label("到", exact=True).select_option(label="2021年9月")
    assert rows(visit) == [["小额信贷.余额", "万元", "1.5", "27.73", "+26.23"]]
    assert visit.tab.locator("#compared thead th").nth(2).inner_text() == "2021年7月"
    visit.tab.get_by_label("从", exact=True).select_option(label="2021年9月")
    assert visit.tab.locator("#found").inner_text() == "选的是同一个月。"


def test_sections_and_unchanged_figures_are_filtered_by_keyboard_too(visit: Visit) -> None:
    visit.tab.get_by_label("章节").select_option(label="小额信贷")
    assert [row[0] for row in rows(visit)] == ["小额信贷.余额", "小额信贷.涉及村"]
    visit.tab.get_by_label("只看有变化的").focus()
    visit.tab.keyboard.press("Space")
    assert rows(visit)[2] == ["小额信贷.户数", "户", "60", "60", "0"]


def test_the_order_that_was_asked_for_stays_when_the_months_change(visit: Visit) -> None:
    visit.tab.get_by_label("只看有变化的").uncheck()
    visit.tab.get_by_role("button", name="增减").click()
    assert [row[4] for row in rows(visit)] == ["−3", "−1.87", "0", "不同"]
    visit.tab.get_by_label("从", exact=True).select_option(label="2021年7月")
    assert [row[4] for row in rows(visit)] == ["−3", "0", "+24.36", "不同"]


def test_the_links_open_the_files_of_the_month(visit: Visit) -> None:
    visit.tab.get_by_role("list", name="2021年9月的文件").get_by_role("link", name="网页").click()
    assert visit.tab.url.endswith("/2021-09/report.html")


def test_the_damaged_month_is_named(visit: Visit) -> None:
    assert "没有 figures.csv" in visit.tab.locator(".months > li").nth(2).inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_the_page_fits_the_screen(
    browser: Any, outputs: Path, width: int, scheme: str
) -> None:
    address = (outputs / "index.html").as_uri()
    visit = Visit(browser, address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert visit.violations() == []
    assert visit.width <= width
    assert [url for url in visit.requests if not url.startswith("data:")] == [address]
    visit.context.close()
