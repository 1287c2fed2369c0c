"""Ledgers made up at random within what their definitions allow, so small that counts are none, one or a few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import pandas as pd

from helpers.ledgers import Ledgers
from helpers.ledgers.columns import DATES, ColumnSchema
from helpers.ledgers.expressions import evaluate
from helpers.ledgers.problems import Problem
from helpers.ledgers.schemas import Schemas, TableSchema
from helpers.months import Month, Period

VILLAGES = ["上河村", "下河村", "东山村", "西山村", "南岭社区"]
GIVEN = {"全省革命老区乡镇数": 9, "收入底线": 7000, "收入年度": 2021}
WORDS = {"作物": ["蓝莓", "莲藕"], "标段": ["甲标段", "乙标段"], "排查轮次": ["第一轮", "第二轮"]}
SOURCES = ["中央衔接资金", "省级衔接资金", "市县衔接资金", "其他资金"]
PEOPLE = 24
HUGE = 3_456_789_012.0
#: Tables of which a township always has rows; what else it has may be nothing.
ALWAYS = {"村组", "户籍人口"}


@dataclass(frozen=True)
class World:
    """What a month is made of.

    Attributes
    ----------
    most : int
        How many rows a table has at most; each table has none, one, or more by chance.
    huge : bool
        Whether amounts are of ten digits.
    villages : int
        Of how many villages the township is.
    """

    seed: int
    most: int = 5
    huge: bool = False
    villages: int = 4


class MadeUpLedgers(Ledgers):
    """The ledgers of a month that no workbook holds."""

    def __init__(self, month: Month, as_of: dt.date, schemas: Schemas, world: World) -> None:
        self.month, self.as_of, self.world = month, as_of, world
        self._schemas = schemas
        self._frames: dict[str, pd.DataFrame] = {}
        self._missed: set[str] = set()

    @property
    def period(self) -> Period:
        """The calendar month."""
        return Period(self.month.first_day, self.month.last_day)

    def _frame(self, schema: TableSchema, columns: set[str] | None = None) -> pd.DataFrame:
        frame = rows_of(schema, self.as_of, self.world)
        if schema.as_of:
            frame = frame[~(frame[schema.as_of] > pd.Timestamp(self.as_of))]
        frame.attrs["table"] = schema.name
        return frame

    @property
    def problems(self) -> list[Problem]:
        """As many warnings as the world has, none in half of them."""
        warning = Problem("warning", "", "", "", "", "", "")
        return [warning] * max(0, self.world.seed % 4 - 1)


def rows_of(schema: TableSchema, as_of: dt.date, world: World) -> pd.DataFrame:
    """Return rows of a table that meet its own rules."""
    random = Random(f"{schema.name}{as_of}{world}")
    wanted = random.choice([0, 1, 1, 2, world.most]) or int(schema.name in ALWAYS)
    rows: list[Mapping[str, Any]]
    if schema.name == "报告参数":
        rows = [{"参数": name, "值": value} for name, value in GIVEN.items() if random.random() < 0.8]
    elif schema.name == "村组":
        rows = [_row(schema, random, as_of, world, place) for place in range(world.villages)]
    else:
        # More than wanted, since some break a rule.
        places = [random.randrange(PEOPLE) for _ in range(60)]
        if schema.name in ALWAYS:
            places.sort(key=lambda place: place >= 4)
        rows = [_row(schema, random, as_of, world, place) for place in places]
    columns = {
        name: pd.Series([row.get(name) for row in rows], dtype=column.dtype)
        for name, column in schema.columns.items()
    }
    frame = pd.DataFrame(columns)
    if schema.name == "村组":
        return _indexed(frame)
    for earlier, later in schema.order:
        frame = frame[~(frame[earlier] > frame[later])]
    for rule in schema.rules:
        frame = frame[evaluate(rule.rule, {name: frame[name] for name in rule.columns})]
    frame = frame.drop_duplicates([name for name in schema.key if frame[name].notna().all()] or None)
    if schema.name != "报告参数":
        frame = frame.head(wanted)
    if schema.agree:
        for name in schema.agree.columns:
            frame[name] = frame.groupby(schema.agree.by)[name].transform("first")
    return _indexed(frame)


def _indexed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis(pd.Index(range(4, 4 + len(frame)), dtype="int64", name="行"))


def _row(schema: TableSchema, random: Random, as_of: dt.date, world: World, place: int) -> dict[str, Any]:
    """Make a row about one person, whose household and village are always the same."""
    row = {
        name: _cell(schema, column, random, as_of, world, place) for name, column in schema.columns.items()
    }
    for earlier, later in schema.order * 3:  # often enough for a chain of dates
        if row[earlier] is not None and row[later] is not None and row[earlier] > row[later]:
            row[earlier], row[later] = row[later], row[earlier]
    if "总投资" in row and "中央衔接资金" in row:
        row["总投资"] = sum(row[source] for source in SOURCES)
    if "奖补标准" in row:
        row["申报金额"] = row["规模"] * row["奖补标准"]
        row["审定金额"] = row["审定金额"] and row["申报金额"] * random.choice([0.5, 1])
        row["实发金额"] = row["实发金额"] and row["审定金额"]
    return row


def _cell(
    schema: TableSchema, column: ColumnSchema, random: Random, as_of: dt.date, world: World, place: int
) -> Any:
    name, kind = column.name, column.kind
    if kind == "village":
        return VILLAGES[place % world.villages]
    if name == "村":
        return VILLAGES[place % world.villages]
    if kind == "id_number":
        return f"证{place}"
    if name == "人编号":
        return f"人{place}"
    if name in ("户号", "户编号"):
        return f"户{place // 2}"
    if not column.required and random.random() < 0.25:
        return None
    if kind == "code":
        return f"{name}{place if name in schema.key else place % 4}"
    # A township has residents, and most of those who were ever registered.
    if name == "人员状态" and (place < 4 or random.random() < 0.8):
        return "在册"
    if column.allowed:
        return random.choice(column.allowed)
    if kind in DATES:
        day = as_of - dt.timedelta(days=random.choice([0, 3, 10, 25, 40, 100, 200, 300, 450, 800, -20, -80]))
        return pd.Timestamp(day.replace(day=1) if kind == "month" else day)
    if kind == "year":
        return as_of.year - random.choice([0, 0, 0, 1])
    if kind == "percent":
        return random.choice([0.0, 45.5, 82.0, 96.0, 100.0])
    if kind == "integer":
        low = int(column.min or 0)
        high = min(int(column.max or 12), low + 12)
        return random.choice([low, low + (low < high), random.randint(low, high)])
    if kind in ("decimal", "money"):
        if world.huge:
            return HUGE
        # No loan is of a cent, no field of a square foot; but a settled loan is of nothing.
        least = max(column.min or 0.0, 0.5 if column.unit == "万元" or kind == "decimal" else 100.0)
        none = 0.0 if kind == "money" and not column.min else least
        return round(random.choice([none, least, random.uniform(least, column.max or 60_000.0)]), 2)
    return random.choice(WORDS.get(name, [f"某{name}", f"另一{name}"]))
