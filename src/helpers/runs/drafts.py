"""The folder in which a month is built, and its place among the published: there whole, or as it was."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from helpers.disk import keep, keep_one
from helpers.errors import RunError
from helpers.failures import reason, said_of
from helpers.months import Month
from helpers.offices import Office
from helpers.private import keep_private, private_folder
from helpers.runs.manifest import hashes, read_manifest, touched_files

_SHOWN = 5


class BusyError(RunError):
    """A month that is being run already."""


class Draft(NamedTuple):
    """Where a month is built: what is to be distributed, and the record that stays in the office."""

    folder: Path
    record: Path

    @classmethod
    def of(cls, office: Office, month: Month, folder: Path | None = None) -> Draft:
        """Return the folders of a month's draft, or those of one that is built elsewhere."""
        folder = folder or office.draft(month)
        return cls(folder, office.record_draft(month).with_name(folder.name))


@contextmanager
def drafting(office: Office, month: Month, folder: Path | None = None) -> Iterator[Draft]:
    """Hold a month for this run alone; yield empty folders to build it in, which stay as they are left.

    The folder is private, and so are its files when the run is over.

    Parameters
    ----------
    folder : path, optional
        The folder to build it in, instead of the month's draft.

    Raises
    ------
    BusyError
        If the month is being run already.
    """
    office.outputs.mkdir(parents=True, exist_ok=True)
    # The system lets go of the lock when its process ends, in whatever way; the file itself means nothing.
    lock = FileLock(office.place("outputs", f".{month}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError(
            f"{month} 正在运行", where=f"outputs/{month}", do="等它结束再运行；同一个月不能同时运行两次"
        ) from None
    try:
        _heal(office, month)
        draft = Draft.of(office, month, folder)
        for place in draft:
            if place.exists():
                _remove(place)
            private_folder(place.parent)
            private_folder(place)
        try:
            yield draft
        finally:
            # Nobody else gets into the folder anyway; what failed, if anything did, is to be told instead.
            with suppress(OSError):
                for place in draft:
                    keep_private(place)
    finally:
        lock.release()


def publish_draft(office: Office, month: Month) -> Path:
    """Put the draft in the place of the published month and return that place.

    The old one is moved aside first and removed after; a run that is killed in between is mended by the next.

    Raises
    ------
    RunError
        If the published month holds what was not published, or its place is in use by another program.
    """
    require_untouched(office, month)
    draft = Draft.of(office, month)
    place, record = office.output(month), office.record(month)
    try:
        for made in draft:
            keep(made)
        with _undisturbed():
            keep_private(draft.record)
            # No draft any more: it is for those who may look into the folder of the published months.
            shutil.copymode(office.outputs, draft.folder)
            for made, there in ((draft.record, record), (draft.folder, place)):
                if there.exists():
                    os.rename(there, _aside(office, there))
                os.rename(made, there)
        for folder in (record.parent, place.parent):
            keep_one(folder)
    except OSError as error:
        _heal(office, month)
        raise RunError(
            f"不能替换已发布的月份：{reason(error)}",
            where=f"outputs/{month}",
            do=f"{_remedy(error)}；做好的报告在 outputs/drafts/{month}",
        ) from None
    for there in (place, record):
        shutil.rmtree(_aside(office, there), ignore_errors=True)
    for made in draft:
        _tidy(made.parent)
    return place


def require_untouched(office: Office, month: Month) -> None:
    """Refuse to replace a published month in which somebody has put or changed a file.

    Raises
    ------
    RunError
        With the files, which stay where they are.
    """
    place = office.output(month)
    try:
        then = dict(read_manifest(place).get("outputs", {}))
    except RunError:
        then = {}
    if strange := [name for name in touched_files(place, then) if (place / name).exists()]:
        more = f"等 {len(strange)} 个文件" if len(strange) > _SHOWN else ""
        raise RunError(
            f"这里有别人放进去或发布后改动过的文件：{'、'.join(strange[:_SHOWN])}{more}；"
            "再发布会换掉整个文件夹，没有动它们",
            where=f"outputs/{month}",
            do="把这些文件移到别处（改过的另存一份再删去）再运行",
        )


def remove_draft(draft: Draft) -> None:
    """Remove a draft that nobody needs any more."""
    for folder in draft:
        _remove(folder)
        _tidy(folder.parent)


def _remedy(error: OSError) -> str:
    """Say what to do; a folder that may not be replaced is most often one of which a file is open on Windows."""
    if isinstance(error, PermissionError):
        return "关闭正在打开这个文件夹里文件的程序（Excel、Word、预览）再运行；不是这样，就核对文件夹是谁的、能不能写"
    said = said_of(error)
    assert said is not None  # What the system refuses is never without words.
    return said[1]


def _tidy(drafts: Path) -> None:
    if not any(drafts.iterdir()):
        drafts.rmdir()


def _aside(office: Office, place: Path) -> Path:
    return office.place(*place.relative_to(office.folder).parent.parts, f".{place.name}.old")


def _heal(office: Office, month: Month) -> None:
    """Finish what a run that was killed between the renames, or after them, left behind.

    The published month names its record by a hash, so the two are put together that belong together.
    """
    place, record = office.output(month), office.record(month)
    if _aside(office, place).exists() and not place.exists():
        os.rename(_aside(office, place), place)
    before = _aside(office, record)
    if before.exists():
        named = None
        with suppress(RunError):  # One that is damaged names none: then what is there stays.
            named = read_manifest(place).get("record")
        if not record.exists() or (hashes(record) != named and hashes(before) == named):
            shutil.rmtree(record, ignore_errors=True)
            os.rename(before, record)
    for there in (place, record):
        shutil.rmtree(_aside(office, there), ignore_errors=True)


def _remove(draft: Path) -> None:
    try:
        shutil.rmtree(draft)
    except OSError as error:
        raise RunError(
            f"不能清空草稿：{reason(error)}",
            where=f"outputs/drafts/{draft.name}",
            do=_remedy(error),
        ) from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no Ctrl-C and no request to stop fall between the two renames."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
