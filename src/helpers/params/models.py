"""What the files of the params hold; a key that is not known is refused, never ignored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpers.names import FileName
from helpers.params.faults import Loc, refuse

SectionName = FileName
# 一、（一）1.（1）: GB/T 9704-2012 has no more levels.
DEEPEST_HEADING = 4


class Strict(BaseModel):
    """What a YAML file of the params holds: no other keys, and nothing is changed once it is read."""

    # Strict, or a number would do for a day: 86400 is the second of January 1970.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class OfficeNames(Strict):
    """What the office, its township and its superiors are called."""

    town: str
    city: str
    name: str
    superior: str


class Letterhead(Strict):
    """The red head of a formal document (GB/T 9704-2012, 7.2.4 to 7.2.7); without it the report has none."""

    #: Who issues the document, and signs it in the office's place: 示例镇人民政府.
    issuer: str = Field(min_length=1)
    #: 机关代字: 示政 in 示政〔2021〕5号.
    code: str = Field(min_length=1)
    #: 签发人, whom a document to a superior names.
    signers: list[str] = Field(default_factory=list)


class Limit(Strict):
    """A number that a rule sets, with its unit and the document it comes from."""

    value: float
    unit: str = ""
    source: str


class Fact(Strict):
    """A statement that no ledger holds, with the source that an auditor may ask for."""

    text: str
    source: str


class Public(Strict):
    """What is public anyway, such as the number of a hotline, or is answered for, and why it may be printed."""

    text: str = Field(min_length=1, pattern=r"\S")
    reason: str = Field(min_length=1, pattern=r"\S")


class SmallCounts(Strict):
    """From how many people or households on a village's number of a sensitive class is told, and who says so.

    A threshold of 0 tells all of them, for a report that stays in the office.
    """

    threshold: int = Field(default=10, ge=0)
    #: How far apart the least and the greatest value must be that published sums leave for a withheld count.
    width: int = Field(default=5, ge=1)
    #: An amount is withheld where its `n` largest contributors have `k` percent of it (the n-k rule), or where the
    #: second largest can estimate the largest to within `p` percent.
    n: int = Field(default=2, ge=1)
    k: float = Field(default=90, gt=0, le=100)
    p: float = Field(default=10, ge=0)
    source: str = "统计信息披露控制的通行做法：少于十的数不公开"


class Timeouts(Strict):
    """How many seconds one cell of a notebook, and a whole run, may take before the month fails.

    The demo office takes 4 and 15.
    """

    cell: int = Field(default=600, ge=1)
    run: int = Field(default=3600, ge=1)


class Part(Strict):
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


class ReportSettings(Strict):
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
    #: Marks with which no workbook and no params are read, besides the degrees of secrecy: 内部资料.
    marks: list[Annotated[str, Field(min_length=2)]] = Field(default_factory=list)
    small_counts: SmallCounts = SmallCounts()
    timeouts: Timeouts = Timeouts()

    @model_validator(mode="after")
    def _agrees(self) -> ReportSettings:
        refuse(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[tuple[Loc, str]]:
        for key in ("section", "figure_prefix"):
            seen: set[str] = set()
            for loc, part in _leaves(self.outline, ("outline",)):
                if (name := getattr(part, key)) in seen:
                    yield (*loc, "section") if key == "section" else loc, f"outline 里重复：{name}"
                seen.add(name)
        for loc, part in _leaves(self.outline, ("outline",)):
            if loc.count("parts") >= DEEPEST_HEADING:
                yield loc, f"“{part.heading}”太深：标题最多四级"
        if self.letterhead and not self.letterhead.signers and "{上级}" in self.addressee:
            yield ("letterhead",), "报送上级的文件要标明签发人：在 letterhead 里写 signers"
        for number, name in enumerate(self.key_figures):
            if name in self.key_figures[:number]:
                yield ("key_figures", number), f"key_figures 里重复：{name}"

    def sections(self) -> list[Part]:
        """Return the parts that are sections, in the order of the report."""
        return [part for _, part in _leaves(self.outline, ("outline",))]


def _leaves(parts: list[Part], above: Loc) -> Iterator[tuple[Loc, Part]]:
    """Yield the parts that are sections, each with its place in the file."""
    for number, part in enumerate(parts):
        loc = (*above, number)
        if part.section:
            yield loc, part
        else:
            yield from _leaves(part.parts, (*loc, "parts"))


class Plan(Strict):
    """Something the office means to do, by whom and until when, and where that was decided."""

    id: str
    task: str
    owner: str
    due: dt.date
    source: str


class Progress(Strict):
    """What became of a plan of the month before."""

    plan: str
    state: Literal["已完成", "推进中", "未完成"]
    note: str
    source: str


class Waiver(Strict):
    """A failed check that the office answers for, with the reason that is printed."""

    check: str
    reason: str
    by: str


class MonthSettings(Strict):
    """``params/MONTH.yaml``: what is particular to a month."""

    as_of: dt.date
    issue_date: dt.date
    #: 5 in 示政〔2021〕5号; with a letterhead only.
    document_number: int | None = Field(default=None, ge=1)
    facts: dict[str, Fact] = Field(default_factory=dict)
    plans: list[Plan] = Field(default_factory=list)
    progress: list[Progress] = Field(default_factory=list)
    waivers: list[Waiver] = Field(default_factory=list)

    @model_validator(mode="after")
    def _once(self) -> MonthSettings:
        refuse(self._repeated())
        return self

    def _repeated(self) -> Iterator[tuple[Loc, str]]:
        for listed, key, what in (
            ("plans", "id", "两项打算用了同一个 id"),
            ("progress", "plan", "同一项打算报了两次进展"),
            ("waivers", "check", "重复的豁免"),
        ):
            names = [getattr(one, key) for one in getattr(self, listed)]
            for number, name in enumerate(names):
                if name in names[:number]:
                    yield (listed, number, key), f"{what}：{name}"
