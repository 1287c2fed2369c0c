"""How a sheet is laid out: widths, lines, names, numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from helpers.publish.excel.sheets import (
    LANDSCAPE,
    PORTRAIT,
    Cell,
    Number,
    Sheet,
    broken,
    number,
    sheet_name,
    widths,
)


def sheet(heads: list[str], *rows: list[Cell]) -> Sheet:
    return Sheet("甲", "甲", tuple(heads), tuple(map(tuple, rows)))


def test_a_small_table_fills_an_upright_page_and_a_wide_one_turns_it() -> None:
    upright, turned = widths(sheet(["村", "户数（户）"], ["示例01村", Number(5)]))
    assert (round(sum(upright)), turned) == (PORTRAIT, False)
    wide, turned = widths(sheet([f"第{n}类户数（户）" for n in "一二三四五六"], [Number(5)] * 6))
    assert (round(sum(wide)), turned) == (LANDSCAPE, True)


def test_a_long_cell_takes_lines_and_not_the_room_of_numbers() -> None:
    wide, turned = widths(sheet(["问题", "余额"], ["说" * 400, Number(Decimal("123456789.12"), 2)]))
    assert not turned
    assert sum(wide) <= PORTRAIT + 0.1
    assert wide[1] > 7


def test_a_number_has_room_however_many_columns_there_are() -> None:
    wide, _ = widths(sheet(["甲"] * 30, [Number(123456789012345)] * 30))
    assert min(wide) > 15 * 0.56


def test_a_line_is_broken_after_punctuation_and_loses_nothing() -> None:
    text = "应分租金按搬迁户数比例算到分，余数相同的按村的次序。" + "长" * 30 + "\n完"
    lines = broken(text, 20)
    assert lines[0] == "应分租金按搬迁户数比例算到分，"
    assert lines[-1] == "完"
    assert "".join(lines) == text.replace("\n", "")
    assert broken("", 20) == [""]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("0.10", Number(Decimal("0.10"), 2)),
        ("-0", Number(Decimal("-0"))),
        ("+1", "+1"),
        ("1e5", "1e5"),
        ("１２", "１２"),
        ("1 000", "1 000"),
        ("—", "—"),
        ("", ""),
        ("1234567890123456", "1234567890123456"),
    ],
)
def test_a_written_number_becomes_exactly_that_number(text: str, cell: Cell) -> None:
    assert number(text) == cell


def test_a_name_is_legal_and_unlike_the_others() -> None:
    assert sheet_name("'[a]:*?/\\b'", []) == "a b"
    assert sheet_name("", []) == "表"
    assert sheet_name("ABC", ["abc"]) == "ABC_2"
    assert sheet_name("𠀀" * 20, []) == "𠀀" * 15
