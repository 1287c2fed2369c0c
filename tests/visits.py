"""Pages opened in a real Chromium, and what is seen and heard there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")


def chromium() -> Iterator[Any]:
    """Yield a browser; skip the test where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright 没有安装")
    if not CHROMIUM.exists():
        pytest.skip(f"没有 Chromium（{CHROMIUM}）")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page that was opened, and what it tried."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.requests: list[str] = []
        self.said: list[str] = []
        self.context = browser.new_context(**context)
        self.tab = self.context.new_page()
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("console", lambda message: self.said.append(message.text))
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("dialog", self._dialog)
        self.tab.goto(address)

    @classmethod
    def at(cls, browser: Any, address: str, width: int, scheme: str) -> Visit:
        """Open a page on a screen of a width, by day (light) or by night (dark), without motion."""
        viewport = {"width": width, "height": 800}
        return cls(browser, address, viewport=viewport, color_scheme=scheme, reduced_motion="reduce")

    def _dialog(self, dialog: Any) -> None:
        self.said.append(dialog.message)
        dialog.dismiss()

    @property
    def shown(self) -> list[str]:
        return list(self.tab.locator(".tip:visible").all_inner_texts())

    @property
    def width(self) -> int:
        """How wide the page itself is, with what one would have to scroll to."""
        return int(self.tab.evaluate("document.documentElement.scrollWidth"))

    def violations(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA and its best practices."""
        axe = pytest.importorskip(
            "axe_playwright_python.sync_playwright", reason="axe-playwright-python 没有安装"
        )
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = axe.Axe().run(self.tab, options={"runOnly": tags, "resultTypes": ["violations"]}).response
        return [
            f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]
        ]
