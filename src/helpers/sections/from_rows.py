"""The verbs that make a figure from rows of a ledger."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from helpers.errors import SectionError
from helpers.ledgers.classes import is_sensitive, marks_of
from helpers.months import Month
from helpers.record import Kind, Value
from helpers.sections import measures
from helpers.sections.arguments import PERIODS, NewName, Period, Rows
from helpers.sections.figures import MadeFigure, checked_rows
from helpers.sections.measures import Measure
from helpers.wording.numbers import convert, decimals_of

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection

# Kinds of column whose values belong to one village each, so that counts of them add up over the villages.
_IDENTIFIERS = ("code", "id_number", "village", "village_code")


def count(
    section: OpenSection,
    name: NewName,
    rows: Rows,
    *,
    unit: str,
    definition: str,
    distinct: str | None = None,
    kind: Period = "stock",
) -> MadeFigure:
    """数行数：选出来的行有多少；写 distinct 时，数这一列有多少个不同的值。

    参数
    ----
    name：指标名称，中文，一节里不重名。
    rows：从各月台账选行的函数（这样才能和别的月比），或选好的行。
    unit：量词，户、人、个。
    definition：口径，写给读者看。
    distinct：按哪一列去重，如 户编号。
    kind：stock 期末数，ytd 本年累计，flow 本月发生。

    例
    --
    >>> s.count("逾期户数", overdue, distinct="户号", unit="户", definition="有逾期贷款的户数")
    """
    table = checked_rows(select(section, rows), name).attrs["table"]
    column = section.ledgers.schema(table).columns.get(distinct or "")
    measure = measures.counting(distinct, identifies=column is not None and column.kind in _IDENTIFIERS)
    return _measure(section, name, rows, measure, unit, 0, _period(kind, name), definition)


def total(
    section: OpenSection,
    name: NewName,
    rows: Rows,
    columns: str | Sequence[str],
    *,
    definition: str,
    unit: str | None = None,
    decimals: int | None = None,
    kind: Period = "stock",
) -> MadeFigure:
    """求和：把选出来的行的一列或几列加起来，单位照台账，或换算成 unit。

    参数
    ----
    kind：stock 期末数，ytd 本年累计，flow 本月发生。

    例
    --
    >>> s.total("存量贷款", stock, "余额", unit="万元", definition="期末贷款余额之和")
    """
    names = [columns] if isinstance(columns, str) else list(columns)
    into, factor = _factor(section, rows, names, unit)
    places = decimals_of(into) if decimals is None else decimals
    measure = measures.summing(names, factor, places)
    return _measure(section, name, rows, measure, into, places, _period(kind, name), definition)


def least(
    section: OpenSection,
    name: NewName,
    rows: Rows,
    column: str,
    *,
    definition: str,
    unit: str | None = None,
    decimals: int | None = None,
) -> MadeFigure:
    """最小值：选出来的行里一列的最小值；一行也没有时，没有值。

    例
    --
    >>> s.least("最低人均纯收入", assisted, "人均纯收入（元）", definition="各户人均纯收入的最小值")
    """
    return _extreme(section, name, rows, column, True, definition, unit, decimals)


def greatest(
    section: OpenSection,
    name: NewName,
    rows: Rows,
    column: str,
    *,
    definition: str,
    unit: str | None = None,
    decimals: int | None = None,
) -> MadeFigure:
    """最大值：选出来的行里一列的最大值；一行也没有时，没有值。

    例
    --
    >>> s.greatest("最长逾期天数", overdue, "逾期天数", unit="天", definition="逾期天数的最大值")
    """
    return _extreme(section, name, rows, column, False, definition, unit, decimals)


def mean(
    section: OpenSection,
    name: NewName,
    rows: Rows,
    column: str,
    *,
    definition: str,
    unit: str,
    decimals: int = 1,
) -> MadeFigure:
    """平均值：选出来的行里一列的平均值；一行也没有时，没有值。

    例
    --
    >>> s.mean("平均办理天数", closed, "办理天数", unit="天", definition="已办结线索办理天数的平均值")
    """
    measure = measures.middle(column, statistics.fmean, decimals)
    return _measure(section, name, rows, measure, unit, decimals, "extreme", definition)


def median(
    section: OpenSection,
    name: NewName,
    rows: Rows,
    column: str,
    *,
    definition: str,
    unit: str,
    decimals: int = 1,
) -> MadeFigure:
    """中位数：选出来的行里一列的中位数；一行也没有时，没有值。

    例
    --
    >>> s.median("办理天数中位数", closed, "办理天数", unit="天", definition="已办结线索办理天数的中位数")
    """
    measure = measures.middle(column, statistics.median, decimals)
    return _measure(section, name, rows, measure, unit, decimals, "extreme", definition)


def listing(section: OpenSection, name: NewName, rows: Rows, column: str, *, definition: str) -> MadeFigure:
    """列名：把一列里不同的值（村、项目、资产）按台账的次序用“、”连起来；个人信息不能列。

    例
    --
    >>> s.listing("逾期的村", overdue, "村", definition="有逾期贷款的村")
    """
    refuse_personal(section, checked_rows(select(section, rows), name), column, name)
    return _measure(section, name, rows, measures.listing(column), "", 0, "listing", definition)


def select(section: OpenSection, rows: Rows) -> pd.DataFrame:
    """Return the rows of this month."""
    return rows(section.ledgers) if callable(rows) else rows


def refuse_personal(section: OpenSection, rows: pd.DataFrame, column: str, where: str) -> None:
    """Raise SectionError if a column of rows is personal, so that its values cannot be printed."""
    known = section.ledgers.schema(rows.attrs["table"]).columns.get(column)
    if known is not None and known.personal:
        raise SectionError(f"“{column}”是个人信息，不能写进报告", where=where, do="只列村、项目、资产等名称")


def _period(kind: str, name: str) -> Kind:
    if kind not in PERIODS:
        known = "、".join(f"{word}（{what}）" for word, what in PERIODS.items())
        raise SectionError(f"kind 写的是“{kind}”", where=name, do=f"可用：{known}")
    return kind  # type: ignore[return-value] # one of the kinds, as was just seen


def _factor(section: OpenSection, rows: Rows, columns: list[str], unit: str | None) -> tuple[str, float]:
    """Return the figure's unit and the factor from the ledger's unit to it."""
    frame = select(section, rows)
    known = section.ledgers.schema(frame.attrs["table"]).columns
    units = {known[column].unit for column in columns if column in known}
    of = next(iter(units), None) or unit
    if of is None or len(units) > 1:
        raise SectionError(f"“{'、'.join(columns)}”的单位不明", do="写明 unit=…，各列的单位要相同")
    into = unit or of
    return into, convert(1, of, into)


def _extreme(
    section: OpenSection,
    name: str,
    rows: Rows,
    column: str,
    least: bool,
    definition: str,
    unit: str | None,
    decimals: int | None,
) -> MadeFigure:
    into, factor = _factor(section, rows, [column], unit)
    places = decimals_of(into) if decimals is None else decimals
    measure = measures.extreme(column, least, factor)
    return _measure(section, name, rows, measure, into, places, "extreme", definition)


def _measure(
    section: OpenSection,
    name: str,
    rows: Rows,
    measure: Measure,
    unit: str,
    decimals: int,
    kind: Kind,
    definition: str,
) -> MadeFigure:
    part = checked_rows(select(section, rows), name)

    def value_in(month: Month) -> Value:
        ledgers = section.ledgers_of(month) if callable(rows) else None
        if not callable(rows) or ledgers is None:
            return None
        with ledgers.missing() as missing:
            value = measure.apply(rows(ledgers))
        # What a month did not keep was not zero then: there is nothing to compare with.
        return None if missing else value

    schema, month = section.ledgers.schema(part.attrs["table"]), section.month
    return section.add(
        MadeFigure(
            section.full_name(name),
            measure.apply(part),
            unit,
            decimals,
            definition,
            kind,
            ledger=f"{schema.ledger_code} {schema.ledger_name}",
            parts=(part,),
            measure=measure,
            # A sum since January starts anew in January: December's is another year's.
            previous=None if kind == "ytd" and month.number == 1 else value_in(month.previous),
            year_ago=value_in(month.year_ago),
            history=lambda: {str(month): value_in(month) for month in section.past_months},
            sensitive=is_sensitive(part, _marks(section, part)),
        )
    )


def _marks(section: OpenSection, rows: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    return marks_of(section.ledgers.schema(rows.attrs["table"]), section.ledgers.schemas())
