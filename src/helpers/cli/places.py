"""Paths as seen from the terminal: messages name a file by its place in the office, which may be elsewhere."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from pathlib import Path

from helpers.offices import Office, suite_folder

_office: ContextVar[Path | None] = ContextVar("office", default=None)
_PATH = re.compile(
    r"(?<![A-Za-z0-9_./\\-])(?:data|fonts|notebooks|outputs|params)/[^\s“”‘’，。；：、（）()|│]*"
)
_AFTER = ".:0123456789"  # the number of a line, a full stop


def enter(office: Office | None) -> None:
    """Have `seen` speak of this office from now on."""
    _office.set(office.folder if office else None)


def seen(text: str) -> str:
    """Return a message with the paths in the office, and in the suite that helps it out, as seen from here."""
    office = _office.get()
    return text if office is None else _PATH.sub(lambda found: _seen(office, found.group()), text)


def from_here(path: Path) -> str:
    """Return a path relative to the working folder, or as it is where that is shorter or on another drive."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return min(relative, str(path), key=len)


def _seen(office: Path, name: str) -> str:
    suite, file = suite_folder(), name.rstrip(_AFTER)
    base = suite if (suite / file).is_file() and not (office / file).exists() else office
    folder = from_here(base)
    return name if folder == "." else f"{folder}/{name}"
