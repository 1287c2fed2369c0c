"""A run that takes too long fails, says where, and leaves no process, and the next one starts at once."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from multiprocessing import resource_tracker
from pathlib import Path

import nbformat
import psutil
import pytest
import yaml

from helpers.months import Month
from helpers.offices import Office
from helpers.runs import limits
from helpers.runs.drafts import drafting
from helpers.runs.limits import TimeLimit, TimeLimitError, time_limit
from helpers.runs.month import run_month
from helpers.runs.notebooks import SectionsError
from helpers.runs.processes import workers as pools
from helpers.runs.processes.workers import workers
from helpers.runs.progress import Progress
from tests.small_office import NOTEBOOKS, write_notebook, write_small_office, write_yaml

OCTOBER = Month(2021, 10)
MARK = "YUEBAO_TEST"
# Matching it takes longer than the world has stood, and keeps the interpreter's lock all the while.
NATIVE = "import re\nre.match('(a+)+$', 'a' * 60 + 'b')"
CHILD = "waits for a child in a session of its own"
CELLS = {
    "sleeps": "import time\ntime.sleep(36_000)",
    "heeds no signal": (
        "import signal, time\n"
        "for one in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(one, signal.SIG_IGN)\n"
        "while True:\n"
        "    time.sleep(1)"
    ),
    "is in native code": NATIVE,
    "plots for ever": (
        "import matplotlib.pyplot as plt\nwhile True:\n    plt.plot([1, 2])\n    plt.show()\n    plt.close()"
    ),
    "prints for ever": "while True:\n    print('还没有完')",
    CHILD: (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(36_000)'], start_new_session=True)"
    ),
    "has left a child to itself": (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork():\n"
        "        os._exit(0)\n"
        "    time.sleep(36_000)\n"
        "time.sleep(36_000)"
    ),
}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A small office in which a cell has two seconds; after the test no process of its runs is left."""
    resource_tracker.ensure_running()  # It belongs to this process and stays.
    monkeypatch.setenv(MARK, str(tmp_path))
    office = write_small_office(tmp_path, months=["2021-10"])
    allow(office, cell=2)
    yield office
    guard = time.monotonic() + 120
    while left := marked(str(tmp_path)):
        assert time.monotonic() < guard, left
        time.sleep(0.05)


def allow(office: Office, **seconds: int) -> None:
    """Set how long cells and runs may take."""
    path = office.folder / "params" / "report.yaml"
    report = yaml.safe_load(path.read_text(encoding="utf-8"))
    write_yaml(office.folder, "report.yaml", {**report, "timeouts": seconds})


def marked(mark: str) -> list[psutil.Process]:
    """Return the processes that have been started with a mark in their environment."""

    def has_it(process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark
        except (psutil.Error, OSError):
            return False

    return [process for process in psutil.process_iter() if has_it(process)]


def notebook_of(office: Office, code: str) -> None:
    """Make a section's notebook one that does this and nothing else, which costs no time before."""
    path = office.notebook("02_villages")
    cells = nbformat.read(path, as_version=4).cells[:1]
    cells.append(nbformat.v4.new_code_cell(code, id="c"))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "warm"),
    [*((what, True) for what in CELLS), ("sleeps", False), ("is in native code", False), (CHILD, False)],
)
def test_a_cell_that_does_not_end_is_named_and_nothing_of_it_is_left(
    office: Office, what: str, warm: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if not hasattr(os, "fork") and "os.fork" in CELLS[what]:
        pytest.skip("needs fork")
    if not warm:
        monkeypatch.setattr(pools, "WARM", "w" * 200)  # Too long for a socket: kernels start by themselves.
    notebook_of(office, CELLS[what])
    with pytest.raises(SectionsError) as raised:
        run_month(office, OCTOBER, only=["02"], jobs=1)
    first = CELLS[what].splitlines()[0]
    assert f"notebooks/02_villages.ipynb 第 2 格（{first}）：运行满 2 秒还没有结束，已停止" in str(
        raised.value
    )
    assert "timeouts 里加大 cell（秒）" in str(raised.value)
    assert capfd.readouterr().err == ""
    with drafting(office, OCTOBER):
        pass


@pytest.mark.slow
def test_after_a_run_that_was_too_long_the_month_can_be_run_at_once(office: Office) -> None:
    notebook_of(office, CELLS["sleeps"])
    allow(office, cell=600, run=12)
    with pytest.raises(TimeLimitError) as raised:
        run_month(office, OCTOBER, jobs=2)
    said = str(raised.value)
    assert said.startswith("运行章节：运行满 12 秒还没有结束，已停止，没有发布任何内容，还没有做完的：")
    assert "notebooks/02_villages.ipynb\n" in said
    assert "timeouts 里加大 run（秒）" in said
    write_notebook(office.folder, "02_villages", *NOTEBOOKS["02_villages"])
    allow(office)
    assert run_month(office, OCTOBER, jobs=1).published


@pytest.mark.skipif(sys.platform == "win32", reason="alarms of POSIX")
def test_work_of_the_run_itself_is_broken_off_and_its_stage_is_named() -> None:
    """Also where it holds the interpreter's lock, as the search of a hostile text may."""

    def stage() -> None:
        with time_limit(1, Progress()) as limit:
            limit.stage("检查个人信息", 1)
            exec(NATIVE)

    with pytest.raises(TimeLimitError, match=r"^检查个人信息：运行满 1 秒"):
        stage()
    if sys.platform != "win32":
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_workers_that_native_code_keeps_are_killed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "LONGEST_END", 0.2)

    def stage() -> None:
        with workers(1) as pool:
            limit = TimeLimit(1, Progress())
            limit.stage("核对台账", 1)
            list(limit.as_completed({pool.submit(exec, NATIVE): "2021-10 的台账"}))

    with pytest.raises(TimeLimitError, match=r"^核对台账：.*还没有做完的：2021-10 的台账"):
        stage()


def test_where_no_alarm_can_ring_the_time_is_looked_at_between_stages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "_alarm", lambda _: nullcontext())
    clock = iter([0.0, 0.0, 0.9, 1.0, 1.0])
    monkeypatch.setattr(limits.time, "monotonic", lambda: next(clock))
    with time_limit(1, Progress()) as limit:
        limit.stage("运行章节", 2)
        with pytest.raises(TimeLimitError, match=r"^运行章节：运行满 1 秒"):
            limit.stage("排印报告", 1)
        with pytest.raises(TimeLimitError):
            limit.lift()


def test_a_run_off_the_main_thread_has_its_limit_too() -> None:
    def run() -> str:
        with pytest.raises(TimeLimitError) as raised, time_limit(1, Progress()) as limit:
            list(limit.as_completed({Future(): "甲", Future(): "乙"}))
        return str(raised.value)

    with ThreadPoolExecutor(1) as pool:
        assert "还没有做完的：甲、乙" in pool.submit(run).result()


def test_many_that_are_not_done_are_counted() -> None:
    limit = TimeLimit(1, Progress())
    monitored: dict[Future[None], str] = {Future(): f"第{number}个" for number in range(6)}
    with pytest.raises(TimeLimitError, match="第0个、第1个、第2个、第3个、第4个等 6 个"):
        list(limit.as_completed(monitored))
