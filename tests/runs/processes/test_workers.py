"""Worker processes and their kernels: however a run ends, none of them is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest

from helpers.runs.processes.warm import KILL
from helpers.runs.processes.workers import workers

# A run of two notebooks that tell which process their kernel is, and then would work for hours.
RUN = """
import signal
import sys
from helpers.runs.notebooks import Job, run_notebooks
from helpers.runs.processes.workers import workers

if __name__ == "__main__":
    # Where the tests run in the background, a shell has told them and their children to ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = sys.argv[1]
    jobs = [Job(name, f"{folder}/{name}.ipynb", folder, {}) for name in ("a", "b")]
    try:
        with workers(2) as pool:
            run_notebooks(jobs, pool)
    except KeyboardInterrupt:
        print("interrupted")
"""
TELL = """
import os, pathlib, time
pathlib.Path(f"{name}.new").write_text(str(os.getpid()))
pathlib.Path(f"{name}.new").rename(f"{name}.pid")
time.sleep(36_000)
"""


def wait_until(condition: Callable[[], bool]) -> None:
    # Far longer than any machine needs: a guard against a test that never ends, not a measure of speed.
    guard = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < guard
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("ending", [KILL, signal.SIGTERM, signal.SIGINT])
def test_workers_and_kernels_end_with_the_run_however_it_ends(tmp_path: Path, ending: signal.Signals) -> None:
    for name in ("a", "b"):
        cells = [nbformat.v4.new_code_cell(f"name = '{name}'"), nbformat.v4.new_code_cell(TELL)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    script = tmp_path / "run.py"
    script.write_text(RUN)
    temporary = tmp_path / "t"
    temporary.mkdir()
    run = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: all((tmp_path / f"{name}.pid").exists() for name in ("a", "b")))
    started = [process.pid for process in psutil.Process(run.pid).children(recursive=True)]
    kernels = [int((tmp_path / f"{name}.pid").read_text()) for name in ("a", "b")]
    assert set(kernels) < set(started)

    run.send_signal(ending)
    said, errors = run.communicate()

    wait_until(lambda: all(map(is_gone, started)))
    wait_until(lambda: not any(temporary.iterdir()))
    assert said == ("interrupted\n" if ending == signal.SIGINT else "")
    # Python's own tracker of resources may say that it cleared up after a process that was killed.
    assert "Traceback" not in errors


def test_an_executor_that_is_given_is_used_and_not_shut_down() -> None:
    with ThreadPoolExecutor(1) as given:
        with workers(executor=given) as pool:
            assert pool is given
        assert given.submit(int, "3").result() == 3


def test_the_work_of_a_pool_is_done_when_its_block_ends() -> None:
    with workers(1) as pool:
        future = pool.submit(int, "3")
    assert future.result() == 3
