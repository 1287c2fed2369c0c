"""The people of this month's ledgers: where a name, a number or an account of theirs stands in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from helpers.gate.passages import SEPARATOR
from helpers.gate.patterns import Hit, digits_of, normal
from helpers.ledgers import Ledgers, Schemas, TableSchema
from helpers.ledgers.masking import Personal, mask

# Kinds of column whose values belong to one person or household, so that a name beside one is somebody's.
_PERSONS = ("id_number", "phone", "account")
_TOLD = {"id_number": "证件号码", "phone": "电话", "account": "账号"}
_STOPS = re.compile(r"[。；;！!？?\n]")
_WORD = r"[㐀-鿿A-Za-z0-9]"
_BEFORE = (
    "户主|村民|居民|群众|农户|贫困户|脱贫户|监测户|监测对象|易致贫户|困难户|搬迁户|低保户|特困户|户|借款人|投保人|姓名|联系人|"
    "老人|妇女|儿童|学生|患者|党员|对象|同志|之子|之女|妻子|丈夫|儿子|女儿|父亲|母亲|配偶|组|村"
)
_AFTER = (
    r"(?=$|[^㐀-鿿A-Za-z0-9]|"
    "等|家|一家|户|同志|因|的|之|患|为|申请|获|享受|办理|贷款|借款|领取|夫妇|已|在|于|与|和|及)"
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
            if leading and named:
                frame = ledgers[schema.name]
                whose = frame[frame[leading].notna().any(axis=1)]
                self._take_names(_Table(schema, whose), whose, named)
        # Words of the ledgers themselves, and villages, may be spelt like somebody's name.
        columns = [column for schema in schemas for column in schema.columns.values()]
        self._common = {*spellings, *(column.name for column in columns)}
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
                if isinstance(value, str) and len(value) > 1 and "*" not in value:
                    self._rows.setdefault(value, []).append((table, row))

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
        for match in re.finditer(r"(?<![\d.])\d(?:[ -]?\d){6,}[Xx]?(?![\d]|\.\d)", text):
            number = digits_of(match[0])
            if number in self._numbers:
                told, personal = self._numbers[number]
                yield Hit(f"台账里的{told}", number, mask(number, personal))

    # --- names ------------------------------------------------------------------------------------------------

    def names(self, text: str) -> Iterator[Hit]:
        """Yield the names in a text that stand in one sentence or row with a detail of the same person.

        A detail that belongs to one person (birthday, phone, account, code of the household, village and group)
        makes any occurrence of the name a finding; one that many share (village, health, amount) only makes one of a
        name that stands as a word by itself, since two characters are often part of other words.
        """
        for unit in [text] if SEPARATOR in text else _sentences(text):
            said = None
            for name in dict.fromkeys(self._found(unit)):
                said = said or _Said(unit)
                if detail := self._detail(name, said):
                    yield Hit(f"姓名和{detail}", name, mask(name, "name"))

    def _found(self, text: str) -> Iterator[str]:
        if self._initial is not None:
            for match in self._initial.finditer(text):
                for length in self._lengths:
                    name = text[match.start() : match.start() + length]
                    if name in self._rows:
                        yield name

    def _detail(self, name: str, said: _Said) -> str:
        known = self._known(name)
        if told := known.one_persons(said):
            return told
        told = known.of_many(said)
        return told if told and name not in self._common and self._stands_alone(name, said) else ""

    def _stands_alone(self, name: str, said: _Said) -> bool:
        if name in said.cells:
            return True
        found = re.escape(name)
        if re.search(rf"(?:{self._before})[：:“（(]?{found}{_AFTER}", said.text):
            return True
        return len(name) > 2 and bool(re.search(rf"(?<!{_WORD}){found}{_AFTER}", said.text))

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
    for sentence in _STOPS.split(text):
        for start in range(0, max(len(sentence) - _LONGEST // 2, 1), _LONGEST // 2):
            yield sentence[start : start + _LONGEST]


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

    def one_persons(self, said: _Said) -> str:
        """Return what detail of one person alone is said, or nothing."""
        for known, told in ((self.numbers, said.numbers), (self.codes, said.runs)):
            if common := known.keys() & told:
                return known[min(common)]
        for ending in said.endings:
            for number, name in self.numbers.items():
                if number.endswith(ending):
                    return f"{name}的末几位"
        if self.days & said.days:
            return "出生日期"
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
        self.cells = {cell.strip() for cell in text.split(SEPARATOR)} if SEPARATOR in text else set()
        self.runs = set(re.findall(r"[A-Za-z0-9-]+", text))

    @cached_property
    def numbers(self) -> set[str]:
        return {digits_of(match) for match in re.findall(r"\d(?:[ -]?\d)*[Xx]?", self.text)}

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
