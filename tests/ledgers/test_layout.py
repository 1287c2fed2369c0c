"""A table is found where it stands: header, columns, units, and which rows are data."""

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from tests.ledgers.tiny import FIRST, TinyOffice


def rows_of(tiny: TinyOffice, table: str) -> list[int]:
    return tiny.open()[table].index.tolist()


def header(tiny: TinyOffice, table: str, column: str, text: str | None) -> str:
    """Rename a header and return its cell."""
    return tiny.put(table, column, text, row=tiny.schemas.table(table).header[1])


def test_a_title_and_a_caption_stand_above_the_header(tiny):
    assert tiny.errors() == []
    assert rows_of(tiny, "小额信贷") == [4, 5, 6]


@pytest.mark.parametrize(("inserted", "at"), [(2, 1), (-2, 1)])
def test_a_header_in_another_row_is_found_and_said_so(tiny, inserted, at):
    def shift(sheet):
        sheet.insert_rows(at, inserted) if inserted > 0 else sheet.delete_rows(at, -inserted)

    tiny.edit("小额信贷", shift)
    (info,) = tiny.found("info", "表头")
    assert info.cell == f"A{3 + inserted}"
    assert info.what == f"表头占第 {3 + inserted} 行，台账定义是第 3 行，已按实际位置读取"
    assert rows_of(tiny, "小额信贷") == [row + inserted for row in (4, 5, 6)]


def test_a_sheet_without_a_header_is_an_error(tiny):
    tiny.edit("小额信贷", lambda sheet: sheet.delete_rows(3))
    error = tiny.only_error()
    assert (error.sheet, error.cell) == ("小额信贷", "A3")
    assert "找不到表头" in error.what
    assert "借据号、承贷银行" in error.do


def test_an_empty_sheet_is_an_error(tiny):
    tiny.edit("小额信贷", lambda sheet: sheet.delete_rows(1, 20))
    assert "找不到表头" in tiny.only_error().what


def test_a_header_without_rows_is_a_warning(tiny):
    tiny.rows["小额信贷"] = []
    tiny.write("小额信贷")
    assert tiny.errors() == []
    (warning,) = tiny.found("warning", "空表")
    assert (warning.file, warning.sheet) == (tiny.path("小额信贷").name, "小额信贷")
    assert rows_of(tiny, "小额信贷") == []


def test_a_missing_required_column_is_one_error(tiny):
    header(tiny, "小额信贷", "余额", None)
    error = tiny.only_error()
    assert (error.file, error.sheet, error.cell) == (tiny.path("小额信贷").name, "小额信贷", "A3")
    assert (error.column, error.what) == ("余额", "表头里没有这一列")
    assert "补上“余额”这一列" in error.do


def test_a_renamed_column_is_suggested(tiny):
    cell = header(tiny, "小额信贷", "借款金额", "借款金额数")
    error = tiny.only_error()
    assert (error.cell, error.column, error.value) == (cell, "借款金额", "借款金额数")
    assert "是不是改名成了“借款金额数”" in error.do
    assert "L11 里给这一列加上别名" in error.do


def test_a_renamed_column_that_may_be_left_out_is_a_warning(tiny):
    cell = header(tiny, "小额信贷", "贴息金额", "贴息金额数")
    (warning,) = tiny.found("warning", "表头")
    assert (warning.cell, warning.column) == (cell, "贴息金额")


def test_a_column_that_may_be_left_out_is_blank_and_said_so(tiny):
    header(tiny, "小额信贷", "贴息金额", None)
    (info,) = tiny.found("info", "表头")
    assert info.column == "贴息金额"
    loans = tiny.open()["小额信贷"]
    assert list(loans.columns) == list(tiny.schemas.table("小额信贷").columns)
    assert loans["贴息金额"].isna().all()


def test_a_column_that_no_ledger_knows_is_not_read_and_said_so(tiny):
    tiny.edit("小额信贷", lambda sheet: sheet.__setitem__("R3", "客户经理"))
    (info,) = tiny.found("info", "表头")
    assert (info.cell, info.value) == ("R3", "客户经理")
    assert "没有读取" in info.what


def test_columns_are_found_in_any_order_and_beside_a_serial_number(tiny):
    tiny.edit(
        "小额信贷",
        lambda sheet: (sheet.insert_cols(1), sheet.__setitem__("A3", "序号"), sheet.__setitem__("A4", 1)),
    )
    assert tiny.inspect().problems == []
    tiny.edit("小额信贷", lambda sheet: sheet.move_range("B3:B6", cols=30))
    assert tiny.inspect().problems == []
    assert tiny.open()["小额信贷"]["借据号"].tolist() == ["J001", "J002", "J003"]


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("监测对象类别", "检测对象类别"),
        ("风险是否已消除", "风险是否消除"),
        ("风险是否已消除", "风险是否已消除0"),
        ("县", "县(市、区、旗)"),
        ("县", "县（市、区、旗）"),
        ("人均纯收入（元）", "人均纯收入( 元 )"),
        ("人均纯收入（元）", "人均纯\n收入（元）"),
        ("人均纯收入（元）", "人均纯收入"),
        ("监测对象类别", "易返贫致贫户（监测对象）类型"),
    ],
)
def test_headers_of_the_national_system_are_known_in_their_other_spellings(tiny, column, written):
    header(tiny, "监测对象", column, written)
    assert tiny.inspect().problems == []


def test_a_column_twice_with_the_same_content_is_read_once_and_said_so(tiny):
    def repeat(sheet):
        for row in range(3, 8):
            sheet.cell(row, 60, sheet[f"{source}{row}"].value)
        sheet.cell(3, 60, "风险是否已消除0")

    source = tiny.cell("监测对象", "风险是否已消除").rstrip("0123456789")
    tiny.edit("监测对象", repeat)
    assert tiny.errors() == []
    (info,) = tiny.found("info", "表头")
    assert (info.cell, info.column) == ("BH3", "风险是否已消除")


def test_a_column_twice_with_different_content_is_an_error(tiny):
    tiny.edit(
        "监测对象", lambda sheet: (sheet.__setitem__("BH3", "行政村"), sheet.__setitem__("BH4", "示例二村"))
    )
    error = tiny.only_error()
    assert (error.cell, error.column) == ("BH3", "村")
    assert "内容却不同" in error.what


def test_a_unit_in_a_header_is_converted_and_said_so(tiny):
    cell = header(tiny, "小额信贷", "余额", "余额（万元）")
    for row, value in enumerate([4.116, 5, 0], start=FIRST):
        tiny.put("小额信贷", "余额", value, row)
    (info,) = tiny.found("info", "单位")
    assert (info.cell, info.what) == (cell, "表头的单位是万元，已换算成元")
    assert tiny.open()["小额信贷"]["余额"].tolist() == [41_160.0, 50_000.0, 0.0]


def test_a_unit_that_measures_something_else_is_an_error(tiny):
    cell = header(tiny, "小额信贷", "余额", "余额（亩）")
    error = tiny.only_error()
    assert (error.cell, error.column) == (cell, "余额")
    assert "单位是亩" in error.what


def test_a_unit_in_the_caption_holds_for_all_money_without_its_own(tiny):
    def in_yuan(sheet):
        sheet["H2"] = "单位：个、元"
        for row in (5, 6):
            for column in ("中央衔接资金", "省级衔接资金", "市县衔接资金"):
                sheet[tiny.cell("项目", column, row)].value *= 10_000

    header(tiny, "项目", "总投资", "总投资(万元)")
    tiny.edit("项目", in_yuan)
    assert tiny.errors() == []
    sections = tiny.open()["项目"]
    assert sections["总投资"].tolist() == [100.0, 60.0]
    assert sections["中央衔接资金"].tolist() == [60.0, 60.0]


def test_a_header_of_two_rows_is_read_by_its_lower_names(tiny):
    tiny.edit("项目", lambda sheet: sheet.merge_cells("J3:M3"))
    assert tiny.inspect().problems == []
    assert rows_of(tiny, "项目") == [5, 6]


def test_a_header_of_two_rows_may_have_names_merged_over_both(tiny):
    def lift(sheet):
        for cells in sheet.iter_cols(min_row=3, max_row=4, max_col=24):
            upper, lower = cells
            if upper.value is None:
                upper.value, lower.value = lower.value, None
                sheet.merge_cells(start_row=3, end_row=4, start_column=upper.column, end_column=upper.column)

    tiny.edit("项目", lift)
    assert tiny.inspect().problems == []
    assert rows_of(tiny, "项目") == [5, 6]


def test_a_header_of_two_rows_is_read_where_one_was_expected(tiny):
    def split(sheet):
        sheet.insert_rows(3)
        sheet["H3"] = "借款"
        sheet.merge_cells("H3:L3")

    tiny.edit("小额信贷", split)
    assert tiny.errors() == []
    assert rows_of(tiny, "小额信贷") == [5, 6, 7]


def test_a_header_that_begins_where_it_should_and_is_longer_is_said_to_be_so(tiny):
    def split(sheet):
        sheet.insert_rows(4)
        for column in range(1, sheet.max_column + 1):
            if column not in (8, 9):
                sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
        sheet["H4"], sheet["I4"] = sheet["H3"].value, sheet["I3"].value
        sheet["H3"], sheet["I3"] = "借款", None
        sheet.merge_cells("H3:I3")

    tiny.edit("小额信贷", split)
    (info,) = tiny.found("info", "表头")
    assert info.what == "表头占第 3 至 4 行，台账定义是第 3 行，已按实际位置读取"
    assert rows_of(tiny, "小额信贷") == [5, 6, 7]


@pytest.mark.parametrize("label", ["合计", "合 计", "总计：", "小计", "示例一村小计", "全镇合计(户)", "共计"])
@pytest.mark.parametrize("below_header", [True, False])
def test_a_row_of_totals_is_not_counted_wherever_it_stands(tiny, label, below_header):
    row = 5 if below_header else 7

    def total(sheet):
        if below_header:
            sheet.insert_rows(row)
        sheet[f"A{row}"] = label
        sheet[tiny.cell("项目", "总投资", row)] = 160

    tiny.edit("项目", total)
    assert tiny.errors() == []
    assert rows_of(tiny, "项目") == ([6, 7] if below_header else [5, 6])
    (info,) = tiny.found("info", "行")
    assert (info.cell, info.what) == (f"A{row}", "合计行，没有计入")


def test_totals_between_the_rows_are_said_in_one_line(tiny):
    def totals(sheet):
        sheet.insert_rows(5)
        for row in (5, 8):
            sheet[f"B{row}"] = "小计"

    tiny.edit("小额信贷", totals)
    (info,) = tiny.found("info", "行")
    assert info.cell == "B5,B8"


def test_a_row_of_data_that_speaks_of_a_total_is_counted(tiny):
    tiny.put("项目", "项目名称", "道路合计", row=5)
    tiny.put("项目", "项目编号", "资金合计", row=5)
    assert tiny.errors() == []
    assert rows_of(tiny, "项目") == [5, 6]


@pytest.mark.parametrize(
    "note", ["注：本表按月填报", "注1：按月填报", "填表人：张某", "说明:数据截至10月底", "备注：无"]
)
def test_a_note_below_the_table_is_not_counted(tiny, note):
    tiny.edit("小额信贷", lambda sheet: sheet.__setitem__("A9", note))
    assert tiny.errors() == []
    (info,) = tiny.found("info", "行")
    assert (info.cell, info.what) == ("A9", "表下的说明，没有计入")


def test_a_line_that_is_neither_note_nor_data_is_an_error(tiny):
    tiny.edit("小额信贷", lambda sheet: sheet.__setitem__("A9", "以上数据截至10月底"))
    error = tiny.only_error()
    assert (error.cell, error.rule) == ("A9", "行")
    assert "注：" in error.do


def test_a_header_repeated_between_the_rows_is_not_counted(tiny):
    def repeat(sheet):
        sheet.insert_rows(5)
        for cell in sheet[3]:
            sheet.cell(5, cell.column, cell.value)

    tiny.edit("小额信贷", repeat)
    assert tiny.errors() == []
    assert rows_of(tiny, "小额信贷") == [4, 6, 7]
    assert [info.what for info in tiny.found("info", "行")] == ["重复的表头，没有计入"]


def test_a_blank_row_ends_nothing(tiny):
    tiny.edit("小额信贷", lambda sheet: (sheet.insert_rows(5), sheet.__setitem__("A5", "  ")))
    assert tiny.inspect().problems == []
    assert rows_of(tiny, "小额信贷") == [4, 6, 7]


def test_a_row_with_a_serial_number_only_is_blank(tiny):
    def number(sheet):
        sheet.insert_cols(1)
        sheet["A3"] = "序号"
        for row in range(4, 20):
            sheet[f"A{row}"] = row - 3

    tiny.edit("小额信贷", number)
    assert tiny.inspect().problems == []
    assert rows_of(tiny, "小额信贷") == [4, 5, 6]


def test_hidden_rows_and_filters_count_as_any_other(tiny):
    def hide(sheet):
        sheet.row_dimensions[5].hidden = True
        sheet.auto_filter.ref = "A3:Q6"

    tiny.edit("小额信贷", hide)
    assert rows_of(tiny, "小额信贷") == [4, 5, 6]


def test_the_rows_of_a_frame_are_the_rows_of_the_sheet(tiny):
    loans = tiny.open()["小额信贷"]
    sheet = load_workbook(tiny.path("小额信贷"))["小额信贷"]
    column = column_index_from_string(tiny.cell("小额信贷", "借据号").rstrip("4"))
    assert {row: sheet.cell(row, column).value for row in loans.index} == loans["借据号"].to_dict()
