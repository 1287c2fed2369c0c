"""The warm process: it has imported what notebooks import, and forks a kernel for whoever connects to its socket.

The one who connects sends a line of JSON: ``argv`` of the kernel, ``cwd``, ``env``. Two numbers come back: the kernel's
process id and, when it has ended, its exit code. A kernel is killed as soon as the connection over which it was asked
for is closed, so none outlives its client.

Run as ``python -m helpers.runs.processes.forkserver SOCKET PARENT``: the file descriptor of a listening socket and
the process id of the parent, with which it ends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import socketserver
import sys
import time
import traceback
from importlib import import_module
from importlib.util import find_spec

from helpers.errors import YuebaoError
from helpers.ledgers import load_schemas
from helpers.offices import Office, suite_folder
from helpers.runs.processes.descendants import adopt, kill_descendants
from helpers.runs.processes.warm import NUMBER

assert sys.platform != "win32"  # which cannot fork: `warm` starts no such process there

# All that a section's notebook and its kernel load. Not matplotlib_inline and not pyplot: they look for the kernel
# when they are imported, and find none here.
MODULES = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_svg",
    "pandas",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "helpers.charts",
    "helpers.sections.section",
)


def serve(listener: int, parent: int) -> None:
    """Become warm, then fork kernels until the parent ends."""
    if sys.path[0] == os.getcwd():
        del sys.path[0]  # As ipykernel_launcher does: a kernel has its own working folder.
    for name in MODULES:
        import_module(name)
    with contextlib.suppress(YuebaoError, OSError):  # Who is to hear of it is the run.
        load_schemas(Office(suite_folder()))  # Remembered as long as the files are as they were.
    gc.collect()
    gc.freeze()  # The collector of a kernel need not look through, and so copy, what all of them share.
    with Server(socket.socket(fileno=listener), parent) as server:
        server.serve_forever()


class Server(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    """Forks a `Watch` for each connection."""

    def __init__(self, listener: socket.socket, parent: int) -> None:
        super().__init__(listener.getsockname(), Watch, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.parent = parent

    def service_actions(self) -> None:
        """Look, twice a second, whether the parent is still there."""
        super().service_actions()
        if os.getppid() != self.parent:
            os._exit(0)


class Watch(socketserver.StreamRequestHandler):
    """A fork of the warm process that serves one connection: it forks the kernel and watches over it."""

    server: Server

    def handle(self) -> None:
        """Fork the kernel and say when it has ended; or kill it when nobody listens any more."""
        order = json.loads(self.rfile.readline())
        # Where the signal of an ended child is heard beside the connection; pidfds need Linux 5.3.
        ended, heard = socket.socketpair()
        heard.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(heard.fileno())
        adopt()
        kernel = os.fork()
        if kernel == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            self._say(os.getpid())
            for one in (ended, heard, self.connection, self.server.socket):
                os.close(one.detach())
            become_kernel(**order)
        gone = 0
        while not gone:
            over, _, _ = select.select([self.connection, ended], [], [])
            unheard = self.connection in over
            if unheard:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(kernel, signal.SIGKILL)
                    os.killpg(kernel, signal.SIGKILL)
            elif ended in over:
                ended.recv(64)  # The signal comes for a child that is merely stopped, too.
            gone, status = os.waitpid(kernel, 0 if unheard else os.WNOHANG)
        kill_descendants()
        self._say(os.waitstatus_to_exitcode(status))

    def _say(self, number: int) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.connection.sendall(number.to_bytes(NUMBER, "big", signed=True))


def become_kernel(argv: list[str], cwd: str, env: dict[str, str]) -> None:
    """Turn this process into the kernel that ``ipykernel_launcher`` would start with the same arguments."""
    code = 1
    try:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        _begin_afresh()
        from ipykernel.kernelapp import IPKernelApp

        launcher = find_spec("ipykernel_launcher")
        sys.argv = [str(launcher.origin if launcher else ""), *argv]
        kernel = IPKernelApp.instance(parent_handle=os.getppid())
        kernel.initialize(argv)
        kernel.start()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _begin_afresh() -> None:
    """Do what Python and libraries do when a kernel imports them, and cannot have done in the warm process."""
    import matplotlib
    import numpy
    import pandas

    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    numpy.random.seed()
    # pandas takes a Python without IPython for a terminal, as wide as it may be.
    pandas.set_option("display.max_columns", 20)
    inline = "module://matplotlib_inline.backend_inline"
    matplotlib.rcParams["backend"] = os.environ.setdefault("MPLBACKEND", inline)


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
