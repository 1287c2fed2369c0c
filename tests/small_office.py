"""An office of two villages, one ledger of loans and two sections, small enough to be run in a test."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import yaml
from openpyxl import Workbook

from helpers.ledgers import Ledgers
from helpers.offices import Office, suite_folder
from helpers.sections import OpenSection
from helpers.sections.figures import MadeFigure

REPORT: dict[str, Any] = {
    "office": {"town": "小镇", "city": "小市", "name": "小镇办公室", "superior": "小市局"},
    "title": "{镇}{年月}工作情况",
    "outline": [
        {"heading": "借款情况", "name": "借款", "section": "01_loans"},
        {"heading": "村情", "name": "村情", "section": "02_villages"},
    ],
    "id_prefixes": ["99"],
    "limits": {},
}
CHECKS: list[dict[str, Any]] = [
    {"id": "C01", "says": "新增不超过余额", "expect": "借款.新增 <= 借款.余额", "see": ["借款.新增"]},
    {"id": "C14", "says": "各村之和等于全镇数", "expect": "villages(本指标) == 本指标", "each": "villages"},
]
LOANS: dict[str, Any] = {
    "code": "L90",
    "name": "借款台账",
    "files": ["L90_*.xlsx"],
    "sheets": [
        {
            "table": "借款",
            "sheet": "借款",
            "header": 1,
            "grain": "笔",
            "about": "一笔一行",
            "key": ["借据号"],
            "as_of": "借款日",
            "columns": {
                "借据号": {"kind": "code", "required": True},
                "村": {"kind": "village", "required": True},
                "借款人": {"kind": "name", "required": True},
                "用途": {"kind": "text"},
                "余额": {"kind": "money", "unit": "元", "required": True, "min": 0},
                "借款日": {"kind": "date", "required": True},
            },
        }
    ],
}
VILLAGES = ["东村", "西村"]
OPEN = 'from helpers import open_section\ns = open_section("{name}", month, office)'
NOTEBOOKS = {
    "01_loans": [
        'loans = lambda ledgers: ledgers["借款"]\n'
        'new = lambda ledgers: loans(ledgers)[loans(ledgers)["借款日"].dt.month == ledgers.month.number]\n'
        's.total("余额", loans, "余额", unit="元", definition="全部余额")\n'
        's.total("新增", new, "余额", unit="元", kind="flow", definition="本月借款")',
        's.paragraph("余额{余额}，本月新增{新增}。")',
    ],
    "02_villages": [
        's.count("村数", lambda ledgers: ledgers["村组"], unit="个", definition="全部村")',
        's.paragraph("全镇有{村数}村。")',
    ],
}


def loan(number: str, village: str, amount: object, day: dt.date, **more: object) -> list[object]:
    """Return a row of the ledger of loans."""
    return [number, village, more.get("name", "张某"), more.get("use", "养殖"), amount, day]


def write_small_office(
    folder: Path,
    months: Iterable[str] = ("2021-09", "2021-10"),
    villages: Sequence[str] = ("东村", "西村"),
) -> Office:
    """Write an office with params, notebooks and workbooks."""
    codes = [path.stem for path in sorted((suite_folder() / "params" / "ledgers").glob("*.yaml"))]
    write_yaml(folder, "report.yaml", {**REPORT, "absent_ledgers": [code for code in codes if code != "L01"]})
    write_yaml(folder, "checks.yaml", {"checks": CHECKS})
    write_yaml(folder, "ledgers/L90.yaml", LOANS)
    for name, cells in NOTEBOOKS.items():
        write_notebook(folder, name, *cells)
    for month in months:
        first = dt.date.fromisoformat(f"{month}-01")
        write_yaml(
            folder, f"{month}.yaml", {"as_of": first.replace(day=28), "issue_date": first.replace(day=28)}
        )
        write_loans(
            folder, month, [loan("J1", "东村", 500, dt.date(2021, 1, 5)), loan("J2", "西村", 300, first)]
        )
        rows = [[f"99000110020{n}", name, "行政村", 3, 100, 300, 5] for n, name in enumerate(villages, 1)]
        header = ["村编码", "村", "类型", "村民小组数", "总户数", "总人口数", "面积"]
        write_workbook(folder / "data" / "ledgers" / month / "L01_村组.xlsx", "村组", [[], [], header, *rows])
    return Office(folder)


def loans(ledgers: Ledgers) -> pd.DataFrame:
    """Select all rows of the ledger."""
    return ledgers["借款"]


def balance(section: OpenSection) -> MadeFigure:
    """Make the figure of all that is owed."""
    return section.total("余额", loans, "余额", unit="元", definition="全部余额")


def write_yaml(folder: Path, name: str, content: object) -> None:
    """Write a file of the office's params."""
    path = folder / "params" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_notebook(folder: Path, name: str, *cells: str) -> None:
    """Write a section notebook of the office: parameters, the opening of the section, then the cells."""
    parameters = nbformat.v4.new_code_cell(
        'month = "latest"\noffice = "."', metadata={"tags": ["parameters"]}, id="p"
    )
    others = [OPEN.format(name=name), *cells]
    nodes = [nbformat.v4.new_code_cell(cell, id=f"c{number}") for number, cell in enumerate(others)]
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[parameters, *nodes]), path)


def write_loans(folder: Path, month: str, rows: Sequence[Sequence[object]]) -> None:
    """Write the ledger of loans of a month."""
    header = ["借据号", "村", "借款人", "用途", "余额", "借款日"]
    write_workbook(folder / "data" / "ledgers" / month / "L90_借款.xlsx", "借款", [header, *rows])


def write_sensitive_office(
    folder: Path, ill: Mapping[str, int], of: int, villages: Sequence[str] = ("东村", "西村")
) -> Office:
    """Write an office whose loans for an illness are a sensitive class: so many of a village's loans are."""
    office = write_small_office(folder, ["2021-10"], villages)
    ledger = copy.deepcopy(LOANS)
    ledger["sheets"][0]["columns"]["用途"] |= {"sensitive": True, "ordinary": ["养殖"]}
    write_yaml(folder, "ledgers/L90.yaml", ledger)
    day = dt.date(2021, 10, 1)
    rows = [
        loan(f"{village}{number}", village, 100, day, use="治病" if number < many else "养殖")
        for village, many in ill.items()
        for number in range(of)
    ]
    write_loans(folder, "2021-10", rows)
    return office


def write_workbook(path: Path, sheet: str, rows: Sequence[Sequence[object]]) -> None:
    """Write a workbook of one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"  # A text that begins with "=" is no formula.
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
