"""A month that is published stays so, byte for byte, when it is run again, and when a run is killed half way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Yuebao, files, succeeds
from tests.end_to_end.mutations import OCTOBER

pytestmark = pytest.mark.slow


@pytest.mark.promise("a month is published whole or not at all")
def test_a_killed_run_leaves_the_month_and_the_next_one_makes_the_same_bytes(
    tmp_path: Path, published: Path, yuebao: Yuebao
) -> None:
    office = tmp_path / "office"
    shutil.copytree(published, office, copy_function=os.link)
    output = office / "outputs" / str(OCTOBER)
    before = files(output)
    assert {
        "figures.csv",
        "checks.csv",
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.xlsx",
        "manifest.json",
    } < set(before)

    command = [sys.executable, "-m", "helpers", "run", str(OCTOBER), "--office", str(office)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        assert running.stderr is not None
        told = next(line for line in running.stderr if line.startswith("运行章节 2/"))
        running.kill()
    assert told
    assert (office / "outputs" / "drafts" / str(OCTOBER)).is_dir()
    assert files(output) == before

    # In another folder than the first run, in another time zone and language, and with the month's ledgers read anew.
    shutil.rmtree(office / "data" / "snapshots" / str(OCTOBER))
    other = {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    succeeds(yuebao("run", OCTOBER, "--office", office, **other))
    assert files(output) == before
    assert not [name for name, content in before.items() if str(tmp_path.parent).encode() in content]
    assert not (office / "outputs" / "drafts").exists()
