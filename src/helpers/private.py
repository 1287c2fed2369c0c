"""What stays in the office: folders that its own user alone may open (0700), files that he alone may read (0600).

Whatever the umask is. On Windows a file has no such modes: there the folder's own permissions hold.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def private_folder(folder: Path) -> Path:
    """Make a folder that is nobody else's, where it is not there yet, and return it."""
    folder.mkdir(FOLDER, parents=True, exist_ok=True)
    folder.chmod(FOLDER)
    return folder


def write_private(path: Path, content: bytes | str) -> None:
    """Write a file that nobody else may read, also where one lay there that others could; text as UTF-8."""
    data = content.encode() if isinstance(content, str) else content
    with open(path, "wb", opener=_open) as file:
        path.chmod(FILE)
        file.write(data)


def keep_private(folder: Path) -> None:
    """Take a folder, and all that others have written below it, from everybody else; links are left alone."""
    if folder.is_symlink():
        return
    folder.chmod(FOLDER)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(FOLDER if path.is_dir() else FILE)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags, FILE)
