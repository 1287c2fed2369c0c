"""The processes that a process has started: what a notebook starts ends with it, too."""

from __future__ import annotations

import contextlib
import os
import sys

import psutil

_SET_CHILD_SUBREAPER = 36  # of Linux's prctl


def descendants(pid: int) -> list[psutil.Process]:
    """Return what a process has started and what that has started in turn; empty where it has ended."""
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.Error:
        return []


def kill(processes: list[psutil.Process]) -> None:
    """Kill processes; those that have ended already, or are none of ours, are left."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()


def kill_descendants() -> None:
    """Kill all that this process has started or adopted, until nothing is left that could start more."""
    with contextlib.suppress(ChildProcessError):
        while True:
            kill(descendants(os.getpid()))
            os.waitpid(-1, 0)


def adopt() -> None:
    """Become, on Linux, the parent of whatever this process's children leave behind, however they detach it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
