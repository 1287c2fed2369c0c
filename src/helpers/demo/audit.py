"""Adds up the workbooks on the disk and compares them with the targets; trusts nothing of what wrote them."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from helpers.demo.targets import WATCHED, Targets, load_targets
from helpers.demo.workbooks import header, kept_ledgers, workbook_name
from helpers.ledgers import Schemas, TableSchema, load_schemas
from helpers.months import Month
from helpers.offices import Office

Count = tuple[str, Callable[["Books"], pd.Series]]


class _NotKeptError(Exception):
    """The office does not keep this ledger, so that there is nothing to compare."""


class Books:
    """The workbooks of one month, read cell by cell, with the counts that the targets name.

    Every count is a Series of one value a village, with the village as its index.
    """

    def __init__(self, office: Office, schemas: Schemas, month: Month) -> None:
        self._office, self._schemas, self.month = office, schemas, month
        self._kept = {ledger.code: ledger for ledger in kept_ledgers(office, schemas)}
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self._read:
            self._read[table] = self._table(self._schemas.table(table))
        return self._read[table]

    def _table(self, table: TableSchema) -> pd.DataFrame:
        if table.ledger_code not in self._kept:
            raise _NotKeptError
        path = self._office.ledgers(self.month) / workbook_name(self._kept[table.ledger_code], self.month)
        names = {header(column): column.name for column in table.columns.values()}
        if not path.is_file():
            return pd.DataFrame(columns=list(names.values()))
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(table.sheet[0])
        rows = sheet.to_python(skip_empty_area=False)
        top, bottom = table.header
        columns = [next(filter(None, cells)) for cells in zip(*reversed(rows[top - 1 : bottom]), strict=True)]
        body = [row for row in rows[bottom:] if any(row) and not str(row[0]).startswith(("合计", "注："))]
        return pd.DataFrame(body, columns=[names[name] for name in columns]).replace("", None)

    def households(self, *labels: str) -> pd.Series:
        """Households of the base register with a member registered, of some classes or all."""
        people = self._people(*labels)
        return people.groupby("村")["户号"].nunique()

    def persons(self, *labels: str) -> pd.Series:
        """Persons registered."""
        return self._people(*labels).groupby("村").size()

    def _people(self, *labels: str) -> pd.DataFrame:
        people = self["户籍人口"]
        people = people[people["人员状态"] == "在册"]
        return people[people["户类别"].isin(labels)] if labels else people

    def watched(self, kind: str | None = None, *, persons: bool = False) -> pd.Series:
        """Households or persons of the monitoring system, of one class (``脱贫户``: not watched) or all."""
        people = self["监测对象"]
        if kind:
            label = people["监测对象类别"]
            people = people[label.isna() if kind == "脱贫户" else label == kind]
        return people.groupby("村")["人编号" if persons else "户编号"].nunique()

    def events(self, column: str, *, persons: bool = False) -> pd.Series:
        """Households or persons identified or cleared in the month."""
        people = self["监测对象"]
        people = people[people[column] == f"{self.month.year}{self.month.number:02d}"]
        return people.groupby("村")["人编号" if persons else "户编号"].nunique()

    def open_cases(self, *, persons: bool = False) -> pd.Series:
        """Households or persons whose risk is not removed."""
        people = self["监测对象"]
        people = people[people["风险是否已消除"] == "否"]
        return people.groupby("村")["人编号" if persons else "户编号"].nunique()

    def supported(self, kind: str) -> pd.Series:
        """Persons lifted out of poverty who receive support."""
        people = self["监测对象"]
        lifted = set(people.loc[people["户类型"] == "脱贫户", "证件号码"])
        rows = self["低保特困"]
        rows = rows[(rows["状态"] == "享受中") & rows["保障类型"].str.endswith(kind)]
        return rows[rows["证件号码"].isin(lifted)].groupby("村")["证件号码"].nunique()

    def this_year(self, table: str, column: str) -> pd.DataFrame:
        """Rows of a table whose year or date is in the month's year."""
        rows = self[table]
        return rows[rows[column].astype(str).str[:4] == str(self.month.year)]

    def count(self, rows: pd.DataFrame, column: str) -> pd.Series:
        """Distinct values by village."""
        return rows.groupby("村")[column].nunique()

    def total(self, rows: pd.DataFrame, column: str, unit: float = 1) -> pd.Series:
        """Sum by village."""
        return rows.groupby("村")[column].sum().astype(float) / unit


def _measures() -> Iterator[Count]:
    """Yield each measure of the targets that the workbooks must meet, and how it is counted."""
    yield "户数", lambda b: b.households()
    yield "人口", lambda b: b.persons()
    yield "一般农户", lambda b: b.households("一般农户")
    yield "其他户", lambda b: b.households("其他")
    yield "帮扶户", lambda b: b.watched()
    yield "帮扶人口", lambda b: b.watched(persons=True)
    for kind in ("脱贫户", *WATCHED):
        yield kind, functools.partial(Books.watched, kind=kind)
        yield kind[:-1] + "人口", functools.partial(Books.watched, kind=kind, persons=True)
    yield "新识别户", lambda b: b.events("识别监测时间")
    yield "新识别人口", lambda b: b.events("识别监测时间", persons=True)
    yield "消除户", lambda b: b.events("消除监测时间")
    yield "消除人口", lambda b: b.events("消除监测时间", persons=True)
    yield "未消除户", lambda b: b.open_cases()
    yield "未消除人口", lambda b: b.open_cases(persons=True)
    yield "低保", lambda b: b.supported("低保")
    yield "特困", lambda b: b.supported("特困")
    yield "产业奖补户", lambda b: b.count(_applied(b), "户编号")
    yield "产业奖补金额", lambda b: b.total(_applied(b), "申报金额")
    yield "产业保险户", lambda b: b.count(b.this_year("产业保险", "保险起期"), "户编号")
    yield "消费帮扶金额", lambda b: b.total(b.this_year("消费帮扶", "日期"), "金额")
    yield "交通补贴人数", lambda b: b.count(b.this_year("务工补贴", "年度"), "证件号码")
    yield "光伏公岗", lambda b: b.count(_held(b, "光伏收益"), "证件号码")
    yield "人社公岗", lambda b: b.count(_held(b, "人社就业补助"), "证件号码")
    yield "信贷户", lambda b: b.count(b["小额信贷"][b["小额信贷"]["余额"] > 0], "户编号")
    yield "信贷余额", lambda b: b.total(b["小额信贷"], "余额", 10000)
    yield "新贷户", lambda b: b.count(b.this_year("小额信贷", "借款日"), "户编号")
    yield "新贷金额", lambda b: b.total(b.this_year("小额信贷", "借款日"), "借款金额", 10000)
    yield "一事一议户", lambda b: b.count(_granted(b, "一事一议"), "户号")
    yield "防贫保户", lambda b: b.count(_granted(b, "防贫保"), "户号")
    yield "易迁户", lambda b: b.count(b["搬迁户"], "户编号")
    yield "易迁人口", lambda b: b.total(b["搬迁户"], "人口")
    yield "租金", lambda b: b.total(b.this_year("租金分配", "年度"), "分配金额")


def _applied(books: Books) -> pd.DataFrame:
    rows = books.this_year("产业奖补", "年度")
    return rows[rows["审核状态"] != "审核不通过"]


def _held(books: Books, fund: str) -> pd.DataFrame:
    rows = books["公益性岗位"]
    return rows[(rows["状态"] == "在岗") & (rows["资金来源"] == fund)]


def _granted(books: Books, channel: str) -> pd.DataFrame:
    rows = books["救助"]
    return rows[(rows["救助渠道"] == channel) & (rows["审批结果"] == "通过")]


def audit(folder: str | Path, targets: str | Path | Targets | None, month: Month) -> list[str]:
    """Return how the workbooks of a month differ from the targets; nothing when they add up.

    In the targets' month each village is compared, in the others the township.
    """
    goals = targets if isinstance(targets, Targets) else load_targets(targets)
    office = Office(folder)
    books = Books(office, load_schemas(office), month)
    found: list[str] = []
    parts = [_measure(books, goals, measure, count) for measure, count in _measures()]
    for part in (
        *parts,
        _meetings(books, goals),
        _crops(books, goals),
        _works(books, goals),
        _sites(books, goals),
    ):
        with contextlib.suppress(_NotKeptError):
            found += part
    return found


def _difference(where: str, measure: str, found: Any, target: Any) -> Iterator[str]:
    if abs(float(found) - float(target)) >= 0.005:
        yield f"{where} {measure}：台账 {found:.10g}，目标 {target:.10g}"


def _measure(
    books: Books, targets: Targets, measure: str, count: Callable[[Books], pd.Series]
) -> Iterator[str]:
    stocks = targets.months[books.month]
    by_village = books.month == targets.anchor and measure in targets.villages[0]
    if not by_village and measure not in stocks:
        return
    values = count(books)
    if measure in stocks:
        yield from _difference("全镇", measure, values.sum(), stocks[measure])
    for village in targets.villages if by_village else ():
        yield from _difference(village["村"], measure, values.get(village["村"], 0), village[measure])


def _meetings(books: Books, targets: Targets) -> Iterator[str]:
    meetings = books["会议"]
    held = meetings.loc[meetings["会议类型"] == "党委会", "会议日期"].nunique()
    yield from _difference("全镇", "党委会次数", held, targets.months[books.month]["党委会次数"])


def _crops(books: Books, targets: Targets) -> Iterator[str]:
    rows = books["特色产业"]
    for crop in targets.crops:
        areas = books.total(rows[rows["作物"] == crop], "面积")
        for village in targets.villages:
            yield from _difference(village["村"], f"{crop}面积", areas.get(village["村"], 0), village[crop])


def _works(books: Books, targets: Targets) -> Iterator[str]:
    rows = books["项目"]
    stocks = targets.months[books.month]
    for project in targets.projects:
        name, village = project["标段"], targets.village(project["编号"])
        own = rows[(rows["标段"] == name) & (rows["村"] == village)]
        yield from _difference(village, f"{name}里程", own["批复里程"].sum(), project["里程"])
        yield from _difference(village, f"{name}总投资", own["总投资"].sum(), project["总投资"])
        funds = own[["中央衔接资金", "省级衔接资金", "市县衔接资金"]].sum().sum()
        yield from _difference(village, f"{name}衔接资金", funds, project["衔接资金"])
        if name in stocks:
            yield from _difference(village, f"{name}形象进度", own["形象进度"].sum(), stocks[name])


def _sites(books: Books, targets: Targets) -> Iterator[str]:
    rates = "/".join(f"{rate:g}" for rate in books["示范点"]["完成率"])
    stocks = targets.months[books.month]
    if targets.settings.get("model_villages") and rates != stocks.get("示范点"):
        yield f"示范点完成率：台账 {rates}，目标 {stocks.get('示范点')}"
