"""A ledger as an office keeps it: title, caption and header, lists in the cells, a 合计 row, notes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from helpers.demo.sheets import fill, letters
from helpers.ledgers import ColumnSchema, LedgerSchema, Schemas, TableSchema
from helpers.months import Month
from helpers.offices import Office
from helpers.params import read_yaml

_CREATED = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
_WIDTHS = {
    "id_number": 20,
    "account": 21,
    "village_code": 15,
    "date": 12,
    "month": 10,
    "note": 30,
    "code": 15,
    "name": 12,
}
# Excel's limit for the text of a list
_LIST = 255


@dataclass(frozen=True)
class Habit:
    """How a table is laid out beyond what its definition says.

    Attributes
    ----------
    sums : tuple of str
        Columns that the 合计 row adds up; no such row when empty.
    total_first : bool
        The 合计 row stands directly below the header, as in published project tables.
    note : str
        What is written below the table.
    dates : str
        How dates are written as text; real dates when empty.
    months : str
        How months are written.
    """

    sums: tuple[str, ...] = ()
    total_first: bool = False
    note: str = ""
    dates: str = ""
    months: str = "%Y%m"


_HABITS = {
    "村组": Habit(("村民小组数", "总户数", "总人口数", "面积", "耕地面积")),
    "监测对象": Habit(dates="%Y%m%d"),
    "低保特困": Habit(months="%Y.%m"),
    "产业奖补": Habit(("申报金额", "审定金额", "实发金额"), note="注：含上年度及审核不通过的申报。"),
    "消费帮扶": Habit(("金额",), dates="%Y.%m.%d"),
    "小额信贷": Habit(("借款金额", "余额", "贴息金额"), note="注：含已结清的借据；贴息为当年累计。"),
    "线索": Habit(note="注：未走到的步骤留空。"),
    "救助": Habit(dates="%Y-%m-%d"),
    "搬迁户": Habit(("人口", "劳动力数", "就业人数")),
    "租金分配": Habit(note="注：按易迁户数分配，最大余数法分到分。"),
    "项目": Habit(
        ("批复里程", "总投资", "中央衔接资金", "省级衔接资金", "市县衔接资金", "其他资金", "拨付金额"),
        total_first=True,
    ),
    "村集体收入": Habit(dates="%Y%m%d"),
    "特色产业": Habit(("面积", "产量", "产值", "带动户数", "用工人数")),
}


@dataclass(frozen=True)
class Stamp:
    """Who filled in a workbook, and when."""

    office: str
    clerk: str
    day: dt.date


def kept_ledgers(office: Office, schemas: Schemas) -> list[LedgerSchema]:
    """Return the ledgers that the office keeps: all but the absent ones of ``params/report.yaml``."""
    absent = read_yaml(office.folder / "params" / "report.yaml").get("absent_ledgers") or []
    return [ledger for ledger in schemas.ledgers if ledger.code not in absent]


def workbook_name(ledger: LedgerSchema, month: Month) -> str:
    """Return the name of a ledger's file, such as ``L11_脱贫人口小额信贷台账_202110.xlsx``."""
    return f"{ledger.code}_{ledger.name}_{month.year}{month.number:02d}.xlsx"


def write_workbook(
    path: Path, ledger: LedgerSchema, tables: dict[str, list[dict[str, Any]]], stamp: Stamp
) -> None:
    """Write the workbook of one ledger; the same rows give the same bytes.

    Raises
    ------
    KeyError
        If a row has a column that the ledger's definition does not know.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED, "title": ledger.name, "author": stamp.office})
    styles = _Styles(book)
    rows = {}
    for number, table in enumerate(ledger.tables, 1):
        sheet = book.add_worksheet(table.sheet[0])
        rows[number] = _write_table(sheet, styles, table, tables.get(table.name, []), stamp)
    book.close()
    content = fill(buffer.getvalue(), rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)


class _Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **more: Any) -> Any:
        options = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", **more}
        key = tuple(sorted(options.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(options)
        return self._made[key]

    @property
    def title(self) -> Any:
        return self(bold=True, font_size=16, align="center")

    @property
    def header(self) -> Any:
        return self(bold=True, align="center", text_wrap=True, border=1, bg_color="#E7E6E6")

    def cell(self, column: ColumnSchema, habit: Habit, **more: Any) -> Any:
        text = column.kind == "date" and habit.dates
        formats = {"date": "@" if text else "yyyy-mm-dd", "money": "0.00", "integer": "0", "year": "0"}
        formats |= {"decimal": "General", "percent": "General"}
        align = "right" if column.kind in ("money", "decimal", "percent") else "center"
        align = "left" if column.kind in ("text", "note") else align
        return self(border=1, align=align, num_format=formats.get(column.kind, "@"), **more)


def header(column: ColumnSchema) -> str:
    """Return the text of a column's header: its name, and the unit of sums of money and measures."""
    unit = column.unit if column.kind in ("money", "decimal", "percent") else ""
    return f"{column.name}({unit})" if unit and not column.name.endswith((")", "）")) else column.name


def _write_table(
    sheet: Any, styles: _Styles, table: TableSchema, rows: list[dict[str, Any]], stamp: Stamp
) -> tuple[int, list[list[Any]]]:
    """Write everything but the rows; return the Excel row where they begin, and their cells."""
    columns = list(table.columns.values())
    habit = _HABITS.get(table.name, Habit())
    unknown = {name for row in rows for name in row} - set(table.columns)
    if unknown:
        raise KeyError(f"{table.name}: {'、'.join(sorted(unknown))}")
    top, bottom = table.header
    width = len(columns) - 1
    if top > 1:
        name = (
            table.ledger_name if table.name in table.ledger_name else f"{table.ledger_name}（{table.name}）"
        )
        sheet.merge_range(0, 0, 0, max(width, 1), f"{name}（示例数据，均为虚构）", styles.title)
        sheet.set_row(0, 28)
    if top > 2:
        money = [column.unit for column in columns if column.kind == "money"]
        caption = f"填报单位：{stamp.office}　　填报人：{stamp.clerk}　　填报日期：{stamp.day:%Y-%m-%d}"
        sheet.write_string(1, 0, caption + (f"　　金额单位：{money[0]}" if money else ""), styles())
    _write_header(sheet, styles, columns, top - 1, bottom - 1)
    first = bottom + (1 if habit.total_first else 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_blank(first, place, None, styles.cell(column, habit))
    last = first + len(rows) - 1
    cells = _cells(columns, rows, habit)
    if habit.sums and rows:
        _write_total(sheet, styles, columns, rows, habit, bottom if habit.total_first else last + 1)
    if habit.note:
        sheet.write_string(last + (2 if habit.sums and not habit.total_first else 1), 0, habit.note, styles())
    for place, column in enumerate(columns):
        if rows and column.allowed and len(",".join(column.allowed)) <= _LIST:
            sheet.data_validation(
                first,
                place,
                last,
                place,
                {"validate": "list", "source": column.allowed, "error_type": "warning"},
            )
    sheet.freeze_panes(bottom, min(3, width))
    sheet.autofilter(bottom - 1, 0, max(last, bottom), width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top - 1, bottom - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    return first + 1, cells


def _write_header(sheet: Any, styles: _Styles, columns: list[ColumnSchema], top: int, bottom: int) -> None:
    sheet.set_row(bottom, 32)
    for place, column in enumerate(columns):
        if top == bottom:
            sheet.write_string(top, place, header(column), styles.header)
        elif not column.group:
            sheet.merge_range(top, place, bottom, place, header(column), styles.header)
        else:
            sheet.write_string(bottom, place, header(column), styles.header)
            group = [at for at, other in enumerate(columns) if other.group == column.group]
            if place == group[0]:
                if len(group) > 1:
                    sheet.merge_range(top, place, top, group[-1], column.group, styles.header)
                else:
                    sheet.write_string(top, place, column.group, styles.header)


def _write_total(
    sheet: Any,
    styles: _Styles,
    columns: list[ColumnSchema],
    rows: list[dict[str, Any]],
    habit: Habit,
    at: int,
) -> None:
    for place, column in enumerate(columns):
        style = styles.cell(column, habit, bold=True)
        if place == 0:
            sheet.write_string(at, place, "合计", styles(border=1, bold=True, align="center"))
        elif column.name in habit.sums:
            total = round(sum(row.get(column.name) or 0 for row in rows), 2)
            name = letters(place)
            first = at + 1 if habit.total_first else at - len(rows)
            sheet.write_formula(at, place, f"=SUM({name}{first + 1}:{name}{first + len(rows)})", style, total)
        else:
            sheet.write_blank(at, place, None, style)


def _width(column: ColumnSchema) -> float:
    shown = header(column)
    return max(
        _WIDTHS.get(column.kind, 9),
        min(22, 1.2 * len(shown.encode("gb18030")) / (2 if len(shown) > 9 else 1) + 2),
    )


def _cells(columns: list[ColumnSchema], rows: list[dict[str, Any]], habit: Habit) -> list[list[Any]]:
    names = [column.name for column in columns]
    cells = [[row.get(name) for name in names] for row in rows]
    written = {"month": habit.months, "date": habit.dates}
    for place, column in enumerate(columns):
        if spelling := written.get(column.kind):
            for row in cells:
                row[place] = row[place] and f"{row[place]:{spelling}}"
    return cells
