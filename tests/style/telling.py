"""What the real section notebooks say of made-up ledgers: their cells are executed in this process, charts undrawn."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest.mock import patch

import nbformat

from helpers import bundles, charts, figurebook, sections
from helpers.ledgers.schemas import load_schemas
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import Settings, load_settings
from tests.style.made_up import MadeUpLedgers, World

MONTH = Month(2021, 10)


@dataclass
class Told:
    """What a section said: paragraphs, and titles, notes and descriptions; and its figures."""

    paragraphs: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    empty: bool = False
    clause: str = ""

    def show(self, bundle: dict[str, Any], *, raw: bool) -> None:
        """Take a bundle in the place of IPython's display."""
        for mime, content in bundle.items():
            kind = mime.removeprefix("application/vnd.yuebao.").removesuffix("+json")
            if kind == "section":
                self.empty, self.clause = content["empty"], content["clause"]
            elif kind == "figure":
                self.figures[content["name"]] = content["value"]
            elif kind == "paragraph":
                self.paragraphs.append("".join(span["text"] for span in content["spans"]))
            elif kind in ("table", "chart"):
                self.titles += [content["title"], *content.get("notes", [])]


@cache
def suite() -> tuple[Office, Settings, Any]:
    """Return the suite's own office, its settings in the month of the tests, and its ledgers' definitions."""
    office = Office(suite_folder())
    return office, load_settings(office, MONTH), load_schemas(office)


def section_names() -> list[str]:
    """Return the sections of the report."""
    return [str(part.section) for part in suite()[1].report.sections()]


@cache
def _cells(name: str) -> list[tuple[Any, bool]]:
    cells = nbformat.read(suite()[0].notebook(name), as_version=4).cells
    return [
        (compile(cell.source, name, "exec"), "parameters" in cell.metadata.get("tags", []))
        for cell in cells
        if cell.cell_type == "code"
    ]


def tell(name: str, worlds: Mapping[Month, World], *, facts: bool = True) -> Told:
    """Execute a section over the ledgers of some months.

    Parameters
    ----------
    facts : bool
        Whether the params give the facts that a sentence may do without.
    """
    office, settings, schemas = suite()
    ledgers = {month: MadeUpLedgers(month, month.last_day, schemas, world) for month, world in worlds.items()}
    if not facts:
        settings = dataclasses.replace(settings) if dataclasses.is_dataclass(settings) else settings
    told = Told()
    namespace: dict[str, Any] = {"__name__": name}
    with _undrawn(), patch.object(bundles, "display", told.show):
        with (
            patch.object(sections, "_place_and_settings", lambda *_: (office, settings)),
            patch.object(sections, "open_ledgers", lambda *_: ledgers[MONTH]),
            patch.object(figurebook.FigureBook, "ledgers_of", lambda _, month: ledgers.get(month)),
        ):
            for code, parameters in _cells(name):
                exec(code, namespace)
                if parameters:
                    namespace |= {"month": str(MONTH), "office": str(office.folder)}
    return told


@contextmanager
def _undrawn() -> Iterator[None]:
    drawn = [
        name
        for name, one in inspect.getmembers(charts, inspect.isfunction)
        if one.__module__ == charts.__name__
    ]
    with ExitStack() as stack:
        for name in drawn:
            stack.enter_context(patch.object(charts, name, lambda *_, **__: "<svg/>"))
        yield
