"""The figures as they are listed: in ``figures.csv``, in the text that quotes them, in annexes and tooltips."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from helpers.errors import SectionError
from helpers.publish.readback.pieces import GAP, numbers, said_numbers, squeeze
from helpers.publish.report import Figure, Paragraph, Report, Table
from helpers.wording.comparisons import COMPARISONS
from helpers.wording.numbers import FORMS, plain, rounded


class Difference(NamedTuple):
    """Where a file does not say what it must: what it says there, and what the report says."""

    place: str
    wanted: str
    found: str

    def __str__(self) -> str:
        said = f"应为“{self.wanted}”" if self.wanted else "报告里没有这个数"
        return f"{self.place}：{said}，{f'读到“{self.found}”' if self.found else '没有读到'}"


def own_numbers(figure: Figure) -> set[str]:
    """Return the numbers that may stand beside a figure's name."""
    told = [figure.heading, figure.name, figure.text, figure.unit, figure.definition, figure.ledger]
    told.append(figure.rows_said)
    told += [figure.before(value) for value in (figure.previous, figure.year_ago)]
    return {number for text in told for number in said_numbers(text)} | set(_written(figure))


def fits(figure: Figure, cells: Sequence[str], written: Callable[[str], str]) -> bool:
    """Whether a row lists a figure: its value as text or as number and unit, and no number that is not its own."""
    there = squeeze(written(figure.text)) in cells or (figure.value in (None, "") and GAP in cells)
    number_and_unit = squeeze(figure.unit) in cells and bool({*_written(figure)} & {*cells})
    return (there or number_and_unit) and {one for cell in cells for one in numbers(cell)} <= own_numbers(
        figure
    )


def compare_list(report: Report, listed: bytes) -> Iterator[Difference]:
    """Compare ``figures.csv`` with what the report says: figure by figure, in the text, and below its tables."""
    rows = {
        row["name"].removeprefix("'"): row
        for row in csv.DictReader(io.StringIO(listed.decode("utf-8-sig"), newline=""))
    }
    for name, figure in report.figures.items():
        said = rows.pop(name)["value"] if name in rows else None
        if said is None:
            yield Difference(f"“{name}”", figure.text, "")
        elif not _agrees(figure, said):
            yield Difference(f"“{name}”", figure.text, said)
    yield from (Difference(f"“{name}”", "", row["value"]) for name, row in rows.items())


def _agrees(figure: Figure, said: str) -> bool:
    if figure.value is None:
        return said == ""
    if isinstance(figure.value, str):
        return said.removeprefix("'") == figure.value.removeprefix("'")
    try:
        number = float(said)
    except ValueError:
        return False
    return squeeze(plain(number, figure.decimals) + figure.unit) == squeeze(figure.text)


def compare_prose(report: Report) -> Iterator[Difference]:
    """Refuse numbers of the text that are no figure's, no fact's and no date's."""
    day = report.as_of
    allowed = set(numbers(f"{report.month.label}、{day.year}年{day.month}月{day.day}日"))
    for block in report.blocks():
        if isinstance(block, Paragraph):
            for span in block.spans:
                if span.fact is None and not span.quoted:
                    figure = report.figures.get(span.figure)
                    own = set(_forms(figure)) if figure else allowed
                    for number in numbers(span.text):
                        if number not in own:
                            place = f"“{span.figure or block.text[:12]}”"
                            yield Difference(place, figure.text if figure else "", span.text)
                            break
        elif isinstance(block, Table) and block.total:
            for column, cell in zip(block.columns, block.total, strict=True):
                figure = report.figures.get(column.figure)
                if figure is not None and not _sums(figure, cell):
                    yield Difference(f"{block.label}“{block.title}”合计行“{column.name}”", figure.text, cell)


def _written(figure: Figure) -> tuple[str, ...]:
    """Return the number of a figure as tables may write it: with the decimals it needs, or all it has."""
    if figure.value is None or isinstance(figure.value, str):
        return ()
    return plain(figure.value, figure.decimals), f"{rounded(figure.value, figure.decimals):f}"


def _sums(figure: Figure, cell: str) -> bool:
    """Whether a cell is a figure's number, with as many decimals as its column has."""
    if figure.value is None or isinstance(figure.value, str):
        return cell in (figure.text, GAP)
    try:
        return Decimal(cell) == rounded(figure.value, figure.decimals)
    except InvalidOperation:
        return False


def _forms(figure: Figure) -> Iterator[str]:
    """Yield the numbers that prose may say of a figure, in whatever form it is asked for."""
    yield from numbers(figure.text)
    if isinstance(figure.value, int | float):
        for form in FORMS.values():
            with suppress(SectionError):  # Not every number can be said in every form.
                yield from numbers(form(figure.value, figure.unit, figure.decimals))
        for before in (figure.previous, figure.year_ago):
            if isinstance(before, int | float):
                for compare in COMPARISONS.values():
                    yield from numbers(compare(figure.value, before, figure.unit, figure.decimals))
