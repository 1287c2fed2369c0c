"""What is said on the terminal, to programs and in logs: no message holds the number of a person."""

from __future__ import annotations

from helpers.gate.details import details
from helpers.gate.patterns import numbers
from helpers.gate.spelling import digits_of, normal, with_digits, without_noise
from helpers.ledgers.masking import mask_numbers

# Regions of numbers that name no county: those of foreigners, and of synthetic people.
_REGIONS = ("9",)
_LEAST = 7  # digits; a shorter number is in other numbers by chance


def masked(text: str) -> str:
    """Return a text in which all is masked that the gate would stop, and numbers that only look like it."""
    shown = mask_numbers(text)
    plain = with_digits(without_noise(normal(shown)))
    hits = [*numbers(plain, _REGIONS), *details(plain)]
    if not hits:
        return shown
    # In its plain form, since what is found in that may be written in any other.
    for hit in sorted(hits, key=lambda hit: -len(hit.written)):
        plain = plain.replace(hit.written, hit.masked)
        if len(number := digits_of(hit.value)) >= _LEAST:
            plain = _without(plain, number)
    return plain


def _without(text: str, number: str) -> str:
    """Mask the digits of a number wherever they stand in a row, whatever is between them."""
    digits = [(digit, place) for place, one in enumerate(text) for digit in digits_of(one)]
    row = "".join(digit for digit, _ in digits)
    at = row.find(number) if number else -1
    hidden: set[int] = set()
    while at >= 0:
        hidden.update(place for _, place in digits[at : at + len(number)])
        at = row.find(number, at + len(number))
    return "".join("*" if place in hidden else one for place, one in enumerate(text))
