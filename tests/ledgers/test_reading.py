"""What is wrong in a sheet is named by file, sheet and cell, with the value masked and with what to do."""

import datetime as dt

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.styles import numbers
from openpyxl.worksheet.datavalidation import DataValidation

from helpers.ledgers.workbooks import Workbook, WorkbookError
from tests.ledgers.tiny import FIRST, PEOPLE, TinyOffice, id_number


def check(
    tiny: TinyOffice, table: str, column: str, value: object, *, rule: str, says: str, row: int = FIRST
):
    """Spoil one cell; the month must have this one error, at this cell."""
    cell = tiny.put(table, column, value, row)
    error = tiny.only_error()
    assert (error.file, error.cell) == (tiny.path(table).name, cell)
    assert error.sheet == tiny.schemas.table(table).sheet[0]
    assert (error.column, error.rule) == (column, rule)
    assert says in error.what
    assert error.do
    return error


def test_a_wrong_digit_of_an_id_number(tiny):
    good = PEOPLE["甲"]
    wrong = good[:16] + str((int(good[16]) + 2) % 10) + good[17:]
    error = check(tiny, "小额信贷", "证件号码", wrong, rule="证件", says="校验码")
    assert error.value == "990001" + "*" * 12
    assert wrong not in str(error)


def test_an_id_number_stored_as_a_number(tiny):
    error = check(tiny, "小额信贷", "证件号码", 990001197001010000, rule="证件", says="存成了数字")
    assert error.value == "990001" + "*" * 12


def test_an_id_number_of_no_region(tiny):
    tiny.change_settings(id_prefixes=[])
    regions = [error for error in tiny.errors() if "行政区划" in error.what]
    ids, codes = 5 + 4 + 3, 2
    assert len(regions) == ids + codes
    assert {error.column for error in regions} == {"证件号码", "村编码"}


def test_a_birth_date_that_is_not_the_one_of_the_id_number(tiny):
    check(tiny, "户籍人口", "出生日期", dt.date(1970, 1, 2), rule="证件", says="出生日期不同")


def test_a_sex_that_is_not_the_one_of_the_id_number(tiny):
    check(tiny, "监测对象", "性别", "女", rule="证件", says="第 17 位")


def test_a_placeholder_has_neither_birth_date_nor_sex(tiny):
    for table, row in (("户籍人口", 8), ("监测对象", 7)):
        tiny.put(table, "证件号码", "999999000000000001", row)
    assert tiny.errors() == []
    warnings = tiny.found("warning", "证件")
    assert [warning.value for warning in warnings] == ["999999" + "*" * 12] * 2


def test_a_village_that_does_not_exist(tiny):
    error = check(tiny, "小额信贷", "村", "示倒一村", rule="村名", says="没有这个村")
    assert error.value == "示倒一村"
    assert "是不是“示例一村”" in error.do


@pytest.mark.parametrize("written", ["示例一", "老一村", "东头村", "990001100201", "示例 一村"])
def test_a_village_under_another_name_is_its_canonical_name(tiny, written):
    cell = tiny.put("小额信贷", "村", written)
    assert tiny.errors() == []
    assert tiny.open()["小额信贷"]["村"].tolist() == ["示例一村", "示例二村", "示例一村"]
    (info,) = tiny.found("info", "规范")
    assert (info.cell, info.value, info.what) == (cell, written[:30], "按“示例一村”读取")


def test_a_name_in_a_health_column_is_not_shown(tiny):
    tiny.put("监测对象", "合规自付支出", "肝病花费")
    assert tiny.only_error().value == "****"


def test_what_was_changed_in_a_column_is_said_once_with_all_cells(tiny):
    for row in (4, 5, 6):
        tiny.put("小额信贷", "证件号码", PEOPLE["甲" if row != 5 else "丁"] + " ", row)
    (info,) = tiny.found("info", "规范")
    first, last = tiny.cell("小额信贷", "证件号码", 4), tiny.cell("小额信贷", "证件号码", 6)
    assert info.cell == f"{first}-{last}"
    assert "（3 格）" in info.what
    assert tiny.open()["小额信贷"]["证件号码"].tolist() == [PEOPLE[name] for name in "甲丁甲"]


def test_a_blank_required_cell(tiny):
    check(tiny, "小额信贷", "用途", None, rule="必填", says="没有填")


@pytest.mark.parametrize("written", ["/", "—", "  "])
def test_a_dash_is_no_answer_where_one_is_required(tiny, written):
    check(tiny, "小额信贷", "用途", written, rule="必填", says="没有填")


def test_a_blank_class_is_a_warning(tiny):
    cell = tiny.put("户籍人口", "户类别", None)
    assert tiny.errors() == []
    (warning,) = tiny.found("warning", "空白")
    assert warning.cell == cell
    assert tiny.open()["户籍人口"]["户类别"].isna().sum() == 1


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("借款金额", -5, "小于 100元"),
        ("借款金额", 60_000, "大于 50000元"),
        ("期限", 48, "大于 36月"),
        ("利率", 101, "大于 10"),
    ],
)
def test_a_number_out_of_range(tiny, column, value, says):
    tiny.put("小额信贷", "余额", 0, row=6)
    cell = tiny.put("小额信贷", column, value, row=6)
    errors = [error for error in tiny.errors() if error.rule == "范围"]
    assert [(error.cell, error.value) for error in errors] == [(cell, str(value))]
    assert says in errors[0].what


def test_a_negative_amount(tiny):
    check(tiny, "小额信贷", "贴息金额", -1, rule="范围", says="小于 0元")


def test_an_amount_that_was_meant_in_another_unit_is_suspected(tiny):
    tiny.put("小额信贷", "余额", 0, row=6)
    tiny.put("小额信贷", "借款金额", 0.5, row=6)
    (error,) = tiny.errors()
    assert error.do == "像是按万元填的，这一列的单位是元"


def test_an_amount_in_words(tiny):
    check(tiny, "产业奖补", "实发金额", "伍仟", rule="类型", says="不是阿拉伯数字")


@pytest.mark.parametrize("written", ["2,000元", "２０００", "0.2万元"])
def test_an_amount_as_text_is_read_and_said_so(tiny, written):
    cell = tiny.put("产业奖补", "实发金额", written)
    (info,) = tiny.inspect().problems
    assert (info.level, info.cell, info.value) == ("info", cell, written)
    assert tiny.open()["产业奖补"]["实发金额"].tolist() == [2000.0, 2000.0]


@pytest.mark.parametrize(
    "written", ["2021.6.1", "20210601", "2021年6月1日", 44348, "20210601.0", "2021-06-01"]
)
def test_a_date_is_read_in_every_spelling(tiny, written):
    tiny.put("产业奖补", "发放日期", written)
    assert tiny.errors() == []
    assert tiny.open()["产业奖补"]["发放日期"].dt.date.tolist() == [dt.date(2021, 6, 1)] * 2


def test_a_date_without_a_year(tiny):
    check(tiny, "产业奖补", "发放日期", "6.1", rule="日期", says="看不出是哪一天")


def test_a_date_without_a_year_in_a_cell_for_dates(tiny):
    # Excel makes 6 January 1900 of it.
    check(tiny, "产业奖补", "发放日期", 6.1, rule="日期", says="年份 1900 不可能")


def test_a_value_that_is_not_allowed(tiny):
    error = check(tiny, "小额信贷", "使用方式", "户贷户用户还", rule="取值", says="不在规定的取值里")
    assert "改成“户贷户用”" in error.do


def test_a_village_code_stored_as_a_number(tiny):
    tiny.put("村组", "村编码", 990001100201)
    error = tiny.only_error()
    assert (error.cell, error.column) == ("A4", "村编码")
    assert "存成了数字" in error.what


def test_a_village_code_of_another_township(tiny):
    error = check(tiny, "村组", "村编码", "990001101202", rule="编码", says="不是同一个乡镇", row=5)
    assert error.value == "990001101202"


@pytest.mark.parametrize(
    ("result", "says"), [("#REF!", "公式出错 #REF!"), ("#N/A", "公式出错 #N/A"), (None, "没有算出结果")]
)
def test_a_formula_without_a_result(tiny, result, says):
    rows = tiny.rows["小额信贷"]
    cell = tiny.cell("小额信贷", "余额", 5)
    names = list(tiny.schemas.table("小额信贷").columns)
    book = xlsxwriter.Workbook(tiny.path("小额信贷"), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("小额信贷")
    sheet.write_row("A3", names)
    for number, row in enumerate(rows, start=3):
        sheet.write_row(number, 0, [row.get(name, "") for name in names])
    sheet.write_formula(cell, "=H5", None, result)
    book.close()
    if result is None:
        tiny.edit("小额信贷", lambda written: written.__setitem__(cell, "=H5"))
    error = tiny.only_error()
    assert (error.cell, error.column, error.rule) == (cell, "余额", "公式")
    assert says in error.what


def test_villages_merged_down_a_column_hold_within_the_merge_only(tiny):
    village = tiny.cell("产业奖补", "村").rstrip("4")
    tiny.rows["产业奖补"].append({**tiny.rows["产业奖补"][1], "产业类型": "加工", "村": None})
    tiny.rows["产业奖补"][1]["村"] = None
    tiny.write("产业奖补")
    tiny.edit("产业奖补", lambda sheet: sheet.merge_cells(f"{village}4:{village}5"))
    error = tiny.only_error()
    assert (error.cell, error.rule) == (f"{village}6", "必填")
    tiny.put("产业奖补", "村", "示例一村", row=6)
    assert tiny.open()["产业奖补"]["村"].tolist() == ["示例一村"] * 3


def test_a_number_merged_over_rows_is_an_error(tiny):
    amount = tiny.cell("产业奖补", "实发金额").rstrip("4")
    tiny.edit("产业奖补", lambda sheet: sheet.merge_cells(f"{amount}4:{amount}5"))
    errors = tiny.errors()
    assert [(error.cell, error.rule) for error in errors] == [(f"{amount}4", "合并"), (f"{amount}5", "合并")]


def test_a_note_merged_over_the_width_of_the_table_is_a_note(tiny):
    def note(sheet):
        sheet["A8"] = "注：按月填报"
        sheet.merge_cells("A8:Q9")

    tiny.edit("小额信贷", note)
    assert tiny.errors() == []


def test_a_percentage_is_read_as_it_is_shown(tiny):
    def percent(sheet):
        sheet[cell] = 0.29
        sheet[cell].number_format = numbers.FORMAT_PERCENTAGE

    cell = tiny.cell("项目", "形象进度", 5)
    tiny.edit("项目", percent)
    assert tiny.inspect().problems == []
    assert tiny.open()["项目"]["形象进度"].tolist() == [29.0, 96.0]


def test_a_fraction_where_a_percentage_is_meant_is_a_warning(tiny):
    cell = tiny.put("项目", "形象进度", 0.96, row=5)
    (warning,) = tiny.inspect().problems
    assert (warning.level, warning.cell, warning.value) == ("warning", cell, "0.96")


def test_a_column_of_ticks_knows_no_other_answer(tiny):
    for row in (4, 6):
        tiny.put("户籍人口", "是否常住", "√", row)
    answers = tiny.open()["户籍人口"]["是否常住"]
    assert answers.tolist() == ["是", "否", "是", "否", "否"]
    assert any("空格按“否”读取" in info.what for info in tiny.found("info", "规范"))


def test_a_blank_beside_yes_and_no_stays_unknown(tiny):
    for row, answer in ((4, "√"), (5, "否")):
        tiny.put("户籍人口", "是否常住", answer, row)
    answers = tiny.open()["户籍人口"]["是否常住"]
    assert answers.tolist()[:2] == ["是", "否"]
    assert answers.isna().sum() == 3


def test_a_disability_card_is_its_person(tiny):
    tiny.put("监测对象", "证件号码", PEOPLE["甲"] + "43")
    assert tiny.errors() == []
    assert tiny.open()["监测对象"]["证件号码"].iloc[0] == PEOPLE["甲"]


def test_a_damaged_sheet_is_one_error(tiny, monkeypatch):
    def damaged(book, name):
        raise WorkbookError("工作表已损坏", "用 Excel 打开修复")

    tiny.put("小额信贷", "用途", "种植")
    monkeypatch.setattr(Workbook, "sheet", damaged)
    error = tiny.only_error()
    assert (error.file, error.sheet, error.what) == (tiny.path("小额信贷").name, "小额信贷", "工作表已损坏")


def test_a_missing_sheet_names_those_that_are_there(tiny):
    book = load_workbook(tiny.path("小额信贷"))
    book["小额信贷"].title = "Sheet1"
    book.save(tiny.path("小额信贷"))
    error = tiny.only_error()
    assert (error.file, error.sheet) == (tiny.path("小额信贷").name, "小额信贷")
    assert error.what == "没有工作表“小额信贷”，现有：Sheet1"
    assert [info.sheet for info in tiny.found("info", "工作表")] == ["Sheet1"]


def test_a_copy_of_a_sheet_is_not_read_and_said_so(tiny):
    book = load_workbook(tiny.path("小额信贷"))
    book.copy_worksheet(book["小额信贷"]).title = "小额信贷 副本"
    book.save(tiny.path("小额信贷"))
    (info,) = tiny.inspect().problems
    assert (info.level, info.sheet) == ("info", "小额信贷 副本")
    assert len(tiny.open()["小额信贷"]) == 3


@pytest.mark.promise(
    "a wrong cell is named to the clerk by file, sheet and cell, all of them at once, in Chinese"
)
def test_all_faults_of_all_workbooks_are_said_at_once(tiny):
    tiny.put("小额信贷", "村", "没有村")
    tiny.put("小额信贷", "余额", "无")
    tiny.put("产业奖补", "实发金额", -1)
    tiny.path("项目").write_bytes(b"no workbook")
    places = {(error.file[:3], error.cell) for error in tiny.errors()}
    assert places == {
        ("L11", tiny.cell("小额信贷", "村")),
        ("L11", tiny.cell("小额信贷", "余额")),
        ("L06", tiny.cell("产业奖补", "实发金额")),
        ("L16", ""),
    }


def test_no_message_holds_a_whole_id_number_or_name(tiny):
    for row in range(4, 9):
        tiny.put("户籍人口", "姓名", None, row)
        tiny.put("户籍人口", "性别", "不详", row)
    for row in range(4, 8):
        tiny.put("监测对象", "证件号码", id_number("19660606", row), row)
        tiny.put("监测对象", "户联系电话", "1380013800", row)
    text = "\n".join(f"{problem}{problem.value}" for problem in tiny.inspect().problems)
    assert text
    assert "1380013800" not in text
    for number in [*PEOPLE.values(), *(id_number("19660606", row) for row in range(4, 8))]:
        assert number not in text
        assert number[6:14] not in text


def test_a_workbook_with_validation_lists_and_styles_is_read_as_any_other(tiny):
    def decorate(sheet):
        validation = DataValidation(type="list", formula1='"户贷户用,户贷企用"')
        sheet.add_data_validation(validation)
        validation.add("N4:N100")
        sheet.freeze_panes = "A4"

    tiny.edit("小额信贷", decorate)
    assert tiny.inspect().problems == []
