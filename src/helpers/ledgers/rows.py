"""Ranges of Excel rows as they stand beside a figure: ``4-63,70``."""

from __future__ import annotations

from collections.abc import Iterable


def compress_rows(rows: Iterable[int]) -> str:
    """Write row numbers as ranges, sorted and each once: ``4-63,70``."""
    ranges: list[list[int]] = []
    for row in sorted({int(row) for row in rows}):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def expand_rows(text: str) -> list[int]:
    """Return the row numbers of ``4-63,70``; the inverse of `compress_rows`."""
    rows: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        rows.extend(range(int(first), int(last or first) + 1))
    return rows
