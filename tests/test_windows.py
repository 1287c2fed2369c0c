"""A month is published on Windows as elsewhere: without what Python lacks there, and under names that it allows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_office import write_small_office
from tests.test_packaging import files as project_files

WINDOWS = Path(__file__).parent / "windows"
ROOT = Path(__file__).parents[1]

# What NTFS and the Windows API refuse in the name of a file.
RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"
}
LONGEST_NAME = 255  # UTF-16 units
LONGEST_PATH = 259 - len(r"C:\\Users\\一个很长的用户名\\Documents\\乡村振兴办公室\\月报\\")


def illegal(path: str) -> str:
    """Say what is wrong with a relative path on Windows, or nothing."""
    for name in path.split("/"):
        if found := re.search(r'[<>:"\\|?*\x00-\x1f]', name):
            return f"{path}: {found.group()!r}"
        if name != name.rstrip(". "):
            return f"{path}: ends with a dot or a space"
        if name.partition(".")[0].rstrip().lower() in RESERVED:
            return f"{path}: the name of a device"
        if len(name.encode("utf-16-le")) // 2 > LONGEST_NAME:
            return f"{path}: a name too long"
    return f"{path}: too long" if len(path.encode("utf-16-le")) // 2 > LONGEST_PATH else ""


def faults(paths: list[str]) -> list[str]:
    """Say what is wrong with any of the paths, and which differ in case only."""
    seen: dict[str, str] = {}
    same = [
        f"{path}: as {seen[path.lower()]}" for path in paths if seen.setdefault(path.lower(), path) != path
    ]
    return [fault for fault in map(illegal, paths) if fault] + same


def below(folder: Path) -> dict[str, bytes]:
    """All files below a folder, with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def python(*words: str, windows: bool) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    if windows:
        environment["PYTHONPATH"] = str(WINDOWS)
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    "path",
    [
        "a/con.txt",
        "NUL",
        "lpt1",
        "报告.",
        "a /b",
        "甲:乙",
        "a?b",
        "x" * 256,
        "甲/" * 120 + "乙",
        "a\tb",
        "a|b",
        'a"b',
        "com¹.x",
    ],
)
def test_what_is_illegal_on_windows_is_found(path: str) -> None:
    assert faults([path])
    assert faults(["Readme", "README"])
    assert not faults(["报告/表 1.xlsx", ".gitignore", "console.py", "a..b"])


@pytest.mark.promise("it runs on Windows and on Linux, ARM too")
def test_all_files_of_the_project_have_names_that_are_legal_on_windows() -> None:
    assert faults([path.relative_to(ROOT).as_posix() for path in project_files()]) == []


def test_the_suite_finds_in_its_modules_what_windows_has() -> None:
    code = (
        "import os, signal\nfrom helpers.runs.processes import kernels, warm, workers\n"
        "print(kernels.os.name, warm.sys.platform, hasattr(warm.socket, 'AF_UNIX'), hasattr(workers.os, 'setsid'))\n"
        "print(hasattr(workers.signal, 'pthread_sigmask'), os.name, hasattr(signal, 'SIGKILL'))"
    )
    ran = python("-c", code, windows=True)
    assert ran.stdout.split() == ["nt", "win32", "False", "False", "False", os.name, "True"], ran.stderr


@pytest.mark.promise("it runs on Windows and on Linux, ARM too")
@pytest.mark.promise("the same ledgers, params and code give the same bytes")
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="takes from a POSIX system what Windows has not got")
def test_a_month_is_published_with_the_same_bytes_without_what_windows_lacks(tmp_path: Path) -> None:
    ordinary = write_small_office(tmp_path / "ordinary")
    shutil.copytree(ordinary.folder, tmp_path / "windows")
    for name in ("ordinary", "windows"):
        ran = python(
            "-m", "helpers", "run", "2021-10", "--office", str(tmp_path / name), windows=name == "windows"
        )
        assert ran.returncode == 0, ran.stderr
    expected = below(ordinary.folder)
    assert "outputs/2021-10/report.pdf" in expected
    assert below(tmp_path / "windows") == expected
    assert faults(list(expected)) == []
