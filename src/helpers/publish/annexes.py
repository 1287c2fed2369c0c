"""What is appended to the report: the checks, and where each figure and fact of the text comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from helpers.publish.report import Column, Fact, Report, Table

FIGURE_COLUMNS = (
    Column("指标"),
    Column("数值"),  # with its unit, or a list of names
    Column("口径"),
    Column("台账"),
    Column("行数", number=True),
)
FACT_COLUMNS = (Column("事实"), Column("内容"), Column("出处"))


FACTS = "引用的事实及其出处"


@dataclass(frozen=True)
class Annex:
    """An appended part: its title and its tables, each of which may have a title of its own."""

    title: str
    tables: tuple[Table, ...]


def figure_anchor(name: str) -> str:
    """Return by what the text finds the row of a figure."""
    return f"指标:{name}"


def fact_anchor(fact: Fact) -> str:
    """Return by what the text finds the row of a fact; two sections may call two facts by one name."""
    return ":".join(("事实", fact.name, fact.text, fact.source))


def anchors(table: Table) -> tuple[str, ...]:
    """Return by what the text finds each row of an appended table; nothing where it does not look for them."""
    if table.columns == FIGURE_COLUMNS:
        return tuple(
            figure_anchor(f"{table.title}.{row[0]}" if table.title else row[0]) for row in table.rows
        )
    if table.columns == FACT_COLUMNS:
        return tuple(fact_anchor(Fact(*row)) for row in table.rows)
    return ("",) * len(table.rows)


def annexes(report: Report) -> list[Annex]:
    """Return what is appended to a report; nothing stands there for what the report does not have."""
    found = []
    if report.checks is not None:
        found.append(Annex(report.checks.title, (replace(report.checks, title=""),)))
    tables = (*_figures(report), *_facts(report))
    if tables:
        found.append(Annex("指标说明", tables))
    return found


def _figures(report: Report) -> Iterator[Table]:
    """Yield the figures that the text names, a table for each section; all figures stand in ``figures.csv``."""
    sections: dict[str, list[tuple[str, ...]]] = {}
    for one in report.quoted():
        prefix, _, name = one.name.rpartition(".")
        row = (name, one.text, one.definition, one.ledger, one.rows_said)
        sections.setdefault(prefix, []).append(row)
    for prefix, rows in sections.items():
        yield Table("", prefix, "", FIGURE_COLUMNS, tuple(rows))


def _facts(report: Report) -> Iterator[Table]:
    rows = tuple((one.name, one.text, one.source) for one in report.facts)
    if rows:
        yield Table("", FACTS, "", FACT_COLUMNS, rows)
