"""A ledger that begins this month, by YAML alone, leaves the months before as they were: valid and comparable."""

from __future__ import annotations

import copy
import datetime as dt
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.months import Month
from helpers.offices import Office
from helpers.record import ChartRecord, FigureRecord, ParagraphRecord, read_record, words
from helpers.runs.month import run_month
from helpers.runs.records import read_figures
from tests.small_office import (
    CHECKS,
    LOANS,
    REPORT,
    loan,
    write_notebook,
    write_small_office,
    write_workbook,
    write_yaml,
)

pytestmark = pytest.mark.slow
MONTHS = ["2021-09", "2021-10", "2021-11", "2021-12"]
APPEALS: dict[str, Any] = {
    "code": "L91",
    "name": "诉求台账",
    "files": ["L91_*.xlsx"],
    "since": "2021-11",
    "sheets": [
        {
            "table": "诉求",
            "sheet": "诉求",
            "header": 1,
            "grain": "件",
            "about": "一件一行",
            "key": ["编号"],
            "columns": {
                "编号": {"kind": "code"},
                "村": {"kind": "village", "required": True},
                "状态": {"kind": "choice", "required": True, "values": ["已办", "在办"]},
            },
        }
    ],
}
CELLS = [
    'appeals = lambda ledgers: ledgers["诉求"]\n'
    'done = lambda ledgers: appeals(ledgers)[appeals(ledgers)["状态"] == "已办"]\n'
    'of_lent = lambda ledgers: ledgers["借款"][ledgers["借款"]["村"].isin(appeals(ledgers)["村"])]\n'
    'farmed = lambda ledgers: ledgers["借款"][ledgers["借款"]["是否养殖"] == "是"]\n'
    's.count("诉求数", appeals, unit="件", definition="全部诉求")\n'
    's.count("已办数", done, unit="件", definition="已办的诉求")\n'
    's.count("借款诉求数", of_lent, unit="件", definition="有诉求的村的借款")\n'
    's.count("养殖数", farmed, unit="件", definition="养殖的借款")\n'
    's.count("笔数", lambda ledgers: ledgers["借款"], unit="件", definition="全部借款")\n'
    's.share("办结率", s["已办数"], s["诉求数"], definition="已办占全部")',
    's.paragraph("诉求{诉求数}", s.change("诉求数", lead="，"), "。")',
    's.trend_chart("诉求{诉求数:走势}", ["诉求数", "笔数"])',
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has published nothing yet and keeps appeals, and a column of its loans, from November on."""
    office = write_small_office(tmp_path_factory.mktemp("office"), MONTHS)
    add_appeals(office.folder)
    return office


def add_appeals(folder: Path) -> None:
    write_yaml(folder, "ledgers/L91.yaml", APPEALS)
    loans = copy.deepcopy(LOANS)
    loans["sheets"][0]["columns"]["是否养殖"] = {"kind": "flag", "required": True, "since": "2021-11"}
    write_yaml(folder, "ledgers/L90.yaml", loans)
    outline = [*REPORT["outline"], {"heading": "诉求", "name": "诉求", "section": "03_appeals"}]
    codes = [f"L{number:02d}" for number in (0, *range(2, 20), 22, 24)]
    keys = ["诉求.诉求数", "诉求.借款诉求数", "诉求.养殖数", "诉求.办结率", "借款.余额"]
    report = {**REPORT, "absent_ledgers": codes, "outline": outline, "key_figures": keys}
    write_yaml(folder, "report.yaml", report)
    check = {"id": "C02", "says": "已办不超过全部", "expect": "诉求.已办数 <= 诉求.诉求数"}
    grown = {"id": "C03", "says": "只增", "expect": "prior(诉求.诉求数) <= 诉求.诉求数", "scope": "months"}
    write_yaml(folder, "checks.yaml", {"checks": [*CHECKS, check, grown]})
    write_notebook(folder, "03_appeals", *CELLS)
    for month, many in (("2021-11", 2), ("2021-12", 3)):
        rows = [[f"A{number}", "东村", "已办"] for number in range(many)]
        header = ["编号", "村", "状态"]
        write_workbook(folder / "data" / "ledgers" / month / "L91_诉求.xlsx", "诉求", [header, *rows])
        header = ["借据号", "村", "借款人", "用途", "余额", "借款日", "是否养殖"]
        lent = [[*loan("J1", "东村", 500, dt.date(2021, 1, 5)), "是"]]
        write_workbook(folder / "data" / "ledgers" / month / "L90_借款.xlsx", "借款", [header, *lent])


def made(
    office: Office, month: str, pool: Executor, **options: Any
) -> tuple[dict[str, FigureRecord], list[str]]:
    """Run a month; return its figures, and its warnings with the checks that did not pass."""
    result = run_month(office, Month.parse(month), executor=pool, **options)
    wrong = [one.explanation for one in result.checks if one.conclusion not in ("通过", "不适用")]
    return read_figures(result.folder), [*result.warnings, *wrong]


@pytest.mark.promise("an office is a folder, its ledgers are data")
def test_the_months_before_are_valid_and_their_table_is_empty(office: Office, pool: Executor) -> None:
    figures, wrong = made(office, "2021-10", pool, report=False)
    assert wrong == []
    assert (figures["借款.余额"].value, figures["借款.余额"].previous) == (800, 800)
    assert figures["诉求.笔数"].value == 2
    for name in ("诉求数", "已办数", "办结率", "借款诉求数", "养殖数"):
        figure = figures[f"诉求.{name}"]
        assert not figure.value, name
        assert figure.previous is None, name


def test_the_first_month_compares_what_was_there_before_and_nothing_else(
    office: Office, pool: Executor
) -> None:
    figures, wrong = made(office, "2021-11", pool)
    assert wrong == []
    assert figures["借款.余额"].previous == 800
    assert figures["诉求.笔数"].previous == 2
    for name, value in (("诉求数", 2), ("借款诉求数", 1), ("养殖数", 1), ("办结率", 100)):
        figure = figures[f"诉求.{name}"]
        assert (figure.value, figure.previous) == (value, None), name
        assert {month for month, one in figure.history.items() if one is not None} == {"2021-11"}


def test_a_trend_begins_where_the_ledger_does(office: Office, pool: Executor) -> None:
    figures, wrong = made(office, "2021-12", pool)
    assert wrong == []
    assert figures["诉求.诉求数"].previous == 2
    assert len(figures["借款.余额"].history) == 4
    path = office.output(Month(2021, 12)) / "sections" / "03_appeals.ipynb"
    items = read_record(nbformat.read(path, as_version=4), path.stem).items
    [said] = [item for item in items if isinstance(item, ParagraphRecord)]
    assert words(said.spans).startswith("诉求3件，比上月增加1件")
    [chart] = [item for item in items if isinstance(item, ChartRecord)]
    assert words(chart.title) == "诉求由11月的2件增至3件"
    assert "诉求数：2021年11月2件，2021年12月3件；" in chart.alt


def test_a_month_published_before_the_ledger_came_is_made_again_with_the_same_numbers(
    tmp_path: Path, pool: Executor
) -> None:
    office = write_small_office(tmp_path, MONTHS[:3])
    before, _ = made(office, "2021-10", pool, report=False)
    add_appeals(office.folder)
    after, wrong = made(office, "2021-10", pool, report=False)
    assert wrong == []
    assert {name: after[name].value for name in before} == {
        name: figure.value for name, figure in before.items()
    }
