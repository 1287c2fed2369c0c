"""What a system refuses is told in a person's words, by its kind."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from helpers import disk, failures, startup
from helpers.errors import RunError
from helpers.failures import SAID, reason, refusal, require_regular, said_of


@pytest.mark.parametrize("number", SAID)
def test_every_known_refusal_says_what_and_what_to_do(number: int) -> None:
    error = refusal(OSError(number, os.strerror(number), "outputs/x"))
    assert error is not None
    assert error.what.startswith(SAID[number][0])
    assert error.do
    assert error.where == "outputs/x"
    assert error.exit_code == 1


def test_an_unknown_refusal_is_still_one_and_another_error_is_none() -> None:
    assert said_of(OSError(9999, "?")) is not None
    assert said_of(OSError("nothing known")) is not None
    assert refusal(ValueError("甲")) is None
    assert reason(ValueError("甲")) == "ValueError"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("IOError: write failed: [Errno 28] No space left on device"), "磁盘满了"),
        (RuntimeError("failed to write: No space left on device (os error 28)"), "磁盘满了"),
        (ValueError("No space left on device"), "磁盘满了"),
        (RuntimeError("can't start new thread"), "系统不让再起新的进程"),
        (MemoryError(), "内存不足"),
        (RecursionError(), "嵌套得太深"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "输出没有写完就被关掉了"),
    ],
)
def test_what_libraries_make_of_a_refusal_is_known(error: BaseException, said: str) -> None:
    assert reason(error) == said


def test_a_file_open_in_another_program_on_windows_is_told_as_such() -> None:
    error = PermissionError(errno.EACCES, "in use", "报告.docx")
    setattr(error, "winerror", 32)  # noqa: B010 # only Windows knows it
    assert reason(error) == "正在被别的程序打开"


@pytest.mark.skipif(sys.platform == "win32", reason="Python tells no owner on Windows")
def test_a_file_of_somebody_else_names_him(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    me = failures._owner(tmp_path)
    assert me == ""
    monkeypatch.setattr(failures.os, "geteuid", lambda: 12345)
    error = refusal(PermissionError(errno.EACCES, "denied", str(tmp_path / "new")))
    assert error is not None
    assert "没有权限（是用户 " in error.what


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_a_device_and_a_folder_are_no_files(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return
    os.mkfifo(tmp_path / "pipe")
    for path, what in (
        (tmp_path / "pipe", "管道或设备"),
        (Path(os.devnull), "管道或设备"),
        (tmp_path, "文件夹"),
    ):
        with pytest.raises(RunError, match=f"是{what}"):
            require_regular(path)
    (tmp_path / "file").touch()
    require_regular(tmp_path / "file")


def test_all_of_a_folder_is_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sections").mkdir()
    (tmp_path / "sections" / "a.ipynb").write_text("a")
    kept: list[bool] = []
    monkeypatch.setattr(disk.os, "fsync", lambda one: kept.append(stat.S_ISDIR(os.fstat(one).st_mode)))
    disk.keep(tmp_path)
    assert kept.count(False) == 1
    assert kept[-1] or sys.platform == "win32"


@pytest.mark.skipif(sys.platform == "win32", reason="HOME is of POSIX")
@pytest.mark.parametrize("home", [None, "", "/nonexistent", "relative"])
def test_without_a_home_there_is_one_for_the_time_of_a_run(
    monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.setenv("HOME", home or "")
    if home is None:
        monkeypatch.delenv("HOME")
    startup.have_home()
    made = os.environ["HOME"]
    assert os.access(made, os.W_OK)
    startup.have_home()
    assert os.environ["HOME"] == made
    os.rmdir(made)
