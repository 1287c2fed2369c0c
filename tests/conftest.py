"""What the tests of several modules look at."""

from __future__ import annotations

from typing import Any

import pytest

from helpers import bundles

KIND = "application/vnd.yuebao."


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, dict[str, Any]]]:
    """All bundles that a section displays, as (kind, content, whole bundle)."""
    seen: list[tuple[str, Any, dict[str, Any]]] = []

    def keep(bundle: dict[str, Any], *, raw: bool) -> None:
        assert raw
        mime = next(key for key in bundle if key.startswith(KIND))
        seen.append((mime.removeprefix(KIND).removesuffix("+json"), bundle[mime], bundle))

    monkeypatch.setattr(bundles, "display", keep)
    return seen
