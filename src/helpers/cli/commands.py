"""The commands and their help."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from helpers.cli import places, screen
from helpers.errors import UsageError
from helpers.months import Month
from helpers.offices import OFFICE_VARIABLE, Office

EXIT_CODES = """\b
退出码：
  0    完成（run 已发布，check 全部通过，verify 全部一致）
  1    台账、勾稽关系或章节不允许发布，verify 有不同，或程序出错
  2    命令写错（没有这个月份、章节、指标、选项……）
  130  被 Ctrl-C 中断，没有发布任何内容
"""


YUEBAO = """月报：由台账生成每月工作报告，每个数都能追到台账的行。

\b
例：
  yuebao demo 示例办公室
  yuebao run 2021-10 --office 示例办公室
"""

RUN = """运行一个月并发布报告。

先核对台账，再运行各章节、核对勾稽关系，最后排印。有一处不通过就不发布，已发布的报告保持原样。

\b
例：
  yuebao run 2021-10
  yuebao run 2021-10 --no-report
  yuebao run 2021-10 --only 小额信贷,监测帮扶
"""

CHECK = """核对一个月的台账、参数和笔记本的写法，什么也不运行。

台账的问题写在 outputs/drafts/月份/problems.xlsx。勾稽关系要运行各章节才能核对，用 yuebao run 月份 --no-report。

\b
例：
  yuebao check 2021-10
"""

VERIFY = """把发布过的月份原样重做一遍，与 manifest.json 逐个文件比对。

重做在 outputs/drafts 里进行，不动已发布的月份。台账、参数、笔记本、程序或软件包与发布时不一样的，先列出来；
发布后被改动过的文件也列出来。

\b
结论：
  一致  与发布时一个字节不差
  不同  重做出来的不一样
  缺少  发布过，重做没有做出来
  多出  重做做了出来，当时没有发布

\b
例：
  yuebao verify 2021-10
"""

TRACE = """查一个数由台账的哪些行得来；个人信息一律遮盖。

\b
例：
  yuebao trace 小额信贷 --month 2021-10           一节有哪些数
  yuebao trace 小额信贷.存量贷款 --month 2021-10
"""

NOTEBOOKS = """列出各章节的 notebook 和它们的来处，或把软件自带的复制到办公室里来改。

办公室有的，用办公室的；没有的，用软件自带的。已经有的从不覆盖。

\b
例：
  yuebao notebooks
  yuebao notebooks --copy 06_microcredit
"""

LAB = """在 JupyterLab 里打开办公室。

\b
例：
  yuebao lab --office 示例办公室
  yuebao lab -- --no-browser --port 8899
"""

DEMO = """新建一个示例办公室：参数和各月台账，全部是虚构的数据。

\b
例：
  yuebao demo 示例办公室
"""


class _MonthType(click.ParamType):
    name = "月份"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        return value if isinstance(value, Month) else Month.parse(value)


class _Sections(click.ParamType):
    name = "章节"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        return [name for name in re.split(r"[,，、\s]+", value) if name] if isinstance(value, str) else value


def _command(name: str, said: str) -> Callable[[Callable[..., Any]], click.Command]:
    return yuebao.command(name, help=said, epilog=EXIT_CODES, options_metavar="[选项]")


def _find_office(ctx: click.Context, param: click.Parameter, folder: str | None) -> Office:
    office = Office.find(folder)
    places.enter(office)
    return office


_office = click.option(
    "--office",
    metavar="DIR",
    envvar=OFFICE_VARIABLE,
    callback=_find_office,
    help="办公室的文件夹，默认从当前文件夹向上找。",
)
_json = click.option("--json", "as_json", is_flag=True, help="结果以 JSON 写到标准输出，供程序读取。")
_jobs = click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="同时运行几个章节，默认按处理器核数。"
)
_month = click.argument("month", type=_MonthType(), metavar="月份")


@click.group(
    help=YUEBAO,
    invoke_without_command=True,
    subcommand_metavar="命令 …",
    options_metavar="[选项]",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(metadata.version("yuebao"), help="显示版本号。", message="yuebao %(version)s")
@click.pass_context
def yuebao(ctx: click.Context) -> None:
    """Show what the command can do."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@_command("run", RUN)
@_month
@_office
@click.option(
    "--only",
    type=_Sections(),
    multiple=True,
    metavar="章节",
    help="只运行这些章节（可写多次，或用逗号隔开）；不替换已发布的月份，结果在 outputs/drafts。",
)
@click.option("--no-report", is_flag=True, help="运行各章节、核对勾稽关系后就停，不排印，不发布。")
@_jobs
@_json
def run(
    month: Month,
    office: Office,
    only: tuple[list[str], ...],
    no_report: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Run a month and publish it."""
    from helpers.runs.month import run_month

    wanted = [name for names in only for name in names]
    with screen.progress(as_json=as_json) as progress:
        result = run_month(office, month, only=wanted, report=not no_report, jobs=jobs, progress=progress)
    show = screen.show_check if no_report and not wanted else screen.show_run
    show(result, as_json=as_json)


@_command("check", CHECK)
@_month
@_office
@_jobs
@_json
def check(month: Month, office: Office, jobs: int | None, as_json: bool) -> None:
    """Check a month without running a notebook."""
    from helpers.runs.month import check_month

    with screen.progress(as_json=as_json) as progress:
        result = check_month(office, month, jobs=jobs, progress=progress)
    screen.show_check(result, as_json=as_json)


@_command("verify", VERIFY)
@_month
@_office
@_jobs
@_json
def verify(month: Month, office: Office, jobs: int | None, as_json: bool) -> int:
    """Make a published month again and compare."""
    from helpers.runs.verify import verify_month

    with screen.progress(as_json=as_json) as progress:
        verified = verify_month(office, month, jobs=jobs, progress=progress)
    screen.show_verified(verified, as_json=as_json)
    return 0 if verified.identical else 1


@_command("trace", TRACE)
@click.argument("figure", metavar="指标")
@click.option("--month", type=_MonthType(), required=True, metavar="月份", help="哪个月的报告。")
@_office
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="把全部行和列写成 CSV。",
)
@_json
def trace(figure: str, month: Month, office: Office, csv_file: Path | None, as_json: bool) -> None:
    """Show the rows behind a figure."""
    from helpers.runs.trace import section_figures, trace_figure, write_trace

    if listed := section_figures(office, month, figure):
        if csv_file is not None:
            raise UsageError(
                f"“{figure}”是一节，不是一个指标", where="--csv", do=f"写全名，如 {listed[0].name}"
            )
        screen.show_figures(listed, month, as_json=as_json)
        return
    found = trace_figure(office, month, figure)
    if csv_file is not None:
        write_trace(found, csv_file)
    screen.show_trace(found, month, csv_file, as_json=as_json)


@_command("notebooks", NOTEBOOKS)
@_office
@click.option("--copy", "copies", multiple=True, metavar="NAME", help="复制这个 notebook（可写多次）。")
@_json
def notebooks(office: Office, copies: tuple[str, ...], as_json: bool) -> None:
    """List the notebooks, or copy some into the office."""
    copied = [office.copy_notebook(name) for name in copies]
    screen.show_notebooks(office, copied, as_json=as_json)


@_command("lab", LAB)
@_office
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[-- JupyterLab 的选项]")
def lab(office: Office, options: tuple[str, ...]) -> None:
    """Open JupyterLab on an office."""
    from jupyterlab.labapp import main

    from helpers.runs.shadowing import require_unhidden

    require_unhidden(office)
    main([f"--notebook-dir={office.folder}", *options])


@_command("demo", DEMO)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option(
    "--targets",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="另一套目标数的文件夹，默认用自带的。",
)
@click.option(
    "--month", type=_MonthType(), metavar="月份", help="只写这个月的报告要用的月份，默认写全部月份。"
)
@_json
def demo(folder: Path, targets: Path | None, month: Month | None, as_json: bool) -> None:
    """Make a demo office."""
    from helpers.demo import write_office

    with screen.progress(as_json=as_json) as progress:
        progress.stage("写示例台账", None)
        months = write_office(
            folder, targets, for_month=month, progress=lambda written: progress.step(str(written))
        )
    screen.show_demo(folder, months, as_json=as_json)
