"""One demo office for all end-to-end tests, published by the command itself, made once for all workers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from helpers.offices import Office
from tests.end_to_end.mutations import OCTOBER, Baseline, only_october

Yuebao = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def yuebao() -> Yuebao:
    """Run the command as a process of its own, in an environment of its own where one is given."""

    def run(*arguments: object, umask: int = -1, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "helpers", *map(str, arguments)]
        # At full speed: what these processes cover, the tests of the modules cover too.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, env=kept | environment, umask=umask
        )

    return run


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this test run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "end_to_end"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def demo(shared: Path, yuebao: Yuebao) -> Path:
    """A demo office with the workbooks that the report of October 2021 needs, not yet run."""
    return once(shared / "demo", lambda folder: succeeds(yuebao("demo", folder, "--month", str(OCTOBER))))


@pytest.fixture(scope="session")
def published(demo: Path, yuebao: Yuebao) -> Path:
    """The demo office with its report of October 2021; tests only read it."""

    def make(folder: Path) -> None:
        shutil.copytree(demo, folder, copy_function=os.link)
        succeeds(yuebao("run", str(OCTOBER), "--office", folder))

    return once(demo.with_name("published"), make)


@pytest.fixture(scope="session")
def october(demo: Path) -> Path:
    """The demo office with the workbooks of October 2021 alone, and their snapshot."""
    return once(demo.with_name("october"), lambda folder: Baseline.prepare(only_october(folder, demo)))


@pytest.fixture(scope="session")
def baseline(october: Path) -> Baseline:
    """The figures of that office."""
    return Baseline.load(Office(october))


@pytest.fixture
def october_office(tmp_path: Path, october: Path) -> Iterator[Office]:
    """A copy of that office, to be changed."""
    yield only_october(tmp_path / "office", october)
    shutil.rmtree(tmp_path / "office")


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Make a folder, by the first worker that needs it; the others wait."""
    done = folder.with_suffix(".done")
    with FileLock(folder.with_suffix(".lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            done.touch()
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of a published month."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def succeeds(finished: subprocess.CompletedProcess[str]) -> None:
    """Expect a process to have succeeded, and show what it said where it did not."""
    assert finished.returncode == 0, finished.stdout + finished.stderr
