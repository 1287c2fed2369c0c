"""The notebooks stay ordinary: they run under papermill and in JupyterLab, with no other program of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.offices import suite_folder
from tests.end_to_end.mutations import OCTOBER, only_october

pytestmark = pytest.mark.slow
NOTEBOOKS = sorted(path.stem for path in (suite_folder() / "notebooks").glob("*.ipynb"))


@pytest.fixture
def laboratory(tmp_path: Path, october: Path, published: Path) -> Path:
    """An office with the notebooks beside its data, as in a checkout."""
    folder = only_october(tmp_path / "office", october).folder
    before = str(OCTOBER.previous)
    for kind in ("ledgers", "snapshots"):
        shutil.copytree(
            published / "data" / kind / before, folder / "data" / kind / before, copy_function=os.link
        )
    shutil.copytree(published / "outputs", folder / "outputs")
    shutil.copytree(published / "data" / "records", folder / "data" / "records", dirs_exist_ok=True)
    shutil.copytree(suite_folder() / "notebooks", folder / "notebooks")
    return folder


@pytest.mark.promise("notebooks stay ordinary")
def test_papermill_and_nbconvert_alone_make_a_page(laboratory: Path) -> None:
    run(laboratory, "papermill", "notebooks/06_microcredit.ipynb", "out.ipynb", "-p", "month", str(OCTOBER))
    run(laboratory, "nbconvert", "--to", "html", "out.ipynb")
    page = (laboratory / "out.html").read_text(encoding="utf-8")
    assert "全镇现有存量贷款287万元" in page
    assert "image/svg+xml" in page


def run(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of Jupyter's as a user does."""
    command = [sys.executable, "-m", program, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.promise("notebooks stay ordinary")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_as_it_is_opened_in_jupyterlab(laboratory: Path, name: str) -> None:
    folder = laboratory / "notebooks"
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, timeout=600).execute()
    shown = [output.output_type for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "display_data" in shown
    assert "error" not in shown
