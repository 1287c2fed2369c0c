"""A published month can be made again, byte for byte; where it cannot, what has changed is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers.errors import RunError, UsageError
from helpers.months import Month
from helpers.offices import Office
from helpers.runs import verify
from helpers.runs.drafts import BusyError, drafting
from helpers.runs.manifest import compare
from helpers.runs.month import run_month
from helpers.runs.verify import (
    DIFFERENT,
    EXTRA,
    MISSING,
    SAME,
    UnrepeatableError,
    Verified,
    differences,
    verify_month,
)
from tests.small_office import NOTEBOOKS, loan, write_loans, write_notebook, write_small_office

OCTOBER = Month(2021, 10)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, pool: Executor) -> Office:
    """An office with a published month; a test that changes it makes it whole again."""
    office = write_small_office(tmp_path_factory.mktemp("office"))
    run_month(office, OCTOBER, executor=pool)
    return office


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.promise("the same ledgers, params and code give the same bytes")
@pytest.mark.slow
def test_a_month_made_again_is_the_same_and_leaves_nothing_behind(published: Office, pool: Executor) -> None:
    before = contents(published.outputs)
    verified = verify_month(published, OCTOBER, executor=pool)
    assert verified.identical
    assert (verified.changed, verified.touched, verified.folder) == ([], {}, None)
    assert {
        "checks.csv",
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.xlsx",
        "sections/01_loans.ipynb",
    } < set(verified.files)
    assert set(verified.files.values()) == {SAME}
    assert contents(published.outputs) == before


@pytest.mark.promise("manifest.json")
@pytest.mark.slow
def test_a_published_file_that_was_changed_is_found_though_the_month_is_made_again_as_it_was(
    published: Office, pool: Executor
) -> None:
    report, figures = (published.output(OCTOBER) / name for name in ("report.html", "figures.csv"))
    page, listed, stray = report.read_bytes(), figures.read_bytes(), figures.with_name("说明.txt")
    report.write_bytes(page.replace(b"800", b"900"))
    figures.unlink()
    stray.touch()
    try:
        verified = verify_month(published, OCTOBER, executor=pool)
    finally:
        report.write_bytes(page)
        figures.write_bytes(listed)
        stray.unlink()
    assert set(verified.files.values()) == {SAME}
    assert verified.touched == {
        "figures.csv": "发布后不见了",
        "report.html": "发布后改动过",
        "说明.txt": "不是这次发布的",
    }
    assert not verified.identical


@pytest.mark.slow
def test_a_month_published_from_a_changed_snapshot_is_found(office: Office, pool: Executor) -> None:
    run_month(office, OCTOBER, report=False, executor=pool)
    _forge_all(office.snapshots(OCTOBER), 999.0)
    run_month(office, OCTOBER, executor=pool)
    assert "借款.余额,1998" in (office.output(OCTOBER) / "figures.csv").read_text(encoding="utf-8-sig")
    verified = verify_month(office, OCTOBER, executor=pool)
    assert not verified.identical
    assert verified.files["figures.csv"] == DIFFERENT


def _forge_all(folder: Path, balance: float) -> None:
    """Change a table of a snapshot and both hashes above it."""
    path = folder / "借款.parquet"
    pq.write_table(pa.Table.from_pandas(pq.read_table(path).to_pandas().assign(余额=balance)), path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["hashes"]["借款"] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.sha256").write_text(hashlib.sha256(text).hexdigest())


@pytest.mark.slow
def test_other_ledgers_give_other_files_and_are_told_as_the_reason(office: Office, pool: Executor) -> None:
    run_month(office, OCTOBER, executor=pool)
    before = contents(office.output(OCTOBER))
    write_loans(office.folder, "2021-10", [loan("J1", "东村", 900, dt.date(2021, 1, 5))])
    draft = office.draft(OCTOBER)
    draft.mkdir(parents=True)
    (draft / "problems.xlsx").touch()

    verified = verify_month(office, OCTOBER, executor=pool)
    assert verified.changed == ["data/ledgers/2021-10/L90_借款.xlsx 改动过"]
    assert verified.files["report.html"] == verified.files["figures.csv"] == DIFFERENT
    assert not verified.identical
    assert contents(office.output(OCTOBER)) == before
    assert [path.name for path in draft.iterdir()] == ["problems.xlsx"]
    assert verified.folder is not None
    assert "900" in (verified.folder / "figures.csv").read_text(encoding="utf-8-sig")


@pytest.mark.slow
def test_a_month_that_cannot_be_made_again_says_first_what_has_changed(
    office: Office, pool: Executor
) -> None:
    run_month(office, OCTOBER, executor=pool)
    write_notebook(office.folder, "01_loans", *NOTEBOOKS["01_loans"], "1 / 0")
    with pytest.raises(UnrepeatableError) as raised:
        verify_month(office, OCTOBER, executor=pool)
    said = str(raised.value)
    assert 0 < said.index("notebooks/01_loans.ipynb 改动过") < said.index("ZeroDivisionError")
    assert raised.value.exit_code == 1

    write_loans(office.folder, "2021-10", [])
    (office.folder / "params" / "2021-10.yaml").unlink()
    with pytest.raises(UnrepeatableError, match=r"2021-10\.yaml：没有这个文件"):
        verify_month(office, OCTOBER, executor=pool)


def test_a_month_that_was_never_published_is_wrong_use(office: Office) -> None:
    with pytest.raises(UsageError, match="2021-10 没有发布过"):
        verify_month(office, OCTOBER)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "这个文件坏了"),
        ('{"inputs": {}, "record": {}}', "里面缺少 code、outputs"),
        ('{"inputs": {}}', "是旧版程序发布的，里面有台账的行号"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_told(office: Office, text: str, said: str) -> None:
    office.output(OCTOBER).mkdir(parents=True)
    (office.output(OCTOBER) / "manifest.json").write_text(text)
    with pytest.raises(RunError, match=said):
        verify_month(office, OCTOBER)


def test_a_month_that_is_being_run_is_not_verified(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {
        "inputs": {},
        "params": {},
        "packages": {},
        "record": {},
        "code": {"notebooks": {}, "package": ""},
    }
    office.output(OCTOBER).mkdir(parents=True)
    (office.output(OCTOBER) / "manifest.json").write_text(json.dumps(made | {"outputs": {}}))
    monkeypatch.setattr(verify, "made_from", lambda *_: made | {"fonts": {}})
    with drafting(office, OCTOBER), pytest.raises(BusyError, match="2021-10 正在运行"):
        verify_month(office, OCTOBER)


@pytest.mark.promise("manifest.json")
def test_what_a_month_is_made_from_is_compared_in_words() -> None:
    then: dict[str, Any] = {
        "inputs": {"2021-09": {"a.xlsx": "1", "b.xlsx": "1"}},
        "params": {"params/report.yaml": "1"},
        "code": {"version": "0.1.0", "commit": "0123456789abc", "package": "1", "notebooks": {"01_x": "1"}},
        "packages": {"pandas": "3.0", "old": "1"},
    }
    now: dict[str, Any] = {
        "inputs": {"2021-09": {"a.xlsx": "2"}, "2021-10": {"c.xlsx": "1"}},
        "params": {"params/report.yaml": "2"},
        "fonts": {"own.otf": "1"},
        "code": {"version": "0.2.0", "commit": None, "package": "2", "notebooks": {"01_x": "2"}},
        "packages": {"pandas": "3.1", "new": "1"},
    }
    assert list(differences(then, now)) == [
        "data/ledgers/2021-09/a.xlsx 改动过",
        "data/ledgers/2021-09/b.xlsx 没有了",
        "data/ledgers/2021-10/c.xlsx 是新的",
        "params/report.yaml 改动过",
        "fonts/own.otf 是新的",
        "notebooks/01_x.ipynb 改动过",
        "程序 改动过：当时 0.1.0（0123456789），现在 0.2.0",
        "软件包 new：当时 没有，现在 1",
        "软件包 old：当时 1，现在 没有",
        "软件包 pandas：当时 3.0，现在 3.1",
    ]
    assert list(differences(now, now)) == []


def test_files_are_the_same_different_missing_or_extra() -> None:
    assert compare({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}) == {
        "a": SAME,
        "b": DIFFERENT,
        "c": MISSING,
        "d": EXTRA,
    }
    assert not Verified(OCTOBER, {"a": SAME, "d": EXTRA}).identical
    assert Verified(OCTOBER, {"a": SAME}).identical
