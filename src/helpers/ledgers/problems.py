"""What is wrong with a ledger, cell by cell: for the terminal, for a workbook of problems, as an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from rich.table import Table
from rich.text import Text

from helpers.errors import LedgerError, advice
from helpers.ledgers.masking import mask_numbers
from helpers.private import write_private

Level = Literal["error", "warning", "info"]
LEVELS: dict[Level, str] = {"error": "错误", "warning": "提醒", "info": "说明"}
_HEADINGS = ("级别", "文件", "工作表", "单元格", "列", "值", "问题", "怎么办", "规则")
_WIDTHS = (6, 30, 14, 12, 16, 20, 50, 40, 10)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one place of a workbook, in words for the person who keeps it.

    Errors forbid the report; warnings are to be looked at; infos say what was read otherwise than it was
    written, and sum up all cells of a column in one problem.
    """

    level: Level
    file: str
    #: Empty where the fault is the file's.
    sheet: str = ""
    #: ``F17``, or ``F17,F20-F45`` of an info.
    cell: str = ""
    column: str = ""
    #: What stands there, masked.
    value: str = ""
    what: str = ""
    do: str = ""
    #: The rule of the ledger (``L11-1``) or the kind of check (``必填``).
    rule: str = ""

    @property
    def place(self) -> str:
        """Where it is: ``L11_小额信贷.xlsx 小额信贷!F17``."""
        return f"{self.file} {'!'.join(filter(None, (self.sheet, self.cell)))}".strip()

    def __str__(self) -> str:
        subject = "".join(
            (f"“{self.column}”" if self.column else "", f"（{self.value}）" if self.value else "")
        )
        return f"{self.place}：{subject}{self.what}" + (f"。{advice(self.do, '请')}" if self.do else "")


class LedgerFaults(LedgerError):  # noqa: N818  (several of them, as its message says)
    """A month whose ledgers have errors; `problems` holds all of them, warnings and infos too."""

    shown = 5

    def __init__(self, problems: Sequence[Problem], *, where: str = "") -> None:
        self.problems = list(problems)
        errors = [problem for problem in problems if problem.level == "error"]
        lines = [f"台账有 {len(errors)} 处错误"]
        lines += [f"  {problem}" for problem in errors[: self.shown]]
        if len(errors) > self.shown:
            lines.append(f"  ……还有 {len(errors) - self.shown} 处")
        super().__init__(
            "\n".join(lines),
            where=where,
            do="按单元格改好台账再运行；全部问题见 yuebao check 写出的 problems.xlsx",
        )


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Return the errors among the problems."""
    return [problem for problem in problems if problem.level == "error"]


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems errors first, then by file; within a file as they were found."""
    order = list(LEVELS)
    return sorted(problems, key=lambda problem: (order.index(problem.level), problem.file))


def problems_table(problems: Sequence[Problem], *, most: int = 20) -> Table:
    """Return the problems as a table for the terminal.

    Of many problems of one kind in one column only the first is shown, with how many more there are.
    """
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in sort_problems(problems):
        kind = (problem.level, problem.file, problem.sheet, problem.column, problem.rule)
        groups.setdefault(kind, []).append(problem)
    counts = Counter(problem.level for problem in problems)
    table = Table(
        title="、".join(f"{LEVELS[level]} {counts[level]} 处" for level in LEVELS if counts[level])
        or "没有问题",
        title_justify="left",
        caption_justify="left",
    )
    for heading in ("级别", "位置", "列", "值", "问题", "怎么办"):
        table.add_column(heading, overflow="fold")
    for problem, *more in list(groups.values())[:most]:
        what = problem.what + (f"（这一列同类共 {len(more) + 1} 处）" if more else "")
        cells = (LEVELS[problem.level], problem.place, problem.column, problem.value, what, problem.do)
        table.add_row(*map(Text, cells))
    if len(groups) > most:
        table.caption = f"还有 {len(groups) - most} 类问题没有列出"
    return table


def write_problems(problems: Sequence[Problem], path: Path) -> None:
    """Write all problems, one a row, as a workbook that can be filtered; numbers of persons are masked in it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "问题"
    sheet.append(_HEADINGS)
    for problem in sort_problems(problems):
        texts = {name: mask_numbers(text) for name, text in asdict(problem).items() if name != "level"}
        sheet.append([LEVELS[problem.level], *texts.values()])
    for row in sheet.iter_rows():
        for cell in row:
            # What stands in a ledger may begin with "=": it must not become a formula here.
            cell.data_type = "s" if cell.value is not None else cell.data_type
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.cell(1, index).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    # What is wrong with a row is often what must not be read by others.
    path.parent.mkdir(parents=True, exist_ok=True)
    with BytesIO() as data:
        book.save(data)
        write_private(path, data.getvalue())
