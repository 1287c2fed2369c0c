"""Where the notebooks of an office come from, how one is brought in to be changed, and JupyterLab on an office."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.cli import program
from helpers.offices import Office, suite_folder
from tests.small_office import write_small_office

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    return write_small_office(tmp_path / "office")


@pytest.fixture
def call(office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> tuple[int, str, str]:
        code = program.run([*words[:1], "--office", "office", *words[1:]])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_notebooks_are_listed_with_whose_they_are(call: Call) -> None:
    listed = json.loads(call("notebooks", "--json")[1])["notebooks"]
    suite = {path.stem for path in (suite_folder() / "notebooks").glob("*.ipynb")}
    assert listed == {**dict.fromkeys(suite, "suite"), "01_loans": "office", "02_villages": "office"}
    code, out, _ = call("notebooks")
    assert code == 0
    (line,) = [line for line in out.splitlines() if "01_loans" in line]
    assert "办公室" in line
    assert "office/notebooks/01_loans.ipynb" in line
    (line,) = [line for line in out.splitlines() if "06_microcredit" in line]
    assert "软件自带" in line


def test_a_notebook_is_copied_to_be_changed_and_never_overwritten(call: Call, office: Office) -> None:
    code, out, _ = call("notebooks", "--copy", "06_microcredit", "--copy", "explore")
    assert code == 0
    assert "已复制：office/notebooks/06_microcredit.ipynb" in out
    copy = office.folder / "notebooks" / "06_microcredit.ipynb"
    assert copy.read_bytes() == (suite_folder() / "notebooks" / copy.name).read_bytes()
    assert office.notebook("06_microcredit") == copy
    assert (office.folder / "notebooks" / "explore.ipynb").is_file()

    copy.write_text("mine")
    code, _, err = call("notebooks", "--copy", "06_microcredit")
    assert code == 2
    assert "office/notebooks/06_microcredit.ipynb：办公室里已经有这个 notebook，没有改动它" in err
    assert copy.read_text() == "mine"


def test_a_link_in_the_place_of_a_copy_is_not_written_through(
    call: Call, office: Office, tmp_path: Path
) -> None:
    (office.folder / "notebooks" / "explore.ipynb").symlink_to(tmp_path / "elsewhere")
    assert call("notebooks", "--copy", "explore")[0] == 2
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("06_microcredits", "是不是：06_microcredit"),
        ("../params/report", "可以复制的有：01_loans"),
        ("", "可以复制的有"),
    ],
)
def test_an_unknown_notebook_is_told(call: Call, office: Office, name: str, said: str) -> None:
    before = sorted(office.folder.rglob("*"))
    code, _, err = call("notebooks", "--copy", name)
    assert code == 2
    assert f"没有“{name}”这个 notebook" in err
    assert said in err
    assert sorted(office.folder.rglob("*")) == before


@pytest.mark.promise("notebooks stay ordinary")
def test_jupyterlab_is_opened_on_the_office(
    call: Call, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[list[str]] = []
    monkeypatch.setattr("jupyterlab.labapp.main", opened.append)
    assert call("lab", "--", "--no-browser")[0] == 0
    assert opened == [[f"--notebook-dir={office.folder}", "--no-browser"]]

    (office.folder / "notebooks" / "helpers.py").touch()
    code, _, err = call("lab")
    assert code == 1
    assert "office/notebooks/helpers.py 与 notebook 要用的 helpers 重名" in err
    assert len(opened) == 1
