"""What a file says, in pieces: squeezed, with its numbers, and compared where letters are written to the left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from helpers.publish.readback.comparison import compare_file
from helpers.publish.readback.pieces import Line, Row, numbers, same_beside_leftward, squeeze
from helpers.publish.readback.reader import Reader
from helpers.publish.report import Report

UYGHUR = "ئۇيغۇر"


def test_white_space_and_marks_make_no_difference_and_numbers_are_read_as_written() -> None:
    assert squeeze("一 二\u3000三\n\u200b四\xad\x02五") == "一二三四-五"
    assert numbers("2021-10，3.50万元，35.5%，第4-63、7……") == ["2021", "10", "3.50", "35.5", "4", "63"]
    assert Row.of("甲", ["1 ", ""]).cells == ("1", "—")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"{UYGHUR}2；二是", f"{UYGHUR}2;二是", True),
        (f"{UYGHUR}３5！", f"{UYGHUR}35!", True),
        (f"{UYGHUR}2；", f"{UYGHUR}3;", False),
        ("甲村2；二是", "甲村2;二是", False),
    ],
)
def test_signs_have_one_form_beside_letters_that_are_written_to_the_left(
    one: str, other: str, same: bool
) -> None:
    assert same_beside_leftward(one, other) == same


@pytest.mark.parametrize(
    ("read", "differences"), [("甲{}；乙{}村", 0), ("甲{};乙{}村", 0), ("甲{};乙{}寨", 1)]
)
def test_a_paragraph_with_such_letters_is_found_whatever_form_its_signs_have(
    plain_report: Callable[[str], Report], read: str, differences: int
) -> None:
    report = plain_report(f"甲{UYGHUR}；乙{UYGHUR}村")
    heads = ("甲", *(section.title for section in report.walk()), report.addressee)
    lines = [Line("第 1 页", text) for text in (*heads, *read.format(UYGHUR, UYGHUR).split("|")) if text]
    found = list(compare_file(report, Reader(lambda _: []), lines))
    assert len(found) == differences
