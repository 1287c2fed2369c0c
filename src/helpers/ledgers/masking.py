"""The one rule by which personal data is masked wherever a person may see it."""

from __future__ import annotations

import re
from typing import Literal

Personal = Literal["name", "id", "phone", "account", "health", "whereabouts"]

_COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|司空|令狐|夏侯|端木|独孤|南宫|轩辕|"
    "淳于|单于|申屠|赫连|呼延|澹台|公冶|濮阳|太史|鲜于|闾丘|拓跋|百里|东郭|西门"
)
_JOINTS = "·• "
_MASKED = re.compile(r".{1,2}[*＊✱●×]+")
# Numbers that identify a person wherever they stand: ID and account numbers, mobile phones.
_NUMBERS = re.compile(r"(?<!\d)(?:\d{15,}[Xx]?|1[3-9]\d{9}(?!\d))")


def mask(value: object, personal: Personal | None = None) -> str:
    """Return a value as a message, a table or a file that leaves the office may show it.

    Parameters
    ----------
    value : object
        A cell of a ledger; None and blanks give an empty text.
    personal : {"name", "id", "phone", "account", "health", "whereabouts"}, optional
        What kind of personal data the column holds. A name keeps its surname, an ID number the six digits of
        its region; of everything else nothing is kept. Without it, the numbers of persons within the text are
        masked all the same.
    """
    text = _plain(value)
    if not text:
        return ""
    if personal == "name":
        return mask_name(text)
    if personal == "id":
        return _mask_number(text)
    if personal is not None:
        return "*" * min(max(len(text), 3), 12)
    return _NUMBERS.sub(lambda match: _mask_number(match[0]), text)


def mask_name(name: str) -> str:
    """Return a name as it may be told: the surname, and a star for each other character (张*, 欧阳**, 阿***·***).

    A name of one character keeps it; the dots and spaces between the parts of a name stay, since they are nobody's.
    What is masked already is returned as it is.
    """
    text = name.strip()
    if not text or _MASKED.fullmatch(text):
        return text
    keep = 2 if _COMPOUND_SURNAMES.match(text) and len(text) > 2 else 1
    rest = "".join(one if one in _JOINTS else "*" for one in text[keep:])
    return text[:keep] + (rest or "*")


def _mask_number(text: str) -> str:
    # A mobile number (11 digits) begins with its owner's network, not with a region: nothing of it is kept.
    keep = 6 if len(text) > 11 and text[:6].isdigit() else 0
    return text[:keep] + "*" * (len(text) - keep)


def _plain(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
