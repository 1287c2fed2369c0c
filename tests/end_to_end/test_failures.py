"""A machine that refuses is told of in Chinese, with exit code 1; nothing is published and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.months import Month
from helpers.offices import Office
from tests.small_office import (
    write_small_office,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="limits and mounts of POSIX"),
]
OCTOBER = Month(2021, 10)
NOBODY = 65534
UNEXPECTED = "程序出错"
# To somebody without rights, who may read the Python of the tests wherever that lies.
AS_NOBODY = (
    "setpriv", f"--reuid={NOBODY}", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"
)  # fmt: skip
IN_A_SPACE = ("unshare", "--mount", "sh", "-c")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return write_small_office(tmp_path / "office", months=["2021-10"])


def fails(
    office: Office,
    said: str,
    *before: str,
    limit: str = "true",
    words: tuple[str, ...] = ("run",),
    **env: str,
) -> str:
    """Run the command under a limit of the shell; expect what it says, and no more than that it failed."""
    command = [sys.executable, "-m", "helpers", *words, "2021-10", "--office", str(office.folder)]
    line = f'{limit} && exec "$@"'
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        ["sh", "-c", line, "sh", *before, *command],
        capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1"} | env,
    )  # fmt: skip
    everything = done.stdout + done.stderr
    assert done.returncode == 1, everything
    assert said in everything
    assert UNEXPECTED not in everything
    assert "请：" in everything
    return everything


def can(*command: str) -> bool:
    return (
        shutil.which(command[0]) is not None
        and not subprocess.run(command, capture_output=True, check=False, timeout=60).returncode
    )


@pytest.fixture
def small_disk(office: Office, tmp_path: Path) -> Iterator[Callable[[str], Office]]:
    """Move the office to a file system of a size."""
    place = tmp_path / "disk"
    place.mkdir()

    def move(options: str) -> Office:
        if not can("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)):
            pytest.skip("needs the right to mount")
        shutil.copytree(office.folder, place / "office")
        return Office(place / "office")

    yield move
    subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


@pytest.mark.parametrize("size", ["76k", "200k"])
def test_a_full_disk(small_disk: Callable[[str], Office], size: str) -> None:
    office = small_disk(f"size={size}")
    fails(office, "磁盘满了")
    assert not office.output(OCTOBER).exists()
    assert not [
        one for one in office.outputs.rglob("*.ipynb") if "by_village" in one.read_text(encoding="utf-8")
    ]


def test_a_disk_that_is_read_only(small_disk: Callable[[str], Office]) -> None:
    office = small_disk("size=2m")
    subprocess.run(["mount", "-o", "remount,ro", str(office.folder.parent)], check=True)
    fails(office, "磁盘是只读的，不能写")
    fails(office, "磁盘是只读的，不能写", words=("check",))


def test_shared_memory_that_is_closed(office: Office) -> None:
    if not can(*IN_A_SPACE, "mount -t tmpfs -o ro tmpfs /dev/shm"):
        pytest.skip("needs the right to mount")
    said = fails(
        office, "工作进程之间不能通信", *IN_A_SPACE, 'mount -t tmpfs -o ro tmpfs /dev/shm && exec "$@"', "sh"
    )
    assert "/dev/shm" in said


@pytest.mark.parametrize("most", [14, 40])
def test_a_full_table_of_files(office: Office, most: int) -> None:
    fails(office, "ulimit -", limit=f"ulimit -n {most}")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("params/report.yaml", "普通"),
        ("params/2021-10.yaml", "普通"),
        ("params/checks.yaml", "普通"),
        ("params/ledgers/L90.yaml", "普通"),
        ("notebooks/01_loans.ipynb", "不是普通的文件"),
        ("data/ledgers/2021-10/L90_借款.xlsx", "不是普通的文件"),
        ("fonts/字体.ttf", "不是普通的文件"),
    ],
)
def test_what_is_no_ordinary_file_is_named_and_not_waited_for(office: Office, place: str, said: str) -> None:
    path = office.folder / place
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    command = [sys.executable, "-m", "helpers", "run", "2021-10", "--office", str(office.folder)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode in (1, 2), done.stderr
    assert UNEXPECTED not in done.stderr
    assert said in done.stderr or "不是一个办公室" in done.stderr
