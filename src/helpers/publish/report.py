"""The report as one value, of which every format is a rendering: headings, and under them text, tables, charts."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from helpers.months import Month
from helpers.wording.numbers import plain

DASH = "—"
Value = int | float | str | None


def visible(text: Any) -> str:
    """Return text without what cannot be seen: control characters, and marks that reorder what is read."""
    kinds = [(one, unicodedata.category(one)) for one in str(text)]
    return "".join(" " if kind == "Cc" else one for one, kind in kinds if kind != "Cf")


@dataclass(frozen=True)
class Source:
    """A ledger's table, and the hash (SHA-256) of the workbook in which it stood; its rows stay in the office."""

    table: str
    sha256: str = ""


@dataclass(frozen=True)
class Figure:
    """A published number with what an auditor asks for."""

    name: str
    heading: str
    value: Value
    text: str
    unit: str
    decimals: int
    definition: str
    ledger: str
    #: How many ledger rows made it; None where so few of a sensitive class would tell of them.
    row_count: int | None
    sources: tuple[Source, ...]
    previous: Value = None
    year_ago: Value = None
    kind: str = "stock"
    history: tuple[tuple[Month, float], ...] = ()

    @property
    def rows_said(self) -> str:
        """How many ledger rows made it, as a reader is told."""
        return DASH if self.row_count is None else str(self.row_count)

    def before(self, value: Value) -> str:
        """Write an earlier value of the figure as the figure itself is written; empty where there is none."""
        if value is None or isinstance(value, str):
            return value or ""
        return f"{plain(value, self.decimals)}{self.unit}"


@dataclass(frozen=True)
class KeyFigure:
    """A figure that stands on top of the report: what is said of its change, and of its months one by one."""

    figure: Figure
    changes: tuple[str, ...] = ()
    history: str = ""


@dataclass(frozen=True)
class Fact:
    """A statement that no ledger holds, with its source."""

    name: str
    text: str
    source: str


@dataclass(frozen=True)
class Span:
    """A piece of a paragraph: plain text, a figure by its name, a fact, or a name that is `quoted` as it is."""

    text: str
    figure: str = ""
    fact: Fact | None = None
    quoted: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of prose."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Column:
    """A column of a table; `number` says whether its cells are numbers."""

    name: str
    number: bool = False
    figure: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its cells written out, the same in every rendering."""

    label: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart: a drawing that was made safe, and the words that stand for it."""

    label: str
    title: str
    alt: str
    svg: str
    notes: tuple[str, ...] = ()


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    number: str
    heading: str
    depth: int
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()

    @property
    def title(self) -> str:
        """The heading as it is printed."""
        return f"{self.number}{self.heading}"


@dataclass(frozen=True)
class Letterhead:
    """The red head of a formal document (GB/T 9704-2012): its mark, its number, and who signs what goes upwards."""

    mark: str
    number: str
    signers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A month's report, of which HTML, PDF and the list of figures are renderings."""

    title: str
    month: Month
    as_of: dt.date
    issued: dt.date | None = None
    office: str = ""
    addressee: str = ""
    letterhead: Letterhead | None = None
    lead: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()
    figures: dict[str, Figure] = field(default_factory=dict)
    key_figures: tuple[KeyFigure, ...] = ()
    checks: Table | None = None

    def walk(self) -> Iterator[Section]:
        """Yield all sections in the order of print."""

        def down(sections: Iterable[Section]) -> Iterator[Section]:
            for section in sections:
                yield section
                yield from down(section.parts)

        return down(self.sections)

    def quoted(self) -> list[Figure]:
        """Return the figures that the text or the head of a table names, in the order of the list of all figures."""
        named = set(self.named_figures())
        named.update(
            one.figure for block in self.blocks() if isinstance(block, Table) for one in block.columns
        )
        return [figure for name, figure in self.figures.items() if name in named]

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in the order of print."""
        yield from self.lead
        for section in self.walk():
            yield from section.blocks

    def spans(self) -> Iterator[Span]:
        """Yield all pieces of the text in the order of print."""
        for block in self.blocks():
            if isinstance(block, Paragraph):
                yield from block.spans

    def named_figures(self) -> list[str]:
        """Return the names of the figures in the text, each once."""
        return list(dict.fromkeys(span.figure for span in self.spans() if span.figure))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the text states, each once, in the order of print."""
        return tuple(dict.fromkeys(span.fact for span in self.spans() if span.fact))
