"""A published month made again and compared with what was published: file by file, after its manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.errors import RunError, YuebaoError
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from helpers.runs.drafts import BusyError, Draft, remove_draft
from helpers.runs.ledgers import months_read
from helpers.runs.manifest import (
    DIFFERENT,
    EXTRA,
    MISSING,
    SAME,
    compare,
    hashes,
    made_from,
    require_manifest,
    touched_files,
)
from helpers.runs.month import Again, InterruptedRunError, run_month
from helpers.runs.progress import Progress

# How that is spoken of which a month is made from.
CHANGED = {DIFFERENT: "改动过", MISSING: "没有了", EXTRA: "是新的"}


class UnrepeatableError(RunError):
    """A published month that cannot be made again, with what is no longer as it was then."""


@dataclass(frozen=True)
class Verified:
    """What became of a month made again.

    Attributes
    ----------
    files : dict
        Each file by its path in the month's folder: whether the one made now is that of the manifest.
    touched : dict
        The published files that are no longer those of the manifest, and how.
    changed : list of str
        What the month is made from and is no longer as the manifest has it.
    folder : path, optional
        Where the files made now lie, where they differ.
    """

    month: Month
    files: dict[str, str]
    touched: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    folder: Path | None = None

    @property
    def identical(self) -> bool:
        """Whether the month can be made again, and what lies published is what was published."""
        return not self.touched and set(self.files.values()) == {SAME}


def verify_month(
    office: Office,
    month: Month,
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Verified:
    """Make a published month again, beside it, and compare all files with the hashes of its manifest.

    Raises
    ------
    UsageError
        If the month was never published.
    UnrepeatableError
        If it cannot be made any more; what has changed since is told first.
    """
    published = office.output(month)
    then = require_manifest(published, month)
    touched = touched_files(published, then["outputs"])
    changed: list[str] = []
    again = office.place("outputs", "drafts", f"{month}.verify")
    try:
        settings = load_settings(office, month)
        changed = list(differences(then, made_from(office, settings, months_read(office, settings))))
        elsewhere = Again(again, then.get("decided_with", []))
        run_month(office, month, again=elsewhere, jobs=jobs, executor=executor, progress=progress)
    except (InterruptedRunError, BusyError):
        raise
    except (YuebaoError, OSError) as error:
        raise UnrepeatableError(
            "\n".join([*(f"{name} {said}" for name, said in touched.items()), *changed, f"重做时：{error}"]),
            where=f"{month} 不能照原样重做",
            do="恢复发布时的台账、参数和程序再核对",
        ) from None
    files = compare(then["outputs"], hashes(again))
    if set(files.values()) == {SAME}:
        remove_draft(Draft.of(office, month, again))
        return Verified(month, files, touched, changed)
    return Verified(month, files, touched, changed, again)


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a month is made from and is no longer as its manifest has it, in words."""
    lists = [
        (f"data/ledgers/{month}/{{}}", then["inputs"].get(month, {}), now["inputs"].get(month, {}))
        for month in sorted({*then["inputs"], *now["inputs"]})
    ]
    lists.append(("{}", then["params"], now["params"]))
    lists.append(("fonts/{}", then.get("fonts", {}), now["fonts"]))
    lists.append(("notebooks/{}.ipynb", then["code"]["notebooks"], now["code"]["notebooks"]))
    for place, before, after in lists:
        for name, said in compare(before, after).items():
            if said != SAME:
                yield f"{place.format(name)} {CHANGED[said]}"
    if then["code"]["package"] != now["code"]["package"]:
        yield f"程序 改动过：当时 {_version(then)}，现在 {_version(now)}"
    for name, said in compare(then["packages"], now["packages"]).items():
        if said != SAME:
            before, after = (one["packages"].get(name, "没有") for one in (then, now))
            yield f"软件包 {name}：当时 {before}，现在 {after}"


def _version(made: Mapping[str, Any]) -> str:
    commit = made["code"]["commit"]
    return f"{made['code']['version']}（{commit[:10]}）" if commit else str(made["code"]["version"])
