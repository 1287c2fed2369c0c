"""The same inputs give the same bytes: wherever the office lies, whatever the clock, the language and the user.

The demo month, with its charts and wide tables, is made twice by ``test_runs.py``; here a small office many times.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Yuebao, files, once, succeeds
from tests.end_to_end.mutations import OCTOBER
from tests.small_office import write_small_office

pytestmark = pytest.mark.slow
ELSEWHERE: dict[str, tuple[list[str], dict[str, Any]]] = {
    "in Shanghai, one at a time": (["--jobs", "1"], {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"}),
    "in New York, without a language": ([], {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "LC_ALL": "C"}),
    "on an island, for nobody else": (
        [],
        {"TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8", "umask": 0o077},
    ),
}


@pytest.fixture(scope="session")
def small(shared: Path, yuebao: Yuebao) -> Path:
    """The small office with its report of October 2021; tests only read it."""

    def make(folder: Path) -> None:
        succeeds(yuebao("run", OCTOBER, "--office", write_small_office(folder).folder))

    return once(shared / "small", make)


@pytest.mark.promise("the same ledgers, params and code give the same bytes")
@pytest.mark.parametrize("place", ELSEWHERE)
def test_nothing_around_a_run_gets_into_its_files(
    tmp_path: Path, small: Path, yuebao: Yuebao, place: str
) -> None:
    office = tmp_path / "另一个 文件夹"
    shutil.copytree(small, office, ignore=shutil.ignore_patterns("outputs", "snapshots"))
    options, environment = ELSEWHERE[place]
    succeeds(yuebao("run", OCTOBER, "--office", office, *options, **environment))

    first, other = (files(folder / "outputs" / str(OCTOBER)) for folder in (small, office))
    assert {
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.xlsx",
        "figures.csv",
        "sections/01_loans.ipynb",
    } < set(first)
    assert [name for name in {*first, *other} if first.get(name) != other.get(name)] == []
