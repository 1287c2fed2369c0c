"""Synthetic persons and households, and what a ledger of a month knows about them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from helpers.months import Month

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(slots=True, eq=False)
class Person:
    """A member of a household; `entered` and `left` are the months from which the ledgers know it."""

    relation: str
    sex: str
    birth: dt.date
    name: str = ""
    number: str = ""
    code: str = ""
    entered: Month | None = None
    left: Month | None = None
    left_how: str = ""
    left_on: dt.date | None = None
    traits: dict[str, Any] = field(default_factory=dict)

    def known(self, month: Month) -> bool:
        """Whether the base register of the month has a row for this person."""
        return self.entered is None or self.entered <= month

    def present(self, month: Month) -> bool:
        """Whether this person is registered (在册) at the end of the month."""
        return self.known(month) and (self.left is None or month < self.left)

    def age(self, day: dt.date) -> int:
        """Return the age in full years on a day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


@dataclass(slots=True, eq=False)
class Household:
    """A household: `origin` is its class before anybody watched it, `watch` the class it is watched in."""

    village: int
    origin: str
    members: list[Person] = field(default_factory=list)
    watch: str = ""
    identified: Month | None = None
    cleared: Month | None = None
    gone: Month | None = None
    relocated: bool = False
    supported: bool = False
    group: int = 1
    number: str = ""
    code: str = ""
    traits: dict[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> Person:
        """The 户主."""
        return self.members[0]

    def registered(self, month: Month) -> bool:
        """Whether the household is in the monitoring system (在册) at the end of the month."""
        if self.gone is not None and self.gone <= month:
            return False
        return self.origin == "脱贫户" or self.watched(month)

    def watched(self, month: Month) -> bool:
        """Whether the household has been identified by the end of the month."""
        return self.identified is not None and self.identified <= month

    def label(self, month: Month) -> str:
        """Return the class in the office's ledgers: that in which it is watched, else its origin."""
        return self.watch if self.watched(month) else self.origin

    def base_label(self, month: Month) -> str:
        """Return the class in the base register, where 脱贫不稳定户 stay 脱贫户."""
        label = self.label(month)
        return "脱贫户" if label == "脱贫不稳定户" else label

    def present(self, month: Month) -> list[Person]:
        """Return the members registered at the end of the month."""
        return [person for person in self.members if person.present(month)]


@dataclass(eq=False)
class Issuer:
    """Gives out ID numbers and names: valid in form, of a region that does not exist, each one once."""

    region: str
    surnames: list[str]
    _numbers: Counter[tuple[dt.date, str]] = field(default_factory=Counter)
    _names: Counter[str] = field(default_factory=Counter)

    def number(self, birth: dt.date, sex: str) -> str:
        """Return a new ID number; the 17th digit is odd for men, the 18th a checksum (GB 11643-1999)."""
        self._numbers[birth, sex] += 1
        order = 2 * self._numbers[birth, sex] - (sex == "男")
        first = f"{self.region}{birth:%Y%m%d}{order:03d}"
        return first + id_checksum(first)

    def name(self, surname: str) -> str:
        """Return a new name, such as 张某0001."""
        self._names[surname] += 1
        return f"{surname}某{self._names[surname]:04d}"


def id_checksum(first: str) -> str:
    """Return the last character of an ID number with these first 17 digits (GB 11643-1999)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11
    return "10X98765432"[remainder]
