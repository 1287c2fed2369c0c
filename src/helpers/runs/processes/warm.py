"""Warm kernels: forked in a moment from a process that has imported what notebooks import.

Starting Python and importing pandas is most of what a short notebook costs. One process per run pays for it; each
kernel is a fork of it, as clean as one that started by itself. Linux only: elsewhere, and where a warm process cannot
be had, kernels start in the ordinary way.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import wait

# Kernels hash alike, so that runs are alike; and no library may start a thread in the warm process: forks lose them.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
# The path of a socket is at most 107 bytes on Linux.
LONGEST_SOCKET = 107
LONGEST_START = 60.0  # seconds that a kernel may take, as in nbclient
NUMBER = 8  # bytes of a number that the warm process sends
if sys.platform == "win32":
    KILL = signal.SIGTERM
else:
    KILL = signal.SIGKILL

# Of the socket of the warm process that forks kernels for this one; empty if there is none.
address = ""


@contextlib.contextmanager
def warm_process(address: str) -> Iterator[None]:
    """Keep a warm process that listens at the path `address` as long as the block lasts, where one can be had."""
    process = _started(address)
    try:
        yield
    finally:
        if process is not None:
            process.kill()
            process.wait()


def _started(address: str) -> subprocess.Popen[bytes] | None:
    if sys.platform != "linux" or len(os.fsencode(address)) > LONGEST_SOCKET:
        return None
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            # It listens before the process has begun: whoever comes early waits until all is imported.
            listener.bind(address)
            listener.listen(socket.SOMAXCONN)
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "helpers.runs.processes.forkserver",
                    str(listener.fileno()),
                    str(os.getpid()),
                ],
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
    except OSError:  # No room for a process, or a file system that knows no sockets.
        return None


class WarmKernel:
    """A kernel forked for this process, with what a provisioner uses of `subprocess.Popen`.

    Parameters
    ----------
    address : str
        The path at which the warm process listens.
    argv, cwd, env
        What the kernel is started with: arguments of ``ipykernel_launcher``, working folder, environment.

    Raises
    ------
    OSError
        If there is no warm process, it has ended, or it does not answer.
    """

    stdin = stdout = stderr = None
    connection: socket.socket
    pid: int

    def __init__(self, address: str, argv: list[str], cwd: str, env: dict[str, str]) -> None:
        if sys.platform == "win32" or not address:
            raise ConnectionError("no warm process")
        self.returncode: int | None = None
        self.connection = socket.socket(socket.AF_UNIX)
        try:
            self.connection.settimeout(LONGEST_START)
            self.connection.connect(address)
            order = {"argv": argv, "cwd": os.path.abspath(cwd), "env": env}
            self.connection.sendall(json.dumps(order).encode() + b"\n")
            pid = self._hear()
            if pid is None:
                raise ConnectionError("the warm process has ended")
            self.connection.settimeout(None)
        except BaseException:
            self.connection.close()
            raise
        self.pid = pid

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None and wait([self.connection], 0):
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the kernel's end and return its exit code."""
        if self.returncode is None:
            if not wait([self.connection], timeout):
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            code = self._hear()
            # Without a word the watch was killed, and so was the kernel.
            self.returncode = -KILL if code is None else code
            self.connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(KILL)

    def _hear(self) -> int | None:
        said = self.connection.recv(NUMBER, socket.MSG_WAITALL)
        return int.from_bytes(said, "big", signed=True) if len(said) == NUMBER else None
