"""The glyphs of a report: what no font can show is named, with its places, before any format is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from helpers.errors import RunError
from helpers.publish.annexes import annexes
from helpers.publish.report import Block, Chart, Paragraph, Report, Table
from helpers.publish.setting.typefaces import font_files, font_folders

#: Finds the cells of the ledgers that hold a character: ``L11_小额信贷.xlsx 小额信贷!F17``.
Locate = Callable[[str], Sequence[str]]

_SHOWN = 3
_SVG_TEXT = re.compile(r">([^<>]+)<")


def require_glyphs(report: Report, fonts: Path | None = None, locate: Locate | None = None) -> None:
    """Refuse a report with a character that no font can show.

    Parameters
    ----------
    fonts : path, optional
        The office's folder of fonts, which count as well as the shipped ones.
    locate : callable, optional
        Finds the cells of the ledgers that hold such a character.

    Raises
    ------
    RunError
        With all such characters: where each stands in the report, and in which cells of the ledgers.
    """
    known = characters(font_folders(fonts))
    lacking: dict[str, list[str]] = {}
    for place, text in texts(report):
        for one in sorted(set(text) - known):
            lacking.setdefault(one, []).append(f"{place}，“{_around(text, one)}”")
    if lacking:
        said = (_say(one, places, locate) for one, places in sorted(lacking.items()))
        raise RunError(
            "\n".join((f"没有字体能显示 {len(lacking)} 个字：", *said)),
            do="在台账或 params 里核对这些字；确需使用的，把含有它们的字体文件放进办公室的 fonts 文件夹",
        )


def _say(character: str, places: Sequence[str], locate: Locate | None) -> str:
    said = f"  “{character}”（U+{ord(character):04X}）：{_few(places)}"
    if locate is None:
        return said
    cells = locate(character)
    return said + (f"；来自 {_few(cells)}" if cells else "；本月台账里没有，请在 params 里找")


def _few(places: Sequence[str]) -> str:
    more = f"等 {len(places)} 处" if len(places) > _SHOWN else ""
    return "、".join(places[:_SHOWN]) + more


def _around(text: str, character: str) -> str:
    at = text.index(character)
    return text[max(0, at - 6) : at + 4]


# --- where a text stands -----------------------------------------------------------------------------------


def texts(report: Report) -> Iterator[tuple[str, str]]:
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


# --- what the fonts have -----------------------------------------------------------------------------------


@cache
def characters(folders: tuple[Path, ...]) -> frozenset[str]:
    """Return all characters that the fonts of some folders can show."""
    return frozenset(chr(point) for path in font_files(folders) for point in _points(path))


def _points(path: Path) -> set[int]:
    if path.suffix.lower() == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            return {point for font in collection.fonts for point in font.getBestCmap()}
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())
