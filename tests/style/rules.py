"""What no sentence of the report may look like, whatever the figures are (GB/T 15834, GB/T 15835 and the trade)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COUNTS = "户次|人次|户|名|个百分点|个|笔|次|天|条|项|场|起|件|份|种|处|村|周岁"
_UNITS = rf"{_COUNTS}|人|元|万元|亿元|公里|平方公里|亩|%"
_START = r"(?<![\d.])"
_HAN = r"[\u4e00-\u9fff]"
# Digits and letters of names are no numbers and no foreign words: 示例02村, 3号仓库, B标段.
_NAMES = re.compile(r"示例\d+村|\d+号|[A-Z](?=标段)")
_HALVES = re.compile(r"其中|目前|同时|全镇|本月|[一二三四五六七八九十]+是")

#: What is wrong → where it shows.
PATTERNS = {
    "写了零": rf"{_START}0(?:\.0+)?\s?(?:{_UNITS})(?!\d)",
    "没有值": r"None|nan|NaN|NaT|inf|<NA>|null",
    "标点重叠": r"[，。；：、！？][，。；：、！？]",
    "标点悬空": r"^[，。；：、）]|（[，。；：、]|[，；：、（]）|[，、（]$|“”",
    "空括号": r"（\s*）|\(\s*\)|《》",
    "无字错位": rf"无(?:{_COUNTS}|元|万元|亩|%)|[占达共为在的](?:无|0)[，。；]",
    "增减错位": r"(?:增加|减少|新增|核减|增长|下降|上升)(?:-|0(?![.\d])|无)",
    "半角标点": rf"(?<=[\u4e00-\u9fff”）])[,:;!?()](?=[\u4e00-\u9fff“（])|{_HAN}[,;]|[,;]{_HAN}",
    "截止": r"截止(?!日)",
    "区间": r"\d(?:\.\d+)?\s*[~～—至](?=\d+(?:\.\d+)?%)|%[~—\-至]\d",
    "小数过长": r"\d\.\d{3,}",
    "该用亿元": r"\d{5,}(?:\.\d+)?万",
    "千分位": r"\d,\d{3}",
    "空格": rf"\d\s+(?:{_UNITS})|{_HAN}\s+{_HAN}",
    "字母": r"[A-Za-z]",
    "负数": r"(?<![\d年月])[-－]\d",
    "单数": rf"{_START}1(?:{_COUNTS}|人)(?:各|均(?!价)|分别|全部|都)",
    "一个等": rf"等{_START}1个",
    "分别": r"分别(?=[^，。；、]*[，。；])(?![^。；]*[、，和])",
    "百分点": r"比上[月年](?:同期)?(?:增加|减少|上升|下降|提高)\d+(?:\.\d+)?%|同比(?:上升|提高)\d+(?:\.\d+)?%",
    "同一个词": r"(其中|截至|目前|本月|今年以来|另有)[^，。；]?\1",
    "花括号": r"[{}]",
    "单列一是": r"(?<!十)一是(?![^。]*二是)",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}


def faults(text: str, *, whole: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the rules that a text breaks, each with the place.

    Parameters
    ----------
    whole : bool
        Whether it must end with a stop, as a paragraph does and a title does not.
    """
    said = _NAMES.sub("某", text)
    for name, pattern in _COMPILED.items():
        if found := pattern.search(said):
            yield name, said[max(0, found.start() - 15) : found.end() + 15]
    if whole and not said.endswith(("。", "：")):
        yield "没有句号", said[-20:]
    for left, right in ("（）", "“”", "《》"):
        if said.count(left) != said.count(right):
            yield "括号不成对", said
    for clause in re.split(r"[。：；，、]", said):
        if _HALVES.fullmatch(clause):
            yield "半句话", clause
