"""What a month is: the unit in which ledgers are kept, notebooks are run and reports are published."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

from helpers.errors import UsageError

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Period(NamedTuple):
    """The days that a month's report counts, both of them included."""

    first: dt.date
    last: dt.date


class Month(NamedTuple):
    """A calendar month; sorts by time and prints as ``2021-10``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2021-10``.

        Raises
        ------
        UsageError
            If the text is not a four-digit year, a hyphen and a two-digit month.
        """
        match = _WRITTEN.fullmatch(str(text))
        if match is None:
            raise UsageError(f"“{text}”不是月份", do="写成四位年、短横、两位月，例如 2021-10")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def label(self) -> str:
        """The month as Chinese prose writes it: ``2021年10月``."""
        return f"{self.year}年{self.number}月"

    @property
    def first_day(self) -> dt.date:
        """The first calendar day."""
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        """The last calendar day."""
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> Month:
        """Return the month so many months later (earlier when negative)."""
        ordinal = self.year * 12 + self.number - 1 + months
        return Month(ordinal // 12, ordinal % 12 + 1)

    @property
    def previous(self) -> Month:
        """The month before."""
        return self.plus(-1)

    @property
    def year_ago(self) -> Month:
        """The same month of the year before."""
        return self.plus(-12)


def months_in(folder: Path) -> list[Month]:
    """Return the months that have a folder of their own in a folder, in order; none where it is not there."""
    names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return sorted(Month.parse(name) for name in names if _WRITTEN.fullmatch(name))
