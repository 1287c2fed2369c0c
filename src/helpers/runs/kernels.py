"""Kernels that share nothing: their own sockets, their own IPython folder, the Python of the run."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager

KERNEL = "python3"
# The path of a socket is at most 103 bytes on macOS (107 on Linux), of which jupyter_client adds "-N" itself.
LONGEST_SOCKET = 100


class PrivateKernelManager(AsyncKernelManager):
    """A kernel manager with a private folder for each kernel.

    On POSIX the sockets are files in it, because TCP ports collide when kernels start in parallel; TCP is used
    where the folder's path is too long for a socket. Kernels
    installed on the machine and the start-up files of its user are not seen, so that every run is the same.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.folder = Path(tempfile.mkdtemp(prefix="kernel-"))
        self.kernel_spec_manager = KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)
        self.connection_file = str(self.folder / "kernel.json")
        socket = str(self.folder / "socket")
        if os.name == "posix" and len(os.fsencode(socket)) <= LONGEST_SOCKET:
            self.transport = "ipc"
            self.ip = socket

    async def _async_start_kernel(self, **options: Any) -> None:
        environment = dict(options.pop("env", None) or os.environ)
        environment |= {
            "IPYTHONDIR": str(self.folder),
            "PYTHONHASHSEED": "0",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        await super()._async_start_kernel(env=environment, **options)

    start_kernel = _async_start_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self.folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources
