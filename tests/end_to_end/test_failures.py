"""A machine that refuses is told of in Chinese, with exit code 1; nothing is published and nothing is lost."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import RunError
from helpers.ledgers import snapshots
from helpers.months import Month
from helpers.offices import Office
from helpers.runs import drafts
from helpers.runs.month import run_month
from tests.small_office import (
    loan,
    write_loans,
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
def to_nobody(office: Office) -> Callable[[], None]:
    """Give the office to somebody without rights; skip where that cannot be done."""
    if not can(*AS_NOBODY, "true"):
        pytest.skip("needs root and setpriv")

    def give() -> None:
        if sys.platform == "win32":
            return
        for path in [office.folder, *office.folder.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
        for folder in office.folder.parents:
            if folder.stat().st_uid == os.geteuid() and "pytest" in str(folder):
                folder.chmod(folder.stat().st_mode | stat.S_IXOTH)

    return give


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
        one for one in office.outputs.rglob("*.ipynb") if '"by_village": {' in one.read_text(encoding="utf-8")
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


@pytest.mark.parametrize("most", [1, 4, 8])
def test_helper_processes_that_cannot_start(office: Office, to_nobody: Callable[[], None], most: int) -> None:
    to_nobody()
    # The limit is the user's, and the shell that sets it is root's, whom it does not hold.
    fails(office, "ulimit -u", "bash", "-c", f'ulimit -u {most} && exec "$@"', "sh", *AS_NOBODY)


@pytest.mark.parametrize(
    ("shut", "said"),
    [
        ("outputs", "没有权限"),
        ("data/snapshots", "没有权限"),
    ],
)
def test_a_folder_in_which_one_may_not_write(
    office: Office, to_nobody: Callable[[], None], shut: str, said: str
) -> None:
    if sys.platform == "win32":
        return
    (office.folder / shut).mkdir(parents=True)
    to_nobody()
    os.chown(office.folder / shut, 0, 0)
    assert "是用户 root 的" in fails(office, said, *AS_NOBODY)


def test_ledgers_and_params_that_may_not_be_read(office: Office, to_nobody: Callable[[], None]) -> None:
    to_nobody()
    without_caps = ("setpriv", f"--reuid={NOBODY}", "--clear-groups")
    if not can(*without_caps, sys.executable, "-c", "import helpers"):
        pytest.skip("the Python of the tests may be read by its own user only")
    for place in ("data/ledgers/2021-10", "params/2021-10.yaml"):
        (office.folder / place).chmod(0)
        fails(office, "权限", *without_caps)
        (office.folder / place).chmod(0o755)


def test_no_home(office: Office, to_nobody: Callable[[], None]) -> None:
    to_nobody()
    done = subprocess.run(
        [*AS_NOBODY, "env", "-u", "HOME", sys.executable, "-m", "helpers", "run", "2021-10", "--office", office.folder],
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


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
    if sys.platform == "win32":
        return
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


@pytest.mark.parametrize(
    "content", [b"", b"OTTO" + bytes(40), b"\0\1\0\0" + b"\xff" * 400, b"ttcf" + bytes(20)]
)
def test_a_broken_font_is_named(office: Office, content: bytes) -> None:
    (office.folder / "fonts").mkdir()
    for name in ("字体.ttf", "字体.ttc"):
        (office.folder / "fonts" / name).write_bytes(content)
        assert f"fonts/{name}" in fails(office, "不是完好的字体文件")
        (office.folder / "fonts" / name).unlink()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000 + "]" * 3000,
        '{"a": ' * 3000 + "1" + "}" * 3000,
        '{"nbformat": ' + "1" * 5000 + "}",
        "\0",
        "",
    ],
)
def test_a_notebook_that_no_one_can_read_is_named(office: Office, text: str) -> None:
    (office.folder / "notebooks" / "01_loans.ipynb").write_text(text)
    fails(office, "notebooks/01_loans.ipynb", words=("check",))


@pytest.mark.parametrize("value", ["五\ufffd", "-" + "9" * 400])
def test_a_cell_with_a_monstrous_number_is_named(office: Office, value: str) -> None:
    write_loans(office.folder, "2021-10", [loan("J1", "东村", value, dt.date(2021, 10, 5))])
    fails(office, "E2", words=("check",))


def publish_anew(office: Office) -> None:
    with drafts.drafting(office, OCTOBER) as draft:
        (draft.folder / "report.html").write_text("new")
        drafts.publish_draft(office, OCTOBER)


def test_drafts_on_another_disk_and_a_place_in_use(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_month(office, OCTOBER, jobs=1).published
    before = {path: path.read_bytes() for path in office.output(OCTOBER).rglob("*") if path.is_file()}
    rename = os.rename
    for number, said in ((errno.EXDEV, "同一个磁盘"), (errno.EACCES, "Excel"), (errno.ENOSPC, "磁盘满了")):

        def refused(source: Path, target: Path, number: int = number) -> None:
            if Path(source) == office.draft(OCTOBER):
                raise OSError(number, os.strerror(number), str(source), None, str(target))
            rename(source, target)

        monkeypatch.setattr(drafts.os, "rename", refused)
        with pytest.raises(RunError, match=said) as raised:
            publish_anew(office)
        assert "Errno" not in str(raised.value)
        monkeypatch.undo()
        assert {path: path.read_bytes() for path in before} == before


def test_what_is_published_is_on_the_disk_before_it_takes_its_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    rename = os.rename

    def renaming(source: Any, target: Any) -> None:
        done.append("rename")
        rename(source, target)

    for module in (drafts, snapshots):
        monkeypatch.setattr(module, "keep", lambda folder: done.append("keep"))
        monkeypatch.setattr(module.os, "rename", renaming)
    with drafts.drafting(office, OCTOBER) as draft:
        (draft.folder / "report.html").write_text("new")
        drafts.publish_draft(office, OCTOBER)
    assert done == ["keep", "keep", "rename", "rename"]
