"""A published figure leads back to the rows of the workbooks that made it, and shows nobody's data."""

from __future__ import annotations

import csv
import datetime as dt
import re
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from helpers.cli.screen import _rows_table
from helpers.errors import RunError, UsageError
from helpers.ledgers import open_ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from helpers.record import Measured
from helpers.runs.month import run_month
from helpers.runs.trace import TracedRows, _laid_out, trace_figure, write_trace
from tests.small_office import loan, write_loans, write_small_office

pytestmark = pytest.mark.slow
OCTOBER = Month(2021, 10)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, pool: Executor) -> Office:
    office = write_small_office(tmp_path_factory.mktemp("office"))
    rows = [
        loan("J1", "东村", 500, dt.date(2021, 1, 5), name="欧阳某某", use="=1+1"),
        loan("J2", "西村", 300, dt.date(2021, 10, 5), name="张某某", use="-5"),
        loan("J3", "西村", 900, dt.date(2021, 10, 31)),
    ]
    write_loans(office.folder, "2021-10", rows)
    run_month(office, OCTOBER, executor=pool)
    return office


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("name", ["借款.新增", "新增"])
def test_a_figure_is_traced_to_file_sheet_and_rows(published: Office, name: str) -> None:
    trace = trace_figure(published, OCTOBER, name)
    (part,) = trace.parts
    assert (trace.figure.value, trace.changed) == (300, [])
    assert (part.ledger, part.file, part.sheet) == ("L90 借款台账", "L90_借款.xlsx", "借款")
    assert list(part.rows.index) == [3]
    assert dict(part.rows.loc[3]) == {
        "借据号": "J2",
        "村": "西村",
        "借款人": "张**",
        "用途": "-5",
        "余额": "300",
        "借款日": "2021-10-05",
    }


def test_rows_after_the_as_of_date_are_not_behind_a_figure(published: Office) -> None:
    assert list(trace_figure(published, OCTOBER, "余额").parts[0].rows.index) == [2, 3]


def test_all_columns_are_written_and_none_can_become_a_formula(published: Office, tmp_path: Path) -> None:
    write_trace(trace_figure(published, OCTOBER, "余额"), tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["行", "借据号", "村", "借款人", "用途", "余额", "借款日"]
    assert rows[1] == ["2", "J1", "东村", "欧阳**", "'=1+1", "500", "2021-01-05"]
    assert rows[2][4] == "-5"
    assert rows[3:] == [["合计", "", "", "", "", "800", ""]]
    with pytest.raises(UsageError, match="不能写入"):
        write_trace(trace_figure(published, OCTOBER, "余额"), tmp_path / "no" / "rows.csv")


def test_amounts_are_in_the_figures_unit_and_add_up_to_it(published: Office) -> None:
    schemas = open_ledgers(published, OCTOBER, load_settings(published, OCTOBER))
    schema, rows = schemas.schema("借款"), schemas["借款"].loc[[2, 3]]
    figure = trace_figure(published, OCTOBER, "余额").figure
    in_ten_thousands = figure.model_copy(update={"unit": "万元", "decimals": 2, "value": 0.08})
    shown, added, total, whole = _laid_out(in_ten_thousands, schema, rows)
    assert list(shown["余额（万元）"]) == ["0.05", "0.03"]
    assert (added, total) == ({"余额": "余额（万元）"}, {"余额（万元）": "0.08"})
    assert whole == ""
    part = TracedRows("L90", "a.xlsx", "借款", schema, shown, added, total)
    console = Console(width=120)
    with console.capture() as capture:
        console.print(_rows_table(part, ""))
    assert re.search(r"合计 .* 0\.08 ", capture.get())
    counted = figure.model_copy(update={"measured": Measured(), "unit": "笔", "decimals": 0, "value": 2})
    assert _laid_out(counted, schema, rows)[2] == {"借据号": "2笔"}
    for kind in ("ratio", "extreme"):
        assert _laid_out(counted.model_copy(update={"kind": kind}), schema, rows)[2] == {}


def test_several_columns_that_are_added_up_have_a_sum_of_their_own(published: Office, tmp_path: Path) -> None:
    trace = trace_figure(published, OCTOBER, "余额")
    part = trace.parts[0]
    amount = part.schema.columns["余额"]
    names = {"甲": "甲（万元）", "乙": "乙（万元）"}
    schema = part.schema.model_copy(update={"columns": {name: amount for name in names}})
    rows = pd.DataFrame({"甲": [40.0, 3.0], "乙": [7.0, float("nan")]}, index=[2, 3])
    figure = trace.figure.model_copy(
        update={"unit": "万元", "decimals": 2, "measured": Measured(adds=("甲", "乙"))}
    )
    shown, added, total, whole = _laid_out(figure, schema, rows)
    # Each column is rounded for itself, and their sum is that of the rows: 50元 are 0.01万元.
    assert (added, total, whole) == (names, dict(zip(names.values(), ("0", "0"), strict=True)), "0.01")
    several = TracedRows(
        "L90", "a.xlsx", "借款", schema.model_copy(update={"key": ()}), shown, added, total, whole
    )
    console = Console(width=120)
    with console.capture() as capture:
        console.print(_rows_table(several, ""))
    assert re.search(r"总计 .* 0\.01 ", capture.get())
    write_trace(replace(trace, parts=[several]), tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[-2:] == [["合计", "0", "0"], ["总计", "0.01", ""]]


def test_rows_of_several_ledgers_are_one_table(published: Office, tmp_path: Path) -> None:
    trace = trace_figure(published, OCTOBER, "余额")
    other = trace_figure(published, OCTOBER, "村数").parts
    write_trace(replace(trace, parts=[*trace.parts, *other]), tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:5] == ["台账", "文件", "工作表", "行", "借据号"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [row[0][:3] for row in rows[1:]] == ["L90"] * 3 + ["L01"] * 3
    assert rows[-1][3] == "合计"


def test_an_unknown_figure_and_a_month_that_was_never_run_are_told(published: Office) -> None:
    with pytest.raises(UsageError, match=r"是不是：借款.余额"):
        trace_figure(published, OCTOBER, "借款.余頟")
    with pytest.raises(UsageError, match=r"figures.csv"):
        trace_figure(published, OCTOBER, "x")
    with pytest.raises(UsageError, match="先运行 yuebao run 2021-09"):
        trace_figure(published, Month(2021, 9), "借款.余额")


def test_a_workbook_changed_since_is_named(published: Office) -> None:
    path = published.ledgers(OCTOBER) / "L90_借款.xlsx"
    before = path.read_bytes()
    write_loans(published.folder, "2021-10", [loan("J1", "东村", 500, dt.date(2021, 1, 5))])
    try:
        assert trace_figure(published, OCTOBER, "余额").changed == ["L90_借款.xlsx"]
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("how", ["changed", "gone", "another"])
def test_a_notebook_that_is_not_as_it_was_published_is_named_and_not_quoted(
    published: Office, how: str
) -> None:
    folder = published.record(OCTOBER) / "sections"
    path = folder / "01_loans.ipynb"
    before = path.read_bytes()
    forged = before.replace(b"300", b"999")
    (folder / "03_x.ipynb" if how == "another" else path).write_bytes(forged)
    if how != "changed":
        path.unlink()
    try:
        with pytest.raises(RunError, match=r"sections/01_loans.ipynb 发布后") as raised:
            trace_figure(published, OCTOBER, "借款.新增")
        assert "999" not in str(raised.value)
        assert trace_figure(published, OCTOBER, "村情.村数").figure.value == 2
    finally:
        path.write_bytes(before)
        (folder / "03_x.ipynb").unlink(missing_ok=True)


@pytest.mark.parametrize("content", [None, "", "{}"])
def test_a_published_month_without_a_whole_manifest_is_not_quoted(
    published: Office, content: str | None
) -> None:
    path = published.output(OCTOBER) / "manifest.json"
    before = path.read_bytes()
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    try:
        with pytest.raises((RunError, UsageError), match="manifest"):
            trace_figure(published, OCTOBER, "借款.新增")
    finally:
        path.write_bytes(before)


def test_rows_come_from_the_workbook_and_not_from_a_changed_snapshot(published: Office) -> None:
    path = published.snapshots(OCTOBER) / "借款.parquet"
    table = pq.read_table(path)
    frame = table.to_pandas().assign(余额=999.0)
    pq.write_table(pa.Table.from_pandas(frame).replace_schema_metadata(table.schema.metadata), path)
    assert list(trace_figure(published, OCTOBER, "借款.新增").parts[0].rows["余额"]) == ["300"]
