"""A month is published whole or not at all, and the same inputs give the same bytes."""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import re
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.checks import ChecksError
from helpers.errors import ParamsError, RunError, SectionError, UsageError
from helpers.gate import LeakError
from helpers.ledgers import LedgerFaults
from helpers.months import Month
from helpers.offices import Office
from helpers.runs.manifest import hashes
from helpers.runs.month import RunResult, check_month, run_month
from helpers.runs.notebooks import SectionsError
from helpers.runs.progress import Progress
from helpers.runs.records import not_to_hand_on
from tests.small_office import (
    CHECKS,
    NOTEBOOKS,
    loan,
    write_loans,
    write_notebook,
    write_sensitive_office,
    write_yaml,
)

pytestmark = pytest.mark.slow
OCTOBER = Month(2021, 10)
Run = Callable[..., RunResult]


class Told(Progress):
    """Remembers what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def stage(self, name: str, steps: int | None) -> None:
        self.heard.append(f"{name} {steps}")

    def step(self, name: str, *, failed: bool = False) -> None:
        self.heard.append(f"{name} 不通过" if failed else name)


@pytest.fixture
def run(office: Office, pool: Executor) -> Run:
    return lambda **options: run_month(office, OCTOBER, executor=pool, **options)


@pytest.fixture
def before(office: Office) -> Path:
    """A month that is published already."""
    place = office.output(OCTOBER)
    place.mkdir(parents=True)
    (place / "report.html").write_text("before")
    (place / "manifest.json").write_text(json.dumps({"outputs": hashes(place)}))
    return place


def month_params(office: Office, **more: Any) -> None:
    day = dt.date(2021, 10, 28)
    write_yaml(office.folder, "2021-10.yaml", {"as_of": day, "issue_date": day, **more})


def unchanged(before: Path) -> bool:
    return (before / "report.html").read_bytes() == b"before"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.promise("the same ledgers, params and code give the same bytes")
def test_a_month_is_published_with_all_its_files_and_twice_the_same(
    office: Office, run: Run, tmp_path: Path
) -> None:
    told = Told()
    result = run(progress=told)
    assert result.published
    assert result.folder == office.output(OCTOBER)
    assert {
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.xlsx",
        "figures.csv",
        "checks.csv",
        "manifest.json",
    } < set(result.files)
    assert {"sections/01_loans.ipynb", "sections/02_villages.ipynb"} < set(result.files)
    assert not office.draft(OCTOBER).exists()
    assert told.heard[0] == "核对台账 2"
    assert sorted(told.heard[1:3]) == ["2021-09", "2021-10"]
    assert told.heard[3] == "运行章节 2"
    assert [check.conclusion for check in result.checks] == ["通过", "通过", "不适用"]
    # The checks have looked at the villages; what is published of them stands in tables.
    assert not any(b'"by_village": {' in content for content in bytes_of(result.folder).values())

    first = bytes_of(result.folder)
    for name, content in first.items():
        if not name.endswith(".pdf"):
            assert str(tmp_path).encode() not in content, name
    assert getpass.getuser().encode() not in first["manifest.json"]
    manifest = json.loads(first["manifest.json"])
    assert set(manifest["outputs"]) == set(first) - {"manifest.json"}
    assert set(manifest["inputs"]) == {"2021-09", "2021-10"}
    assert {"python", "papermill"} < set(manifest["packages"])

    assert bytes_of(run().folder) == first


@pytest.mark.promise("the same ledgers, params and code give the same bytes")
def test_the_same_office_elsewhere_gives_the_same_bytes(
    office: Office, run: Run, pool: Executor, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere"
    for path in office.folder.rglob("*"):
        if path.is_file():
            target = other / path.relative_to(office.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    first = run_month(Office(other), OCTOBER, executor=pool)
    assert bytes_of(run().folder) == bytes_of(first.folder)


def test_some_sections_stay_a_draft(run: Run, before: Path, office: Office) -> None:
    result = run(only=["借款"])
    assert not result.published
    assert result.folder == office.draft(OCTOBER)
    assert result.sections == ["01_loans"]
    assert "report.html" in result.files
    assert "problems.xlsx" in result.files
    assert "sections/02_villages.ipynb" not in result.files
    assert unchanged(before)


def test_a_check_runs_no_notebook(office: Office, pool: Executor, before: Path) -> None:
    ran = "import pathlib\npathlib.Path('ran').touch()"
    write_notebook(office.folder, "02_villages", *NOTEBOOKS["02_villages"], ran)
    result = check_month(office, OCTOBER, executor=pool)
    assert (result.published, result.sections, result.files) == (False, [], ["problems.xlsx"])
    assert not (office.folder / "ran").exists()
    assert unchanged(before)
    write_loans(office.folder, "2021-10", [loan("J1", "东村", "伍佰", dt.date(2021, 10, 5))])
    with pytest.raises(LedgerFaults):
        check_month(office, OCTOBER, executor=pool)
    write_notebook(office.folder, "01_loans", 's.paragraph("{余额}")')
    with pytest.raises(SectionError, match="没有“余额”这个指标"):
        check_month(office, OCTOBER, executor=pool)


def test_files_in_a_published_month_that_were_not_published_are_named_before_anything_runs(
    run: Run, before: Path, office: Office
) -> None:
    (before / "批注.docx").write_text("意见")
    told = Told()
    with pytest.raises(RunError, match=r"批注\.docx"):
        run(progress=told)
    assert told.heard == []
    assert not run(report=False).published


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
@pytest.mark.parametrize("place", ["index.html", ".index.html.lock", ".index.html.new"])
def test_a_link_in_the_place_of_the_index_is_not_written_through(
    run: Run, office: Office, tmp_path: Path, place: str
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")
    office.outputs.mkdir()
    (office.outputs / place).symlink_to(kept)
    assert f"outputs/{place}：这里是一个链接" in run().warnings[-1]
    assert kept.read_text() == "kept"
    assert (office.outputs / place).is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
@pytest.mark.parametrize("place", ["data/snapshots", "data/snapshots/2021-10"])
def test_a_link_in_the_place_of_a_snapshot_is_refused(
    run: Run, office: Office, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (office.folder / place).parent.mkdir(exist_ok=True)
    (office.folder / place).symlink_to(elsewhere)
    with pytest.raises(RunError, match=f"{place}：这里是一个链接"):
        run()
    assert not any(elsewhere.iterdir())


def test_the_manifest_names_what_was_read_and_nothing_beside_it(run: Run, office: Office) -> None:
    for place in (
        "data/ledgers/2021-10/张三的病历.pdf",
        "fonts/授权书.txt",
        "params/2020-01.yaml",
        "params/旧.bak",
    ):
        (office.folder / place).parent.mkdir(exist_ok=True)
        (office.folder / place).write_text("x")
    manifest = json.loads((run().folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["inputs"]["2021-10"]) == ["L01_村组.xlsx", "L90_借款.xlsx"]
    assert manifest["fonts"] == {}
    assert not {"params/2020-01.yaml", "params/旧.bak"} & set(manifest["params"])


def test_without_a_report_the_notebooks_are_run_and_the_relations_judged(run: Run, before: Path) -> None:
    result = run(report=False)
    assert set(result.files) == {
        "checks.csv",
        "problems.xlsx",
        "sections/01_loans.ipynb",
        "sections/02_villages.ipynb",
    }
    assert unchanged(before)


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda folder: {"only": ["01_laons"]}, UsageError, "没有“01_laons”这一节（是不是“01_loans”？）"),
        (
            lambda folder: (folder / "params" / "2021-10.yaml").unlink(),
            ParamsError,
            "2021-10.yaml：没有这个文件",
        ),
        (
            lambda folder: (folder / "data" / "ledgers" / "2021-10").rename(
                folder / "data" / "ledgers" / "2021-08"
            ),
            UsageError,
            "现有台账的月份：2021-08、2021-09",
        ),
        (
            lambda folder: write_yaml(
                folder, "checks.yaml", {"checks": [{"id": "C01", "says": "甲", "expect": "借款.余頟 == 1"}]}
            ),
            ParamsError,
            "“借款.余頟”没有哪个章节算出来，是不是：借款.余额",
        ),
        (
            lambda folder: write_yaml(
                folder,
                "2021-10.yaml",
                {
                    "as_of": dt.date(2021, 10, 28),
                    "issue_date": dt.date(2021, 10, 28),
                    "waivers": [{"check": "C11", "reason": "甲", "by": "乙"}],
                },
            ),
            ParamsError,
            "“C11”不是勾稽关系的编号，是不是：",
        ),
        (
            lambda folder: write_notebook(folder, "01_loans", 's.paragraph("{余额}")'),
            SectionError,
            "没有“余额”这个指标",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_before_anything_runs(
    office: Office, run: Run, spoil: Callable[[Path], Any], error: type[Exception], said: str
) -> None:
    options = spoil(office.folder)
    with pytest.raises(error) as raised:
        run(**(options if isinstance(options, dict) else {}))
    assert said in str(raised.value)
    assert not office.outputs.exists()


@pytest.mark.promise("a month is published whole or not at all")
def test_a_failing_section_stops_neither_the_others_nor_does_it_publish(
    office: Office, run: Run, before: Path
) -> None:
    write_notebook(office.folder, "01_loans", *NOTEBOOKS["01_loans"], "s.ledgers['借款']['余頟']")
    told = Told()
    with pytest.raises(SectionsError) as raised:
        run(progress=told)
    assert "notebooks/01_loans.ipynb 第 5 格（s.ledgers['借款']['余頟']）" in str(raised.value)
    assert sorted(told.heard[-2:]) == ["01_loans 不通过", "02_villages"]
    assert {path.name for path in (office.record_draft(OCTOBER) / "sections").iterdir()} == {
        "01_loans.ipynb",
        "02_villages.ipynb",
    }
    assert unchanged(before)


@pytest.mark.promise("numbers that do not reconcile are found before the reader finds them")
def test_a_failed_check_forbids_the_month_until_it_is_waived_with_a_reason(
    office: Office, run: Run, before: Path
) -> None:
    failing = {"id": "C01", "says": "余额为零", "expect": "借款.余额 == 0", "see": ["借款.余额"]}
    write_yaml(office.folder, "checks.yaml", {"checks": [failing, CHECKS[1]]})
    with pytest.raises(ChecksError) as raised:
        run()
    assert "C01 余额为零：800 ≠ 0，相差 800；见 借款 第 2-3 行" in str(raised.value)
    assert "第 2-3 行" in (office.record_draft(OCTOBER) / "checks.csv").read_text(encoding="utf-8-sig")
    assert "行" not in (office.draft(OCTOBER) / "checks.csv").read_text(encoding="utf-8-sig")
    assert "不通过" in (office.draft(OCTOBER) / "checks.csv").read_text(encoding="utf-8-sig")
    assert unchanged(before)

    month_params(office, waivers=[{"check": "C01", "reason": "待核", "by": "张主任"}])
    result = run()
    assert result.published
    assert "豁免理由：待核（张主任）" in (result.folder / "checks.csv").read_text(encoding="utf-8-sig")
    assert "待核" in (result.folder / "report.html").read_text(encoding="utf-8")


def print_a_phone_number(office: Office) -> None:
    cells = [*NOTEBOOKS["02_villages"], 's.paragraph("咨询{事实.咨询}。")']
    write_notebook(office.folder, "02_villages", *cells)
    month_params(office, facts={"咨询": {"text": "电话13800001234", "source": "公告"}})


REFUSALS: dict[str, tuple[type[RunError], Callable[[Path], None]]] = {
    "a section fails": (
        SectionsError,
        lambda folder: write_notebook(folder, "02_villages", *NOTEBOOKS["02_villages"], "1 / 0"),
    ),
    "a check fails": (
        ChecksError,
        lambda folder: write_yaml(
            folder, "checks.yaml", {"checks": [CHECKS[0] | {"expect": "借款.余额 == 0"}]}
        ),
    ),
    "the gate finds something": (LeakError, lambda folder: print_a_phone_number(Office(folder))),
}


@pytest.mark.promise("nothing personal leaves the house")
@pytest.mark.parametrize("why", REFUSALS)
def test_a_refused_month_holds_no_village_and_no_row_of_a_class_but_in_the_record(
    tmp_path: Path, pool: Executor, why: str
) -> None:
    office = write_sensitive_office(tmp_path, {"东村": 3, "西村": 20}, of=30)
    cells = [
        'def ill(ledgers):\n    return ledgers["借款"][ledgers["借款"]["用途"] == "治病"]',
        's.count("治病", ill, unit="笔", definition="治病的")\n'
        's.table("各村治病", by="村", figures=["治病"])\n'
        's.row_table("治病借款", ill(s.ledgers), ["村", "余额"])',
    ]
    write_notebook(office.folder, "01_loans", *NOTEBOOKS["01_loans"], *cells)
    error, refuse = REFUSALS[why]
    refuse(office.folder)
    with pytest.raises(error):
        run_month(office, OCTOBER, executor=pool)
    record = (office.record_draft(OCTOBER) / "sections" / "01_loans.ipynb").read_text(encoding="utf-8")
    assert re.search(r'"by_village": \{\s*"东村": 3,', record)
    for name, content in bytes_of(office.outputs).items():
        assert not re.search(rb'"by_village": \{|"units": \{\s*"|"rows": "\d', content), name
        assert not re.search(r"东村[\s\S]{0,9}\b3\b".encode(), content), name


def test_a_month_of_an_older_version_is_named_and_one_command_makes_it_again(
    office: Office, run: Run, pool: Executor
) -> None:
    folder = run().folder
    notebook = folder / "sections" / "01_loans.ipynb"
    older = notebook.read_text(encoding="utf-8").replace('"rows": ""', '"rows": "2-3"')
    notebook.write_text(older, encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["record"]
    manifest["outputs"]["sections/01_loans.ipynb"] = hashlib.sha256(notebook.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (said,) = not_to_hand_on(office)
    assert said.startswith("outputs/2021-10：是旧版程序发布的，里面有台账的行号")
    assert "yuebao run 2021-10" in said
    assert run().published
    assert not not_to_hand_on(office)
    assert '"rows": "2-3"' not in notebook.read_text(encoding="utf-8")


@pytest.mark.promise("nothing personal leaves the house")
def test_a_file_with_a_phone_number_stops_the_month_unless_the_params_call_it_public(
    office: Office, run: Run, before: Path
) -> None:
    print_a_phone_number(office)
    told = Told()
    for options in ({}, {"only": ["02_villages"]}):
        with pytest.raises(LeakError) as raised:
            run(progress=told, **options)
        assert {finding.file for finding in raised.value.findings} == {"报告"}
        assert "手机号码 ***********" in str(raised.value)
        assert "13800001234" not in str(raised.value)
    assert "检查个人信息 1" not in told.heard  # The report is searched before any file is made of it.
    assert unchanged(before)

    report = yaml.safe_load((office.folder / "params" / "report.yaml").read_text(encoding="utf-8"))
    public = [{"text": "138-0000-1234", "reason": "公告里的咨询电话"}]
    write_yaml(office.folder, "report.yaml", {**report, "public": public})
    result = run(progress=told)
    assert result.published
    assert "检查个人信息 1" in told.heard
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["public"] == {"138-0000-1234": "公告里的咨询电话"}


def test_a_character_without_a_glyph_stops_the_month_and_is_named_by_place_and_cell(
    office: Office, run: Run, before: Path
) -> None:
    rare = "\U00020000"
    write_loans(office.folder, "2021-10", [loan("J1", "东村", 300, dt.date(2021, 10, 5), use=f"养{rare}鸡")])
    listed = 's.listing("用途", loans, "用途", definition="全部用途")\ns.paragraph("用于{用途}。")'
    rows = 's.row_table("各笔借款", loans(s.ledgers), ["村", "用途", "余额"])'
    write_notebook(office.folder, "01_loans", *NOTEBOOKS["01_loans"], listed, rows)
    with pytest.raises(RunError) as raised:
        run()
    said = str(raised.value)
    assert f"“{rare}”（U+20000）：“一、借款情况”第2段" in said
    assert "表1 第1行“用途”" in said
    assert said.index("；来自 L90_借款.xlsx 借款!D2") > 0
    assert unchanged(before)


def test_a_waiver_that_nothing_needs_is_a_warning(office: Office, run: Run) -> None:
    month_params(office, waivers=[{"check": "C01", "reason": "待核", "by": "张主任"}])
    assert run(report=False).warnings == [
        "params/2021-10.yaml 里对 C01 的豁免没有用到（这条没有不通过），请删去"
    ]


@pytest.mark.promise(
    "a wrong cell is named to the clerk by file, sheet and cell, all of them at once, in Chinese"
)
def test_faults_of_the_months_ledgers_forbid_it_and_are_listed(
    office: Office, run: Run, before: Path
) -> None:
    write_loans(office.folder, "2021-10", [loan("J1", "东村", "伍佰", dt.date(2021, 10, 5))])
    told = Told()
    with pytest.raises(LedgerFaults) as raised:
        run(progress=told)
    assert [problem.cell for problem in raised.value.problems if problem.level == "error"] == ["E2"]
    assert (office.draft(OCTOBER) / "problems.xlsx").exists()
    assert "2021-10 不通过" in told.heard
    assert unchanged(before)


def test_faults_of_an_earlier_month_only_cost_the_comparison_with_it(office: Office, run: Run) -> None:
    write_loans(office.folder, "2021-09", [loan("J1", "东村", "伍佰", dt.date(2021, 9, 5))])
    result = run(report=False)
    assert result.warnings == ["2021-09 的台账有 1 处错误，不与它比较（用 yuebao check 2021-09 核对）"]


def test_what_a_notebook_warns_of_is_told(office: Office, run: Run) -> None:
    write_notebook(
        office.folder, "02_villages", *NOTEBOOKS["02_villages"], "import warnings\nwarnings.warn('旧写法')"
    )
    assert run(report=False).warnings == ["notebooks/02_villages.ipynb：UserWarning: 旧写法"]


class _Broken(Executor):
    """An executor whose workers die."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise BrokenProcessPool


def test_workers_that_die_while_ledgers_are_read_are_told(office: Office) -> None:
    with pytest.raises(RunError, match="工作进程意外退出"):
        run_month(office, OCTOBER, executor=_Broken())


def test_the_index_is_written_anew_and_keeps_no_month_from_being_published(
    office: Office, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.outputs / "2021-08").mkdir(parents=True)
    assert run().published
    page = (office.outputs / "index.html").read_text(encoding="utf-8")
    assert 'href="2021-10/report.html"' in page
    assert "没有 manifest.json，这个月的指标不能比较" in page

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpers.publish.write_index", fail)
    result = run()
    assert result.published
    assert result.warnings[-1].startswith("outputs/index.html 没有更新：磁盘满了")
