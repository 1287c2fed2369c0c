"""Where a table stands in its sheet: the header, the columns, and which rows are data."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from helpers.ledgers.cells import WHITE, is_blank
from helpers.ledgers.columns import NUMBERS, ColumnSchema
from helpers.ledgers.headers import normalise, split_unit
from helpers.ledgers.problems import Level, Problem
from helpers.ledgers.schemas import TableSchema
from helpers.ledgers.tables import address
from helpers.ledgers.units import factor
from helpers.ledgers.workbooks import Cell, LedgerSheet
from helpers.months import Month

_FIRST_ROWS = 10
_SERIAL = frozenset({"序号", "编号", "no", "no."})
_TOTAL = re.compile(r"(.{0,10}?)(?:合计|小计|总计|共计|累计)(?:数|\(.*\))?:?")
_NOTE = re.compile(
    r"(?:备?注|附注|说明|填表说明|注意事项?|数据来源|填报(?:单位|人|日期)|填表(?:人|日期)|制表(?:人|日期)?|审核人?|"
    r"(?:单位)?负责人|经办人|联系(?:人|电话)|单位盖章)(?:\d+)?[:.、].*"
)
_CAPTION_UNIT = re.compile(r"单位:(?:[^:、,/]{1,4}[、,/])*(亿元|万元|千元|元)")


class Place(NamedTuple):
    """Where a column stands, from 0, and by what its numbers are multiplied to be in its own unit."""

    at: int
    ratio: Fraction


@dataclass
class Layout:
    """The columns that were found and the Excel rows of the data."""

    file: str
    sheet: str
    places: dict[str, Place] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def letters(self) -> dict[str, str]:
        """The columns' letters in the workbook."""
        return {name: get_column_letter(place.at + 1) for name, place in self.places.items()}

    def report(
        self,
        level: Level,
        cell: str,
        column: str,
        what: str,
        do: str = "",
        rule: str = "表头",
        value: str = "",
    ) -> None:
        """Report a fault of the header or of a row."""
        self.problems.append(Problem(level, self.file, self.sheet, cell, column, value, what, do, rule))


class _Header(NamedTuple):
    first: int  # Excel rows
    last: int
    names: list[tuple[str, str]]  # of each column of the sheet: the merged cell above, the name


def find_layout(sheet: LedgerSheet, schema: TableSchema, file: str, month: Month) -> Layout:
    """Find the table in its sheet.

    The header may stand in another row than the schema says, as long as it is among the first ten; columns
    are known by name or alias, in any order. Totals, notes and repeated headers are left out, and said so; so is
    a column that is not kept in the month.
    """
    layout = Layout(file, sheet.name)
    header = _find_header(sheet, schema)
    if header is None:
        names = "、".join(list(schema.columns)[:4])
        do = f"表头要有“{names}”等列名，放在第 {schema.header[0]} 行"
        layout.report("error", f"A{schema.header[0]}", "", f"前 {_FIRST_ROWS} 行里找不到表头", do)
        return layout
    if (header.first, header.last) != schema.header:
        what = (
            f"表头占{_span(header.first, header.last)}，台账定义是{_span(*schema.header)}，已按实际位置读取"
        )
        layout.report("info", f"A{header.first}", "", what)
    repeats = _place_columns(sheet, schema, header, layout, month)
    _pick_rows(sheet, schema, header, layout)
    _settle_repeats(sheet, header, layout, repeats)
    return layout


def _span(first: int, last: int) -> str:
    return f"第 {first} 行" if first == last else f"第 {first} 至 {last} 行"


def _find_header(sheet: LedgerSheet, schema: TableSchema) -> _Header | None:
    span = schema.header[1] - schema.header[0] + 1
    starts = [schema.header[0], *range(1, _FIRST_ROWS + 1)]
    candidates = [_header_at(sheet, first, first + span - 1) for first in starts]
    candidates += [
        _header_at(sheet, first, first + other - 1) for other in {1, 2} - {span} for first in starts
    ]
    known = {name for column in schema.columns.values() for name in schema.headers(column)}

    def score(header: _Header) -> int:
        return len({name for _, name in header.names if name in known or split_unit(name)[0] in known})

    best = max(candidates, key=score)
    required = sum(column.required for column in schema.columns.values())
    return best if score(best) >= max(min(2, len(schema.columns)), required * 0.3) else None


def _header_at(sheet: LedgerSheet, first: int, last: int) -> _Header:
    rows = [list(row) for row in sheet.rows[first - 1 : last]]
    for (top, left), (bottom, right) in sheet.merges:
        if first - 1 <= top and bottom <= last - 1 and top < len(sheet.rows):
            row = rows[top - first + 1]
            row[left : right + 1] = [row[left]] * len(row[left : right + 1])
    names = []
    for column in range(max(map(len, rows), default=0)):
        stack = ["", *(normalise(row[column]) for row in rows if not is_blank(row[column]))]
        names.append((stack[-2], stack[-1]) if len(stack) > 1 else ("", ""))
    return _Header(first, last, names)


def _candidates(schema: TableSchema) -> dict[str, list[ColumnSchema]]:
    """Return each header and the columns it can mean; full names come before names without their unit."""
    found: dict[str, list[ColumnSchema]] = {}
    for column in schema.columns.values():
        for name in (column.name, *column.aliases):
            found.setdefault(normalise(name), []).append(column)
    for column in schema.columns.values():
        for name in schema.headers(column):
            found.setdefault(name, [column])
    return found


def _place_columns(
    sheet: LedgerSheet, schema: TableSchema, header: _Header, layout: Layout, month: Month
) -> dict[int, str]:
    """Find where each column stands; return the further places of columns that stand there more than once."""
    known = _candidates(schema)
    places: dict[str, list[int]] = {}
    unknown: dict[str, int] = {}
    for index, (group, name) in enumerate(header.names):
        columns = known.get(name) or known.get(split_unit(name)[0]) or []
        in_group = (column for column in columns if column.group and normalise(column.group) == group)
        column = next(in_group, next(iter(columns), None))
        if column is not None:
            places.setdefault(column.name, []).append(index)
        elif name and name.lower() not in _SERIAL:
            unknown.setdefault(name, index)
    caption = _caption_unit(sheet, header.first)
    repeats: dict[int, str] = {}
    for column in schema.columns.values():
        indexes = places.get(column.name, [])
        if not column.kept(month):
            _leave_out(column, indexes, header, layout)
            continue
        if not indexes:
            _report_missing(schema, column, header, unknown, layout)
            continue
        # Where a column stands twice, the one under its own name is meant and not the one under an alias.
        index = min(indexes, key=lambda index: header.names[index][1] != normalise(column.name))
        layout.places[column.name] = Place(index, _ratio(column, index, header, caption, layout))
        repeats.update({other: column.name for other in indexes if other != index})
    for name, index in unknown.items():
        cell = f"{get_column_letter(index + 1)}{header.last}"
        layout.report("info", cell, "", "台账定义里没有这一列，没有读取", value=name)
    return repeats


def _leave_out(column: ColumnSchema, indexes: list[int], header: _Header, layout: Layout) -> None:
    """Say that a column is not kept in the month, so that it is empty, even where the sheet has it."""
    cell = f"{get_column_letter(indexes[0] + 1)}{header.last}" if indexes else ""
    what = f"这一列本月没有（{column.span}），按空列处理" + ("，表里的没有读取" if indexes else "")
    layout.report("info", cell, column.name, what, rule="起止")


def _ratio(
    column: ColumnSchema, index: int, header: _Header, caption: str | None, layout: Layout
) -> Fraction:
    unit = split_unit(header.names[index][1])[1] or (caption if column.kind == "money" else None)
    if unit is None or not column.unit:
        return Fraction(1)
    cell = f"{get_column_letter(index + 1)}{header.last}"
    ratio = factor(unit, column.unit)
    if ratio is None:
        what = f"表头的单位是{unit}，这一列的单位应是{column.unit}"
        layout.report("error", cell, column.name, what, "核对表头的单位", "单位", header.names[index][1])
        return Fraction(1)
    if ratio != 1:
        what = f"表头的单位是{unit}，已换算成{column.unit}"
        layout.report("info", cell, column.name, what, "", "单位", header.names[index][1])
    return ratio


def _caption_unit(sheet: LedgerSheet, first: int) -> str | None:
    texts = [normalise(cell) for row in sheet.rows[: first - 1] for cell in row if isinstance(cell, str)]
    found = [match[1] for match in map(_CAPTION_UNIT.search, texts) if match]
    return found[0] if found else None


def _report_missing(
    schema: TableSchema, column: ColumnSchema, header: _Header, unknown: dict[str, int], layout: Layout
) -> None:
    close = difflib.get_close_matches(normalise(column.name), unknown, n=1, cutoff=0.5)
    cell = f"{get_column_letter(unknown[close[0]] + 1 if close else 1)}{header.last}"
    level: Level = "error" if column.required else "warning" if close else "info"
    do = f"补上“{column.name}”这一列" if column.required else ""
    if close:
        do = (
            f"是不是改名成了“{close[0]}”；是就改回“{column.name}”，"
            f"或在 params/ledgers 的 {schema.ledger_code} 里给这一列加上别名"
        )
    layout.report(level, cell, column.name, "表头里没有这一列", do, value=close[0] if close else "")


def _pick_rows(sheet: LedgerSheet, schema: TableSchema, header: _Header, layout: Layout) -> None:
    used = {place.at for place in layout.places.values()}
    required = {
        layout.places[name].at: column.kind
        for name, column in schema.columns.items()
        if column.required and name in layout.places
    }
    covered = _covered_by_merges(sheet, header.last)
    skipped: dict[tuple[str, int], list[int]] = {}
    for number, row in enumerate(sheet.rows[header.last :], start=header.last + 1):
        filled = [index for index, cell in enumerate(row) if cell.__class__ is not str or cell.strip(WHITE)]
        if used.isdisjoint(filled):
            continue
        first = filled[0]
        blank = required.keys() - filled - covered.get(number, set())
        words = {index for index in blank if required[index] not in NUMBERS}
        if _is_total(row, filled[:3], words):
            skipped.setdefault(("合计行，没有计入", first), []).append(number)
        elif isinstance(row[first], str) and blank == required.keys() - {first} and _is_note(row[first]):
            skipped.setdefault(("表下的说明，没有计入", first), []).append(number)
        elif _is_header(row, first, header):
            skipped.setdefault(("重复的表头，没有计入", first), []).append(number)
        elif len(filled) == 1 and isinstance(row[first], str) and len(blank) > 2 and number not in covered:
            cell = f"{get_column_letter(first + 1)}{number}"
            do = "是说明就在前面写“注：”，是数据就补全，多余就删去"
            layout.report("error", cell, "", "这一行只有一格有字，不像数据", do, "行")
        else:
            layout.rows.append(number)
    for (what, index), rows in skipped.items():
        layout.report("info", address(get_column_letter(index + 1), rows), "", what, "", "行")


def _covered_by_merges(sheet: LedgerSheet, header_last: int) -> dict[int, set[int]]:
    """Return for each Excel row the columns whose value stands further up in the same merged cell."""
    covered: dict[int, set[int]] = {}
    for (top, left), (bottom, _) in sheet.merges:
        for row in range(max(top + 1, header_last), bottom + 1):
            covered.setdefault(row + 1, set()).add(left)
    return covered


def _is_total(row: list[Cell], labels: list[int], blank_words: set[int]) -> bool:
    for index in labels:
        cell = row[index]
        match = _TOTAL.fullmatch(normalise(cell)) if isinstance(cell, str) and "计" in cell else None
        # "中湾村小计" is a total; "资金合计" with all its other words filled in is a row of data.
        if match and (not match[1] or blank_words - {index}):
            return True
    return False


def _is_note(cell: str) -> bool:
    return _NOTE.fullmatch(normalise(cell)) is not None


def _is_header(row: list[Cell], first: int, header: _Header) -> bool:
    names = [name for _, name in header.names]
    if first >= len(names) or normalise(row[first]) != names[first]:
        return False
    same = sum(normalise(cell) == name for cell, name in zip(row, names, strict=False) if name)
    return same > max(1, sum(map(bool, names)) // 2)


def _settle_repeats(sheet: LedgerSheet, header: _Header, layout: Layout, repeats: dict[int, str]) -> None:
    """Say so where a column stands twice in the sheet; the two must not contradict each other."""
    for index, column in repeats.items():
        used = layout.places[column].at
        letter, cell = get_column_letter(used + 1), f"{get_column_letter(index + 1)}{header.last}"
        name = header.names[index][1]
        rows = [sheet.rows[row - 1] for row in layout.rows]
        if all(cells[used] == cells[index] for cells in rows):
            what = f"和 {letter} 列重复，内容相同，读的是 {letter} 列"
            layout.report("info", cell, column, what, value=name)
        else:
            what = f"和 {letter} 列是同一列，内容却不同"
            layout.report("error", cell, column, what, "只留下对的一列", value=name)
