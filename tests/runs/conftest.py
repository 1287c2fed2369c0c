"""A small office, and one pool of workers for all tests of a module that run it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from helpers.offices import Office
from helpers.runs.processes.workers import workers
from tests.small_office import write_small_office


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with workers(2) as pool:
        yield pool


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return write_small_office(tmp_path)
