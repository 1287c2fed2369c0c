"""What a ledger looks like: ``params/ledgers/*.yaml``, by which it is read, checked and documented."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from helpers.errors import ParamsError
from helpers.expressions import ExpressionError
from helpers.ledgers.columns import DATES, ColumnSchema, Kept, Words
from helpers.ledgers.expressions import names_in, require_computable
from helpers.ledgers.headers import normalise, split_unit
from helpers.names import FileName, checked_patterns
from helpers.offices import Office
from helpers.params import Checked, Fault, Loc, ParamsFaults, Strict, collect, read_checked, refuse

PAGE = "对照 docs/ledgers.md 和同文件夹里的其他台账定义改正"


class Rule(Strict, strict=True):
    """A condition that each row must meet, as an expression over its columns."""

    id: str = Field(description="编号", examples=["L11-1"])
    rule: str = Field(
        description="每一行要符合的条件：列名、数、加引号的文字、+ - * /、比较、& | ~、isna、notna、abs",
        examples=["余额 <= 借款金额"],
    )
    level: Literal["error", "warning"] = Field(description="error 或 warning", examples=["error"])
    says: str = Field(description="不符合时怎么说", examples=["余额大于借款金额"])
    do: str = Field(description="怎么办", examples=["核对两列"])
    at: str | None = Field(default=None, description="指哪一列的单元格；不写就是最后一列", examples=["余额"])

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
        try:
            refuse([] if self.columns else [(("rule",), "rule 里没有列名")])
        except ExpressionError as error:
            refuse([(("rule",), str(error))])
        return self


class Agreement(Strict, strict=True):
    """Columns that must be the same in all rows that share `by`."""

    by: str = Field(description="这一列相同的行", examples=["户编号"])
    columns: Words = Field(description="这些列也要相同", examples=[["村"]])


class TableSchema(Kept, strict=True):
    """One sheet of a ledger and the table it becomes."""

    name: FileName = Field(alias="table", description="表名", examples=["小额信贷"])
    sheet: Words = Field(description="工作表的名称，可以有几个", examples=["村组"])
    #: First and last Excel row of the header.
    header: Annotated[tuple[int, int], Field(strict=False)] = Field(
        description="表头的行号，两行的表头写 [首行, 末行]", examples=[3]
    )
    grain: str = Field(description="一行是一什么", examples=["笔"])
    about: str = Field(default="", description="这个表是什么", examples=["一笔一行"])
    key: Words = Field(description="合起来不能重复的列", examples=[["借据号"]])
    unique: Annotated[tuple[Words, ...], Field(strict=False)] = Field(
        default=(), description="其他不能重复的列", examples=[[["村"]]]
    )
    defines: Literal["villages", "persons", "households"] | None = Field(
        default=None, description="村、人、户以本表为准", examples=["villages"]
    )
    as_of: str | None = Field(
        default=None, description="晚于截止日的行不计入本月的日期列", examples=["借款日"]
    )
    columns: dict[str, ColumnSchema] = Field(description="各列")
    order: Annotated[tuple[Annotated[tuple[str, str], Field(strict=False)], ...], Field(strict=False)] = (
        Field(default=(), description="成对的日期列，前一个不晚于后一个", examples=[[["借款日", "到期日"]]])
    )
    agree: Agreement | None = Field(default=None, description="应当一致的列")
    rules: Annotated[tuple[Rule, ...], Field(strict=False)] = Field(default=(), description="本表的规则")
    ledger_code: str
    ledger_name: str

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, options: Any) -> Any:
        if not isinstance(options, dict):
            return options
        spelt = dict(options)
        header = spelt.get("header")
        if isinstance(header, int) and not isinstance(header, bool):
            spelt["header"] = (header, header)
        key = spelt.get("key")
        columns = spelt.get("columns")
        if isinstance(columns, dict):
            always = {"required": True}
            spelt["columns"] = {
                name: {
                    "name": name,
                    **column,
                    **(always if isinstance(key, list) and name in key else {}),
                    **cls._event(spelt, name, column),
                }
                if isinstance(column, dict)
                else column
                for name, column in columns.items()
            }
        return spelt

    @staticmethod
    def _event(table: dict[str, Any], name: str, column: dict[str, Any]) -> dict[str, Any]:
        """Spell an event out: ``true`` is one event a row, as is the day by which a table is cut off."""
        event = column.get("event", name == table.get("as_of") and str(column.get("kind")) in DATES)
        if event is True:
            return {"event": table.get("key")}
        return {"event": ()} if event is False else {}

    @property
    def ledger(self) -> str:
        """Code and name of the ledger: ``L11 脱贫人口小额信贷台账``."""
        return f"{self.ledger_code} {self.ledger_name}"

    @property
    def villages(self) -> list[str]:
        """The columns that hold a village."""
        return [name for name, column in self.columns.items() if column.kind == "village"]

    def headers(self, column: ColumnSchema) -> list[str]:
        """Return the normalised headers under which a column is known, its own name first."""
        names = [normalise(column.name), *(normalise(alias) for alias in column.aliases)]
        return list(dict.fromkeys([*names, *(split_unit(name)[0] for name in names)]))

    def faults(self) -> Iterator[tuple[Loc, str]]:
        """Yield what contradicts itself within the table, each with its place in it."""
        if not 1 <= self.header[0] <= self.header[1]:
            yield ("header",), "header 要写表头的行号，或 [首行, 末行]"
        for name in (*self.key, *((self.as_of,) if self.as_of else ())):
            if name in self.columns and self.columns[name].span:
                yield ("columns", name), f"“{name}”是 key 或 as_of 的列，每个月都要有，不能写 since、until"
        if self.defines == "villages" and self.span:
            yield ("defines",), "defines: villages 的表每个月都要有，不能写 since、until"
        named: list[tuple[Loc, str]] = [(("key",), name) for name in self.key]
        named += [(("unique",), name) for names in self.unique for name in names]
        named += [(("order",), name) for pair in self.order for name in pair]
        if self.agree:
            named += [(("agree",), name) for name in (self.agree.by, *self.agree.columns)]
        if self.as_of:
            named.append((("as_of",), self.as_of))
        for number, rule in enumerate(self.rules):
            named += [(("rules", number, "rule"), name) for name in rule.columns]
            named += [(("rules", number, "at"), rule.at)] if rule.at else []
        for column in self.columns.values():
            if column.event != self.key:
                named += [(("columns", column.name, "event"), name) for name in column.event]
            named += [(("columns", column.name, "birth"), column.birth)] if column.birth else []
            named += [(("columns", column.name, "sex"), column.sex)] if column.sex else []
        for loc, name in dict.fromkeys(named):
            if name not in self.columns:
                yield loc, f"没有“{name}”这一列{_near(name, self.columns)}"
        for loc, name in dict.fromkeys(named):
            if (
                loc in (("order",), ("as_of",))
                and name in self.columns
                and self.columns[name].kind not in DATES
            ):
                yield loc, f"“{name}”不是日期列，不能写在 order 或 as_of"
        if self.defines == "villages":
            kinds = [column.kind for column in self.columns.values()]
            if "村" not in self.columns or kinds.count("village_code") != 1:
                yield ("defines",), "defines: villages 的表要有“村”列和一个 village_code 列"
        ids = [rule.id for rule in self.rules]
        for number, rule in enumerate(self.rules):
            if rule.id in ids[:number]:
                yield ("rules", number, "id"), f"规则编号重复：{rule.id}"
            if all(name in self.columns for name in rule.columns):
                try:
                    require_computable(rule.rule, {name: self.columns[name].measure for name in rule.columns})
                except ExpressionError as error:
                    yield ("rules", number, "rule"), str(error)
        owners: dict[tuple[str, str], str] = {}
        for column in self.columns.values():
            for header in [normalise(column.name), *map(normalise, column.aliases)]:
                other = owners.setdefault((column.group, header), column.name)
                if other != column.name:
                    yield ("columns", column.name), f"“{other}”和“{column.name}”的表头都可以是“{header}”"


class LedgerSchema(Kept, strict=True):
    """A workbook that the office keeps: its file and its sheets."""

    code: FileName = Field(description="编号", examples=["L11"])
    name: FileName = Field(description="名称", examples=["脱贫人口小额信贷台账"])
    #: Globs of the file's name.
    files: Annotated[Words, AfterValidator(checked_patterns)] = Field(
        description="文件名的样子，可以有几种", examples=[["L11_*.xlsx"]]
    )
    tables: Annotated[tuple[TableSchema, ...], Field(alias="sheets", strict=False, description="各工作表")]

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
        outside = [
            (("sheets", number), f"{table.name}的 since、until 超出了台账的（{self.span}）")
            for number, table in enumerate(self.tables)
            if not all(self.kept(month) for month in (table.since, table.until) if month)
        ]
        refuse(outside)
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

    def faults(self) -> Iterator[tuple[LedgerSchema, Loc, str]]:
        """Yield what contradicts itself within a table or between tables, each with its place in a ledger."""
        codes: set[str] = set()
        defining: dict[str, str] = {}
        tables: set[str] = set()
        for ledger in self.ledgers:
            if ledger.code in codes:
                yield ledger, ("code",), f"台账编号重复：{ledger.code}"
            codes.add(ledger.code)
            for number, table in enumerate(ledger.tables):
                sheet: Loc = ("sheets", number)
                if table.name in tables:
                    yield ledger, (*sheet, "table"), f"表名重复：{table.name}"
                tables.add(table.name)
                if table.defines and (other := defining.setdefault(table.defines, table.name)) != table.name:
                    what = f"不止一个表写了 defines: {table.defines}：{other}、{table.name}"
                    yield ledger, (*sheet, "defines"), what
                for loc, what in (*table.faults(), *self._references(table)):
                    yield ledger, (*sheet, *loc), what

    def _references(self, table: TableSchema) -> Iterator[tuple[Loc, str]]:
        if table.villages and self.defining("villages") is None:
            yield ("columns", table.villages[0]), "有 village 列，但没有一个表写 defines: villages"
        for column in table.columns.values():
            name, target = column.reference or (table.name, column.name)
            loc: Loc = ("columns", column.name, "refers")
            if name not in self.tables:
                yield loc, f"没有“{name}”这个表{_near(name, self.tables)}"
            elif target not in self.tables[name].columns:
                yield loc, f"“{name}”没有“{target}”这一列{_near(target, self.tables[name].columns)}"


def load_schemas(office: Office) -> Schemas:
    """Read the definitions of the ledgers: the suite's, overlaid by the office's own.

    Raises
    ------
    ParamsFaults
        If a file is no YAML, has an unknown, missing or wrong key, or names a table or column that is not
        defined; all faults of all files at once.
    """
    return _schemas(tuple((path, *_state(path)) for path in schema_files(office)))


@lru_cache(maxsize=8)
def _schemas(files: tuple[tuple[Path, int, int], ...]) -> Schemas:
    """Read definitions; a notebook that looks at twelve months would read each of them twelve times."""
    read: list[Checked[LedgerSchema]] = []
    faults: list[Fault] = []
    for path, _changed, _size in files:
        if one := collect(faults, partial(read_checked, path, LedgerSchema, PAGE)):
            read.append(one)
    schemas = Schemas([one.model for one in read])
    if not faults:
        # A table that could not be read would make every reference to it look wrong.
        documents = {id(one.model): one for one in read}
        faults += [documents[id(ledger)].fault(loc, what, PAGE) for ledger, loc, what in schemas.faults()]
    if faults or not read:
        raise ParamsFaults(faults or [Fault("params/ledgers", "没有一个台账定义", PAGE)])
    return schemas


def _state(path: Path) -> tuple[int, int]:
    """Return when a file was changed and how long it is; of one that is not there, nothing, and reading tells it."""
    try:
        return path.stat().st_mtime_ns, path.stat().st_size
    except OSError:
        return 0, 0


def schema_files(office: Office) -> list[Path]:
    """Return the files that define the ledgers, the office's own before the suite's of the same name."""
    return office.resources("params/ledgers", "*.yaml")


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"（是不是“{near[0]}”？）" if near else ""
