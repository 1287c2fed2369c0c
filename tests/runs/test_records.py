"""The record of a month stays in the office, and its notebooks are trusted by the one who ran them."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from helpers.errors import RunError
from helpers.gate.decision import Decision
from helpers.ledgers import open_ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from helpers.runs.manifest import file_hash
from helpers.runs.records import SECTIONS, TOLD, distribute, keep_notebook, not_to_hand_on, told_elsewhere

OCTOBER = Month(2021, 10)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of one notebook."""
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="J1 张某 500元")])
    node = nbformat.v4.new_notebook(cells=[cell])
    keep_notebook(tmp_path / "record", "01_loans", nbformat.writes(node))
    return tmp_path / "record"


def test_notebooks_are_trusted_by_the_user_who_ran_them(
    office: Office, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    ledgers = open_ledgers(office, OCTOBER, load_settings(office, OCTOBER))
    distribute(record, Decision(), ledgers, tmp_path)
    for folder in (record, tmp_path):
        node = nbformat.read(folder / SECTIONS / "01_loans.ipynb", as_version=4)
        assert NotebookNotary().check_signature(node)


def test_without_a_place_for_trust_nothing_is_lost(
    office: Office, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file" / "jupyter"))
    ledgers = open_ledgers(office, OCTOBER, load_settings(office, OCTOBER))
    distribute(record, Decision(), ledgers, tmp_path)
    assert (tmp_path / SECTIONS / "01_loans.ipynb").is_file()


def test_what_a_cell_has_shown_besides_stays_in_the_office(
    office: Office, record: Path, tmp_path: Path
) -> None:
    ledgers = open_ledgers(office, OCTOBER, load_settings(office, OCTOBER))
    distribute(record, Decision(), ledgers, tmp_path)
    assert "张某" in (record / SECTIONS / "01_loans.ipynb").read_text(encoding="utf-8")
    assert "张某" not in (tmp_path / SECTIONS / "01_loans.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (
            '{"outputs": {}}',
            [
                "outputs/2021-09：是旧版程序发布的，里面有台账的行号，不宜再发出去；用 yuebao run 2021-09 重新发布"
            ],
        ),
        *(
            (text, ["outputs/2021-09/manifest.json：这个文件坏了，不能核对；重新运行并发布这个月"])
            for text in ("", "{", "{}", "[1]", "null", "[" * 100_000)
        ),
        (
            json.dumps({key: {} for key in ("record", "outputs", "inputs", "params", "packages", "code")}),
            ["data/records/2021-09/told.json：不见了或改动过；用 yuebao run 2021-09 重新发布"],
        ),
    ],
    ids=["older", "empty", "cut off", "of nothing", "a list", "null", "nested", "without what it tells"],
)
def test_a_month_that_should_not_be_handed_on_is_named(
    manifest: str, said: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "report.yaml").touch()
    (folder / "outputs" / "2021-09").mkdir(parents=True)
    (folder / "outputs" / "2021-09" / "manifest.json").write_text(manifest)
    (folder / "outputs" / "archive").mkdir()
    assert not_to_hand_on(Office(folder)) == said


@pytest.fixture
def empty(tmp_path: Path) -> Office:
    """An office that has published nothing."""
    (tmp_path / "office" / "params").mkdir(parents=True)
    (tmp_path / "office" / "params" / "report.yaml").touch()
    return Office(tmp_path / "office")


def publish(office: Office, month: Month, text: str = Decision().to_json()) -> Path:
    """Put what a month tells where a run puts it, and a manifest that names it."""
    for folder in (office.record(month), office.output(month)):
        folder.mkdir(parents=True)
    path = office.record(month) / TOLD
    path.write_text(text, encoding="utf-8")
    keys: dict[str, object] = {key: {} for key in ("outputs", "inputs", "params", "packages", "code")}
    manifest = json.dumps({**keys, "record": {TOLD: file_hash(path)}})
    (office.output(month) / "manifest.json").write_text(manifest)
    return path


AUGUST, SEPTEMBER, NOVEMBER = Month(2021, 8), Month(2021, 9), Month(2021, 11)


def test_a_month_is_decided_with_the_other_months_of_its_year(empty: Office) -> None:
    for month in (SEPTEMBER, NOVEMBER, Month(2020, 12)):
        publish(empty, month)
    assert told_elsewhere(empty, OCTOBER) == {"2021-09": [], "2021-11": []}
    assert told_elsewhere(empty, OCTOBER, ["2021-09"]) == {"2021-09": []}
    assert not_to_hand_on(empty) == []


@pytest.mark.parametrize("harm", ["gone", "changed", "of another version", "the manifest is damaged"])
def test_an_earlier_month_of_which_nobody_knows_what_it_tells_is_to_be_published_first(
    empty: Office, harm: str
) -> None:
    publish(empty, AUGUST)
    path = publish(empty, SEPTEMBER, "[]" if harm == "of another version" else Decision().to_json())
    if harm == "gone":
        path.unlink()
    elif harm == "changed":
        path.write_text(path.read_text(encoding="utf-8") + " ")
    elif harm == "the manifest is damaged":
        (empty.output(SEPTEMBER) / "manifest.json").write_text("{")
    with pytest.raises(RunError, match=r"2021-09 发布过，但按村公开了什么已经无从知道") as raised:
        told_elsewhere(empty, OCTOBER)
    assert "yuebao run 2021-09；" in raised.value.do
    # One before it does not wait for it, so that no two months wait for each other; and it is told of afterwards.
    assert told_elsewhere(empty, AUGUST) == {}
    assert [said.partition("：")[0] for said in not_to_hand_on(empty) if "2021-09" in said] != []


def test_a_month_is_not_made_again_without_one_with_which_it_was_decided(empty: Office) -> None:
    publish(empty, SEPTEMBER)
    with pytest.raises(RunError, match="2021-11 发布过"):
        told_elsewhere(empty, OCTOBER, ["2021-09", "2021-11"])
