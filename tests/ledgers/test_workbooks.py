"""A file that cannot be read safely is refused with a reason; formulas are looked at closely."""

import zipfile
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest
import xlsxwriter
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from helpers.ledgers import workbooks
from helpers.ledgers.workbooks import LedgerSheet, Workbook, WorkbookError, read_bytes


def sheet_of(path: Path, name: str = "表") -> LedgerSheet:
    return Workbook(path, read_bytes(path)).sheet(name)


def make(path: Path, **cells: Any) -> Path:
    book = OpenpyxlWorkbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    for cell, value in cells.items():
        sheet[cell] = value
    book.save(path)
    return path


def rewrite(path: Path, part: str, content: bytes | None) -> Path:
    """Replace a part of a workbook, or leave it out."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        if content is not None:
            new.writestr(part, content)
    return changed


def refused(path: Path) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        sheet_of(path)
    assert caught.value.do
    return caught.value


def test_cells_stand_where_they_stand_in_excel(tmp_path):
    sheet = sheet_of(make(tmp_path / "a.xlsx", F17="末格", B2=5))
    assert sheet.rows[16][5] == "末格"
    assert sheet.rows[1][1] == 5
    assert sheet.rows[0][0] == ""


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("姓名,金额\n", encoding="gb18030")
    assert "不是 Excel 工作簿" in refused(path).what


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "已损坏" in refused(path).what


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path):
    path = make(tmp_path / "a.xlsx", A1=1)
    assert "工作表“表”已损坏" in refused(rewrite(path, "xl/worksheets/sheet1.xml", None)).what


def test_an_old_workbook_under_a_new_name_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512))
    assert "旧版" in refused(path).what
    assert "另存为 .xlsx" in refused(path).do


def test_a_workbook_with_a_password_is_refused(tmp_path):
    plain = make(tmp_path / "a.xlsx", A1=1)
    locked = tmp_path / "b.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        msoffcrypto.OfficeFile(source).encrypt("secret", target)
    assert "密码" in refused(locked).what


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    folder = tmp_path / "a.xlsx"
    folder.mkdir()
    assert "不是普通的文件" in refused(folder).what


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(32 * 2**20))
    assert path.stat().st_size < 100_000
    assert "32 MiB" in refused(path).what


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 20_000)
    far = make(tmp_path / "a.xlsx", A1="表头", ALL1000="误填")
    assert "铺得太开" in refused(far).what


def test_blank_formatted_cells_far_away_do_no_harm(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 20_000)
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.write("A1", "表头")
    sheet.write_blank("ALL1000", None, book.add_format({"bold": True}))
    book.close()
    assert sheet_of(path).rows == [["表头"]]


def test_errors_of_formulas_are_found_where_they_stand(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C3", "=A1", None, "#REF!")
    sheet.write_formula("D4", "=1+1", None, 2)
    book.close()
    found = sheet_of(path)
    assert found.broken == {(1, 1): "公式出错 #DIV/0!", (2, 2): "公式出错 #REF!"}
    assert found.rows[3][3] == 2


def test_a_formula_whose_result_is_an_empty_text_is_a_blank(tmp_path):
    path = make(tmp_path / "a.xlsx", A1=1)
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    )
    xml += b'<c r="A1"><v>1</v></c><c r="B1" t="str"><f>IF(A1,"","x")</f><v></v></c>'
    xml += b"</row></sheetData></worksheet>"
    found = sheet_of(rewrite(path, "xl/worksheets/sheet1.xml", xml))
    assert found.broken == {}
    assert found.rows == [[1, ""]]


def test_a_formula_that_was_never_calculated_is_found(tmp_path):
    # openpyxl writes formulas without a result, as do many programs that export workbooks.
    assert sheet_of(make(tmp_path / "a.xlsx", B2="=1+1", C2=3)).broken == {(1, 1): "公式没有算出结果"}


def test_cells_shown_as_percentages_are_known(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    for row, number_format in enumerate(["0%", "0.00%", '0.0"%";-0.0%', "0.00", "General"]):
        sheet.write(row, 0, 0.96, book.add_format({"num_format": number_format}))
    book.close()
    assert sheet_of(path).percents == {(0, 0), (1, 0), (2, 0)}


def test_merged_cells_are_known(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("表").merge_range("B3:B5", "和")
    book.close()
    assert sheet_of(path).merges == [((2, 1), (4, 1))]


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_are_counted_as_excel_does(letters, number):
    assert workbooks._column(letters.encode()) == number
    assert get_column_letter(number) == letters


def test_a_workbook_needs_no_styles(tmp_path):
    path = rewrite(make(tmp_path / "a.xlsx", A1=1), "xl/styles.xml", None)
    assert sheet_of(path).rows == [[1]]
