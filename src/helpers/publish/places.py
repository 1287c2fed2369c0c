"""Where a text of the report stands, in words for who has to find it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from helpers.publish.annexes import annexes
from helpers.publish.report import Block, Chart, Paragraph, Report, Table

_SVG_TEXT = re.compile(r">([^<>]+)<")
# Between the cells of a row, as the gate takes them.
_TAB = "\t"


def held(report: Report) -> Iterator[tuple[str, str]]:
    """Yield all texts that a report holds, printed or not, each with its place; rows of tables also as a whole."""
    yield from printed(report)
    for one in report.figures.values():
        name = f"指标“{one.name}”"
        yield f"{name}的名称", one.name
        yield f"{name}的值", str(one.value if isinstance(one.value, str) else one.text)
        yield f"{name}的单位", one.unit
        yield f"{name}的口径", one.definition
        yield f"{name}的台账", _TAB.join((one.ledger, *(source.table for source in one.sources)))
    for fact in report.facts:
        yield f"事实“{fact.name}”的内容", fact.text
        yield f"事实“{fact.name}”的出处", fact.source
    for block in report.blocks():
        if isinstance(block, Table):
            for number, row in enumerate((*block.rows, block.total), start=1):
                yield f"{block.label} 第{number}行", _TAB.join(row)


def printed(report: Report) -> Iterator[tuple[str, str]]:
    """Yield all texts of a report that are printed, each with the place at which a reader finds it."""
    yield "报告标题", report.title
    yield "发文机关", report.office
    yield "主送机关", report.addressee
    if head := report.letterhead:
        yield "红头", "".join((head.mark, head.number, *head.signers))
    yield from _blocks("引言", report.lead)
    for section in report.walk():
        yield f"标题“{section.title}”", section.title
        yield from _blocks(f"“{section.title}”", section.blocks)
    for annex in annexes(report):
        for table in annex.tables:
            yield from _table("、".join(filter(None, (f"附件“{annex.title}”", table.title))), table)


def _blocks(section: str, blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    paragraphs = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            paragraphs += 1
            yield f"{section}第{paragraphs}段", block.text
        elif isinstance(block, Table):
            yield from _table(block.label, block)
        else:
            yield from _chart(block)


def _table(name: str, table: Table) -> Iterator[tuple[str, str]]:
    yield f"{name} 标题", table.title + table.unit
    heads = [column.name for column in table.columns]
    for head in heads:
        yield f"{name} 表头“{head}”", head
    rows = [(f"第{number}行", row) for number, row in enumerate(table.rows, start=1)]
    for number, row in (*rows, ("合计行", table.total)):
        for head, cell in zip(heads, row, strict=False):
            yield f"{name} {number}“{head}”", cell
    yield from _notes(name, table.notes)


def _chart(chart: Chart) -> Iterator[tuple[str, str]]:
    yield f"{chart.label} 标题", chart.title
    yield f"{chart.label} 文字说明", chart.alt
    for words in _SVG_TEXT.findall(chart.svg):
        yield f"{chart.label} 图中文字", re.sub(r"\s", " ", unescape(words))
    yield from _notes(chart.label, chart.notes)


def _notes(name: str, notes: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, note in enumerate(notes, start=1):
        yield f"{name} 注{number}", note
