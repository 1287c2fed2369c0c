"""Notebooks run by papermill: what is kept of them, and what is said when one fails."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.errors import SectionError
from helpers.runs.notebooks import Job, Outcome, SectionsError, execute, run_notebooks
from helpers.runs.processes.workers import workers

PARAMETERS = 'month = "latest"\noffice = "."'
Write = Callable[..., Job]
Run = Callable[[Job], Outcome]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def notebook(name: str, *cells: str) -> Job:
        first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        node = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(node, path)
        return Job(name, str(path), str(tmp_path), {"month": "2021-10", "office": "."})

    return notebook


@pytest.fixture
def run(pool: Executor) -> Run:
    return lambda job: pool.submit(execute, job).result()


def test_a_notebook_runs_with_its_parameters_in_the_offices_folder(
    run: Run, write: Write, tmp_path: Path
) -> None:
    outcome = run(write("01_a", "import os\nprint(month, office, os.getcwd())"))
    assert outcome.error is None
    output = nbformat.reads(outcome.notebook, as_version=4).cells[-1].outputs[0]
    assert output.text.split() == ["2021-10", ".", os.path.realpath(tmp_path)]


@pytest.mark.promise("sections/")
def test_two_runs_of_a_notebook_give_the_same_bytes_without_paths_or_times(run: Run, write: Write) -> None:
    job = write("01_a", "import warnings\nwarnings.warn('旧写法')\n{'甲', '乙', '丙'}")
    first, second = run(job), run(job)
    assert first.notebook == second.notebook
    for private in ("papermill_", "start_time", "iopub", job.folder, "ipykernel_"):
        assert private not in first.notebook
    assert first.warnings == second.warnings == ("notebooks/01_a.ipynb：UserWarning: 旧写法",)


def test_nothing_of_the_users_own_jupyter_or_ipython_reaches_a_kernel(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit(3)")
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        '{"argv": ["/no/such/python"], "display_name": "mine", "language": "python"}'
    )
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    with workers(1) as pool:
        assert pool.submit(execute, write("01_a", "1 + 1")).result().error is None


def test_a_failure_names_the_cell_its_line_and_the_cause(run: Run, write: Write) -> None:
    outcome = run(write("06_loans", "# 余额\ntable = {'借据号': 1}\ntable['余额']"))
    assert str(outcome.error) == (
        "notebooks/06_loans.ipynb 第 2 格（# 余额）：KeyError：'余额'\n"
        "出错的一行：table['余额']\n"
        "请：在 JupyterLab 里打开这个 notebook，改好这一格再运行"
    )


def test_an_error_of_ours_in_a_kernel_is_told_in_its_own_words(run: Run, write: Write) -> None:
    raised = "raise SectionError('没有这一列', where='小额信贷', do='改正列名')"
    error = run(write("06_loans", "from helpers.errors import SectionError", raised)).error
    assert error is not None
    assert error.what == "小额信贷：没有这一列"
    assert error.do == "改正列名"
    assert "Traceback" not in str(error)


def test_a_question_of_ours_in_a_kernel_stays_a_question(run: Run, write: Write) -> None:
    raised = "raise SectionError('没有这一列', do='是不是：余额')"
    error = run(write("06_loans", "from helpers.errors import SectionError", raised)).error
    assert error is not None
    assert (error.what, error.do) == ("没有这一列", "是不是：余额")
    assert str(error).endswith("：没有这一列\n是不是：余额？")


def test_a_long_cause_fits_a_screen(run: Run, write: Write) -> None:
    error = run(write("01_a", "raise ValueError('\\n'.join(['很长' * 300] * 500))")).error
    assert len(str(error).splitlines()) < 20
    assert max(map(len, str(error).splitlines())) < 300
    assert "另有 488 行" in str(error)


def test_an_error_without_words_and_one_in_the_parameters_are_told(run: Run, write: Write) -> None:
    assert "：AssertionError\n" in str(run(write("01_a", "assert False")).error)
    job = write("01_a", "1")
    broken = Job(job.section, job.path, job.folder, {"month": "2021-10", "office\nraise KeyError": "."})
    assert "参数格" in str(run(broken).error)


def test_a_kernel_that_dies_is_told(run: Run, write: Write) -> None:
    outcome = run(write("01_a", "import os\nos._exit(9)"))
    assert "内核意外退出" in str(outcome.error)
    assert outcome.notebook


@pytest.mark.parametrize("content", [None, "{}", "no json", b"\xff"])
def test_a_notebook_that_is_missing_or_broken_is_told(tmp_path: Path, content: str | bytes | None) -> None:
    path = tmp_path / "01_a.ipynb"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SectionError, match=r"notebooks/01_a.ipynb"):
        execute(Job("01_a", str(path), str(tmp_path), {}))


@pytest.mark.slow
def test_notebooks_run_in_parallel_and_a_failing_one_does_not_stop_the_others(
    write: Write, pool: Executor
) -> None:
    jobs = [write("01_a", "1"), write("02_b", "1 / 0"), write("03_c", "1"), write("04_d", "1")]
    jobs.append(Job("05_e", "/no/such.ipynb", jobs[0].folder, {}))
    seen: list[str] = []
    outcomes = run_notebooks(jobs, pool, lambda outcome: seen.append(outcome.section))
    assert [outcome.section for outcome in outcomes] == ["01_a", "02_b", "03_c", "04_d", "05_e"]
    assert sorted(seen) == ["01_a", "02_b", "03_c", "04_d", "05_e"]
    assert [outcome.section for outcome in outcomes if outcome.error] == ["02_b", "05_e"]


@pytest.mark.slow
def test_any_executor_of_the_interface_will_do(write: Write) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as others:
        outcomes = run_notebooks([write("01_a", "1"), write("02_b", "2")], others)
    assert [outcome.error for outcome in outcomes] == [None, None]


class _Breaking(Executor):
    """An executor whose worker dies."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool())
        return future


def test_a_worker_that_dies_is_told_by_section(write: Write) -> None:
    (outcome,) = run_notebooks([write("01_a", "1")], _Breaking())
    assert "notebooks/01_a.ipynb：运行它的进程意外退出" in str(outcome.error)


def test_all_failures_are_told_at_once() -> None:
    errors = [SectionError("甲错", where="01"), SectionError("乙错", where="02")]
    assert str(SectionsError(errors)) == "2 个章节没有运行成功：01：甲错\n\n02：乙错"
    assert str(SectionsError(errors[:1])) == "01：甲错"
    assert Outcome("01").warnings == ()
