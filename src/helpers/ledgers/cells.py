"""One cell becomes one value: how each kind of column reads what people write."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from helpers.ledgers import identity
from helpers.ledgers.columns import NUMBERS, ColumnSchema
from helpers.ledgers.headers import normalise
from helpers.ledgers.units import UNITS, convert, factor
from helpers.ledgers.villages import Villages
from helpers.ledgers.workbooks import Cell
from helpers.markings import Markings
from helpers.months import Month

#: What people write to say that there is nothing to write.
_DASHES = frozenset({"/", "\\", "-", "--", "—", "——", "－", "／"})
TICKS = frozenset({"√", "✓", "✔", "☑"})
_YES = frozenset({"是", "有", "1", "y", "yes", "true", "已"}) | TICKS
_NO = frozenset({"否", "无", "没有", "0", "n", "no", "false", "未", "×", "x", "✗", "✘", "☐"})
_LONG_CODE = 12  # Excel shows whole numbers from 12 digits on as 4.2E+17, and keeps 15
# What str.strip takes for white space, and the zero-width signs that come with text from web pages.
WHITE = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, *range(0x2000, 0x200C), 0x3000, 0xFEFF)))
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T\s]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_NUMBER = re.compile(r"[¥￥]?([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)(\D*)")
_LAST = Month(dt.MAXYEAR, 12)
# From here on a number of Excel is not kept to its last digit.
_EXACT = 10.0**15


class Read(NamedTuple):
    """What was made of a cell; `note` is a problem of the given level, or empty."""

    value: Any
    level: str = ""
    note: str = ""
    do: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Context:
    """What reading a cell needs to know besides its column."""

    #: None where the villages could not be read: then every village is taken as it is written.
    villages: Villages | None = None
    #: Region prefixes of ID numbers and village codes that are allowed besides the real ones.
    id_prefixes: tuple[str, ...] = ()
    #: Nobody is born after it, and what is not kept in it is not read.
    month: Month = _LAST
    #: Of secrecy, with which no workbook is read.
    markings: Markings = field(default_factory=Markings)


def reader(column: ColumnSchema, context: Context, ratio: Fraction = Fraction(1)) -> Callable[[Cell], Read]:
    """Return the function that reads a cell of the column.

    Parameters
    ----------
    column : ColumnSchema
        What the cells must be.
    context : Context
        The villages and the regions.
    ratio : Fraction
        By what a number is multiplied because the header names another unit than the column's.
    """
    read = _reader(column, context, ratio)

    def read_or_blank(cell: Cell) -> Read:
        if isinstance(cell, str) and column.kind != "note" and _strip(cell) in _DASHES:
            return _changed(None, "写的是斜线或短横，按空白处理")
        return read(cell)

    return read_or_blank


def _reader(column: ColumnSchema, context: Context, ratio: Fraction) -> Callable[[Cell], Read]:
    if column.kind in NUMBERS:
        return lambda cell: _number(cell, column, ratio)
    if column.kind == "choice":
        spellings = {
            normalise(word): name for name, words in column.values.items() for word in (name, *words)
        }
        return lambda cell: _choice(cell, column, spellings)
    if column.kind == "village":
        return lambda cell: _village(cell, context.villages)
    if column.kind == "id_number":
        return lambda cell: _id_number(cell, context)
    if column.kind == "village_code":
        return lambda cell: _village_code(cell, context.id_prefixes)
    return _READERS[column.kind]


def is_blank(cell: Cell) -> bool:
    """Tell whether there is nothing in a cell but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip(WHITE))


def _wrong(note: str, do: str, rule: str = "类型") -> Read:
    return Read(None, "error", note, do, rule)


def _changed(value: Any, note: str) -> Read:
    return Read(value, "info", note, "", "规范")


def _strip(text: str) -> str:
    return text.strip(WHITE)


def _text(cell: Cell) -> Read:
    if isinstance(cell, str):
        text = _strip(cell)
        return Read(text) if text == cell else _changed(text, "去掉了首尾的空白")
    return Read(_written(cell))


def _written(cell: Cell) -> str:
    """Return what a cell that is no text shows."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def _note(cell: Cell) -> Read:
    return Read(_strip(cell) if isinstance(cell, str) else _written(cell))


def _code(cell: Cell) -> Read:
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or cell != int(cell):
        return _wrong("不是编号", "把单元格格式设为文本后重新填写编号")
    if len(str(int(cell))) >= _LONG_CODE:
        return _wrong(
            "长编号存成了数字，可能丢了前面的零或末几位", "把单元格格式设为文本，照原始材料重新填写编号"
        )
    return _changed(str(int(cell)), "编号存成了数字，按文本读取")


def _name(cell: Cell) -> Read:
    read = _text(cell)
    if isinstance(read.value, str):
        # "张 三" is padded to line up with three-character names; a name in Latin letters keeps its spaces.
        packed = re.sub(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])", "", read.value)
        if packed != read.value:
            return _changed(packed, "去掉了姓名里的空格")
    return read


def _choice(cell: Cell, column: ColumnSchema, spellings: dict[str, str]) -> Read:
    written = normalise(_written(cell) if not isinstance(cell, str) else cell)
    if written in spellings:
        value = spellings[written]
        return Read(value) if value == cell else _changed(value, "按规定的写法读取")
    close = difflib.get_close_matches(written, spellings, n=1)
    hint = f"改成“{spellings[close[0]]}”（可以填：" if close else "改成规定的写法（"
    return _wrong("不在规定的取值里", f"{hint}{'、'.join(column.values)}）", "取值")


def _flag(cell: Cell) -> Read:
    if isinstance(cell, bool):
        return Read("是" if cell else "否")
    written = normalise(_written(cell)).lower()
    if written in ("是", "否"):
        return Read(written)
    if written in _YES or written in _NO:
        return _changed("是" if written in _YES else "否", "按“是”或“否”读取")
    return _wrong("不是“是”或“否”", "填“是”或“否”", "取值")


def _number(cell: Cell, column: ColumnSchema, ratio: Fraction) -> Read:
    if isinstance(cell, str):
        read = _number_in_text(cell, column, ratio)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        read = Read(_as_number(Decimal(repr(cell)), ratio))
    elif isinstance(cell, (dt.date, dt.time, dt.timedelta)):
        return _wrong("单元格是日期或时间，不是数", "把单元格格式设为数值后重新填写")
    else:
        return _wrong("不是数", "填阿拉伯数字")
    if read.value is not None and not abs(read.value) < _EXACT:
        return _wrong("数太大，Excel 最多存准十五位", "核对后重新填写这一格")
    if column.kind == "integer" and read.value is not None:
        if not read.value.is_integer():
            return _wrong("不是整数", "核对后填整数")
        return read._replace(value=int(read.value))
    return read


def _as_number(number: Decimal, ratio: Fraction) -> float:
    return float(convert(number, ratio) if ratio != 1 else number)


def _number_in_text(cell: str, column: ColumnSchema, ratio: Fraction) -> Read:
    text = _strip(cell)
    plain = normalise(text)
    match = _NUMBER.fullmatch(plain)
    if match is None or not match[1] or match[1] in "+-":
        return _wrong("不是阿拉伯数字", "改成阿拉伯数字；没有就留空，是零就写 0")
    number = Decimal(match[1].replace(",", ""))
    unit = match[2]
    if unit and not (column.kind == "percent" and unit == "%"):
        own = factor(unit, column.unit) if unit in UNITS and column.unit else None
        if own is None:
            return _wrong(
                f"数后面的“{unit}”不是这一列的单位",
                f"只填数，单位是{column.unit}" if column.unit else "只填数",
            )
        ratio = own
    value = _as_number(number, ratio)
    # A bare number kept as text is how the national system exports every number.
    return (
        Read(value)
        if plain == cell and not unit and "," not in plain
        else _changed(value, "文字形式的数，按数读取")
    )


def _year(cell: Cell) -> Read:
    text = normalise(_written(cell) if not isinstance(cell, (dt.date, str)) else str(cell))
    match = re.fullmatch(r"((?:19|20)\d\d)(?:\.0)?(年度?)?", text)
    if match is None:
        return _wrong("不是四位的年份", "填四位年份，例如 2021")
    return Read(int(match[1])) if not match[2] else _changed(int(match[1]), "按年份读取")


def _date(cell: Cell) -> Read:
    if isinstance(cell, (dt.date, dt.datetime)):
        return _in_range(cell.year, cell.month, cell.day)
    text = _date_text(cell)
    if text == "无":
        return _changed(None, "写的是“无”，按空白处理")
    if match := _DATE.fullmatch(text) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        read = _in_range(int(match[1]), int(match[2]), int(match[3]))
        return read if read.level else _changed(read.value, "文字形式的日期，按日期读取")
    if match := _MONTH.fullmatch(text) or re.fullmatch(r"(\d{4})(\d\d)", text):
        read = _in_range(int(match[1]), int(match[2]), 1)
        return (
            read
            if read.level
            else Read(read.value, "warning", "只写到月，按当月 1 日计", "补上是几日", "日期")
        )
    if re.fullmatch(r"\d{5}", text) and 10_000 <= int(text) <= 73_050:
        serial = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
        return _changed(serial, "日期存成了序列数，按日期读取")
    return _wrong("看不出是哪一天", "写全年、月、日，例如 2021-10-05", "日期")


def _month(cell: Cell) -> Read:
    if isinstance(cell, (dt.date, dt.datetime)):
        return _in_range(cell.year, cell.month, 1)
    text = _date_text(cell)
    if text == "无":
        return _changed(None, "写的是“无”，按空白处理")
    if match := _MONTH.fullmatch(text) or re.fullmatch(r"(\d{4})(\d\d)", text):
        return _in_range(int(match[1]), int(match[2]), 1)
    read = _date(cell)
    if read.level == "error":
        return _wrong("看不出是哪年哪月", "写四位年和两位月，例如 202110", "日期")
    return read._replace(value=read.value and read.value.replace(day=1))


def _date_text(cell: Cell) -> str:
    """Return the text of a date; nothing of a fraction, since 2021.1 may be January or October."""
    if isinstance(cell, float) and not cell.is_integer():
        return ""
    text = unicodedata.normalize("NFKC", _strip(cell) if isinstance(cell, str) else _written(cell))
    return re.sub(r"(?<=\d{5})\.0$", "", text)


def _in_range(year: int, month: int, day: int) -> Read:
    try:
        value = dt.date(year, month, day)
    except ValueError:
        return _wrong("没有这一天", "核对年、月、日", "日期")
    if not 1910 <= year <= 2100:
        return _wrong(f"年份 {year} 不可能", "核对年、月、日", "日期")
    return Read(value)


def _id_number(cell: Cell, context: Context) -> Read:
    if not isinstance(cell, str):
        return _wrong(
            "证件号码存成了数字，末几位已经丢失", "把单元格格式设为文本，照证件重新填写全部号码", "证件"
        )
    number = normalise(cell).replace("\u200b", "").replace("\ufeff", "").upper().lstrip("'")
    fault = identity.fault(number, context.id_prefixes, context.month.last_day)
    if fault:
        return _wrong(fault, "照证件核对后重新填写", "证件")
    person = number[:18]
    if identity.is_placeholder(person):
        return Read(person, "warning", "是没有证件的人的临时号码", "办证后改成证件上的号码", "证件")
    if len(number) > 18:
        return _changed(person, "是残疾人证号，按前 18 位对应到人")
    return Read(person) if person == cell else _changed(person, "去掉了空格，全角改半角，x 改大写")


def _village_code(cell: Cell, prefixes: tuple[str, ...]) -> Read:
    if not isinstance(cell, str):
        return _wrong("村编码存成了数字", "把单元格格式设为文本后重新填写", "编码")
    code = normalise(cell)
    if not re.fullmatch(r"\d{12}", code):
        return _wrong("不是十二位数字的村编码", "照统计用区划代码填写十二位", "编码")
    if not identity.is_region(code[:6], prefixes):
        return _wrong("前六位不是县级行政区划代码", "照统计用区划代码填写十二位", "编码")
    return Read(code) if code == cell else _changed(code, "去掉了空格，全角改半角")


def _phone(cell: Cell) -> Read:
    text = normalise(_written(cell) if not isinstance(cell, str) else cell)
    parts = re.split(r"[、,;/]", text)
    if all(re.fullmatch(r"1[\d*]{10}|(?:0\d{2,3}-?)?[2-9]\d{6,7}", part) for part in parts):
        return Read(text)
    return Read(text, "warning", "不像电话号码", "填 11 位手机号，或带区号的固定电话", "电话")


def _account(cell: Cell) -> Read:
    if not isinstance(cell, str):
        return _wrong(
            "账号存成了数字，末几位可能已经丢失", "把单元格格式设为文本，照存折或卡重新填写", "账号"
        )
    number = normalise(cell).lstrip("'")
    if not re.fullmatch(r"[\d*-]{9,30}", number):
        return Read(number, "warning", "不像银行账号", "照存折或卡核对", "账号")
    return Read(number) if number == cell else _changed(number, "去掉了空格，全角改半角")


def _village(cell: Cell, villages: Villages | None) -> Read:
    written = _strip(cell) if isinstance(cell, str) else _written(cell)
    if villages is None:
        return Read(written)
    name = villages.find(written)
    if name is not None:
        return Read(name) if name == cell else _changed(name, f"按“{name}”读取")
    if claimed := villages.disputed.get(normalise(written)):
        return _wrong(f"{'和'.join(claimed)}都用过这个名", "写现在的村名", "村名")
    near = villages.nearest(written)
    hint = f"是不是“{near}”；" if near else ""
    return _wrong("村组台账里没有这个村", f"{hint}写现在的村名，或在村组台账的“曾用名”里加上这个名", "村名")


_READERS: dict[str, Callable[[Cell], Read]] = {
    "text": _text,
    "code": _code,
    "note": _note,
    "year": _year,
    "date": _date,
    "month": _month,
    "flag": _flag,
    "name": _name,
    "phone": _phone,
    "account": _account,
}
