"""The first month of an office has nothing before it to be compared with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

import pytest

from helpers.months import Month
from helpers.offices import Office
from helpers.runs.month import RunResult, run_month
from tests.small_office import (
    REPORT,
    write_small_office,
    write_yaml,
)

pytestmark = pytest.mark.slow
OCTOBER = Month(2021, 10)
Run = Callable[..., RunResult]


def test_without_ledgers_before_it_a_month_is_run_by_itself(tmp_path: Path, pool: Executor) -> None:
    office = write_small_office(tmp_path, months=["2021-10"])
    write_yaml(tmp_path, "report.yaml", {**REPORT, "absent_ledgers": absent(office)})
    result = run_month(office, Month(2021, 10), executor=pool, report=False)
    assert (result.warnings, result.published) == ([], False)


def absent(office: Office) -> list[str]:
    return [
        path.stem for path in office.resources("params/ledgers", "*.yaml") if path.stem not in ("L01", "L90")
    ]
