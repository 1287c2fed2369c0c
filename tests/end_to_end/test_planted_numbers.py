"""No message of any stage holds a personal number in clear, wherever it was planted, and each is named by its place."""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.conftest import Yuebao
from tests.end_to_end.mutations import OCTOBER
from tests.ledgers.tiny import id_number
from tests.small_office import (
    NOTEBOOKS,
    REPORT,
    VILLAGES,
    loan,
    write_loans,
    write_notebook,
    write_small_office,
    write_workbook,
    write_yaml,
)

pytestmark = pytest.mark.slow

NUMBERS = {
    place: id_number(f"19700{n}11", n) for n, place in enumerate(("crop", "heading", "fact", "definition"), 1)
}
PHONE = "138-1234-5678"
DAY = dt.date(2021, 10, 28)


def write_office(folder: Path, *cells: str) -> None:
    write_small_office(folder, months=[str(OCTOBER)])
    write_notebook(folder, "01_loans", *NOTEBOOKS["01_loans"], *cells)
    write_loans(folder, str(OCTOBER), [loan("J1", "东村", 500, DAY, use=f"黄精{NUMBERS['crop']}")])


def everything(finished: subprocess.CompletedProcess[str], temporary: Path) -> str:
    """Return what was printed, what is in logs, and the cells of the workbook of problems."""
    logs = [path.read_text(encoding="utf-8") for path in temporary.glob("yuebao-*.log")]
    books = temporary.parent.glob("office/outputs/drafts/*/problems.xlsx")
    rows = (row for book in books for row in openpyxl.load_workbook(book).active.values)  # type: ignore[union-attr]
    cells = [f"\n{cell}" for row in rows for cell in row if cell]
    return "".join((finished.stdout, finished.stderr, *logs, *cells))


def in_clear(said: str) -> list[str]:
    """Return the planted numbers whose last half stands in what was said, whatever stands between their digits."""
    digits = re.sub(r"[^0-9X]", "", said)
    return [number for number in (*NUMBERS.values(), "13812345678") if number[-8:] in digits]


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path / "tmp"


@pytest.mark.promise("nothing personal leaves the house")
def test_the_gate_names_them_all_before_anything_is_quoted(
    tmp_path: Path, temporary: Path, yuebao: Yuebao
) -> None:
    write_office(
        tmp_path / "office",
        's.listing("用途", lambda ledgers: ledgers["借款"], "用途", definition="种什么")',
        f's.total("余额二", loans, "余额", unit="元", definition="见{NUMBERS["definition"]}")',
        's.paragraph("种{用途}，{事实.口号}。")',
    )
    report = copy.deepcopy(REPORT)
    report["outline"][0]["heading"] = f"借款{NUMBERS['heading']}情况"
    before = (tmp_path / "office/params/report.yaml").read_text(encoding="utf-8")
    absent = re.search(r"absent_ledgers:(\n- .*)*", before)
    assert absent
    write_yaml(tmp_path / "office", "report.yaml", report)
    with (tmp_path / "office/params/report.yaml").open("a", encoding="utf-8") as file:
        file.write(absent[0])
    fact = {"text": f"联系{NUMBERS['fact']}", "source": f"电话{PHONE}"}
    write_yaml(
        tmp_path / "office", f"{OCTOBER}.yaml", {"as_of": DAY, "issue_date": DAY, "facts": {"口号": fact}}
    )
    for form in ([], ["--json"]):
        finished = yuebao("run", OCTOBER, "--office", tmp_path / "office", *form, TMPDIR=str(temporary))
        assert finished.returncode == 1
        said = everything(finished, temporary)
        assert in_clear(said) == []
        assert "处不能对外的内容" in said
        for number in NUMBERS.values():
            assert f"{number[:6]}{'*' * 12}" in said
        places = ("报告 标题“一、借款990001************情况”", "“借款.余额二”的口径", "情况”第2段")
        assert [place for place in places if place not in said] == []
        assert re.search(r"手机号码 \*+", said)
    draft = tmp_path / "office/outputs/drafts" / str(OCTOBER)
    assert not [path for path in draft.glob("report.*")]


@pytest.mark.parametrize(
    "cell",
    [
        "raise ValueError(f\"不认识 {s.ledgers['借款']['用途'].iloc[0]}\" * 9)",
        's.paragraph("种" + s.ledgers["借款"]["用途"].iloc[0])',
        's.paragraph("{" + s.ledgers["借款"]["用途"].iloc[0] + "}")',
        's.ledgers["借款"][s.ledgers["借款"]["用途"].iloc[0]]',
        'print(s.ledgers["借款"]["用途"].iloc[0])\n'
        'import warnings\nwarnings.warn(s.ledgers["借款"]["用途"].iloc[0])\n'
        's.paragraph("生僻字\\U00020000")',
    ],
    ids=["an error", "a typed number", "a field", "a column", "a warning and a glyph"],
)
def test_what_stops_a_run_quotes_nothing_in_clear(
    tmp_path: Path, temporary: Path, yuebao: Yuebao, cell: str
) -> None:
    write_office(tmp_path / "office", cell)
    finished = yuebao("run", OCTOBER, "--office", tmp_path / "office", TMPDIR=str(temporary))
    said = everything(finished, temporary)
    assert finished.returncode == 1
    assert in_clear(said) == []


@pytest.mark.parametrize("sheet", ["借款", PHONE, NUMBERS["crop"]])
def test_headings_and_names_of_sheets_are_quoted_masked(
    tmp_path: Path, temporary: Path, yuebao: Yuebao, sheet: str
) -> None:
    write_office(tmp_path / "office")
    head = ["借据号", f"村{PHONE}", f"借款人{NUMBERS['crop']}", "用途", "余额", "借款日"]
    rows = [["J1", VILLAGES[0], "张某", "养殖", 5, DAY]]
    write_workbook(tmp_path / "office/data/ledgers" / str(OCTOBER) / "L90_借款.xlsx", sheet, [head, *rows])
    finished = yuebao("check", OCTOBER, "--office", tmp_path / "office", TMPDIR=str(temporary))
    assert finished.returncode == 1
    assert in_clear(everything(finished, temporary)) == []


def test_a_fault_of_the_ledgers_quotes_nothing_in_clear(
    tmp_path: Path, temporary: Path, yuebao: Yuebao
) -> None:
    """A village whose name is a number, an amount that is one, and a file that is named by one."""
    number = NUMBERS["crop"]
    write_office(tmp_path / "office")
    ledgers = tmp_path / "office/data/ledgers" / str(OCTOBER)
    head = ["借据号", "村", "借款人", "用途", "余额", "借款日"]
    rows = [["J1", f"东村{number}", "张某", "", 5, DAY], ["J2", VILLAGES[0], "李某", "", f"五{PHONE}", DAY]]
    os.remove(ledgers / "L90_借款.xlsx")
    write_workbook(ledgers / f"L90_{number}.xlsx", "借款", [head, *rows])
    for command in (["run"], ["check"], ["run", "--json"]):
        name, *form = command
        finished = yuebao(name, OCTOBER, "--office", tmp_path / "office", *form, TMPDIR=str(temporary))
        assert finished.returncode == 1
        assert in_clear(everything(finished, temporary)) == []
        if form:
            assert json.loads(finished.stdout)["problems"]
