"""Which file of a month's folder is the workbook of which ledger."""

from __future__ import annotations

import difflib
import fnmatch
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from helpers.ledgers.headers import normalise
from helpers.ledgers.problems import Problem
from helpers.ledgers.schemas import LedgerSchema, Schemas
from helpers.months import Month


def find_workbooks(
    folder: Path, schemas: Schemas, month: Month, absent: Collection[str] = ()
) -> tuple[dict[str, Path], list[Problem]]:
    """Return the workbook of each ledger by the ledger's code, and what is missing or there twice.

    Parameters
    ----------
    folder : Path
        The folder of a month's workbooks.
    schemas : Schemas
        The ledgers and the names of their files.
    month : Month
        Which month it is: a ledger that is not kept then is not missed.
    absent : collection of str
        Codes of the ledgers that the office does not keep.
    """
    if not folder.is_dir():
        place = "/".join(folder.parts[-3:])
        kept = [ledger for ledger in schemas.ledgers if ledger.kept(month) and ledger.code not in absent]
        do = f"新建这个文件夹，放入本月的 {len(kept)} 个工作簿"
        return {}, [Problem("error", place, what="没有这个月的台账文件夹", do=do, rule="文件")]
    files = sorted(
        path for path in folder.iterdir() if not path.is_dir() and not path.name.startswith(("~$", ".", "._"))
    )
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    claimed: set[Path] = set()
    missing: list[LedgerSchema] = []
    for ledger in schemas.ledgers:
        matching = [path for path in files if _matches(path.name, ledger.files)]
        claimed.update(matching)
        if ledger.code in absent:
            for path in matching:
                what = f"report.yaml 说不建{ledger.name}，这个文件没有读取"
                do = f"要用就从 absent_ledgers 里去掉 {ledger.code}，不用就移走文件"
                problems.append(Problem("warning", path.name, what=what, do=do, rule="文件"))
        elif not ledger.kept(month):
            problems += _not_kept(ledger, matching)
        elif len(matching) == 1:
            found[ledger.code] = matching[0]
        elif matching:
            names = "、".join(path.name for path in matching)
            what = f"{ledger.name}有 {len(matching)} 个工作簿：{names}"
            problems.append(Problem("error", ledger.files[0], what=what, do="只留下本月的一个", rule="文件"))
        else:
            missing.append(ledger)
    left = [path for path in files if path not in claimed]
    for ledger in missing:
        problems.append(_missing(ledger, left, folder))
    for path in left:
        problems.append(Problem("info", path.name, what="不是任何台账的工作簿，没有读取", rule="文件"))
    return found, problems


def _matches(name: str, patterns: Collection[str]) -> bool:
    plain = unicodedata.normalize("NFKC", name)
    return any(fnmatch.fnmatch(plain, unicodedata.normalize("NFKC", pattern)) for pattern in patterns)


def _not_kept(ledger: LedgerSchema, matching: list[Path]) -> Iterator[Problem]:
    """Say that a ledger is not kept in the month, so that its tables are empty; a file of it is not read."""
    what = f"{ledger.name}本月不建（{ledger.span}），按空的处理"
    if not matching:
        yield Problem("info", ledger.files[0], what=what, rule="起止")
    for path in matching:
        do = f"本月已经有了就改 params/ledgers 里 {ledger.code} 的 since、until，没有就移走文件"
        yield Problem("warning", path.name, what=f"{what}，这个文件没有读取", do=do, rule="起止")


def _missing(ledger: LedgerSchema, left: list[Path], folder: Path) -> Problem:
    what = f"没有{ledger.name}的工作簿"
    do = (
        f"放进 {'/'.join(folder.parts[-3:])}，文件名像 {'、'.join(ledger.files)}；"
        f"不建这个台账就把 {ledger.code} 写进 report.yaml 的 absent_ledgers"
    )
    for path in left:
        if path.suffix.lower() != ".xlsx" and _matches(path.with_suffix(".xlsx").name, ledger.files):
            what, do = f"{path.name} 不是 .xlsx", "用 Excel 或 WPS 打开，另存为 .xlsx"
            break
    else:
        stems = {normalise(path.stem): path.name for path in left}
        named = [name for stem, name in stems.items() if ledger.name in stem or ledger.code in stem]
        close = difflib.get_close_matches(f"{ledger.code}_{ledger.name}", stems, n=1, cutoff=0.5)
        if likely := [*named, *(stems[stem] for stem in close)]:
            do = f"是不是“{likely[0]}”，文件名改成 {ledger.files[0]} 的样子"
    return Problem("error", ledger.files[0], what=what, do=do, rule="文件")
