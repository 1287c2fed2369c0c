"""What the commands say: for people on the terminal, or one JSON document for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import progress as bars
from rich.console import Console
from rich.table import Table
from rich.text import Text

from helpers.cli.places import from_here, seen
from helpers.cli.telling import told
from helpers.errors import YuebaoError, advice
from helpers.months import Month
from helpers.offices import Office
from helpers.runs.progress import Progress

if TYPE_CHECKING:  # The others read and count with pandas, which a command's help need not wait for.
    from helpers.checks import CheckResult
    from helpers.ledgers import Problem
    from helpers.record import FigureRecord
    from helpers.runs.month import RunResult
    from helpers.runs.trace import Trace, TracedRows
    from helpers.runs.verify import Verified

STYLES = {"通过": "green", "不通过": "bold red", "豁免": "yellow", "不适用": "dim", "提醒": "yellow"}
# How much of the rows behind a figure fits a terminal.
MOST_ROWS, MOST_COLUMNS = 20, 6


# --- progress ---------------------------------------------------------------------------------------------


@contextmanager
def progress(*, as_json: bool) -> Iterator[Progress]:
    """Yield what shows how far a run is: a bar on a terminal, plain lines elsewhere; both on stderr."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[last]}", style="dim"),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=console) as shown:
        yield _Bars(shown)


class _Bars(Progress):
    def __init__(self, shown: bars.Progress) -> None:
        self._shown = shown
        self._task = bars.TaskID(0)

    def stage(self, name: str, steps: int | None) -> None:
        self._task = self._shown.add_task(name, total=steps, last="")

    def step(self, name: str, *, failed: bool = False) -> None:
        if failed:
            self._shown.console.print(Text(f"{told(name)} 不通过", style="bold red"))
        self._shown.update(self._task, advance=1, last=told(name))


class _Lines(Progress):
    def __init__(self, console: Console) -> None:
        self._console = console
        self._name, self._steps, self._done = "", "", 0

    def stage(self, name: str, steps: int | None) -> None:
        self._name, self._steps, self._done = name, f"/{steps}" if steps else "", 0

    def step(self, name: str, *, failed: bool = False) -> None:
        self._done += 1
        said = f"{self._name} {self._done}{self._steps} {told(name)}{' 不通过' if failed else ''}"
        self._console.print(said, soft_wrap=True)


# --- results ----------------------------------------------------------------------------------------------


def show_run(result: RunResult, *, as_json: bool) -> None:
    """Say what was published, or where the part that was asked for lies."""
    result = told(result)
    if as_json:
        _write_json(_result(result))
        return
    console = Console(highlight=False)
    folder = seen(f"outputs/{'' if result.published else 'drafts/'}{result.month}")
    if result.published:
        console.print(Text(f"{result.month.label}的报告已发布：{folder}", style="bold green"))
    else:
        console.print(
            Text(f"只运行了 {len(result.sections)} 节，没有发布，已发布的报告保持原样", style="bold yellow")
        )
        console.print(f"  结果    {folder}")
    files = [name for name in result.files if not name.startswith("sections/")]
    console.print(f"  文件    {'、'.join(files)}", soft_wrap=True)
    console.print(f"  章节    {len(result.sections)} 节，笔记本在 {folder}/sections", soft_wrap=True)
    console.print(f"  勾稽    {_counted(result.checks)}", soft_wrap=True)
    _print_remarks(console, _remarks(result))


def show_check(result: RunResult, *, as_json: bool) -> None:
    """Say that ledgers, and checks where they were judged, allow the month, with what is to be looked at."""
    result = told(result)
    if as_json:
        _write_json(_result(result))
        return
    console = Console(highlight=False)
    if result.problems:
        from helpers.ledgers import problems_table

        console.print(problems_table(result.problems))
        console.print(f"全部问题：{seen(f'outputs/drafts/{result.month}/problems.xlsx')}\n", soft_wrap=True)
    if result.sections:
        console.print(_checks_table(result.checks))
        said = f"{result.month} 可以发布（{_counted(result.checks)}）"
    else:
        said = f"{result.month} 的台账、参数和笔记本没有错误；勾稽关系由 yuebao run {result.month} --no-report 核对"
    console.print(Text(said, style="bold green"), soft_wrap=True)
    _print_remarks(console, result.warnings)


def show_verified(verified: Verified, *, as_json: bool) -> None:
    """Say of each file whether it could be made again; first what has changed since."""
    verified = told(verified)
    if as_json:
        _write_json(
            {
                "ok": verified.identical,
                "exit_code": 0 if verified.identical else 1,
                "month": str(verified.month),
                "changed": verified.changed,
                "touched": verified.touched,
                "files": verified.files,
                "folder": str(verified.folder) if verified.folder else None,
            }
        )
        return
    console = Console(highlight=False)
    for said in verified.changed:
        console.print(Text(f"原因　{seen(said)}", style="yellow"), soft_wrap=True)
    for name, said in verified.touched.items():
        file = seen(f"outputs/{verified.month}/{name}")
        console.print(Text(f"注意　{file} {said}", style="bold red"), soft_wrap=True)
    table = Table()
    table.add_column("文件", overflow="fold")
    table.add_column("重做的与发布的", no_wrap=True)
    for name, said in verified.files.items():
        table.add_row(Text(name), Text(said, style="green" if said == "一致" else "bold red"))
    console.print(table)
    month, counts = verified.month, Counter(verified.files.values())
    counted = "，".join(f"{said} {count}" for said, count in counts.items())
    if verified.identical:
        console.print(Text(f"{month} 重做与发布的完全一致（{counted}）", style="bold green"))
    elif verified.folder is None:
        console.print(Text(f"{month} 能原样重做（{counted}），但已发布的文件夹被动过", style="bold red"))
    else:
        console.print(Text(f"{month} 重做与发布的不一致（{counted}）", style="bold red"))
        console.print(f"  重做的在 {seen(f'outputs/drafts/{verified.folder.name}')}", soft_wrap=True)


def show_figures(figures: Sequence[FigureRecord], month: Month, *, as_json: bool) -> None:
    """List the figures of a section, any of which can be traced."""
    figures = told(list(figures))
    if as_json:
        listed = [
            {"name": one.name, "value": one.value, "unit": one.unit, "text": one.text} for one in figures
        ]
        _write_json({"month": str(month), "figures": listed})
        return
    table = Table(
        title=f"{figures[0].name.partition('.')[0]}　{len(figures)} 个指标（{month}）", title_justify="left"
    )
    table.add_column("指标", overflow="fold")
    table.add_column("数", overflow="fold", justify="right")
    for one in figures:
        table.add_row(Text(one.name), Text(one.text))
    console = Console(highlight=False)
    console.print(table)
    console.print(f"查一个数的行：yuebao trace {figures[0].name} --month {month}", soft_wrap=True)


def show_trace(trace: Trace, month: Month, csv_file: Path | None, *, as_json: bool) -> None:
    """Show a figure, how it is defined, and the ledger rows that made it."""
    trace = told(trace)
    figure = trace.figure
    if as_json:
        _write_json(
            {
                "month": str(month),
                "figure": figure.model_dump(mode="json"),
                "rows": [_rows(part) for part in trace.parts],
                "changed": trace.changed,
            }
        )
        return
    console = Console(highlight=False)
    console.print(Text(f"{figure.name}　{figure.text}（{month}）", style="bold"))
    console.print(f"  口径    {figure.definition}", soft_wrap=True)
    console.print(f"  来源    {figure.ledger or '参数'}，共 {figure.row_count} 行", soft_wrap=True)
    for name in trace.changed:
        console.print(Text(f"  注意    {seen(name)} 在报告生成后改动过，下面是改动后的行", style="yellow"))
    for part in trace.parts:
        console.print()
        console.print(_rows_table(part, figure.definition))
    if csv_file is not None:
        console.print(f"\n全部行和列：{csv_file}", soft_wrap=True)


def show_notebooks(office: Office, copied: Sequence[Path], *, as_json: bool) -> None:
    """List the notebooks and whose they are, or say what was copied."""
    own = {name: office.owns(path) for name, path in office.notebooks().items()}
    if as_json:
        _write_json(
            {
                "ok": True,
                "copied": [path.stem for path in copied],
                "notebooks": {name: "office" if is_own else "suite" for name, is_own in own.items()},
            }
        )
        return
    console = Console(highlight=False)
    for path in copied:
        console.print(Text(f"已复制：{from_here(path)}，可以改了", style="bold green"), soft_wrap=True)
    if copied:
        return
    table = Table()
    for heading in ("notebook", "来自", "位置"):
        table.add_column(heading, overflow="fold")
    for name, path in office.notebooks().items():
        table.add_row(name, "办公室" if own[name] else "软件自带", from_here(path))
    console.print(table)


def show_demo(folder: Path, months: Sequence[Month], *, as_json: bool) -> None:
    """Say where the demo office is and what to do with it."""
    if as_json:
        _write_json({"ok": True, "folder": str(folder), "months": [str(month) for month in months]})
        return
    console = Console(highlight=False)
    console.print(Text(f"示例办公室已建好：{folder}", style="bold green"), soft_wrap=True)
    written = f"写了 {'、'.join(map(str, months))}" if months else "各月的都在，没有改动"
    console.print(f"  台账    {written}", soft_wrap=True)
    console.print(f"  下一步  yuebao run 月份 --office {folder}", soft_wrap=True)


def show_error(error: YuebaoError, *, as_json: bool) -> None:
    """Say what is wrong, where, and what to do; with the cells or checks that are the cause."""
    problems: Sequence[Problem] = told(getattr(error, "problems", ()))
    checks: Sequence[CheckResult] = told(getattr(error, "results", ()))
    place, what, do = told((error.where, error.what, error.do))
    if as_json:
        said = {"kind": type(error).__name__, "where": place, "what": what, "do": do}
        content = {"ok": False, "exit_code": error.exit_code, "error": said}
        content |= {"problems": [asdict(problem) for problem in problems]} if problems else {}
        content |= {"checks": [asdict(check) for check in checks]} if checks else {}
        _write_json(content)
        return
    console = Console(stderr=True, highlight=False)
    if problems:
        from helpers.ledgers import problems_table

        console.print(problems_table(problems))
    if checks:
        console.print(_checks_table([check for check in checks if check.conclusion in ("不通过", "豁免")]))
    where = seen(f"{place}：") if place else ""
    text = Text.assemble(
        ("错误　", "bold red"), (where, "bold"), seen(what), seen(f"\n{advice(do)}") if do else ""
    )
    console.print(text, soft_wrap=True)


def _remarks(result: RunResult) -> list[str]:
    """List what is to be known of a published month besides."""
    remarks = [f"{check.id} {check.explanation}" for check in result.checks if check.conclusion == "豁免"]
    remarks += [
        f"{check.id} {check.says}：{check.explanation}"
        for check in result.checks
        if check.conclusion == "不通过"
    ]
    if warnings := sum(problem.level == "warning" for problem in result.problems):
        remarks.append(f"台账有 {warnings} 处提醒，用 yuebao check {result.month} 查看")
    return [*remarks, *result.warnings]


def _print_remarks(console: Console, remarks: Sequence[str]) -> None:
    for remark in remarks:
        console.print(Text(f"  提醒    {seen(remark)}", style="yellow"), soft_wrap=True)


def _counted(checks: Sequence[CheckResult]) -> str:
    """Count the checks by conclusion; a failure that forbids nothing is a 提醒.

    The warnings of the ledgers, which stand among the results as such, are told of by themselves.
    """
    judged = [check for check in checks if check.conclusion != "提醒"]
    kinds = (
        "提醒" if check.conclusion == "不通过" and not check.forbids else check.conclusion for check in judged
    )
    counts = Counter[str](kinds)
    return "，".join(f"{kind} {counts[kind]}" for kind in STYLES if counts[kind]) or "没有"


def _checks_table(checks: Sequence[CheckResult]) -> Table:
    table = Table(title="勾稽关系", title_justify="left")
    for heading in ("编号", "勾稽关系", "级别", "结论", "说明"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("编号", "级别", "结论"))
    for check in checks:
        conclusion = Text(check.conclusion, style=STYLES[check.conclusion])
        table.add_row(check.id, Text(check.says), check.level, conclusion, Text(check.explanation))
    return table


def _rows_table(part: TracedRows, definition: str) -> Table:
    """Lay out the key, what the figure's definition speaks of, and other telling columns as far as they fit."""
    kinds = ("village", "money", "decimal", "integer", "date", "choice")
    telling = [name for name, column in part.schema.columns.items() if column.kind in kinds]
    telling.sort(key=lambda name: (part.schema.columns[name].kind != "village", name not in definition))
    kept = list(dict.fromkeys([*part.schema.key, *part.added, *telling]))[:MOST_COLUMNS]
    names = [part.added.get(name, name) for name in kept]
    table = Table(title=f"{part.file}　工作表“{part.sheet}”　{len(part.rows)} 行", title_justify="left")
    for heading in ("行号", *names):
        table.add_column(heading, overflow="fold", justify="right" if heading == "行号" else "left")
    for number, row in part.rows.head(MOST_ROWS).iterrows():
        table.add_row(str(number), *(Text(row[name]) for name in names))
    if part.total:
        # How many there are stands under the first of the columns that are shown.
        cells = [part.total.get(name, "") for name in names]
        if not part.added:
            cells[0] = next(iter(part.total.values()))
        table.add_section()
        table.add_row("合计", *map(Text, cells))
    if part.whole:
        place = names.index(next(iter(part.total)))
        table.add_row("总计", *(Text(part.whole if at == place else "") for at in range(len(names))))
    if len(part.rows) > MOST_ROWS:
        table.caption = f"还有 {len(part.rows) - MOST_ROWS} 行没有列出，用 --csv FILE 写出全部行和列"
    return table


def _rows(part: TracedRows) -> dict[str, Any]:
    return {
        "ledger": part.ledger,
        "file": part.file,
        "sheet": part.sheet,
        "rows": [
            {"行": number, **row}
            for number, row in zip(part.rows.index, part.rows.to_dict("records"), strict=True)
        ],
    }


def _result(result: RunResult) -> dict[str, Any]:
    return {
        "ok": True,
        "exit_code": 0,
        "month": str(result.month),
        "published": result.published,
        "folder": str(result.folder),
        "files": result.files,
        "sections": result.sections,
        "checks": [asdict(check) for check in result.checks],
        "problems": [asdict(problem) for problem in result.problems],
        "warnings": result.warnings,
    }


def _write_json(content: dict[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2))
