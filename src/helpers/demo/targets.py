"""What a demo township must add up to: control totals by village, month, loan and project."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers.demo.shares import largest_remainder
from helpers.errors import YuebaoError
from helpers.months import Month
from helpers.offices import suite_folder
from helpers.params import read_yaml

WATCHED = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
_TEXT = {"编号", "村", "类型", "标段", "借据号", "借款年月", "月份", "事件", "类别", "示范点"}
# By what a total of the township is shared out over the villages, where no village table gives it.
_BY = {
    "低保": "脱贫人口",
    "特困": "脱贫人口",
    "交通补贴人数": "脱贫人口",
    "光伏公岗": "脱贫人口",
    "人社公岗": "脱贫人口",
    "易迁户": "脱贫户",
    "产业保险户": "脱贫户",
    "产业奖补户": "脱贫户",
    "信贷户": "脱贫户",
    "新贷户": "信贷户",
    "一事一议户": "脱贫户",
    "防贫保户": "一般农户",
}
_PERSONS = {"脱贫户": "脱贫人口", "易迁户": "易迁人口"} | {kind: f"{kind[:-1]}人口" for kind in WATCHED}


class TargetsError(YuebaoError):
    """Targets that cannot be met, or that do not go together."""


@dataclass(frozen=True)
class Targets:
    """The targets of one township.

    Attributes
    ----------
    settings : dict
        ``targets.yaml``.
    words : dict
        ``words.yaml``: surnames, products, posts and the like.
    villages : list of dict
        One row a village, with every measure (zero where there is none).
    months : dict
        The township's stocks at the end of each month.
    events : list of dict
        Identified, cleared, born, died … in the register, by month and class.
    loans, projects : list of dict
        One row a loan; one row a section of the road in a village.
    """

    folder: Path
    settings: dict[str, Any]
    words: dict[str, Any]
    villages: list[dict[str, Any]]
    months: dict[Month, dict[str, Any]]
    events: list[dict[str, Any]] = field(default_factory=list)
    loans: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)

    @cached_property
    def anchor(self) -> Month:
        """The month of the village table."""
        return Month.parse(str(self.settings["month"]))

    @cached_property
    def first(self) -> Month:
        """The first month."""
        return min(self.months)

    @cached_property
    def crops(self) -> dict[str, dict[str, Any]]:
        """The crops of the township."""
        return {name: crop or {} for name, crop in (self.settings.get("crops") or {}).items()}

    def total(self, measure: str) -> Any:
        """Return the sum of a measure over the villages."""
        return sum(village[measure] for village in self.villages)

    def village(self, number: str) -> str:
        """Return the name of the village with a number of the targets (``V01``)."""
        try:
            return str(next(row["村"] for row in self.villages if row["编号"] == number))
        except StopIteration:
            raise TargetsError(f"没有编号为 {number} 的村", where=str(self.folder)) from None

    def events_of(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of a kind, in order of time."""
        return sorted((row for row in self.events if row["事件"] == kind), key=lambda row: row["月份"])


def load_targets(folder: str | Path | None = None) -> Targets:
    """Read the targets in `folder`, by default those of the suite's demo township.

    What only ``totals`` in ``targets.yaml`` give is shared out over the villages by largest remainder.

    Raises
    ------
    TargetsError
        If a table is missing or the figures contradict each other; all contradictions at once.
    """
    base = Path(folder) if folder else suite_folder() / "data" / "demo"
    settings = read_yaml(base / "targets.yaml")
    words = suite_folder() / "data" / "demo" / "words.yaml"
    own = base / "words.yaml"
    villages = _villages(settings, _table(base / "villages.tsv"))
    months = _months(settings, villages, _table(base / "months.tsv"))
    targets = Targets(
        folder=base,
        settings=settings,
        words=read_yaml(words) | (read_yaml(own) if own.is_file() and own != words else {}),
        villages=villages,
        months=months,
        events=_events(_table(base / "events.tsv")),
        loans=_table(base / "loans.tsv"),
        projects=_table(base / "projects.tsv"),
    )
    _check(targets)
    return targets


def _table(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [{name: _value(name, text) for name, text in row.items()} for row in rows]


def _value(name: str, text: str) -> Any:
    if name in _TEXT:
        return text
    if not text:
        return 0
    number = float(text)
    return int(number) if number.is_integer() else number


def _villages(settings: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = rows or [dict(row) for row in settings.get("villages") or []]
    if not rows:
        raise TargetsError("没有村", where="targets.yaml", do="写 villages，或放一个 villages.tsv")
    codes = {"行政村": 200, "社区": 1}
    for i, row in enumerate(rows, 1):
        row.setdefault("编号", f"V{i:02d}")
        row.setdefault("类型", "行政村")
        row.setdefault("村编码", f"{settings['village_prefix']}{codes[row['类型']]:03d}")
        codes[row["类型"]] += 1
    totals = dict(settings.get("totals") or {})
    households = ["户数", "其他户", "脱贫户", *WATCHED, "易迁户"]
    for name in [*households, "小组数", "面积", *_BY, *(settings.get("crops") or {})]:
        _share(rows, name, totals.get(name, 0))
    for name in ("脱贫户", *WATCHED, "易迁户"):
        _share_persons(rows, name, _PERSONS[name], totals.get(_PERSONS[name], 0))
    for name in _BY:  # those that follow persons, now that there are persons
        if "人口" in _BY[name] and name in totals and not any(row[name] for row in rows):
            _fill(rows, name, totals[name], [row[_BY[name]] for row in rows])
    for row in rows:
        registered = row["脱贫户"] + sum(row[kind] for kind in WATCHED)
        row.setdefault("一般农户", row["户数"] - row["其他户"] - registered)
    if "防贫保户" in totals:
        _fill(rows, "防贫保户", totals["防贫保户"], [row["一般农户"] for row in rows])
    if any("人口" not in row for row in rows):
        spare = totals.get("人口", totals["户数"] * 3) - sum(row["户数"] for row in rows)
        for row, part in zip(rows, largest_remainder(spare, [row["户数"] for row in rows]), strict=True):
            row["人口"] = row["户数"] + part
    unit = min(award[3] for award in settings.get("awards") or [[None, None, None, 20]])
    if any("产业奖补金额" not in row for row in rows):
        parts = largest_remainder(totals.get("产业奖补金额", 0) // unit, [row["产业奖补户"] for row in rows])
        for row, part in zip(rows, parts, strict=True):
            row["产业奖补金额"] = part * unit
    return rows


def _share(rows: list[dict[str, Any]], name: str, total: float) -> None:
    if all(name in row for row in rows):
        return
    by = _BY.get(name, "")
    # Villages differ in size: a fixed pattern, so that equal targets give equal villages.
    weights = [row.get(by) or (0 if by else 10 + (7 * i) % 6) for i, row in enumerate(rows)]
    _fill(rows, name, total, weights)


def _fill(rows: list[dict[str, Any]], name: str, total: float, weights: list[float]) -> None:
    scale = 1 if float(total).is_integer() and name != "面积" else 10
    parts = largest_remainder(round(total * scale), weights)
    for row, part in zip(rows, parts, strict=True):
        row[name] = part / scale if scale > 1 else part


def _share_persons(rows: list[dict[str, Any]], households: str, persons: str, total: int) -> None:
    if all(persons in row for row in rows):
        return
    spare = max(total, sum(row[households] for row in rows)) - sum(row[households] for row in rows)
    parts = largest_remainder(spare, [row[households] for row in rows])
    for row, part in zip(rows, parts, strict=True):
        row[persons] = row[households] + part


_ANCHOR = {
    "户数": "户数",
    "人口": "人口",
    "一般农户": "一般农户",
    "其他户": "其他户",
    "光伏公岗": "光伏公岗",
    "人社公岗": "人社公岗",
    "信贷户": "信贷户",
    **_PERSONS,
}


def _months(
    settings: dict[str, Any], villages: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> dict[Month, dict[str, Any]]:
    if rows:
        return {Month.parse(row["月份"]): row for row in rows}
    totals = settings.get("totals") or {}
    anchor = Month.parse(str(settings["month"]))
    names = sorted({name for pair in _PERSONS.items() for name in pair} | set(_ANCHOR))
    stocks = {name: sum(row.get(name, 0) for row in villages) for name in names}
    stocks |= {name: totals.get(name, 0) for name in ("信贷余额", "新贷户", "新贷金额")}
    months = {}
    for month in [Month.parse(str(name)) for name in settings.get("months") or [settings["month"]]]:
        part = min(month.number / anchor.number, 1) if month.year == anchor.year else 1
        flows = {"产业奖补户": "产业奖补户", "交通补贴人数": "交通补贴人数"}
        year = {name: round(sum(row[by] for row in villages) * part) for name, by in flows.items()}
        year["消费帮扶金额"] = round(totals.get("消费帮扶金额", 0) * part)
        sites = len(settings.get("model_villages") or [])
        months[month] = stocks | year | {"党委会次数": month.number}
        months[month]["示范点"] = "/".join(["90"] * sites)
    return months


def _events(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"月份": Month.parse(row["月份"])} for row in rows]


def _check(targets: Targets) -> None:
    faults = []
    if len({month.year for month in targets.months}) > 1:
        faults.append("各月不在同一年")
    if sorted(targets.months) != [targets.first.plus(place) for place in range(len(targets.months))]:
        faults.append("月份不连续")
    if targets.anchor not in targets.months:
        faults.append(f"没有基准月 {targets.anchor} 的月末数")
    for row in targets.villages:
        registered = row["脱贫户"] + sum(row[kind] for kind in WATCHED)
        if row["户数"] != row["一般农户"] + row["其他户"] + registered:
            faults.append(f"{row['村']}：户数不等于一般农户、其他户与帮扶户之和")
        lifted = row["脱贫人口"] + row["脱贫不稳定人口"]
        if row["低保"] + row["特困"] > lifted:
            faults.append(f"{row['村']}：低保与特困之和大于脱贫人口")
        if (
            row["特困"] + row["交通补贴人数"] + row["光伏公岗"] + row["人社公岗"]
            > lifted + row["边缘易致贫人口"]
        ):
            faults.append(f"{row['村']}：特困、务工和公岗人数之和大于在册人口")
        faults += [f"{row['村']}：{who}少于{what}" for what, who in _PERSONS.items() if row[who] < row[what]]
    if targets.anchor in targets.months:
        at = targets.months[targets.anchor]
        names = [name for name in {*_ANCHOR, *_PERSONS.values()} if name in at]
        for name in sorted(names):
            if targets.total(name) != at[name]:
                faults.append(f"{name}：各村之和 {targets.total(name)} 不等于 {targets.anchor} 的 {at[name]}")
    if faults:
        raise TargetsError("；".join(faults), where=str(targets.folder.name), do="改到各表合得上")
