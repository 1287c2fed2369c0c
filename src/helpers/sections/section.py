"""An open section of the report: what it holds, and the verbs that notebooks call on it, bound from their modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from helpers.errors import SectionError, UsageError
from helpers.ledgers import Ledgers, open_ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Part, Settings, SourcedText, load_settings
from helpers.record import VILLAGE, SectionRecord, escaped, show
from helpers.sections import charting, from_figures, from_methods, from_params, from_rows, tables, text
from helpers.sections.cells import Cells, watch
from helpers.sections.figures import MadeFigure
from helpers.wording.templates import refuse_typed_numbers

LATEST = "latest"


class OpenSection:
    """报告的一节：它的指标，和写指标的文字、表、图。

    s["指标名"] 是一个指标；s.figures 是全部指标；s.ledgers["表名"] 是本月台账。
    在 JupyterLab 里，s.count? 看一个动词怎么用，s[" 后按 Tab 列出指标。
    """

    def __init__(self, part: Part, office: Office, settings: Settings, ledgers: Ledgers) -> None:
        self.part, self.office, self.settings, self.ledgers = part, office, settings, ledgers
        self.month = settings.month
        self.figures: dict[str, MadeFigure] = {}
        #: Texts that are quoted, each under the field that stands for it: what it is called, and what it says.
        self.quotes: dict[str, tuple[str, SourcedText]] = {}
        #: Whether the tables that the section is about have no row, so that what it says is not printed.
        self.empty = False
        self.cells = Cells(part.figure_prefix)

    # Figures
    count = from_rows.count
    total = from_rows.total
    least = from_rows.least
    greatest = from_rows.greatest
    mean = from_rows.mean
    median = from_rows.median
    listing = from_rows.listing
    share = from_figures.share
    ratio = from_figures.ratio
    sum = from_figures.sum
    difference = from_figures.difference
    growth = from_figures.growth
    last_month = from_figures.last_month
    given = from_params.given
    limit = from_params.limit
    shared = from_methods.shared
    # Text
    paragraph = text.paragraph
    lead = text.lead
    numbered = text.numbered
    clause = text.clause
    clauses = text.clauses
    joined = text.joined
    change = text.change
    has_fact = text.has_fact
    quoted = text.quoted
    as_name = text.as_name
    # Tables
    table = tables.table
    cross_table = tables.cross_table
    comparison = tables.comparison
    grid = tables.grid
    text_table = tables.text_table
    row_table = tables.row_table
    frame_table = tables.frame_table
    # Charts
    bar_chart = charting.bar_chart
    steps_chart = charting.steps_chart
    reach_chart = charting.reach_chart
    trend_chart = charting.trend_chart
    month_chart = charting.month_chart
    column_chart = charting.column_chart
    bridge_chart = charting.bridge_chart
    heat_chart = charting.heat_chart
    progress_chart = charting.progress_chart

    def __repr__(self) -> str:
        return f"{self.part.heading}（{self.month.label}，{len(self.figures)} 个指标）"

    def __getitem__(self, name: str) -> MadeFigure:
        """Return a figure by its short name; as the value of a cell it shows itself."""
        return replace(self.figure(name), fresh=False)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.figures)

    def figure(self, name: str) -> MadeFigure:
        """Return a figure by its short name.

        Raises
        ------
        SectionError
            If no cell has made it.
        """
        try:
            return self.figures[name]
        except KeyError:
            known = "、".join(self.figures) or "还没有"
            raise SectionError(
                f"没有“{name}”这个指标", where=self.part.heading, do=f"已有的指标：{known}"
            ) from None

    def full_name(self, short: str) -> str:
        """Return a figure's name in the whole report."""
        return f"{self.part.figure_prefix}.{short}"

    def add(self, figure: MadeFigure) -> MadeFigure:
        """Keep a figure by its short name and display its bundle.

        Raises
        ------
        SectionError
            If another cell has made one of this name, or this one has already.
        """
        if figure.short in self.figures:
            raise SectionError(
                f"“{figure.short}”定义了两次",
                where=self.part.heading,
                do="给其中一个换名；从别的单元格移过来的，先把那一格再运行一次",
            )
        self.figures[figure.short] = figure
        self.cells.make(figure.short)
        # Measured for the key figures alone: for all of them it would nearly double the work of a section.
        record = figure.record(with_history=figure.name in self.settings.report.key_figures)
        show(record, markdown=figure.summary())
        return figure

    def begin(self, cell: str) -> None:
        """Take note that a cell starts: what it made when it ran before is gone, until it makes it again."""
        for name in self.cells.begin(cell):
            self.figures.pop(name, None)

    def ledgers_of(self, month: Month) -> Ledgers | None:
        """别的月的台账；没有，或有错不能用时，是 None。"""
        return self.ledgers.of(month)

    @cached_property
    def past_months(self) -> list[Month]:
        """The months of the trend, this one last, as far as there are ledgers."""
        wanted = (self.month.plus(-back) for back in reversed(range(self.settings.report.trend_months)))
        return [month for month in wanted if self.ledgers_of(month) is not None]

    @property
    def villages(self) -> list[str]:
        """各村，照村组台账的次序。"""
        return list(self.ledgers["村组"][VILLAGE])

    def announce(self, subject: Sequence[str], clause: str) -> None:
        """Display what this notebook is the record of."""
        if clause:
            refuse_typed_numbers(clause)
        self.empty = bool(subject) and all(self.ledgers[table].empty for table in subject)
        about = SectionRecord(
            section=str(self.part.section),
            prefix=self.part.figure_prefix,
            month=str(self.month),
            as_of=self.settings.this_month.as_of,
            empty=self.empty,
            clause=clause,
        )
        show(about, markdown=f"### {escaped(self.part.heading)}\n\n{self.month.label}")


def open_section(
    name: str, month: str = LATEST, office: str = ".", *, subject: str | Sequence[str] = (), clause: str = ""
) -> OpenSection:
    """打开报告的一节；每个章节笔记本先调用它。

    参数
    ----
    name：笔记本自己的名字，如 06_microcredit。
    month：如 2021-10；latest 是有台账和 params 的最近一个月。
    office：办公室的文件夹；“.” 从当前文件夹向上找。
    subject：这一节写的是哪张（几张）表；都没有行时，按 params/report.yaml 的 empty_sections 不写，或只写 clause。
    clause：没有可写的时候的一句话。

    例
    --
    >>> s = open_section("06_microcredit", month, office, subject="小额信贷", clause="无小额信贷")
    """
    place, settings = _place_and_settings(month, office)
    part = next((part for part in settings.report.sections() if part.section == name), None)
    if part is None:
        raise UsageError(
            f"报告里没有“{name}”这一节", where="params/report.yaml", do="在 outline 里加上这一节，或改正名字"
        )
    section = OpenSection(part, place, settings, open_ledgers(place, settings.month, settings))
    watch(section)
    section.announce((subject,) if isinstance(subject, str) else tuple(subject), clause)
    return section


def load_month(month: str = LATEST, office: str = ".") -> Ledgers:
    """打开一个月的台账看看：load_month("2021-10")["小额信贷"] 是一张表（DataFrame）。

    例
    --
    >>> ledgers = load_month()
    """
    place, settings = _place_and_settings(month, office)
    return open_ledgers(place, settings.month, settings)


def latest_month(office: Office) -> Month:
    """Return the last month that has workbooks and a params file.

    Raises
    ------
    UsageError
        If there is none.
    """
    months = [month for month in office.months() if (office.folder / "params" / f"{month}.yaml").is_file()]
    if not months:
        raise UsageError(
            "没有任何月份的台账", where="data/ledgers", do="放入各月台账，或运行 yuebao demo 生成示例"
        )
    return months[-1]


def _place_and_settings(month: str, office: str) -> tuple[Office, Settings]:
    place = Office.find(office)
    return place, load_settings(place, latest_month(place) if month == LATEST else Month.parse(month))
