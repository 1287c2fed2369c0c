"""How headers, names and allowed values are spelt when they are compared, and the unit that a header names."""

import re
import unicodedata

from helpers.ledgers.units import UNITS

_BRACKETS = str.maketrans("[]{}【】〔〕", "()()()()")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def normalise(text: object) -> str:
    """Return a header, a name or an allowed value in the one spelling in which they are compared.

    Full width becomes half width, spaces and line breaks go, brackets become round.
    """
    if isinstance(text, str) and text.isascii() and text.isalnum():
        return text
    return _SPACES.sub("", unicodedata.normalize("NFKC", str(text)).translate(_BRACKETS))


def split_unit(header: str) -> tuple[str, str | None]:
    """Split ``余额(万元)`` or ``余额/万元`` into the column's name and the unit; None when it names none."""
    match = re.fullmatch(r"(.+?)(?:\((?:单位:)?([^()]+)\)|[:/,](?:单位:)?([^()]+))", normalise(header))
    unit = (match[2] or match[3]) if match else None
    return (match[1], unit) if match and unit in UNITS else (normalise(header), None)
