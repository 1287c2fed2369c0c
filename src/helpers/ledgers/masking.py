"""The one rule by which personal data is masked wherever a person may see it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from helpers.ledgers import identity

Personal = Literal["name", "id", "phone", "account", "health", "whereabouts"]

_COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|司空|令狐|夏侯|端木|独孤|南宫|轩辕|"
    "淳于|单于|申屠|赫连|呼延|澹台|公冶|濮阳|太史|鲜于|闾丘|拓跋|百里|东郭|西门"
)
_JOINTS = "·• "
_MASKED = re.compile(r".{1,2}[*＊✱●×]+")
# Numbers that identify a person wherever they stand, in digits of any script: ID and account numbers, mobile phones.
# Set apart by spaces or strokes they are told by what they hold: an ID number by its region and day of birth.
_APART = r"[ \t\u3000.\-–—－·_/、]{0,2}"
_NUMBERS = re.compile(
    r"(?<!\d)(?:\d{15,}[XxＸｘ]?|(?P<card>[3-69]\d{3}(?:[ \-－\u3000]\d{4}){3}(?:[ \-－\u3000]\d{1,3})?)(?!\d)"
    rf"|\d(?:{_APART}\d){{16}}{_APART}[\dXxＸｘ](?!\d)"
    rf"|\d{{3}}{_APART}(?:\d{{4}}{_APART}\d{{4}}|\d{{3}}{_APART}\d{{5}})(?!\d))"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")


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
    return mask_numbers(text)


def mask_numbers(text: str) -> str:
    """Return a text in which the numbers of persons are masked, and nothing else is changed.

    What a message quotes is masked before it is cut to a length: of half a number nobody can tell what it is.
    """
    said, at = "", 0
    while found := _NUMBERS.search(text, at):
        digits = "".join(one for one in unicodedata.normalize("NFKC", found[0]).upper() if one.isalnum())
        end = found.end()
        if len(digits) == len(found[0]) and len(digits) > 11:
            shown = _mask_number(found[0])
        elif found["card"] or _MOBILE.fullmatch(digits) or _is_id(digits):
            keep = iter([True] * (6 if len(digits) == 18 else 0))
            shown = "".join(one if not one.isalnum() or next(keep, False) else "*" for one in found[0])
        else:
            end = found.start() + 1
            shown = found[0][0]
        said, at = said + text[at : found.start()] + shown, end
    return said + text[at:]


def _is_id(digits: str) -> bool:
    born = identity.birth_date(digits)
    # Those of synthetic people, and of foreigners, begin with 9 and name no county.
    return born is not None and 1880 <= born.year <= 2100 and identity.is_region(digits[:6], ("9", "8"))


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
