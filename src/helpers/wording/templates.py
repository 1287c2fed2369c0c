"""Prose templates: text with figures and facts by name, and never a typed digit."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import NamedTuple

from helpers.errors import SectionError
from helpers.ledgers.masking import mask_numbers
from helpers.params import Settings

FACT_PREFIX = "事实."
# What to do where a name with digits or braces was put into a template as if somebody had typed it.
QUOTE = "台账、params 里的名称（村、项目、作物）用 s.quoted(名称) 引用"
# Names that every template may use without defining them.
BUILTINS = ("镇", "市", "上级", "单位", "年", "月", "年月", "截止日")

#: Set phrases of the trade that hold a numeral and say no number of the month's.
SET_PHRASES = (
    *(
        "四个不摘",
        "四个全面",
        "四个意识",
        "四个自信",
        "四个最严",
        "两个维护",
        "两个确立",
        "三个代表",
        "六个精准",
    ),
    *(
        "五个一批",
        "五个振兴",
        "两个高于",
        "三个落实",
        "三个不变",
        "十个一",
        "千家万户",
        "一个不漏",
        "两项合计",
    ),
    *(
        "百村千户",
        "千村示范",
        "万村整治",
        "十户联防",
        "十户长",
        "三个清零",
        "两个责任",
        "三个责任",
        "三项机制",
    ),
)
_NUMERALS = "[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬]+"
#: What is counted; 年, 月 and 天 are not among them, since 今后一年 is how a term is called.
_MEASURES = (
    "个|户|笔|次|项|件|村|条|栋|辆|套|株|户次|人次|人(?![口居民均大])|名(?![称单录义誉字为])"
    "|处(?![理于置罚])|家(?!庭)|场(?![所地])"
)
_TYPED = re.compile(
    rf"[0-9０-９]|{_NUMERALS}(?:万元|亿元|元|亩|米|公里|平方米|平方公里|吨|公斤|斤|千瓦)(?!件|素|化|旦)"
    # One alone is mostly no number: 整改一户销号一户, 一事一议, 其中一项.
    rf"|(?<!第)(?:(?!一(?:{_MEASURES})){_NUMERALS}[余多来几]?|(?<=[仅只共达])一|[数几][十百千万]+)(?:{_MEASURES})"
    rf"|{_NUMERALS}成(?![立为果效员就分型熟长功品本因年套])|{_NUMERALS}分之{_NUMERALS}|过半|半数|一半"
)


#: What would be read within the braces of a template; in full width it is a sign like any other.
_SIGNS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "{}[]:!.\\"})


class Piece(NamedTuple):
    """A piece of a template: literal text, or a field with the form it asks for."""

    literal: str
    field: str
    form: str


def pieces(template: str, *, given: bool = False) -> Iterator[Piece]:
    """Split a template such as ``全镇现有{存量贷款}，{收入:突破}`` into literals and fields.

    Parameters
    ----------
    given : bool
        Whether it stands in the params, whose digits somebody answers for.

    Raises
    ------
    SectionError
        If the braces do not close, or if a literal holds a typed number.
    """
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        raise SectionError(f"花括号不成对：“{template}”", do=f"每个 {{ 都要有一个 }}；{QUOTE}") from None
    for literal, field, form, conversion in parts:
        if literal:
            if not given:
                refuse_typed_numbers(literal)
            yield Piece(literal, "", "")
        if field is not None:
            if conversion or not field:
                raise SectionError(
                    f"花括号里不是指标名：“{template}”", do=f"写成 {{指标名}} 或 {{指标名:写法}}；{QUOTE}"
                )
            yield Piece("", field, form or "")


def as_name(text: object) -> str:
    """Return a name of the ledgers as it can stand in the name of a figure, and so within braces."""
    return str(text).translate(_SIGNS)


def refuse_typed_numbers(literal: str) -> None:
    """Raise SectionError if a text for readers holds a number that somebody typed."""
    if found := _TYPED.search(_without_phrases(literal)):
        start = max(0, found.start() - 12)
        shown = mask_numbers(literal)  # before it is cut: half a number is told by no form
        raise SectionError(
            f"文字里直接写了数字“{found[0]}”：…{shown[start : found.end() + 12]}…",
            do="数字一律由台账算出，用 {指标名} 引用；台账没有的事实写进 params，用 {事实.名称} 引用；"
            + QUOTE,
        )


def _without_phrases(text: str) -> str:
    """Return a text of the same length in which set phrases say nothing."""
    for phrase in SET_PHRASES:
        text = text.replace(phrase, "　" * len(phrase))
    return text


def builtin_words(settings: Settings) -> dict[str, str]:
    """Return what the names of :data:`BUILTINS` stand for in a month of an office."""
    names, month, as_of = settings.report.office, settings.month, settings.this_month.as_of
    return {
        "镇": names.town,
        "市": names.city,
        "上级": names.superior,
        "单位": names.name,
        "年": f"{month.year}年",
        "月": f"{month.number}月",
        "年月": month.label,
        "截止日": f"{as_of.year}年{as_of.month}月{as_of.day}日",
    }
