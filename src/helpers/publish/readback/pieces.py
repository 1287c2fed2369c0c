"""What a file says, piece by piece: lines of text and rows of tables, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# A hyphen at the end of a line, as PDF readers hand it on.
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-"})
# Hebrew, Arabic and their relatives, with the forms in which fonts hold them.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# What stands in a cell that holds nothing.
GAP = "—"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CUT = re.compile(r"[\d.]+…+$")
# What the workbook says of a text of which a cell holds the beginning only.
_CLIPPED = re.compile(r"〔原文\d+字[^〕]*〕")


@dataclass(frozen=True)
class Line:
    """A paragraph, heading, caption or note: its text squeezed, so that line breaks make no difference.

    `counts` is the largest number that the file itself may count up to there: its pages, its sheets; `parts` are the
    texts that stand for it together; what is `aside` repeats what the file says elsewhere, as its contents do.
    """

    place: str
    text: str
    counts: int = 0
    parts: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table, its cells squeezed; `heads` names the columns where they are known."""

    place: str
    cells: tuple[str, ...]
    heads: tuple[str, ...] = ()

    @classmethod
    def of(cls, place: str, cells: Iterable[str], heads: tuple[str, ...] = ()) -> Row:
        """Return a row of cells as they were read; an empty one is a gap."""
        return cls(place, tuple(squeeze(cell) or GAP for cell in cells), heads)

    def going_on(self, other: Row) -> Row | None:
        """Return this row with another as its rest, from the next page; None where they are not of one table."""
        if len(self.cells) != len(other.cells):
            return None
        parts = zip(self.cells, other.cells, strict=True)
        return Row.of(
            self.place, ("".join(part for part in pair if part != GAP) for pair in parts), self.heads
        )

    def begins(self, other: Row) -> bool:
        """Whether each cell is the beginning of the other row's, as far as there is anything in it."""
        return all(
            two.startswith(one) or one == GAP for one, two in zip(self.cells, other.cells, strict=True)
        )


Piece = Line | Row


def squeeze(text: str) -> str:
    """Return a text without white space and without marks that cannot be seen."""
    text = "".join(text.translate(_HYPHENS).split())
    if text.isprintable():
        return text
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cf"))


def same_beside_leftward(wanted: str, found: str) -> bool:
    """Tell whether a text was found that has letters written to the left, whatever form its signs have."""
    return is_leftward(wanted) and plain_signs(wanted) == plain_signs(found)


def is_leftward(text: str) -> bool:
    """Tell whether a text has letters that are written to the left."""
    return bool(_LEFTWARD.search(text))


def plain_signs(text: str) -> str:
    """Return a text of the same length, each sign in its plain form: beside such letters PDFium says ; for ；."""
    forms = {one: unicodedata.normalize("NFKC", one) for one in {*text}}
    return "".join(forms[one] if len(forms[one]) == 1 else one for one in text)


def numbers(text: str) -> list[str]:
    """Return the numbers in a text, as they are written there; one that is cut short at its end is none."""
    clipped = _CLIPPED.match(text)
    text = text[clipped.end() :].rstrip(".0123456789") if clipped else _CUT.sub("", text)
    return _NUMBER.findall(text)


def said_numbers(text: str) -> list[str]:
    """Return the numbers in a text of the report, and those that are read of it without its white space."""
    return [*numbers(text), *numbers(squeeze(text))]
