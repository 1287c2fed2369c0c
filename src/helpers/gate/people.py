"""The people of this month's ledgers: where a name, a number or an account of theirs stands in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd

from helpers.gate.everyday import EVERYDAY
from helpers.gate.passages import SEPARATOR
from helpers.gate.patterns import Hit
from helpers.gate.spelling import digits_in, digits_of, normal
from helpers.ledgers import Ledgers, Schemas, TableSchema
from helpers.ledgers.masking import Personal, mask

# Kinds of column whose values belong to one person or household, so that a name beside one is somebody's.
_PERSONS = ("id_number", "phone", "account")
_TOLD = {"id_number": "证件号码", "phone": "电话", "account": "账号"}
_STOPS = re.compile(r"[。；;！!？?\n]")
_CHINESE = "㐀-鿿𠀀-𲎯"
# What stands between the parts of a name: nothing, a dot of any kind, white space; and lines break anywhere.
_JOINT = r"[ \n\r·•.●_/-]{0,3}"
_JOINTS = re.compile(rf"(?<=[{_CHINESE}])[ \n\r·•.●_/-]{{1,3}}(?=[{_CHINESE}])")
_BREAK = re.compile(rf"(?<=[{_CHINESE}])[ \r]*\n[ \r]*(?=[{_CHINESE}])")
# Numbers as they stand in a text: groups of digits, and what may be between them.
_NUMBERS = re.compile(r"(?<![\d.])\d(?:[\s\-.·•_/、,;:|()~]{0,3}\d){6,}[Xx]?")
_GROUP = re.compile(r"\d+[Xx]?")
_GAPS = re.compile(r"[^\dXx]+")
_HEAD = 6  # digits by which most numbers of a text are seen to be nobody's
_LEAST, _LONG = 7, 11  # digits; a shorter number is nobody's, a longer one somebody's however it is cut
# A sentence that begins so goes on about the person of the last one.
_GOES_ON = re.compile(r"\s*(?:[他她其]|该户|该人|该同志|该村民|本人|此人|家中|家里|户内)")
# Before a word that is also a name, only these say that it is one.
_TITLES = (
    r"户主|姓名|借款人|投保人|参保人|申请人|联系人|负责人|经办人|法定代表人|法人|监护人|受益人|持卡人|领款人|名叫|叫做|之子|之女|"
    r"妻子|丈夫|儿子|女儿|父亲|母亲|配偶|贫困户|脱贫户|监测户|低保户|特困户|搬迁户"
)
_WORD = r"[㐀-鿿A-Za-z0-9]"
_BEFORE = (
    "户主|村民|居民|群众|农户|贫困户|脱贫户|监测户|监测对象|易致贫户|困难户|搬迁户|低保户|特困户|户|借款人|投保人|姓名|联系人|"
    "老人|妇女|儿童|学生|患者|党员|对象|同志|之子|之女|妻子|丈夫|儿子|女儿|父亲|母亲|配偶|组|村|叫"
)
_AFTER = (
    r"(?=$|[^㐀-鿿A-Za-z0-9]|"
    "等|家|一家|户|同志|是|系|现|因|的|之|患|为|申请|获|享受|办理|贷款|借款|领取|夫妇|已|在|于|与|和|及)"
)
_DAYS = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_UNMASKED = re.compile(r"[*＊✱●•×]{2,}(\d{3,6}[\dXx]?)")
_ENDING = re.compile(r"(?:尾号|后[三四五六3-6]位|末[三四五六3-6]位)\D{0,4}(\d{3,6}[\dXx]?)")
_SHORT_CODE = 5  # characters; a shorter code is any number
_SMALL = 100  # yuan; a smaller amount is any number
_LONGEST = 160  # characters; of what goes on longer without a stop, only what stands near is said together
_BIRTH = ("出生日期",)
_TELLING = (*_PERSONS, "code", "date", "village", "integer", "text", "choice", "money")


class People:
    """Names with the rows they stand in, and the numbers that are personal wherever they stand.

    Parameters
    ----------
    ledgers : Ledgers
        The ledgers of the month.
    schemas : Schemas
        What they look like.
    spellings : collection of str
        The names of villages, also former and short ones: they are no names of people by themselves.
    """

    def __init__(self, ledgers: Ledgers, schemas: Schemas, spellings: Collection[str] = ()) -> None:
        self.spellings = sorted(spellings)
        self._rows: dict[str, list[tuple[_Table, int]]] = {}
        self._details: dict[str, _Details] = {}
        self._numbers: dict[str, tuple[str, Personal]] = {}
        for schema in schemas:
            kinds = {name: column.kind for name, column in schema.columns.items()}
            numbers = [name for name, kind in kinds.items() if kind in _PERSONS]
            self._take_numbers(schema, ledgers[schema.name], numbers)
            # A name is somebody's beside an ID number, or beside a code that leads to one: who insures a workshop
            # without a household's code is the workshop.
            leading = [
                name
                for name, column in schema.columns.items()
                if column.kind == "id_number" or (column.kind == "code" and column.refers)
            ]
            named = [name for name, kind in kinds.items() if kind == "name"]
            frame = ledgers[schema.name]
            whose = frame[frame[leading].notna().any(axis=1)]
            self._take_names(_Table(schema, whose), whose, named)
        # Words of the ledgers themselves, and villages, may be spelt like somebody's name.
        columns = [column for schema in schemas for column in schema.columns.values()]
        self._common = {*EVERYDAY, *spellings, *(column.name for column in columns)}
        self._common |= {value for column in columns for value in column.allowed}

    def _take_numbers(self, schema: TableSchema, frame: pd.DataFrame, columns: list[str]) -> None:
        for name in columns:
            kind = schema.columns[name].kind
            personal = schema.columns[name].personal
            for value in frame[name].dropna().unique():
                for part in re.split(r"[、,;/]", str(value)):
                    if len(number := digits_of(part)) >= 7 and "*" not in part and personal:
                        self._numbers.setdefault(number, (_TOLD[kind], personal))

    def _take_names(self, table: _Table, frame: pd.DataFrame, columns: list[str]) -> None:
        for name in columns:
            for row, value in enumerate(frame[name].tolist()):
                if isinstance(value, str) and "*" not in value and len(plain := joined(normal(value))) > 1:
                    self._rows.setdefault(plain, []).append((table, row))

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self._rows})

    @cached_property
    def _initial(self) -> re.Pattern[str] | None:
        initials = "".join(sorted({re.escape(name[0]) for name in self._rows}))
        return re.compile(f"[{initials}]") if initials else None

    # --- numbers ------------------------------------------------------------------------------------------------

    def numbers(self, text: str) -> Iterator[Hit]:
        """Yield the numbers in a text that a ledger has as somebody's ID, phone or account number."""
        if digits_in(text) < _LEAST:
            return
        for run in _NUMBERS.finditer(text):
            groups = _GAPS.split(run[0].upper())
            squeezed, start = "".join(groups), 0
            for first, group in enumerate(groups):
                if squeezed[start : start + _HEAD] in self._heads:
                    yield from self._number_from(groups[first:], run[0], len(groups) - first)
                start += len(group)

    def _number_from(self, groups: list[str], run: str, left: int) -> Iterator[Hit]:
        places = list(_GROUP.finditer(run))[-left:]
        number = ""
        for group, place in zip(groups, places, strict=True):
            number += group
            written = run[places[0].start() : place.end()]
            if number in self._numbers and _is_one(number, written):
                told, personal = self._numbers[number]
                yield Hit(f"台账里的{told}", number, mask(number, personal), written)
            if len(number) > self._longest:
                break

    @cached_property
    def _heads(self) -> frozenset[str]:
        return frozenset(number[:_HEAD] for number in self._numbers)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._numbers), default=0)

    # --- names ------------------------------------------------------------------------------------------------

    def names(self, text: str) -> Iterator[Hit]:
        """Yield the names in a text that stand with a detail of the same person, in whatever way they are set.

        A detail that belongs to one person (birthday, phone, account, code of the household, village and group)
        makes any occurrence of the name a finding, in its sentence or row, and but for village and group in the
        sentence before or after; one that many share (village, health, amount) only in the same sentence, or in one
        that goes on with 他 or 该户, and only of a name that stands as a word by itself, since two characters are
        often part of other words. A name that is also an everyday word (平安, 高兴), a village's or a word of the
        ledgers is one only where it stands by itself or behind a title (户主), or beside the very number of the
        person; what many share never makes it one.
        """
        units = [text] if SEPARATOR in text else list(_sentences(text))
        for at, unit in enumerate(units):
            said = near = None
            for name in dict.fromkeys(self._found(joined(unit))):
                goes_on = at + 1 < len(units) and _GOES_ON.match(units[at + 1])
                said = said or _Said(f"{unit}，{units[at + 1]}" if goes_on else unit)
                near = near or _Said("，".join(units[max(0, at - 1) : at + 2]))
                if detail := self._detail(name, said, near):
                    written = re.search(_set_in_any_way(name), text)
                    yield Hit(f"姓名和{detail}", name, mask(name, "name"), written[0] if written else name)

    def hide(self, text: str) -> str:
        """Return a text in which the names of the ledgers are masked, whatever stands beside them."""
        plain = normal(text)
        for name in sorted(set(self._found(joined(plain))) - self._common, key=len, reverse=True):
            text = plain = re.sub(_set_in_any_way(name), mask(name, "name"), plain)
        return text

    def _found(self, text: str) -> Iterator[str]:
        if self._initial is not None:
            for match in self._initial.finditer(text):
                for length in self._lengths:
                    name = text[match.start() : match.start() + length]
                    if name in self._rows:
                        yield name

    def _detail(self, name: str, said: _Said, near: _Said) -> str:
        known, common = self._known(name), name in self._common
        if told := known.by_number(near):
            return told
        told = known.one_persons(near) or known.by_group(said)
        if told and (not common or self._is_apart(name, said)):
            return told
        told = known.of_many(said)
        return told if told and not common and self._stands_alone(name, said) else ""

    def _stands_alone(self, name: str, said: _Said) -> bool:
        if name in said.cells:
            return True
        found = _set_in_any_way(name)
        if re.search(rf"(?:{self._before})[：:“（( ]{{0,2}}{found}{_AFTER}", said.text):
            return True
        return len(name) > 2 and bool(re.search(rf"(?<!{_WORD}){found}{_AFTER}", said.text))

    def _is_apart(self, name: str, said: _Said) -> bool:
        """Tell whether a word is nothing but a name where it stands: between stops, in a cell, behind a title."""
        if name in said.cells:
            return True
        before = rf"(?<!{_WORD})|(?<={_TITLES.replace('|', ')|(?<=')})"
        return bool(re.search(rf"(?:{before}){_set_in_any_way(name)}(?!{_WORD})", said.text))

    @cached_property
    def _before(self) -> str:
        return "|".join([_BEFORE, *map(re.escape, self.spellings)])

    def _known(self, name: str) -> _Details:
        if name not in self._details:
            self._details[name] = details = _Details()
            for table, row in self._rows[name]:
                table.tell(row, details)
        return self._details[name]


def _sentences(text: str) -> Iterator[str]:
    for sentence in _STOPS.split(_BREAK.sub(" ", text)):
        for start in range(0, max(len(sentence) - _LONGEST // 2, 1), _LONGEST // 2):
            yield sentence[start : start + _LONGEST]


def _is_one(number: str, written: str) -> bool:
    """Tell whether groups of digits are one number: a short one is cut in few ways, and decimals are several."""
    gaps = set(re.findall(r"\D+", written.rstrip("Xx")))
    if len(number) < _LONG:
        return gaps <= {" ", "-"}
    return len(gaps) < 2 or not any("." in gap for gap in gaps)


def joined(text: str) -> str:
    """Return text without what people put between the parts of a name."""
    return _JOINTS.sub("", text)


@cache
def _set_in_any_way(name: str) -> str:
    return _JOINT.join(map(re.escape, name))


class _Table:
    """A table of the ledgers, asked row by row what it tells of a person besides the name."""

    def __init__(self, schema: TableSchema, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._columns = [column for column in schema.columns.values() if column.kind in _TELLING]

    @cached_property
    def _values(self) -> dict[str, list[object]]:
        return {
            column.name: self._frame[column.name]
            .astype(object)
            .where(self._frame[column.name].notna(), None)
            .tolist()
            for column in self._columns
        }

    def tell(self, row: int, details: _Details) -> None:
        """Add what a row tells to the details."""
        village = group = ""
        for column in self._columns:
            value = self._values[column.name][row]
            if value is None:
                continue
            if column.kind in _PERSONS:
                details.numbers[digits_of(str(value))] = _TOLD[column.kind]
                if column.kind == "id_number":
                    details.days.add(str(value)[6:14])
            elif column.kind == "code" and len(str(value)) >= _SHORT_CODE:
                details.codes[str(value)] = column.name
            elif column.kind == "date" and column.name in _BIRTH and isinstance(value, pd.Timestamp):
                details.days.add(f"{value:%Y%m%d}")
            elif column.kind == "village":
                village = str(value)
                details.words[village] = "村名"
            elif column.kind == "integer" and column.name == "组号":
                group = str(value)
            elif column.kind in ("text", "choice") and column.personal and len(str(value)) > 1:
                details.words[normal(str(value))] = column.name
            elif column.kind == "money" and isinstance(value, float) and value >= _SMALL:
                details.amounts[round(value, 2)] = column.name
        if village and group:
            details.groups.add((village, group))


@dataclass
class _Details:
    """What the ledgers tell of the people of one name, each detail with what it is called."""

    numbers: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)
    groups: set[tuple[str, str]] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    amounts: dict[float, str] = field(default_factory=dict)

    def by_number(self, said: _Said) -> str:
        """Return which of the person's own numbers is said, whole or by its end, or nothing."""
        for number, told in self.numbers.items():
            if len(number) >= _LEAST and number in said.squeezed:
                return told
        for ending in said.endings:
            for number, told in self.numbers.items():
                if number.endswith(ending):
                    return f"{told}的末几位"
        return ""

    def one_persons(self, said: _Said) -> str:
        """Return what other detail of one person alone is said, or nothing."""
        if common := self.codes.keys() & said.runs:
            return self.codes[min(common)]
        return "出生日期" if self.days & said.days else ""

    def by_group(self, said: _Said) -> str:
        """Tell whether the village and group of the person are said, which but a few share."""
        if "组" in said.text:
            for village, group in self.groups:
                if re.search(rf"{re.escape(village)}\s*第?{group}(?:村民小)?组", said.text):
                    return "村组"
        return ""

    def of_many(self, said: _Said) -> str:
        """Return what detail is said that many people share, or nothing."""
        told = next((name for word, name in self.words.items() if word in said.text), "")
        if not told and (common := self.amounts.keys() & said.amounts):
            told = self.amounts[min(common)]
        return told


class _Said:
    """A sentence or row, and the details of people that may be in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.cells = {cell.strip() for cell in text.split(SEPARATOR)}
        self.runs = set(re.findall(r"[A-Za-z0-9-]+", text))

    @cached_property
    def squeezed(self) -> str:
        """The text without what stands between digits."""
        return re.sub(r"(?<=\d)[^\dA-Za-z㐀-鿿]{1,3}(?=[\dXx])", "", self.text).upper()

    @cached_property
    def days(self) -> set[str]:
        days = {f"{year}{int(month):02}{int(day):02}" for year, month, day in _DAYS.findall(self.text)}
        return days | {run for run in self.runs if len(run) == 8}

    @cached_property
    def endings(self) -> list[str]:
        return [one.upper() for one in (*_ENDING.findall(self.text), *_UNMASKED.findall(self.text))]

    @cached_property
    def amounts(self) -> set[float]:
        found = re.findall(r"(\d+(?:\.\d+)?)(万?)", self.text)
        return {round(float(number) * (10_000 if unit else 1), 2) for number, unit in found}
