"""What the READMEs tell a newcomer to type works as it is pasted, line by line, into a new shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.test_packaging import ROOT, files, read

READMES = ["README.md", "README.zh-CN.md"]
NOT_AGAIN = "make test"  # which runs this test


def blocks(name: str) -> list[list[str]]:
    """The commands of a README, block by block, as they can be pasted."""
    code = re.findall(r"^ *```sh\n(.*?)^ *```", read(name), flags=re.DOTALL | re.MULTILINE)
    return [[line.strip() for line in block.splitlines() if line.strip()] for block in code]


@pytest.fixture
def clone(tmp_path: Path, published: Path) -> Path:
    """A clone as it is when `make` has been called in it before: with an environment, and the demo's ledgers."""
    folder = tmp_path / "月报 clone"
    for path in files():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    shutil.copytree(published / "data", folder / "data", copy_function=os.link, dirs_exist_ok=True)
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)
    write_environment(folder)
    return folder


def write_environment(folder: Path) -> None:
    """Make an environment for the folder out of that of this process, with scripts of its own but the same packages."""
    own = folder / ".venv"
    venv.create(own, symlinks=True)
    (packages,) = own.glob("lib/*/site-packages")
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib"))
    for name in ("share", "etc"):
        (own / name).symlink_to(Path(sys.prefix) / name)
    for script in Path(sysconfig.get_path("scripts")).iterdir():
        target = own / "bin" / script.name
        if script.is_file() and not target.exists() and script.name != "yuebao":
            shutil.copy2(script, target)
            content = target.read_bytes()
            if content.startswith(b"#!") and b"python" in content.partition(b"\n")[0]:
                # The path has a space, which the first line of a script may not have.
                shell = f"#!/bin/sh\n'''exec' \"{own}/bin/python\" \"$0\" \"$@\"\n' '''\n"
                target.write_bytes(shell.encode() + content.partition(b"\n")[2])
    stamp = own / ".stamp"
    stamp.write_text(f"{folder}\n", encoding="utf-8")
    os.utime(
        stamp, (0, 0)
    )  # older than the lock: `make` brings the environment up to date, and installs the clone


def paste(folder: Path, lines: list[str], python: Path) -> subprocess.CompletedProcess[str]:
    """Paste lines into a new shell that knows nothing but the system's programs and a Python."""
    python.parent.mkdir(exist_ok=True)
    python.write_text(f'#!/bin/sh\nexec "{sys._base_executable}" "$@"\n')  # type: ignore[attr-defined]
    python.chmod(0o755)
    environment = {"HOME": str(python.parent), "PATH": f"{python.parent}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    script = "".join(f'{line}\necho "{line.split()[0]} ended with $?"\n' for line in lines)
    return subprocess.run(
        ["bash", "--noprofile", "--norc"],
        input=script,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.promise("the commands of this page work as they are pasted")
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
def test_the_first_screen_and_the_analysts_lines_work_when_pasted(clone: Path, tmp_path: Path) -> None:
    first, analyst = blocks("README.md")[:2]
    lines = [line for line in (*first, *analyst) if line != NOT_AGAIN]
    pasted = paste(clone, lines, tmp_path / "bin" / "python3")
    said = pasted.stdout + pasted.stderr
    ended = re.findall(r"^(\S+) ended with (\d+)$", pasted.stdout, flags=re.MULTILINE)
    assert ended == [(line.split()[0], "0") for line in lines], said
    assert {"make", "yuebao", "papermill", "jupyter"} <= {program for program, _ in ended}
    assert (clone / "outputs" / "2021-10" / "report.pdf").is_file()
    assert "小额信贷.存量贷款" in pasted.stdout
    assert (clone / "out.html").is_file()
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, encoding="utf-8", check=True
    )
    assert sorted(changed.stdout.splitlines()) == ["?? out.html", "?? out.ipynb"]


@pytest.mark.parametrize("name", READMES)
def test_the_first_screen_needs_no_more_than_it_names(name: str) -> None:
    screen = read(name).partition("\n## ")[0]
    assert blocks(name)[0][0] == "make report"
    assert NOT_AGAIN in blocks(name)[0]
    assert ". .venv/bin/activate" in blocks(name)[0]
    for needed in (
        "git",
        "make",
        "Python 3.11",
        "python3-venv",
        "py make.py report",
        r".venv\Scripts\activate",
    ):
        assert needed in screen


def test_both_readmes_have_the_same_commands() -> None:
    def bare(name: str) -> list[list[str]]:
        return [[line.partition("#")[0].strip() for line in block] for block in blocks(name)]

    assert bare("README.md") == bare("README.zh-CN.md")


@pytest.mark.promise("the commands of this page work as they are pasted")
@pytest.mark.parametrize("name", READMES)
def test_the_clerks_steps_overwrite_nothing_that_git_tracks(name: str) -> None:
    tracked = {path.relative_to(ROOT).as_posix() for path in files()}
    (copied,) = re.findall(r"^2\. .*?`(params/[^`]+)`.*?`(params/[^`]+)`", read(name), flags=re.MULTILINE)
    source, target = copied
    assert source in tracked
    assert target not in tracked
    month = Path(target).stem
    steps = re.findall(r"^[1-5]\. .*", read(name), flags=re.MULTILINE)[:5]
    assert len([step for step in steps if month in step]) == 5
