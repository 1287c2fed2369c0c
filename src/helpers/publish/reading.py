"""The report read from executed notebooks: their bundles become one value, its headings numbered as they are met."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers.checks import CheckResult
from helpers.errors import ParamsError, RunError, UsageError
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
    Value,
    visible,
)
from helpers.publish.svg import clean_svg
from helpers.record import mime
from helpers.wording.numbers import chinese_numeral, decimals_of, plain, rounded
from helpers.wording.templates import builtin_words, pieces

SECTIONS = "sections"


def read_report(
    notebooks: Path | Sequence[NotebookNode],
    settings: Settings | None = None,
    checks: Sequence[CheckResult] = (),
    *,
    whole: bool = True,
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
            read.append(_Executed(node))
        except RunError as fault:
            faults.append(str(fault))
        except (KeyError, TypeError, ValueError, UsageError) as fault:
            faults.append(f"第 {place} 个笔记本：章节的输出不完整：{fault!r}")
    alone = [Part(heading=one.prefix, section=one.name) for one in read]
    outline = settings.report.outline if settings else alone
    faults += _misfits(read, settings, outline, whole and not faults)
    if faults or not read:
        raise RunError("；\n".join(faults) or "没有运行过的章节", do="重新运行这个月")
    return _Reading(read, settings).report(outline, checks)


def _read_folder(folder: Path) -> list[NotebookNode]:
    return [nbformat.read(path, as_version=4) for path in sorted((folder / SECTIONS).glob("*.ipynb"))]


def _misfits(
    read: Sequence[_Executed], settings: Settings | None, outline: Sequence[Part], whole: bool
) -> Iterator[str]:
    names = [one.name for one in read]
    known = [part.section for part in _leaves(outline)]
    for one in read:
        if names.count(one.name) > 1:
            yield f"{one.name}：同一章节有两份"
        elif one.name not in known:
            yield f"{one.name}：报告的 outline 里没有这一节"
        elif one.month != (settings.month if settings else read[0].month):
            yield f"{one.name}：是 {one.month} 的，不是本月的"
    if whole:
        yield from (f"{name}：没有运行结果" for name in known if name not in names)


def _leaves(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield from _leaves(part.parts) if part.parts else (part,)


class _Executed:
    """One executed notebook: what its first bundle says of it, and its other bundles in order."""

    def __init__(self, node: NotebookNode) -> None:
        self.items: list[tuple[str, dict[str, Any], str]] = []
        about: dict[str, Any] | None = None
        for cell in node.cells:
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    raise RunError(f"单元格出错：{output.ename}", where=about["section"] if about else "章节")
                data = output.get("data", {})
                for kind in ("figure", "paragraph", "table", "chart"):
                    if mime(kind) in data:
                        self.items.append((kind, data[mime(kind)], data.get("image/svg+xml", "")))
                about = data.get(mime("section"), about)
        if about is None:
            raise RunError("有一个笔记本不是运行过的章节（没有 open_section 的输出）")
        self.name, self.prefix = str(about["section"]), visible(about["prefix"])
        self.month = Month.parse(about["month"])
        self.as_of = dt.date.fromisoformat(about["as_of"])
        self.empty, self.clause = bool(about["empty"]), visible(about["clause"])


class _Reading:
    """The walk through the outline, which numbers headings, tables and charts as it goes."""

    def __init__(self, read: Sequence[_Executed], settings: Settings | None) -> None:
        self._executed = {one.name: one for one in read}
        self._settings = settings
        self._lead: list[Paragraph] = []
        self._figures: dict[str, Figure] = {}
        self._tables, self._charts = itertools.count(1), itertools.count(1)

    def report(self, outline: Sequence[Part], checks: Sequence[CheckResult]) -> Report:
        first = next(iter(self._executed.values()))
        sections = self._sections(outline, 1)
        report = Report(
            title=f"{first.prefix}（{first.month.label}）",
            month=first.month,
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
            office=head.issuer if head else ours.office.name,
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
        return any(one.prefix == prefix and not one.empty for one in self._executed.values())

    def _sections(self, parts: Sequence[Part], depth: int) -> tuple[Section, ...]:
        sections: list[Section] = []
        for part in parts:
            number = heading_number(depth, len(sections) + 1)
            if part.parts:
                below = self._sections(part.parts, depth + 1)
                section = Section(number, part.heading, depth, parts=below) if below else None
            else:
                section = self._section(part, number, depth)
            if section is not None:
                sections.append(section)
        return tuple(sections)

    def _section(self, part: Part, number: str, depth: int) -> Section | None:
        one = self._executed.get(str(part.section))
        if one is None:
            return None
        if one.empty:
            if not one.clause or self._settings is None or self._settings.report.empty_sections == "drop":
                return None
            clause = Paragraph((Span(one.clause.rstrip("。") + "。"),))
            return Section(number, part.heading, depth, (clause,))
        blocks: list[Block] = []
        for kind, content, svg in one.items:
            try:
                self._take(kind, content, svg, part, blocks)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                fault = f"{kind} 的内容不完整：{error!r}"
                raise RunError(fault, where=one.name, do="重新运行这一节") from None
        return Section(number, part.heading, depth, tuple(blocks))

    def _take(self, kind: str, content: dict[str, Any], svg: str, part: Part, blocks: list[Block]) -> None:
        if kind == "figure":
            figure = _figure(content, part.heading)
            if self._figures.setdefault(figure.name, figure) != figure:
                fault = f"“{figure.name}”有两个不同的值"
                raise RunError(fault, where=str(part.section), do="每个指标只算一次")
        elif kind == "paragraph":
            paragraph = Paragraph(tuple(map(_span, content["spans"])))
            if content["lead"]:
                self._lead.append(paragraph)
            else:
                blocks.append(paragraph)
        elif kind == "table":
            blocks.append(_table(content, f"表{next(self._tables)}"))
        else:
            number = next(self._charts)
            blocks.append(_chart(content, svg, f"图{number}", prefix=f"chart{number}-"))


def _letterhead(settings: Settings) -> Letterhead | None:
    head, this_month = settings.report.letterhead, settings.this_month
    if head is None:
        return None
    number = f"{head.code}〔{this_month.issue_date.year}〕{this_month.document_number}号"
    return Letterhead(f"{head.issuer}文件", number, tuple(head.signers))


def _filled(template: str, words: dict[str, str]) -> str:
    try:
        return "".join(piece.literal or words[piece.field] for piece in pieces(template))
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


# --- bundles ---------------------------------------------------------------------------------------------


def _cell(cell: Value, decimals: int, fixed: int | None = None) -> str:
    if cell is None:
        return DASH
    if isinstance(cell, str):
        return visible(cell)
    return plain(cell, decimals) if fixed is None else f"{rounded(cell, fixed):f}"


def _figure(content: dict[str, Any], heading: str) -> Figure:
    return Figure(
        name=visible(content["name"]),
        heading=heading,
        value=visible(content["value"]) if isinstance(content["value"], str) else content["value"],
        text=visible(content["text"]),
        unit=visible(content["unit"]),
        decimals=int(content["decimals"] or 0),
        definition=visible(content["definition"]),
        ledger=visible(content["ledger"]),
        row_count=int(content["row_count"]),
        sources=tuple(Source(visible(one["table"]), visible(one["rows"])) for one in content["sources"]),
        previous=content["previous"],
        year_ago=content["year_ago"],
        kind=content["kind"],
        history=tuple(
            (Month.parse(month), value)
            for month, value in sorted(content.get("history", {}).items())
            if isinstance(value, int | float)
        ),
    )


def _span(content: dict[str, Any]) -> Span:
    text = visible(content["text"])
    if "fact" in content:
        return Span(text, fact=Fact(visible(content["fact"]), text, visible(content["source"])))
    return Span(text, figure=visible(content.get("figure", "")))


def _table(content: dict[str, Any], label: str) -> Table:
    columns, body = content["columns"], [list(row) for row in content["rows"]]
    total = content["total"]
    everything = [*body, total] if total is not None else body
    by_column = zip(columns, zip(*everything, strict=True), strict=True)
    written = [_written(column, cells) for column, cells in by_column]
    rows = tuple(zip(*written, strict=True))
    units = {column["unit"] for column in columns if column["kind"] == "number"}
    mixed = len(units) > 1
    heads = tuple(
        Column(
            visible(f"{one['name']}（{one['unit']}）" if mixed and one["unit"] else one["name"]),
            one["kind"] == "number",
            visible(one.get("figure") or ""),
        )
        for one in columns
    )
    return Table(
        label=label,
        title=visible(content["title"]),
        unit="" if mixed else visible(content["unit"]),
        columns=heads,
        rows=rows[: len(body)],
        total=rows[-1] if total is not None else (),
        notes=tuple(map(visible, content["notes"])),
    )


def _written(column: dict[str, Any], cells: Sequence[Value]) -> list[str]:
    """Write a column's cells; numbers of one unit with as many decimals each as the longest of them needs."""
    unit, decimals = column["unit"], column["decimals"]
    decimals = decimals_of(unit) if decimals is None else decimals
    if not unit:
        return [_cell(cell, decimals) for cell in cells]
    numbers = [plain(cell, decimals) for cell in cells if isinstance(cell, int | float)]
    fixed = max((len(number.partition(".")[2]) for number in numbers), default=0)
    return [_cell(cell, decimals, fixed) for cell in cells]


def _chart(content: dict[str, Any], svg: str, label: str, prefix: str) -> Chart:
    notes = tuple(map(visible, content["notes"]))
    return Chart(label, visible(content["title"]), visible(content["alt"]), clean_svg(svg, prefix), notes)
