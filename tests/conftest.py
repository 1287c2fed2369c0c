"""What the tests of several modules look at."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from helpers import record
from helpers.offices import Office
from helpers.sections import OpenSection, open_section
from tests.bundles import readable
from tests.small_office import loan, write_loans, write_small_office

KIND = "application/vnd.yuebao."


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, dict[str, Any]]]:
    """All bundles that a section displays, as (kind, content, whole bundle)."""
    seen: list[tuple[str, Any, dict[str, Any]]] = []

    def keep(bundle: dict[str, Any], *, raw: bool) -> None:
        assert raw
        mime = next((key for key in bundle if key.startswith(KIND)), None)
        if mime is None:  # a chart's title, for JupyterLab
            return
        seen.append((mime.removeprefix(KIND).removesuffix("+json"), readable(bundle[mime]), bundle))

    monkeypatch.setattr(record, "display", keep)
    return seen


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A small office; the last loan of its October is of a day after the as-of date."""
    office = write_small_office(tmp_path_factory.mktemp("office"))
    rows = [
        loan("J1", "东村", 500, dt.date(2021, 1, 5)),
        loan("J2", "西村", 300.25, dt.date(2021, 10, 1), use="种植"),
        loan("J3", "东村", 200, dt.date(2021, 10, 28)),
        loan("J4", "东村", 999, dt.date(2021, 10, 29)),
    ]
    write_loans(office.folder, "2021-10", rows)
    return office


@pytest.fixture
def section(office: Office, shown: list[Any]) -> OpenSection:
    """The section of the small office's loans."""
    return open_section("01_loans", "2021-10", str(office.folder), subject="借款", clause="无借款")
