"""The line of a history: months across, values up."""

from __future__ import annotations

from helpers.months import Month
from helpers.publish.web.sparkline import HEIGHT, MARGIN, WIDTH, sparkline


def test_the_line_goes_from_the_first_month_to_the_last_and_from_the_lowest_to_the_highest() -> None:
    line = sparkline([(Month(2021, 1), 10), (Month(2021, 2), 30), (Month(2021, 3), 20)])
    assert [point.x for point in line] == [MARGIN, WIDTH / 2, WIDTH - MARGIN]
    assert [point.y for point in line] == [HEIGHT - MARGIN, MARGIN, HEIGHT / 2]
    assert " ".join(map(str, line)) == "3,29 60,3 117,16"


def test_a_month_that_is_missing_keeps_its_place() -> None:
    line = sparkline([(Month(2020, 11), 1), (Month(2021, 1), 2), (Month(2021, 2), 3)])
    assert [point.x for point in line] == [3, 79, 117]


def test_what_never_changes_is_a_level_line_and_one_month_is_none() -> None:
    assert {point.y for point in sparkline([(Month(2021, 1), 5), (Month(2021, 2), 5)])} == {HEIGHT / 2}
    assert sparkline([(Month(2021, 1), 5)]) == ()
    assert sparkline([]) == ()
