"""What a rendering must say: the lines and rows of the report, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any
from xml.etree import ElementTree

from helpers.months import Month
from helpers.publish.readback.pieces import Line, Row, numbers, said_numbers, squeeze
from helpers.publish.readback.reader import Reader
from helpers.publish.report import Chart, Figure, KeyFigure, Paragraph, Report, Table

PROSE = "正文"
FLOATING = ("题注", "文字说明", "图", "注")


def wanted_lines(report: Report, reader: Reader) -> dict[str, list[Line]]:
    """Return the lines of a report by kind, each in the order of the report.

    Those of the kinds `FLOATING` are found by their label or their words alone: a picture floats, its words may stand
    above or below it. All others keep to this order.
    """
    prose, captions, alts, drawings, notes = [], [], [], [], []
    for place, block in _placed(report):
        if not reader.prose and not isinstance(block, Table):
            continue
        if isinstance(block, str):
            prose.append(_line(place, block))
        elif isinstance(block, Paragraph):
            prose.append(_line(place, block.text))
        else:
            name = f"{block.label}“{block.title}”" if block.label else f"“{block.title}”"
            captions.append(_line(name, block.label + block.title))
            # As one: some files set each in a line of its own, others run them together.
            each = tuple(squeeze(note) for note in block.notes)
            notes.append(Line(f"{name}的注", "".join(each), parts=each))
            if isinstance(block, Chart):
                alts.append(_line(f"{name}的文字说明", block.alt))
                if reader.drawn:
                    texts = map(squeeze, ElementTree.fromstring(block.svg).itertext())
                    drawings.append(Line(f"{name}的图", reader.drawn(texts)))
    kinds = _key_figures(report.key_figures if reader.key_figures else ())
    kinds |= {PROSE: prose} | dict(zip(FLOATING, (captions, alts, drawings, notes), strict=True))
    return {kind: [line for line in lines if line.text] for kind, lines in kinds.items()}


def wanted_rows(report: Report, reader: Reader) -> list[Row]:
    """Return the rows of all tables of a report, heads and totals among them."""
    tables = [block for block in report.blocks() if isinstance(block, Table)]
    tables += [report.checks] if report.checks else []
    return [row for table in tables for row in _rows(table, reader)]


def known_numbers(report: Report) -> set[str]:
    """Return every number that the report holds, in whatever place: a rendering can have no other."""
    return set(_numbers(report))


def titles(report: Report) -> list[str]:
    """Return what holds digits and is printed beside numbers of the file's own, such as headings; the longest first."""
    head = report.letterhead
    told = [report.title, report.office, report.addressee, *(section.title for section in report.walk())]
    told += [head.mark, head.number, *head.signers] if head else []
    return sorted({text for text in map(squeeze, told) if numbers(text)}, key=lambda text: (-len(text), text))


def _placed(report: Report) -> Iterator[tuple[str, Any]]:
    yield from (("开头", block) for block in (report.title, report.addressee, *report.lead))
    for section in report.walk():
        yield from ((f"“{section.title}”", block) for block in (section.title, *section.blocks))


def _key_figures(all_: Iterable[KeyFigure]) -> dict[str, list[Line]]:
    """Return what is said of the figures on top: each by its name, with its change and its history."""
    told: dict[str, list[Line]] = {"关键指标": [], "增减": [], "走势": []}
    for one in all_:
        place = f"关键指标“{one.figure.name}”"
        told["关键指标"].append(_line(place, one.figure.name.rpartition(".")[2] + one.figure.text))
        told["增减"] += [_line(place, change) for change in one.changes]
        told["走势"].append(_line(place, one.history))
    return told


def _line(place: str, text: str) -> Line:
    return Line(place, squeeze(text))


def _rows(table: Table, reader: Reader) -> Iterator[Row]:
    heads = tuple(map(squeeze, reader.headed([column.name for column in table.columns])))
    name = f"{table.label}“{table.title}”"
    named = [(f"{name}表头", heads)]
    named += [(f"{name}第 {number} 行", row) for number, row in enumerate(table.rows, start=1)]
    named += [(f"{name}合计行", table.total)] if table.total else []
    yield from (Row.of(place, map(reader.written, cells), heads) for place, cells in named)


def _numbers(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from said_numbers(value)
    elif isinstance(value, dt.date):
        yield from (
            part
            for text in (str(value.year), str(value.month), str(value.day))
            for part in (text, text.zfill(2))
        )
    elif isinstance(value, Month):
        yield from numbers(f"{value} {value.label}")
    elif isinstance(value, int | float):
        yield from numbers(str(value))
    elif isinstance(value, dict):
        for part in value.values():
            yield from _numbers(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _numbers(part)
    elif is_dataclass(value):
        if isinstance(value, Figure):
            # Earlier values are rounded where they are printed: 57.8 is said as 58天.
            yield from numbers(f"{value.before(value.previous)} {value.before(value.year_ago)}")
        for one in fields(value):
            if one.name != "svg":
                yield from _numbers(getattr(value, one.name))
