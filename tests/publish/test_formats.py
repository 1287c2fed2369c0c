"""One table says which files a month has: the index, the README and nbconvert have the same, and each is read back."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from helpers.errors import RunError
from helpers.publish.formats import FORMATS, Files, Format, labels, readers, render
from helpers.publish.readback import require_same
from helpers.publish.report import Report
from helpers.publish.web.index import published_months
from tests.publish.conftest import Publish

ROOT = Path(__file__).parents[2]
# Files of a month that are no renderings of the report.
OTHERS = {"checks.csv", "manifest.json"}


def test_the_entry_points_are_the_exporters_of_the_table() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["nbconvert.exporters"] == {
        one.exporter_name: f"{one.exporter.__module__}:{one.exporter.__name__}"
        for one in FORMATS.values()
        if one.exporter
    }


def test_an_exporter_makes_the_kind_of_file_that_the_table_has() -> None:
    assert {
        one.file for one in FORMATS.values() if one.exporter and not one.file.endswith(one.exporter.extension)
    } == set()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_tells_of_each_file_and_of_no_other(name: str) -> None:
    rows = re.findall(r"^\|([^|]*`[^|]+)\|[^|]*\|$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    told = {file for row in rows for file in re.findall(r"`([a-z]+\.[a-z]+)`", row)}
    assert told - OTHERS == set(FORMATS)


def test_a_reader_is_offered_all_of_them(publish: Publish, tmp_path: Path) -> None:
    publish("2021-10", [], *(name for name in FORMATS if name != "figures.csv"))
    (month,) = published_months(tmp_path)
    assert month.files == labels() == {name: one.label for name, one in FORMATS.items()}


@pytest.mark.promise("HTML, PDF, Word and Excel say the same numbers")
def test_a_file_that_nobody_reads_back_is_refused(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "report.txt", Format("report.txt", "文本", lambda files: b"", None))
    with pytest.raises(RunError, match=r"没有人读回核对 report\.txt，不能发布"):
        require_same(report, {"report.txt": b""}, readers())
    with pytest.raises(RunError, match=r"report\.odt"):
        require_same(report, {"report.odt": b""}, readers())


def test_a_file_that_another_needs_is_made_once(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def first(files: Files) -> bytes:
        made.append("a")
        return b"a"

    second = Format("b.txt", "", lambda files: files["a.txt"] + b"b", None)
    table = {"b.txt": second, "a.txt": Format("a.txt", "", first, None)}
    monkeypatch.setattr("helpers.publish.formats.FORMATS", table)
    assert render(report, Path("fonts")) == {"b.txt": b"ab", "a.txt": b"a"}
    assert made == ["a"]
