from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from helpers.publish import write_figures
from helpers.publish.report import Report

from .conftest import FORMULA


def test_the_list_says_which_rows_made_each_figure(report: Report, tmp_path: Path) -> None:
    write_figures(report, tmp_path / "figures.csv")
    assert (tmp_path / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbfsection,name,value,unit,")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == list(report.figures)
    loans = rows[3]
    assert loans["section"] == "小额信贷政策落实情况"
    assert (loans["value"], loans["unit"], loans["rows"]) == ("287.5", "万元", "61")
    assert loans["row_numbers"] == "小额信贷!4-63,70"


def test_text_that_looks_like_a_formula_stays_text_and_negative_numbers_stay_numbers(
    report: Report, tmp_path: Path
) -> None:
    base = report.figures["小额信贷.新办户数"]
    live = {
        str(n): replace(base, definition=text, value=-5) for n, text in enumerate((FORMULA, "+1", "-1", "@x"))
    }
    write_figures(replace(report, figures=live), tmp_path / "figures.csv")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["definition"] for row in rows] == [f"'{FORMULA}", "'+1", "'-1", "'@x"]
    assert {row["value"] for row in rows} == {"-5"}
