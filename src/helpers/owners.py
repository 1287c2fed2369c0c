"""Whose an office is: notebooks and what steers them are code, and code of somebody else is not run unasked.

As git does with a repository (``safe.directory``), and for the same reason: whoever stands in a folder of somebody else
and types a command must not thereby run what he has put there.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from helpers.errors import UsageError

SAFE_VARIABLE = "YUEBAO_SAFE_OFFICES"
# What of an office is run, or says what is run: the folders, and the files in them. A month's own params are neither.
_CODE = (
    ("", ("*.py",)),
    ("params", ("report.yaml", "checks.yaml")),
    ("params/ledgers", ("*.yaml",)),
    ("notebooks", ("*.ipynb", "*.py")),
)
_SHOWN = 5


class ForeignOfficeError(UsageError):
    """An office, or a notebook or a definition in it, that belongs to another user."""


def require_own(folder: Path) -> None:
    """Refuse an office whose folder, notebooks, checks or ledgers' definitions belong to another user.

    An office that ``YUEBAO_SAFE_OFFICES`` lists is taken as it is. On Windows, where Python does not tell an owner,
    nothing is refused.

    Raises
    ------
    ForeignOfficeError
        With what belongs to whom.
    """
    if sys.platform == "win32" or _is_safe(folder):
        return
    ours = os.geteuid()
    foreign = {path: owner for path in _code(folder) for owner in sorted(_owners(path) - {ours})}
    if foreign:
        names = [
            f"{path.relative_to(folder).as_posix()}（{_name(owner)}）" for path, owner in foreign.items()
        ]
        more = f"等 {len(names)} 处" if len(names) > _SHOWN else ""
        raise ForeignOfficeError(
            f"不是你（{_name(ours)}）的，里面的笔记本和定义会以你的身份运行，没有读取：{'、'.join(names[:_SHOWN])}{more}",
            where=str(folder),
            do=f"请它的主人运行；确实信得过，就设置环境变量 {SAFE_VARIABLE}={folder}（几个文件夹用 {os.pathsep} 隔开）",
        )


def _is_safe(folder: Path) -> bool:
    listed = os.environ.get(SAFE_VARIABLE, "").split(os.pathsep)
    return any(name and Path(name).resolve() == folder for name in listed)


def _code(folder: Path) -> Iterator[Path]:
    for name, patterns in _CODE:
        place = folder / name
        if os.path.lexists(place):
            yield place
        for pattern in patterns:
            yield from sorted(place.glob(pattern))


def _owners(path: Path) -> set[int]:
    """Return the owner of a file and, where it is a link, that of what it leads to."""
    found = path.lstat()
    owners = {found.st_uid}
    if stat.S_ISLNK(found.st_mode) and path.exists():
        owners.add(path.stat().st_uid)
    return owners


def _name(user: int) -> str:
    if sys.platform == "win32":
        return str(user)
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
