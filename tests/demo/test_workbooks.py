from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from helpers.demo.sheets import fill, letters
from helpers.demo.workbooks import Stamp, header, workbook_name, write_workbook
from helpers.ledgers import LedgerSchema, Schemas
from helpers.months import Month
from helpers.offices import Office

STAMP = Stamp("示例办公室", "张某", dt.date(2021, 11, 1))
MONTH = Month(2021, 10)


def ledger(schemas: Schemas, code: str) -> LedgerSchema:
    return next(one for one in schemas.ledgers if one.code == code)


def open_sheet(office: Office, schemas: Schemas, table: str) -> Any:
    schema = schemas.table(table)
    path = office.ledgers(MONTH) / workbook_name(ledger(schemas, schema.ledger_code), MONTH)
    return openpyxl.load_workbook(path)[schema.sheet[0]]


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(column: int, name: str) -> None:
    assert letters(column) == name


def test_a_workbook_looks_like_an_offices(office: Office, schemas: Schemas) -> None:
    sheet = open_sheet(office, schemas, "小额信贷")
    assert sheet["A1"].value == "脱贫人口小额信贷台账（示例数据，均为虚构）"
    assert sheet["A2"].value.startswith("填报单位：示例镇乡村振兴办公室")
    table = schemas.table("小额信贷")
    assert [cell.value for cell in sheet[3]] == [header(column) for column in table.columns.values()]
    assert "余额(元)" in [cell.value for cell in sheet[3]]
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref.startswith("A3:")
    assert sheet.print_title_rows == "$3:$3"
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"户贷户用,户贷企用"' in lists


def test_cells_keep_their_kind(office: Office, schemas: Schemas) -> None:
    sheet = open_sheet(office, schemas, "小额信贷")
    cells = {sheet.cell(3, place).value: sheet.cell(4, place) for place in range(1, sheet.max_column + 1)}
    assert isinstance(cells["证件号码"].value, str)
    assert cells["证件号码"].number_format == "@"
    assert isinstance(cells["借款日"].value, dt.datetime)
    assert cells["借款金额(元)"].value == 50000
    assert cells["结清日期"].value is None


def test_dates_are_text_where_exports_have_them_so(office: Office, schemas: Schemas) -> None:
    sheet = open_sheet(office, schemas, "监测对象")
    names = [cell.value for cell in sheet[3]]
    born = sheet.cell(4, names.index("出生日期") + 1).value
    assert isinstance(born, str)
    assert len(born) == 8
    months = {row[names.index("识别监测时间")] for row in sheet.iter_rows(min_row=4, values_only=True)} - {
        None
    }
    assert "202110" in months


def test_the_total_of_published_projects_stands_below_a_header_of_two_rows(
    office: Office, schemas: Schemas
) -> None:
    sheet = open_sheet(office, schemas, "项目")
    merged = {str(merge) for merge in sheet.merged_cells.ranges}
    assert "J3:M3" in merged
    assert sheet["J3"].value == "资金来源"
    assert sheet["J4"].value == "中央衔接资金(万元)"
    assert sheet["A5"].value == "合计"
    assert sheet["I5"].value == "=SUM(I6:I15)"
    assert sheet["A6"].value == "XM2021001"


def test_the_total_row_adds_up_and_notes_stand_below(office: Office, schemas: Schemas) -> None:
    sheet = open_sheet(office, schemas, "小额信贷")
    last = sheet.max_row
    assert str(sheet.cell(last, 1).value).startswith("注：")
    assert sheet.cell(last - 1, 1).value == "合计"
    names = [cell.value for cell in sheet[3]]
    place = names.index("余额(元)") + 1
    assert sheet.cell(last - 1, place).value == f"=SUM({letters(place - 1)}4:{letters(place - 1)}{last - 2})"


def test_text_that_xml_or_excel_could_misread_stays_text(tmp_path: Path, schemas: Schemas) -> None:
    path = tmp_path / "L00.xlsx"
    rows = [{"参数": "=1+1", "值": 2.5, "单位": "<b>&\x0b", "来源": '"引号"'}]
    write_workbook(path, ledger(schemas, "L00"), {"报告参数": rows}, STAMP)
    sheet = openpyxl.load_workbook(path)["报告参数"]
    assert [sheet.cell(4, place).value for place in (1, 2, 3, 4)] == ["=1+1", 2.5, "<b>&", '"引号"']
    assert sheet["A4"].data_type != "f"


def test_an_unknown_column_is_refused(tmp_path: Path, schemas: Schemas) -> None:
    with pytest.raises(KeyError, match="没有这一列"):
        write_workbook(
            tmp_path / "L00.xlsx", ledger(schemas, "L00"), {"报告参数": [{"没有这一列": 1}]}, STAMP
        )
    assert not list(tmp_path.iterdir())


def test_a_table_without_rows_has_its_header(tmp_path: Path, schemas: Schemas) -> None:
    path = tmp_path / "L11.xlsx"
    write_workbook(path, ledger(schemas, "L11"), {}, STAMP)
    sheet = openpyxl.load_workbook(path)["小额信贷"]
    assert sheet["A3"].value == "借据号"
    assert sheet["A4"].value is None


def test_the_archive_bears_no_time_of_writing(tmp_path: Path, schemas: Schemas) -> None:
    path = tmp_path / "L00.xlsx"
    write_workbook(path, ledger(schemas, "L00"), {}, STAMP)
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}
        assert b"2021-01-01" in archive.read("docProps/core.xml")


def test_rows_need_the_sample_row_that_they_replace(tmp_path: Path, schemas: Schemas) -> None:
    path = tmp_path / "L00.xlsx"
    write_workbook(path, ledger(schemas, "L00"), {}, STAMP)
    with pytest.raises(ValueError, match="no sample row 99"):
        fill(path.read_bytes(), {1: (99, [])})


@pytest.mark.libreoffice
@pytest.mark.parametrize("code", ["L11", "L16"])
def test_libreoffice_opens_a_workbook(office: Office, schemas: Schemas, tmp_path: Path, code: str) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("没有 LibreOffice（soffice）")
    book = office.ledgers(MONTH) / workbook_name(ledger(schemas, code), MONTH)
    copy = Path(shutil.copy(book, tmp_path / f"{code}.xlsx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            soffice,
            profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            str(copy),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    lines = (tmp_path / f"{code}.csv").read_text(encoding="utf-8").splitlines()
    assert any("合计" in line for line in lines)
    assert any(line.startswith(("LN001", "XM2021001")) for line in lines)
