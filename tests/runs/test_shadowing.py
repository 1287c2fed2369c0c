"""A Python file beside the notebooks that hides a package from them is named before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import SectionError
from helpers.months import Month
from helpers.offices import Office
from helpers.runs.month import run_month
from helpers.runs.shadowing import require_unhidden
from tests.small_office import write_small_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return write_small_office(tmp_path / "office")


@pytest.mark.parametrize(
    "path",
    [
        "helpers.py",
        "notebooks/helpers.py",
        "notebooks/helpers/__init__.py",
        "notebooks/pandas.py",
        "random.py",
    ],
)
def test_a_file_that_hides_a_package_is_refused(office: Office, path: str) -> None:
    (office.folder / path).parent.mkdir(exist_ok=True)
    (office.folder / path).touch()
    with pytest.raises(SectionError) as refused:
        require_unhidden(office)
    assert path.removesuffix("/__init__.py") in str(refused.value)
    with pytest.raises(SectionError, match="重名"):
        run_month(office, Month(2021, 10))


def test_all_of_them_are_named_at_once(office: Office) -> None:
    for path in ("helpers.py", "notebooks/helpers.py", "notebooks/json.py"):
        (office.folder / path).touch()
    with pytest.raises(SectionError) as refused:
        require_unhidden(office)
    assert "3 个文件" in str(refused.value)


@pytest.mark.parametrize(
    "path", ["own.py", "notebooks/own/__init__.py", "notebooks/helpers/notes.txt", "helpers.txt"]
)
def test_what_hides_nothing_is_let_be(office: Office, path: str) -> None:
    (office.folder / path).parent.mkdir(parents=True, exist_ok=True)
    (office.folder / path).touch()
    require_unhidden(office)


def test_a_checkout_hides_nothing_from_itself() -> None:
    require_unhidden(Office(Path(__file__).parents[2]))
