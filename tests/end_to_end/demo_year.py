"""A published year of the demo office, as fast as can be: of its sections those that tell of sensitive classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.runs.month import run_month
from helpers.runs.processes.workers import workers
from tests.end_to_end.auditor import Relation, relations_of

MONTHS = [Month(2021, number) for number in range(1, 13)]
#: Who is assisted and monitored, in every village; all other sections tell of the township, or of other things.
SECTIONS = ("01_overview", "03_safety_net", "07_monitoring")
#: The ledgers of which these speak.
LEDGERS = ("L00", "L01", "L02", "L03", "L05", "L12", "L13")
#: Relations between their figures that hold in every village as in the township.
CHECKS = ("C01", "C02", "C03", "C08-1", "C13-1", "C13-2", "C13-3", "C17-1", "C17-2")
#: Figures of two sections that are one number, and one that is part of another, in every village.
EQUAL = [
    ("基本情况.脱贫监测户", "监测帮扶.在册脱贫不稳定户"),
    ("基本情况.边缘易致贫户", "监测帮扶.在册边缘易致贫户"),
    ("基本情况.突发严重困难户", "监测帮扶.在册突发严重困难户"),
    ("基本情况.监测内脱贫户", "基本情况.脱贫监测户"),
    ("基本情况.监测对象户", "监测帮扶.在册户数"),
]
PARTS = [("监测帮扶.未消除户数", "监测帮扶.在册户数"), ("监测帮扶.未消除人数", "监测帮扶.在册人数")]


def publish_year(folder: Path) -> None:
    """Publish the twelve months of an office that has the workbooks, one after the other."""
    narrow(folder)
    with workers() as pool:
        for month in MONTHS:
            run_month(Office(folder), month, executor=pool)


def narrow(folder: Path) -> None:
    """Leave in an office's params what the sections need that tell of sensitive classes."""
    report = _read(folder / "params" / "report.yaml")
    report["outline"] = list(_kept(report["outline"]))
    names = _names(report["outline"])
    codes = [path.stem for path in sorted((suite_folder() / "params" / "ledgers").glob("*.yaml"))]
    report |= {
        "key_figures": [name for name in report["key_figures"] if name.partition(".")[0] in names],
        "absent_ledgers": [code for code in codes if code not in LEDGERS],
        "facts": {},
    }
    _write(folder / "params" / "report.yaml", report)
    _write(folder / "params" / "checks.yaml", {"checks": list(_checks())})
    for month in MONTHS:
        path = folder / "params" / f"{month}.yaml"
        _write(path, {name: value for name, value in _read(path).items() if name in ("as_of", "issue_date")})


def relations() -> Iterator[Relation]:
    """Yield what the published words say of the figures of every village: the checks, and the definitions."""
    expects = [str(check["expect"]) for check in _checks()]
    for month in MONTHS:
        before = str(month.previous) if month.number > 1 else None
        yield from relations_of(expects, str(month), before)
        for one, other in EQUAL:
            yield Relation(((1.0, str(month), one), (-1.0, str(month), other)))
        for part, whole in PARTS:
            yield Relation(((1.0, str(month), part), (-1.0, str(month), whole)), is_bound=True)


def _checks() -> Iterator[Mapping[str, Any]]:
    known = _read(suite_folder() / "params" / "checks.yaml")["checks"]
    return (check for check in known if check["id"] in CHECKS)


def _kept(parts: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the parts of an outline that have a section among those that are kept."""
    for part in parts:
        below = list(_kept(part.get("parts", ())))
        if part.get("section") in SECTIONS or below:
            yield {**part, **({"parts": below} if below else {})}


def _names(parts: Sequence[Mapping[str, Any]]) -> set[str]:
    below = (_names(part.get("parts", ())) for part in parts)
    return {str(part.get("name", part["heading"])) for part in parts}.union(*below)


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _write(path: Path, content: object) -> None:
    """Write a file anew, not into the one of another office that it may be a link to."""
    path.unlink(missing_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
