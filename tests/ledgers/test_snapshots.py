"""A month is kept as Parquet, taken again from what has not changed, and never kept with errors in it."""

import hashlib
import json
import os
import shutil
import stat
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helpers.errors import LedgerError, ParamsError
from helpers.ledgers import (
    LedgerFaults,
    Snapshot,
    inspect_ledgers,
    open_ledgers,
    snapshots,
    take_snapshot,
)
from helpers.ledgers.workbooks import WorkbookError, read_bytes
from helpers.months import Month
from tests.ledgers.tiny import MONTH


@pytest.fixture
def read_files(monkeypatch) -> list[str]:
    """Return the workbooks that are read from now on."""
    files: list[str] = []
    read = snapshots.read_workbook

    def note(book, ledger, context):
        files.append(ledger.code)
        return read(book, ledger, context)

    monkeypatch.setattr(snapshots, "read_workbook", note)
    return files


def take(tiny) -> Snapshot:
    return take_snapshot(tiny.office, MONTH, tiny.settings)


def test_the_manifest_says_where_each_table_comes_from(tiny):
    folder = take(tiny).folder
    assert folder == tiny.office.snapshots(MONTH)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["month"] == "2021-10"
    assert set(manifest["tables"]) == set(tiny.rows)
    source = manifest["tables"]["小额信贷"]
    assert (source["file"], source["sheet"], source["rows"]) == (tiny.path("小额信贷").name, "小额信贷", 3)
    assert len(source["sha256"]) == 64
    assert {path.stem for path in folder.glob("*.parquet")} == set(tiny.rows)


def test_nothing_is_read_again_when_nothing_has_changed(tiny, read_files):
    tiny.open()
    assert read_files == []


def test_a_month_with_warnings_and_infos_is_not_looked_at_again_either(tiny, monkeypatch):
    tiny.put("户籍人口", "户类别", None)
    tiny.put("户籍人口", "联系电话", "不详")
    (tiny.folder / "说明.txt").write_text("x", encoding="utf-8")
    kept = take(tiny)
    assert {problem.level for problem in kept.problems} == {"warning", "info"}
    monkeypatch.setattr(snapshots, "check_between", None)
    assert take(tiny) == kept


def test_a_file_that_comes_or_goes_is_seen(tiny):
    (tiny.folder / "说明.txt").write_text("x", encoding="utf-8")
    assert [problem.file for problem in tiny.open().problems] == ["说明.txt"]
    (tiny.folder / "说明.txt").unlink()
    assert tiny.open().problems == []


def test_only_a_changed_workbook_is_read_again(tiny, read_files):
    tiny.put("小额信贷", "用途", "种植")
    ledgers = tiny.open()
    assert read_files == ["L11"]
    assert ledgers["小额信贷"]["用途"].tolist() == ["种植", "养殖", "养殖"]
    assert len(ledgers["户籍人口"]) == 5


def test_other_ledgers_are_checked_again_against_a_changed_one(tiny, read_files):
    for row in (6, 7):
        tiny.put("监测对象", "户编号", "H003", row)
    errors = tiny.errors()
    assert read_files == ["L03"]
    assert [error.file[:3] for error in errors] == ["L11"]


def test_warnings_of_an_unchanged_workbook_are_kept(tiny, read_files):
    tiny.put("户籍人口", "户类别", None)
    before = tiny.inspect().problems
    tiny.put("小额信贷", "用途", "种植")
    read_files.clear()
    assert tiny.inspect().problems == before
    assert read_files == ["L11"]
    assert tiny.open().problems == before


def test_renamed_villages_are_read_anew_everywhere(tiny, read_files):
    tiny.put("小额信贷", "村", "老一村")
    tiny.open()
    read_files.clear()
    tiny.put("村组", "曾用名", "老二村")
    assert [error.file[:3] for error in tiny.errors()] == ["L11"]
    assert read_files == ["L01", "L02", "L03", "L06", "L11", "L16"]


def test_other_numbers_of_the_villages_leave_the_other_ledgers_unread(tiny, read_files):
    tiny.put("村组", "面积", 8)
    tiny.open()
    assert read_files == ["L01"]


def test_a_changed_definition_is_read_by(tiny, read_files):
    own = tiny.office.folder / "params" / "ledgers" / "L11.yaml"
    own.parent.mkdir()
    text = tiny.office.resource("params/ledgers/L11.yaml").read_text(encoding="utf-8")
    own.write_text(text.replace("max: 36", "max: 24"), encoding="utf-8")
    assert [error.rule for error in tiny.errors()] == ["范围"]
    assert read_files == ["L11"]


def test_a_changed_check_is_applied(tiny, read_files, monkeypatch):
    monkeypatch.setattr(snapshots, "_code_key", lambda: "another version")
    tiny.open()
    assert len(read_files) == 6


def test_a_month_with_errors_is_not_kept_and_the_one_before_stays(tiny):
    before = take(tiny)
    tiny.put("小额信贷", "余额", -1)
    with pytest.raises(LedgerFaults):
        take(tiny)
    assert Snapshot.load(tiny.office.snapshots(MONTH)) == before
    tiny.put("小额信贷", "余额", 50_000)
    take(tiny)


def test_a_new_as_of_date_is_seen(tiny):
    params = tiny.office.folder / "params" / "2021-10.yaml"
    params.write_text("as_of: 2021-10-01\nissue_date: 2021-11-08\n", encoding="utf-8")
    tiny.put("小额信贷", "借款日", "2021-10-02")
    assert len(tiny.open()["小额信贷"]) == 2
    params.write_text("as_of: 2021-10-31\nissue_date: 2021-11-08\n", encoding="utf-8")
    assert len(tiny.open()["小额信贷"]) == 3


def test_another_month_has_its_own_as_of_date(tiny):
    september = Month(2021, 9)
    shutil.copytree(tiny.folder, tiny.office.ledgers(september))
    assert snapshots.as_of_date(tiny.office, september, tiny.settings) == september.last_day
    (tiny.office.folder / "params" / "2021-09.yaml").write_text(
        "as_of: 2021-09-25\nissue_date: 2021-10-08\n", encoding="utf-8"
    )
    assert str(snapshots.as_of_date(tiny.office, september, tiny.settings)) == "2021-09-25"
    assert inspect_ledgers(tiny.office, september, tiny.settings).errors == []


@pytest.mark.parametrize("spoil", ["manifest.json", "manifest.sha256", "小额信贷.parquet"])
def test_a_snapshot_that_is_not_whole_is_taken_anew(tiny, spoil):
    (tiny.office.snapshots(MONTH) / spoil).unlink()
    assert len(tiny.open()["小额信贷"]) == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": "x"}', "null"])
def test_a_manifest_that_cannot_be_read_is_no_snapshot(tiny, content):
    (tiny.office.snapshots(MONTH) / "manifest.json").write_text(content, encoding="utf-8")
    assert Snapshot.load(tiny.office.snapshots(MONTH)) is None
    assert len(tiny.open()["小额信贷"]) == 3


def forge(tiny, balance=999.0):
    """Change a number in a table of the snapshot, as somebody would who opens it with pandas."""
    path = tiny.office.snapshots(MONTH) / "小额信贷.parquet"
    table = pq.read_table(path)
    frame = table.to_pandas()
    frame["余额"] = balance
    pq.write_table(pa.Table.from_pandas(frame).replace_schema_metadata(table.schema.metadata), path)


def test_a_number_changed_in_a_table_is_not_read_but_the_workbook_is(tiny):
    forge(tiny)
    assert tiny.open()["小额信贷"]["余额"].sum() == 100_000
    assert tiny.open()["小额信贷"]["余额"].sum() == 100_000


def test_a_number_changed_in_a_table_is_not_kept_when_another_workbook_has_changed(tiny, read_files):
    forge(tiny)
    tiny.put("户籍人口", "联系电话", "13900000000")
    assert tiny.open()["小额信贷"]["余额"].sum() == 100_000
    assert "L11" in read_files


@pytest.mark.parametrize("one", ["manifest.json", "manifest.sha256", "小额信贷.parquet", "村组.parquet"])
def test_any_one_file_that_was_changed_is_found_and_made_again(tiny, one, read_files):
    path = tiny.office.snapshots(MONTH) / one
    before = path.read_bytes()
    for data in (before[:-1], before + b"\n", bytes([*before[:40], before[40] ^ 1, *before[41:]]), b""):
        path.write_bytes(data)
        assert Snapshot.load(tiny.office.snapshots(MONTH)) is None
        tiny.open()
        assert path.read_bytes() == before
    assert read_files.count("L11") == 4


def test_what_the_manifest_says_of_a_workbook_cannot_be_changed_by_itself(tiny):
    path = tiny.office.snapshots(MONTH) / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(tiny.path("小额信贷").name, "L11_别的.xlsx"), encoding="utf-8")
    assert tiny.open().source("小额信贷").file == tiny.path("小额信贷").name


def test_workbooks_are_read_anew_on_demand_whatever_the_snapshot_holds(tiny, read_files):
    forge(tiny)
    folder = tiny.office.snapshots(MONTH)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    data = (folder / "小额信贷.parquet").read_bytes()
    manifest["hashes"]["小额信贷"] = hashlib.sha256(data).hexdigest()
    text = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.sha256").write_text(hashlib.sha256(text).hexdigest())
    assert tiny.open()["小额信贷"]["余额"].sum() == 3 * 999
    assert open_ledgers(tiny.office, MONTH, tiny.settings, anew=True)["小额信贷"]["余额"].sum() == 100_000
    assert len(read_files) == 6
    assert tiny.open()["小额信贷"]["余额"].sum() == 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_snapshot_is_the_users_alone_whatever_the_umask(tiny):
    umask = os.umask(0)
    try:
        tiny.put("小额信贷", "用途", "种植")
        folder = take(tiny).folder
    finally:
        os.umask(umask)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, *folder.iterdir())
    }
    assert (modes.pop("snapshots"), modes.pop("2021-10")) == (0o700, 0o700)
    assert set(modes.values()) == {0o600}


def test_a_snapshot_replaced_while_it_is_read_is_noticed(tiny):
    ledgers = tiny.open()
    tiny.put("小额信贷", "用途", "种植")
    tiny.open()
    with pytest.raises(LedgerError, match="换过了"):
        ledgers["小额信贷"]
    assert len(ledgers["项目"]) == 2


def test_a_snapshot_put_there_by_another_process_in_the_meantime_stays(tiny, tmp_path, monkeypatch):
    made, folder = tmp_path / "work" / "new", tmp_path / "month"
    made.mkdir(parents=True)
    rename = snapshots.os.rename

    def slow(source, target):
        if source == made:
            folder.mkdir()
            (folder / "theirs").touch()
        rename(source, target)

    monkeypatch.setattr(snapshots.os, "rename", slow)
    snapshots._put_in_place(made, folder)
    assert [path.name for path in folder.iterdir()] == ["theirs"]


def test_nothing_is_left_beside_the_snapshot(tiny):
    tiny.put("小额信贷", "用途", "种植")
    take(tiny)
    assert [path.name for path in tiny.office.snapshots(MONTH).parent.iterdir()] == ["2021-10"]


def test_a_ledger_that_does_not_exist_cannot_be_absent(tiny):
    tiny.change_settings(absent_ledgers=["L77"])
    with pytest.raises(ParamsError, match="L77"):
        tiny.inspect()


def test_the_ledger_of_the_villages_cannot_be_absent(tiny):
    tiny.change_settings(absent_ledgers=["L01"])
    with pytest.raises(ParamsError, match="定义了村"):
        tiny.inspect()


def test_villages_are_not_judged_when_their_own_ledger_cannot_be_read(tiny):
    tiny.path("村组").write_bytes(b"no workbook")
    tiny.put("小额信贷", "村", "没有村")
    assert [error.file[:3] for error in tiny.errors()] == ["L01"]


def test_a_file_that_cannot_be_opened_is_one_error(tiny, monkeypatch):
    def locked(path):
        if path == tiny.path("小额信贷"):
            raise WorkbookError("文件打不开（Permission denied）", "关闭正在使用它的程序，确认有读取权限")
        return read_bytes(path)

    monkeypatch.setattr(snapshots, "read_bytes", locked)
    error = tiny.only_error()
    assert (error.file, error.rule) == (tiny.path("小额信贷").name, "文件")
    assert "关闭正在使用它的程序" in error.do
