"""Row numbers are written as ranges and read back."""

import pytest

from helpers.ledgers.rows import compress_rows, expand_rows


@pytest.mark.parametrize(
    ("rows", "text"),
    [([], ""), ([4], "4"), ([4, 5, 6, 70], "4-6,70"), ([70, 5, 4, 5], "4-5,70"), ([1, 3, 5], "1,3,5")],
)
def test_rows_become_ranges_and_come_back(rows, text):
    assert compress_rows(rows) == text
    assert expand_rows(text) == sorted(set(rows))
