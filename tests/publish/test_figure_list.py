from __future__ import annotations

import csv
import io
from dataclasses import replace

from helpers.publish import list_figures
from helpers.publish.report import Report
from tests.publish.conftest import FORMULA


def rows_of(report: Report) -> list[dict[str, str]]:
    listed = list_figures(report)
    assert listed.startswith(b"\xef\xbb\xbfsection,name,value,unit,")
    return list(csv.DictReader(io.StringIO(listed.decode("utf-8-sig"), newline="")))


def test_the_list_says_of_how_many_rows_each_figure_was_made_and_not_of_which(report: Report) -> None:
    rows = rows_of(report)
    assert [row["name"] for row in rows] == list(report.figures)
    loans = next(row for row in rows if row["name"] == "小额信贷.存量贷款")
    assert loans["section"] == "小额信贷政策落实情况"
    assert (loans["value"], loans["unit"], loans["rows"]) == ("287.5", "万元", "61")
    assert "4-63" not in str(rows)


def test_text_that_looks_like_a_formula_stays_text_and_negative_numbers_stay_numbers(report: Report) -> None:
    base = report.figures["小额信贷.新办户数"]
    live = {
        str(n): replace(base, definition=text, value=-5) for n, text in enumerate((FORMULA, "+1", "-1", "@x"))
    }
    rows = rows_of(replace(report, figures=live))
    assert [row["definition"] for row in rows] == [f"'{FORMULA}", "'+1", "'-1", "'@x"]
    assert {row["value"] for row in rows} == {"-5"}
