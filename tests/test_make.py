"""The commands of `make` and of `make.py`, which does the work, before and while the environment is made."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import make

ROOT = Path(__file__).parents[1]
# A Python that lacks something: it runs the script as the real one would, but for the line before.
LACKING = """#!{python}
import runpy, sys
{lack}
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with no more than the environment is made from, its path with a space and Chinese in it."""
    folder = tmp_path / "月报 suite"
    folder.mkdir()
    for name in ("Makefile", "make.py", *make.SOURCES):
        shutil.copy(ROOT / name, folder)
    return folder


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=folder, capture_output=True, encoding="utf-8", check=False)


def python_that(folder: Path, lack: str) -> Path:
    path = folder / "python"
    path.write_text(LACKING.format(python=sys.executable, lack=lack), encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_targets_of_make_are_the_commands_of_the_script() -> None:
    rule = re.search(r"^([a-z ]+):\n\t", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert rule
    assert rule.group(1).split() == list(make.COMMANDS)


def test_help_lists_every_command() -> None:
    shown = call(ROOT, "-s", "help").stdout
    assert [line.split()[0] for line in shown.splitlines()] == list(make.COMMANDS)
    assert call(ROOT, "-s").stdout == shown


@pytest.mark.parametrize("words", [["rport"], ["lint", "x"], ["report", "2021-10", "x"]])
def test_an_unknown_command_is_told_with_those_there_are(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert make.main(words) == 2
    said = capsys.readouterr().err
    assert f"没有“{' '.join(words)}”这个命令" in said
    assert "report, test" in said


@pytest.mark.promise("it runs on Windows and on Linux, ARM too")
def test_the_script_uses_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "make.py").read_text(encoding="utf-8"))
    imports = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imports <= sys.stdlib_module_names


def test_an_old_python_can_read_the_script() -> None:
    ast.parse((ROOT / "make.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", ["missing", "old"])
def test_a_missing_or_old_python_is_said_in_both_languages(
    checkout: Path, tmp_path: Path, version: str
) -> None:
    old = version == "old"
    python = python_that(tmp_path, "sys.version_info = (3, 10, 99)") if old else "/nonexistent/python3"
    result = call(checkout, "test", f"PYTHON={python}")
    assert result.returncode != 0
    assert "需要 Python 3.11 或更新的版本" in result.stderr
    assert "Python 3.11 or newer is needed" in result.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_is_said_in_both_languages(checkout: Path, tmp_path: Path) -> None:
    bare = python_that(tmp_path, "sys.modules['ensurepip'] = None")
    result = call(checkout, "report", f"PYTHON={bare}")
    assert result.returncode != 0
    assert "无法创建环境" in result.stderr
    assert "install the package python3-venv" in result.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.slow
def test_a_failed_install_leaves_no_stamp_and_the_next_call_begins_again(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text("this is no requirement\n", encoding="utf-8")
    for _ in range(2):
        result = call(checkout, "test", f"PYTHON={sys.executable}")
        assert result.returncode != 0
        assert "Making the Python environment" in result.stdout
        assert "The environment could not be made" in result.stderr
        assert not (checkout / ".venv" / ".stamp").exists()


def test_an_environment_is_made_anew_or_brought_up_to_date_only_when_it_must_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp, python = tmp_path / ".stamp", tmp_path / "python"
    for name in make.SOURCES:
        (tmp_path / name).write_text("a==1\n")
    monkeypatch.setattr(make, "ROOT", tmp_path)
    monkeypatch.setattr(make, "STAMP", stamp)
    monkeypatch.setattr(make, "PY", python)
    done: list[str] = []

    def make_anew() -> None:
        done.append("anew")
        python.touch()

    monkeypatch.setattr(make, "make_environment", make_anew)
    monkeypatch.setattr(make, "run", lambda *words, **_: done.append(words[-1]))

    def what() -> list[str]:
        done.clear()
        make.require_environment()
        return list(done)

    update = ["requirements.txt", "."]
    assert what() == ["anew", *update]
    assert what() == []
    later = stamp.stat().st_mtime + 1
    os.utime(tmp_path / "pyproject.toml", (later, later))
    assert what() == update
    stamp.write_text("/elsewhere\n")
    assert what() == ["anew", *update]
    python.unlink()
    assert what() == ["anew", *update]
    stamp.unlink()
    assert what() == ["anew", *update]


def test_the_exit_code_of_what_is_run_is_handed_on() -> None:
    with pytest.raises(make.StopError) as stopped:
        make.run(sys.executable, "-c", "raise SystemExit(3)")
    assert stopped.value.code == 3
