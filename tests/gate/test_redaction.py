"""What leaves the office of a section is made from the decision of its month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.gate.decision import Decision, decide_alone, decide_month, read_told
from helpers.gate.redaction import redacted
from helpers.ledgers import Ledgers
from helpers.params import SmallCounts
from helpers.record import ChartRecord, FigureRecord, ParagraphRecord, Record, TableRecord, words
from helpers.sections import OpenSection as Section
from helpers.sections import open_section
from tests.bundles import record_of
from tests.small_office import loan, loans, write_loans, write_sensitive_office

VILLAGES = ["甲村", "乙村", "丙村", "丁村", "戊村"]
GIANT = {("丙村", 0): 360000}
ILL = dict(zip(VILLAGES, (12, 3, 20, 25, 30), strict=True))


def ill(ledgers: Ledgers) -> pd.DataFrame:
    return loans(ledgers)[loans(ledgers)["用途"] == "治病"]


def well(ledgers: Ledgers) -> pd.DataFrame:
    return loans(ledgers)[loans(ledgers)["用途"] == "养殖"]


@pytest.fixture
def section(tmp_path: Path, shown: list[Any]) -> Section:
    """A section over loans of which those for an illness are a sensitive class: too few of them in one village."""
    office = write_sensitive_office(tmp_path, ILL, of=40, villages=VILLAGES)
    return open_section("01_loans", "2021-10", str(office.folder))


Made = Callable[[], Record]


@pytest.fixture
def made(shown: list[Any]) -> Made:
    return lambda: record_of([bundle for _, _, bundle in shown])


def told(section: Section, record: Record, rule: SmallCounts | None = None) -> tuple[Record, Decision]:
    decision = decide_month([record], section.ledgers, rule or SmallCounts(), {})
    return redacted(record, decision), decision


def only(record: Record, kind: Any) -> list[Any]:
    return [item for item in record.items if isinstance(item, kind)]


def test_no_rows_and_no_villages_leave_with_a_figure(section: Section, made: Made) -> None:
    section.count("治病", ill, unit="笔", definition="治病的")
    section.count("少", lambda of: ill(of).head(9), unit="笔", definition="九笔")
    section.count("多", lambda of: ill(of).head(10), unit="笔", definition="十笔")
    few = {figure.short: figure for figure in only(told(section, made())[0], FigureRecord)}
    for figure in few.values():
        assert (figure.by_village, figure.units, figure.measured) == (None, {}, None)
        assert all(source.table == "借款" and not source.rows for source in figure.sources)
    assert (few["少"].row_count, few["多"].row_count, few["治病"].row_count) == (None, 10, 90)


def test_a_village_with_too_few_is_marked_with_another_and_the_table_says_why(
    section: Section, made: Made
) -> None:
    section.count("治病", ill, unit="笔", definition="治病的")
    section.table("各村治病", by="村", figures=["治病"])
    (table,) = only(told(section, made())[0], TableRecord)
    assert table.rows == (("甲村", "＊"), ("乙村", "＊"), ("丙村", 20), ("丁村", 25), ("戊村", 30))
    assert table.total == ("合计", 90)
    assert [words(note) for note in table.notes] == [
        "＊表示为保护个人信息不公开的小数，以及据以能算出小数的数。"
    ]


def test_figures_of_two_sections_that_differ_by_a_small_class_are_not_both_told(
    section: Section, made: Made
) -> None:
    section.count("全部", loans, unit="笔", definition="全部")
    section.count("养殖", well, unit="笔", definition="养殖的")
    section.table("各村借款", by="村", figures=["全部"])
    section.table("各村养殖", by="村", figures=["养殖"])
    all_, rest = only(told(section, made())[0], TableRecord)
    assert [row[1] for row in all_.rows] == [40] * 5
    assert rest.rows[1] == ("乙村", "＊")
    assert [row[1] for row in rest.rows].count("＊") >= 2


def test_a_table_that_would_be_empty_gives_way_to_a_line_that_says_why(section: Section, made: Made) -> None:
    section.count("罕见", lambda of: ill(of).groupby("村").head(3), unit="笔", definition="各村三笔")
    section.count("全部", loans, unit="笔", definition="全部")
    section.table("各村罕见病{罕见}", by="村", figures=["罕见"])
    section.table("各村借款", by="村", figures=["罕见", "全部"])
    section.bar_chart("罕见", by="村", figures="罕见")
    record, _ = told(section, made())
    assert [words(line.spans) for line in only(record, ParagraphRecord)] == [
        "为保护个人信息，不列《各村罕见病15笔》。"
    ]
    (table,) = only(record, TableRecord)
    assert [column.name for column in table.columns] == ["村", "全部"]
    assert [words(note) for note in table.notes] == ["为保护个人信息，罕见的分村数不公开。"]
    assert not only(record, ChartRecord)


def test_a_chart_leaves_out_the_villages_that_are_not_told(section: Section, made: Made) -> None:
    section.count("治病", ill, unit="笔", definition="治病的")
    section.bar_chart("治病{治病:村最多}", by="村", figures="治病")
    (before,) = only(made(), ChartRecord)
    assert "乙村3笔" in before.alt
    assert "戊村最多（30笔）" in words(before.title)
    (chart,) = only(told(section, made())[0], ChartRecord)
    assert chart.alt == "治病：戊村30笔，丁村25笔，丙村20笔"
    assert "乙村" not in chart.svg
    assert "丙村" in chart.svg
    assert words(chart.title) == "治病个别村的数不公开"
    assert "图中不列人数少的村" in words(chart.notes[-1])


def test_a_table_and_a_chart_of_two_directions_give_way_where_a_part_is_too_small(
    section: Section, made: Made
) -> None:
    section.count("全部", loans, unit="笔", definition="全部")
    section.cross_table("借款用途", "全部", by="村", across="用途")
    section.cross_table("用途和村", "全部", by="用途", across="村")
    section.heat_chart("用途", "全部", by="村", across="用途")
    record, _ = told(section, made())
    assert not only(record, TableRecord)
    assert not only(record, ChartRecord)
    assert len(only(record, ParagraphRecord)) == 2
    plain, _ = told(section, made(), SmallCounts(threshold=3))
    assert [table.cells for table in only(plain, TableRecord)] == [(), ()]
    assert not any(series.rows for series in only(plain, ChartRecord)[0].series)


def test_sentences_say_in_words_what_is_withheld(section: Section, made: Made) -> None:
    section.count("治病", ill, unit="笔", definition="治病的")
    section.listing("有病的村", lambda of: ill(of).groupby("村").head(2), "村", definition="有治病借款的村")
    section.listing("有养殖的村", well, "村", definition="有养殖借款的村")
    section.paragraph("{治病:村最多}；{有病的村}；{有养殖的村}。")
    record, _ = told(section, made())
    assert (
        words(only(record, ParagraphRecord)[0].spans) == f"个别村的数不公开；个别村；{'、'.join(VILLAGES)}。"
    )
    listed = {figure.short: figure.value for figure in only(record, FigureRecord)}
    assert (listed["有病的村"], listed["有养殖的村"]) == ("个别村", "、".join(VILLAGES))


@pytest.mark.parametrize(("threshold", "hidden"), [(0, 0), (3, 0), (4, 2), (10, 2)])
def test_the_threshold_is_the_least_that_is_told(
    section: Section, made: Made, threshold: int, hidden: int
) -> None:
    section.count("治病", ill, unit="笔", definition="治病的")
    section.table("各村治病", by="村", figures=["治病"])
    (table,) = only(told(section, made(), SmallCounts(threshold=threshold, width=1))[0], TableRecord)
    assert [row[1] for row in table.rows].count("＊") == hidden


def test_what_a_month_tells_since_january_is_kept_for_the_others(section: Section, made: Made) -> None:
    section.count("当年治病", ill, unit="笔", kind="ytd", definition="当年的")
    section.count("在册治病", ill, unit="笔", definition="在册的")
    section.table("各村治病", by="村", figures=["在册治病", "当年治病"])
    _, decision = told(section, made())
    (one,) = read_told(decision.to_json())
    assert (one.figure, one.villages) == ("借款.当年治病", ("丙村", "丁村", "戊村"))
    assert len(one.units) == 90


def test_a_section_by_itself_tells_no_village_of_a_figure_that_has_a_small_one(
    section: Section, made: Made
) -> None:
    section.count("治病", ill, unit="笔", definition="治病的")
    section.count("全部", loans, unit="笔", definition="全部")
    section.table("各村", by="村", figures=["治病", "全部"])
    record = made()
    (table,) = only(redacted(record, decide_alone([record])), TableRecord)
    assert [column.name for column in table.columns] == ["村", "全部"]


def of_giants(folder: Path) -> Section:
    """Open the section over twenty loans of a class a village, of which a few have nearly all."""
    office = write_sensitive_office(folder, dict.fromkeys(VILLAGES, 20), of=40, villages=VILLAGES)
    day = dt.date(2021, 10, 1)
    rows = [
        loan(f"{village}{number}", village, GIANT.get((village, number), 2000), day, use="治病")
        for village in VILLAGES
        for number in range(20)
    ]
    write_loans(office.folder, "2021-10", rows)
    return open_section("01_loans", "2021-10", str(office.folder))


def test_amounts_of_a_sensitive_class_are_withheld_where_one_has_nearly_all(
    tmp_path: Path, shown: list[Any], made: Made
) -> None:
    section = of_giants(tmp_path)
    section.total("治病余额", ill, "余额", unit="元", definition="治病的")
    section.table("各村治病余额", by="村", figures=["治病余额"])
    (table,) = only(told(section, made())[0], TableRecord)
    marked = [row[0] for row in table.rows if row[1] == "＊"]
    assert "丙村" in marked
    assert len(marked) == 2


@pytest.mark.parametrize(
    ("least", "listed"),
    [(9, False), (10, True), (11, True), (0, False)],
)
def test_rows_of_a_sensitive_class_are_not_listed_where_a_village_has_too_few_of_them(
    tmp_path: Path, shown: list[Any], made: Made, least: int, listed: bool
) -> None:
    """Who counts the rows of a list by their villages has the numbers that a table would not tell."""
    office = write_sensitive_office(
        tmp_path, dict.fromkeys(VILLAGES, 12) | {"乙村": least}, of=40, villages=VILLAGES
    )
    section = open_section("01_loans", "2021-10", str(office.folder))
    section.row_table("治病借款", ill(section.ledgers), ["村", "借款日"])
    record, _ = told(section, made())
    assert bool(only(record, TableRecord)) is listed
    said = [words(line.spans) for line in only(record, ParagraphRecord)]
    assert said == ([] if listed else ["为保护个人信息，不列《治病借款》。"])


def test_a_list_of_rows_is_not_told_beside_a_table_that_differs_by_a_small_class(
    section: Section, made: Made
) -> None:
    section.count("全部", loans, unit="笔", definition="全部")
    section.table("各村借款", by="村", figures=["全部"])
    section.row_table("养殖借款", well(section.ledgers), ["村", "借款日"])
    section.row_table("借款日", well(section.ledgers), ["借款日"])
    record, _ = told(section, made())
    assert [words(table.title) for table in only(record, TableRecord)] == ["各村借款", "借款日"]


def test_a_list_of_rows_tells_how_much_there_is_in_a_village(
    tmp_path: Path, shown: list[Any], made: Made
) -> None:
    section = of_giants(tmp_path)
    section.row_table("治病借款", ill(section.ledgers), ["村", "余额"])
    section.row_table("治病借款的日子", ill(section.ledgers), ["村", "借款日"])
    record, _ = told(section, made())
    assert [words(table.title) for table in only(record, TableRecord)] == ["治病借款的日子"]


def test_a_section_by_itself_lists_no_rows_of_a_sensitive_class_with_their_villages(
    section: Section, made: Made
) -> None:
    section.row_table("治病借款", ill(section.ledgers), ["村", "借款日"])
    section.row_table("全部借款", loans(section.ledgers), ["村", "借款日"])
    record = made()
    tables = only(redacted(record, decide_alone([record])), TableRecord)
    assert [words(table.title) for table in tables] == ["全部借款"]


def test_a_mean_or_an_extreme_of_a_sensitive_class_is_told_of_no_village(
    section: Section, made: Made
) -> None:
    """The least is one person's; a mean with the count beside it is a sum."""
    section.mean("平均", ill, "余额", unit="元", definition="治病的平均")
    section.greatest("最大", ill, "余额", unit="元", definition="治病的最大")
    section.mean("全部平均", loans, "余额", unit="元", definition="全部的平均")
    section.table("各村", by="村", figures=["平均", "最大", "全部平均"])
    record = made()
    for may_leave in (told(section, record)[0], redacted(record, decide_alone([record]))):
        (table,) = only(may_leave, TableRecord)
        assert [column.name for column in table.columns] == ["村", "全部平均"]
