"""Code of another user is not run unasked: neither his office, nor a notebook or a definition of his in one's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import owners
from helpers.offices import Office, suite_folder
from helpers.owners import SAFE_VARIABLE, ForeignOfficeError
from tests.small_office import write_small_office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Python tells no owner on Windows")
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(SAFE_VARIABLE, raising=False)
    return write_small_office(tmp_path / "office", months=["2021-10"]).folder


def give(path: Path, *, link: bool = False) -> None:
    if sys.platform == "win32":
        return
    try:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=not link)
    except PermissionError:
        pytest.skip("only root gives files away")


def test_an_office_of_another_user_is_refused_also_where_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners.os, "geteuid", lambda: 12345)
    monkeypatch.chdir(folder / "notebooks")
    for named in (None, folder):
        with pytest.raises(ForeignOfficeError, match=r"等 [0-9]+ 处") as raised:
            Office.find(named)
        assert f"{SAFE_VARIABLE}={folder}" in raised.value.do
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    "place",
    ["", "notebooks", "notebooks/01_loans.ipynb", "params", "params/ledgers", "params/ledgers/L90.yaml",
     "params/report.yaml", "params/checks.yaml", "pandas.py", "notebooks/mine.py"],
)  # fmt: skip
def test_a_part_of_another_user_is_refused_by_name(folder: Path, place: str) -> None:
    path = folder / place
    if not path.exists():
        path.write_text("")
    give(path)
    with pytest.raises(ForeignOfficeError) as raised:
        Office(folder)
    assert f"{place or '.'}（nobody）" in str(raised.value)


@pytest.mark.parametrize("link", [True, False])
def test_a_link_and_what_it_leads_to_must_be_ones_own(folder: Path, tmp_path: Path, link: bool) -> None:
    target = tmp_path / "elsewhere.ipynb"
    notebook = folder / "notebooks" / "01_loans.ipynb"
    notebook.rename(target)
    notebook.symlink_to(target)
    Office(folder)
    give(notebook if link else target, link=link)
    with pytest.raises(ForeignOfficeError, match=r"01_loans\.ipynb"):
        Office(folder)


def test_what_is_no_code_may_be_anybodys(folder: Path) -> None:
    for place in ("params/2021-10.yaml", "data/ledgers/2021-10/L90_借款.xlsx", "data/ledgers/2021-10"):
        give(folder / place)
    assert Office(folder).folder == folder


def test_a_listed_office_is_taken_and_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(folder)
    for listed in ("", str(folder.parent), str(folder / "notebooks"), f"/{os.pathsep}{folder}x"):
        monkeypatch.setenv(SAFE_VARIABLE, listed)
        with pytest.raises(ForeignOfficeError):
            Office(folder)
    monkeypatch.setenv(SAFE_VARIABLE, f"/elsewhere{os.pathsep}{folder}/notebooks/..")
    assert Office(folder).folder == folder


def test_the_suites_own_folder_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners.os, "geteuid", lambda: 12345)
    assert Office(suite_folder()).folder == suite_folder()


@pytest.mark.slow
def test_no_command_runs_what_lies_in_a_folder_of_another_user(folder: Path, tmp_path: Path) -> None:
    """Neither its notebooks, nor a module there that is called like a library."""
    ran = tmp_path / "ran"
    for name in ("pandas", "multiprocessing", "psutil", "yaml"):
        (folder / f"{name}.py").write_text(f"open({str(ran)!r}, 'a').write({name!r})")
    give(folder)
    for words in (["run", "2021-10"], ["check", "2021-10"], ["trace", "借款.余额", "--month", "2021-10"]):
        done = subprocess.run(
            [sys.executable, "-m", "helpers", *words],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 2
        assert "会以你的身份运行，没有读取" in done.stderr
    assert not ran.exists()

    # One's own office, run from there: its workers and kernels import none of it either.
    own = write_small_office(tmp_path / "own", months=["2021-10"])
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "run", "2021-10", "--no-report", "--office", str(own.folder)],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not ran.exists()
