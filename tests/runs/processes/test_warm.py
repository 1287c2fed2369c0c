"""Kernels forked from a warm process: like any other kernel, and none outlives whom it was forked for."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from helpers.runs.notebooks import Job, execute
from helpers.runs.processes import warm
from helpers.runs.processes.warm import WarmKernel, warm_process
from tests.runs.processes.test_workers import is_gone, wait_until

if sys.platform != "linux":
    pytest.skip("a warm process is for Linux", allow_module_level=True)

# What tells a kernel from another one: how it shows figures and tables, hashes, draws lots, and where it works.
TELLING = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
    "import pandas as pd\npd.DataFrame([range(30)])",
    "print(pd.get_option('display.max_columns'), hash('月报'), [hash(c) for c in '台账'])",
    "import os, sys\nprint(os.getcwd(), sys.path, sys.argv[0], __name__)",
    "print(sorted(name for name in os.environ if not name.startswith(('JPY', 'COV'))))",
    "import signal\nprint(signal.getsignal(signal.SIGTERM), os.getpgid(0) == os.getsid(0) == os.getpid())",
    "import time\nprint(time.tzname, time.strftime('%H', time.gmtime(0)))",
    "input('?')",
)


@pytest.fixture
def address() -> Iterator[str]:
    # Not in tmp_path, since the path of a socket is short.
    with tempfile.TemporaryDirectory() as folder, warm_process(address := f"{folder}/warm"):
        yield address


def start(address: str, folder: Path) -> WarmKernel:
    kernel = WarmKernel(address, ["-f", str(folder / "kernel.json")], str(folder), dict(os.environ))
    wait_until((folder / "kernel.json").exists)
    return kernel


def run(tmp_path: Path, *cells: str) -> tuple[str, str]:
    """Run a notebook of these cells; return it as it was executed, and why it failed."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=str(n)) for n, cell in enumerate(cells)]
    )
    nbformat.write(notebook, tmp_path / "a.ipynb")
    outcome = execute(Job("a", str(tmp_path / "a.ipynb"), str(tmp_path), {}))
    return outcome.notebook, str(outcome.error)


def test_a_forked_kernel_is_like_any_other(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cell in TELLING:
        monkeypatch.setattr(warm, "address", "")
        ordinary = run(tmp_path, cell)
        monkeypatch.setattr(warm, "address", address)
        assert run(tmp_path, cell) == ordinary, cell


def test_the_kernel_is_forked_from_the_warm_process(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = "import sys, psutil\nprint(*psutil.Process().parent().parent().cmdline())"
    monkeypatch.setattr(warm, "address", address)
    assert "forkserver" in run(tmp_path, ask)[0]
    monkeypatch.setattr(warm, "address", address + "-that-is-not-there")
    assert "forkserver" not in run(tmp_path, ask)[0]


def test_kernels_draw_lots_of_their_own(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "address", address)
    draw = "import random, numpy\nprint(random.random(), numpy.random.random())"
    first, second = (nbformat.reads(run(tmp_path, draw)[0], 4).cells[0].outputs[0].text for _ in range(2))
    assert set(first.split()).isdisjoint(second.split())


def test_nothing_in_the_warm_process_has_a_thread(address: str, tmp_path: Path) -> None:
    kernel = start(address, tmp_path)
    assert psutil.Process(kernel.pid).parent().parent().num_threads() == 1
    kernel.kill()
    assert kernel.wait() == -signal.SIGKILL


def test_a_kernel_ends_when_the_connection_is_closed(address: str, tmp_path: Path) -> None:
    kernel = start(address, tmp_path)
    kernel.connection.close()
    wait_until(lambda: is_gone(kernel.pid))


def test_a_kernel_that_is_stopped_for_a_while_is_still_watched(address: str, tmp_path: Path) -> None:
    kernel = start(address, tmp_path)
    kernel.send_signal(signal.SIGSTOP)
    wait_until(lambda: psutil.Process(kernel.pid).status() == psutil.STATUS_STOPPED)
    kernel.send_signal(signal.SIGCONT)
    wait_until(lambda: psutil.Process(kernel.pid).status() != psutil.STATUS_STOPPED)
    assert kernel.poll() is None
    kernel.connection.close()
    wait_until(lambda: is_gone(kernel.pid))


def test_a_kernel_ends_with_a_watch_that_is_killed(address: str, tmp_path: Path) -> None:
    kernel = start(address, tmp_path)
    psutil.Process(kernel.pid).parent().kill()
    assert kernel.wait() == -signal.SIGKILL
    wait_until(lambda: is_gone(kernel.pid))


def test_exit_codes_are_those_of_the_kernel(address: str, tmp_path: Path) -> None:
    kernel = start(address, tmp_path)
    assert kernel.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        kernel.wait(0)
    kernel.terminate()
    assert kernel.wait() == kernel.poll() == -signal.SIGTERM
    kernel.kill()  # It is gone already, and that is no error.
    assert WarmKernel(address, ["--version"], str(tmp_path), dict(os.environ)).wait() == 0
    assert WarmKernel(address, [], str(tmp_path / "nowhere"), dict(os.environ)).wait() == 1


def test_a_kernel_that_dies_does_not_harm_the_next(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "address", address)
    assert "内核意外退出" in run(tmp_path, "import os; os._exit(3)")[1]
    assert run(tmp_path, "print(1)")[1] == "None"


def test_without_a_warm_process_there_is_an_error(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with warm_process(f"{folder}/warm"):
            pass
        with pytest.raises((FileNotFoundError, ConnectionError)):
            WarmKernel(f"{folder}/warm", [], str(tmp_path), {})


@pytest.mark.parametrize("name", ["nowhere/warm", "long" * 40])
def test_where_no_warm_process_can_be_had_the_run_goes_on(tmp_path: Path, name: str) -> None:
    before = set(psutil.Process().children())
    with warm_process(str(tmp_path / name)):
        assert set(psutil.Process().children()) <= before


def test_a_warm_process_that_does_not_answer_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "LONGEST_START", 0.1)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(f"{folder}/warm")
        deaf.listen()
        monkeypatch.setattr(warm, "address", f"{folder}/warm")
        with pytest.raises(TimeoutError):
            WarmKernel(warm.address, [], str(tmp_path), {})
        assert run(tmp_path, "print(1)")[1] == "None"
