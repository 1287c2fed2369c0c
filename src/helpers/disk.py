"""Files that are on the disk before their place is changed, so that a power cut leaves the old or the new."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def keep(folder: Path) -> None:
    """Have all files below a folder, and the folders themselves, written to the disk."""
    for path in [*folder.rglob("*"), folder]:
        if not path.is_symlink():
            keep_one(path)


def keep_one(path: Path) -> None:
    """Have a file, or the list of files that a folder is, written to the disk."""
    if sys.platform == "win32":
        if path.is_dir():
            return  # Windows opens no folders.
        flags = os.O_RDWR
    else:
        flags = os.O_RDONLY
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
