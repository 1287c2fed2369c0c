"""The demo township, built once, and its office of one month, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.demo import load_targets, write_office
from helpers.demo.population import Township, build
from helpers.ledgers import Schemas, load_schemas
from helpers.offices import Office, suite_folder

TARGETS = Path(__file__).parent / "targets"


@pytest.fixture(scope="session")
def township() -> Township:
    """Return the population of the suite's demo township."""
    return build(load_targets())


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    """Return the suite's ledgers."""
    return load_schemas(Office(suite_folder()))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the demo office with the month of its targets."""
    folder = tmp_path_factory.mktemp("demo")
    write_office(folder, months=["2021-10"], processes=1)
    return Office(folder)


@pytest.fixture(scope="session")
def hill(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return another township's office: totals only, a community, no relocation, no road, three crops, mu."""
    folder = tmp_path_factory.mktemp("hill")
    write_office(folder, TARGETS / "hill", processes=1)
    return Office(folder)


@pytest.fixture(scope="session")
def river(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return an office with births and deaths among the watched, and loans repaid before they are due."""
    folder = tmp_path_factory.mktemp("river")
    write_office(folder, TARGETS / "river", processes=1)
    return Office(folder)
