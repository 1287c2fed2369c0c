"""The executed notebooks of a month as they may leave: their cells, and what the month's decision tells of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from helpers.gate.decision import Decision
from helpers.gate.redaction import redacted_item
from helpers.record import (
    ChartRecord,
    FigureRecord,
    Item,
    ParagraphRecord,
    SectionRecord,
    TableRecord,
    escaped,
    read_outputs,
    rich_bundle,
    words,
)
from helpers.sections.layouts import to_html


def distributed(node: NotebookNode, decision: Decision, hashes: Mapping[str, str]) -> NotebookNode:
    """Return an executed notebook as it may leave the office.

    Each output is made anew from what may be told of it; what else a cell has shown, such as a frame that an analyst
    looked at, stays in the office.

    Parameters
    ----------
    hashes : mapping
        Each table to the hash (SHA-256) of its workbook.
    """
    made = nbformat.from_dict(node)
    made.cells = [nbformat.from_dict(cell) for cell in node.cells]
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                new_output("display_data", data=rich_bundle(item, **_rich(item)))
                for one in read_outputs(cell)
                for item in _told(one, decision, hashes)
            ]
    return made


def _told(
    item: SectionRecord | Item, decision: Decision, hashes: Mapping[str, str]
) -> Iterator[SectionRecord | Item]:
    if isinstance(item, SectionRecord):
        yield item
        return
    for one in redacted_item(item, decision):
        if isinstance(one, FigureRecord):
            sources = (
                source.model_copy(update={"sha256": hashes.get(source.table, "")}) for source in one.sources
            )
            one = one.model_copy(update={"sources": tuple(sources)})
        yield one


def _rich(item: SectionRecord | Item) -> dict[str, str]:
    match item:
        case SectionRecord():
            return {"markdown": f"### {escaped(item.prefix)}"}
        case FigureRecord():
            return {
                "markdown": f"**{escaped(item.short)}** {escaped(item.text)}　<small>{escaped(item.definition)}</small>"
            }
        case ParagraphRecord():
            return {"markdown": escaped(words(item.spans))}
        case TableRecord():
            return {"html": to_html(item)}
        case ChartRecord():
            return {"svg": item.svg, "plain": f"{words(item.title)}。{item.alt}"}
