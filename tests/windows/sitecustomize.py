"""What Python lacks on Windows or does otherwise there, for a process whose ``PYTHONPATH`` names this folder.

The modules of the suite find no fork, no sessions, no modes, no sockets in files and no other signals than those of
Windows; `sys.platform` and `os.name` are those of Windows; folders cannot be opened to be synced. Libraries keep what
they find on this system, since their own code for Windows cannot run here. Whatever writes text without saying how
lines end ends them as Windows does, and the suite may leave no encoding to the system.
"""

from __future__ import annotations

import builtins
import io
import multiprocessing.connection
import os
import pathlib
import signal
import socket
import sys
import time
import types
from typing import Any

SUITE = "helpers"
NO_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios"}
KEPT_SIGNALS = {"SIG_DFL", "SIG_IGN", "SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM"}
LACKING = {
    "os": [
        "fork",
        "forkpty",
        "register_at_fork",
        "posix_spawn",
        "setsid",
        "getsid",
        "setpgid",
        "getpgid",
        "killpg",
        "wait3",
        "getuid",
        "geteuid",
        "getgid",
        "getegid",
        "setuid",
        "chown",
        "lchown",
        "fchown",
        "fchmod",
        "mkfifo",
        "mknod",
        "statvfs",
        "sync",
        "sysconf",
        "uname",
        "getloadavg",
        "nice",
        "sched_getaffinity",
        "pread",
        "pwrite",
        "sendfile",
        "openpty",
        "pipe2",
        "memfd_create",
        "WNOHANG",
        "O_NOFOLLOW",
        "O_DIRECTORY",
        "O_CLOEXEC",
        "O_NONBLOCK",
    ],
    "signal": [
        "pthread_sigmask",
        "pthread_kill",
        "sigwait",
        "alarm",
        "setitimer",
        "getitimer",
        "siginterrupt",
        "pause",
    ]
    + [name for name in dir(signal) if name.startswith("SIG") and name not in KEPT_SIGNALS],
    "socket": ["AF_UNIX", "SO_REUSEPORT", "MSG_DONTWAIT", "MSG_NOSIGNAL", "SCM_RIGHTS", "socketpair"],
    "sys": [],
    "time": ["tzset"],
}


def open_file(path: Any, flags: int, mode: int = 0o777, **options: Any) -> int:
    """Open a file; no folder, and whatever its mode."""
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", path)
    return os.open(path, flags, **options)


INSTEAD: dict[str, dict[str, Any]] = {
    "os": {"name": "nt", "open": open_file, "chmod": lambda *_, **__: None},
    "sys": {"platform": "win32"},
}


def less(module: types.ModuleType) -> types.ModuleType:
    """Return a module as it is on Windows."""
    name = module.__name__
    windows = types.ModuleType(name, module.__doc__)
    kept = {key: value for key, value in vars(module).items() if key not in LACKING[name]}
    vars(windows).update(kept | INSTEAD.get(name, {}))
    return windows


def import_as_on_windows(
    name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
) -> Any:
    """Import for the suite what there is on Windows, and for anybody else what there is."""
    ours = str((globals or {}).get("__name__", "")).partition(".")[0] == SUITE
    if ours and level == 0 and name in NO_MODULES:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    module = really_import(name, globals, locals, fromlist, level)
    return WINDOWS.get(getattr(module, "__name__", ""), module) if ours else module


def open_as_on_windows(
    file: Any,
    mode: str = "r",
    buffering: int = -1,
    encoding: Any = None,
    errors: Any = None,
    newline: Any = None,
    closefd: bool = True,
    opener: Any = None,
) -> Any:
    """Open a file; in text that is written without a word on them, lines end as on Windows."""
    if "b" not in mode:
        if encoding in (None, "locale") and caller().partition(".")[0] == SUITE:
            raise ValueError(f"{file}: the encoding of text is not said")
        if newline is None and set(mode) & set("wxa+"):
            newline = "\r\n"
    return really_open(file, mode, buffering, encoding, errors, newline, closefd, opener)


def caller() -> str:
    """Return the name of the module that opens a file."""
    frame = sys._getframe(2)
    while frame.f_back and frame.f_globals["__name__"] == "pathlib":
        frame = frame.f_back
    return str(frame.f_globals["__name__"])


WINDOWS = {module.__name__: less(module) for module in (os, signal, socket, sys, time)}
really_import, really_open = builtins.__import__, io.open

setattr(multiprocessing.connection, "PipeConnection", multiprocessing.connection.Connection)  # noqa: B010
pathlib.Path.chmod = lambda *_, **__: None  # type: ignore[method-assign]
builtins.__import__ = import_as_on_windows
builtins.open = io.open = open_as_on_windows
