"""Text in the one form that is searched, whatever alphabet, width, numerals or invisible marks it is written in."""

from __future__ import annotations

import re
import unicodedata

from helpers.gate.traditional import SIMPLIFIED

_NUMERALS = dict(
    zip("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸幺", "0001234567891234567892361", strict=True)
)
#: Letters of other alphabets that look as Latin ones do.
_ALIKE = dict(
    zip("АВЕЅКМНОРСТУХІЈасеорхуіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧοχν", "ABESKMHOPCTYXIJaceopxyijABEZHIKMNOPTYXoxv", strict=True)
) | {"╳": "X", "✕": "X", "✖": "X", "❌": "X"}  # fmt: skip
_DOTS = "・‧∙⋅᛫ꞏ・"
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
# Numerals that stand as digits do: at least seven in a row, as no year and no amount in words has them.
_SPELT = re.compile(f"[0-9{''.join(_NUMERALS)}](?:[ \\t\\n.,·、/-]{{0,2}}[0-9{''.join(_NUMERALS)}]){{6,}}")
_DIGIT_LIKE = re.compile("[OoIl]")
_LETTERS = re.compile(r"(?<![0-9A-Za-z])[0-9OoIl](?:[ .-]?[0-9OoIl]){10,18}[Xx]?(?![0-9A-Za-z])")
# Hashes and what base64 encodes hold any digits one likes, but nobody's number.
_NOISE = re.compile(
    r"(?<![0-9a-zA-Z])(?:[0-9a-f]{32,}|(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{40,}={0,2})"
)
_NOISY = 32  # characters of the shortest hash
_SOME = 5  # digits; what is encoded without has no number in it
_AS_DIGITS = str.maketrans("OoIl", "0011")
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))


class _Fold(dict[int, str]):
    """What each character is searched as, looked up once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


_FOLDS = _Fold()


def normal(text: str) -> str:
    """Return text in the one form that is searched.

    Half width (NFKC), the digits of all scripts as 0 to 9, Chinese numerals too where seven or more of them stand as
    digits do, letters that look Latin as Latin ones, traditional characters as simplified ones, dashes, dots and
    spaces of all kinds as one; without what cannot be seen or only adorns (zero width, variants, combining marks).
    """
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDS)
    return _SPELT.sub(_as_digits, plain)


def without_noise(text: str) -> str:
    """Return text without hashes and encoded pictures, which hold any letters and digits one likes."""
    return _NOISE.sub(" ", text) if len(text) >= _NOISY and digits_in(text) >= _SOME else text


def with_digits(text: str) -> str:
    """Return text with the letters O and l as digits, where they stand among those of a long number."""
    if not _DIGIT_LIKE.search(text) or digits_in(text) < _SOME:
        return text
    return _LETTERS.sub(
        lambda match: match[0].translate(_AS_DIGITS) if digits_in(match[0]) >= _SOME else match[0], text
    )


def digits_of(text: str) -> str:
    """Return the digits of a number (and its X), whatever stands between them."""
    return re.sub(r"[^0-9X]", "", text.upper())


def digits_in(text: str) -> int:
    """Return how many digits there are in a text."""
    return len(text.encode("ascii", "ignore").translate(None, _NO_DIGITS))


def compact(text: str) -> str:
    """Return text without white space, in small letters."""
    return "".join(text.split()).casefold()


def _fold(one: str) -> str:
    one = SIMPLIFIED.get(one, one)
    if one in _NUMERALS:
        return one
    if one in _ALIKE:
        return _ALIKE[one]
    if one in _DOTS:
        return "·"
    kind = unicodedata.category(one)
    if kind in ("Cf", "Mn", "Me") or one in _BLANKS:
        return ""
    if kind == "Pd" or one in "−⁃─━":
        return "-"
    if kind in ("Zl", "Zp") or one == "\x85":
        return "\n"
    if kind == "Zs":
        return " "
    digit = unicodedata.digit(one, None)
    return one if digit is None else str(digit)


def _as_digits(match: re.Match[str]) -> str:
    written = match[0]
    if not any(one in _NUMERALS and one != "○" for one in written):
        return written
    return "".join(_NUMERALS.get(one, one) for one in written)
