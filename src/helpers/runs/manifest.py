"""``manifest.json``: what a published month was made from, so that it can be made again and compared."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from helpers.errors import RunError, UsageError
from helpers.ledgers.files import find_workbooks
from helpers.ledgers.schemas import load_schemas
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import Settings

PACKAGE = "yuebao"
MANIFEST = "manifest.json"
SAME, DIFFERENT, MISSING, EXTRA = "一致", "不同", "缺少", "多出"
# How a published file is spoken of that is no longer as it was published.
TOUCHED = {DIFFERENT: "发布后改动过", MISSING: "发布后不见了", EXTRA: "不是这次发布的"}
_MAKERS = frozenset((".py", ".j2", ".css", ".js", ".typ", ".otf"))


def write_manifest(
    folder: Path,
    office: Office,
    settings: Settings,
    months: Iterable[Month],
    record: Mapping[str, str],
    told: Iterable[str],
) -> None:
    """Write ``manifest.json`` of a month into its folder, last of all its files.

    It holds what the month was made from and hashes (SHA-256) of its files. There are no times and no names of
    people or folders: the same inputs give the same bytes.

    Parameters
    ----------
    record : mapping
        The hashes of the files of the month's record, which stays in the office.
    told : iterable of str
        The other published months with which it was decided what this one tells.
    """
    content = {
        "month": str(settings.month),
        "as_of": str(settings.this_month.as_of),
        **made_from(office, settings, months),
        "record": dict(record),
        "decided_with": sorted(told),
        "outputs": hashes(folder),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def made_from(office: Office, settings: Settings, months: Iterable[Month]) -> dict[str, Any]:
    """Return what a month is made from: hashes of workbooks, params, fonts and code, and versions of packages."""
    months = sorted({settings.month, *months})
    return {
        "inputs": {str(month): _workbooks(office, settings, month) for month in months},
        "params": _params(office, months),
        "fonts": _fonts(office),
        "code": {
            "version": metadata.version(PACKAGE),
            "commit": _commit(),
            "package": _digest(_package()),
            "notebooks": {
                str(part.section): file_hash(office.notebook(str(part.section)))
                for part in settings.report.sections()
            },
        },
        "public": {one.text: one.reason for one in settings.report.public},
        "packages": _packages(),
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a published month; empty where there is none.

    Raises
    ------
    RunError
        If it is damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        manifest = None
    if not (isinstance(manifest, dict) and manifest):
        where = f"outputs/{folder.name}/{MANIFEST}"
        raise RunError("这个文件坏了，不能核对", where=where, do="重新运行并发布这个月")
    return manifest


def touched_files(folder: Path, published: Mapping[str, str]) -> dict[str, str]:
    """Return the files of a folder that are no longer as its month was published, and how each is not.

    Parameters
    ----------
    published : mapping
        The hashes of its files then.
    """
    now = {name: one for name, one in hashes(folder).items() if name != MANIFEST}
    said = compare(published, now)
    return {name: TOUCHED[word] for name, word in said.items() if word in TOUCHED}


def compare(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Say of each name whether what it stands for is the same, different, missing or extra now."""

    def said(name: str) -> str:
        if name not in now:
            return MISSING
        if name not in then:
            return EXTRA
        return SAME if then[name] == now[name] else DIFFERENT

    return {name: said(name) for name in sorted({*then, *now})}


def require_manifest(folder: Path, month: Month) -> dict[str, Any]:
    """Return the manifest of a published month.

    Raises
    ------
    UsageError
        If there is none.
    RunError
        If it is damaged, or of a version that held less.
    """
    where = f"outputs/{month}/{MANIFEST}"
    if not (then := read_manifest(folder)):
        raise UsageError(f"{month} 没有发布过", where=where, do=f"先运行 yuebao run {month}")
    if "record" not in then:
        raise RunError(
            "是旧版程序发布的，里面有台账的行号，不宜再发出去",
            where=f"outputs/{month}",
            do=f"用 yuebao run {month} 重新发布",
        )
    if missing := {"outputs", "inputs", "params", "packages", "code"} - set(then):
        raise RunError(
            f"里面缺少 {'、'.join(sorted(missing))}，不能核对", where=where, do="重新运行并发布这个月"
        )
    return then


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file below a folder by its path there; what programs leave about is none."""
    files = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {place.as_posix(): file_hash(path) for place, path in files.items() if not _is_dropping(place)}


def _is_dropping(place: Path) -> bool:
    """Whether a file is one that Office, Jupyter or a desktop leaves about."""
    hidden = any(part.startswith(("~$", ".")) for part in place.parts)
    return hidden or place.name.lower() in ("thumbs.db", "desktop.ini")


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _workbooks(office: Office, settings: Settings, month: Month) -> dict[str, str]:
    """Return the hashes of the workbooks that are read of a month, and of no other file beside them."""
    absent = settings.report.absent_ledgers
    found, _ = find_workbooks(office.ledgers(month), load_schemas(office), month, absent)
    return {path.name: file_hash(path) for path in sorted(found.values())}


def _fonts(office: Office) -> dict[str, str]:
    from helpers.publish.setting.typefaces import (
        font_files,  # Most commands need not wait for what it imports.
    )

    folder = office.folder / "fonts"
    return {path.name: file_hash(path) for path in font_files((folder,))} if folder.is_dir() else {}


def _params(office: Office, months: list[Month]) -> dict[str, str]:
    paths = [office.folder / "params" / "report.yaml", office.resource("params/checks.yaml")]
    paths += [office.folder / "params" / f"{month}.yaml" for month in months]
    found = {f"params/{path.name}": path for path in paths if path.is_file()}
    found |= {f"params/ledgers/{path.name}": path for path in office.resources("params/ledgers", "*.yaml")}
    return {name: file_hash(path) for name, path in found.items()}


def _package() -> Iterator[Path]:
    """Yield the files by which the package makes a report: its code, templates and fonts."""
    folder = Path(__file__).parents[1]
    for path in folder.rglob("*"):
        if path.suffix in _MAKERS and "suite" not in path.relative_to(folder).parts:
            yield path


def _digest(files: Iterable[Path]) -> str:
    """Return one hash over many files, the same whatever the line ends of the checkout."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _commit() -> str | None:
    """Return the commit of the checkout, or None where there is none."""
    folder = suite_folder()
    if not (folder / ".git").exists():
        return None
    try:
        command = ["git", "-C", str(folder), "rev-parse", "--verify", "--quiet", "HEAD"]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except FileNotFoundError:
        return None
    return found or None


def _packages() -> dict[str, str]:
    """Return the versions of Python and of the packages that this one needs."""
    needed = (
        re.match(r"[\w.-]+", need) for need in metadata.requires(PACKAGE) or [] if "extra ==" not in need
    )
    names = sorted(match[0] for match in needed if match)
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in names}}
