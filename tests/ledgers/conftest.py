"""The tiny office that the tests of the ledgers spoil cell by cell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ledgers.tiny import TinyOffice


@pytest.fixture(scope="session")
def sound_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an office without a fault, to be copied; its workbooks have been read once."""
    tiny = TinyOffice.make(tmp_path_factory.mktemp("sound") / "office")
    tiny.open()
    return tiny.office.folder


@pytest.fixture
def tiny(sound_office: Path, tmp_path: Path) -> TinyOffice:
    """Return an office of one's own, without a fault yet."""
    return TinyOffice(shutil.copytree(sound_office, tmp_path / "office"))
