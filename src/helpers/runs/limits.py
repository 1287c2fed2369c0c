"""How long a run may take: past that the month fails, in whatever stage it is, and nothing of it goes on."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, as_completed
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from helpers.errors import RunError
from helpers.runs.progress import Progress

Result = TypeVar("Result")
# The alarm comes a little after the end, so that what waits for workers tells by itself that it is reached; and
# again as often as this, should a library have swallowed it.
ALARM_AFTER, ALARM_AGAIN = 0.5, 60.0
_SHOWN = 5


class TimeLimitError(RunError):
    """A run that took longer than the office lets it."""


class _TimeIsUpError(BaseException):
    """What the alarm raises: no ``except Exception`` of a stage keeps it."""


class TimeLimit(Progress):
    """The time that a run has; it hears of the stages, which it tells on to another.

    Parameters
    ----------
    seconds : int
        How long the run may take.
    progress : Progress
        Is told what is done.
    """

    def __init__(self, seconds: int, progress: Progress) -> None:
        self._seconds = seconds
        self._progress = progress
        self._end = time.monotonic() + seconds
        self._stage = "准备"
        self._waiting: Mapping[Future[Any], str] = {}

    @property
    def left(self) -> float:
        """How many seconds are left."""
        return max(0.0, self._end - time.monotonic())

    def stage(self, name: str, steps: int | None) -> None:
        """Hear that a stage begins.

        Raises
        ------
        TimeLimitError
            If there is no time left for it.
        """
        if not self.left:
            raise self.error()
        self._stage = name
        self._progress.stage(name, steps)

    def step(self, name: str, *, failed: bool = False) -> None:
        """Hear that a step of the stage is done."""
        self._progress.step(name, failed=failed)

    def as_completed(self, futures: Mapping[Future[Result], str]) -> Iterator[Future[Result]]:
        """Yield each future when it is done, as long as there is time.

        Parameters
        ----------
        futures : mapping
            Futures with what each is called where it is not done in time.

        Raises
        ------
        TimeLimitError
            With those that are not done.
        """
        self._waiting = futures
        try:
            yield from as_completed(futures, timeout=self.left)
        except TimeoutError:
            for future in futures:
                future.cancel()
            raise self.error() from None
        self._waiting = {}

    def error(self) -> TimeLimitError:
        """Return what is said when the time is up: the stage, and what of it is not done."""
        names = [name for future, name in self._waiting.items() if future.cancelled() or not future.done()]
        more = f"等 {len(names)} 个" if len(names) > _SHOWN else ""
        undone = f"，还没有做完的：{'、'.join(names[:_SHOWN])}{more}" if names else ""
        return TimeLimitError(
            f"运行满 {self._seconds} 秒还没有结束，已停止，没有发布任何内容{undone}",
            where=self._stage,
            do="看是什么用了这么久；确实需要更长时间，就在 params/report.yaml 的 timeouts 里加大 run（秒）",
        )

    def lift(self) -> None:
        """Let the run go on without a limit, when all that is left is to put its files in their place.

        Raises
        ------
        TimeLimitError
            If the time is up already.
        """
        if not self.left:
            raise self.error()
        _silence()


@contextmanager
def time_limit(seconds: int, progress: Progress) -> Iterator[TimeLimit]:
    """End the block when its time is up.

    What waits for workers ends wherever it runs. Work of this process itself is broken off by an alarm, which only
    the main thread of a POSIX system can have; elsewhere the time is looked at when a stage begins.

    Raises
    ------
    TimeLimitError
        With the stage in which it was.
    """
    limit = TimeLimit(seconds, progress)
    with _alarm(limit.left + ALARM_AFTER):
        try:
            yield limit
        except _TimeIsUpError:
            raise limit.error() from None


if sys.platform == "win32":

    @contextmanager
    def _alarm(seconds: float) -> Iterator[None]:
        yield

    def _silence() -> None:
        pass

else:

    @contextmanager
    def _alarm(seconds: float) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGALRM, _ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, ALARM_AGAIN)
        try:
            yield
        finally:
            _silence()
            signal.signal(signal.SIGALRM, before)

    def _silence() -> None:
        if threading.current_thread() is threading.main_thread():
            signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(*_: object) -> NoReturn:
    raise _TimeIsUpError
