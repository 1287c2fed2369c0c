"""What a column of a ledger is: its kind, what its cells must satisfy, and from when to when it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, InstanceOf, model_validator

from helpers.errors import UsageError
from helpers.expressions import DATE, NUMBER, TEXT
from helpers.ledgers.masking import Personal
from helpers.ledgers.units import UNITS
from helpers.months import Month
from helpers.params import Loc, Strict, refuse

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


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, (str, int)) else value


def _as_allowed(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    allowed: dict[Any, Any] = {}
    for value in values:
        if isinstance(value, list):
            raise ValueError("values 的每一项要写成文字，或 {规定的写法: [别的写法]}")
        allowed.update(value if isinstance(value, dict) else {value: []})
    return allowed


def _as_month(value: Any) -> Any:
    if value is None or isinstance(value, Month):
        return value
    try:
        return Month.parse(value)
    except UsageError as error:
        raise ValueError(f"{error.what}，要写成 2021-11 的样子") from None


class Kept(Strict, strict=True):
    """What is kept from some month on, or up to some month; without either, always."""

    since: Annotated[InstanceOf[Month] | None, BeforeValidator(_as_month)] = Field(
        default=None, description="从哪个月起有", examples=["2021-11"]
    )
    until: Annotated[InstanceOf[Month] | None, BeforeValidator(_as_month)] = Field(
        default=None, description="到哪个月为止", examples=["2021-12"]
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            refuse([(("since",), "since 晚于 until")])
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


class ColumnSchema(Kept, strict=True):
    """A column of a ledger: its kind and what its cells must satisfy."""

    name: str
    kind: Kind = Field(description="类型，见 docs/ledgers.md", examples=["money"])
    required: bool = Field(default=False, description="空着就是错误", examples=[True])
    unit: str = Field(default="", description="数的单位", examples=["元"])
    min: float | None = Field(default=None, description="最小", examples=[0])
    max: float | None = Field(default=None, description="最大", examples=[50000])
    #: Canonical value → other spellings of it; only of a choice.
    values: Annotated[dict[str, Words], BeforeValidator(_as_allowed)] = Field(
        default_factory=dict,
        description="选项的取值；{规定的写法: [别的写法]}",
        examples=[["行政村", "社区"]],
    )
    aliases: Words = Field(default=(), description="表头的别名", examples=[["行政村"]])
    #: ``table.column`` in which each value must occur.
    refers: str | None = Field(
        default=None, description="表.列：每个值都要在那里找得到", examples=["监测对象.户编号"]
    )
    personal: Personal | None = Field(
        default=None, description="个人信息的种类；姓名、证件、电话、账号列不用写", examples=["health"]
    )
    #: Whether a filled cell puts its row in a class of people of whom small counts must not be told.
    sensitive: bool = Field(
        default=False, description="这一列有值的人属于敏感类别，分村的小数不公开", examples=[True]
    )
    #: Values of a sensitive column that say nothing.
    ordinary: Words = Field(default=(), description="敏感列里不说明什么的值", examples=[["健康"]])
    warn_blank: bool = Field(default=False, description="空着只提醒", examples=[True])
    #: Of a day or month on which something happened: the columns that tell one such event from another.
    event: Words = Field(
        default=(),
        description="记着某件事哪天发生的列：由哪几列认出是同一件事，true 表示一行一件",
        examples=[["借据号"]],
    )
    about: str = Field(default="", description="说明", examples=["每笔合同不超过五万元"])
    #: The merged cell above the column in a header of two rows.
    group: str = Field(default="", description="两行表头里上面一格", examples=["资金来源"])
    #: Of an ID number: the columns that must agree with the birth date and the sex within it.
    birth: str | None = Field(
        default=None, description="证件号码要与哪一列出生日期一致", examples=["出生日期"]
    )
    sex: str | None = Field(default=None, description="证件号码要与哪一列性别一致", examples=["性别"])

    @model_validator(mode="before")
    @classmethod
    def _personal_by_kind(cls, options: Any) -> Any:
        if isinstance(options, dict) and str(options.get("kind")) in _PERSONAL:
            return {"personal": _PERSONAL[options["kind"]], **options}
        return options

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        refuse(self._misfits())
        return self

    def _misfits(self) -> Iterator[tuple[Loc, str]]:
        if bool(self.values) != (self.kind == "choice"):
            yield ("values",), "values 只能也必须写在 choice 列"
        if self.kind not in NUMBERS:
            for name, given in (("unit", self.unit), ("min", self.min), ("max", self.max)):
                if given not in ("", None):
                    yield (name,), f"{self.kind} 列不能写 unit、min、max"
        if self.min is not None and self.max is not None and self.min > self.max:
            yield ("min",), "min 大于 max"
        if self.unit and self.unit not in UNITS:
            yield ("unit",), f"不认识的单位“{self.unit}”"
        if self.event and self.kind not in DATES:
            yield ("event",), "event 只能写在 date 和 month 列"
        if self.ordinary and not self.sensitive:
            yield ("ordinary",), "写了 ordinary 也要写 sensitive: true"
        if self.refers is not None and self.refers.count(".") != 1:
            yield ("refers",), "refers 要写成 表.列"
        if (self.birth or self.sex) and self.kind != "id_number":
            yield ("birth" if self.birth else "sex",), "birth 和 sex 只能写在 id_number 列"

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
