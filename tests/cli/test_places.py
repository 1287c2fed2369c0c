"""Paths in messages lead, from where one stands, to the file that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.cli import places, program
from helpers.offices import Office, suite_folder
from tests.small_office import write_small_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = write_small_office(tmp_path / "办公室")
    places.enter(office)
    yield office
    places.enter(None)


@pytest.mark.parametrize(
    ("here", "prefix"),
    [(".", "办公室/"), ("办公室", ""), ("办公室/notebooks", "../"), ("别处", "../办公室/")],
)
def test_a_path_is_told_as_seen_from_here(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str, prefix: str
) -> None:
    (tmp_path / "别处").mkdir()
    monkeypatch.chdir(tmp_path / here)
    assert places.seen("outputs/2021-10：正在运行") == f"{prefix}outputs/2021-10：正在运行"
    said = "见params/report.yaml:3，把台账放进 data/ledgers/2021-10/；“outputs/index.html”没有更新"
    paths = "params/report.yaml:3", "data/ledgers/2021-10/", "outputs/index.html"
    for path in paths:
        assert f"{prefix}{path}" in places.seen(said)
    assert places.seen(said).replace(prefix, "") == said


def test_a_far_office_is_told_by_its_whole_path(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent)
    assert places.seen("outputs/2021-10") == f"{office.folder}/outputs/2021-10"


def test_what_comes_from_the_suite_is_told_where_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office.folder)
    said = places.seen("params/ledgers/L05.yaml:12：不认识的种类。")
    assert said.endswith("params/ledgers/L05.yaml:12：不认识的种类。")
    (path,) = re.findall(r"^(.*):12", said)
    assert (office.folder / path).resolve() == suite_folder() / "params" / "ledgers" / "L05.yaml"


def test_other_words_and_longer_paths_stay(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for said in ("收入/支出", "/var/data/x", "mydata/x", "../outputs/2021-10", "data", r"c:\outputs/x"):
        assert places.seen(said) == said


def test_a_fault_is_told_with_a_path_that_can_be_opened_from_here(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (office.folder / "params" / "2021-10.yaml").write_text("as_of: [", encoding="utf-8")
    assert program.run(["check", "2021-10", "--office", "办公室"]) == 1
    (path,) = re.findall(r"^错误　([^：]+?\.yaml)", capsys.readouterr().err, flags=re.MULTILINE)
    assert path == "办公室/params/2021-10.yaml"
    # The next command line may name another office, or none.
    program.run(["check", "2021-10", "--office", "没有"])
    assert "办公室/" not in capsys.readouterr().err
