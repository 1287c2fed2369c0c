"""Whatever names a month has, and however long it is, it can be published, and each picture stays in its section."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.publish.sweep import MadeUp, reports, require_published

#: ``make sweep`` asks for more, and for all formats.
EXAMPLES = int(os.environ.get("YUEBAO_SWEEP", "0"))
FORMATS = () if EXAMPLES else ("report.pdf",)

pytestmark = pytest.mark.slow


@settings(
    max_examples=EXAMPLES or 40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # a report takes too long to be made smaller
)
@given(made=reports())
def test_every_report_is_published(fonts: Path, made: MadeUp) -> None:
    require_published(made.report, fonts, *FORMATS)
