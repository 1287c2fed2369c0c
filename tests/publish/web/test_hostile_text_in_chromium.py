"""Text that tries to be more than text, in every place that takes any: shown as it is, and nothing runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from helpers import charts
from helpers.checks import CheckResult
from helpers.params import Settings
from helpers.publish import read_report, render_html, write_index
from helpers.publish.report import visible
from tests.publish.conftest import Publish, column, executed, figure, paragraph, shown, table
from tests.visits import Visit

pytestmark = pytest.mark.chromium

HIT = "window.hit=1"
TEXTS = [
    f"<script>{HIT}</script>",
    f"</script></style></title><script>{HIT}</script>",
    f'<img src=x onerror="{HIT}">',
    f'"><svg onload={HIT}>',
    f"' autofocus onfocus={HIT} x='",
    f"javascript:{HIT}",
    f"<!--<script>{HIT}</script>",
    "{{ 7*7 }}{% raw %}{# x #}",
    "${7*7}`+alert(1)+`",
    "第一行\n第二行\u2028第三行",
    "\u202e倒着写\u202c\u200b\u2066",
    "]]>&lt;b&gt;&amp;",
    "长" * 10_000,
    "W" * 10_000,
]


def hostile(texts: Sequence[str]) -> list[NotebookNode]:
    """Return a section in which every text stands as village, name, unit, definition, source, title, note."""
    figures = [
        figure(
            f"小额信贷.{text}",
            place + 1.5,
            text if place % 2 else "户",
            definition=text,
            ledger=text,
            sources=[{"table": text, "rows": "4-9"}],
            previous=1,
            history={"2021-09": 1, "2021-10": place + 1.5},
        )
        for place, text in enumerate(texts)
    ]
    products = [figure(f"小额信贷.产品{place}", text, "", kind="listing") for place, text in enumerate(texts)]
    spans = [shown(one) for one in (*figures, *products)]
    facts = [{"fact": text, "text": text, "source": text} for text in texts]
    grid = table(
        texts[0],
        [
            column("村"),
            *(column(text, "户", 0, one["name"]) for text, one in zip(texts, figures, strict=True)),
        ],
        [[text, *range(len(texts))] for text in texts],
        total=[texts[0], *range(len(texts))],
        notes=list(texts),
    )
    drawing = charts.bars("小额信贷-1", {"余额": {text[:40]: 1 for text in texts[:9]}}, "户")
    drawn = {"id": "小额信贷-1", "drawing": "bars", "series": [], "unit": "户"}
    blocks = [("chart", {**drawn, "title": text, "alt": text, "notes": [text]}, drawing) for text in texts]
    return [
        executed(
            "06_microcredit",
            "小额信贷",
            *(("figure", one) for one in (*figures, *products)),
            ("paragraph", paragraph(*texts, *spans, *facts)),
            ("table", grid),
            *blocks,
        )
    ]


@pytest.fixture(scope="module")
def address(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> str:
    report = settings.report
    part = report.outline[0].model_copy(
        update={"section": "06_microcredit", "name": "小额信贷", "heading": TEXTS[1]}
    )
    update = {
        "outline": [part],
        "office": report.office.model_copy(update={"name": TEXTS[2], "superior": TEXTS[12]}),
        "key_figures": [visible(f"小额信贷.{text}") for text in TEXTS],
    }
    ours = settings.model_copy(update={"report": report.model_copy(update=update)})
    checks = [CheckResult(text, text, "本月", "错误", 1, 1, 0, "通过", text) for text in TEXTS]
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    path.write_text(render_html(read_report(hostile(TEXTS), ours, checks)), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_report_shows_it_as_text_and_nothing_runs(browser: Any, address: str, width: int) -> None:
    visit = Visit(browser, address, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = visit.tab.evaluate("document.body.textContent")
    for text in TEXTS:
        assert visible(text) in page
    for selector in (".tiles a", "main > section p a.figure", "thead a.figure"):
        for link in visit.tab.locator(selector).all()[:10]:
            link.focus()
            box = visit.tab.locator(".tip:visible").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
    for button in visit.tab.locator(".sort").all()[:8]:
        button.focus()
        visit.tab.keyboard.press("Enter")
    assert visit.tab.evaluate("window.hit") is None
    assert visit.said == []
    assert visit.requests == [address]
    assert visit.width <= width
    visit.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_index_does_so_too(browser: Any, tmp_path: Path, publish: Publish, width: int) -> None:
    first = [(text, f"甲.{text}", text, text) for text in TEXTS]
    publish("2021-09", first, "report.html")
    publish("2021-10", [(*row[:2], f"{row[2]}！", row[3]) for row in first])
    write_index(tmp_path, TEXTS[0])
    address = (tmp_path / "index.html").as_uri()
    visit = Visit(browser, address, viewport={"width": width, "height": 800})
    cells = visit.tab.locator("#compared tbody").evaluate("body => body.textContent")
    for text in TEXTS:
        assert visible(text) in cells
        assert f"{visible(text)}！" in cells
    for place in range(len(TEXTS) + 1):
        visit.tab.get_by_label("章节").select_option(index=place)
    visit.tab.get_by_role("button", name="指标").click()
    assert visit.tab.evaluate("window.hit") is None
    assert visit.said == []
    assert visit.requests == [address]
    assert visit.width <= width
    visit.context.close()
