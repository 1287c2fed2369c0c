"""The typed settings of an office and of a month; a key that is not known is refused, never ignored."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from helpers.errors import ParamsError
from helpers.months import Month
from helpers.offices import Office

SectionName = str
Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeNames(_Strict):
    """What the office, its township and its superiors are called."""

    town: str
    city: str
    name: str
    superior: str


class Letterhead(_Strict):
    """The red head of a formal document (GB/T 9704-2012, 7.2.4 to 7.2.7); without it the report has none."""

    #: Who issues the document, and signs it in the office's place: 示例镇人民政府.
    issuer: str = Field(min_length=1)
    #: 机关代字: 示政 in 示政〔2021〕5号.
    code: str = Field(min_length=1)
    #: 签发人, whom a document to a superior names.
    signers: list[str] = Field(default_factory=list)


class Limit(_Strict):
    """A number that a rule sets, with its unit and the document it comes from."""

    value: float
    unit: str = ""
    source: str


class Fact(_Strict):
    """A statement that no ledger holds, with the source that an auditor may ask for."""

    text: str
    source: str


class Public(_Strict):
    """A phone number or a name that is public anyway, such as a hotline, and why it may be printed."""

    text: str
    reason: str


class SmallCounts(_Strict):
    """From how many people or households on a village's number of a sensitive class is told, and who says so.

    A threshold of 0 tells all of them, for a report that stays in the office.
    """

    threshold: int = Field(default=10, ge=0)
    source: str = "统计信息披露控制的通行做法：少于十的数不公开"


class Part(_Strict):
    """One heading of the report: either a section or a group of parts."""

    heading: str
    section: SectionName | None = None
    name: str | None = None
    parts: list[Part] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of(self) -> Part:
        if (self.section is None) == (not self.parts):
            raise ValueError("section 和 parts 必须且只能写一个")
        return self

    @property
    def figure_prefix(self) -> str:
        """The first half of the names of the section's figures: ``小额信贷`` in ``小额信贷.存量贷款``."""
        return self.name or self.heading


class ReportSettings(_Strict):
    """``params/report.yaml``: what holds for every month of the office."""

    office: OfficeNames
    title: str
    addressee: str = ""
    letterhead: Letterhead | None = None
    outline: list[Part]
    empty_sections: Literal["drop", "clause"] = "drop"
    headline_scope: Literal["在册", "未消除"] = "在册"
    absent_ledgers: list[str] = Field(default_factory=list)
    id_prefixes: list[str] = Field(default_factory=list)
    trend_months: int = Field(default=12, ge=1, le=36)
    key_figures: list[str] = Field(default_factory=list)
    limits: dict[str, Limit]
    lists: dict[str, list[str]] = Field(default_factory=dict)
    facts: dict[str, Fact] = Field(default_factory=dict)
    public: list[Public] = Field(default_factory=list)
    small_counts: SmallCounts = SmallCounts()

    @model_validator(mode="after")
    def _unique(self) -> ReportSettings:
        parts = self.sections()
        for key in ("section", "figure_prefix"):
            names = [getattr(part, key) for part in parts]
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"outline 里重复：{'、'.join(twice)}")
        return self

    @model_validator(mode="after")
    def _signed_upwards(self) -> ReportSettings:
        if self.letterhead and not self.letterhead.signers and "{上级}" in self.addressee:
            raise ValueError("报送上级的文件要标明签发人：在 letterhead 里写 signers")
        if twice := sorted({name for name in self.key_figures if self.key_figures.count(name) > 1}):
            raise ValueError(f"key_figures 里重复：{'、'.join(twice)}")
        return self

    def sections(self) -> list[Part]:
        """Return the parts that are sections, in the order of the report."""

        def walk(parts: list[Part]) -> list[Part]:
            return [leaf for part in parts for leaf in ([part] if part.section else walk(part.parts))]

        return walk(self.outline)


class Plan(_Strict):
    """Something the office means to do, by whom and until when, and where that was decided."""

    id: str
    task: str
    owner: str
    due: dt.date
    source: str


class Progress(_Strict):
    """What became of a plan of the month before."""

    plan: str
    state: Literal["已完成", "推进中", "未完成"]
    note: str
    source: str


class Waiver(_Strict):
    """A failed check that the office answers for, with the reason that is printed."""

    check: str
    reason: str
    by: str


class MonthSettings(_Strict):
    """``params/MONTH.yaml``: what is particular to a month."""

    as_of: dt.date
    issue_date: dt.date
    #: 5 in 示政〔2021〕5号; with a letterhead only.
    document_number: int | None = Field(default=None, ge=1)
    facts: dict[str, Fact] = Field(default_factory=dict)
    plans: list[Plan] = Field(default_factory=list)
    progress: list[Progress] = Field(default_factory=list)
    waivers: list[Waiver] = Field(default_factory=list)

    @field_validator("waivers")
    @classmethod
    def _once(cls, waivers: list[Waiver]) -> list[Waiver]:
        names = [waiver.check for waiver in waivers]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"重复的豁免：{'、'.join(twice)}")
        return waivers


class Settings(_Strict):
    """The settings of one office for one month."""

    month: Month
    report: ReportSettings
    this_month: MonthSettings

    @property
    def facts(self) -> dict[str, Fact]:
        """The standing facts of the office and those of the month, which come first."""
        return {**self.report.facts, **self.this_month.facts}

    def of(self, office: Office, month: Month) -> Settings:
        """Return the settings for another month: with its own as-of date, or its last day where it has no params."""
        own = load_month_settings(office, month) or MonthSettings(
            as_of=month.last_day, issue_date=month.last_day
        )
        return Settings(month=month, report=self.report, this_month=own)


def load_settings(office: Office, month: Month) -> Settings:
    """Read ``params/report.yaml`` and ``params/MONTH.yaml`` of an office.

    Raises
    ------
    ParamsError
        If a file is missing, is no YAML, or holds an unknown, missing or wrong key; all of them at once.
    """
    report = read_params(office.folder / "params" / "report.yaml", ReportSettings)
    path = office.folder / "params" / f"{month}.yaml"
    this_month = read_params(path, MonthSettings)
    if not month.first_day <= this_month.as_of <= month.last_day:
        raise ParamsError(
            f"截止日 {this_month.as_of} 不在 {month.label}",
            where=f"params/{path.name} 的 as_of",
            do="改成本月的日期",
        )
    if (report.letterhead is None) != (this_month.document_number is None):
        missing = "没有发文字号的顺序号" if report.letterhead else "写了发文字号，报告却没有红头"
        raise ParamsError(
            missing,
            where=f"params/{path.name} 的 document_number",
            do="红头（params/report.yaml 的 letterhead）和 document_number 要么都写，要么都不写",
        )
    return Settings(month=month, report=report, this_month=this_month)


def load_month_settings(office: Office, month: Month) -> MonthSettings | None:
    """Return ``params/MONTH.yaml`` of an office, or None when there is no such file."""
    path = office.folder / "params" / f"{month}.yaml"
    return read_params(path, MonthSettings) if path.is_file() else None


class _UniqueKeys(yaml.SafeLoader):
    """YAML that refuses a key written twice, where the plain loader silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, (key_node, _) in zip(keys, node.value, strict=True):
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises
    ------
    ParamsError
        If the file is missing, is not UTF-8, is no YAML, or has a key twice.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)
    except FileNotFoundError:
        raise ParamsError("没有这个文件", where=where, do="照上月的同名文件写一份") from None
    except UnicodeDecodeError:
        raise ParamsError("不是 UTF-8 编码", where=where, do="另存为 UTF-8 编码") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f" 第 {mark.line + 1} 行" if mark else ""
        raise ParamsError(
            f"不是合格的 YAML：{error.problem}", where=where + line, do="核对缩进、冒号和引号"
        ) from None


def read_params(path: Path, model: type[Model]) -> Model:
    """Read a YAML file of ``params/`` as what `model` says it holds.

    Raises
    ------
    ParamsError
        If the file is missing, is no YAML, or holds an unknown, missing or wrong key; all of them at once.
    """
    content = read_yaml(path)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or '全文'}：{_say(fault)}" for fault in error.errors()]
        raise ParamsError(
            "；".join(faults), where=f"params/{path.name}", do="对照 README 里各参数的说明修改"
        ) from None


_SAID = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个参数",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "int_type": "要写整数",
    "int_parsing": "要写整数",
    "int_from_float": "要写整数",
    "string_type": "要写文字",
    "string_too_short": "不能空着",
}


def _say(fault: Any) -> str:
    said = _SAID.get(fault["type"], "").format(**fault.get("ctx", {}))
    return said or str(fault["msg"]).removeprefix("Value error, ")
