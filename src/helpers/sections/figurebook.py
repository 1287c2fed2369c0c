"""A section's figures by name: how each is made from rows, and what it was in other months."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from functools import cached_property

import pandas as pd

from helpers.errors import SectionError
from helpers.gate.disclosure import Disclosure, is_sensitive, marks_of
from helpers.ledgers import Ledgers
from helpers.months import Month
from helpers.offices import Office
from helpers.params import Part, Settings
from helpers.record import show
from helpers.sections.figures import (
    ROW,
    VILLAGE,
    Figure,
    Kind,
    Measure,
    Value,
    checked_rows,
    counting,
    extreme,
    listing,
    middle,
    summing,
)
from helpers.wording.numbers import convert, decimals_of

# Kinds of column whose values belong to one village each, so that counts of them add up over the villages.
_IDENTIFIERS = ("code", "id_number", "village", "village_code")
Select = Callable[[Ledgers], pd.DataFrame]


class FigureBook:
    """The figures of one section; making one displays its bundle and keeps it by its short name."""

    def __init__(self, part: Part, office: Office, settings: Settings, ledgers: Ledgers) -> None:
        self.part, self.office, self.settings, self.ledgers = part, office, settings, ledgers
        self.month = settings.month
        self.figures: dict[str, Figure] = {}
        self._disclosure = Disclosure(settings.report.small_counts.threshold, self.villages)

    def __getitem__(self, name: str) -> Figure:
        """Return a figure of this section by its short name."""
        try:
            return self.figures[name]
        except KeyError:
            known = "、".join(self.figures) or "还没有"
            raise SectionError(
                f"没有“{name}”这个指标", where=self.part.heading, do=f"已有的指标：{known}"
            ) from None

    # --- months -------------------------------------------------------------------------------------------------

    def ledgers_of(self, month: Month) -> Ledgers | None:
        """Return the ledgers of another month, or None where it has none that can be used."""
        return self.ledgers.of(month)

    @cached_property
    def past_months(self) -> list[Month]:
        """The months of the trend, this one last, as far as there are ledgers."""
        wanted = (self.month.plus(-back) for back in reversed(range(self.settings.report.trend_months)))
        return [month for month in wanted if self.ledgers_of(month) is not None]

    @property
    def villages(self) -> list[str]:
        """The villages in the order of their ledger."""
        return list(self.ledgers["村组"][VILLAGE])

    # --- figures ------------------------------------------------------------------------------------------------

    def count(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        *,
        unit: str,
        definition: str,
        distinct: str | None = None,
        kind: Kind = "stock",
    ) -> Figure:
        """Count the selected rows, or the distinct values of one of their columns.

        Parameters
        ----------
        name : str
            The figure's short name, in Chinese, unique in the section.
        rows : callable or DataFrame
            A function from the ledgers of a month to the rows that count, so that other months can be compared;
            or the rows themselves.
        unit : str
            The measure word: 户, 人, 个.
        definition : str
            What is counted, in words for the reader.
        distinct : str, optional
            The column whose distinct values count, such as 户编号.
        kind : str
            stock (at the end of the month), ytd (since January) or flow (in the month).
        """
        table = checked_rows(self._select(rows), name).attrs["table"]
        column = self.ledgers.schema(table).columns.get(distinct or "")
        measure = counting(distinct, identifies=column is not None and column.kind in _IDENTIFIERS)
        return self._measure(name, rows, measure, unit, 0, kind, definition)

    def total(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        columns: str | Sequence[str],
        *,
        definition: str,
        unit: str | None = None,
        decimals: int | None = None,
        kind: Kind = "stock",
    ) -> Figure:
        """Add up one or more columns of the selected rows, in the column's unit or converted into `unit`."""
        names = [columns] if isinstance(columns, str) else list(columns)
        into, factor = self._factor(rows, names, unit)
        places = decimals_of(into) if decimals is None else decimals
        return self._measure(name, rows, summing(names, factor, places), into, places, kind, definition)

    def least(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        column: str,
        *,
        definition: str,
        unit: str | None = None,
        decimals: int | None = None,
    ) -> Figure:
        """Take the least value of a column; it has no value when no row is selected."""
        return self._extreme(name, rows, column, True, definition, unit, decimals)

    def greatest(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        column: str,
        *,
        definition: str,
        unit: str | None = None,
        decimals: int | None = None,
    ) -> Figure:
        """Take the greatest value of a column; it has no value when no row is selected."""
        return self._extreme(name, rows, column, False, definition, unit, decimals)

    def mean(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        column: str,
        *,
        definition: str,
        unit: str,
        decimals: int = 1,
    ) -> Figure:
        """Average a column over the selected rows; it has no value when no row is selected."""
        return self._measure(
            name, rows, middle(column, statistics.fmean, decimals), unit, decimals, "extreme", definition
        )

    def median(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        column: str,
        *,
        definition: str,
        unit: str,
        decimals: int = 1,
    ) -> Figure:
        """Take the median of a column of the selected rows; it has no value when no row is selected."""
        return self._measure(
            name, rows, middle(column, statistics.median, decimals), unit, decimals, "extreme", definition
        )

    def listing(self, name: str, rows: Select | pd.DataFrame, column: str, *, definition: str) -> Figure:
        """List the distinct values of a column (villages, assets) in the order of the ledger, joined by 、."""
        known = self.ledgers.schema(checked_rows(self._select(rows), name).attrs["table"]).columns
        if column in known and known[column].personal:
            raise SectionError(
                f"“{column}”是个人信息，不能写进报告", where=name, do="只列村、项目、资产等名称"
            )
        return self._measure(name, rows, listing(column), "", 0, "listing", definition)

    def share(self, name: str, part: Figure, whole: Figure, *, definition: str, decimals: int = 1) -> Figure:
        """Return one figure as a percentage of another; it has no value when the other is zero."""
        return self._derive(name, (part, whole), _percent(decimals), "%", decimals, definition)

    def ratio(
        self, name: str, amount: Figure, count: Figure, *, unit: str, definition: str, decimals: int = 2
    ) -> Figure:
        """Divide one figure by another: an average per household; it has no value when the other is zero."""
        return self._derive(name, (amount, count), _quotient(decimals), unit, decimals, definition)

    def sum(self, name: str, figures: Sequence[Figure], *, definition: str) -> Figure:
        """Add figures of one unit up."""
        return self._derive(name, tuple(figures), _added, figures[0].unit, figures[0].decimals, definition)

    def difference(self, name: str, figure: Figure, less: Figure, *, definition: str) -> Figure:
        """Take one figure from another of the same unit."""
        return self._derive(name, (figure, less), _subtracted, figure.unit, figure.decimals, definition)

    def growth(self, name: str, figure: Figure, *, definition: str, decimals: int = 1) -> Figure:
        """Return by how many percent a figure has grown since the same month a year ago; no value without one."""
        before, value = figure.year_ago, None
        if isinstance(before, int | float) and before > 0 and figure.value is not None:
            value = round(100 * (figure.number - before) / before, decimals)
        return self._add(
            Figure(
                self._name(name),
                value,
                "%",
                decimals,
                definition,
                "ratio",
                ledger=figure.ledger,
                parts=figure.parts,
            )
        )

    def last_month(self, name: str, figure: Figure, *, definition: str) -> Figure:
        """Quote a figure as the month before reported it, for a correction that names both numbers."""
        ledger = f"{self.month.previous.label}的{figure.ledger}"
        return self._add(
            Figure(
                self._name(name), figure.previous, figure.unit, figure.decimals, definition, "given", ledger
            )
        )

    def given(
        self, name: str, value: float | int, *, unit: str, definition: str, source: str, decimals: int = 0
    ) -> Figure:
        """Quote a number that no ledger row makes, such as how many plans the params name."""
        return self._add(Figure(self._name(name), value, unit, decimals, definition, "given", source))

    def limit(self, name: str) -> Figure:
        """Return a limit or threshold of ``params/report.yaml`` as a figure, so that text can quote it with its source.

        Raises
        ------
        SectionError
            If the params have no such limit.
        """
        try:
            limit = self.settings.report.limits[name]
        except KeyError:
            raise SectionError(
                f"没有“{name}”这个限值", where="params/report.yaml 的 limits", do="补上这一项，或改正名字"
            ) from None
        value: float | int = int(limit.value) if limit.value == int(limit.value) else limit.value
        places = 0 if isinstance(value, int) else 2
        return self.given(
            name, value, unit=limit.unit, definition=limit.source, source="参数", decimals=places
        )

    def _name(self, short: str) -> str:
        return f"{self.part.figure_prefix}.{short}"

    def _add(self, figure: Figure) -> Figure:
        if figure.short in self.figures:
            raise SectionError(f"“{figure.short}”定义了两次", where=self.part.heading, do="给其中一个换名")
        self.figures[figure.short] = figure
        # Measured for the key figures alone: for all of them it would nearly double the work of a section.
        record = figure.record(with_history=figure.name in self.settings.report.key_figures)
        show(record, markdown=figure.summary())
        return figure

    def _select(self, rows: Select | pd.DataFrame) -> pd.DataFrame:
        return rows(self.ledgers) if callable(rows) else rows

    def _factor(self, rows: Select | pd.DataFrame, columns: list[str], unit: str | None) -> tuple[str, float]:
        """Return the figure's unit and the factor from the ledger's unit to it."""
        frame = self._select(rows)
        known = self.ledgers.schema(frame.attrs["table"]).columns
        units = {known[column].unit for column in columns if column in known}
        of = next(iter(units), None) or unit
        if of is None or len(units) > 1:
            raise SectionError(f"“{'、'.join(columns)}”的单位不明", do="写明 unit=…，各列的单位要相同")
        into = unit or of
        return into, convert(1, of, into)

    def _measure(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        measure: Measure,
        unit: str,
        decimals: int,
        kind: Kind,
        definition: str,
    ) -> Figure:
        part = checked_rows(self._select(rows), name)

        def value_in(month: Month) -> Value:
            ledgers = self.ledgers_of(month) if callable(rows) else None
            if not callable(rows) or ledgers is None:
                return None
            with ledgers.missing() as missing:
                value = measure.apply(rows(ledgers))
            # What a month did not keep was not zero then: there is nothing to compare with.
            return None if missing else value

        schema = self.ledgers.schema(part.attrs["table"])
        return self._add(
            Figure(
                self._name(name),
                measure.apply(part),
                unit,
                decimals,
                definition,
                kind,
                ledger=f"{schema.ledger_code} {schema.ledger_name}",
                parts=(part,),
                measure=measure,
                # A sum since January starts anew in January: December's is another year's.
                previous=None if kind == "ytd" and self.month.number == 1 else value_in(self.month.previous),
                year_ago=value_in(self.month.year_ago),
                history=lambda: {str(month): value_in(month) for month in self.past_months},
                withheld=self._withheld(part, measure),
                sensitive=is_sensitive(part, self._marks(part)),
            )
        )

    def _withheld(self, rows: pd.DataFrame, measure: Measure) -> frozenset[str]:
        """Return the villages whose value of a figure must not be told."""
        if VILLAGE not in rows:
            return frozenset()
        key = (measure.counted, measure.adds) if measure.additive else None
        return self._disclosure.withheld(rows, self._marks(rows), VILLAGE, measure.counted, key)

    def is_small(self, part: pd.DataFrame, whole: pd.DataFrame, counted: str | None) -> bool:
        """Tell whether rows of a village stand for too few of a sensitive class, to which all like them belong."""
        count = part[counted].nunique() if counted else len(part)
        return count < self.settings.report.small_counts.threshold and is_sensitive(whole, self._marks(whole))

    def _marks(self, rows: pd.DataFrame) -> dict[str, tuple[str, ...]]:
        return marks_of(self.ledgers.schema(rows.attrs["table"]), self.ledgers.schemas())

    def _extreme(
        self,
        name: str,
        rows: Select | pd.DataFrame,
        column: str,
        least: bool,
        definition: str,
        unit: str | None,
        decimals: int | None,
    ) -> Figure:
        into, factor = self._factor(rows, [column], unit)
        places = decimals_of(into) if decimals is None else decimals
        return self._measure(name, rows, extreme(column, least, factor), into, places, "extreme", definition)

    def _derive(
        self,
        name: str,
        of: tuple[Figure, ...],
        formula: Callable[[Sequence[Value]], Value],
        unit: str,
        decimals: int,
        definition: str,
    ) -> Figure:
        """Make a figure from figures; its rows are theirs."""
        parts: dict[str, pd.DataFrame] = {}
        for part in (part for figure in of for part in figure.parts):
            table = part.attrs["table"]
            if table in parts:
                both = parts[table].index.union(part.index)
                parts[table] = self.ledgers[table].loc[both.rename(ROW)]
            else:
                parts[table] = part

        def history() -> dict[str, Value]:
            past = [figure.history() for figure in of]
            months = [month for month in past[0] if all(month in values for values in past)]
            return {month: formula([values[month] for values in past]) for month in months}

        return self._add(
            Figure(
                self._name(name),
                formula([figure.value for figure in of]),
                unit,
                decimals,
                definition,
                "ratio",
                ledger="、".join(dict.fromkeys(figure.ledger for figure in of if figure.ledger)),
                parts=tuple(parts.values()),
                previous=formula([figure.previous for figure in of]),
                year_ago=formula([figure.year_ago for figure in of]),
                history=history,
            )
        )


def _percent(decimals: int) -> Callable[[Sequence[Value]], Value]:
    def formula(values: Sequence[Value]) -> Value:
        part, whole = values
        if isinstance(part, str) or isinstance(whole, str) or part is None or not whole:
            return None
        return round(100 * part / whole, decimals)

    return formula


def _quotient(decimals: int) -> Callable[[Sequence[Value]], Value]:
    def formula(values: Sequence[Value]) -> Value:
        amount, count = values
        if isinstance(amount, str) or isinstance(count, str) or amount is None or not count:
            return None
        return round(amount / count, decimals)

    return formula


def _added(values: Sequence[Value]) -> Value:
    numbers = [value for value in values if isinstance(value, int | float)]
    return _whole(math.fsum(numbers)) if len(numbers) == len(values) else None


def _subtracted(values: Sequence[Value]) -> Value:
    numbers = [value for value in values if isinstance(value, int | float)]
    return _whole(numbers[0] - numbers[1]) if len(numbers) == len(values) else None


def _whole(number: float) -> Value:
    number = round(number, 6)
    return int(number) if number == int(number) else number
