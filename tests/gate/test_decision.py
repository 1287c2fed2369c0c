"""The decision of a month: what it hides, whole or in part, and at which number a few are too few."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from helpers.gate.decision import Decision, _has_few, _lists_few, decide_alone, read_told
from helpers.gate.telling import Told
from helpers.params import SmallCounts
from helpers.record import (
    ColumnRecord,
    FigureRecord,
    Measured,
    Record,
    RecordError,
    SectionRecord,
    SpanRecord,
    TableRecord,
)

RULE = SmallCounts()
VILLAGES = ("东村", "西村")


def figure(short: str = "数", value: Any = 30, **more: Any) -> FigureRecord:
    content = {
        "name": f"节.{short}", "value": value, "unit": "户", "decimals": 0, "text": "", "definition": "",
        "kind": "stock", "sensitive": True, "sources": [{"table": "借款", "rows": "2-31"}], "row_count": 30,
        "measured": Measured(), "units": {"东村": 10, "西村": 20},
    }  # fmt: skip
    return FigureRecord.model_validate(content | more)


def alone(*figures: FigureRecord, rule: SmallCounts | None = None) -> Decision:
    columns = (
        ColumnRecord(name="村", kind="text"),
        *(ColumnRecord(name=one.short, figure=one.name) for one in figures),
    )
    table = TableRecord(id="表", title=(SpanRecord(text="题"),), columns=columns, rows=(), by="村")
    about = SectionRecord(section="01", prefix="节", month="2021-10", as_of=dt.date(2021, 10, 28))
    return decide_alone([Record(about, (*figures, table))], rule)


def test_a_figure_is_hidden_of_all_or_of_a_part() -> None:
    decision = Decision(
        VILLAGES, {"节.全": frozenset(VILLAGES), "节.半": frozenset({"东村"}), "节.叉｜甲": frozenset()}
    )
    assert [decision.hides_all(name) for name in ("节.全", "节.半", "节.叉", "节.无")] == [
        True,
        False,
        False,
        False,
    ]
    assert [decision.hides_part(name) for name in ("节.全", "节.半", "节.叉", "节.无")] == [
        True,
        True,
        True,
        False,
    ]
    assert not Decision().hides_all("节.无")


@pytest.mark.parametrize(("least", "few"), [(9, True), (10, False), (11, False), (0, True)])
def test_a_village_has_few_below_the_threshold(least: int, few: bool) -> None:
    assert _has_few(figure(units={"东村": least, "西村": 20}), VILLAGES, RULE.threshold) is few
    assert _has_few(figure(units={"东村": 20}), VILLAGES, 1)
    assert _has_few(None, VILLAGES, RULE.threshold)
    assert _has_few(figure(units={"东村": 20}), VILLAGES, RULE.threshold)
    assert not _has_few(figure(units={"东村": 20}), ["东村"], RULE.threshold)


@pytest.mark.parametrize(
    ("value", "more", "few"),
    [
        ("东村、西村", {}, True),
        ("东村", {}, True),
        ("东村、别处", {}, False),
        ("", {}, False),
        (3, {}, False),
        (None, {}, False),
        ("东村、西村", {"sensitive": False}, False),
        ("东村、西村", {"kind": "stock"}, False),
        ("东村、西村", {"units": {"东村": 10, "西村": 10}}, False),
    ],
)
def test_a_list_of_villages_is_hidden_where_one_has_few(value: Any, more: dict[str, Any], few: bool) -> None:
    listed = figure(value=value, **{"kind": "listing", "units": {"东村": 9, "西村": 20}} | more)
    assert _lists_few(listed, VILLAGES, RULE) is few


@pytest.mark.parametrize(
    ("more", "withheld"),
    [
        ({}, False),
        ({"units": {"东村": 9, "西村": 20}}, True),
        ({"units": {"东村": 9, "西村": 20}, "sensitive": False}, False),
        ({"measured": Measured(additive=False)}, True),
        ({"measured": Measured(additive=False), "sensitive": False}, False),
    ],
)
def test_a_section_by_itself_tells_none_of_what_has_few_or_is_of_single_rows(
    more: dict[str, Any], withheld: bool
) -> None:
    assert alone(figure(**more)).withheld == ({"节.数": frozenset(VILLAGES)} if withheld else {})


@pytest.mark.parametrize(("rows", "few"), [(9, True), (10, False), (0, True), (None, True)])
def test_the_number_of_rows_is_told_from_the_threshold_on(rows: int | None, few: bool) -> None:
    assert alone(figure(row_count=rows)).few == ({"节.数"} if few else set())
    assert alone(figure(row_count=rows, sensitive=False)).few == set()


def test_the_threshold_of_a_section_by_itself_is_the_offices() -> None:
    small = figure(units={"东村": 3, "西村": 20}, row_count=3)
    assert alone(small, rule=SmallCounts(threshold=3)) == Decision(VILLAGES)
    assert alone(small, rule=SmallCounts(threshold=4)).few == {"节.数"}
    assert alone(figure(row_count=0), rule=SmallCounts(threshold=1)).few == {"节.数"}


def test_what_a_month_tells_is_read_as_it_was_written_and_not_from_another_version() -> None:
    told = Told("节.数", "ytd", "借款", None, ("余额",), True, ("东村",), (("东村", "H1", 1.0),))
    text = Decision(VILLAGES, told=(told,)).to_json()
    assert "东村" in text
    assert read_told(text) == [told]
    for other in ("[]", '{"told": []}', '{"version": 0, "told": []}'):
        with pytest.raises(RecordError, match="别的版本"):
            read_told(other)
