"""The report read from executed notebooks: their bundles become one value, its headings numbered as they are met."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.checks import CheckResult
from helpers.errors import ParamsError, RunError
from helpers.gate.decision import decide_alone
from helpers.gate.redaction import redacted
from helpers.months import Month
from helpers.params import Part, Settings
from helpers.publish.key_figures import key_figure
from helpers.publish.report import (
    DASH,
    Block,
    Chart,
    Column,
    Fact,
    Figure,
    Letterhead,
    Paragraph,
    Report,
    Section,
    Source,
    Span,
    Table,
    visible,
)
from helpers.publish.svg import clean_svg
from helpers.record import (
    ChartRecord,
    ColumnRecord,
    FigureRecord,
    Item,
    ParagraphRecord,
    Record,
    RecordError,
    SpanRecord,
    TableRecord,
    Value,
    read_record,
    words,
)
from helpers.wording.numbers import chinese_numeral, decimals_of, plain, rounded
from helpers.wording.templates import builtin_words, pieces

SECTIONS = "sections"


def read_report(
    notebooks: Path | Sequence[NotebookNode],
    settings: Settings | None = None,
    checks: Sequence[CheckResult] = (),
    *,
    whole: bool = True,
    alone: bool = False,
) -> Report:
    """Read executed notebooks into a report.

    Parameters
    ----------
    notebooks : path or sequence of NotebookNode
        The folder of a month, with its notebooks in ``sections/``, or the notebooks themselves.
    settings : Settings, optional
        Gives title, outline and dates; without them each notebook is a heading by itself.
    whole : bool
        Whether every section of the outline must be there.
    alone : bool
        Whether the notebooks are as they were run, without the decision of a month on what may leave; then no number
        of a village is told of a figure that has a small one.

    Raises
    ------
    RunError
        If a notebook failed, is of another month, is no section of the report or is missing, or if what it
        shows is not as notebooks write it; the faults of all notebooks at once.
    """
    nodes = _read_folder(notebooks) if isinstance(notebooks, Path) else notebooks
    read, faults = [], []
    for place, node in enumerate(nodes, start=1):
        try:
            read.append(read_record(node, f"第 {place} 个笔记本"))
        except RecordError as fault:
            faults.append(f"{fault.where}：{fault.what}")
    if alone:
        decision = decide_alone(read)
        read = [redacted(one, decision) for one in read]
    parts = [Part(heading=visible(one.about.prefix), section=one.about.section) for one in read]
    outline = settings.report.outline if settings else parts
    faults += _misfits(read, settings, outline, whole and not faults)
    if faults or not read:
        raise RunError("；\n".join(faults) or "没有运行过的章节", do="重新运行这个月")
    return _Reading(read, settings).report(outline, checks)


def _read_folder(folder: Path) -> list[NotebookNode]:
    return [nbformat.read(path, as_version=4) for path in sorted((folder / SECTIONS).glob("*.ipynb"))]


def _misfits(
    read: Sequence[Record], settings: Settings | None, outline: Sequence[Part], whole: bool
) -> Iterator[str]:
    names = [one.about.section for one in read]
    month = str(settings.month) if settings else names and read[0].about.month
    known = [part.section for part in _leaves(outline)]
    for one in (record.about for record in read):
        if names.count(one.section) > 1:
            yield f"{one.section}：同一章节有两份"
        elif one.section not in known:
            yield f"{one.section}：报告的 outline 里没有这一节"
        elif one.month != month:
            yield f"{one.section}：是 {one.month} 的，不是本月的"
    if whole:
        yield from (f"{name}：没有运行结果" for name in known if name not in names)


def _leaves(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield from _leaves(part.parts) if part.parts else (part,)


class _Reading:
    """The walk through the outline, which numbers headings, tables and charts as it goes."""

    def __init__(self, read: Sequence[Record], settings: Settings | None) -> None:
        self._read = {one.about.section: one for one in read}
        self._settings = settings
        self._lead: list[Paragraph] = []
        self._figures: dict[str, Figure] = {}
        self._tables, self._charts = itertools.count(1), itertools.count(1)

    def report(self, outline: Sequence[Part], checks: Sequence[CheckResult]) -> Report:
        first = next(iter(self._read.values())).about
        month = Month.parse(first.month)
        sections = self._sections(outline, 1)
        report = Report(
            title=f"{visible(first.prefix)}（{month.label}）",
            month=month,
            as_of=first.as_of,
            lead=tuple(self._lead),
            sections=sections,
            figures=self._figures,
            checks=checks_table(checks) if checks else None,
        )
        if self._settings is None:
            return report
        if unknown := [name for name in report.named_figures() if name not in self._figures]:
            fault = f"正文用了没有算出来的指标：{'、'.join(unknown)}"
            raise RunError(fault, do="重新运行用到它的章节")
        words, ours = builtin_words(self._settings), self._settings.report
        if lacking := [name for name in ours.key_figures if name not in self._figures and self._made(name)]:
            raise RunError(
                f"关键指标没有算出来：{'、'.join(lacking)}", do="改正 params/report.yaml 的 key_figures"
            )
        head = ours.letterhead
        return replace(
            report,
            title=_filled(ours.title, words),
            addressee=_filled(ours.addressee, words),
            # Who issues a formal document signs it.
            office=visible(head.issuer if head else ours.office.name),
            letterhead=_letterhead(self._settings),
            as_of=self._settings.this_month.as_of,
            issued=self._settings.this_month.issue_date,
            key_figures=tuple(
                key_figure(self._figures[name]) for name in ours.key_figures if name in self._figures
            ),
        )

    def _made(self, name: str) -> bool:
        """Return whether the section of a figure is in the report, and not left out for having no rows."""
        prefix = name.partition(".")[0]
        return any(visible(one.about.prefix) == prefix and not one.about.empty for one in self._read.values())

    def _sections(self, parts: Sequence[Part], depth: int) -> tuple[Section, ...]:
        sections: list[Section] = []
        for part in parts:
            number = heading_number(depth, len(sections) + 1)
            if part.parts:
                below = self._sections(part.parts, depth + 1)
                section = Section(number, visible(part.heading), depth, parts=below) if below else None
            else:
                section = self._section(part, number, depth)
            if section is not None:
                sections.append(section)
        return tuple(sections)

    def _section(self, part: Part, number: str, depth: int) -> Section | None:
        one = self._read.get(str(part.section))
        if one is None:
            return None
        if one.about.empty:
            clause = visible(one.about.clause)
            if not clause or self._settings is None or self._settings.report.empty_sections == "drop":
                return None
            return Section(
                number, visible(part.heading), depth, (Paragraph((Span(clause.rstrip("。") + "。"),)),)
            )
        blocks: list[Block] = []
        for item in one.items:
            self._take(item, part, blocks)
        return Section(number, visible(part.heading), depth, tuple(blocks))

    def _take(self, item: Item, part: Part, blocks: list[Block]) -> None:
        match item:
            case FigureRecord():
                figure = _figure(item, visible(part.heading))
                if self._figures.setdefault(figure.name, figure) != figure:
                    fault = f"“{figure.name}”有两个不同的值"
                    raise RunError(fault, where=str(part.section), do="每个指标只算一次")
            case ParagraphRecord():
                paragraph = Paragraph(tuple(map(_span, item.spans)))
                (self._lead if item.lead else blocks).append(paragraph)
            case TableRecord():
                blocks.append(_table(item, f"表{next(self._tables)}"))
            case ChartRecord():
                number = next(self._charts)
                blocks.append(_chart(item, f"图{number}", prefix=f"chart{number}-"))


def _letterhead(settings: Settings) -> Letterhead | None:
    head, this_month = settings.report.letterhead, settings.this_month
    if head is None:
        return None
    number = f"{head.code}〔{this_month.issue_date.year}〕{this_month.document_number}号"
    return Letterhead(visible(f"{head.issuer}文件"), visible(number), tuple(map(visible, head.signers)))


def _filled(template: str, words: dict[str, str]) -> str:
    try:
        return "".join(piece.literal or visible(words[piece.field]) for piece in pieces(template, given=True))
    except KeyError as unknown:
        raise ParamsError(
            f"“{template}”里的 {unknown} 没有意义", where="params/report.yaml", do=f"可用：{'、'.join(words)}"
        ) from None


def heading_number(depth: int, number: int) -> str:
    """Return the number of a heading: 一、 then （一） then 1. then （1）, as GB/T 9704-2012 has it.

    Raises
    ------
    ParamsError
        If the outline is deeper than that.
    """
    if depth > 4:
        raise ParamsError("标题最多四级", where="params/report.yaml 的 outline", do="减少一级")
    numeral = chinese_numeral(number)
    return (f"{numeral}、", f"（{numeral}）", f"{number}.", f"（{number}）")[depth - 1]


def checks_table(results: Sequence[CheckResult]) -> Table:
    """Lay the results of the checks out as the appended table."""
    columns = ("编号", "勾稽关系", "左边", "右边", "差额", "结论", "说明")
    rows = tuple(
        (
            visible(one.id),
            visible(one.says),
            *(_cell(number, 6) for number in (one.left, one.right, one.difference)),
            one.conclusion,
            visible(one.explanation),
        )
        for one in results
    )
    heads = tuple(Column(name, name in columns[2:5]) for name in columns)
    return Table("", "勾稽关系校验表", "", heads, rows)


# --- what a record holds ---------------------------------------------------------------------------------------------


def _cell(cell: Value, decimals: int, fixed: int | None = None) -> str:
    if cell is None:
        return DASH
    if isinstance(cell, str):
        return visible(cell)
    return plain(cell, decimals) if fixed is None else f"{rounded(cell, fixed):f}"


def _figure(record: FigureRecord, heading: str) -> Figure:
    return Figure(
        name=visible(record.name),
        heading=heading,
        value=visible(record.value) if isinstance(record.value, str) else record.value,
        text=visible(record.text),
        unit=visible(record.unit),
        decimals=record.decimals,
        definition=visible(record.definition),
        ledger=visible(record.ledger),
        row_count=record.row_count,
        sources=tuple(Source(visible(one.table), one.sha256) for one in record.sources),
        previous=record.previous,
        year_ago=record.year_ago,
        kind=record.kind,
        history=tuple(
            (Month.parse(month), value)
            for month, value in sorted(record.history.items())
            if isinstance(value, int | float)
        ),
    )


def _span(record: SpanRecord) -> Span:
    text = visible(record.text)
    if record.fact:
        return Span(text, fact=Fact(visible(record.fact), text, visible(record.source)))
    return Span(text, figure=visible(record.figure), quoted=record.quoted)


def _table(record: TableRecord, label: str) -> Table:
    body = list(record.rows)
    everything = [*body, record.total] if record.total is not None else body
    by_column = zip(record.columns, zip(*everything, strict=True), strict=True)
    rows = tuple(zip(*(_written(column, cells) for column, cells in by_column), strict=True))
    units = {column.unit for column in record.columns if column.kind == "number"}
    mixed = len(units) > 1
    heads = tuple(
        Column(
            visible(f"{one.name}（{one.unit}）" if mixed and one.unit else one.name),
            one.kind == "number",
            visible(one.figure or ""),
        )
        for one in record.columns
    )
    return Table(
        label=label,
        title=visible(words(record.title)),
        unit="" if mixed else visible(record.unit),
        columns=heads,
        rows=rows[: len(body)],
        total=rows[-1] if record.total is not None else (),
        notes=_notes(record),
    )


def _written(column: ColumnRecord, cells: Sequence[Value]) -> list[str]:
    """Write a column's cells; numbers of one unit with as many decimals each as the longest of them needs."""
    decimals = decimals_of(column.unit) if column.decimals is None else column.decimals
    if not column.unit:
        return [_cell(cell, decimals) for cell in cells]
    numbers = [plain(cell, decimals) for cell in cells if isinstance(cell, int | float)]
    fixed = max((len(number.partition(".")[2]) for number in numbers), default=0)
    return [_cell(cell, decimals, fixed) for cell in cells]


def _chart(record: ChartRecord, label: str, prefix: str) -> Chart:
    drawing = clean_svg(record.svg, prefix)
    return Chart(label, visible(words(record.title)), visible(record.alt), drawing, _notes(record))


def _notes(record: TableRecord | ChartRecord) -> tuple[str, ...]:
    return tuple(visible(words(note)) for note in record.notes)
