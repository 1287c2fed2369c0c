"""What personal numbers look like, wherever they stand: by form, check digit, date and prefix, and by the words around.

The rule on doubt: a form that nothing but a person's number has (an ID number with its check digit, a mobile number in
one piece or in its customary groups) is found wherever it stands, unless the words at it say that it is a number of
something else (项目编号…) or an amount (累计…元). A form that other numbers have too (138.12345678, three figures in a
row of a table, a bank account) is found only where the words at it say that it is a person's (电话, 账号). The word
nearest to the number decides. What the ledgers themselves hold is found by `people`, whatever the words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from stdnum import luhn
from stdnum.cn import ric

from helpers.gate.spelling import digits_in, digits_of, with_digits
from helpers.ledgers import identity
from helpers.ledgers.masking import Personal, mask

Word = Literal["person", "account", "number", "amount", ""]

_LEAST = 7  # digits; a shorter number is nobody's
# --- ID numbers: whatever stands between the digits; the date and the check digit tell them from all else.
_GAP = re.compile(r"(?<=[0-9])(?:[^0-9A-Za-z㐀-鿿*#?_]{1,6}|[*#?_年月日])(?=[0-9Xx×](?![A-Za-z]))")
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID = re.compile(
    rf"(?=([1-9]\d{{5}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx×])((?<=\d)[1-7][1-4](?:[Bb\d]\d)?(?!\d))?)"
)
_OLD_ID = re.compile(rf"(?<!\d)(?<!\d\.)[1-9]\d{{5}}([ -]{{0,3}})\d\d{_DAY}([ -]{{0,3}})\d{{3}}(?!\d|\.\d)")
# Where people cut an ID number: at its region, birthday and serial number. More cuts than the next elsewhere are no
# spelling of one number but several of them.
_CUTS = frozenset({2, 3, 4, 6, 10, 12, 14, 17})
_MOST_CUTS = 4

# --- phones
_NEAR = r"[ \n\-.·•_/、,:()~]{0,3}"
_ABROAD = r"(?:\(?(?:\+|00)?86\)?[ -]{0,2})"
# Prefixes in use (工业和信息化部 numbering plan): 13 to 19, without those that were never given out.
_NETWORK = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])")
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d\.){_ABROAD}?(?:0(?=1)|\()?(?P<number>1{_NEAR}[3-9](?:{_NEAR}\d){{9}})(?!\d|\.\d)"
)
_GROUPS = frozenset(
    {(11,), (3, 8), (7, 4), (4, 7), (5, 6), (6, 5), (3, 4, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3), (1, 3, 3, 4)}
    | {(3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 3, 3, 2), (1, 2, 2, 2, 2, 2), (1,) * 11}
)  # fmt: skip
_LANDLINE = re.compile(
    r"(?<![\d-])(?<!\d\.)"
    r"(?P<number>(?:\(?0(?:10|2\d|[3-9]\d\d)\)?|\(?(?:\+|00)86\)?[ -]{0,2}\(?0?(?:10|2\d|[3-9]\d\d)\)?)"
    r"[ .·_/-]{0,3}[2-8]\d{2,3}[ .·-]{0,2}\d{4})(?!\d|\.\d|-\d{6}|-\d+-)"
)
_LOCAL = re.compile(
    r"(?i:电话|传真|座机|热线|联系方式|拨打|致电|tel|fax)(?:号码|号)?[\s:.是为(]{0,4}"
    r"(?P<number>[2-8]\d{2,3}[ -]{0,2}\d{4})(?!\d|\.\d|-?\d)"
)

# --- bank cards and accounts
_APART = r"[ \n\-·_/]{0,3}"
_CARD = re.compile(
    rf"(?<!\d)(?<!\d\.)(?P<number>[3-69]\d{{3}}(?:{_APART}\d{{4}}){{3}}(?:{_APART}\d{{1,3}})?"
    rf"|6\d{{5}}{_APART}\d{{10}}(?:{_APART}\d{{1,3}})?)(?!\d|\.\d)"
)
_CARD_PREFIXES = ("62", "60", "9558", "9559", "4", "5", "35", "37")
_ACCOUNT = re.compile(
    r"(?:卡号|[账帐]号|[账帐]户|户头|存折|银行卡|一卡通|借记卡|信用卡|社保卡)(?:号码?)?[\s:是为(第-]{0,4}"
    rf"(?P<number>\d(?:{_NEAR}\d){{8,21}})(?!\d|\.\d)"
)

# --- numbers of which too little is masked
_MASK = r"[*✱✲●•×xX_#○□■◆?]"
_MASKED = re.compile(rf"\d[ -]?{_MASK}{{2}}|{_MASK}{{2}}[ -]?\d")
_PARTLY = re.compile(
    rf"(?<![0-9A-Za-z])(?P<head>(?:\d[ -]?){{0,16}})(?P<first>(?:{_MASK}[ -]?){{2,}})"
    rf"(?:(?P<middle>(?:\d[ -]?)+)(?P<second>(?:{_MASK}[ -]?){{1,}}))?"
    r"(?P<tail>(?:\d[ -]?){0,12}[\dXx]?)(?![0-9A-Za-z])"
)
_WHOLE_DAY = re.compile(rf"(?:19|20)\d\d{_DAY}")

# --- the words around
_PERSONS = (
    r"身份证|证件号?|身份号码|残疾人?证|电话|手机|联系方式|联系人?|致电|拨打|热线|传真|座机|短信|微信|[薇威]信|电联|[☎📞📱☏]|"
    r"(?<![a-z])(?:tel|telephone|phone|mobile|mob|cell|call|fax|wx|vx|v|weixin|wechat|qq|hp|dial)(?![a-z])"
)
_THINGS = (
    r"编号|编码|代码|序号|序列号|文号|单号|订单|票号|发票|批号|案号|(?<!身份)(?<!残疾)证书?号|合同|流水|凭证|档案|备案|登记|许可证|"
    r"图号|型号|货号|项目号|标段|批次|区划|条码|版本|工号|学号|户号|字第|借据|(?<![a-z])(?:no|id|sn|isbn|issn|code|ref)(?![a-z])"
)
_AMOUNTS = (
    r"累计|合计|共计|总计|总额|总量|总数|金额|资金|投资|收入|支出|产值|余额|贷款|拨付|发放|筹集|到位|利润|收益|产量|面积|里程|"
    r"[¥$￥]|人民币"
)
_WORDS = re.compile(
    rf"(?:(?P<person>{_PERSONS})|(?P<number>{_THINGS})|(?P<amount>{_AMOUNTS}))"
    r"(?:号码?)?(?:[\s:=#.'\"“‘(\[〔约共是为达至到近超过的第_/-]|[A-Za-z0-9]{1,10}[_/\-〕)\]])*[A-Za-z]{0,4}$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s*(?:[万亿千百]?(?:元|块钱|人次|户次|亩|公顷|平方|立方|公里|千米|公斤|斤|千克|千瓦|字节)|[万亿]|[吨米](?!\w)|"
    r"[户人株头只羽](?![㐀-鿿])|%|(?:kwh|kg|km|mb)(?![a-z]))",
    re.IGNORECASE,
)
_REACH = 28  # characters; a word farther off says nothing of the number
_FIGURES = "0123456789 \n"
_ROW = 60  # characters; figures farther off are of no row
_LETTERS_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9]*\.?$")
_HEX_AFTER = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]+(?![0-9A-Za-z])")


class Hit(NamedTuple):
    """Something that must not leave: its kind, what it is, that as it may be told, and as it was written."""

    kind: str
    value: str
    masked: str
    written: str = ""


def numbers(text: str, prefixes: tuple[str, ...] = ()) -> Iterator[Hit]:
    """Yield the numbers of persons in a text: ID, disability card, phone, bank card, and those masked too little.

    Parameters
    ----------
    text : str
        In its `normal` form, without noise.
    prefixes : tuple of str
        Regions of ID numbers allowed besides the real ones.
    """
    if not digits_in(text):
        return
    text = with_digits(text)
    count = digits_in(text)
    dotted = text.replace("...", "***")
    if _MASKED.search(dotted):
        yield from _partly_masked(dotted, text, prefixes)
    if count < _LEAST:
        return
    seen: set[str] = set()
    if count >= 15:
        for hit in _ids(text, prefixes):
            seen.add(hit.value)
            yield hit
    for hit in (*_cards(text), *_phones(text, count)):
        if not any(hit.value in one for one in seen):
            seen.add(hit.value)
            yield hit


# --- ID numbers ----------------------------------------------------------------------------------------------


def is_old_id(number: str, prefixes: tuple[str, ...] = ()) -> bool:
    """Tell whether 15 digits are an ID number of before 1999: it has no check digit, and a year of two digits."""
    born = identity.birth_date(f"{number[:6]}19{number[6:]}")
    return born is not None and _is_region(number, prefixes)


def _is_like_id(number: str, prefixes: tuple[str, ...]) -> bool:
    born = identity.birth_date(number)
    return born is not None and born >= dt.date(1880, 1, 1) and _is_region(number, prefixes)


def _is_region(number: str, prefixes: tuple[str, ...]) -> bool:
    # Residence permits of Hong Kong, Macao and Taiwan (81 to 83) and of foreigners (9) name no county.
    return number.startswith(("81", "82", "83")) or identity.is_region(number[:6], prefixes)


def _ids(text: str, prefixes: tuple[str, ...]) -> Iterator[Hit]:
    """Yield ID numbers; those with a wrong check digit too, where they stand by themselves: a typing error."""
    squeezed, seen = _GAP.sub("", text), set()
    places: list[int] = []
    for match in _ID.finditer(squeezed):
        number = match[1].upper().replace("×", "X")
        if number in seen or not _is_like_id(number, prefixes):
            continue
        places = places or _places(text)
        start, end = match.start(1), match.end(1)
        if text[max(0, places[start] - 2) : places[start]] == "0.":
            continue
        cuts = [at for at in range(1, 18) if places[start + at] - places[start + at - 1] > 1]
        written = text[places[start] : places[end - 1] + 1]
        alone = _stands_alone(text, places[start], places[end - 1])
        if ric.calc_check_digit(number) == number[-1]:
            if not cuts or (alone and _is_one_number(cuts)):
                seen.add(number)
                more = match[2] or ""
                yield _hit("残疾人证号" if more else "证件号码", number + more, "id", written)
        elif alone and _is_cut_as_id(cuts) and _word_before(text, places[start]) not in ("number", "amount"):
            seen.add(number)
            yield _hit("证件号码（校验码不对）", number, "id", written)
    for match in _OLD_ID.finditer(text):
        number = digits_of(match[0])
        if is_old_id(number, prefixes) and _word_before(text, match.start()) not in ("number", "amount"):
            yield _hit("十五位证件号码", number, "id", match[0])


def _places(text: str) -> list[int]:
    """Return where each character of a text without gaps stands in the text."""
    places: list[int] = []
    at = 0
    for gap in _GAP.finditer(text):
        places += range(at, gap.start())
        at = gap.end()
    return [*places, *range(at, len(text))]


def _stands_alone(text: str, first: int, last: int) -> bool:
    # A digit that a gap sets off is another number's; a letter may be of the word before.
    return not (text[max(0, first - 1) : first].isdigit() or text[last + 1 : last + 2].isdigit())


def _is_one_number(cuts: list[int]) -> bool:
    return len(cuts) <= _MOST_CUTS or _is_cut_as_id(cuts)


def _is_cut_as_id(cuts: list[int]) -> bool:
    even = any(cuts == list(range(size, 18, size)) for size in (1, 3, 4))
    return even or set(cuts) <= _CUTS


# --- phones --------------------------------------------------------------------------------------------------


def _phones(text: str, count: int) -> Iterator[Hit]:
    for match in _MOBILE.finditer(text) if count >= 11 else ():
        if _is_mobile(match, text):
            yield _hit("手机号码", digits_of(match["number"]), "phone", match["number"])
    for pattern in (_LANDLINE, _LOCAL):
        for match in pattern.finditer(text):
            word = _word_before(text, match.start("number"))
            plain = not word and not _UNIT.match(text, match.end()) and not _is_code(match, text)
            if word == "person" or plain:
                yield _hit("固定电话", digits_of(match["number"]), "phone", match["number"])


def _is_mobile(match: re.Match[str], text: str) -> bool:
    number = match["number"]
    if not _NETWORK.match(digits_of(number)):
        return False
    word = _word_before(text, match.start())
    if word == "person":
        return True
    gaps = set(re.findall(r"\D+", number))
    groups = tuple(len(group) for group in re.findall(r"\d+", number))
    if groups not in _GROUPS or word or _UNIT.match(text, match.end()) or _is_code(match, text):
        return False
    marks = {mark for gap in gaps for mark in gap if mark not in " \n"}
    if marks & set("、,:") or ("." in marks and (len(groups) == 2 or len(gaps) > 1)):
        return False
    return bool(marks) or not gaps or not _is_row(match, text)


def _is_code(match: re.Match[str], text: str) -> bool:
    """Tell whether letters make a number part of a code or a hash."""
    return bool(_LETTERS_BEFORE.search(text[max(0, match.start() - _REACH) : match.start()])) or bool(
        _HEX_AFTER.match(text, match.end())
    )


def _is_row(match: re.Match[str], text: str) -> bool:
    """Tell whether figures set off by spaces go on before or after, as they do in the row of a table."""
    before = text[max(0, match.start() - _ROW) : match.start()]
    after = text[match.end() : match.end() + _ROW]
    around = before[len(before.rstrip(_FIGURES)) :] + "|" + after[: len(after) - len(after.lstrip(_FIGURES))]
    return any(
        digit.isdigit()
        for digit in re.sub(r"(?<!\d)1\d\d +\d{4} +\d{4}(?!\d)|(?<!\d)1\d{10}(?!\d)", "", around)
    )


# --- bank cards ----------------------------------------------------------------------------------------------


def _cards(text: str) -> Iterator[Hit]:
    for match in _ACCOUNT.finditer(text):
        number = digits_of(match["number"])
        kind = "银行卡号" if len(number) >= 16 and luhn.is_valid(number) else "银行账号"
        yield _hit(kind, number, "account", match["number"])
    for match in _CARD.finditer(text):
        number = digits_of(match["number"])
        if (
            number.startswith(_CARD_PREFIXES)
            and luhn.is_valid(number)
            and not (" " in match["number"] and _is_row(match, text))
            and _word_before(text, match.start()) not in ("number", "amount")
        ):
            yield _hit("银行卡号", number, "account", match["number"])


# --- masks that leave too much -------------------------------------------------------------------------------


def _partly_masked(text: str, as_written: str, prefixes: tuple[str, ...]) -> Iterator[Hit]:
    """Yield numbers whose mask leaves the birthday, both ends or the last digits, or most of a phone number.

    A mask that leaves the region alone, as this suite's own does, hides enough.
    """
    for match in _PARTLY.finditer(text):
        head, middle, tail = (digits_of(match[part] or "") for part in ("head", "middle", "tail"))
        hidden = sum(len(re.findall(_MASK, match[part] or "")) for part in ("first", "second"))
        shown = len(head + middle + tail)
        written = as_written[match.start() : match.end()].strip(" -")
        length = shown + hidden
        if _NETWORK.match(head) and ((length == 11 and shown >= 6) or (len(head) == 3 and len(tail) == 4)):
            yield Hit("遮盖不够的手机号码", written, "*" * 11, written)
            continue
        day = any(_WHOLE_DAY.search(part) for part in (head[6:], middle, tail))
        by_region = len(head) >= 6 and _is_region(head, prefixes)
        if (by_region and (day or len(tail) >= 3)) or (
            15 <= length <= 22 and (day or shown > 8 or len(tail) >= 4)
        ):
            masked = head[:6] + "*" * 12 if by_region else "*" * 18
            yield Hit("遮盖不够的证件号码", written, masked, written)


# --- the words around ----------------------------------------------------------------------------------------


def _word_before(text: str, start: int) -> Word:
    """Return what the word next before a place says of the number there."""
    found = _WORDS.search(text[max(0, start - _REACH) : start])
    word: Word = found.lastgroup if found else ""  # type: ignore[assignment]
    return word


def _hit(kind: str, number: str, personal: Personal, written: str) -> Hit:
    return Hit(kind, number, mask(number, personal), written)
