from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from helpers.demo import audit, load_targets
from helpers.months import Month
from helpers.offices import Office
from tests.demo.conftest import TARGETS

MONTH = Month(2021, 4)


@pytest.fixture
def copy(river: Office, tmp_path: Path) -> Office:
    return Office(shutil.copytree(river.folder, tmp_path / "office"))


def change(office: Office, code: str, sheet: str, alter: Callable[[Any], None]) -> None:
    (path,) = office.ledgers(MONTH).glob(f"{code}_*.xlsx")
    book = openpyxl.load_workbook(path)
    alter(book[sheet])
    book.save(path)


def column(sheet: Any, name: str) -> int:
    return int(next(cell.column for cell in sheet[3] if str(cell.value).split("(")[0] == name))


def test_workbooks_as_written_do_not_differ(river: Office) -> None:
    for month in river.months():
        assert audit(river.folder, TARGETS / "river", month) == []


def test_a_row_less_is_found_in_the_township_and_in_its_village(copy: Office) -> None:
    change(copy, "L09", "务工补贴", lambda sheet: sheet.delete_rows(4))
    found = audit(copy.folder, load_targets(TARGETS / "river"), MONTH)
    assert found[0] == "全镇 交通补贴人数：台账 26，目标 27"
    assert len(found) == 2


@pytest.mark.parametrize(
    ("code", "sheet", "name", "value", "said"),
    [
        ("L11", "小额信贷", "余额", 1, "信贷余额"),
        ("L06", "产业奖补", "审核状态", "审核不通过", "产业奖补户"),
        ("L05", "低保特困", "状态", "停保", "特困"),
        ("L02", "户籍人口", "人员状态", "死亡", "人口"),
        ("L19", "特色产业", "面积", 1, "莲藕面积"),
        ("L12", "会议", "会议类型", "村级会商", "党委会次数"),
    ],
)
def test_a_changed_cell_is_found(
    copy: Office, code: str, sheet: str, name: str, value: Any, said: str
) -> None:
    def alter(page: Any) -> None:
        for row in range(4, 12):
            page.cell(row, column(page, name)).value = value

    change(copy, code, sheet, alter)
    assert any(said in difference for difference in audit(copy.folder, TARGETS / "river", MONTH))


def test_a_missing_workbook_is_a_difference(copy: Office) -> None:
    (path,) = copy.ledgers(MONTH).glob("L10_*.xlsx")
    path.unlink()
    assert "全镇 光伏公岗：台账 0，目标 3" in audit(copy.folder, TARGETS / "river", MONTH)
