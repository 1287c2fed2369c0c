"""Markings of secrecy: a text that bears one is refused at the door, whatever else the office does with it.

A marking stands by itself, as the rules on marking state secrets have it: 秘密, 机密★1年, 密级：绝密, in
brackets beside a title, or before or after one, set off from it. Within a sentence (保守秘密) the
same words are only words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from helpers.errors import ParamsError

#: The three degrees of 《保守国家秘密法》, also in traditional characters.
DEGREES = ("绝密", "机密", "秘密", "絕密", "機密", "祕密")
#: What to do with what is marked.
TO_DO = "按保密规定另行办理；不该有这个标记的，由定密责任人解除后去掉"
_STAR = "[★☆✩✪✭✯⭐🌟]"
_TERM = "(?:长期|永久|(?:[0-9]+|[一二三四五六七八九十]+) ?(?:年|个?月|天|日))"
_UNTIL = rf"(?: ?(?:{_STAR}|[*·-])* ?[(（]?{_TERM}[)）]?)?(?: ?{_STAR}+)?"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_WORDS_BEFORE = re.compile(
    "(?:保守|保护|涉及|属于|泄露|泄漏|国家|商业|工作|个人|企业|军事|技术|的|是|有|无|非|和|、)$"
)
_SHORT = 60  # characters; what is longer is no title


class Markings:
    """The degrees of secrecy and the office's own marks, looked for in a text.

    Parameters
    ----------
    words : sequence of str
        Marks besides the degrees, such as 内部资料.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.words = tuple(words)

    def find(self, text: str) -> str:
        """Return the marking that a text bears, or nothing."""
        if not any(sign in text for sign in self._signs):
            return ""
        plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
        return next(filter(None, map(self._in_line, plain.splitlines())), "")

    def may_stand_in(self, data: bytes) -> bool:
        """Tell whether XML holds what each marking holds; a cheap look before a closer one."""
        spelt = b"&#" in data
        return any(needle in data for needle in self._needles if spelt or needle[:1] != b"&")

    def _in_line(self, line: str) -> str:
        text = " ".join(line.split())
        for pattern in self._anywhere:
            if found := pattern.search(text):
                return found["mark"].strip()
        if len(text) <= _SHORT:
            for pattern in self._beside_title:
                found = pattern.search(text)
                if found and not _WORDS_BEFORE.search(text[: found.start()].rstrip()):
                    return found["mark"].strip()
        return ""

    @cached_property
    def _signs(self) -> tuple[str, ...]:
        # All degrees have one character in common; of another mark the first is looked for, in any width.
        own = {form for word in self.words for form in (word[:1], unicodedata.normalize("NFKC", word)[:1])}
        wide = {chr(ord(one) + 0xFEE0) for one in own if "!" <= one <= "~"}
        return ("密", *sorted(own | wide))

    @cached_property
    def _needles(self) -> list[bytes]:
        forms = ("{}", "&#{:d};", "&#x{:x};", "&#x{:X};")
        return [
            form.format(ord(sign) if "#" in form else sign).encode() for sign in self._signs for form in forms
        ]

    @cached_property
    def _anywhere(self) -> list[re.Pattern[str]]:
        """Where nothing but the marking stands, where a star follows it, and where 密级 names it."""
        mark, around = f"(?P<mark>{self._degree}{_UNTIL})", r"\[【(（《「<"
        return [
            re.compile(rf"^[{around}]? ?{_STAR}* ?{mark}(?: ?(?:文件|材料|资料|件))?[\]】)）》」>]?$"),
            re.compile(rf"(?P<mark>{self._degree} ?(?:{_STAR}+|\* ?(?={_TERM}))(?: ?{_TERM})?)"),
            re.compile(rf"密 ?级 ?(?:[:：为是(（]|定为)* ?{mark}"),
        ]

    @cached_property
    def _beside_title(self) -> list[re.Pattern[str]]:
        """In brackets, before the title, after it."""
        mark = f"(?P<mark>{self._degree}{_UNTIL})"
        return [
            re.compile(rf"[\[【(（]{mark}[\])】）]"),
            re.compile(rf"^{mark}[ :：_—-]+(?=\S)"),
            re.compile(rf"(?<=\S)[ :：_—-]+{mark}$"),
        ]

    @cached_property
    def _degree(self) -> str:
        own = [unicodedata.normalize("NFKC", word) for word in self.words]
        words = [" ?".join(map(re.escape, "".join(word.split()))) for word in (*DEGREES, *own)]
        return f"(?:{'|'.join(words)})(?: ?级)?"


def marked(content: Any, markings: Markings, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each key of nested settings whose text bears a marking, as ``facts.理念.text``, and the marking."""
    parts: list[tuple[str, Any]] = [(key, content)]
    while parts:
        place, value = parts.pop()
        inside: list[tuple[Any, Any]] = []
        if isinstance(value, dict):
            inside = list(value.items())
            parts += [(place, name) for name in value if isinstance(name, str)]
        elif isinstance(value, list):
            inside = list(enumerate(value, start=1))
        elif isinstance(value, str) and (mark := markings.find(value)):
            yield place or "全文", mark
        parts += [(f"{place}.{name}".lstrip("."), item) for name, item in reversed(inside)]


def refuse_marked(where: str, text: str, content: Any, markings: Markings) -> None:
    """Refuse a file of settings that bears a marking in a value, a key or a comment; the list of marks does not.

    Parameters
    ----------
    text : str
        The file as it is written.
    content : Any
        What it says.

    Raises
    ------
    ParamsError
        With all places and markings.
    """
    if not markings.may_stand_in(text.encode()):
        return
    found = [
        (f"第 {number} 行", mark)
        for number, line in enumerate(text.split("\n"), start=1)
        if not line.startswith("marks") and (mark := markings.find(line.partition("#")[2]))
    ]
    found += [(key, mark) for key, mark in marked(content, markings) if key.partition(".")[0] != "marks"]
    if found:
        raise ParamsError(
            "；".join(f"{place}：标有“{mark}”，不能在这里处理" for place, mark in found),
            where=where,
            do=TO_DO,
        )
