"""What the libraries say of the params, in Chinese: PyYAML of the text, pydantic of the values."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from helpers.params.faults import PAGE


class Said(NamedTuple):
    """What is wrong, what to do, and whether it begins where the part begins and not where it was noticed."""

    what: str
    do: str
    at_start: bool = False


_QUOTE_IT = "给这段文字加上引号"
_DIRECTIVE = Said("行首的“%”是 YAML 的指令，参数里不用", _QUOTE_IT, True)
_SIGN = Said("文字不能以“&”“*”“!”开头", _QUOTE_IT, True)
_BLOCK = Said("“|”或“>”后面不能再写字", "从下一行写起，或去掉“|”“>”", True)
# By what the parser was doing and what it says; the first that fits.
_YAML: tuple[tuple[str, Said], ...] = (
    (r"found character '\\t'", Said("这里有制表符（Tab 键）", "缩进和间隔都用空格")),
    (r"found character .(.). ?that cannot start", Said("这里不能以“{0}”开头", _QUOTE_IT)),
    (r"undefined tag handle", _SIGN),
    (r"while (scanning|parsing) a directive|YAML directive|YAML document \(version|tag handle", _DIRECTIVE),
    (r"while (scanning|parsing) an? (anchor|alias|tag)\b", _SIGN),
    (r"while scanning a block scalar", _BLOCK),
    (r"(unexpected end of stream|unexpected document separator)", Said("引号没有配对", "补上后一个引号", True)),
    (
        r"unknown escape character .(.+).",
        Said("双引号里的“\\{0}”没有意义", "改用单引号，或者把“\\”写成“\\\\”"),
    ),
    (
        r"escape sequence|codec|chr\(\)|too large to convert",
        Said("反斜杠后面的编码不对", "直接写出要写的字，不用反斜杠"),
    ),
    (
        r"mapping values are not allowed",
        Said("这里不能有冒号", "给有冒号的文字加引号；核对上一行是否写完、冒号后面有没有空格"),
    ),
    (r"mapping keys are not allowed", Said("这里不能有“?”", _QUOTE_IT)),
    (r"sequence entries are not allowed", Said("这里不能写“- ”", "另起一行，与同级各项对齐")),
    (r"could not find expected ':'", Said("这一行没有冒号", "写成“键: 值”，冒号用半角，后面空一格", True)),
    (r"expected <block end>, but found '([\]},])'", Said("多了“{0}”", "删去，或给文字加上引号")),
    (
        r"expected <block end>",
        Said("缩进不齐，或者引号、括号后面还有字", "让同级各行开头的空格一样多，把整段文字都放进引号里"),
    ),
    (r"expected ',' or '(.)'", Said("括号里写得不对", "用半角逗号隔开各项，最后写“{0}”；给有逗号、括号的文字加引号")),
    (r"expected the node content", Said("这里缺一个值", "补上，或删去多余的符号")),
    (r"expected '<document start>'", Said("这里多了内容", "删去，或核对上面的括号和引号")),
)  # fmt: skip
_OTHER = Said("YAML 写得不对", "核对缩进、冒号和引号")
_FULL_WIDTH = re.compile("[：，｛｝［］“”‘’\u3000－]")


def said_of_yaml(error: Exception) -> Said:
    """Return what an error of PyYAML's scanner or parser means."""
    parts = (getattr(error, "context", None), getattr(error, "problem", None) or str(error))
    text = "；".join(str(part) for part in parts if part)
    for pattern, said in _YAML:
        if found := re.search(pattern, text):
            shown = [group or "" for group in found.groups()] or [""]
            return said._replace(
                what=said.what.replace("{0}", shown[-1]), do=said.do.replace("{0}", shown[-1])
            )
    return _OTHER


def full_width(lines: Iterable[str]) -> str:
    """Return a hint when lines that cannot be read hold signs of a Chinese keyboard in the place of YAML's."""
    found = dict.fromkeys(sign for line in lines for sign in _FULL_WIDTH.findall(line))
    if not found:
        return ""
    named = " ".join("空格" if sign == "\u3000" else sign for sign in found)
    return f"（附近有全角符号 {named}，YAML 的冒号、逗号、引号、括号和空格都要用半角）"


# --- values ----------------------------------------------------------------------------------------------

# By the beginning of pydantic's name of the error, the longest that fits.
_VALUES: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "补上"),
    "extra_forbidden": ("没有这个参数", "改正名字，或删去"),
    "invalid_key": ("键不是文字", "给键加上引号"),
    "none_required": ("这里不写", "删去"),
    "model": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "dataclass": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "dict": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "frozen_dict": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "ordered_dict": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "counter": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "mapping": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "arguments": ("要写成几项“键: 值”", "核对冒号和缩进"),
    "list": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "deque": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "tuple": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "named_tuple": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "set": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "frozen_set": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "iterable": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "iteration": ("要写成列表", "写成 [甲, 乙]，或每项一行、以“- ”开头"),
    "string": ("要写文字", "写上文字；数、日期、true 等当作文字要加引号"),
    "string_too_short": ("不能空着", "至少写 {min_length} 个字"),
    "string_too_long": ("太长", "最多写 {max_length} 个字"),
    "string_pattern_mismatch": ("不合规定的写法", "照规定的写法改"),
    "string_not_ascii": ("只能写半角字母和数字", "改用半角"),
    "bytes": ("要写文字", "写上文字"),
    "too_short": ("项数太少", "至少写 {min_length} 项"),
    "too_long": ("项数太多", "最多写 {max_length} 项"),
    "bool": ("要写 true 或 false", "写 true（是）或 false（否），不加引号"),
    "int": ("要写整数", "写成 12 这样的整数，不加引号和单位"),
    "float": ("要写数", "写成 12 或 12.5 这样的数，不加引号和单位"),
    "decimal": ("要写数", "写成 12 或 12.5 这样的数，不加引号和单位"),
    "fraction": ("要写数", "写成 12 或 12.5 这样的数，不加引号和单位"),
    "complex": ("要写数", "写成 12 或 12.5 这样的数，不加引号和单位"),
    "finite_number": ("要写有限的数", "写成 12 或 12.5 这样的数"),
    "greater_than": ("要大于 {gt}", "改大"),
    "greater_than_equal": ("不能小于 {ge}", "改大"),
    "less_than": ("要小于 {lt}", "改小"),
    "less_than_equal": ("不能大于 {le}", "改小"),
    "multiple_of": ("要是 {multiple_of} 的倍数", "改成它的倍数"),
    "date": ("要写日期", "写成 2021-11-30 这样，不加引号"),
    "date_past": ("要写已经过去的日期", "改成以前的日期"),
    "date_future": ("要写将来的日期", "改成以后的日期"),
    "datetime": ("要写日期和时间", "写成 2021-11-30 09:00:00 这样"),
    "timezone": ("时区不对", "去掉时区"),
    "time": ("要写时间", "写成 09:00:00 这样"),
    "literal_error": ("不认识", "从规定的写法里选"),
    "enum": ("不认识", "从规定的写法里选"),
    "union": ("不认识", PAGE),
    "url": ("要写网址", "写成完整的网址"),
    "uuid": ("要写 UUID", "写成完整的 UUID"),
    "value_error": ("写得不对", PAGE),
    "recursion": ("自己套着自己", PAGE),
}
_OTHER_VALUE = ("写得不对", PAGE)
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D{0,2}")
_CHINESE = re.compile("[\u3400-\u9fff]")


def said_of_value(kind: str, value: Any, context: Mapping[str, Any] | None = None) -> Said:
    """Return what an error of pydantic means.

    Parameters
    ----------
    kind : str
        The name of the error: ``missing``, ``string_type``.
    value : object
        What stands in the file.
    context : mapping, optional
        The numbers and words of the error.
    """
    named = dict(context or {})
    what, do = _OTHER_VALUE
    beginnings = [kind[:end] for end in range(len(kind), 0, -1)]
    if fitting := next((name for name in beginnings if name in _VALUES), None):
        what, do = (part.format_map(_Named(named)) for part in _VALUES[fitting])
    if kind == "value_error" and _CHINESE.search(str(named.get("error", ""))):
        return Said(str(named["error"]), do)
    if kind in ("literal_error", "enum"):
        allowed = "、".join(f"“{word}”" for word in re.findall(r"'([^']*)'", str(named.get("expected", ""))))
        what = "不能空着" if value in (None, "") else f"{_shown(value)}{what}"
        return Said(what, f"写成 {allowed} 之一" if allowed else do)
    if kind.startswith("date_") and isinstance(value, str) and (day := _said_of_day(value)):
        return day
    if kind in ("missing", "extra_forbidden", "string_too_short"):
        return Said(what, do)
    return Said(f"{what}，这里空着" if value in (None, "") else f"{what}，写的是{_shown(value)}", do)


class _Named(dict[str, Any]):
    """The context of an error, in which what is not given reads as nothing."""

    def __missing__(self, _key: str) -> str:
        return ""


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "列表"
    if isinstance(value, dict):
        return "几项“键: 值”"
    text = str(value).lower() if isinstance(value, bool) else str(value).replace("\n", " ")
    return f"“{text if len(text) <= 40 else f'{text[:39]}…'}”"


def _said_of_day(value: str) -> Said | None:
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", value).strip())
    if found is None:
        return None
    try:
        written = dt.date(*map(int, found.groups())).isoformat()
    except ValueError:
        return Said(f"没有{_shown(value)}这一天", "改成日历上有的日期，例如 2021-11-30")
    return Said(f"{_shown(value)}不是这样写的日期", f"写成 {written}，不加引号")
