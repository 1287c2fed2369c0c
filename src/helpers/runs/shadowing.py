"""Python files that lie where notebooks run, and so hide from them the package of the same name."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder, all_suffixes
from pathlib import Path

from helpers.errors import SectionError
from helpers.offices import Office

# A run's kernels work in the office, those of JupyterLab where the notebook lies; both look there first.
PLACES = (".", "notebooks")


def require_unhidden(office: Office) -> None:
    """Refuse an office with a ``helpers.py``, or any other module or package, that hides one of the same name.

    Raises
    ------
    SectionError
        With all such files at once.
    """
    folders = [office.folder / place for place in PLACES]
    elsewhere = [place for place in sys.path if Path(place).resolve() not in folders]
    hiding = [
        (path.relative_to(office.folder).as_posix(), name)
        for folder in folders
        for path in _modules(folder)
        if (name := path.name.partition(".")[0]) in sys.stdlib_module_names
        or PathFinder.find_spec(name, elsewhere)
    ]
    if hiding:
        raise SectionError(
            "\n".join(f"{path} 与 notebook 要用的 {name} 重名，把它挡住了" for path, name in hiding),
            where=f"{len(hiding)} 个文件",
            do="改名，或移到办公室的文件夹外面",
        )


def _modules(folder: Path) -> list[Path]:
    """Return what Python would import from a folder; one without ``__init__.py`` gives way to any other package."""
    suffixes = tuple(all_suffixes())
    found = [path for path in folder.glob("*") if path.name.endswith(suffixes) and path.is_file()]
    return sorted([*found, *(path.parent for path in folder.glob("*/__init__.py"))])
