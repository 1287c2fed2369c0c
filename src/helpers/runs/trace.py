"""From a published figure back to the rows of the workbooks that made it."""

from __future__ import annotations

import csv
import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import RunError, UsageError
from helpers.failures import reason
from helpers.ledgers import TableSchema, open_ledgers
from helpers.ledgers.headers import split_unit
from helpers.ledgers.masking import mask
from helpers.ledgers.rows import expand_rows
from helpers.ledgers.units import factor
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from helpers.record import FigureRecord
from helpers.runs.manifest import hashes, read_manifest, require_manifest, touched_files
from helpers.runs.records import read_figures
from helpers.wording.numbers import plain

_COUNTS = ("stock", "ytd", "flow")
# Of an amount in the figure's unit: 0.01元 in 亿元.
_DECIMALS = 10


@dataclass(frozen=True)
class TracedRows:
    """The rows of a ledger behind a figure, by Excel row: all columns as text, what is personal masked.

    The columns that the figure adds up are in its unit, and say so where the ledger has another.
    """

    ledger: str
    file: str
    sheet: str
    schema: TableSchema
    rows: pd.DataFrame
    #: What the columns that are added up are called here.
    added: dict[str, str] = field(default_factory=dict)
    #: The sum of each of them, or under the first column how many there are; empty of a figure that is no sum.
    total: dict[str, str] = field(default_factory=dict)
    #: The sum of them all, where several columns are added up.
    whole: str = ""


@dataclass(frozen=True)
class Trace:
    """A figure with the rows that made it; `changed` names the workbooks that are no longer as they were."""

    figure: FigureRecord
    parts: list[TracedRows] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def trace_figure(office: Office, month: Month, name: str) -> Trace:
    """Return the ledger rows behind a figure of a published month, or of its draft where it is not published.

    Parameters
    ----------
    name : str
        The figure's full name, or its name in the section where only one section has it.

    Raises
    ------
    UsageError
        If the month was never run or has no such figure.
    RunError
        If the notebook of a published month that has it, or the manifest, is not as it was published.
    LedgerFaults
        If the workbooks have errors now.
    """
    settings = load_settings(office, month)
    figure = _find(*_figures(office, month), name, month)
    ledgers = open_ledgers(office, month, settings)
    parts = []
    for source in figure.sources:
        schema, origin = ledgers.schema(source.table), ledgers.source(source.table)
        table = ledgers[source.table]
        rows = table.loc[table.index.intersection(expand_rows(source.rows))]
        ledger = f"{schema.ledger_code} {schema.ledger_name}"
        parts.append(TracedRows(ledger, origin.file, origin.sheet, schema, *_laid_out(figure, schema, rows)))
    return Trace(figure, parts, _changed(office, month))


def section_figures(office: Office, month: Month, prefix: str) -> list[FigureRecord]:
    """Return the figures of the section that a name is the prefix of, in their order; none where it is of none.

    A name that is also a figure's is taken for the figure.
    """
    figures, _ = _figures(office, month)
    if any(prefix in (name, figure.short) for name, figure in figures.items()):
        return []
    return [figure for name, figure in figures.items() if name.partition(".")[0] == prefix.rstrip(".")]


def _figures(office: Office, month: Month) -> tuple[dict[str, FigureRecord], dict[str, str]]:
    """Return the figures of a month, and its notebooks that are not as they were published, which are not quoted."""
    published = office.output(month)
    if not published.is_dir():
        return read_figures(office.record_draft(month)), {}
    record = office.record(month)
    touched = touched_files(record, require_manifest(published, month)["record"])
    return read_figures(record, touched), touched


def _find(
    figures: Mapping[str, FigureRecord], touched: Mapping[str, str], name: str, month: Month
) -> FigureRecord:
    if touched and not any(name in (full, full.partition(".")[2]) for full in figures):
        said = "、".join(f"{notebook} {how}" for notebook, how in touched.items())
        raise RunError(
            f"{said}，里面的数不能作准",
            where=f"data/records/{month}",
            do=f"用 yuebao verify {month} 核对，或重新运行 yuebao run {month}",
        )
    if not figures:
        raise UsageError(f"{month} 还没有运行过", do=f"先运行 yuebao run {month}")
    found = [full for full in figures if name in (full, full.partition(".")[2])]
    if len(found) == 1:
        return figures[found[0]]
    if found:
        raise UsageError(f"不止一个指标叫“{name}”", do=f"写全名：{'、'.join(found)}")
    short = {full.partition(".")[2]: full for full in figures}
    near = difflib.get_close_matches(name, [*figures, *short], n=3, cutoff=0.4)
    names = dict.fromkeys(short.get(word, word) for word in near)
    raise UsageError(
        f"{month} 的报告里没有“{name}”这个指标",
        do=f"是不是：{'、'.join(names)}" if names else f"全部指标见 outputs/{month}/figures.csv",
    )


def _laid_out(
    figure: FigureRecord, schema: TableSchema, rows: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, str], dict[str, str], str]:
    """Return the rows as text, what the added columns are called, the line of the total, and the sum of that line."""
    added: dict[str, str] = {}
    total: dict[str, str] = {}
    shown: dict[str, list[str]] = {}
    sums: list[float] = []
    for column in rows.columns:
        kept = schema.columns[column]
        ratio = factor(kept.unit, figure.unit)
        if figure.measured is None or column not in figure.measured.adds or ratio is None:
            shown[column] = [_shown(value, kept.personal) for value in rows[column]]
            continue
        name = column if ratio == 1 else f"{split_unit(column)[0]}（{figure.unit}）"
        added[column] = name
        shown[name] = [
            "" if pd.isna(value) else plain(float(value) * float(ratio), _DECIMALS) for value in rows[column]
        ]
        sums.append(math.fsum(rows[column].dropna()) * float(ratio))
        total[name] = plain(sums[-1], figure.decimals)
    if figure.measured is not None and not figure.measured.adds and figure.kind in _COUNTS:
        counted = figure.measured.counted
        count = len(rows) if counted not in rows.columns else rows[counted].nunique()
        total[next(iter(shown))] = f"{count}{figure.unit}"
    whole = plain(math.fsum(sums), figure.decimals) if len(sums) > 1 else ""
    return pd.DataFrame(shown, index=rows.index, dtype=object), added, total, whole


def _shown(value: Any, personal: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if pd.isna(value) else mask(value, personal)


def _changed(office: Office, month: Month) -> list[str]:
    inputs = read_manifest(office.output(month)).get("inputs", {})
    then = inputs.get(str(month), {}) if isinstance(inputs, dict) else {}
    now = hashes(office.ledgers(month))
    return sorted(name for name in then if now.get(name) != then[name])


def write_trace(trace: Trace, path: Path) -> None:
    """Write all rows and columns behind a figure as one table of CSV for Excel, the total last.

    Rows of several ledgers say first of which they are.

    Raises
    ------
    UsageError
        If the file cannot be written.
    """
    several = len(trace.parts) > 1
    columns = list(dict.fromkeys(column for part in trace.parts for column in part.rows.columns))
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(["台账", "文件", "工作表"] if several else []), "行", *columns])
            for part in trace.parts:
                place = [part.ledger, part.file, part.sheet] if several else []
                for number, row in zip(part.rows.index, part.rows.to_dict("records"), strict=True):
                    writer.writerow([*place, number, *(_inert(row.get(column, "")) for column in columns)])
                if part.total:
                    writer.writerow([*place, "合计", *(part.total.get(column, "") for column in columns)])
                if part.whole:
                    writer.writerow([*place, "总计", *_under(columns, next(iter(part.total)), part.whole)])
    except OSError as error:
        raise UsageError(f"不能写入：{reason(error)}", where=str(path), do="换一个文件名") from None


def _under(columns: list[str], column: str, text: str) -> list[str]:
    return [text if one == column else "" for one in columns]


def _inert(text: str) -> str:
    """Keep Excel from reading a text as a formula; a negative number is none."""
    live = text.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"-?[\d.]+", text)
    return f"'{text}" if live else text
