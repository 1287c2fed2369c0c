"""The figures of an office without kernels and charts: the cells of its notebooks are executed in this process."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import nbformat

from helpers import record
from helpers.charts import drawing
from helpers.ledgers import Ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.sections import section as sections

PROBLEMS = "problems"


@dataclass
class Executed:
    """What a section said, and which tables it opened to say it; `PROBLEMS` when it asked for those of all tables."""

    figures: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)

    def show(self, bundle: dict[str, Any], *, raw: bool) -> None:
        """Take a bundle in the place of IPython's display."""
        assert raw
        if figure := bundle.get(record.FigureRecord.mime()):
            self.figures[figure["name"]] = figure["value"]
        if paragraph := bundle.get(record.ParagraphRecord.mime()):
            self.texts.append("".join(span["text"] for span in paragraph["spans"]))


def execute(
    office: Office, ledgers: Ledgers, names: Iterable[str], others: Iterable[Ledgers] = ()
) -> dict[str, Executed]:
    """Execute sections over the ledgers of a month, each in a namespace of its own; `others` are earlier months."""
    return {name: _execute(office, ledgers, name, others) for name in names}


def _execute(office: Office, ledgers: Ledgers, name: str, others: Iterable[Ledgers]) -> Executed:
    executed = Executed()
    open_table = Ledgers.__getitem__
    # Of its own, since what one section remembers of ledgers another would not open again.
    months = {one.month: copy.copy(one) for one in (ledgers, *others)}

    def opened(of: Ledgers, table: str) -> Any:
        executed.opened.add(table)
        return open_table(of, table)

    def asked(of: Ledgers) -> Any:
        executed.opened.add(PROBLEMS)
        return list(of._snapshot.problems)

    def given(place: Office, month: Month, settings: Any) -> Ledgers:
        return months[month]

    namespace: dict[str, Any] = {"__name__": name}
    with (
        patch.object(record, "display", executed.show),
        patch.object(sections, "open_ledgers", given),
        patch.object(Ledgers, "of", lambda _, month: months.get(month)),
        patch.object(Ledgers, "__getitem__", opened),
        patch.object(Ledgers, "problems", property(asked)),
        patch.object(drawing, "draw", lambda _: "<svg/>"),
    ):
        for cell in nbformat.read(office.notebook(name), as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, name, "exec"), namespace)
                if "parameters" in cell.metadata.get("tags", []):
                    namespace |= {"month": str(ledgers.month), "office": str(office.folder)}
    return executed
