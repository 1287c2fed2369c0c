"""What a section notebook calls: figures from rows, text with figures by name, tables, charts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.errors import SectionError, UsageError
from helpers.gate.disclosure import MARK, NOTE
from helpers.ledgers import Ledgers, open_ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Fact, Part, Settings, load_settings
from helpers.record import (
    VILLAGE,
    ColumnRecord,
    ParagraphRecord,
    SectionRecord,
    Span,
    TableRecord,
    Value,
    escaped,
    show,
    words,
)
from helpers.sections import tables
from helpers.sections.charting import ChartBook
from helpers.sections.figures import Figure, checked_rows
from helpers.wording.numbers import chinese_numeral, decimals_of
from helpers.wording.templates import (
    BUILTINS,
    FACT_PREFIX,
    Piece,
    builtin_words,
    pieces,
    refuse_typed_numbers,
)

LATEST = "latest"
Sentence = str | bool | None | Figure | int


def open_section(
    name: str, month: str = LATEST, office: str = ".", *, subject: str | Sequence[str] = (), clause: str = ""
) -> Section:
    """Open a section of the report for a month; the first call of every section notebook.

    Parameters
    ----------
    name : str
        The notebook's own name, ``06_microcredit``.
    month : str
        ``2021-10``, or ``latest`` for the last month that has ledgers and params.
    office : str
        The office's folder; ``.`` looks for it from here upwards.
    subject : str or sequence of str
        The tables the section is about. When all are empty, the section is left out of the report, or `clause`
        is printed in its place, as ``empty_sections`` in ``params/report.yaml`` chooses.
    clause : str
        The sentence that says there is nothing to report.

    Raises
    ------
    UsageError
        If the month or the office is not there, or the report has no such section.
    LedgerFaults
        If the month's workbooks have errors.
    """
    place, settings = _place_and_settings(month, office)
    part = next((part for part in settings.report.sections() if part.section == name), None)
    if part is None:
        raise UsageError(
            f"报告里没有“{name}”这一节", where="params/report.yaml", do="在 outline 里加上这一节，或改正名字"
        )
    section = Section(part, place, settings, open_ledgers(place, settings.month, settings))
    section.announce((subject,) if isinstance(subject, str) else tuple(subject), clause)
    return section


def load_month(month: str = LATEST, office: str = ".") -> Ledgers:
    """Load the ledgers of a month to look around in: ``load_month("2021-10")["小额信贷"]`` is a data frame.

    Raises
    ------
    UsageError
        If the month or the office is not there.
    LedgerFaults
        If the month's workbooks have errors.
    """
    place, settings = _place_and_settings(month, office)
    return open_ledgers(place, settings.month, settings)


def _place_and_settings(month: str, office: str) -> tuple[Office, Settings]:
    place = Office.find(office)
    return place, load_settings(place, latest_month(place) if month == LATEST else Month.parse(month))


def latest_month(office: Office) -> Month:
    """Return the last month that has workbooks and a params file.

    Raises
    ------
    UsageError
        If there is none.
    """
    months = [month for month in office.months() if (office.folder / "params" / f"{month}.yaml").is_file()]
    if not months:
        raise UsageError(
            "没有任何月份的台账", where="data/ledgers", do="放入各月台账，或运行 yuebao demo 生成示例"
        )
    return months[-1]


class Section(ChartBook):
    """One section of the report being written: its figures, and the text, tables and charts that show them."""

    def __init__(self, part: Part, office: Office, settings: Settings, ledgers: Ledgers) -> None:
        super().__init__(part, office, settings, ledgers)
        self._shown = 0
        #: Whether the tables that the section is about have no row, so that what it says is not printed.
        self.empty = False
        self._stated: dict[str, Fact] = {}

    def announce(self, subject: Sequence[str], clause: str) -> None:
        """Display what this notebook is the record of."""
        if clause:
            refuse_typed_numbers(clause)
        self.empty = bool(subject) and all(self.ledgers[table].empty for table in subject)
        about = SectionRecord(
            section=str(self.part.section),
            prefix=self.part.figure_prefix,
            month=str(self.month),
            as_of=self.settings.this_month.as_of,
            empty=self.empty,
            clause=clause,
        )
        show(about, markdown=f"### {escaped(self.part.heading)}\n\n{self.month.label}")

    # --- text ---------------------------------------------------------------------------------------------------

    def paragraph(self, *sentences: Sentence) -> None:
        """Write a paragraph of sentence templates; one that is false or empty falls away.

        A template names figures and facts in braces, ``{存量贷款}``, ``{收入:突破}``, ``{事实.年度定位}``, and holds
        no digit.
        ``not section["逾期笔数"] and "无逾期现象"`` writes a sentence only when it is true.

        Raises
        ------
        SectionError
            If a template holds a typed number, names something that is not there, or a figure that has no value.
        """
        self._paragraph(sentences, lead=False)

    def lead(self, *sentences: Sentence) -> None:
        """Write a paragraph that stands before the first heading of the report."""
        self._paragraph(sentences, lead=True)

    def numbered(self, *clauses: Sentence) -> str:
        """Return the clauses that hold as one sentence, ``一是…；二是…。``; a single one is not counted.

        A clause is a template without its stop, or false when it falls away and the counting closes up.
        """
        held = [clause for clause in clauses if isinstance(clause, str) and clause]
        if len(held) > 1:
            held = [f"{chinese_numeral(place)}是{clause}" for place, clause in enumerate(held, start=1)]
        return "；".join(held) + "。" if held else ""

    def joined(self, *parts: Sentence, by: str = "、") -> str:
        """Return the parts of a sentence that hold, joined; a part is a template, or false."""
        return by.join(part for part in parts if isinstance(part, str) and part)

    def change(self, name: str, *forms: str, lead: str = "") -> str:
        """Return a clause that sets a figure beside earlier ones, or nothing where there are none.

        ``s.change("存量贷款", lead="，")`` gives ``，{存量贷款:环比}，{存量贷款:同比}``,
        which reads ，比上月减少3万元，同比增长4.2%.
        A sum since January has no 环比: what this month added is said in its place, 本月新增43户.

        Parameters
        ----------
        name : str
            The figure's short name.
        forms : str
            环比, 本月新增 or 同比, where only some of them are wanted.
        lead : str
            What stands before the clause and falls away with it, mostly a comma.
        """
        said = [f"{{{name}:{form}}}" for form in self[name].comparisons if not forms or form in forms]
        return lead + "，".join(said) if said else ""

    def has_fact(self, name: str) -> bool:
        """Return whether the params give a fact, for a sentence that falls away without it."""
        return name in self.settings.facts

    def stated(self, name: str, text: str, source: str) -> str:
        """Take up a text of the params that is no fact, such as a plan, and return the field that quotes it.

        The text may hold digits, since somebody answers for it; it is printed as it is, with its source.
        """
        self._stated[name] = Fact(text=text, source=source)
        return f"{{{name}}}"

    def _paragraph(self, sentences: Sequence[Sentence], *, lead: bool) -> None:
        if not self.empty:
            self._refuse_missing(sentence for sentence in sentences if isinstance(sentence, str))
        spans = [
            span for sentence in sentences if isinstance(sentence, str) for span in self._spans(sentence)
        ]
        if spans:
            paragraph = ParagraphRecord(spans=tuple(spans), lead=lead)
            show(paragraph, markdown=escaped(words(paragraph.spans)))

    def _refuse_missing(self, sentences: Iterable[str]) -> None:
        """Refuse a figure without a value in a sentence: a table may say 无, but 占无 is no Chinese."""
        for name in (piece.field for sentence in sentences for piece in pieces(sentence)):
            if name in self.figures and self[name].value in (None, ""):
                raise SectionError(
                    f"“{name}”没有值，不能写进句子",
                    where=self.part.heading,
                    do=f"没有值时让这句话不写，例如 s['{name}'] and '……{{{name}}}……'",
                )

    def _spans(self, template: str) -> list[Span]:
        return [self._span(piece) for piece in pieces(template)]

    def _span(self, piece: Piece) -> Span:
        if not piece.field:
            return Span(text=piece.literal)
        if piece.field in BUILTINS:
            return Span(text=builtin_words(self.settings)[piece.field])
        if piece.field.startswith(FACT_PREFIX):
            name = piece.field.removeprefix(FACT_PREFIX)
            fact = self.settings.facts.get(name)
            if fact is None:
                raise SectionError(
                    f"没有“{name}”这个事实",
                    where=f"params/{self.month}.yaml 的 facts",
                    do="补上这个事实和出处，或改正名字",
                )
            return Span(text=fact.text, fact=name, source=fact.source)
        if (stated := self._stated.get(piece.field)) is not None:
            return Span(text=stated.text, fact=piece.field, source=stated.source)
        figure = self[piece.field]
        return Span(text=figure.text(piece.form), figure=figure.name, form=piece.form)

    def _words(self, template: str) -> str:
        """Fill a title or note in; it may name figures too."""
        return words(tuple(self._spans(template)))

    # --- tables -------------------------------------------------------------------------------------------------

    def _table(self, title: str, table: tables.Table, notes: Sequence[Sentence] = ()) -> None:
        record = TableRecord(
            id=self._id(),
            title=tuple(self._spans(title)),
            unit=table.unit,
            columns=tuple(table.columns),
            rows=tuple(map(tuple, table.rows)),
            total=None if table.total is None else tuple(table.total),
            notes=(*self._notes(notes), *((Span(text=note),) for note in table.notes)),
            by=table.by,
            across=table.across,
            table=table.table,
            cells=tuple(map(tuple, table.cells)),
        )
        show(record, html=tables.to_html(record))

    def _id(self) -> str:
        self._shown += 1
        return f"{self.part.figure_prefix}-{self._shown}"

    def _notes(self, notes: Sequence[Sentence]) -> tuple[tuple[Span, ...], ...]:
        return tuple(tuple(self._spans(note)) for note in notes if isinstance(note, str))

    def table(self, title: str, by: str, figures: Sequence[str], *, notes: Sequence[Sentence] = ()) -> None:
        """Lay figures out by a column of their rows; by 村 all villages are listed. The figures are the total row."""
        chosen = [self[name] for name in figures]
        groups = self._groups(by, chosen)
        table = tables.grouped(title, by, chosen, groups)
        if len(table.columns) > 1:
            self._table(title, table, notes)

    def cross_table(
        self, title: str, figure: str, by: str, across: str, *, notes: Sequence[Sentence] = ()
    ) -> None:
        """Lay one figure out by two columns of its rows, with sums."""
        chosen = self[figure]
        groups, heads = self._groups(by, [chosen]), self._groups(across, [chosen])
        self._table(title, tables.crossed(chosen, by, across, groups, heads, self.is_small), notes)

    def comparison(self, title: str, figures: Sequence[str], *, notes: Sequence[Sentence] = ()) -> None:
        """Set figures beside the month before and the same month a year before; nothing where there are neither."""
        chosen = [self[name] for name in figures]
        if any(figure.previous is not None or figure.year_ago is not None for figure in chosen):
            self._table(title, tables.compared(chosen), notes)

    def grid(
        self,
        title: str,
        columns: Sequence[str],
        rows: Mapping[str, Sequence[str | None]],
        *,
        head: str = "类别",
        total: Sequence[str | None] | None = None,
        notes: Sequence[Sentence] = (),
    ) -> None:
        """Set figures out in a table of one's own; nothing where there is no row.

        Parameters
        ----------
        rows : mapping
            The label of a row to the names of its figures, None for a gap.
        """

        def values(names: Sequence[str | None]) -> list[Value]:
            return [None if name is None else self[name].value for name in names]

        if any(len(names) != len(columns) for names in (*rows.values(), total or columns)):
            raise SectionError("表的列数和指标数不同", where=title)
        if not rows:
            return
        kinds = [ColumnRecord(name=head, kind="text")]
        for at, column in enumerate(columns):
            name = next((names[at] for names in rows.values() if names[at] is not None), None)
            figure = self[name] if name else None
            kinds.append(
                ColumnRecord(
                    name=column, unit=figure.unit if figure else "", decimals=figure.decimals if figure else 0
                )
            )
        body = [[label, *values(names)] for label, names in rows.items()]
        last = ["合计", *values(total)] if total is not None else None
        self._table(title, tables.Table(kinds, body, last), notes)

    def text_table(
        self,
        title: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        notes: Sequence[Sentence] = (),
    ) -> None:
        """Print a table of words, each cell a template like a sentence; nothing when there is no row."""
        if not rows:
            return
        kinds = [ColumnRecord(name=name, kind="text") for name in columns]
        body = [[self._words(cell) for cell in row] for row in rows]
        self._table(title, tables.Table(kinds, body), notes)

    def row_table(
        self,
        title: str,
        rows: pd.DataFrame,
        columns: Sequence[str],
        *,
        units: Mapping[str, str] | None = None,
        total: Mapping[str, str] | None = None,
        notes: Sequence[Sentence] = (),
    ) -> None:
        """Print ledger rows themselves (lots of a project, sites); a personal column is refused.

        Parameters
        ----------
        units : mapping, optional
            Computed column to its unit; the ledger's own columns have theirs.
        total : mapping, optional
            Column to the figure that is its total.
        """
        frame = checked_rows(rows, title)
        schema = self.ledgers.schema(frame.attrs["table"])
        kinds = []
        for name in columns:
            column = schema.columns.get(name)
            if column is not None and (column.personal or column.sensitive):
                raise SectionError(f"“{name}”是个人信息，不能写进报告", where=title, do="去掉这一列")
            number = pd.api.types.is_numeric_dtype(frame[name]) and (column is None or column.kind != "year")
            own = (column.unit or ("%" if column.kind == "percent" else "")) if column else ""
            unit = (units or {}).get(name, own) if number else ""
            kinds.append(
                ColumnRecord(
                    name=name, kind="number" if number else "text", unit=unit, decimals=decimals_of(unit)
                )
            )
        body = [[_cell(row[name]) for name in columns] for _, row in frame.iterrows()]
        last: list[Value] | None = None
        if total is not None:
            last = [self[total[name]].value if name in total else None for name in columns]
            last[0] = "合计" if columns[0] not in total else last[0]
        self._table(title, tables.Table(kinds, body, last), notes)

    def frame_table(
        self,
        title: str,
        frame: pd.DataFrame,
        units: Mapping[str, str],
        *,
        total: Mapping[str, str],
        notes: Sequence[Sentence] = (),
    ) -> None:
        """Print a computed frame whose columns must add up to figures; the index is the first column.

        Raises
        ------
        SectionError
            If a column does not add up to the figure named as its total.
        """
        kinds = [ColumnRecord(name=str(frame.index.name), kind="text")]
        for name in frame.columns:
            unit, figure = units.get(name, ""), self[total[name]].name if name in total else None
            kinds.append(ColumnRecord(name=name, unit=unit, decimals=decimals_of(unit), figure=figure))
        last: list[Value] = ["合计"]
        by_village = frame.index.name == VILLAGE
        secret = [
            self[total[name]].withheld if by_village and name in total else frozenset[str]()
            for name in frame.columns
        ]
        for kind in kinds[1:]:
            whole = self[total[kind.name]] if kind.name in total else None
            added = round(math.fsum(map(float, frame[kind.name])), kind.decimals)
            if whole is not None and added != round(whole.number, kind.decimals or 0):
                raise SectionError(f"“{kind.name}”各行之和 {added} 不等于指标 {whole.text()}", where=title)
            last.append(None if whole is None else whole.value)
        body = [
            [
                str(key),
                *(
                    MARK if str(key) in hidden else _cell(cell)
                    for cell, hidden in zip(row, secret, strict=True)
                ),
            ]
            for key, row in zip(frame.index, frame.to_numpy(), strict=True)
        ]
        why = [NOTE] if any(secret) else []
        by = str(frame.index.name)
        self._table(title, tables.Table(kinds, body, last if total else None, why, by), notes)


def _cell(value: Any) -> Value:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number == int(number) else number
