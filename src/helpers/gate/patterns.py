"""What personal numbers and absolute paths look like, wherever they stand: by form, check digit, date and prefix."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

from stdnum import luhn
from stdnum.cn import ric

from helpers.ledgers import identity
from helpers.ledgers.masking import mask

_BETWEEN = r"[ \n\-–—.·_/]?"
# Hashes and what base64 encodes hold any digits one likes, but nobody's number.
_NOISE = re.compile(
    r"(?<![0-9a-zA-Z])(?:[0-9a-f]{32,}|(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40,}={0,2})"
)
_CARD_OF_DISABLED = rf"{_BETWEEN}[1-7]{_BETWEEN}[1-4](?:[B\d]\d)?"
_ID = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXx](?:{_CARD_OF_DISABLED})?)(?!\d))")
_RUN = re.compile(r"\d{17,}[\dXx]")
_OLD_ID = re.compile(r"(?<![\d.])\d{6}[ -]?\d{6}[ -]?\d{3}(?![\d.])")
_ID_ENDS = re.compile(r"(?<!\d)\d{6}[*＊✱●•×xX_]{6,12}\d{3}[\dXx](?!\d)")
# Prefixes in use (工业和信息化部 numbering plan): 13 to 19, without those that were never given out.
_MOBILE = re.compile(
    r"(?<![\d.A-Za-z])(?:(?:\+|00)?86[ -]?)?"
    r"(1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])([ -]?)\d{4}\2\d{4})(?![\d.]\d|\d)"
)
_MOBILE_ENDS = re.compile(r"(?<!\d)1[3-9]\d[*＊✱●•×]{4}\d{4}(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\d.A-Za-z-])\(?0(?:10|2\d|[3-9]\d{2})(?:\)|[ -])? ?[2-8]\d{6,7}(?![\d.]\d|\d|-\d)"
)
_CARD = re.compile(r"(?<![\d.])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?![\d.])")
_CARD_PREFIXES = ("62", "60", "9558", "9559", "4", "5", "35", "37")
_PATH = re.compile(
    r"""(?<![A-Za-z0-9_/.:-])/(?:home|Users|root|tmp|var|mnt|media|opt|srv|private|usr|etc|Volumes|data)/[^\s"'<>|]+"""
    r"""|(?<![A-Za-z])[A-Za-z]:[\\/](?!/)[^\s"'<>|]+"""
    r"""|(?<![\\\w])\\\\[A-Za-z0-9._-]{2,}\\[^\s"'<>|]+"""
    r"""|file:/{1,3}[^\s"'<>]+"""
)  # fmt: skip


class Hit(NamedTuple):
    """Something that must not leave: its kind, the text itself, and that text as it may be told."""

    kind: str
    value: str
    masked: str


def normal(text: str) -> str:
    """Return text in the one form that is searched: half width, without what cannot be seen."""
    plain = unicodedata.normalize("NFKC", text)
    return (
        "".join(one for one in plain if unicodedata.category(one) != "Cf") if not plain.isascii() else plain
    )


def digits_of(text: str) -> str:
    """Return the digits of a number (and its X), whatever stands between them."""
    return re.sub(r"[^0-9X]", "", text.upper())


def numbers(text: str, prefixes: tuple[str, ...] = ()) -> Iterator[Hit]:
    """Yield the numbers of persons in a text: ID, disability card, phone, bank card.

    Parameters
    ----------
    text : str
        In its `normal` form.
    prefixes : tuple of str
        Regions of ID numbers allowed besides the real ones.
    """
    if sum(map(str.isdigit, text)) < 7:
        return
    text = _NOISE.sub(" ", text)
    seen: set[str] = set()
    found = [match[1] for match in _ID.finditer(text)]
    found += [run[0][at : at + 18] for run in _RUN.finditer(text) for at in range(len(run[0]) - 17)]
    for written in found:
        number = digits_of(written)
        if number[:18] not in seen and is_id(number[:18], prefixes):
            seen.add(number[:18])
            kind = "证件号码" if len(number) == 18 else "残疾人证号"
            yield Hit(kind, number, mask(number, "id"))
    for match in _OLD_ID.finditer(text):
        number = digits_of(match[0])
        if is_old_id(number, prefixes):
            yield Hit("十五位证件号码", number, mask(number, "id"))
    for match in _ID_ENDS.finditer(text):
        yield Hit("遮盖不够的证件号码", match[0], match[0][:6] + "*" * 12)
    for match in _MOBILE.finditer(text):
        number = digits_of(match[1])
        yield Hit("手机号码", number, mask(number, "phone"))
    for match in _MOBILE_ENDS.finditer(text):
        yield Hit("遮盖不够的手机号码", match[0], "*" * 11)
    for match in _LANDLINE.finditer(text):
        number = digits_of(match[0])
        yield Hit("固定电话", number, mask(number, "phone"))
    for match in _CARD.finditer(text):
        number = digits_of(match[0])
        whole = not any(number in one for one in seen)
        if whole and number.startswith(_CARD_PREFIXES) and luhn.is_valid(number):
            yield Hit("银行卡号", number, mask(number, "account"))


def is_id(number: str, prefixes: tuple[str, ...] = ()) -> bool:
    """Tell whether 18 characters are an ID number: a region, a day of birth, the right check digit (GB 11643)."""
    born = identity.birth_date(number)
    return (
        born is not None
        and dt.date(1880, 1, 1) <= born <= dt.date(2100, 1, 1)
        and ric.calc_check_digit(number) == number[-1]
        and _is_region(number[:6], prefixes)
    )


def is_old_id(number: str, prefixes: tuple[str, ...] = ()) -> bool:
    """Tell whether 15 digits are an ID number of before 1999: it has no check digit, and a year of two digits."""
    born = identity.birth_date(f"{number[:6]}19{number[6:12]}0000")
    return born is not None and _is_region(number[:6], prefixes)


def _is_region(digits: str, prefixes: tuple[str, ...]) -> bool:
    # Residence permits of Hong Kong, Macao and Taiwan (81 to 83) and of foreigners (9) name no county.
    return digits.startswith(("81", "82", "83")) or identity.is_region(digits, prefixes)


def paths(text: str, own: Collection[str] = ()) -> Iterator[Hit]:
    """Yield the absolute paths in a text; `own` are folders that are one whatever they look like."""
    for folder in own:
        if folder in text:
            text, found = re.subn(rf"(?<![A-Za-z0-9_./]){re.escape(folder)}(?![A-Za-z0-9_])", " ", text)
            if found:
                yield Hit("本机路径", folder, f"{folder[:1]}…")
    if "/" not in text and "\\" not in text:
        return
    for match in _PATH.finditer(text):
        start = re.match(r"file:/*|[A-Za-z]:[\\/]|\\\\|/[^/]*/", match[0])
        yield Hit("本机路径", match[0], f"{start[0] if start else ''}…")
