"""The verbs of tables: figures by a column, beside earlier months or as one likes, ledger rows, words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.errors import SectionError
from helpers.ledgers.classes import is_sensitive, marks_of
from helpers.ledgers.rows import compress_rows
from helpers.record import ColumnRecord, TableRecord, Value, show
from helpers.sections import layouts, text
from helpers.sections.arguments import Gaps, Head, Heads, Name, Names, Sentence, Template
from helpers.sections.figures import checked_rows
from helpers.sections.from_rows import refuse_personal
from helpers.sections.groups import groups_of
from helpers.sections.layouts import TableLayout
from helpers.wording.numbers import decimals_of

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection


def table(
    section: OpenSection, title: Template, by: str, figures: Names, *, notes: Sequence[Sentence] = ()
) -> None:
    """分组表：把几个指标按一列分开，合计行就是指标本身；按村时列出所有的村。

    例
    --
    >>> s.table("各村小额信贷", by="村", figures=["存量贷款户", "存量贷款", "逾期户数"])
    """
    chosen = [section.figure(name) for name in figures]
    layout = layouts.grouped(title, by, chosen, groups_of(section, by, chosen))
    if len(layout.columns) > 1:
        _show(section, title, layout, notes)


def cross_table(
    section: OpenSection,
    title: Template,
    figure: Name,
    by: str,
    across: str,
    *,
    notes: Sequence[Sentence] = (),
) -> None:
    """交叉表：把一个指标按两列摊开，右边和下面是合计。

    例
    --
    >>> s.cross_table("各村各银行余额", "存量贷款", by="村", across="承贷银行")
    """
    chosen = section.figure(figure)
    groups, heads = groups_of(section, by, [chosen]), groups_of(section, across, [chosen])
    _show(section, title, layouts.crossed(chosen, by, across, groups, heads), notes)


def comparison(
    section: OpenSection, title: Template, figures: Names, *, notes: Sequence[Sentence] = ()
) -> None:
    """增减表：指标的本月、上月、上年同月；都没有可比的数时不写。

    例
    --
    >>> s.comparison("小额信贷增减", ["存量贷款", "存量贷款户"])
    """
    chosen = [section.figure(name) for name in figures]
    if any(figure.previous is not None or figure.year_ago is not None for figure in chosen):
        _show(section, title, layouts.compared(chosen), notes)


def grid(
    section: OpenSection,
    title: Template,
    columns: Heads,
    rows: Mapping[Head, Gaps],
    *,
    head: Head = "类别",
    total: Gaps | None = None,
    notes: Sequence[Sentence] = (),
) -> None:
    """自排表：自己定行和列，每一格是一个指标；没有行时不写。

    参数
    ----
    rows：{行名: [每一格的指标名]}，空格写 None。行名照原样印出，可以来自台账。
    total：合计行各格的指标名。

    例
    --
    >>> s.grid("各类农户", ["户数", "人口"], {"脱贫户": ["脱贫户", "脱贫人口"]}, total=["总户数", "总人口"])
    """

    def values(names: Gaps) -> list[Value]:
        return [None if name is None else section.figure(name).value for name in names]

    if any(len(names) != len(columns) for names in (*rows.values(), total or columns)):
        raise SectionError("表的列数和指标数不同", where=title)
    if not rows:
        return
    kinds = [ColumnRecord(name=text.filled(section, head), kind="text")]
    for at, column in enumerate(columns):
        name = next((names[at] for names in rows.values() if names[at] is not None), None)
        figure = section.figure(name) if name else None
        kinds.append(
            ColumnRecord(
                name=text.filled(section, column),
                unit=figure.unit if figure else "",
                decimals=figure.decimals if figure else 0,
            )
        )
    body = [[label, *values(names)] for label, names in rows.items()]
    last = ["合计", *values(total)] if total is not None else None
    behind = [
        ["" if name is None else section.figure(name).name for name in names]
        for names in (*rows.values(), *([total] if total is not None else []))
    ]
    _show(section, title, TableLayout(kinds, body, last, figures=behind), notes)


def text_table(
    section: OpenSection,
    title: Template,
    columns: Heads,
    rows: Sequence[Sequence[Template]],
    *,
    notes: Sequence[Sentence] = (),
) -> None:
    """文字表：每一格是一个模板，写法同句子；台账、params 里的原文用 s.quoted(…)；没有行时不写。

    例
    --
    >>> s.text_table("问题和措施", ["问题", "措施"], [["逾期{逾期户数}", "逐户清收"]])
    """
    if not rows:
        return
    kinds = [ColumnRecord(name=text.filled(section, name), kind="text") for name in columns]
    body = [[text.filled(section, cell) for cell in row] for row in rows]
    _show(section, title, TableLayout(kinds, body), notes)


def row_table(
    section: OpenSection,
    title: Template,
    rows: pd.DataFrame,
    columns: Sequence[str],
    *,
    units: Mapping[str, str] | None = None,
    total: Mapping[str, Name] | None = None,
    notes: Sequence[Sentence] = (),
) -> None:
    """台账行表：把台账的行（标段、示范点）原样印出；个人信息的列不能印。

    参数
    ----
    units：算出来的列的单位，{列: 单位}；台账的列照台账。
    total：{列: 合计是哪个指标}。

    例
    --
    >>> s.row_table("各标段进度", lots, ["标段", "批复里程"], total={"批复里程": "批复里程"})
    """
    frame = checked_rows(rows, title)
    schema = section.ledgers.schema(frame.attrs["table"])
    kinds = []
    for name in columns:
        refuse_personal(section, frame, name, title)
        column = schema.columns.get(name)
        if column is not None and column.sensitive:
            raise SectionError(f"“{name}”是个人信息，不能写进报告", where=title, do="去掉这一列")
        number = pd.api.types.is_numeric_dtype(frame[name]) and (column is None or column.kind != "year")
        own = (column.unit or ("%" if column.kind == "percent" else "")) if column else ""
        unit = (units or {}).get(name, own) if number else ""
        kinds.append(
            ColumnRecord(
                name=name,
                kind="number" if number else "text",
                unit=unit,
                decimals=decimals_of(unit),
                figure=section.figure(total[name]).name if total and name in total else None,
            )
        )
    body = [[_cell(row[name]) for name in columns] for _, row in frame.iterrows()]
    last: list[Value] | None = None
    if total is not None:
        last = [section.figure(total[name]).value if name in total else None for name in columns]
        last[0] = "合计" if columns[0] not in total else last[0]
    behind = [[compress_rows([row])] for row in frame.index]
    sensitive = is_sensitive(frame, marks_of(schema, section.ledgers.schemas()))
    layout = TableLayout(kinds, body, last, table=schema.name, cells=behind, sensitive=sensitive)
    _show(section, title, layout, notes)


def frame_table(
    section: OpenSection,
    title: Template,
    frame: pd.DataFrame,
    units: Mapping[str, str],
    *,
    total: Mapping[str, Name],
    notes: Sequence[Sentence] = (),
) -> None:
    """计算表：算出来的表，每一列加起来必须等于一个指标；第一列是表的索引。

    参数
    ----
    units：{列: 单位}。
    total：{列: 合计是哪个指标}，每一列都要有。

    例
    --
    >>> s.frame_table("各村应分租金", shares, units={"应分租金": "元"}, total={"应分租金": "租金分配合计"})
    """
    if loose := [str(name) for name in frame.columns if name not in total]:
        raise SectionError(
            f"“{'、'.join(loose)}”没有合计", where=title, do="在 total 里写明它的合计是哪个指标"
        )
    kinds = [ColumnRecord(name=str(frame.index.name), kind="text")]
    last: list[Value] = ["合计"]
    for name in frame.columns:
        whole, unit = section.figure(total[name]), units.get(name, "")
        kind = ColumnRecord(name=name, unit=unit, decimals=decimals_of(unit), figure=whole.name)
        added = round(math.fsum(map(float, frame[name])), kind.decimals)
        if added != round(whole.number, kind.decimals or 0):
            raise SectionError(f"“{name}”各行之和 {added} 不等于指标 {whole.text()}", where=title)
        kinds.append(kind)
        last.append(whole.value)
    body = [[str(key), *map(_cell, row)] for key, row in zip(frame.index, frame.to_numpy(), strict=True)]
    _show(section, title, TableLayout(kinds, body, last, by=str(frame.index.name)), notes)


def _show(section: OpenSection, title: Template, layout: TableLayout, notes: Sequence[Sentence]) -> None:
    """Display a table under the section's next id."""
    record = TableRecord(
        id=section.cells.next_id(),
        title=text.spans(section, title),
        unit=layout.unit,
        columns=tuple(layout.columns),
        rows=tuple(map(tuple, layout.rows)),
        total=None if layout.total is None else tuple(layout.total),
        notes=text.noted(section, notes),
        by=layout.by,
        across=layout.across,
        table=layout.table,
        sensitive=layout.sensitive,
        cells=tuple(map(tuple, layout.cells)),
        figures=tuple(map(tuple, layout.figures)),
    )
    show(record, html=layouts.to_html(record))


def _cell(value: Any) -> Value:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number == int(number) else number
