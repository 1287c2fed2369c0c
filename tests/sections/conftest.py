"""A section over loans of which some are of a sensitive class."""

import pytest

from helpers.sections import open_section
from tests.small_office import write_sensitive_office


@pytest.fixture
def sensitive(tmp_path, shown):
    """A section over loans of which those for an illness are a sensitive class: 12, 3 and 15 of them by village."""
    office = write_sensitive_office(tmp_path, {"东村": 12, "西村": 3}, of=40)
    return open_section("01_loans", "2021-10", str(office.folder), subject="借款", clause="无借款")
