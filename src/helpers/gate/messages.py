"""What is said on the terminal, to programs and in logs: no message holds the number of a person."""

from __future__ import annotations

from helpers.gate.patterns import digits_of, normal, numbers
from helpers.ledgers.masking import mask_numbers

# Regions of numbers that name no county: those of foreigners, and of synthetic people.
_REGIONS = ("9",)


def masked(text: str) -> str:
    """Return a text in which all numbers are masked that the gate would stop, and those that only look like them."""
    shown = mask_numbers(text)
    for hit in numbers(normal(shown), _REGIONS):
        shown = _without(shown, digits_of(hit.value)).replace(hit.value, hit.masked)
    return shown


def _without(text: str, number: str) -> str:
    """Mask the digits of a number wherever they stand in a row, whatever is between them."""
    digits = [(digit, place) for place, one in enumerate(text) for digit in digits_of(normal(one))]
    row = "".join(digit for digit, _ in digits)
    at = row.find(number) if number else -1
    hidden: set[int] = set()
    while at >= 0:
        hidden.update(place for _, place in digits[at : at + len(number)])
        at = row.find(number, at + len(number))
    return "".join("*" if place in hidden else one for place, one in enumerate(text))
