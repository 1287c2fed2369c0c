"""An office is found, overlays the suite's files with its own, and lists its months."""

import pytest

from helpers.errors import UsageError
from helpers.months import Month
from helpers.offices import OFFICE_VARIABLE, Office, suite_folder


@pytest.fixture
def office(tmp_path):
    (tmp_path / "params" / "ledgers").mkdir(parents=True)
    (tmp_path / "params" / "report.yaml").write_text("{}\n")
    return Office(tmp_path)


def test_is_found_upwards_from_here(office, monkeypatch):
    below = office.folder / "notebooks" / "deep"
    below.mkdir(parents=True)
    monkeypatch.delenv(OFFICE_VARIABLE, raising=False)
    monkeypatch.chdir(below)
    assert Office.find(".").folder == office.folder


def test_is_taken_from_the_environment(office, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv(OFFICE_VARIABLE, str(office.folder))
    assert Office.find().folder == office.folder


def test_refuses_a_folder_that_is_none(tmp_path):
    with pytest.raises(UsageError, match="不是一个办公室"):
        Office(tmp_path / "nowhere")


def test_own_files_hide_those_of_the_suite(office):
    own = office.folder / "params" / "ledgers" / "L01.yaml"
    own.write_text("own")
    extra = office.folder / "params" / "ledgers" / "L99.yaml"
    extra.write_text("extra")
    found = office.resources("params/ledgers", "*.yaml")
    assert own in found
    assert extra in found
    assert suite_folder() / "params" / "ledgers" / "L02.yaml" in found
    assert [path.name for path in found].count("L01.yaml") == 1
    assert office.resource("params/checks.yaml") == suite_folder() / "params" / "checks.yaml"


def test_months_are_the_folders_that_name_one(office):
    for name in ("2021-10", "2021-09", "2021-13", "备份"):
        office.ledgers(Month(2021, 1)).parent.joinpath(name).mkdir(parents=True)
    assert office.months() == [Month(2021, 9), Month(2021, 10)]
