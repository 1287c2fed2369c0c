"""The files of a month, and the exporters as nbconvert knows them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode

import helpers.publish
from helpers.checks import CheckResult
from helpers.errors import RunError
from helpers.gate import Gate
from helpers.offices import Office, suite_folder
from helpers.params import Settings
from helpers.publish import publish
from tests.publish.conftest import executed, paragraph


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "report.yaml").write_text("", encoding="utf-8")
    return Office(tmp_path)


def month(office: Office, notebooks: list[NotebookNode], name: str = "month") -> Path:
    folder = office.folder / name
    (folder / "sections").mkdir(parents=True)
    for place, node in enumerate(notebooks):
        nbformat.write(node, folder / "sections" / f"{place:02d}.ipynb")
    return folder


def test_a_month_becomes_five_files_the_same_every_time(
    office: Office, settings: Settings, notebooks: list[NotebookNode], checks: list[CheckResult]
) -> None:
    folders = [month(office, notebooks, name) for name in ("one", "two")]
    for folder in folders:
        report = publish(office, settings, folder, Gate(), checks)
        assert report.checks is not None
    for name in ("report.html", "report.pdf", "report.docx", "tables.xlsx", "figures.csv"):
        first, second = ((folder / name).read_bytes() for folder in folders)
        assert first == second


def test_nothing_is_written_when_the_report_cannot_be_made(
    office: Office, settings: Settings, notebooks: list[NotebookNode]
) -> None:
    strange = executed("13_next_steps", "问题与打算", ("paragraph", paragraph("\U00020000")))
    for nodes, fault in ((notebooks[:-1], "没有运行结果"), ([*notebooks[:-1], strange], r"U\+20000")):
        folder = month(office, nodes, fault[:1])
        with pytest.raises(RunError, match=fault):
            publish(office, settings, folder, Gate())
        assert [path.name for path in folder.iterdir()] == ["sections"]


def test_some_sections_make_a_draft(
    office: Office, settings: Settings, notebooks: list[NotebookNode]
) -> None:
    folder = month(office, notebooks[2:3])
    assert len(publish(office, settings, folder, Gate(), whole=False).figures) == 3
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")


def test_nbconvert_knows_the_exporters_by_name(notebooks: list[NotebookNode]) -> None:
    exporters = (
        ("yuebao-html", ".html", "<!DOCTYPE html>"),
        ("yuebao-pdf", ".pdf", b"%PDF"),
        ("yuebao-docx", ".docx", b"PK"),
        ("yuebao-xlsx", ".xlsx", b"PK"),
    )
    for name, kind, start in exporters:
        body, resources = get_exporter(name)().from_notebook_node(notebooks[2])
        assert body.startswith(start)
        assert resources["output_extension"] == kind


@pytest.mark.slow
def test_the_nbconvert_command_exports_one_section(notebooks: list[NotebookNode], tmp_path: Path) -> None:
    nbformat.write(notebooks[2], tmp_path / "06_microcredit.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "yuebao-html", "06_microcredit.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "06_microcredit.html").read_text(encoding="utf-8")
    assert "一、小额信贷" in page
    assert "小额信贷第4-63、70行" not in page  # rows stay in the office


@pytest.mark.slow
def test_the_nbconvert_command_says_that_a_section_was_not_run(tmp_path: Path) -> None:
    shutil.copy(suite_folder() / "notebooks" / "06_microcredit.ipynb", tmp_path)
    command = [sys.executable, "-m", "nbconvert", "--to", "yuebao-pdf", "06_microcredit.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "06_microcredit：这个笔记本不是运行过的章节" in done.stderr
    assert "请：先运行这个笔记本" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_package_exports_these_names() -> None:
    assert helpers.publish.__all__ == [
        "Report",
        "list_figures",
        "publish",
        "read_report",
        "render_docx",
        "render_html",
        "render_pdf",
        "render_workbook",
        "write_index",
    ]
