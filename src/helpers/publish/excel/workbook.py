"""The tables of the report as an Excel workbook: contents, one table a sheet, the checks, all figures, the facts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from helpers.publish.annexes import FACT_COLUMNS
from helpers.publish.excel.sheets import (
    BACK,
    BODY,
    CONTENTS,
    Cell,
    Number,
    Sheet,
    Writer,
    fitted,
    number,
    sheet_name,
)
from helpers.publish.exporting import ReportExporter
from helpers.publish.report import DASH, Figure, Report, Table
from helpers.wording.numbers import plain

FIGURE_HEADS = ("章节", "指标", "数值", "单位", "口径", "台账", "行数")
CONTENTS_HEADS = ("编号", "表名（点击打开）", "单位", "内容")

GAP = f"“{DASH}”表示这一格没有数，或者不适用。"
HOW_TO_READ = (
    f"每张工作表一个表，标题在A1格；点表名打开那张表，点“{BACK}”回到这里。",
    "各表的数和报告里的是同一批，都由台账里的行算出；各指标的口径和行数见“指标”表。",
    GAP,
)

# Text is never anything else, whatever it begins with. In memory, the parts of the file get a fixed date.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class WorkbookExporter(ReportExporter):
    """nbconvert's exporter ``yuebao-xlsx``: the tables of an executed section as a workbook."""

    export_from_notebook = "月报 Excel"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = ".xlsx"

    def render(self, report: Report, fonts: Path) -> bytes:
        """Return the workbook of a report."""
        return render_workbook(report)


def render_workbook(report: Report) -> bytes:
    """Return the tables of the report as XLSX; the same report gives the same bytes."""
    out = io.BytesIO()
    # A copy: XlsxWriter writes into what it is given.
    with Workbook(out, OPTIONS | {"default_format_properties": dict(BODY)}) as book:
        book.set_properties(_properties(report))
        writer = Writer(book)
        listed = list(_listed(report))
        writer.write(_contents(report, listed))
        for one in listed:
            writer.write(one.sheet)
    return out.getvalue()


def _properties(report: Report) -> dict[str, Any]:
    day = report.issued or report.as_of
    return {
        "title": fitted(_title(report)),
        "subject": report.month.label,
        "author": fitted(report.office),
        "company": fitted(report.office),
        "created": dt.datetime(day.year, day.month, day.day),
    }


def _title(report: Report) -> str:
    return f"{report.title.replace(chr(10), '')}附表"


@dataclass(frozen=True)
class _Listed:
    """A sheet, and what the contents say of it."""

    sheet: Sheet
    label: str
    title: str
    unit: str
    about: str


def _contents(report: Report, listed: Sequence[_Listed]) -> Sheet:
    lines = [f"数据截至{_day(report.as_of)}"]
    lines += [f"编制单位：{report.office}"] if report.office else []
    lines += [f"编制日期：{_day(report.issued)}"] if report.issued else []
    rows = tuple((one.label, one.title, one.unit, one.about) for one in listed)
    return Sheet(
        CONTENTS,
        _title(report),
        CONTENTS_HEADS,
        rows,
        ("　".join(lines), *HOW_TO_READ),
        links=tuple(one.sheet.name for one in listed),
    )


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _listed(report: Report) -> Iterator[_Listed]:
    """Yield the sheets after the contents, in order."""
    taken = [CONTENTS]

    def listed(sheet: Sheet, label: str, title: str, unit: str, about: str) -> _Listed:
        sheet = replace(sheet, name=sheet_name(sheet.name, taken))
        taken.append(sheet.name)
        return _Listed(sheet, label, title, unit, about)

    for section in report.walk():
        for block in section.blocks:
            if isinstance(block, Table):
                sheet, unit = _table(report, block), _unit(block)
                yield listed(sheet, block.label, block.title, unit.removeprefix("单位："), section.heading)
    annexes = [
        (_checks(report), "各表、各指标之间的关系是否成立"),
        (_figures(report), "每个指标的值、口径、台账和行号"),
        (_facts(report), "正文引用的、台账里没有的事实及其出处"),
    ]
    there = [(sheet, about) for sheet, about in annexes if sheet is not None]
    for place, (sheet, about) in enumerate(there, start=1):
        yield listed(sheet, f"附{place}", sheet.title, "见各行" if sheet.name == "指标" else DASH, about)


def _unit(table: Table) -> str:
    """Say where the unit of a table's numbers stands."""
    if table.unit:
        return table.unit
    if "单位" in (column.name for column in table.columns):
        return "单位：见各行"
    return "单位：见表头" if any("（" in column.name for column in table.columns if column.number) else ""


def _lines(
    report: Report, unit: str, notes: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> tuple[str, ...]:
    """Say what every sheet says above its table: who, until when, the unit, the notes, what a dash means."""
    about = [report.office, f"数据截至{_day(report.as_of)}", unit]
    gap = [GAP] if any(cell in ("", DASH) for row in rows for cell in row) else []
    said = [*notes, *gap]
    numbered = [f"注{place}：{note}" for place, note in enumerate(said, start=1)]
    return (
        "　".join(filter(None, about)),
        *(numbered if len(said) > 1 else (f"注：{note}" for note in said)),
    )


def _table(report: Report, table: Table) -> Sheet:
    written = [row for row in (*table.rows, table.total) if row]
    rows = tuple(
        tuple(
            number(cell) if column.number else cell for column, cell in zip(table.columns, row, strict=True)
        )
        for row in written
    )
    name = f"{table.label} {table.title}".strip()
    return Sheet(
        name,
        name,
        tuple(column.name for column in table.columns),
        rows,
        _lines(report, _unit(table), table.notes, rows),
        total=bool(table.total),
    )


def _checks(report: Report) -> Sheet | None:
    return _table(report, report.checks) if report.checks else None


def _figures(report: Report) -> Sheet | None:
    """List all figures as ``figures.csv`` does; a value is shown as the report writes it."""
    rows = tuple(
        (
            one.heading,
            one.name,
            _value(one),
            one.unit,
            one.definition,
            one.ledger,
            DASH if one.row_count is None else Number(one.row_count),
        )
        for one in report.figures.values()
    )
    if not rows:
        return None
    return Sheet("指标", "全部指标", FIGURE_HEADS, rows, _lines(report, "单位：见各行", (), rows))


def _value(figure: Figure) -> Cell:
    if figure.value is None or isinstance(figure.value, str):
        return figure.value or ""
    shown = plain(figure.value, figure.decimals)
    return Number(figure.value, len(shown.partition(".")[2]))


def _facts(report: Report) -> Sheet | None:
    rows = tuple((one.name, one.text, one.source) for one in report.facts)
    heads = tuple(column.name for column in FACT_COLUMNS)
    return Sheet("事实", "引用的事实及其出处", heads, rows, _lines(report, "", (), rows)) if rows else None
