"""Figures from figures: shares, averages, sums, differences and growth, with the rows of both."""

import datetime as dt

from helpers.sections import open_section
from tests.bundles import last
from tests.small_office import (
    balance,
    loan,
    loans,
    write_loans,
    write_small_office,
)


def test_derives_shares_averages_sums_and_differences_with_the_rows_of_both(section, shown):
    whole = balance(section)
    part = section.total(
        "新增",
        lambda of: of["借款"][of["借款"]["借款日"].dt.month == 10],
        "余额",
        unit="元",
        definition="本月",
    )
    number = section.count("笔数", loans, unit="笔", definition="全部")
    assert section.share("占比", part, whole, definition="").text() == "50%"
    assert section.ratio("笔均", whole, number, unit="元/笔", definition="").value == 333.42
    assert section.sum("合计", [whole, part], definition="").value == 1500.5
    assert section.difference("其余", whole, part, definition="").value == 500
    assert last(shown, "figure")["sources"] == [{"table": "借款", "rows": "2-4", "sha256": ""}]
    assert last(shown, "figure")["previous"] == 800


def test_a_figure_of_figures_has_the_unit_of_the_first_and_a_history_of_the_months_of_all(section):
    whole = balance(section)
    number = section.count("笔数", loans, unit="笔", definition="全部")
    alone = section.sum("独自", [whole], definition="")
    assert (alone.value, alone.unit, alone.decimals) == (1000.25, "元", 2)
    assert alone.history() == whole.history()
    assert set(whole.history()) == {"2021-09", "2021-10"}
    each = section.ratio("笔均", whole, number, unit="元/笔", definition="").history()
    assert each == {"2021-09": 800 / number.history()["2021-09"], "2021-10": 333.42}


def test_growth_needs_the_same_month_of_the_year_before(tmp_path, shown):
    office = write_small_office(tmp_path, ("2020-10", "2021-10"))
    write_loans(office.folder, "2020-10", [loan("J0", "东村", 400, dt.date(2020, 10, 5))])
    write_loans(office.folder, "2021-10", [loan("J1", "东村", 500, dt.date(2021, 10, 5))])
    section = open_section("01_loans", "2021-10", str(office.folder))
    assert section.growth("增幅", balance(section), definition="").text() == "25%"
    assert last(shown, "figure")["sources"] == [{"table": "借款", "rows": "2", "sha256": ""}]
    write_loans(office.folder, "2020-10", [loan("J0", "东村", 0.6, dt.date(2020, 10, 5))])
    write_loans(office.folder, "2021-10", [loan("J1", "东村", 0.8, dt.date(2021, 10, 5))])
    section = open_section("01_loans", "2021-10", str(office.folder))
    assert section.growth("增幅", balance(section), definition="").text() == "33.3%"
    for nothing in ([], [loan("J0", "东村", 0, dt.date(2020, 10, 5))]):
        write_loans(office.folder, "2020-10", nothing)
        section = open_section("01_loans", "2021-10", str(office.folder))
        assert section.growth("增幅", balance(section), definition="").value is None
