"""What a ledger looks like: ``params/ledgers/*.yaml``, by which it is read, checked and documented."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, InstanceOf, ValidationError, model_validator

from helpers.errors import ParamsError, UsageError
from helpers.expressions import DATE, NUMBER, TEXT, ExpressionError
from helpers.ledgers.expressions import names_in, require_computable
from helpers.ledgers.masking import Personal
from helpers.ledgers.units import UNITS
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Strict, read_yaml

Kind = Literal[
    "text", "code", "note", "integer", "decimal", "money", "percent", "year", "date", "month",
    "choice", "flag", "name", "id_number", "phone", "account", "village", "village_code",
]  # fmt: skip
NUMBERS: frozenset[str] = frozenset({"integer", "decimal", "money", "percent"})
DATES: frozenset[str] = frozenset({"date", "month"})
_PERSONAL: dict[str, Personal] = {"name": "name", "id_number": "id", "phone": "phone", "account": "account"}
_DTYPES = {
    "integer": "Int64", "year": "Int64", "decimal": "float64", "money": "float64", "percent": "float64",
    "date": "datetime64[us]", "month": "datetime64[us]",
}  # fmt: skip
_BRACKETS = str.maketrans("[]{}【】〔〕", "()()()()")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")


def normalise(text: object) -> str:
    """Return a header, a name or an allowed value in the one spelling in which they are compared.

    Full width becomes half width, spaces and line breaks go, brackets become round.
    """
    if isinstance(text, str) and text.isascii() and text.isalnum():
        return text
    return _SPACES.sub("", unicodedata.normalize("NFKC", str(text)).translate(_BRACKETS))


def split_unit(header: str) -> tuple[str, str | None]:
    """Split ``余额(万元)`` or ``余额/万元`` into the column's name and the unit; None when it names none."""
    match = re.fullmatch(r"(.+?)(?:\((?:单位:)?([^()]+)\)|[:/,](?:单位:)?([^()]+))", normalise(header))
    unit = (match[2] or match[3]) if match else None
    return (match[1], unit) if match and unit in UNITS else (normalise(header), None)


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, (str, int)) else value


def _as_allowed(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    allowed: dict[Any, Any] = {}
    for value in values:
        allowed.update(value if isinstance(value, dict) else {value: []})
    return allowed


def _as_month(value: Any) -> Any:
    if value is None or isinstance(value, Month):
        return value
    try:
        return Month.parse(value)
    except UsageError as error:
        raise ValueError(f"{error.what}，要写成 2021-11 的样子") from None


class _Kept(Strict, strict=True):
    """What is kept from some month on, or up to some month; without either, always."""

    since: Annotated[InstanceOf[Month] | None, BeforeValidator(_as_month)] = None
    until: Annotated[InstanceOf[Month] | None, BeforeValidator(_as_month)] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since 晚于 until")
        return self

    def kept(self, month: Month) -> bool:
        """Tell whether it is kept in a month."""
        return (self.since or month) <= month <= (self.until or month)

    @property
    def span(self) -> str:
        """From when to when it is kept, in words; empty when always."""
        words = (f"自 {self.since} 起" if self.since else "", f"到 {self.until} 为止" if self.until else "")
        return "、".join(filter(None, words))


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), Field(strict=False)]


class Column(_Kept, strict=True):
    """A column of a ledger: its kind and what its cells must satisfy."""

    name: str
    kind: Kind
    required: bool = False
    unit: str = ""
    min: float | None = None
    max: float | None = None
    #: Canonical value → other spellings of it; only of a choice.
    values: Annotated[dict[str, Words], BeforeValidator(_as_allowed)] = Field(default_factory=dict)
    aliases: Words = ()
    #: ``table.column`` in which each value must occur.
    refers: str | None = None
    personal: Personal | None = None
    #: Whether a filled cell puts its row in a class of people of whom small counts must not be told.
    sensitive: bool = False
    #: Values of a sensitive column that say nothing.
    ordinary: Words = ()
    warn_blank: bool = False
    about: str = ""
    #: The merged cell above the column in a header of two rows.
    group: str = ""
    #: Of an ID number: the columns that must agree with the birth date and the sex within it.
    birth: str | None = None
    sex: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _personal_by_kind(cls, options: Any) -> Any:
        if isinstance(options, dict) and options.get("kind") in _PERSONAL:
            return {"personal": _PERSONAL[options["kind"]], **options}
        return options

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if bool(self.values) != (self.kind == "choice"):
            raise ValueError("values 只能也必须写在 choice 列")
        if self.kind not in NUMBERS and (self.min is not None or self.max is not None or self.unit):
            raise ValueError(f"{self.kind} 列不能写 unit、min、max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min 大于 max")
        if self.unit and self.unit not in UNITS:
            raise ValueError(f"不认识的单位“{self.unit}”")
        if self.ordinary and not self.sensitive:
            raise ValueError("写了 ordinary 也要写 sensitive: true")
        if self.refers is not None and self.refers.count(".") != 1:
            raise ValueError("refers 要写成 表.列")
        if (self.birth or self.sex) and self.kind != "id_number":
            raise ValueError("birth 和 sex 只能写在 id_number 列")
        return self

    @property
    def allowed(self) -> list[str]:
        """The canonical values of a choice or a flag; empty for other kinds."""
        return ["是", "否"] if self.kind == "flag" else list(self.values)

    @property
    def dtype(self) -> str:
        """The pandas dtype of the parsed column."""
        return _DTYPES.get(self.kind, "str")

    @property
    def measure(self) -> str:
        """What a rule can do with the column: 数, 文字 or 日期."""
        return DATE if self.kind in DATES else NUMBER if self.kind in NUMBERS or self.kind == "year" else TEXT

    @property
    def reference(self) -> tuple[str, str] | None:
        """The table and column that `refers` names."""
        if self.refers is None:
            return None
        table, _, column = self.refers.partition(".")
        return table, column


class Rule(Strict, strict=True):
    """A condition that each row must meet, as an expression over its columns."""

    id: str
    rule: str
    level: Literal["error", "warning"]
    says: str
    do: str
    at: str | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that the expression names, in order."""
        return names_in(self.rule)

    @property
    def cell_column(self) -> str:
        """The column whose cell is named: `at`, else the last one in the expression."""
        return self.at or self.columns[-1]

    @model_validator(mode="after")
    def _parses(self) -> Self:
        if not self.columns:
            raise ValueError("rule 里没有列名")
        return self


class Agreement(Strict, strict=True):
    """Columns that must be the same in all rows that share `by`."""

    by: str
    columns: Words


class TableSchema(_Kept, strict=True):
    """One sheet of a ledger and the table it becomes."""

    name: str = Field(alias="table")
    sheet: Words
    #: First and last Excel row of the header.
    header: Annotated[tuple[int, int], Field(strict=False)]
    grain: str
    about: str = ""
    key: Words
    unique: Annotated[tuple[Words, ...], Field(strict=False)] = ()
    defines: Literal["villages", "persons", "households"] | None = None
    as_of: str | None = None
    columns: dict[str, Column]
    order: Annotated[tuple[Annotated[tuple[str, str], Field(strict=False)], ...], Field(strict=False)] = ()
    agree: Agreement | None = None
    rules: Annotated[tuple[Rule, ...], Field(strict=False)] = ()
    ledger_code: str
    ledger_name: str

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, options: Any) -> Any:
        if not isinstance(options, dict):
            return options
        spelt = dict(options)
        header = spelt.get("header")
        if isinstance(header, int):
            spelt["header"] = (header, header)
        key = spelt.get("key")
        columns = spelt.get("columns")
        if isinstance(columns, dict):
            always = {"required": True}
            spelt["columns"] = {
                name: {"name": name, **column, **(always if isinstance(key, list) and name in key else {})}
                if isinstance(column, dict)
                else column
                for name, column in columns.items()
            }
        return spelt

    @property
    def ledger(self) -> str:
        """Code and name of the ledger: ``L11 脱贫人口小额信贷台账``."""
        return f"{self.ledger_code} {self.ledger_name}"

    @property
    def villages(self) -> list[str]:
        """The columns that hold a village."""
        return [name for name, column in self.columns.items() if column.kind == "village"]

    def headers(self, column: Column) -> list[str]:
        """Return the normalised headers under which a column is known, its own name first."""
        names = [normalise(column.name), *(normalise(alias) for alias in column.aliases)]
        return list(dict.fromkeys([*names, *(split_unit(name)[0] for name in names)]))

    def faults(self) -> Iterator[str]:
        """Yield what contradicts itself within the table."""
        if not 1 <= self.header[0] <= self.header[1]:
            yield "header 要写表头的行号，或 [首行, 末行]"
        for name in (*self.key, *((self.as_of,) if self.as_of else ())):
            if name in self.columns and self.columns[name].span:
                yield f"“{name}”是 key 或 as_of 的列，每个月都要有，不能写 since、until"
        if self.defines == "villages" and self.span:
            yield "defines: villages 的表每个月都要有，不能写 since、until"
        named = [("key", name) for name in self.key]
        named += [("unique", name) for names in self.unique for name in names]
        named += [("order", name) for pair in self.order for name in pair]
        if self.agree:
            named += [("agree", name) for name in (self.agree.by, *self.agree.columns)]
        if self.as_of:
            named.append(("as_of", self.as_of))
        for rule in self.rules:
            named += [(f"规则 {rule.id}", name) for name in (*rule.columns, rule.cell_column)]
        for column in self.columns.values():
            named += [(f"{column.name} 的 birth、sex", name) for name in (column.birth, column.sex) if name]
        for where, name in dict.fromkeys(named):
            if name not in self.columns:
                yield f"{where}：没有“{name}”这一列"
        for name in dict.fromkeys(name for pair in (*self.order, (self.as_of,)) for name in pair if name):
            if name in self.columns and self.columns[name].kind not in DATES:
                yield f"“{name}”不是日期列，不能写在 order 或 as_of"
        if self.defines == "villages":
            kinds = [column.kind for column in self.columns.values()]
            if "村" not in self.columns or kinds.count("village_code") != 1:
                yield "defines: villages 的表要有“村”列和一个 village_code 列"
        if twice := _twice(rule.id for rule in self.rules):
            yield f"规则编号重复：{'、'.join(twice)}"
        for rule in self.rules:
            if all(name in self.columns for name in rule.columns):
                try:
                    require_computable(rule.rule, {name: self.columns[name].measure for name in rule.columns})
                except ExpressionError as error:
                    yield f"规则 {rule.id}：{error}"
        owners: dict[tuple[str, str], str] = {}
        for column in self.columns.values():
            for header in [normalise(column.name), *map(normalise, column.aliases)]:
                other = owners.setdefault((column.group, header), column.name)
                if other != column.name:
                    yield f"“{other}”和“{column.name}”的表头都可以是“{header}”"


class LedgerSchema(_Kept, strict=True):
    """A workbook that the office keeps: its file and its sheets."""

    code: str
    name: str
    #: Globs of the file's name.
    files: Words
    tables: Annotated[tuple[TableSchema, ...], Field(alias="sheets", strict=False)]

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, options: Any) -> Any:
        if not isinstance(options, dict) or not isinstance(options.get("sheets"), list):
            return options
        names = {"ledger_code": options.get("code"), "ledger_name": options.get("name")}
        span = {name: options[name] for name in ("since", "until") if name in options}
        sheets = [
            {**span, **sheet, **names} if isinstance(sheet, dict) else sheet for sheet in options["sheets"]
        ]
        return {**options, "sheets": sheets}

    @model_validator(mode="after")
    def _holds_its_tables(self) -> Self:
        for table in self.tables:
            for month in filter(None, (table.since, table.until)):
                if not self.kept(month):
                    raise ValueError(f"{table.name}的 since、until 超出了台账的（{self.span}）")
        return self


class Schemas:
    """All ledgers of an office, in the order of their codes."""

    def __init__(self, ledgers: list[LedgerSchema]) -> None:
        self.ledgers = ledgers
        self.tables = {table.name: table for ledger in ledgers for table in ledger.tables}

    def __iter__(self) -> Iterator[TableSchema]:
        return iter(self.tables.values())

    def table(self, name: str) -> TableSchema:
        """Return the schema of a table.

        Raises
        ------
        ParamsError
            If no ledger has a table of this name.
        """
        if name not in self.tables:
            raise ParamsError(
                f"没有名叫“{name}”的台账表", where="params/ledgers", do=f"可用的表：{'、'.join(self.tables)}"
            )
        return self.tables[name]

    def defining(self, what: str) -> TableSchema | None:
        """Return the table that defines the villages, persons or households; None when there is none."""
        return next((table for table in self if table.defines == what), None)

    def faults(self) -> Iterator[str]:
        """Yield what contradicts itself within a table or between tables."""
        if twice := _twice(ledger.code for ledger in self.ledgers):
            yield f"台账编号重复：{'、'.join(twice)}"
        if twice := _twice(table.name for ledger in self.ledgers for table in ledger.tables):
            yield f"表名重复：{'、'.join(twice)}"
        for what in ("villages", "persons", "households"):
            defining = [table.name for table in self if table.defines == what]
            if len(defining) > 1:
                yield f"不止一个表写了 defines: {what}：{'、'.join(defining)}"
        if self.defining("villages") is None and any(table.villages for table in self):
            yield "有 village 列，但没有一个表写 defines: villages"
        for table in self:
            place = f"{table.ledger_code} {table.name}"
            yield from (f"{place}：{fault}" for fault in table.faults())
            for column in table.columns.values():
                name, target = column.reference or (table.name, column.name)
                if name not in self.tables:
                    yield f"{place}：{column.name} 的 refers：没有“{name}”这个表"
                elif target not in self.tables[name].columns:
                    yield f"{place}：{column.name} 的 refers：“{name}”没有“{target}”这一列"


def load_schemas(office: Office) -> Schemas:
    """Read the definitions of the ledgers: the suite's, overlaid by the office's own.

    Raises
    ------
    ParamsError
        If a file is no YAML, has an unknown, missing or wrong key, or names a table or column that is not
        defined; all faults of all files at once.
    """
    return _schemas(
        tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in schema_files(office))
    )


@lru_cache(maxsize=8)
def _schemas(files: tuple[tuple[Path, int, int], ...]) -> Schemas:
    """Read definitions; a notebook that looks at twelve months would read each of them twelve times."""
    ledgers: list[LedgerSchema] = []
    faults: list[str] = []
    for path, _changed, _size in files:
        try:
            ledgers.append(LedgerSchema.model_validate(read_yaml(path)))
        except ParamsError as error:
            faults.append(str(error))
        except ValidationError as error:
            faults += [f"{path.name}：{_place(fault['loc'])}：{_say(fault)}" for fault in error.errors()]
    schemas = Schemas(ledgers)
    if not faults:
        # A table that could not be read would make every reference to it look wrong.
        faults += schemas.faults()
    if faults or not ledgers:
        raise ParamsError(
            "\n".join(faults) or "没有一个台账定义",
            where="params/ledgers",
            do="对照 docs/ledgers.md 和同文件夹里的其他台账定义修改",
        )
    return schemas


def schema_files(office: Office) -> list[Path]:
    """Return the files that define the ledgers, the office's own before the suite's of the same name."""
    return office.resources("params/ledgers", "*.yaml")


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(f"第{part + 1}个" if isinstance(part, int) else part for part in loc) or "全文"


def _say(fault: Any) -> str:
    said = {"missing": "缺少这一项", "extra_forbidden": "没有这个选项"}
    if fault["type"] == "literal_error":
        return f"“{fault['input']}”不认识，可以是 {fault['ctx']['expected']}".replace("'", "").replace(
            " or ", "、"
        )
    return said.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")


def _twice(names: Iterable[str]) -> list[str]:
    every = list(names)
    return sorted({name for name in every if every.count(name) > 1})
