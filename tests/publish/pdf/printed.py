"""A PDF read back letter by letter: what stands where, in which font, size and colour."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4
PITCH = 225 / 22 * MM
CHARACTER = 156 / 28 * MM
# The edges of the text on an upright page.
LEFT, RIGHT = 28 * MM, (210 - 26) * MM
TOP, BOTTOM = (297 - 37) * MM, 35 * MM


@dataclass(frozen=True)
class Letter:
    """A character of a page; its box in points from the page's lower left corner."""

    text: str
    font: str
    size: float
    colour: tuple[int, int, int]
    left: float
    bottom: float
    right: float
    top: float
    #: Where it stands on its line, which is the same for all characters of the line.
    base: float


@dataclass(frozen=True)
class Page:
    """A page of a PDF: its size in points, and its letters in the order of the file."""

    width: float
    height: float
    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    def find(self, words: str, nth: int = 0) -> tuple[Letter, ...]:
        """Return the letters of a text, which must be there."""
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(words, at + 1)
        return self.letters[at : at + len(words)]

    def lines(self) -> list[str]:
        """Return the lines of the page from top to bottom, each from left to right."""
        ordered = sorted(self.letters, key=lambda one: (-round(one.base), one.left))
        return [
            "".join(one.text for one in line) for _, line in groupby(ordered, lambda one: round(one.base))
        ]


def read_pages(document: bytes) -> list[Page]:
    """Return the pages of a PDF; what is only space is left out."""
    with pypdfium2.PdfDocument(document) as opened:
        return [_page(page) for page in opened]


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    letters = [_letter(text.raw, at) for at in range(text.count_chars())]
    width, height = page.get_size()
    return Page(width, height, tuple(one for one in letters if one.text.strip()))


def _letter(text: ctypes.c_void_p, at: int) -> Letter:
    sides = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(text, at, *sides)
    left, right, bottom, top = (side.value for side in sides)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, at, x, y)
    name = ctypes.create_string_buffer(200)
    raw.FPDFText_GetFontInfo(text, at, name, len(name), ctypes.c_int())
    colour = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFText_GetFillColor(text, at, *colour)
    return Letter(
        chr(raw.FPDFText_GetUnicode(text, at)),
        name.value.decode().rpartition("+")[2],
        raw.FPDFText_GetFontSize(text, at),
        (colour[0].value, colour[1].value, colour[2].value),
        left,
        bottom,
        right,
        top,
        y.value,
    )


def on(pages: list[Page], text: str) -> list[int]:
    """Return the places of the pages with a text."""
    return [place for place, page in enumerate(pages) if text in page.text]


def face(letters: tuple[Letter, ...]) -> tuple[str, float]:
    """Return font and size of letters, which must be of one."""
    ((font, size),) = {(letter.font, round(letter.size, 2)) for letter in letters}
    return font, size
