"""Of whom a figure, a part of one or a list of rows tells, and how their numbers can be taken from each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from helpers.gate.families import OWNED
from helpers.gate.telling import Shown, counted_of, crossed, families, shown
from helpers.ledgers.schemas import TableSchema
from helpers.params import SmallCounts
from helpers.record import (
    ChartRecord,
    ColumnRecord,
    Measured,
    Record,
    SectionRecord,
    SeriesRecord,
    SpanRecord,
    TableRecord,
)

ALL: dict[str, dict[str, Any]] = {
    "借据号": {"kind": "code"},
    "期次": {"kind": "code"},
    "村": {"kind": "village"},
    "户编号": {"kind": "code", "refers": "户.户编号"},
    "证件号码": {"kind": "id_number"},
    "健康": {"kind": "text", "personal": "health", "sensitive": True},
    "余额": {"kind": "money"},
    "利息": {"kind": "money"},
}
LINES = [
    ("J1", "1", "东村", "H1", "P1", "病", 100.0, 1.0),
    ("J1", "2", "东村", "H1", "P2", "病", 200.0, 2.0),
    ("J2", "1", "西村", "H2", "P3", None, 300.0, 3.0),
]
TITLE = (SpanRecord(text="题"),)


def schema(*without: str) -> TableSchema:
    content = {"table": "借款", "sheet": ["借款"], "header": 1, "grain": "笔", "key": ["借据号", "期次"]}
    columns = {name: column for name, column in ALL.items() if name not in without}
    return TableSchema.model_validate(
        content | {"columns": columns, "ledger_code": "L90", "ledger_name": "台账"}
    )


def frame(*without: str) -> pd.DataFrame:
    return pd.DataFrame(LINES, columns=list(ALL), index=pd.RangeIndex(2, 5, name="行")).drop(
        columns=list(without)
    )


def told(measured: Measured | None, *without: str) -> tuple[list[str], list[float]]:
    rows, none = frame(*without), pd.DataFrame(index=frame().index)
    units = counted_of(Shown("节.数", "借款", "2-4", measured), rows, none, schema(*without)).units
    assert units["village"].tolist() == ["东村", "东村", "西村"]
    return units["unit"].tolist(), units["weight"].tolist()


KEYS = ["J1｜1", "J1｜2", "J2｜1"]


@pytest.mark.parametrize(
    ("measured", "without", "units", "weights"),
    [
        (None, [], KEYS, [1, 1, 1]),
        (Measured(), [], KEYS, [1, 1, 1]),
        (Measured(counted="户编号"), [], ["H1", "H1", "H2"], [1, 1, 1]),
        (Measured(counted="没有"), [], KEYS, [1, 1, 1]),
        # An amount is a household's, or else a person's, or else nobody's, and of its row.
        (Measured(adds=("余额",)), [], ["H1\tJ1｜1", "H1\tJ1｜2", "H2\tJ2｜1"], [100, 200, 300]),
        (Measured(adds=("余额",)), ["户编号"], ["P1\tJ1｜1", "P2\tJ1｜2", "P3\tJ2｜1"], [100, 200, 300]),
        (Measured(adds=("余额",)), ["户编号", "证件号码"], KEYS, [100, 200, 300]),
        (Measured(adds=("余额", "利息")), ["户编号", "证件号码"], KEYS, [101, 202, 303]),
        (Measured(adds=("没有",)), ["户编号", "证件号码"], KEYS, [1, 1, 1]),
    ],
)
def test_a_figure_stands_for_whom_it_counts_or_whose_amounts_it_adds_up(
    measured: Measured | None, without: list[str], units: list[str], weights: list[float]
) -> None:
    assert told(measured, *without) == (units, weights)
    assert OWNED == "\t"


class OneLedger(dict[str, pd.DataFrame]):
    """A table as the ledgers of a month hold it."""

    def __init__(self, *without: str) -> None:
        super().__init__({"借款": frame(*without)})
        self._schema = schema(*without)

    def schema(self, table: str) -> TableSchema:
        return self._schema

    def schemas(self) -> list[TableSchema]:
        return [self._schema]


def members(ledgers: Any, *ones: Shown) -> list[list[str]]:
    made = families(ones, ledgers, ["东村", "西村"], SmallCounts(), {})
    return [[figure.name for figure in family.figures] for family in made]


def test_only_what_lies_in_villages_and_touches_a_class_is_looked_at() -> None:
    ill, well = (Shown(name, "借款", rows, Measured()) for name, rows in (("病", "2-3"), ("好", "4")))
    assert members(OneLedger(), ill, well) == [["病", "好"]]
    assert members(OneLedger(), well) == []
    assert members(OneLedger("村"), ill, well) == []
    assert members(OneLedger("健康"), ill, well) == []
    known = Shown("病", "借款", "4", Measured(), sensitive=True)
    assert members(OneLedger("健康"), known) == [["病"]]
    assert members(OneLedger("村"), known) == []


def test_a_table_of_two_directions_shows_a_part_for_each_head_that_is_no_village() -> None:
    columns = tuple(ColumnRecord(name=name, figure="节.数") for name in ("组", "甲", "乙", "合计"))
    rows, cells = (("东村", 1, 2, 3), ("西村", 0, 3, 3)), (("2", "3-4"), ("", "5-7"))
    table = TableRecord(
        id="表", title=TITLE, columns=columns, rows=rows, cells=cells, by="村", across="用途", table="借款"
    )
    assert list(crossed(table)) == [("节.数｜甲", "2"), ("节.数｜乙", "3-4,5-7")]
    turned = table.model_copy(
        update={"by": "用途", "across": "村", "rows": (("治病", 1, 2, 3), ("养殖", 0, 3, 3))}
    )
    assert list(crossed(turned)) == [("节.数｜治病", "2,3-4"), ("节.数｜养殖", "5-7")]


def test_a_heat_chart_of_one_line_shows_its_parts_too() -> None:
    line = SeriesRecord(name="甲", values=(("东村", 1),), figure="节.数", rows=("2",))
    chart = ChartRecord(
        id="图", title=TITLE, drawing="heat", series=(line,), unit="户", by="村", across="用途"
    )
    assert list(crossed(chart)) == [("节.数｜甲", "2")]
    turned = chart.model_copy(update={"by": "用途", "across": "村"})
    assert list(crossed(turned)) == [("节.数｜东村", "2")]


def test_a_list_of_rows_is_shown_of_all_villages_or_of_none() -> None:
    columns = (ColumnRecord(name="村", kind="text"), ColumnRecord(name="余额"))
    table = TableRecord(
        id="表",
        title=TITLE,
        columns=columns,
        rows=(("东村", 1),),
        cells=(("2",),),
        table="借款",
        sensitive=True,
    )
    about = SectionRecord(
        section="01", prefix="节", month="2021-10", as_of=dt.date(2021, 10, 28), empty=False, clause=""
    )
    found = shown([Record(about, (table,))])
    assert [(one.name, one.rows, one.undivided, one.sensitive) for one in found] == [
        ("表", "2", True, True),
        ("表｜余额", "2", True, True),
    ]
    for changed in ({"table": ""}, {"by": "村"}, {"columns": (columns[1], columns[1])}):
        assert shown([Record(about, (table.model_copy(update=changed),))]) == []
