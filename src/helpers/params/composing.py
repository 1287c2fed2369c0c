"""The YAML of the params: plain text, numbers, dates, lists and keys, with the line of each; and nothing more.

What YAML has besides (tags, merged keys, parts that stand for others, other ways to write numbers) turns a typing
mistake into something that is not what stands there, so it is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from helpers.params.chinese import full_width, said_of_yaml
from helpers.params.faults import Loc

DEEPEST = 30
MOST_DIGITS = 15
# What YAML does not take, and halves of letters, which `\\ud800` in double quotes makes.
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
# What is said where a colon is missing or too much, and a key with one of full width.
_COLON = re.compile("mapping values are not allowed|could not find expected ':'")
_WIDE_KEY = re.compile(r"\s*(?:- )?(?P<key>[^\s:：'\"{}\[\],#]+)：")
_BOOLEANS = {"true": True, "false": False}
_TAG = "tag:yaml.org,2002:"


class Mark(NamedTuple):
    """A place in a text, counted from 1."""

    line: int
    column: int


class Misspelt(NamedTuple):
    """What is wrong with the text, where, and what to do."""

    mark: Mark
    what: str
    do: str


class Composed(NamedTuple):
    """What a text holds, where each part of it begins, and what is wrong with it."""

    content: Any
    marks: dict[Loc, Mark]
    faults: list[Misspelt]
    lines: list[str]
    #: Whether it was read to its end, and the values that could not be.
    whole: bool
    unread: frozenset[Loc] = frozenset()


def compose(text: str) -> Composed:
    """Read a YAML text; all that is wrong is in the faults, and nothing is raised."""
    lines = _BREAK.split(text)
    if faults := list(_unprintable(lines)):
        return Composed(None, {}, faults, lines, False)
    composer = _Composer(text, lines)
    content = None
    try:
        content = composer.document()
        whole = True
    except (yaml.MarkedYAMLError, ValueError, OverflowError) as error:
        composer.faults.append(composer.said(error))
        whole = False
    except _TooDeepError:
        whole = False
    return Composed(content, composer.marks, composer.faults, lines, whole, frozenset(composer.unread))


def _unprintable(lines: list[str]) -> Iterator[Misspelt]:
    for number, line in enumerate(lines, 1):
        for found in _UNPRINTABLE.finditer(line):
            what = f"有看不见的控制字符（U+{ord(found[0]):04X}）"
            yield Misspelt(Mark(number, found.start() + 1), what, "删去这个字符，或重新输入这一行")


class _TooDeepError(Exception):
    """The text has more levels than any params have."""


class _Composer:
    """Builds the content of one document from the events of PyYAML's parser, which keeps no depth of its own."""

    def __init__(self, text: str, lines: list[str]) -> None:
        self._loader = yaml.SafeLoader(text)
        self._lines = lines
        self.marks: dict[Loc, Mark] = {}
        self.faults: list[Misspelt] = []
        self.unread: set[Loc] = set()
        # Single values only, as programs name a day that they write twice; a list that holds itself has no end.
        self._anchors: dict[str, Any] = {}

    def document(self) -> Any:
        loader = self._loader
        loader.get_event()  # the start of the stream
        if loader.check_event(yaml.StreamEndEvent):
            return None
        loader.get_event()  # the start of the document
        content = self._node((), 0)
        loader.get_event()  # its end
        if not loader.check_event(yaml.StreamEndEvent):
            self._fault(loader.peek_event(), "“---”后面又开始了一份内容", "删去“---”，一个文件只写一份")
        return content

    def said(self, error: Exception) -> Misspelt:
        """Tell what the parser could not read."""
        mark = self._loader.get_mark()
        context = None
        if isinstance(error, yaml.MarkedYAMLError):
            mark, context = error.problem_mark or mark, error.context_mark
        if _COLON.search(str(error)) and (colon := self._full_width_colon(mark.line)):
            return colon
        found = said_of_yaml(error)
        if found.at_start and context is not None:
            mark = context
        near = [self._line(mark.line - 1), self._line(mark.line)]
        if context is not None and mark.line - 2 <= context.line:
            near.append(self._line(context.line))
        what = found.what + full_width(near)
        return Misspelt(Mark(mark.line + 1, mark.column + 1), what, found.do)

    def _full_width_colon(self, last: int) -> Misspelt | None:
        """Return the key with a colon of full width that made the next colon, or the line's end, wrong."""
        for number in (last, last - 1):
            if found := _WIDE_KEY.match(self._line(number)):
                mark = Mark(number + 1, found.end("key") + 1)
                return Misspelt(mark, "冒号是全角的“：”", "改成半角的“:”，后面空一格")
        return None

    def _line(self, number: int) -> str:
        return self._lines[number] if 0 <= number < len(self._lines) else ""

    def _fault(self, event: Any, what: str, do: str) -> None:
        mark = event.start_mark
        self.faults.append(Misspelt(Mark(mark.line + 1, mark.column + 1), what, do))

    def _node(self, loc: Loc, depth: int) -> Any:
        event = self._loader.get_event()
        self.marks.setdefault(loc, Mark(event.start_mark.line + 1, event.start_mark.column + 1))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in self._anchors:
                return self._anchors[event.anchor]
            self.unread.add(loc)
            self._fault(event, f"不能用“*{event.anchor}”引用别处的内容", "照写一遍；文字以“*”开头的加引号")
            return None
        if event.anchor is not None and not isinstance(event, yaml.ScalarEvent):
            self._fault(event, f"不能用“&{event.anchor}”", "删去；文字以“&”开头的加引号")
        if event.tag is not None:
            self._fault(event, f"不能用“{event.tag.replace(_TAG, '!!')}”", "删去；文字以“!”开头的加引号")
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, loc)
            if event.anchor is not None:
                self._anchors[event.anchor] = value
            return value
        if depth >= DEEPEST:
            self._fault(event, f"一层套一层，超过了 {DEEPEST} 层", "核对括号和缩进")
            raise _TooDeepError
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(loc, depth)
        return self._mapping(loc, depth)

    def _sequence(self, loc: Loc, depth: int) -> list[Any]:
        items: list[Any] = []
        while not self._loader.check_event(yaml.SequenceEndEvent):
            items.append(self._node((*loc, len(items)), depth + 1))
        self._loader.get_event()
        return items

    def _mapping(self, loc: Loc, depth: int) -> dict[str, Any]:
        content: dict[str, Any] = {}
        while not self._loader.check_event(yaml.MappingEndEvent):
            key = self._key(loc, depth, content)
            if key is None:
                self._node((*loc, ""), depth + 1)
            else:
                content[key] = self._node((*loc, key), depth + 1)
        self._loader.get_event()
        return content

    def _key(self, loc: Loc, depth: int, content: dict[str, Any]) -> str | None:
        """Read a key; one that cannot be told from others is a fault, and its value is read only to go on."""
        event = self._loader.peek_event()
        written = event.value if isinstance(event, yaml.ScalarEvent) else None
        if written == "<<" and event.implicit[0]:
            self._loader.get_event()
            self._fault(event, "不能用“<<”并入别处的内容", "照写一遍")
            return None
        before = len(self.faults)
        key = self._node((*loc, ""), depth + 1)
        self.marks.pop((*loc, ""), None)
        if len(self.faults) > before:
            return None
        if not isinstance(key, str):
            what = f"键“{written}”不是文字" if written is not None else "键不是文字"
            self._fault(event, what, "把键写成文字：数、日期、true、null 作键要加引号")
            return None
        if key in content:
            first = self.marks[(*loc, key)].line
            self._fault(event, f"“{key}”写了两次（第 {first} 行已经写过）", "只留一处")
            return None
        self.marks[(*loc, key)] = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        return key

    def _scalar(self, event: yaml.ScalarEvent, loc: Loc) -> Any:
        before = len(self.faults)
        value = self._value(event)
        if len(self.faults) > before:
            self.unread.add(loc)
        return value

    def _value(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        if found := _UNPRINTABLE.search(text):
            what = f"有不能用的字符（U+{ord(found[0]):04X}）"
            self._fault(event, what, "直接写出要写的字，不用反斜杠")
            return None
        kind = self._loader.resolve(yaml.ScalarNode, text, event.implicit).removeprefix(_TAG)
        match kind:
            case "null":
                return None
            case "bool" if text.lower() in _BOOLEANS:
                return _BOOLEANS[text.lower()]
            case "bool":
                self._fault(event, f"“{text}”会被当成是或否", "写成 true（是）或 false（否）；是文字就加引号")
            case "int" if not _WHOLE.fullmatch(text):
                self._fault(event, f"“{text}”会被读成另一个数", "写成十进制的数；编号、时间等文字加引号")
            case "int" if len(text) > MOST_DIGITS:
                self._fault(event, f"这个数有 {len(text)} 位，太长", "核对这个数；编号、号码等文字加引号")
            case "int":
                return int(text)
            case "float" if not _DECIMAL.fullmatch(text):
                self._fault(event, f"“{text}”会被读成另一个数", "写成十进制的数；编号、时间等文字加引号")
            case "float":
                return float(text.replace(".inf", "inf").replace(".nan", "nan"))
            case "timestamp":
                return self._day(event)
            case _:
                return text
        return None

    def _day(self, event: yaml.ScalarEvent) -> Any:
        try:
            return self._loader.construct_yaml_timestamp(yaml.ScalarNode(f"{_TAG}timestamp", event.value))
        except (ValueError, OverflowError):
            self._fault(event, f"没有“{event.value}”这一天", "改成日历上有的日期，例如 2021-11-30")
            return None
