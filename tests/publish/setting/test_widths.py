from __future__ import annotations

import pytest

from helpers.publish.setting.widths import TEXT_WIDTH, fit, head_lines


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        ([["村", "户数"], ["示例01村", "3"]], 10.5),
        ([["村", *["很长的列名字"] * 9], ["示例01村", *["3"] * 9]], 10.5),
        ([["村", *["列名"] * 14], ["示例01村", *["12345678"] * 14]], 8.0),
        ([["村", "说明", "说明"], ["示例01村", "字" * 90, "字" * 30]], 9.0),
    ],
)
def test_a_table_fills_the_width_in_the_largest_size_that_fits(rows: list[list[str]], size: float) -> None:
    found, _, widths = fit(rows)
    assert found == size
    assert sum(widths) == pytest.approx(TEXT_WIDTH, abs=0.1)


def test_the_column_with_more_to_say_is_wider() -> None:
    _, _, widths = fit([["村", "说明", "说明"], ["示例01村", "字" * 90, "字" * 40]])
    assert widths[0] < widths[2] < widths[1]


def test_one_long_cell_does_not_make_its_column_wide() -> None:
    rows = [
        ["村", "所在", "说明"],
        *([["示例01村", "东", "字" * 12]] * 30),
        ["示例02村", "字" * 60, "字" * 12],
    ]
    _, _, widths = fit(rows)
    assert sum(widths) == pytest.approx(TEXT_WIDTH, abs=0.1)
    assert widths[1] < widths[2]


def test_heads_break_before_their_unit_or_in_the_middle() -> None:
    assert head_lines("户数", 5) == ["户数"]
    assert head_lines("批复里程（公里）", 5) == ["批复里程", "（公里）"]
    assert head_lines("低保户数", 3) == ["低保", "户数"]
