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

    town: str = Field(description="乡镇的名称，文字里写作 {镇}", examples=["示例镇"])
    city: str = Field(description="上级市、县的名称，文字里写作 {市}", examples=["示例市"])
    name: str = Field(description="本办的名称，文字里写作 {单位}", examples=["示例镇乡村振兴办公室"])
    superior: str = Field(description="报送的上级，文字里写作 {上级}", examples=["示例市乡村振兴局"])


class LetterheadSettings(Strict):
    """The red head of a formal document (GB/T 9704-2012, 7.2.4 to 7.2.7); without it the report has none."""

    #: Who issues the document, and signs it in the office's place: 示例镇人民政府.
    issuer: str = Field(min_length=1, description="发文机关，也在落款处署名", examples=["示例镇人民政府"])
    #: 机关代字: 示政 in 示政〔2021〕5号.
    code: str = Field(min_length=1, description="机关代字：〔年份〕前面的字", examples=["示政"])
    #: 签发人, whom a document to a superior names.
    signers: list[str] = Field(
        default_factory=list, description="签发人；报送上级的文件必须写", examples=[["李某"]]
    )


class Limit(Strict):
    """A number that a rule sets, with its unit and the document it comes from."""

    value: float = Field(description="限值", examples=[15])
    unit: str = Field(default="", description="单位", examples=["天"])
    source: str = Field(description="出自哪个文件", examples=["监测对象识别程序"])


class SourcedText(Strict):
    """A statement that no ledger holds, with the source that an auditor may ask for."""

    text: str = Field(description="写进报告的文字", examples=["红色沃土，蓝莓小镇"])
    source: str = Field(description="出处，备审计核对", examples=["示例镇产业发展规划"])


class Public(Strict):
    """What is public anyway, such as the number of a hotline, or is answered for, and why it may be printed."""

    text: str = Field(
        min_length=1, pattern=r"\S", description="本来就公开、可以印出的号码或姓名", examples=["0710-0000000"]
    )
    reason: str = Field(
        min_length=1, pattern=r"\S", description="为什么可以公开", examples=["政府网站公布的办公电话"]
    )


class SmallCounts(Strict):
    """From how many people or households on a village's number of a sensitive class is told, and who says so.

    A threshold of 0 tells all of them, for a report that stays in the office.
    """

    threshold: int = Field(
        default=10,
        ge=0,
        description="敏感类别分村的数，少于它就不公开；0 表示都公开（只供本办使用的报告）",
        examples=[10],
    )
    width: int = Field(
        default=5,
        ge=1,
        description="由公布的各个数推算一个不公开的数，所得的最小和最大至少要差这么多",
        examples=[5],
    )
    n: int = Field(
        default=2, ge=1, description="金额：最大的这么多户合起来占了 k，就不公开（n-k 规则）", examples=[2]
    )
    k: float = Field(
        default=90, gt=0, le=100, description="金额：最大的 n 户占了百分之这么多，就不公开", examples=[90]
    )
    p: float = Field(
        default=10,
        ge=0,
        description="金额：第二大的户能把最大的估到差百分之这么多以内，就不公开",
        examples=[10],
    )
    source: str = Field(
        default="统计信息披露控制的通行做法：少于十的数不公开",
        description="依据",
        examples=["统计信息披露控制的通行做法"],
    )


class Timeouts(Strict):
    """How many seconds one cell of a notebook, and a whole run, may take before the month fails.

    The demo office takes 4 and 15.
    """

    cell: int = Field(default=600, ge=1, description="笔记本的一格最多运行几秒", examples=[600])
    run: int = Field(default=3600, ge=1, description="整个月最多运行几秒", examples=[3600])


class Part(Strict):
    """One heading of the report: either a section or a group of parts."""

    heading: str = Field(description="标题", examples=["基本情况"])
    section: SectionName | None = Field(
        default=None, description="这一节的笔记本（不写 .ipynb）；和 parts 只写一个", examples=["01_overview"]
    )
    name: str | None = Field(default=None, description="指标全名的前半；不写就用标题", examples=["小额信贷"])
    parts: list[Part] = Field(default_factory=list, description="下一级标题，写法相同，最多四级")

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

    office: OfficeNames = Field(description="本办、乡镇、上级的名称")
    title: str = Field(description="报告的题目；{镇}、{年} 等由程序填入", examples=["{镇}{年}工作情况汇报"])
    addressee: str = Field(default="", description="主送机关；{上级} 由程序填入", examples=["{上级}："])
    letterhead: LetterheadSettings | None = Field(
        default=None, description="红头；不写就没有红头，写了每月还要写 document_number"
    )
    outline: list[Part] = Field(description="各级标题和各节，按报告的顺序")
    empty_sections: Literal["drop", "clause"] = Field(
        default="drop",
        description="没有内容的一节：drop 去掉（编号顺延），clause 用一句话说明",
        examples=["drop"],
    )
    headline_scope: Literal["在册", "未消除"] = Field(
        default="在册", description="监测对象按哪个口径说：在册（含风险已消除）或未消除", examples=["在册"]
    )
    absent_ledgers: list[str] = Field(
        default_factory=list, description="本办没有的台账的编号", examples=[["L14"]]
    )
    id_prefixes: list[str] = Field(
        default_factory=list, description="除真实区划以外，证件号码还允许的区划开头", examples=[["99"]]
    )
    trend_months: int = Field(default=12, ge=1, le=36, description="趋势图往前看几个月", examples=[12])
    key_figures: list[str] = Field(
        default_factory=list, description="网页最上面的关键指标，写全名", examples=[["基本情况.总人口"]]
    )
    limits: dict[str, Limit] = Field(description="各项限值，名称由笔记本使用")
    lists: dict[str, list[str]] = Field(default_factory=dict, description="各种名单，名称由笔记本使用")
    facts: dict[str, SourcedText] = Field(
        default_factory=dict, description="台账里没有的事实；某月另有说法的写在该月的参数里"
    )
    public: list[Public] = Field(default_factory=list, description="可以印出的号码和姓名；其余的一律拦下")
    #: Marks with which no workbook and no params are read, besides the degrees of secrecy: 内部资料.
    marks: list[Annotated[str, Field(min_length=2)]] = Field(
        default_factory=list,
        description="除密级以外，带有哪些标记的台账和参数不处理",
        examples=[["内部资料"]],
    )
    small_counts: SmallCounts = Field(default=SmallCounts(), description="小数不公开的门槛")
    timeouts: Timeouts = Field(default=Timeouts(), description="运行的时限")

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

    id: str = Field(description="打算的简称，下月报进展时用", examples=["项目验收"])
    task: str = Field(description="做什么", examples=["12月20日前完成验收"])
    owner: str = Field(description="谁负责", examples=["项目资金岗"])
    due: dt.date = Field(description="期限", examples=["2021-12-20"])
    source: str = Field(description="出处", examples=["党委会纪要第11期"])


class PlanProgress(Strict):
    """What became of a plan of the month before."""

    plan: str = Field(description="上月 plans 里的 id", examples=["产业路"])
    state: Literal["已完成", "推进中", "未完成"] = Field(description="进展", examples=["推进中"])
    note: str = Field(description="说明", examples=["已报请验收"])
    source: str = Field(description="出处", examples=["项目调度表"])


class Waiver(Strict):
    """A failed check that the office answers for, with the reason that is printed."""

    check: str = Field(description="豁免哪一条勾稽关系（checks.yaml 的 id）", examples=["C03"])
    reason: str = Field(description="理由，印在报告后面", examples=["四户待核"])
    by: str = Field(description="谁负责", examples=["张主任"])


class MonthSettings(Strict):
    """``params/MONTH.yaml``: what is particular to a month."""

    as_of: dt.date = Field(description="截止日，在本月之内", examples=["2021-11-30"])
    issue_date: dt.date = Field(description="成文日期", examples=["2021-12-08"])
    #: 5 in 示政〔2021〕5号; with a letterhead only.
    document_number: int | None = Field(
        default=None, ge=1, description="发文字号的顺序号；有红头才写", examples=[5]
    )
    facts: dict[str, SourcedText] = Field(
        default_factory=dict, description="本月的事实，优先于 report.yaml 里的同名事实"
    )
    plans: list[Plan] = Field(default_factory=list, description="下一步打算")
    progress: list[PlanProgress] = Field(default_factory=list, description="上月打算的进展")
    waivers: list[Waiver] = Field(default_factory=list, description="对勾稽关系的豁免")

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
