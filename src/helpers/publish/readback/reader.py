"""How a file of a report is read back, and what of the report it must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from helpers.publish.readback.pieces import Piece


@dataclass(frozen=True)
class Reader:
    """How a file is read, and what it must hold.

    Attributes
    ----------
    read : callable
        From the file's bytes to its lines and rows.
    prose : bool
        Whether it holds the text and the pictures, or the tables alone.
    drawn : callable, optional
        How it holds the texts of a drawing, one after the other; None where they cannot be read.
    key_figures : bool
        Whether key figures stand on top of it.
    all_figures : bool
        Whether it lists all figures, or those that the text quotes.
    written : callable
        How it writes a cell: as it is, or as much of it as it can hold.
    headed : callable
        How it writes the heads of a table.
    """

    read: Callable[[bytes], list[Piece]]
    prose: bool = True
    drawn: Callable[[Iterable[str]], str] | None = None
    key_figures: bool = False
    all_figures: bool = False
    written: Callable[[str], str] = str
    headed: Callable[[Sequence[str]], Sequence[str]] = tuple
