"""Months that end on the 25th, at their end, and change from one to the other: nothing falls between two of them."""

from __future__ import annotations

import copy
import datetime as dt
from concurrent.futures import Executor
from typing import Any

import pytest

from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from helpers.record import FigureRecord
from helpers.runs.ledgers import months_read
from helpers.runs.month import RunResult, run_month
from helpers.runs.records import read_figures
from tests.small_office import LOANS, write_notebook, write_small_office, write_workbook, write_yaml

pytestmark = pytest.mark.slow
AS_OF = {1: "2021-01-25", 2: "2021-02-25", 3: "2021-03-31", 4: "2021-04-30", 5: "2021-05-25"}
CHECKS: list[dict[str, Any]] = [
    {
        "id": "C13",
        "says": "上月存量加本月新发放减本月结清等于本月存量",
        "scope": "months",
        "expect": "opening(借款.存量笔数) + 借款.新发放笔数 - 借款.结清笔数 == 借款.存量笔数",
    },
    {
        "id": "C16", "says": "累计数不低于上月", "scope": "months", "each": "ytd", "when": "月份 > 1",
        "expect": "本指标 >= prior(本指标)",
    },
]  # fmt: skip
CELLS = [
    "from helpers.ledgers.events import in_year, new_in_period\n"
    'lent = lambda ledgers: ledgers["借款"]\n'
    'paid = lambda ledgers: lent(ledgers)[lent(ledgers)["结清日期"] <= str(ledgers.as_of)]\n'
    "left = lambda ledgers: lent(ledgers).drop(paid(ledgers).index)\n"
    'new = lambda ledgers: new_in_period(ledgers, lent, "借款日")\n'
    'settled = lambda ledgers: new_in_period(ledgers, paid, "结清日期")\n'
    'of_year = lambda ledgers: lent(ledgers)[in_year(ledgers, lent(ledgers)["借款日"])]\n'
    's.count("存量笔数", left, unit="笔", definition="没有结清的")\n'
    's.count("新发放笔数", new, unit="笔", kind="flow", definition="本月新发放的")\n'
    's.count("结清笔数", settled, unit="笔", kind="flow", definition="本月结清的")\n'
    's.count("本年发放笔数", of_year, unit="笔", kind="ytd", definition="本年发放的")',
    's.paragraph("存量{存量笔数}，本月新发放{新发放笔数}、结清{结清笔数}，本年发放{本年发放笔数}。")',
]
#: A loan a day, paid back forty days later; the one of the tenth of February is entered in April only.
LATE = dt.date(2021, 2, 10)
DAYS = [dt.date(2021, 1, 1) + dt.timedelta(days=count) for count in range(155)]


@pytest.fixture(scope="module")
def months(
    tmp_path_factory: pytest.TempPathFactory, pool: Executor
) -> dict[int, tuple[RunResult, dict[str, FigureRecord]]]:
    """Each month as it was checked when its report was made, ten days after it ended."""
    office = make(tmp_path_factory.mktemp("office"))
    return {month: checked(office, month, pool) for month in AS_OF}


def make(folder: Any) -> Office:
    office = write_small_office(folder, [day[:7] for day in AS_OF.values()])
    definition = copy.deepcopy(LOANS)
    definition["sheets"][0]["columns"]["结清日期"] = {"kind": "date", "event": True}
    write_yaml(folder, "ledgers/L90.yaml", definition)
    write_yaml(folder, "checks.yaml", {"checks": CHECKS})
    write_notebook(folder, "01_loans", *CELLS)
    header = ["借据号", "村", "借款人", "用途", "余额", "借款日", "结清日期"]
    for month, day in AS_OF.items():
        ends = dt.date.fromisoformat(day)
        write_yaml(folder, f"{day[:7]}.yaml", {"as_of": ends, "issue_date": ends})
        written = ends + dt.timedelta(days=10)
        rows = []
        for lent in DAYS:
            paid = lent + dt.timedelta(days=40)
            if lent <= written and (lent != LATE or month >= 4):
                rows.append([f"J{lent}", "东村", "张某", "养殖", 1, lent, paid if paid <= written else None])
        write_workbook(folder / "data" / "ledgers" / day[:7] / "L90_借款.xlsx", "借款", [header, *rows])
    return office


def checked(office: Office, month: int, pool: Executor) -> tuple[RunResult, dict[str, FigureRecord]]:
    result = run_month(office, Month(2021, month), report=False, executor=pool)
    return result, read_figures(result.folder)


@pytest.mark.parametrize("month", AS_OF)
def test_what_was_there_and_came_and_went_adds_up_in_every_month(months, month: int) -> None:
    conclusions = {check.id: check.conclusion for check in months[month][0].checks if check.id[0] == "C"}
    expected = "不适用" if month == 1 else "通过"
    assert conclusions == {"C13": expected, "C16": expected}


def test_what_is_new_in_the_months_is_what_is_new_in_the_year(months) -> None:
    new = {month: figures["借款.新发放笔数"].value for month, (_, figures) in months.items()}
    # Days of the periods; February without the late one, which April has.
    assert new == {1: 25, 2: 30, 3: 34, 4: 31, 5: 25}
    assert sum(new.values()) == months[5][1]["借款.本年发放笔数"].value == 145


def test_a_late_entry_is_told_in_the_month_that_counts_it_and_in_no_other(months) -> None:
    told = {
        month: [problem.column for problem in result.problems if problem.rule == "补录"]
        for month, (result, _) in months.items()
    }
    assert told == {1: [], 2: [], 3: [], 4: ["借款日", "结清日期"], 5: []}
    assert [check.conclusion for check in months[4][0].checks if "补录" in check.explanation] == [
        "提醒",
        "提醒",
    ]


def test_the_months_that_are_compared_with_are_read_with_those_before_them(office: Office) -> None:
    for name in ("2020-08", "2020-09", "2020-10", "2020-11"):
        (office.folder / "data" / "ledgers" / name).mkdir()
    settings = load_settings(office, Month(2021, 10))
    assert [str(month) for month in months_read(office, settings)] == [
        "2020-09", "2020-10", "2020-11", "2021-09", "2021-10",
    ]  # fmt: skip
