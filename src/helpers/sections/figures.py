"""A figure as its notebook makes it: what was selected, how it was measured, and so what it can be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import total_ordering

import pandas as pd
from IPython.display import display

from helpers.errors import SectionError
from helpers.ledgers.rows import compress_rows
from helpers.record import VILLAGE, FigureRecord, Kind, Measured, SourceRecord, Value, escaped
from helpers.sections.measures import Measure
from helpers.wording.comparisons import COMPARISONS, LAST_MONTH, LAST_YEAR, THIS_MONTH
from helpers.wording.numbers import FORMS, LIST_FORMS, plain
from helpers.wording.trends import COURSE, MOST, course, most

ROW = "行"


@total_ordering
@dataclass(frozen=True, eq=False, repr=False)
class MadeFigure:
    """A figure in its notebook: a number with the rows that made it; `FigureRecord` is what is written of it.

    Attributes
    ----------
    name : str
        The full name, ``小额信贷.存量贷款``.
    value : float, int, str or None
        None when there was no row to measure.
    parts : tuple of DataFrame
        The selected rows, one frame a ledger, indexed by Excel row, with ``attrs["table"]``.
    """

    name: str
    value: Value
    unit: str
    decimals: int
    definition: str
    kind: Kind
    ledger: str = ""
    parts: tuple[pd.DataFrame, ...] = ()
    measure: Measure | None = None
    previous: Value = None
    year_ago: Value = None
    history: Callable[[], dict[str, Value]] = field(default=dict, repr=False)
    #: Whether all rows belong to one sensitive class.
    sensitive: bool = False
    #: Whether this is what the verb that made it returned, which has displayed it.
    fresh: bool = True

    @property
    def short(self) -> str:
        """The name without the section's prefix."""
        return self.name.partition(".")[2]

    @property
    def number(self) -> float:
        """The value as a number; zero where there was no row to measure.

        Raises
        ------
        SectionError
            If the figure is a text.
        """
        if isinstance(self.value, str):
            raise SectionError(f"“{self.name}”是文字，不是数")
        return 0 if self.value is None else self.value

    def __bool__(self) -> bool:
        return bool(self.value)

    # By value, since `section["逾期笔数"] == 0` would else be false without a word.
    def __eq__(self, other: object) -> bool:
        return (
            self.number == _number(other) if isinstance(other, MadeFigure | int | float) else NotImplemented
        )

    def __lt__(self, other: MadeFigure | float) -> bool:
        return self.number < _number(other)

    __hash__ = None  # type: ignore[assignment] # two figures of one value are not one figure

    def __repr__(self) -> str:
        # The rows hold personal data, and the last value of a cell is printed into the notebook.
        return f"{self.name} = {self.text()}"

    def _ipython_display_(self) -> None:
        """Show the figure as the value of a cell, unless making it has just done so."""
        if not self.fresh:
            display({"text/markdown": self.summary(), "text/plain": repr(self)}, raw=True)

    def text(self, form: str = "") -> str:
        """Write the figure as prose does, in one of `FORMS` or `COMPARISONS`; a list in one of `LIST_FORMS`.

        ``走势`` says how it went over the months, ``村最多`` which village has most of it.
        """
        if form in COMPARISONS:
            return self._compared(form)
        if form == COURSE:
            return course(self.months(), self.unit, self.decimals)
        if form.endswith(MOST):
            column = form.removesuffix(MOST)
            groups = {
                str(key): value for key, value in self.by(column).items() if isinstance(value, int | float)
            }
            return most(groups, self.unit, self.decimals, column)
        forms = LIST_FORMS if self.kind == "listing" else FORMS
        if form not in forms:
            raise SectionError(
                f"没有“{form}”这种写法",
                where=self.name,
                do=f"可用：{'、'.join(filter(None, (*forms, *self.comparisons)))}",
            )
        if self.value is None:
            return "无"
        if isinstance(self.value, str):
            return LIST_FORMS[form](self.value)
        return FORMS[form](self.value, self.unit, self.decimals)

    @property
    def comparisons(self) -> tuple[str, ...]:
        """The comparisons that can be said: with the month before (or what it added), with the year before."""
        earlier = {THIS_MONTH if self.kind == "ytd" else LAST_MONTH: self.previous, LAST_YEAR: self.year_ago}
        return tuple(
            form
            for form, before in earlier.items()
            if isinstance(self.value, int | float) and isinstance(before, int | float)
        )

    def _compared(self, form: str) -> str:
        if form == LAST_MONTH and self.kind == "ytd":
            raise SectionError("年内累计数不能与上月比", where=self.name, do=f"改用“{THIS_MONTH}”")
        if form == THIS_MONTH and self.kind != "ytd":
            raise SectionError(f"只有年内累计数才有“{THIS_MONTH}”", where=self.name, do=f"改用“{LAST_MONTH}”")
        if form not in self.comparisons:
            raise SectionError(
                f"没有可比的数，写不出“{form}”",
                where=self.name,
                do=f"写成 s.change('{self.short}')，没有可比的数时这半句自己不写",
            )
        before = self.year_ago if form == LAST_YEAR else self.previous
        assert isinstance(before, int | float)
        return COMPARISONS[form](self.number, before, self.unit, self.decimals)

    def months(self) -> dict[str, float]:
        """Return the figure's known values by month, this one last; a sum since January has those of its year only."""
        known = {month: value for month, value in self.history().items() if isinstance(value, int | float)}
        year = max(known, default="")[:4]
        return {
            month: float(value) for month, value in known.items() if self.kind != "ytd" or month[:4] == year
        }

    def by(self, column: str) -> pd.Series:
        """Measure the rows of each value of a column; the index holds the values in order of appearance.

        Raises
        ------
        SectionError
            If the figure was not made from the rows of one ledger, or they have no such column.
        """
        if self.measure is None or len(self.parts) != 1:
            raise SectionError("这个指标不能再分组", where=self.name, do="改用由一张台账的行直接得出的指标")
        rows = self.parts[0]
        if column not in rows:
            raise SectionError(
                f"台账里没有“{column}”这一列", where=self.name, do=f"可用：{'、'.join(rows.columns)}"
            )
        groups = rows.groupby(column, sort=False)
        values = {key: self.measure.apply(group) for key, group in groups}
        return pd.Series(values, dtype=object, name=self.name)

    def by_village(self) -> dict[str, Value] | None:
        """Return the value of each village, or None where they would not add up."""
        if self.measure is None or not self.measure.additive or len(self.parts) != 1:
            return None
        return dict(self.by(VILLAGE)) if VILLAGE in self.parts[0] else None

    def units(self) -> dict[str, int]:
        """Return for how many people or households the rows of each village stand."""
        if self.measure is None or len(self.parts) != 1 or VILLAGE not in self.parts[0]:
            return {}
        groups = self.parts[0].groupby(VILLAGE, sort=False)
        sizes = groups[self.measure.counted].nunique() if self.measure.counted else groups.size()
        return {str(village): int(size) for village, size in sizes.items()}

    @property
    def row_count(self) -> int:
        """How many ledger rows made the figure."""
        return sum(len(part) for part in self.parts)

    def sources(self) -> tuple[SourceRecord, ...]:
        """Return the tables and Excel rows that made the figure."""
        return tuple(
            SourceRecord(table=part.attrs["table"], rows=compress_rows(part.index)) for part in self.parts
        )

    def record(self, *, with_history: bool = False) -> FigureRecord:
        """Return the figure as the record holds it; its history means measuring the ledgers of all past months."""
        how = self.measure
        return FigureRecord(
            name=self.name,
            value=self.value,
            unit=self.unit,
            decimals=self.decimals,
            text=self.text(),
            definition=self.definition,
            kind=self.kind,
            ledger=self.ledger,
            sources=self.sources(),
            row_count=self.row_count,
            measured=Measured(counted=how.counted, adds=how.adds, additive=how.additive) if how else None,
            by_village=self.by_village(),
            sensitive=self.sensitive,
            units=self.units(),
            previous=self.previous,
            year_ago=self.year_ago,
            history=self.history() if with_history else {},
        )

    def summary(self) -> str:
        """Return the line that JupyterLab shows under a figure's cell, in Markdown."""
        change = ""
        if isinstance(self.previous, int | float) and isinstance(self.value, int | float):
            change = f"，上月 {plain(self.previous, self.decimals)}{self.unit}"
        source = "、".join(f"{part.attrs['table']} {len(part)} 行" for part in self.parts)
        about = f"<small>{escaped(source)}；{escaped(self.definition)}</small>"
        return f"**{escaped(self.short)}** {escaped(self.text() + change)}　{about}"


def _number(other: MadeFigure | float) -> float:
    return other.number if isinstance(other, MadeFigure) else other


def checked_rows(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return rows that still know their ledger and their Excel rows.

    Raises
    ------
    SectionError
        If the index is no longer that of the ledger, as after a merge or reset_index.
    """
    if not isinstance(rows, pd.DataFrame):
        raise SectionError(
            "选出来的不是台账的行", where=name, do="返回 DataFrame，例如 ledgers['小额信贷'].query(...)"
        )
    if rows.index.name != ROW or "table" not in rows.attrs:
        raise SectionError(
            "选出来的行已经认不出台账的行号",
            where=name,
            do="用筛选（isin、query、布尔条件）代替 merge、reset_index、concat",
        )
    if rows.index.has_duplicates:
        raise SectionError("同一行选了两次", where=name, do="检查筛选条件")
    return rows
