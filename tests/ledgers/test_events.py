"""Each event counts in one month: that of its period, or that in which it first appears where it is entered late."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from helpers.errors import ParamsError
from helpers.ledgers import Ledgers, Problem, load_schemas, open_ledgers
from helpers.ledgers.events import in_year, late_entries, new_in_period
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from tests.small_office import LOANS, write_small_office, write_workbook, write_yaml

HEADER = ["借据号", "村", "借款人", "用途", "余额", "借款日", "结清日期", "停用年月"]
MONTH_ENDS = {7: "2021-07-31", 8: "2021-08-31", 9: "2021-09-30", 10: "2021-10-31", 11: "2021-11-30"}
THE_25TH = {month: f"2021-{month:02d}-25" for month in MONTH_ENDS}
TO_THE_25TH = {**MONTH_ENDS, 9: "2021-09-25", 10: "2021-10-25", 11: "2021-11-25"}
TO_MONTH_ENDS = {**THE_25TH, 9: "2021-09-30", 10: "2021-10-31", 11: "2021-11-30"}

#: number, lent, paid back, no longer used: the whole truth, of which a month's ledger has what is known by then.
Loan = tuple[str, str, str | None, str | None]


class Kept:
    """An office that writes its ledger of loans every month, on some day of it."""

    def __init__(self, folder: Path, as_of: Mapping[int, str]) -> None:
        self.office = write_small_office(folder, [f"2021-{month:02d}" for month in as_of])
        definition = copy.deepcopy(LOANS)
        definition["sheets"][0]["columns"] |= {
            "结清日期": {"kind": "date", "event": True},
            "停用年月": {"kind": "month", "event": True},
        }
        write_yaml(folder, "ledgers/L90.yaml", definition)
        for month, day in as_of.items():
            ends = dt.date.fromisoformat(day)
            write_yaml(folder, f"2021-{month:02d}.yaml", {"as_of": ends, "issue_date": ends})
            self.write(month, [])

    def write(self, month: int, loans: Sequence[Loan]) -> None:
        """Write a month's ledger with these loans."""
        rows = [
            [number, "东村", "张某", "养殖", 0 if paid else 100, lent, paid, unused]
            for number, lent, paid, unused in loans
        ]
        name = f"2021-{month:02d}"
        write_workbook(
            self.office.folder / "data" / "ledgers" / name / "L90_借款.xlsx", "借款", [HEADER, *rows]
        )

    def open(self, month: int) -> Ledgers:
        of = Month(2021, month)
        return open_ledgers(self.office, of, load_settings(self.office, of))

    def lent(self, month: int) -> list[str]:
        return list(new_in_period(self.open(month), loans, "借款日")["借据号"])

    def paid(self, month: int) -> list[str]:
        return list(new_in_period(self.open(month), paid_back, "结清日期")["借据号"])

    def unused(self, month: int) -> list[str]:
        return list(new_in_period(self.open(month), loans, "停用年月")["借据号"])

    def late(self, month: int) -> list[Problem]:
        return late_entries(self.open(month))


def loans(ledgers: Ledgers) -> pd.DataFrame:
    return ledgers["借款"]


def paid_back(ledgers: Ledgers) -> pd.DataFrame:
    return loans(ledgers)[loans(ledgers)["余额"] == 0]


DAYS = [f"2021-{month:02d}-{day:02d}" for month in range(8, 12) for day in (1, 24, 25, 26, 27, 30)]
ALL = [(f"J{day}", day, None, None) for day in DAYS]


@pytest.mark.parametrize(
    "as_of", [MONTH_ENDS, THE_25TH, TO_THE_25TH, TO_MONTH_ENDS], ids=["ends", "25th", "to 25th", "to ends"]
)
@pytest.mark.parametrize("written", ["at the cut-off", "when the report is made"])
def test_each_day_is_new_in_exactly_one_month_and_stock_and_flow_add_up(
    tmp_path: Path, as_of: Mapping[int, str], written: str
) -> None:
    kept = Kept(tmp_path, as_of)
    for month, day in as_of.items():
        until = day if written == "at the cut-off" else f"2021-{month + 1:02d}-05"
        kept.write(month, [loan for loan in ALL if loan[1] <= until])
    months = [month for month in as_of if month > 7]
    new = {month: kept.lent(month) for month in months}
    expected = [f"J{day}" for day in DAYS if as_of[7] < day <= as_of[11]]
    assert sorted(name for names in new.values() for name in names) == expected
    for month in months:
        before, now = (len(loans(kept.open(one))) for one in (month - 1, month))
        assert before + len(new[month]) == now
        assert kept.late(month) == []
        assert all(as_of[month - 1] < name[1:] <= as_of[month] for name in new[month])
    assert len(loans(kept.open(11))[in_year(kept.open(11), loans(kept.open(11))["借款日"])]) == len(
        [day for day in DAYS if day <= as_of[11]]
    )


def test_a_row_of_a_closed_period_that_was_not_there_is_told_and_counted_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path, MONTH_ENDS)
    old, late, new = (
        ("J1", "2021-08-03", None, None),
        ("J2", "2021-08-20", None, None),
        ("J3", "2021-10-02", None, None),
    )
    kept.write(8, [old])
    kept.write(9, [old])
    kept.write(10, [old, late, new])
    kept.write(11, [old, late, new])
    assert [kept.lent(month) for month in (8, 9, 10, 11)] == [["J1"], [], ["J2", "J3"], []]
    [told] = kept.late(10)
    assert (told.level, told.rule, told.cell, told.column) == ("warning", "补录", "F3", "借款日")
    assert told.what.startswith("补录：1 行")
    assert [kept.late(month) for month in (8, 9, 11)] == [[], [], []]


def test_a_day_written_down_late_into_a_row_that_was_there_is_told_and_counted_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path, MONTH_ENDS)
    for month, paid in ((8, None), (9, None), (10, "2021-09-15"), (11, "2021-09-15")):
        kept.write(month, [("J1", "2021-07-03", paid, None)])
    assert [kept.paid(month) for month in (8, 9, 10, 11)] == [[], [], ["J1"], []]
    assert [one.cell for one in kept.late(10)] == ["G2"]
    assert kept.late(11) == []


def test_a_day_that_is_corrected_is_not_counted_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path, MONTH_ENDS)
    for month, day in ((8, "2021-08-03"), (9, "2021-08-05"), (10, "2021-10-05"), (11, "2021-10-05")):
        kept.write(month, [("J1", day, None, None)])
    assert [kept.lent(month) for month in (8, 9, 10, 11)] == [["J1"], [], [], []]


def test_a_state_that_comes_after_its_day_counts_when_it_comes(tmp_path: Path) -> None:
    kept = Kept(tmp_path, MONTH_ENDS)
    header, row = HEADER, ["J1", "东村", "张某", "养殖"]
    for month, balance in ((9, 100), (10, 0)):
        path = kept.office.folder / "data" / "ledgers" / f"2021-{month:02d}" / "L90_借款.xlsx"
        write_workbook(path, "借款", [header, [*row, balance, "2021-07-03", "2021-09-15", None]])
    assert (kept.paid(9), kept.paid(10)) == ([], ["J1"])


@pytest.mark.parametrize("as_of", [MONTH_ENDS, THE_25TH], ids=["ends", "25th"])
def test_a_month_belongs_to_the_month_it_names_whatever_the_day(
    tmp_path: Path, as_of: Mapping[int, str]
) -> None:
    kept = Kept(tmp_path, as_of)
    for month in range(7, 12):
        named = {number: f"2021-{number:02d}" for number in range(8, month + 1)}
        kept.write(month, [(f"J{number}", "2021-07-01", None, named.get(number)) for number in range(8, 12)])
    assert [kept.unused(month) for month in (8, 9, 10, 11)] == [["J8"], ["J9"], ["J10"], ["J11"]]
    assert [kept.late(month) for month in (8, 9, 10, 11)] == [[], [], [], []]


def test_a_month_entered_in_the_next_one_is_late_and_one_to_come_waits(tmp_path: Path) -> None:
    kept = Kept(tmp_path, THE_25TH)
    late, to_come = ("J1", "2021-07-01", None, "2021-09"), ("J2", "2021-07-01", None, "2021-11")
    for month in (8, 9):
        kept.write(month, [])
    kept.write(10, [late, to_come])
    kept.write(11, [late, to_come])
    assert [kept.unused(month) for month in (9, 10, 11)] == [[], ["J1"], ["J2"]]
    assert [one.cell for one in kept.late(10) if one.column == "停用年月"] == ["H2"]


def test_without_a_month_before_the_period_decides(tmp_path: Path) -> None:
    kept = Kept(tmp_path, {10: "2021-10-25"})
    days = ("2021-09-30", "2021-10-01", "2021-10-25", "2021-10-26")
    kept.write(10, [(f"J{day}", day, None, day[:7]) for day in days])
    # September has no params, so it ended with its last day.
    assert kept.lent(10) == ["J2021-10-01", "J2021-10-25"]
    assert kept.unused(10) == ["J2021-10-01", "J2021-10-25"]
    assert kept.late(10) == []


def test_what_was_not_kept_the_month_before_is_not_late(tmp_path: Path) -> None:
    kept = Kept(tmp_path, MONTH_ENDS)
    definition = copy.deepcopy(LOANS) | {"since": "2021-10"}
    write_yaml(kept.office.folder, "ledgers/L90.yaml", definition)
    path = kept.office.folder / "data" / "ledgers" / "2021-10" / "L90_借款.xlsx"
    rows = [["J1", "东村", "张某", "养殖", 1, "2021-08-03"], ["J2", "东村", "张某", "养殖", 1, "2021-10-03"]]
    write_workbook(path, "借款", [HEADER[:6], *rows])
    assert kept.late(10) == []
    assert kept.lent(10) == ["J2"]


@pytest.mark.parametrize(
    ("event", "says"), [(["没有"], "没有“没有”这一列"), (None, "event 只能写在 date 和 month 列")]
)
def test_an_event_that_cannot_be_is_refused(tmp_path: Path, event: list[str] | None, says: str) -> None:
    office: Office = write_small_office(tmp_path)
    definition = copy.deepcopy(LOANS)
    columns = definition["sheets"][0]["columns"]
    columns["借款日" if event else "用途"]["event"] = event or True
    write_yaml(tmp_path, "ledgers/L90.yaml", definition)
    with pytest.raises(ParamsError, match=says):
        load_schemas(office)


def test_the_day_by_which_a_table_is_cut_off_is_an_event_unless_it_says_no(tmp_path: Path) -> None:
    office = write_small_office(tmp_path)
    assert load_schemas(office).table("借款").columns["借款日"].event == ("借据号",)
    definition = copy.deepcopy(LOANS)
    definition["sheets"][0]["columns"]["借款日"]["event"] = False
    write_yaml(tmp_path, "ledgers/L90.yaml", definition)
    assert load_schemas(office).table("借款").columns["借款日"].event == ()
