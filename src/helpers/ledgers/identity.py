"""What a Chinese ID number says about itself (GB 11643): its check digit, region, birth date and sex."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from stdnum import numdb
from stdnum.cn import ric

PLACEHOLDER = "999999"


def fault(number: str, prefixes: tuple[str, ...], until: dt.date = dt.date.max) -> str:
    """Return what is wrong with a number, or nothing.

    An ID number has 18 digits; that of a disability card is the ID number, one digit for the kind,
    one for the degree, and two more once it has been issued again.
    """
    if len(number) not in (18, 20, 22):
        return f"证件号码有 {len(number)} 位，应是 18 位（残疾人证 20 或 22 位）"
    person, rest = number[:18], number[18:]
    if not re.fullmatch(r"\d{17}[\dX]", person, re.ASCII):
        return "证件号码里有不该有的字符（注意字母 O 和数字 0）"
    if rest and not re.fullmatch(r"[1-7][1-4](?:[B\d]\d)?", rest, re.ASCII):
        return "残疾人证号的类别或等级不对"
    if person.startswith(PLACEHOLDER):
        return ""
    born = birth_date(person)
    if born is None or not dt.date(1880, 1, 1) <= born <= until:
        return "证件号码里的出生日期不存在或晚于本月"
    if ric.calc_check_digit(person) != person[-1]:
        return "证件号码的校验码不对，有一位写错了"
    if not is_region(person[:6], prefixes):
        return "证件号码的前六位不是行政区划代码"
    return ""


def is_placeholder(number: str) -> bool:
    """Tell whether it is a number given to somebody who has no ID yet."""
    return number.startswith(PLACEHOLDER)


def birth_date(number: str) -> dt.date | None:
    """Return the birth date within a number; None when there is no such day."""
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str:
    """Return 男 when the 17th digit is odd, else 女."""
    return "男" if int(number[16]) % 2 else "女"


def is_region(digits: str, prefixes: tuple[str, ...] = ()) -> bool:
    """Tell whether six digits are a region that has been in use, or begin with one of the prefixes."""
    return digits.startswith(prefixes) or _in_use(digits)


@cache
def _in_use(digits: str) -> bool:
    found = numdb.get("cn/loc").info(digits)
    return any("county" in properties for _, properties in found)
