"""A tiny office: two villages, five people, a few loans; each test spoils one cell of it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from stdnum.cn import ric

from helpers.ledgers import (
    Inspection,
    Ledgers,
    Problem,
    TableSchema,
    inspect_ledgers,
    load_schemas,
    open_ledgers,
)
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import Settings, load_settings

MONTH = Month(2021, 10)
FIRST = 4  # the Excel row of the first row of data, below a header in row 3


def id_number(birth: str, serial: int) -> str:
    """An ID number of a region that belongs to no place; an odd serial is a man."""
    body = f"990001{birth}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


PEOPLE = {
    "甲": id_number("19700101", 1),
    "乙": id_number("19710202", 2),
    "丙": id_number("19800303", 3),
    "丁": id_number("19900404", 4),
    "戊": id_number("20100505", 5),
}
Row = dict[str, Any]


def _table(text: str, **same: Any) -> list[Row]:
    """Read rows of words below a line of columns; ``-`` is a blank, `same` stands in every row."""
    header, *lines = (line.split() for line in text.strip().splitlines())
    return [
        {**same, **{name: _value(word) for name, word in zip(header, line, strict=True)}} for line in lines
    ]


def _value(word: str) -> Any:
    if word in PEOPLE:
        return PEOPLE[word]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
        return dt.date.fromisoformat(word)
    if re.fullmatch(r"\d{1,6}(\.\d+)?", word):
        return float(word) if "." in word else int(word)
    return None if word == "-" else word


def base_rows() -> dict[str, list[Row]]:
    """Rows without a fault, by table."""
    villages = """
        村编码        村        曾用名        总户数  总人口数  面积
        990001100201  示例一村  老一村、东头  2       3         7.5
        990001100202  示例二村  -             1       2         3
    """
    people = """
        村        户号  户编号  姓名      证件号码  性别  出生日期    与户主关系  户类别
        示例一村  R1    H001    欧阳某甲  甲        男    1970-01-01  户主        脱贫户
        示例一村  R1    H001    欧阳某乙  乙        女    1971-02-02  配偶        脱贫户
        示例一村  R2    -       欧阳某丙  丙        男    1980-03-03  户主        一般农户
        示例二村  R3    H002    欧阳某丁  丁        女    1990-04-04  户主        脱贫户
        示例二村  R3    H002    欧阳某戊  戊        男    2010-05-05  子女        脱贫户
    """
    monitored = """
        村        户编号  人编号  姓名      证件号码  性别  出生日期    人均纯收入（元）
        示例一村  H001    H001-1  欧阳某甲  甲        男    1970-01-01  9000.5
        示例一村  H001    H001-2  欧阳某乙  乙        女    1971-02-02  9000.5
        示例二村  H002    H002-1  欧阳某丁  丁        女    1990-04-04  7000
        示例二村  H002    H002-2  欧阳某戊  戊        男    2010-05-05  7000
    """
    grants = """
        批次    村        户编号  户主姓名  户类型  产业类型  规模  规模单位  奖补标准  申报金额  申报日期
        第一批  示例一村  H001    欧阳某甲  脱贫户  种植      10    亩        200       2000      2021-03-01
        第一批  示例一村  H001    欧阳某甲  脱贫户  养殖      4     头        500       2000      2021-03-02
    """
    paid = {
        "验收日期": dt.date(2021, 5, 1),
        "审定金额": 2000,
        "实发金额": 2000,
        "发放日期": dt.date(2021, 6, 1),
    }
    loans = """
        借据号  村        户编号  借款人    证件号码  期限  借款日      到期日      余额   结清日期
        J001    示例一村  H001    欧阳某甲  甲        36    2021-01-05  2024-01-05  50000  -
        J002    示例二村  H002    欧阳某丁  丁        12    2021-09-01  2022-09-01  50000  -
        J003    示例一村  H001    欧阳某甲  甲        24    2019-01-05  2021-01-05  0      2021-01-04
    """
    lent = {"承贷银行": "示例银行", "户类型": "脱贫户", "借款金额": 50000, "利率": 4.65, "用途": "养殖"}
    sections = """
        项目编号  标段  村        批复里程  总投资  中央衔接资金  省级衔接资金  市县衔接资金  其他资金
        P1        A     示例一村  2.5       100     60            30            10            0
        P1        A     示例二村  1.5       60      60            0             0             0
    """
    road = {"年度": 2021, "项目名称": "示例路", "项目类型": "产业路", "计划完工日期": dt.date(2021, 12, 1)}
    return {
        "村组": _table(villages, 类型="行政村", 村民小组数=1),
        "户籍人口": _table(people, 组号=1, 人员状态="在册"),
        "监测对象": _table(monitored, 人数=2, 户类型="脱贫户"),
        "产业奖补": _table(grants, 年度=2021, 审核状态="审核通过", **paid),
        "小额信贷": _table(loans, 使用方式="户贷户用", **lent),
        "项目": _table(sections, 形象进度=96, **road),
    }


def write_table(sheet: Worksheet, schema: TableSchema, rows: Sequence[Row]) -> None:
    """Write a table as an office does: a title, who filled it in, the header, the rows."""
    sheet["A1"] = f"示例镇{schema.ledger_name}"
    sheet["A2"] = "填报单位：示例镇乡村振兴办公室"
    for index, column in enumerate(schema.columns.values(), start=1):
        sheet.cell(schema.header[1], index, column.name)
        if column.group:
            sheet.cell(schema.header[0], index, column.group)
    for number, row in enumerate(rows, start=schema.header[1] + 1):
        for index, name in enumerate(schema.columns, start=1):
            if row.get(name) is not None:
                sheet.cell(number, index, row[name])


class TinyOffice:
    """An office of six ledgers in a folder of its own, with the suite's definitions."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder)
        self.folder = self.office.ledgers(MONTH)
        self.schemas = load_schemas(self.office)
        self.rows = base_rows()

    @classmethod
    def make(cls, folder: Path) -> TinyOffice:
        """Write a new office."""
        params = folder / "params"
        params.mkdir(parents=True)
        shutil.copy(suite_folder() / "params" / "report.yaml", params / "report.yaml")
        (params / "2021-10.yaml").write_text("as_of: 2021-10-31\nissue_date: 2021-11-08\n", encoding="utf-8")
        tiny = cls(folder)
        kept = {tiny.schemas.table(name).ledger_code for name in tiny.rows}
        absent = [ledger.code for ledger in tiny.schemas.ledgers if ledger.code not in kept]
        tiny.change_settings(absent_ledgers=absent, id_prefixes=["99"])
        tiny.folder.mkdir(parents=True)
        for name in tiny.rows:
            tiny.write(name)
        return tiny

    @property
    def settings(self) -> Settings:
        return load_settings(self.office, MONTH)

    def change_settings(self, **changed: Any) -> None:
        path = self.office.folder / "params" / "report.yaml"
        content = {**yaml.safe_load(path.read_text(encoding="utf-8")), **changed}
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def path(self, table: str) -> Path:
        schema = self.schemas.table(table)
        return self.folder / f"{schema.ledger_code}_{schema.ledger_name}.xlsx"

    def write(self, table: str) -> None:
        """Write the workbook of a table anew from `rows`."""
        schema = self.schemas.table(table)
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = schema.sheet[0]
        write_table(sheet, schema, self.rows[table])
        book.save(self.path(table))

    def edit(self, table: str, change: Callable[[Worksheet], object]) -> None:
        """Change the sheet of a table with openpyxl."""
        book = load_workbook(self.path(table))
        change(book[self.schemas.table(table).sheet[0]])
        book.save(self.path(table))

    def cell(self, table: str, column: str, row: int = FIRST) -> str:
        """Return the address of a cell in the workbook as `write` lays it out."""
        index = list(self.schemas.table(table).columns).index(column) + 1
        return f"{get_column_letter(index)}{row}"

    def put(self, table: str, column: str, value: Any, row: int = FIRST) -> str:
        """Write a value into a cell and return the cell's address."""
        cell = self.cell(table, column, row)
        self.edit(table, lambda sheet: sheet.__setitem__(cell, value))
        return cell

    def inspect(self) -> Inspection:
        return inspect_ledgers(self.office, MONTH, self.settings)

    def open(self) -> Ledgers:
        return open_ledgers(self.office, MONTH, self.settings)

    def errors(self) -> list[Problem]:
        return self.inspect().errors

    def only_error(self) -> Problem:
        """Return the one error of the month."""
        errors = self.errors()
        assert len(errors) == 1, [str(error) for error in errors]
        return errors[0]

    def found(self, level: str, rule: str) -> list[Problem]:
        """Return the problems of a level and rule."""
        return [
            problem for problem in self.inspect().problems if (problem.level, problem.rule) == (level, rule)
        ]
