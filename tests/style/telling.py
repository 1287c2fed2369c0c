"""What the real section notebooks say of made-up ledgers: their cells are executed in this process, charts undrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch

import nbformat

from helpers import record
from helpers.charts import drawing
from helpers.ledgers import Ledgers
from helpers.ledgers.schemas import Schemas, load_schemas
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import Settings, load_settings
from helpers.sections import section as sections
from tests.bundles import said
from tests.style.made_up import MadeUpLedgers, World


@dataclass
class Told:
    """What a section said: paragraphs, titles with their notes, and its figures."""

    paragraphs: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    #: Whether the section is left out of the report, so that nobody reads what it says.
    empty: bool = False

    def show(self, bundle: dict[str, Any], *, raw: bool) -> None:
        """Take a bundle in the place of IPython's display."""
        assert raw
        for mime, content in bundle.items():
            kind = mime.removeprefix("application/vnd.yuebao.").removesuffix("+json")
            if kind == "section":
                self.empty = content.get("empty", False)
            elif kind == "figure":
                self.figures[content["name"].partition(".")[2]] = content["value"] or 0
            elif kind == "paragraph":
                self.paragraphs.append("".join(span["text"] for span in content["spans"]))
            elif kind in ("table", "chart"):
                self.titles += map(said, [content["title"], *content.get("notes", [])])


@cache
def suite(month: Month) -> tuple[Office, Settings, Schemas]:
    """Return the suite's own office, its settings in a month, and its ledgers' definitions."""
    office = Office(suite_folder())
    return office, load_settings(office, month), load_schemas(office)


@cache
def _cells(name: str) -> list[tuple[Any, bool]]:
    cells = nbformat.read(Office(suite_folder()).notebook(name), as_version=4).cells
    return [
        (compile(cell.source, name, "exec"), "parameters" in cell.metadata.get("tags", []))
        for cell in cells
        if cell.cell_type == "code"
    ]


def tell(name: str, month: Month, worlds: Mapping[Month, World], *, facts: bool = True) -> Told:
    """Execute a section over the ledgers of some months.

    Parameters
    ----------
    facts : bool
        Whether the params give facts; every sentence has to do without.
    """
    office, settings, schemas = suite(month)
    if not facts:
        settings = settings.model_copy(
            update={
                "report": settings.report.model_copy(update={"facts": {}}),
                "this_month": settings.this_month.model_copy(update={"facts": {}}),
            }
        )
    ledgers = {of: MadeUpLedgers(of, of.last_day, schemas, world) for of, world in worlds.items()}
    told = Told()
    namespace: dict[str, Any] = {"__name__": name}
    with (
        patch.object(drawing, "draw", lambda _: "<svg/>"),
        patch.object(record, "display", told.show),
        patch.object(sections, "_place_and_settings", lambda *_: (office, settings)),
        patch.object(sections, "open_ledgers", lambda *_: ledgers[month]),
        patch.object(Ledgers, "of", lambda _, of: ledgers.get(of)),
    ):
        for code, parameters in _cells(name):
            exec(code, namespace)
            if parameters:
                namespace |= {"month": str(month), "office": str(office.folder)}
    return told
