"""One name has one definition, over all notebooks of a report: what they say of it before any of them runs.

What only shows while they run, such as a name made by an f-string, `helpers.checks.definitions` finds by its value.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from helpers.methods.shared import SHARED

#: Makers whose definition does not stand in the notebook: the table of shared figures, the limits of the params.
SHARED_MAKER, LIMIT_MAKER = "shared", "limit"


class Definition(NamedTuple):
    """How a notebook defines a figure, and in which cell."""

    name: str
    cell: int
    #: `SHARED_MAKER`, `LIMIT_MAKER`, or another verb, whose definition is the notebook's own.
    maker: str
    #: The notebook's own words.
    text: str = ""

    @property
    def own(self) -> bool:
        """Whether the definition stands in the notebook."""
        return self.maker not in (SHARED_MAKER, LIMIT_MAKER)


def definition(name: str, maker: str, call: ast.Call, cell: int) -> Definition:
    """Return how a call defines a figure."""
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "definition"), None)
    text = given.value if isinstance(given, ast.Constant) else given and ast.unparse(given)
    return Definition(name, cell, maker, str(text or ""))


def unknown_shared(definitions: Iterable[Definition]) -> Iterator[str]:
    """Yield the names taken from the table of shared figures that it does not have."""
    for one in definitions:
        if one.maker == SHARED_MAKER and one.name not in SHARED:
            near = difflib.get_close_matches(one.name, SHARED, n=1, cutoff=0.5)
            hint = f"（是不是“{near[0]}”？）" if near else ""
            yield f"第 {one.cell} 格：没有“{one.name}”这个各节共用的指标{hint}"


def two_definitions(notebooks: Mapping[str, Iterable[Definition]]) -> Iterator[str]:
    """Yield a fault for each name that two notebooks define and do not take from the same place.

    Parameters
    ----------
    notebooks : mapping
        Section to what its notebook defines.
    """
    found: dict[str, list[tuple[str, Definition]]] = {}
    for section, definitions in notebooks.items():
        for one in definitions:
            found.setdefault(one.name, []).append((section, one))
    for name, all_of_name in found.items():
        sections = {section for section, _ in all_of_name}
        makers = {one.maker for _, one in all_of_name}
        if len(sections) > 1 and (len(makers) > 1 or any(one.own for _, one in all_of_name)):
            places = "；".join(f"{section} 第 {one.cell} 格：{_said(one)}" for section, one in all_of_name)
            where = "" if name in SHARED else "把口径写进 helpers.methods.shared，再"
            yield f"“{name}”在几节里各有定义（{places}）；是同一个数就{where}都用 s.shared，不是就换一个名字"


def _said(one: Definition) -> str:
    if one.maker == SHARED_MAKER:
        return "各节共用的"
    return "限值" if one.maker == LIMIT_MAKER else one.text or "没有写定义"
