"""What can be checked within one table: blanks, ranges, keys, dates in order, agreement, its own rules."""

from __future__ import annotations

import pandas as pd

from helpers.ledgers import identity
from helpers.ledgers.columns import NUMBERS, ColumnSchema
from helpers.ledgers.expressions import evaluate
from helpers.ledgers.problems import Level
from helpers.ledgers.schemas import Rule
from helpers.ledgers.tables import INDEX, LedgerTable, look_up, plain

_TOWN = 9  # the digits of a village code that are the township's


def check_rows(table: LedgerTable) -> None:
    """Check a table; faults are added to its problems.

    A cell that could not be read is left out of all checks here: it has been reported with its own reason.
    """
    for column in table.schema.columns.values():
        if column.name in table.letters:
            _check_blanks(table, column)
            _check_range(table, column)
            if column.kind == "id_number":
                _check_identity(table, column)
            elif column.kind == "village_code":
                _check_township(table, column)
    _check_unique(table, table.schema.key, "主键")
    for columns in table.schema.unique:
        _check_unique(table, columns, "唯一")
    for earlier, later in table.schema.order:
        _check_order(table, earlier, later)
    if table.schema.agree:
        for column_name in table.schema.agree.columns:
            _check_agreement(table, table.schema.agree.by, column_name)
    for rule in table.schema.rules:
        _check_rule(table, rule)


def _check_blanks(table: LedgerTable, column: ColumnSchema) -> None:
    if column.required or column.warn_blank:
        blank = table.frame[column.name].isna() & table.good(column.name)
        level: Level = "error" if column.required else "warning"
        table.report(
            level, column.name, _rows(blank), "没有填", "补填", "必填" if column.required else "空白"
        )


def _check_range(table: LedgerTable, column: ColumnSchema) -> None:
    if column.kind not in NUMBERS:
        return
    values = table.frame[column.name].astype("float64")
    low = column.min if column.min is not None else (0 if column.kind == "percent" else -float("inf"))
    high = column.max if column.max is not None else (100 if column.kind == "percent" else float("inf"))
    for outside, bound in ((values < low, f"小于 {low:g}"), (values > high, f"大于 {high:g}")):
        for row in _rows(outside):
            do = f"核对这个数，单位是{column.unit}" if column.unit else "核对这个数"
            if column.unit == "元" and low <= values[row] * 10_000 <= high:
                do = "像是按万元填的，这一列的单位是元"
            elif column.unit == "万元" and low <= values[row] / 10_000 <= high:
                do = "像是按元填的，这一列的单位是万元"
            table.report("error", column.name, [row], f"{bound}{column.unit}", do, "范围")
    if column.kind == "percent":
        tiny = (values > 0) & (values < 1)
        table.report(
            "warning", column.name, _rows(tiny), "不到百分之一", "核对：百分之九十六填 96 或 96%", "范围"
        )


def _check_identity(table: LedgerTable, column: ColumnSchema) -> None:
    numbers = table.frame[column.name].dropna()
    numbers = numbers[~numbers.str.startswith(identity.PLACEHOLDER)]
    for other, says in (
        (column.birth, "和证件号码里的出生日期不同"),
        (column.sex, "和证件号码第 17 位的性别不同"),
    ):
        if other is None or other not in table.letters:
            continue
        written = table.frame.loc[numbers.index, other].dropna()
        own = numbers[written.index]
        if other == column.birth:
            differs = written != pd.to_datetime(own.str[6:14], format="%Y%m%d", errors="coerce")
        else:
            differs = written != own.str[16].astype("int64").mod(2).map({1: "男", 0: "女"})
        table.report("error", other, _rows(differs), says, "照证件核对这两列", "证件")


def _check_township(table: LedgerTable, column: ColumnSchema) -> None:
    towns = table.frame[column.name].dropna().str[:_TOWN]
    if towns.nunique() > 1:
        usual = towns.mode()[0]
        table.report(
            "error",
            column.name,
            _rows(towns != usual),
            "前九位和其他村不同，不是同一个乡镇的编码",
            "核对村编码",
            "编码",
        )


def _check_unique(table: LedgerTable, columns: tuple[str, ...], rule: str) -> None:
    names = list(columns)
    filled = table.frame.loc[table.good(*names), names].dropna()
    if not filled.duplicated().any():
        return
    at = names[-1] if rule == "唯一" else _telling(table, names)
    firsts: dict[tuple[object, ...], int] = {}
    for row, key in zip(filled.index, filled.itertuples(index=False, name=None), strict=True):
        first = firsts.setdefault(key, row)
        if first != row:
            what = f"和第 {first} 行重复（{'、'.join(names)}）"
            table.report("error", at, [row], what, "核对后只留一行", rule)


def _telling(table: LedgerTable, names: list[str]) -> str:
    """Return the column of a key whose cell is named: the one that identifies most."""
    return max(names, key=lambda name: table.frame[name].nunique())


def _check_order(table: LedgerTable, earlier: str, later: str) -> None:
    wrong = (table.frame[earlier] > table.frame[later]) & table.good(earlier, later)
    rows = _rows(wrong)
    says = [f"早于{earlier} {plain(date)}" for date in table.frame.loc[rows, earlier]]
    table.report("error", later, rows, says, "核对这两个日期", "先后")


def _check_agreement(table: LedgerTable, by: str, column: str) -> None:
    good = table.good(by, column)
    shared = table.frame.loc[good & table.frame[by].notna(), [by, column]]
    first = shared.drop_duplicates(by).reset_index().set_index(by)
    expected = look_up(shared[by], first[column])
    differs = (shared[column] != expected).fillna(True) & ~(shared[column].isna() & expected.isna())
    rows = _rows(differs)
    origin = look_up(shared.loc[rows, by], first[INDEX])
    says = [f"和第 {row} 行不同，这两行的{by}相同" for row in origin]
    table.report("error", column, rows, says, "核对后改成一致", "一致")


def _check_rule(table: LedgerTable, rule: Rule) -> None:
    columns = table.schema.columns
    # A required cell that is blank has been reported; the rule could say nothing better about it.
    judged = table.good(*rule.columns)
    for name in rule.columns:
        if columns[name].required:
            judged &= table.frame[name].notna()
    met = evaluate(rule.rule, {name: table.frame[name] for name in rule.columns})
    table.report(rule.level, rule.cell_column, _rows(judged & ~met), rule.says, rule.do, rule.id)


def _rows(mask: pd.Series) -> list[int]:
    return [int(row) for row in mask.index[mask.fillna(False).astype(bool)]]
