"""The folder in which a month is built, and its place among the published: there whole, or as it was."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from helpers.errors import RunError
from helpers.months import Month
from helpers.offices import Office
from helpers.private import keep_private, private_folder
from helpers.runs.manifest import read_manifest, touched_files

_SHOWN = 5


class BusyError(RunError):
    """A month that is being run already."""


@contextmanager
def drafting(office: Office, month: Month, folder: Path | None = None) -> Iterator[Path]:
    """Hold a month for this run alone; yield an empty folder to build it in, which stays as it is left.

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
        draft = folder or office.draft(month)
        if draft.exists():
            _remove(draft)
        private_folder(draft.parent)
        private_folder(draft)
        try:
            yield draft
        finally:
            # Nobody else gets into the folder anyway; what failed, if anything did, is to be told instead.
            with suppress(OSError):
                keep_private(draft)
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
    place, aside = office.output(month), _aside(office, month)
    try:
        with _undisturbed():
            if place.exists():
                os.rename(place, aside)
            # No draft any more: it is for those who may look into the folder of the published months.
            shutil.copymode(office.outputs, office.draft(month))
            os.rename(office.draft(month), place)
    except OSError as error:
        _heal(office, month)
        raise RunError(
            f"不能替换已发布的月份：{error.strerror}",
            where=f"outputs/{month}",
            do=f"关闭正在打开这个文件夹里文件的程序再运行；做好的报告在 outputs/drafts/{month}",
        ) from None
    shutil.rmtree(aside, ignore_errors=True)
    _tidy(office.draft(month).parent)
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
        then = {"outputs": read_manifest(place).get("outputs", {})}
    except ValueError:
        then = {"outputs": {}}
    if strange := [name for name in touched_files(place, then) if (place / name).exists()]:
        more = f"等 {len(strange)} 个文件" if len(strange) > _SHOWN else ""
        raise RunError(
            f"这里有别人放进去或发布后改动过的文件：{'、'.join(strange[:_SHOWN])}{more}；"
            "再发布会换掉整个文件夹，没有动它们",
            where=f"outputs/{month}",
            do="把这些文件移到别处（改过的另存一份再删去）再运行",
        )


def remove_draft(folder: Path) -> None:
    """Remove a draft that nobody needs any more."""
    _remove(folder)
    _tidy(folder.parent)


def _tidy(drafts: Path) -> None:
    if not any(drafts.iterdir()):
        drafts.rmdir()


def _aside(office: Office, month: Month) -> Path:
    return office.place("outputs", f".{month}.old")


def _heal(office: Office, month: Month) -> None:
    """Finish what a run that was killed between the two renames, or after them, left behind."""
    place, aside = office.output(month), _aside(office, month)
    if aside.exists() and not place.exists():
        os.rename(aside, place)
    shutil.rmtree(aside, ignore_errors=True)


def _remove(draft: Path) -> None:
    try:
        shutil.rmtree(draft)
    except OSError as error:
        raise RunError(
            f"不能清空草稿：{error.strerror}",
            where=f"outputs/drafts/{draft.name}",
            do="关闭正在打开这个文件夹里文件的程序再运行",
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
