"""One section run by papermill: its executed notebook, what went wrong in it, what it warned of."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.execute import ERROR_MARKER_TAG

from helpers.errors import RunError, SectionError, YuebaoError, without_advice
from helpers.failures import OF_THE_MACHINE, said_of
from helpers.ledgers.masking import mask_numbers
from helpers.runs.opening import open_notebook
from helpers.runs.processes.kernels import KERNEL, PrivateKernelManager

# A cause is shown in one screen, whatever a library has to say.
MOST_LINES = 12
LONGEST_LINE = 200

NO_KERNEL = (
    "常见的原因是系统对内存、进程数、打开文件数的限制（ulimit -a）；关掉别的程序再运行，仍不成功就重建环境"
)
# Without a handler of its own, what papermill logs goes to the terminal; what went wrong is told by the outcome.
logging.getLogger("papermill").addHandler(logging.NullHandler())

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_WARNING = re.compile(r"\w*Warning: .*")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")


@dataclass(frozen=True)
class Job:
    """A notebook to be run.

    Attributes
    ----------
    section : str
        What it is called.
    folder : str
        Where its kernel works.
    timeout : int, optional
        How many seconds a cell may take.
    """

    section: str
    path: str
    folder: str
    parameters: dict[str, str]
    timeout: int | None = None

    @property
    def where(self) -> str:
        """The notebook as messages name it."""
        return f"notebooks/{self.section}.ipynb"


@dataclass(frozen=True)
class Outcome:
    """What became of a job: the executed notebook, and either no error or why it failed."""

    section: str
    notebook: str = ""
    error: SectionError | None = None
    warnings: tuple[str, ...] = ()


class SectionsError(RunError):
    """Some notebooks failed; all of them are told at once."""

    def __init__(self, errors: Iterable[SectionError]) -> None:
        self.errors = list(errors)
        super().__init__(
            "\n\n".join(map(str, self.errors)),
            where=f"{len(self.errors)} 个章节没有运行成功" if len(self.errors) > 1 else "",
        )


def run_notebooks(
    jobs: list[Job],
    pool: Executor,
    done: Callable[[Outcome], None] = lambda _: None,
    completed: Callable[[dict[Future[Outcome], str]], Iterator[Future[Outcome]]] = as_completed,
) -> list[Outcome]:
    """Run all notebooks, whether or not some fail, and return what became of them in the order of the jobs.

    Parameters
    ----------
    done : callable, optional
        Called with each outcome as it comes.
    completed : callable, optional
        Yields the futures as they are done; of each it is told the notebook.
    """
    futures = {pool.submit(execute, job): job for job in jobs}
    outcomes: dict[str, Outcome] = {}
    for future in completed({future: job.where for future, job in futures.items()}):
        job = futures[future]
        try:
            outcome = future.result()
        except SectionError as fault:
            outcome = Outcome(job.section, error=fault)
        except (BrokenProcessPool, CancelledError):
            error = SectionError(
                "运行它的进程意外退出，常见的原因是内存不足，或进程数受限（ulimit -u）",
                where=job.where,
                do="关掉别的程序，或用 --jobs 1 再运行一次",
            )
            outcome = Outcome(job.section, error=error)
        outcomes[job.section] = outcome
        done(outcome)
    return [outcomes[job.section] for job in jobs]


def execute(job: Job) -> Outcome:
    """Run one notebook through papermill; this is what a worker process does."""
    source = _read(job)
    begun: list[str] = []
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        output = Path(folder) / "executed.ipynb"
        error = None
        try:
            papermill.execute_notebook(
                source,
                output,
                job.parameters,
                kernel_name=KERNEL,
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                kernel_manager_class=PrivateKernelManager,
                shutdown_kernel="immediate",
                record_timing=False,
                resources={"metadata": {"path": job.folder}},
                execution_timeout=job.timeout,
                # After a cell has ended its outputs may still be under way; nbclient waits 4 seconds for them.
                iopub_timeout=job.timeout or 600,
                on_cell_execute=lambda cell, cell_index: begun.append(cell.source),
            )
        except CellTimeoutError:
            error = SectionError(
                f"运行满 {job.timeout} 秒还没有结束，已停止",
                where=f"{job.where} {_cell(source, begun[-1])}",
                do="看这一格是不是不会结束；确实需要更长时间，就在 params/report.yaml 的 timeouts 里加大 cell（秒）",
            )
        except PapermillExecutionError as failure:
            error = _explained(job, source, failure)
        except DeadKernelError:
            error = SectionError(
                "内核意外退出，常见的原因是内存不足", where=job.where, do="关掉别的程序再运行一次"
            )
        except RuntimeError as failure:
            refused = said_of(failure)
            error = SectionError(
                f"{refused[0] if refused else '内核没有起来'}（{_short(str(failure))}）",
                where=job.where,
                do=refused[1] if refused else NO_KERNEL,
            )
        executed = nbformat.read(output, as_version=4) if output.exists() else source
    warnings = tuple(_warnings(job, executed))
    return Outcome(job.section, nbformat.writes(record(executed)), error, warnings)


def record(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook without what differs from run to run: times, paths, random ids.

    What was written to stderr goes too, since Python's warnings name the process and folders of the machine;
    `Outcome.warnings` tells it.
    """
    notebook.metadata.pop("papermill", None)
    notebook.cells = [
        cell for cell in notebook.cells if ERROR_MARKER_TAG not in cell.metadata.get("tags", [])
    ]
    for number, cell in enumerate(notebook.cells, start=1):
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        elif "injected-parameters" in cell.metadata.tags:
            cell["id"] = f"parameters-{number}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def _read(job: Job) -> NotebookNode:
    notebook = open_notebook(Path(job.path))
    notebook.metadata.kernelspec = {"name": KERNEL, "display_name": "Python 3", "language": "python"}
    return notebook


def _explained(job: Job, source: NotebookNode, failure: PapermillExecutionError) -> SectionError:
    """Say in which cell of the notebook a run failed, at which line, and why."""
    place = f"{job.where} {_cell(source, failure.source)}"
    said = _short(str(failure.evalue))
    if failure.ename in _own_errors():
        what, do = without_advice(said)
        return SectionError(what, where=place, do=do)
    refused = said_of(MemoryError() if failure.ename == "MemoryError" else RuntimeError(said))
    if refused in OF_THE_MACHINE:
        return SectionError(f"{refused[0]}（{said}）", where=place, do=refused[1])
    line = _failing_line(failure)
    what = f"{failure.ename}：{said}" if said else failure.ename
    return SectionError(
        what + (f"\n出错的一行：{line}" if line else ""),
        where=place,
        do="在 JupyterLab 里打开这个 notebook，改好这一格再运行",
    )


def _cell(source: NotebookNode, code: str) -> str:
    """Name a cell by its place in the notebook as it is kept, counted from 1, and its first line."""
    first = mask_numbers(next((line for line in code.splitlines() if line.strip()), ""))
    numbers = [number for number, cell in enumerate(source.cells, start=1) if cell.source == code]
    return f"第 {numbers[0]} 格（{first.strip()[:60]}）" if numbers else f"参数格（{first.strip()[:60]}）"


def _failing_line(failure: PapermillExecutionError) -> str:
    traceback = _ESCAPES.sub("", "\n".join(failure.traceback))
    numbers = _CELL_LINE.findall(traceback)
    lines = failure.source.splitlines()
    return lines[int(numbers[-1]) - 1].strip() if numbers and int(numbers[-1]) <= len(lines) else ""


def _own_errors() -> set[str]:
    """Return the names of the errors whose text is meant for people, and so says all that is needed."""

    def family(cls: type[YuebaoError]) -> set[str]:
        return {cls.__name__}.union(*map(family, cls.__subclasses__()))

    return family(YuebaoError)


def _warnings(job: Job, executed: NotebookNode) -> Iterator[str]:
    """Yield what was written to stderr; of Python's warnings the line that says what, without its place."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                lines = _WARNING.findall(output.text) or output.text.splitlines()
                yield from (f"{job.where}：{line}" for line in lines[:MOST_LINES])


def _short(text: str) -> str:
    lines = [
        line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…"
        # Masked before they are cut: half a number is told by no form.
        for line in mask_numbers(_ESCAPES.sub("", text)).splitlines()
    ]
    return "\n".join(
        lines
        if len(lines) <= MOST_LINES
        else [*lines[:MOST_LINES], f"……（另有 {len(lines) - MOST_LINES} 行）"]
    )
