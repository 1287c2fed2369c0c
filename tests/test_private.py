"""What stays in the office is nobody else's, whatever the umask."""

import os
import stat
import sys
from pathlib import Path

import pytest

from helpers.private import keep_private, private_folder, write_private

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")


@pytest.fixture(params=[0o000, 0o022, 0o277], ids=oct)
def umask(request):
    """Set a umask for the test."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_is_the_users_alone_whatever_the_umask(tmp_path, umask):
    assert mode(private_folder(tmp_path / "kept")) == 0o700


def test_a_folder_that_others_could_open_is_taken_from_them(tmp_path):
    (tmp_path / "kept").mkdir(0o755)
    assert mode(private_folder(tmp_path / "kept")) == 0o700


def test_a_file_is_the_users_alone_whatever_the_umask(tmp_path, umask):
    write_private(tmp_path / "a", "字")
    assert mode(tmp_path / "a") == 0o600
    assert (tmp_path / "a").read_bytes() == "字".encode()


def test_a_file_that_others_could_read_is_taken_from_them(tmp_path):
    (tmp_path / "a").write_text("older and longer")
    (tmp_path / "a").chmod(0o644)
    write_private(tmp_path / "a", b"new")
    assert (mode(tmp_path / "a"), (tmp_path / "a").read_bytes()) == (0o600, b"new")


def test_what_others_have_written_below_a_folder_is_taken_too_and_a_link_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    below = tmp_path / "kept" / "below"
    below.mkdir(parents=True)
    (below / "a").write_text("x")
    (below / "link").symlink_to(outside)
    keep_private(tmp_path / "kept")
    assert [mode(path) for path in (tmp_path / "kept", below, below / "a")] == [0o700, 0o700, 0o600]
    assert mode(outside) == 0o644
