"""What an executed notebook holds: five typed bundles with a version, which writers and readers both know from here.

A notebook displays each of them as a MIME bundle: rich forms that JupyterLab shows, and beside them the bundle itself
as ``application/vnd.yuebao.<kind>+json``. All later steps read these and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from IPython.display import display
from nbformat import NotebookNode
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from helpers.errors import RunError

#: Of the models below. A record of another version is made anew, never guessed at.
VERSION = 5
#: The column, and the kind of grouping, by which values could tell of single people.
VILLAGE = "村"

_MARKUP = re.compile(r"[\\`*_\[\]<>&$~|#]")
_RICH = {"markdown": "text/markdown", "html": "text/html", "svg": "image/svg+xml", "plain": "text/plain"}

Value = float | int | str | None
Kind = Literal["stock", "ytd", "flow", "ratio", "extreme", "listing", "given"]


class RecordError(RunError):
    """A notebook that was not run, failed, or does not hold what a section writes."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanRecord(_Model):
    """A piece of text: words, a figure in one of its forms, a fact with its source, or a name that is quoted."""

    text: str
    figure: str = ""
    form: str = ""
    fact: str = ""
    source: str = ""
    #: Whether it comes from a ledger or the params as it is, such as a village's name: its digits are no figure.
    quoted: bool = False


Text = Annotated[
    tuple[SpanRecord, ...], BeforeValidator(lambda text: [{"text": text}] if isinstance(text, str) else text)
]


def words(text: tuple[SpanRecord, ...]) -> str:
    """Return what a text says."""
    return "".join(span.text for span in text)


class SourceRecord(_Model):
    """Rows of a ledger's table, as Excel numbers them: ``4-63,70``; where it leaves the office, the workbook's hash."""

    table: str
    rows: str = ""
    sha256: str = ""


class Measured(_Model):
    """How the rows of a figure became its value, as far as one value can be taken from another."""

    #: The column whose distinct values count; without it each row counts as one.
    counted: str | None = None
    #: The columns that are added up.
    adds: tuple[str, ...] = ()
    #: Whether the values of the villages add up to the township's.
    additive: bool = True


class _Bundle(_Model):
    bundle: ClassVar[str]

    @classmethod
    def mime(cls) -> str:
        """Return the MIME type of the bundle."""
        return f"application/vnd.yuebao.{cls.bundle}+json"

    def content(self) -> dict[str, Any]:
        """Return the bundle as a notebook holds it."""
        return {"version": VERSION, **self.model_dump(mode="json")}


class SectionRecord(_Bundle):
    """Which section this is, and whether it has anything to say."""

    bundle: ClassVar[str] = "section"
    section: str
    prefix: str
    month: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    as_of: dt.date
    empty: bool = False
    clause: str = ""


class FigureRecord(_Bundle):
    """A figure with the rows that made it."""

    bundle: ClassVar[str] = "figure"
    name: str
    value: Value
    unit: str
    decimals: int
    text: str
    definition: str
    kind: Kind = "stock"
    ledger: str = ""
    sources: tuple[SourceRecord, ...] = ()
    #: None where so few rows of a sensitive class would tell of them.
    row_count: int | None = 0
    measured: Measured | None = None
    #: The value of each village, where they add up.
    by_village: dict[str, Value] | None = None
    #: Whether all rows belong to one sensitive class, so that few of them would tell of single people.
    sensitive: bool = False
    #: For how many people or households the rows of each village stand.
    units: dict[str, int] = Field(default_factory=dict)
    previous: Value = None
    year_ago: Value = None
    history: dict[str, Value] = Field(default_factory=dict)

    @property
    def short(self) -> str:
        """The name without the section's prefix."""
        return self.name.partition(".")[2]


class ParagraphRecord(_Bundle):
    """A paragraph; one that leads stands before the first heading."""

    bundle: ClassVar[str] = "paragraph"
    spans: Text = Field(min_length=1)
    lead: bool = False


class ColumnRecord(_Model):
    """A column of a table: words, or numbers of one unit."""

    name: str
    kind: Literal["text", "number"] = "number"
    unit: str = ""
    decimals: int | None = 0
    #: The figure whose parts the column shows.
    figure: str | None = None


class TableRecord(_Bundle):
    """A table; cells are numbers, words or None (printed as a dash)."""

    bundle: ClassVar[str] = "table"
    id: str
    title: Text
    unit: str = ""
    columns: tuple[ColumnRecord, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None = None
    notes: tuple[Text, ...] = ()
    #: The column by whose values the rows are grouped, and in a cross table the one of its columns.
    by: str = ""
    across: str = ""
    #: The Excel rows, ``4-63,70``, by row and column: of the figure's table behind each part of a figure; of `table`
    #: behind each cell of a cross table but the sums, or where the table's rows are those of a ledger, behind each.
    table: str = ""
    cells: tuple[tuple[str, ...], ...] = ()
    #: Whether all rows that are listed belong to one sensitive class.
    sensitive: bool = False
    #: The figure in each number of a table of one's own, by row and column, the total last.
    figures: tuple[tuple[str, ...], ...] = ()

    @model_validator(mode="after")
    def _as_many_cells_as_columns(self) -> TableRecord:
        lines = [*self.rows, self.total] if self.total is not None else [*self.rows]
        if any(len(line) != len(self.columns) for line in lines):
            raise ValueError("each row has a cell a column")
        return self


class SeriesRecord(_Model):
    """Values of a chart that are drawn alike: what they are called there, and the figure that they are of."""

    name: str
    #: By group or month, in the order in which they are drawn; a notebook keeps no order of keys.
    values: tuple[tuple[str, float], ...]
    figure: str = ""
    #: The Excel rows behind each value of a group: of the figure's table, or without a figure of the chart's `table`.
    rows: tuple[str, ...] = ()
    role: Literal["", "below", "change", "due", "planned", "paid"] = ""


class ChartRecord(_Bundle):
    """A chart: the values that are drawn, the words that stand for it; the drawing is the bundle's rich form.

    `helpers.charts.draw` makes the drawing from this alone, and `helpers.charts.said` the words.
    """

    bundle: ClassVar[str] = "chart"
    id: str
    title: Text
    drawing: Literal["bars", "steps", "reach", "lines", "columns", "bridge", "heat", "progress"]
    series: tuple[SeriesRecord, ...]
    unit: str
    decimals: int = 0
    #: Whether each value is followed by its percentage.
    shares: bool = False
    #: The column of the groups, and in a heat table the one whose values are the series; empty where months or
    #: the figures themselves stand side by side.
    by: str = ""
    across: str = ""
    table: str = ""
    alt: str = ""
    notes: tuple[Text, ...] = ()
    svg: str = Field(default="", exclude=True)


Model = TypeVar("Model", bound=_Bundle)
Item = FigureRecord | ParagraphRecord | TableRecord | ChartRecord
_ITEMS: tuple[type[Item], ...] = (FigureRecord, ParagraphRecord, TableRecord, ChartRecord)


@dataclass(frozen=True)
class Record:
    """One executed section: what it is, and what it says in order."""

    about: SectionRecord
    items: tuple[Item, ...]

    def figures(self) -> Iterator[FigureRecord]:
        """Yield the figures in order."""
        return (item for item in self.items if isinstance(item, FigureRecord))


# --- writing ---------------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, without taking any of it for markup, HTML or mathematics."""
    return _MARKUP.sub(r"\\\g<0>", text.replace("\n", " "))


def show(bundle: _Bundle, **rich: str) -> None:
    """Display a bundle: the structured content beside rich forms (``markdown``, ``html``, ``svg``, ``plain``).

    JupyterLab shows the rich form; whoever reads the executed notebook takes the structured one. Markdown is written
    by the caller, who escapes what is not his own words.
    """
    display(rich_bundle(bundle, **rich), raw=True)


def rich_bundle(bundle: _Bundle, **rich: str) -> dict[str, Any]:
    """Return a bundle with its rich forms, by MIME type."""
    return {_RICH[key]: value for key, value in rich.items()} | {bundle.mime(): bundle.content()}


# --- reading ---------------------------------------------------------------------------------------------------


def read_record(node: NotebookNode, name: str = "") -> Record:
    """Return what an executed notebook holds.

    Parameters
    ----------
    name : str, optional
        What the notebook is called in messages, until it has said so itself.

    Raises
    ------
    RecordError
        If a cell failed, the notebook is no section that was run, it was written by another version, or a bundle is
        not what a section writes.
    """
    about: SectionRecord | None = None
    items: list[Item] = []
    for cell in node.cells:
        for item in read_outputs(cell, name):
            if isinstance(item, SectionRecord):
                about, name = item, item.section
            else:
                items.append(item)
    if about is None:
        raise RecordError(
            "这个笔记本不是运行过的章节（没有 open_section 的输出）", where=name, do="先运行这个笔记本"
        )
    return Record(about, tuple(items))


def read_outputs(cell: NotebookNode, name: str = "") -> Iterator[SectionRecord | Item]:
    """Yield the bundles that a cell has displayed.

    Raises
    ------
    RecordError
        If the cell failed, or a bundle is of another version or not what a section writes.
    """
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            raise RecordError(f"单元格出错：{output.ename}", where=name or "章节", do="改好这一格再运行")
        data = output.get("data", {})
        for model in (SectionRecord, *_ITEMS):
            if model.mime() in data:
                item: Any = _read(model, data[model.mime()], name)
                if isinstance(item, ChartRecord):
                    item = item.model_copy(update={"svg": data.get(_RICH["svg"], "")})
                yield item


def _read(model: type[Model], content: object, name: str) -> Model:
    plain = dict(content) if isinstance(content, Mapping) else {}
    if (version := plain.pop("version", None)) != VERSION:
        made = f"第 {version} 版" if version else "旧版"
        raise RecordError(f"是{made}程序运行的，现在是第 {VERSION} 版", where=name, do="重新运行这个月")
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        faults = "、".join(".".join(map(str, fault["loc"])) or "全部" for fault in error.errors())
        raise RecordError(f"{model.bundle} 的内容不完整：{faults}", where=name, do="重新运行这一节") from None
