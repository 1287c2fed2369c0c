"""A month's place: held by one run, replaced whole, mended after a run that was killed."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import RunError
from helpers.months import Month
from helpers.offices import Office
from helpers.runs import drafts
from helpers.runs.drafts import drafting, publish_draft
from helpers.runs.manifest import MANIFEST, hashes

OCTOBER = Month(2021, 10)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "report.yaml").touch()
    return Office(tmp_path)


def build(office: Office, text: str) -> None:
    with drafting(office, OCTOBER) as draft:
        (draft.folder / "report.html").write_text(text)
        (draft.record / "told.json").write_text(text)
        manifest = {"outputs": hashes(draft.folder), "record": hashes(draft.record)}
        (draft.folder / MANIFEST).write_text(json.dumps(manifest))
        publish_draft(office, OCTOBER)


def published(office: Office) -> str:
    text = (office.output(OCTOBER) / "report.html").read_text()
    assert (office.record(OCTOBER) / "told.json").read_text() == text, "a month has the record of another"
    return text


@pytest.mark.promise("a month is published whole or not at all")
def test_a_month_is_replaced_whole_and_nothing_else_is_left(office: Office) -> None:
    build(office, "first")
    (office.output(OCTOBER) / ".~lock.report.docx#").touch()
    (office.output(OCTOBER) / "Thumbs.db").touch()
    build(office, "second")
    assert published(office) == "second"
    left = {path.name for path in office.outputs.rglob("*") if not path.name.endswith(".lock")}
    assert left == {"2021-10", "report.html", "manifest.json"}


@pytest.mark.parametrize(
    ("put", "named"),
    [
        (lambda month: (month / "批注.docx").write_text("意见"), "批注.docx"),
        (lambda month: (month / "report.html").write_text("改过"), "report.html"),
        (lambda month: (month / "manifest.json").write_text("{"), "report.html"),
        (lambda month: [(month / f"{n}.txt").touch() for n in range(5)], "4.txt；"),
        (lambda month: [(month / f"{n}.txt").touch() for n in range(6)], "4.txt等 6 个文件"),
    ],
)
def test_a_file_put_into_a_published_month_is_named_and_stays(
    office: Office, put: Callable[[Path], Any], named: str
) -> None:
    build(office, "first")
    put(office.output(OCTOBER))
    before = hashes(office.output(OCTOBER))
    with pytest.raises(RunError, match=named) as raised:
        build(office, "second")
    assert "没有动它们" in str(raised.value)
    assert hashes(office.output(OCTOBER)) == before
    assert (office.draft(OCTOBER) / "report.html").read_text() == "second"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
@pytest.mark.parametrize(
    "place",
    [
        "outputs",
        "outputs/2021-10",
        "outputs/drafts",
        "outputs/drafts/2021-10",
        "outputs/.2021-10.old",
        "data/records",
        "data/records/2021-10",
        "data/records/drafts",
        "data/records/drafts/2021-10",
        "data/records/.2021-10.old",
    ],
)
def test_a_link_in_the_place_of_a_folder_is_refused_and_not_written_through(
    office: Office, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "kept.txt").write_text("kept")
    link = office.folder / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(RunError, match=f"{place}：这里是一个链接"):
        build(office, "first")
    assert {path.name: path.read_text() for path in elsewhere.rglob("*")} == {"kept.txt": "kept"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_a_link_in_the_place_of_a_lock_is_refused_and_what_it_leads_to_is_left(
    office: Office, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")
    office.outputs.mkdir()
    (office.outputs / ".2021-10.lock").symlink_to(kept)
    with pytest.raises(RunError, match=r"outputs/\.2021-10\.lock：这里是一个链接"):
        build(office, "first")
    assert kept.read_text() == "kept"


def test_a_draft_stays_until_the_next_run_and_other_drafts_longer(office: Office) -> None:
    with drafting(office, OCTOBER) as draft:
        (draft.folder / "checks.csv").touch()
    with drafting(office, Month(2021, 9)) as other:
        (other.folder / "checks.csv").touch()
    assert (office.draft(OCTOBER) / "checks.csv").exists()
    with drafting(office, OCTOBER) as draft:
        assert not any(any(folder.iterdir()) for folder in draft)
        publish_draft(office, OCTOBER)
    assert (office.draft(Month(2021, 9)) / "checks.csv").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
@pytest.mark.parametrize("fails", [False, True])
def test_a_draft_is_the_users_alone_whatever_the_umask_and_the_published_month_is_not(
    office: Office, fails: bool
) -> None:
    umask = os.umask(0o022)
    try:
        with suppress(RunError), drafting(office, OCTOBER) as draft:
            (draft.record / "sections").mkdir()
            (draft.record / "sections" / "a.ipynb").touch()
            (draft.folder / "problems.xlsx").touch()
            if fails:
                raise RunError("failed")
        paths = [path for folder in draft for path in (folder.parent, folder, *folder.rglob("*"))]
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
        build(office, "published")
    finally:
        os.umask(umask)
    assert modes == {
        "drafts": 0o700, "2021-10": 0o700, "sections": 0o700, "a.ipynb": 0o600, "problems.xlsx": 0o600,
    }  # fmt: skip
    assert stat.S_IMODE(office.output(OCTOBER).stat().st_mode) == 0o755
    assert stat.S_IMODE((office.output(OCTOBER) / "report.html").stat().st_mode) == 0o644


def test_a_month_is_run_once_at_a_time_and_another_month_meanwhile(office: Office) -> None:
    with drafting(office, OCTOBER):
        with pytest.raises(RunError, match="2021-10 正在运行"), drafting(office, OCTOBER):
            pass
        with drafting(office, Month(2021, 9)):
            pass
    with drafting(office, OCTOBER):
        pass


@pytest.mark.promise("a month is published whole or not at all")
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_run_killed_at_a_rename_leaves_a_whole_month_with_its_record(
    office: Office, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    build(office, "first")
    renames = 0
    rename = os.rename

    def killed(source: Path, target: Path) -> None:
        nonlocal renames
        renames += 1
        if renames == at:
            raise SystemExit
        rename(source, target)

    monkeypatch.setattr(drafts.os, "rename", killed)
    with pytest.raises(SystemExit):
        build(office, "second")
    monkeypatch.undo()
    with drafting(office, OCTOBER):
        assert published(office) == "first"
    assert not (office.outputs / ".2021-10.old").exists()


def test_what_a_run_killed_after_the_renames_left_is_removed(office: Office) -> None:
    build(office, "first")
    (office.outputs / ".2021-10.old").mkdir()
    with drafting(office, OCTOBER):
        pass
    assert published(office) == "first"
    assert not (office.outputs / ".2021-10.old").exists()


def test_with_a_damaged_manifest_the_record_that_is_there_stays(office: Office) -> None:
    build(office, "new")
    (office.output(OCTOBER) / MANIFEST).write_text("{")
    before = office.record(OCTOBER).parent / ".2021-10.old"
    before.mkdir()
    (before / "told.json").write_text("old")
    with drafting(office, OCTOBER):
        pass
    assert (office.record(OCTOBER) / "told.json").read_text() == "new"
    assert not before.exists()


@pytest.mark.parametrize(
    ("number", "do"), [(errno.EACCES, "关闭正在打开"), (errno.ENOSPC, "腾出磁盘空间"), (9_999, "核对磁盘")]
)
def test_a_place_that_cannot_be_replaced_is_told_and_the_old_month_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch, number: int, do: str
) -> None:
    build(office, "first")
    rename = os.rename

    def in_use(source: Path, target: Path) -> None:
        if target == office.output(OCTOBER) and source == office.draft(OCTOBER):
            raise OSError(number, "in use")
        rename(source, target)

    monkeypatch.setattr(drafts.os, "rename", in_use)
    with pytest.raises(RunError, match=rf"{do}.*outputs/drafts/2021-10"):
        build(office, "second")
    assert published(office) == "first"
    assert (office.draft(OCTOBER) / "report.html").read_text() == "second"


def test_a_draft_in_use_by_another_program_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_use(path: Path, *, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "in use")

    with drafting(office, OCTOBER):
        pass
    monkeypatch.setattr(drafts.shutil, "rmtree", in_use)
    with pytest.raises(RunError, match="不能清空草稿"), drafting(office, OCTOBER):
        pass
