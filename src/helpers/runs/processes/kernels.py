"""Kernels that share nothing: their own sockets, their own IPython folder, the Python of the run."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import Any, cast

from jupyter_client import AsyncKernelClient, AsyncKernelManager, KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import LocalProvisioner

from helpers.runs.processes import warm
from helpers.runs.processes.descendants import descendants, kill
from helpers.runs.processes.warm import WarmKernel

KERNEL = "python3"
PROVISIONER = "yuebao-warm"
# The path of a socket is at most 103 bytes on macOS (107 on Linux), of which jupyter_client adds "-N" itself.
LONGEST_SOCKET = 100


class PrivateKernelManager(AsyncKernelManager):
    """A kernel manager with a private folder for each kernel.

    On POSIX the sockets are files in it, because TCP ports collide when kernels start in parallel; TCP is used where
    the folder's path is too long for a socket. Kernels installed on the machine and the start-up files of its user are
    not seen, so that every run is the same.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.client_factory = PromptKernelClient
        self.folder = Path(tempfile.mkdtemp(prefix="kernel-"))
        self.kernel_spec_manager = PrivateKernelSpecs(kernel_dirs=[], ensure_native_kernel=True)
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

    async def _async_interrupt_kernel(self) -> None:
        """Do nothing: this comes before a kernel is killed, and it would but say that it was interrupted."""

    interrupt_kernel = _async_interrupt_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self.folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


class PromptKernelClient(AsyncKernelClient):
    """A client that is ready as soon as its kernel is.

    Its base class then listens for another fifth of a second to what the kernel has to say to others: a kernel of our
    own has no others, and nbclient skips what is no answer to its question.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive.

        Raises
        ------
        RuntimeError
            If the kernel dies, or does not answer within `timeout` seconds.
        """
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=0.2)
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel did not respond in {timeout} seconds")


class PrivateKernelSpecs(KernelSpecManager):
    """The Python of the run, and no other kernel; forked from a warm process where there is one."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the specification of a kernel, with the provisioner that starts it."""
        specification = super().get_kernel_spec(kernel_name)
        specification.metadata = {"kernel_provisioner": {"provisioner_name": PROVISIONER}}
        return specification


class WarmProvisioner(LocalProvisioner):
    """Starts kernels as its base class does, unless a warm process can fork them."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Start a kernel and return how to reach it."""
        argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
        try:
            kernel = WarmKernel(warm.address, argv, options.get("cwd") or ".", options["env"])
        except OSError:
            return await super().launch_kernel(cmd, **options)
        self.process = cast("subprocess.Popen[bytes]", kernel)
        # It leads a session and process group of its own, like any kernel.
        self.pid = self.pgid = kernel.pid
        self.cwd = options.get("cwd")
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and what it has started, and wait a moment for its end.

        The manager looks for it but ten times a second.
        """
        started = descendants(self.pid) if self.pid else []
        await super().kill(restart)
        kill(started)
        for _ in range(100):
            if await self.poll() is not None:
                return
            await asyncio.sleep(0.002)
