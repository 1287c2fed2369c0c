"""Which cell of the notebook made what, so that a cell that runs again replaces what it made before."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection

_OPENING = ""  # the cell that opened the section; outside of a kernel there is no other


@dataclass
class _Made:
    figures: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    used: int = 0


class Cells:
    """The cells of one section by what they made; figures by their short names, tables and charts by their ids."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._made: dict[str, _Made] = {_OPENING: _Made()}
        self._running = _OPENING

    def begin(self, cell: str) -> list[str]:
        """Start a cell; return the figures that it made when it ran before, which it has to make again."""
        self._running = cell
        made = self._made.setdefault(cell, _Made())
        gone, made.figures, made.used = made.figures, [], 0
        return gone

    def make(self, figure: str) -> None:
        """Remember that the running cell makes a figure."""
        self._made[self._running].figures.append(figure)

    def next_id(self) -> str:
        """Return the id of the running cell's next table or chart: the one it had before, or a new one."""
        made = self._made[self._running]
        if made.used == len(made.ids):
            number = 1 + sum(len(other.ids) for other in self._made.values())
            made.ids.append(f"{self._prefix}-{number}")
        made.used += 1
        return made.ids[made.used - 1]


def watch(section: OpenSection) -> None:
    """Tell a section when a cell starts, as long as it is in use; nothing where there is no kernel.

    JupyterLab names the cell, and nbclient in newer versions; else a cell is known by its source.
    """
    shell = get_ipython()
    if shell is None:
        return
    known = weakref.ref(section)

    def begin(info: Any) -> None:
        if (still := known()) is None:
            shell.events.unregister("pre_run_cell", begin)
        else:
            still.begin(getattr(info, "cell_id", None) or info.raw_cell)

    shell.events.register("pre_run_cell", begin)
