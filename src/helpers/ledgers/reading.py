"""Sheets become tables: each cell by its column's kind, then what the schema says about columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.ledgers.cells import TICKS, Context, Read, is_blank, reader
from helpers.ledgers.columns import NUMBERS, ColumnSchema
from helpers.ledgers.headers import normalise
from helpers.ledgers.layout import Layout, find_layout
from helpers.ledgers.marked import check_markings
from helpers.ledgers.masking import mask
from helpers.ledgers.problems import Level, Problem
from helpers.ledgers.rules import check_rows
from helpers.ledgers.schemas import LedgerSchema, TableSchema
from helpers.ledgers.tables import INDEX, LedgerTable, address, plain
from helpers.ledgers.workbooks import Cell, LedgerSheet, Workbook, WorkbookError


def read_workbook(
    book: Workbook, ledger: LedgerSchema, context: Context
) -> tuple[list[LedgerTable], list[Problem]]:
    """Read and check all tables of a workbook.

    Returns
    -------
    tables : list of LedgerTable
        The tables whose sheet is there, each with its problems.
    problems : list of Problem
        What is wrong with the workbook itself: a marking of secrecy, a missing sheet, a damaged one,
        sheets that no table names.
    """
    tables: list[LedgerTable] = []
    file = book.path.name
    problems = check_markings(book, context.markings)
    names = {normalise(name): name for name in reversed(book.sheet_names)}
    used: set[str] = set()
    for schema in ledger.tables:
        if not schema.kept(context.month):
            used.update(names[normalise(name)] for name in schema.sheet if normalise(name) in names)
            what = f"“{schema.name}”本月没有（{schema.span}），按空表处理"
            problems.append(Problem("info", file, schema.sheet[0], what=what, rule="起止"))
            continue
        name = next((names[normalise(name)] for name in schema.sheet if normalise(name) in names), None)
        if name is None:
            what = f"没有工作表“{'”或“'.join(schema.sheet)}”，现有：{'、'.join(book.sheet_names)}"
            do = f"把放{schema.about.partition('；')[0] or schema.name}的工作表命名为“{schema.sheet[0]}”"
            problems.append(Problem("error", file, schema.sheet[0], "", "", "", what, do, "工作表"))
            continue
        used.add(name)
        try:
            sheet = book.sheet(name)
        except WorkbookError as fault:
            problems.append(Problem("error", file, name, "", "", "", fault.what, fault.do, "文件"))
            continue
        tables.append(read_table(sheet, schema, file, context))
    for name in book.sheet_names:
        if name not in used:
            problems.append(
                Problem("info", file, name, what="台账定义里没有这个工作表，没有读取", rule="工作表")
            )
    return tables, problems


def read_table(sheet: LedgerSheet, schema: TableSchema, file: str, context: Context) -> LedgerTable:
    """Read the table in a sheet and check all that can be seen in it alone."""
    layout = find_layout(sheet, schema, file, context.month)
    table = LedgerTable(schema, file, sheet.name, pd.DataFrame(), layout.letters, problems=layout.problems)
    series = {}
    for column in schema.columns.values():
        if column.name in layout.places:
            values = _read_column(sheet, column, layout, context, table)
        else:
            values = [None] * len(layout.rows)
        series[column.name] = as_series(values, column, layout.rows)
    table.frame = pd.DataFrame(series, index=pd.Index(layout.rows, dtype="int64", name=INDEX))
    if layout.rows:
        check_rows(table)
    elif layout.places:
        what, do = "只有表头，没有一行数据", "确认本月确实没有"
        table.problems.append(Problem("warning", file, sheet.name, what=what, do=do, rule="空表"))
    return table


def as_series(values: Sequence[Any], column: ColumnSchema, rows: Sequence[int]) -> pd.Series:
    """Return the values of a column with the dtype of its kind; None is missing."""
    cells: Any = values
    if column.dtype.startswith("datetime64"):
        cells = np.array(values, dtype="datetime64[D]").astype(column.dtype)
    dtype: Any = column.dtype
    return pd.Series(cells, index=list(rows), dtype=dtype)


def _read_column(
    sheet: LedgerSheet, column: ColumnSchema, layout: Layout, context: Context, table: LedgerTable
) -> list[Any]:
    index, ratio = layout.places[column.name]
    cells = {row: sheet.rows[row - 1][index] for row in layout.rows}
    if column.kind == "percent":
        # What a person sees is what is meant: a cell formatted as a percentage holds 0.96 and shows 96%.
        shown = {row for row in cells if (row - 1, index) in sheet.percents and isinstance(cells[row], float)}
        cells.update({row: float(Decimal(repr(cells[row])) * 100) for row in shown})
    wrong = _fill_merges(sheet, column, index, cells)
    for row in cells:
        if says := sheet.broken.get((row - 1, index)):
            wrong[row] = Read(None, "error", says, "重新填写公式，或改成数值", "公式")
    # A value often stands in many cells and is read once; with its type, since True equals 1.
    keys = [(cell.__class__, cell) for cell in cells.values()]
    read = reader(column, context, ratio)
    reads = {key: Read(None) if is_blank(key[1]) else read(key[1]) for key in dict.fromkeys(keys)}
    found = dict(zip(cells, map(reads.__getitem__, keys), strict=True)) | wrong
    values = {row: made.value for row, made in found.items()}
    notes = {row: made for row, made in found.items() if made.level}
    table.bad[column.name] = {row for row, made in notes.items() if made.level == "error"}
    infos: dict[str, list[int]] = {}
    for row, made in notes.items():
        if made.level == "info":
            infos.setdefault(made.note, []).append(row)
        else:
            _report(table, column, row, cells[row], made)
    if column.kind == "flag" and (blanks := _unticked(cells)):
        values.update(dict.fromkeys(blanks, "否"))
        infos["这一列只打勾，空格按“否”读取"] = blanks
    for note, rows in infos.items():
        where = address(layout.letters[column.name], rows)
        first = mask(plain(cells[rows[0]]), column.personal)
        what = f"{note}（{len(rows)} 格）" if len(rows) > 1 else note
        table.problems.append(
            Problem("info", table.file, table.sheet, where, column.name, first, what, rule="规范")
        )
    return list(values.values())


def _report(table: LedgerTable, column: ColumnSchema, row: int, cell: Cell, found: Read) -> None:
    value = mask(plain(cell), column.personal)
    where = table.cell(column.name, [row])
    level: Level = "error" if found.level == "error" else "warning"
    table.problems.append(
        Problem(level, table.file, table.sheet, where, column.name, value, found.note, found.do, found.rule)
    )


def _fill_merges(
    sheet: LedgerSheet, column: ColumnSchema, index: int, cells: dict[int, Cell]
) -> dict[int, Read]:
    """Give each row of a merged cell its value; a merged number belongs to no single row: an error."""
    wrong: dict[int, Read] = {}
    for (top, left), (bottom, _) in sheet.merges:
        rows = [row for row in range(top + 1, bottom + 2) if row in cells]
        if left != index or len(rows) < 2:
            continue
        value = sheet.rows[top][index]
        for row in rows:
            cells[row] = value
            if column.kind in NUMBERS and not is_blank(value):
                wrong[row] = Read(
                    None, "error", "几行的数合并在一格，分不清各是多少", "取消合并，逐行填写", "合并"
                )
    return wrong


def _unticked(cells: dict[int, Cell]) -> list[int]:
    """Return the blank cells of a column that knows no answer but a tick: there a blank means no."""
    written = {normalise(cell) for cell in set(cells.values()) if not is_blank(cell)}
    return [row for row, cell in cells.items() if is_blank(cell)] if written and written <= TICKS else []


def file_problem(path: Path, fault: WorkbookError) -> Problem:
    """Return the problem of a workbook that cannot be read."""
    return Problem("error", path.name, what=fault.what, do=fault.do, rule="文件")
