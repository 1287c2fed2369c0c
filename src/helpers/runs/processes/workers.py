"""The pool of worker processes: none of them, and no kernel of theirs, outlives the run that started it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from helpers.errors import RunError
from helpers.failures import OF_PROCESSES, reason, said_of
from helpers.runs.processes import warm
from helpers.runs.processes.descendants import descendants, kill
from helpers.runs.processes.warm import warm_process
from helpers.startup import leave_out_grammars

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

# The socket of the warm process, in the run's temporary folder.
WARM = "warm"
# Seconds that a worker may take to end by itself, which it cannot as long as native code keeps it.
LONGEST_END = 5.0


@contextmanager
def workers(
    jobs: int | None = None, executor: Executor | None = None, *, kernels: bool = True
) -> Iterator[Executor]:
    """Yield the executor to submit work to: `executor` where one is given, else a pool of `jobs` processes.

    The pool's processes end with the block, however it is left, and when this process is killed outright.

    Parameters
    ----------
    jobs : int, optional
        How many processes; by default one for each core.
    executor : Executor, optional
        Any executor that runs its work in other processes, such as ``distributed.Client.get_executor()``.
    kernels : bool
        Whether the work needs kernels, which a warm process forks.
    """
    if executor is not None:
        yield executor
        return
    # Spawned, not forked: the same on every system, and safe beside the threads of a progress bar.
    context = multiprocessing.get_context("spawn")
    count = jobs or os.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory(prefix="yuebao-", ignore_cleanup_errors=True) as folder,
        warm_process(os.path.join(folder, WARM)) if kernels else nullcontext(),
    ):
        life, ours = context.Pipe(duplex=False)
        try:
            pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(life, folder))
        except (OSError, NotImplementedError, ImportError) as error:
            if said_of(error) in OF_PROCESSES:
                raise
            raise RunError(
                f"工作进程之间不能通信（系统的信号量不能用：{reason(error)}），没有发布任何内容",
                where="/dev/shm" if sys.platform == "linux" else "",
                do="请管理员让这个用户能写 /dev/shm；在容器里就给它加上 /dev/shm",
            ) from None
        processes: list[BaseProcess] = []
        try:
            with _without_interrupts():
                for _ in range(count):
                    pool.submit(os.getpid)
                processes += pool._processes.values()  # Python 3.14 has kill_workers for what follows.
            yield pool
            pool.shutdown(wait=True)
        except BaseException:
            ours.close()  # What the workers are doing is of no use any more.
            _end(processes)
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            ours.close()
            life.close()


def _end(workers: Iterable[BaseProcess]) -> None:
    """Wait for workers that have been told to end; kill those that do not, and what they have started."""
    left = {worker.sentinel: worker for worker in workers}
    end = time.monotonic() + LONGEST_END
    while left and (gone := wait(list(left), max(0.0, end - time.monotonic()))):
        left = {sentinel: worker for sentinel, worker in left.items() if sentinel not in gone}
    for worker in left.values():
        started = descendants(worker.pid) if worker.pid else []
        worker.kill()
        kill(started)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold back Ctrl-C while processes start, so that none of them meets it half made."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(life: Connection, folder: str) -> None:
    """Begin a worker: apart from the terminal's signals, with the run's own temporary folder."""
    if sys.platform != "win32":
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    leave_out_grammars()
    tempfile.tempdir = folder
    warm.address = os.path.join(folder, WARM)
    threading.Thread(target=_end_with, args=(life, folder), daemon=True).start()


def _end_with(life: Connection, folder: str) -> None:
    """Wait until the other end of the pipe is gone, which nothing is ever sent through; then end at once."""
    wait([life])
    kill(descendants(os.getpid()))
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
