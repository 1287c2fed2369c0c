"""The command ``yuebao`` as people and programs meet it: Chinese, one exit code, never a traceback."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from rich.console import Console

import helpers.runs.month
from helpers.cli import program, screen
from helpers.months import Month
from helpers.offices import Office
from helpers.runs.manifest import hashes
from helpers.runs.processes.warm import KILL
from tests.small_office import NOTEBOOKS, loan, write_loans, write_notebook, write_small_office, write_yaml

WORDS = Path(program.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = write_small_office(tmp_path / "office")
    monkeypatch.chdir(office.folder)
    return office


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Run a command line in this process: its exit code, what it wrote to stdout and to stderr."""
    monkeypatch.setenv("LANGUAGE", "")  # The program sets it; after the test it is as before.
    monkeypatch.setenv("COLUMNS", "160")
    before = signal.getsignal(signal.SIGTERM)

    def run(*words: str) -> tuple[int, str, str]:
        code = program.run(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    signal.signal(signal.SIGTERM, before)


def start(*words: str, **environment: str) -> subprocess.Popen[str]:
    """Start the command as a process of its own."""
    # Where the tests run in the background, a shell has told them and their children to ignore Ctrl-C.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL) if os.name == "posix" else None
    return subprocess.Popen(
        [sys.executable, "-m", "helpers", *words],
        preexec_fn=heed,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


# --- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [[], ["run"], ["check"], ["verify"], ["trace"], ["notebooks"], ["lab"], ["demo"]]
)
def test_the_help_is_chinese_with_an_example_and_the_exit_codes(call: Call, command: list[str]) -> None:
    code, out, err = call(*command, "--help")
    assert (code, err) == (0, "")
    assert f"\n    yuebao {' '.join(command)}" in out
    assert "退出码：" in out
    assert "用法：" in out
    names = "yuebao outputs drafts problems xlsx checks csv run check trace demo only office jobs json"
    names += " verify manifest version help month targets JSON CSV DIR FILE Ctrl"
    names += " notebooks notebook copy NAME 06_microcredit lab JupyterLab no report browser port"
    english = re.sub(rf"\b({names.replace(' ', '|')})\b", "", out)
    assert re.findall(r"[A-Za-z]{2,}", english) == []


def test_without_a_command_the_help_is_shown(call: Call) -> None:
    assert call()[:2] == call("--help")[:2]


def test_the_version_is_told(call: Call) -> None:
    code, out, _ = call("--version")
    assert code == 0
    assert re.fullmatch(r"yuebao \d+\.\d+\.\d+\n", out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum"], "没有 rum 这个命令。 是不是：'run'？"),
        (["run"], "缺少参数 '月份'"),
        (["trace", "甲"], "缺少选项 '--month'"),
        (["run", "2021-13"], "“2021-13”不是月份\n请：写成四位年、短横、两位月，例如 2021-10"),
        (["run", "2021-10", "--jobs", "两"], "'--jobs' 的值不对：'两' 不是数"),
        (["run", "2021-10", "--jobs", "0"], "'--jobs' 的值不对：0 不在 x>=1 范围内"),
        (["run", "2021-10", "--ofice", "甲"], "没有 --ofice 这个选项。 是不是：'--office'？"),
        (["run", "2021-10", "甲", "乙"], "多出了参数：甲 乙"),
        (["run", "2021-10", "--office"], "选项 --office 后面要写一个值"),
        (["run", "2021-10", "--json=1"], "选项 --json 后面不写值"),
        (["demo", "甲", "--targets", "没有"], "没有文件夹“没有”"),
        (["run", "2021-10", "--office", "没有"], "没有：这个文件夹不是一个办公室"),
        (["verify"], "缺少参数 '月份'"),
    ],
)
def test_wrong_use_is_told_in_chinese_and_leaves_with_2(call: Call, words: list[str], said: str) -> None:
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert said.replace("'两'", "两") in err
    assert err.startswith("错误　")


def test_the_compiled_words_are_those_of_the_catalogue() -> None:
    with (WORDS / "messages.po").open("rb") as source, (WORDS / "messages.mo").open("rb") as compiled:
        words, known = read_po(source), read_mo(compiled)

    def said(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Message to words, both as tuples, since some have a plural."""
        return {_tuple(one.id): _tuple(one.string) for one in catalogue if one.id}

    assert said(known) == said(words)


def _tuple(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def test_unknown_sections_are_told_with_near_misses(call: Call, office: Office) -> None:
    code, _, err = call("run", "2021-10", "--office", str(office.folder), "--only", "借歀,村情")
    assert code == 2
    assert "没有“借歀”这一节（是不是“借款”？）" in err


def test_an_unexpected_error_is_told_without_a_traceback_which_a_log_keeps(
    call: Call, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(helpers.runs.month, "run_month", broken)
    code, out, err = call("run", "2021-10", "--office", str(office.folder))
    assert (code, out) == (1, "")
    assert "程序出错，没有发布任何内容（ZeroDivisionError：boom）" in err
    assert "Traceback" not in err
    (log,) = re.findall(r"把 (\S+\.log) 交给维护的人", err)
    assert "ZeroDivisionError: boom" in Path(log).read_text(encoding="utf-8")
    Path(log).unlink()


def test_an_interruption_is_told(call: Call, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(helpers.runs.month, "run_month", stopped)
    code, _, err = call("run", "2021-10", "--office", str(office.folder))
    assert code == 130
    assert "已中断" in err


def test_an_old_console_gets_what_it_can_show() -> None:
    """GBK has Chinese and stays; ASCII has none and becomes UTF-8, as does JSON wherever it goes."""
    for encoding, as_json, expected in (
        ("gbk", False, "gbk"),
        ("gbk", True, "utf-8"),
        ("ascii", False, "utf-8"),
    ):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        program._make_writable(stream, as_json=as_json)
        stream.write("月报 ✓")
        assert stream.encoding == expected
    program._make_writable(io.StringIO(), as_json=False)


@pytest.mark.slow
def test_the_command_writes_chinese_where_the_streams_are_ascii() -> None:
    process = start("run", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    _, err = process.communicate()
    assert process.returncode == 2
    assert "缺少参数" in err


# --- runs -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are Unicode whatever the locale")
def test_without_chinese_file_names_it_is_said_what_to_set() -> None:
    process = start("check", "2021-10", LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    out, err = process.communicate()
    assert (process.returncode, out) == (2, "")
    assert "读不了中文文件名" in err
    assert "LC_ALL=C.UTF-8" in err


@pytest.mark.slow
def test_a_month_is_run_checked_and_traced(call: Call, office: Office, tmp_path: Path) -> None:
    place = ("--office", str(office.folder))
    code, out, err = call("run", "2021-10", *place)
    assert code == 0, err
    assert "2021年10月的报告已发布：outputs/2021-10" in out
    assert "通过 2" in out
    ran, rest = err.splitlines()[2:4], err.splitlines()[4:]
    assert [line.rpartition(" ")[0] for line in ran] == ["运行章节 1/2", "运行章节 2/2"]
    assert {line.rpartition(" ")[2] for line in ran} == {"01_loans", "02_villages"}
    assert rest == ["排印报告 1/1 报告", "检查个人信息 1/1 全部文件"]

    code, out, err = call("run", "2021-10", *place, "--only", "借款", "--jobs", "1", "--json")
    content = json.loads(out)
    assert (code, content["published"], content["sections"]) == (0, False, ["01_loans"])

    code, out, err = call("run", "2021-10", *place, "--only", "借款", "--jobs", "1")
    assert "只运行了 1 节，没有发布，已发布的报告保持原样" in out
    assert "outputs/drafts/2021-10" in out

    code, out, _ = call("run", "2021-10", *place, "--jobs", "1", "--no-report")
    assert code == 0
    assert "2021-10 可以发布（通过 2，不适用 1）" in out
    assert "outputs/drafts/2021-10/problems.xlsx" in out

    code, out, _ = call("check", "2021-10", *place, "--jobs", "1")
    assert code == 0
    assert "没有错误；勾稽关系由 yuebao run 2021-10 --no-report 核对" in out
    assert "outputs/drafts/2021-10/problems.xlsx" in out

    rows = tmp_path / "rows.csv"
    code, out, _ = call("trace", "借款.余额", "--month", "2021-10", *place, "--csv", str(rows))
    assert code == 0
    assert "借款.余额　800元（2021-10）" in out
    assert "L90_借款.xlsx" in out
    assert rows.exists()
    code, out, _ = call("trace", "余额", "--month", "2021-10", *place, "--json")
    assert [row["行"] for row in json.loads(out)["rows"][0]["rows"]] == [2, 3]

    code, out, _ = call("trace", "借款", "--month", "2021-10", *place)
    assert code == 0
    assert re.search(r"借款\.余额 +│ +800元", out)
    assert re.search(r"借款\.新增 +│", out)
    assert "村情.村数" not in out
    code, out, _ = call("trace", "借款", "--month", "2021-10", *place, "--json")
    assert [one["name"] for one in json.loads(out)["figures"]] == ["借款.余额", "借款.新增"]
    code, _, err = call("trace", "借款", "--month", "2021-10", *place, "--csv", str(rows))
    assert (code, "“借款”是一节，不是一个指标" in err) == (2, True)


@pytest.mark.slow
def test_a_published_month_is_verified(call: Call, office: Office) -> None:
    place = ("--office", str(office.folder), "--jobs", "1")
    code, _, err = call("verify", "2021-10", *place)
    assert (code, "2021-10 没有发布过\n请：先运行 yuebao run 2021-10" in err) == (2, True)

    assert call("run", "2021-10", *place)[0] == 0
    process = start("verify", "2021-10", *place)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert re.search(r"report\.pdf\s+│\s+一致", out)
    assert "2021-10 重做与发布的完全一致（一致 " in out
    assert "原因" not in out

    (office.output(Month(2021, 10)) / "figures.csv").write_text("")
    code, out, _ = call("verify", "2021-10", *place)
    assert code == 1
    assert "注意　outputs/2021-10/figures.csv 发布后改动过" in out
    assert "能原样重做" in out

    write_loans(office.folder, "2021-10", [loan("J1", "东村", 900, dt.date(2021, 1, 5))])
    code, out, _ = call("verify", "2021-10", *place)
    assert code == 1
    assert out.startswith("原因　data/ledgers/2021-10/L90_借款.xlsx 改动过")
    assert re.search(r"report\.pdf\s+│\s+不同", out)
    assert "重做的在 outputs/drafts/2021-10.verify" in out
    code, out, _ = call("verify", "2021-10", *place, "--json")
    content = json.loads(out)
    assert (code, content["ok"], content["exit_code"]) == (1, False, 1)
    assert (content["files"]["report.pdf"], list(content["touched"])) == ("不同", ["figures.csv"])


@pytest.mark.slow
def test_what_forbids_a_month_is_shown_and_leaves_with_1(call: Call, office: Office) -> None:
    place = ("--office", str(office.folder), "--jobs", "1")
    failing = {"id": "C01", "says": "余额为零", "expect": "借款.余额 == 0"}
    write_yaml(office.folder, "checks.yaml", {"checks": [failing]})
    assert call("check", "2021-10", *place)[0] == 0
    code, out, err = call("run", "2021-10", *place, "--no-report")
    assert (code, out) == (1, "")
    assert "C01" in err
    assert "800 ≠ 0" in err

    write_loans(office.folder, "2021-10", [loan("J1", "东村", "伍佰", dt.date(2021, 10, 5))])
    code, out, err = call("run", "2021-10", *place)
    assert (code, out) == (1, "")
    assert "L90_借款.xlsx 借款!E2" in err
    code, out, err = call("run", "2021-10", *place, "--json")
    content = json.loads(out)
    assert (code, content["ok"], content["exit_code"]) == (1, False, 1)
    assert [one["cell"] for one in content["problems"] if one["level"] == "error"] == ["E2"]


def test_a_waived_or_failed_check_and_warnings_are_told_with_a_result(
    call: Call, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.checks import CheckResult, ledger_warnings
    from helpers.ledgers import Problem
    from helpers.runs.month import RunResult

    checks = [
        CheckResult("C03", "户数", "本月", "错误", 1, 2, -1, "豁免", "差一户。豁免理由：待核（张主任）"),
        CheckResult("C15", "收入", "本月", "提醒", 1, 2, -1, "不通过", "1 < 2"),
    ]
    problems = [Problem("warning", "L90_借款.xlsx", what="旧格式")]
    checks += ledger_warnings(problems)
    result = RunResult(
        Month(2021, 10), office.folder, True, ["01_loans"], checks, problems, ["2021-09 有错误"]
    )
    monkeypatch.setattr(helpers.runs.month, "run_month", lambda *_, **__: result)
    code, out, _ = call("run", "2021-10", "--office", str(office.folder))
    assert code == 0
    assert "C03 差一户。豁免理由：待核（张主任）" in out
    assert "C15 收入：1 < 2" in out
    assert re.search("勾稽 +豁免 1，提醒 1$", out, re.MULTILINE)
    assert "台账有 1 处提醒，用 yuebao check 2021-10 查看" in out
    assert "2021-09 有错误" in out


def test_a_bar_on_a_terminal_and_lines_elsewhere_tell_how_far_a_run_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        screen,
        "Console",
        lambda **_: Console(stderr=True, force_terminal=True, width=100, legacy_windows=False),
    )
    with screen.progress(as_json=False) as progress:
        progress.stage("运行章节", 2)
        progress.step("01_loans")
        progress.step("02_villages", failed=True)
    shown = capsys.readouterr().err
    assert "运行章节" in shown
    assert "2/2" in shown
    assert "02_villages 不通过" in shown


@pytest.mark.promise("a month is published whole or not at all")
@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("ending", "code"), [(KILL, -9), (signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_publishes_nothing_and_holds_the_month_until_then(
    call: Call, office: Office, ending: signal.Signals, code: int
) -> None:
    published = office.outputs / "2021-10"
    published.mkdir(parents=True)
    (published / "report.html").write_text("before")
    (published / "manifest.json").write_text(json.dumps({"outputs": hashes(published)}))
    waiting = "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(36_000)"
    write_notebook(office.folder, "02_villages", *NOTEBOOKS["02_villages"], waiting)
    place = ("--office", str(office.folder))
    process = start("run", "2021-10", *place)
    while not (office.folder / "started").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)

    second, _, err = call("run", "2021-10", *place)
    assert second == 1
    assert "outputs/2021-10：2021-10 正在运行" in err

    process.send_signal(ending)
    _, err = process.communicate()
    assert process.returncode == code
    assert "Traceback" not in err
    assert ("已中断，没有发布任何内容" in err) == (ending == signal.SIGINT)
    assert sorted(path.name for path in published.iterdir()) == ["manifest.json", "report.html"]
    assert (published / "report.html").read_text() == "before"

    write_notebook(office.folder, "02_villages", *NOTEBOOKS["02_villages"])
    assert call("check", "2021-10", *place)[0] == 0


def test_a_demo_office_is_written_where_it_is_asked_for(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [Month(2021, 9), Month(2021, 10)]

    def write(
        folder: Path, targets: Path | None, *, for_month: Month, progress: Callable[[Month], None]
    ) -> object:
        assert (folder, targets, for_month) == (tmp_path, None, Month(2021, 10))
        for month in written:
            progress(month)
        return written

    monkeypatch.setattr("helpers.demo.write_office", write)
    code, out, err = call("demo", str(tmp_path), "--month", "2021-10")
    assert code == 0
    assert "台账    写了 2021-09、2021-10" in out
    assert err == "写示例台账 1 2021-09\n写示例台账 2 2021-10\n"
    assert json.loads(call("demo", str(tmp_path), "--month", "2021-10", "--json")[1])["months"] == [
        "2021-09",
        "2021-10",
    ]
    written.clear()
    assert "各月的都在，没有改动" in call("demo", str(tmp_path), "--month", "2021-10")[1]
