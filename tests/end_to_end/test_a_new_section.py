"""A section and a ledger of an office's own, added as README says, without Python outside the notebook."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
import yaml

from helpers.offices import Office, suite_folder
from helpers.record import FigureRecord
from tests.end_to_end.conftest import Yuebao, files, succeeds
from tests.end_to_end.mutations import OCTOBER
from tests.small_office import write_workbook

pytestmark = [pytest.mark.slow, pytest.mark.promise("an office is a folder, its ledgers are data")]

SECTION = "14_petitions"
HEADER = ["编号", "村", "姓名", "受理日期", "状态"]
LEDGER = """
code: L31
name: 信访台账
files: ["L31_*.xlsx"]
since: 2021-09
sheets:
  - table: 信访
    sheet: 信访
    header: 3
    grain: 件
    about: 群众来信来访，一件一行
    key: [编号]
    as_of: 受理日期
    columns:
      编号: {kind: code, required: true}
      村: {kind: village, required: true}
      姓名: {kind: name, required: true}
      受理日期: {kind: date, required: true}
      状态: {kind: choice, required: true, values: [已办结, 在办]}
"""
CHECK = {"id": "C90", "says": "办结件数不超过信访件数的一半", "expect": "信访.办结件数 * 2 <= 信访.信访件数"}
CELLS = [
    "from helpers import open_section\n\n"
    's = open_section("14_petitions", month, office, subject="信访")\n\n\n'
    "def petitions(ledgers):\n"
    '    return ledgers["信访"]\n\n\n'
    "def settled(ledgers):\n"
    '    rows = ledgers["信访"]\n'
    '    return rows[rows["状态"] == "已办结"]',
    's.count("信访件数", petitions, unit="件", definition="受理的群众来信来访")\n'
    's.count("办结件数", settled, unit="件", definition="已经办结的来信来访")\n'
    's.share("办结率", s["办结件数"], s["信访件数"], definition="办结件数占信访件数的比例")',
    's.paragraph("全镇受理来信来访{信访件数}", s.change("信访件数", lead="，"),'
    ' s.clause("，办结{办结件数}", "（{办结率}）", "。"))',
    's.table("各村来信来访", by="村", figures=["信访件数", "办结件数"])\n'
    's.bar_chart("来信来访{信访件数:村最多}", by="村", figures=["信访件数"])\n'
    's.trend_chart("来信来访{信访件数:走势}", "信访件数")',
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Iterator[Office]:
    """The demo office, published before, which keeps a ledger of petitions from September on."""
    folder = tmp_path_factory.mktemp("office") / "office"
    # Three months are enough for a trend, and a new ledger has all of them read anew.
    early = shutil.ignore_patterns(*(f"2021-0{number}" for number in range(1, 8)))
    shutil.copytree(published, folder, copy_function=os.link, ignore=early)
    office = Office(folder)
    add_ledger(office)
    add_section(office)
    yield office
    shutil.rmtree(office.folder)


def add_ledger(office: Office) -> None:
    """Add the ledger by YAML alone, and its workbooks: 12 petitions in September, 15 in October."""
    folder = office.folder / "params" / "ledgers"
    folder.mkdir(exist_ok=True)
    (folder / "L31.yaml").write_text(LEDGER, encoding="utf-8")
    villages = pd.read_excel(next(office.ledgers(OCTOBER).glob("L01_*.xlsx")), header=2, engine="calamine")[
        "村"
    ].to_list()
    for month, many in (("2021-09", 12), ("2021-10", 15)):
        rows = [petition(number, villages) for number in range(many)]
        path = office.folder / "data" / "ledgers" / month / "L31_信访台账.xlsx"
        write_workbook(path, "信访", [["信访台账"], [], HEADER, *rows])


def petition(number: int, villages: list[str]) -> list[object]:
    """Return a row: six of all are settled, and the first three villages have most."""
    day = dt.date(2021, 9 if number < 12 else 10, 1 + number)
    state = "已办结" if number < 6 else "在办"
    return [f"XF{number:03d}", villages[number % 5], f"欧阳{'甲乙丙丁戊'[number % 5]}山", day, state]


def add_section(office: Office) -> None:
    """Add the notebook with the parameters cell of the one nearest to it, its line in the outline and a relation."""
    nearest = nbformat.read(suite_folder() / "notebooks" / "06_microcredit.ipynb", as_version=4)
    parameters = [cell for cell in nearest.cells if "parameters" in cell.metadata.get("tags", [])]
    code = [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(CELLS)]
    path = office.folder / "notebooks" / f"{SECTION}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[*parameters, *code], metadata=nearest.metadata), path)

    def add_line(report: dict[str, Any]) -> None:
        report["outline"].append({"heading": "群众来信来访情况", "name": "信访", "section": SECTION})

    def add_check(checks: dict[str, Any]) -> None:
        checks["checks"].append(CHECK)

    for name, add in (("report.yaml", add_line), ("checks.yaml", add_check)):
        path = office.folder / "params" / name
        source = path if path.exists() else suite_folder() / "params" / name
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
        add(content)
        path.unlink(missing_ok=True)  # a link to the office that all tests share
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def outputs(office: Office, published: Path, yuebao: Yuebao) -> dict[str, bytes]:
    """What is distributed of the month, as it was published with the new section."""
    succeeds(yuebao("run", OCTOBER, "--office", office.folder))
    return files(office.output(OCTOBER))


def rows_of(outputs: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(outputs[name].decode("utf-8-sig"))))


def test_the_section_says_its_figures_and_a_trend_that_begins_with_the_ledger(
    outputs: dict[str, bytes],
) -> None:
    html = re.sub(r"<[^>]+>", "", outputs["report.html"].decode())
    assert "群众来信来访情况" in html
    assert "全镇受理来信来访15件，比上月增加3件，办结6件（40%）。" in html
    assert "来信来访由9月的12件增至15件" in html
    figures = {row["name"]: row for row in rows_of(outputs, "figures.csv")}
    assert {name: figures[f"信访.{name}"]["value"] for name in ("信访件数", "办结件数", "办结率")} == {
        "信访件数": "15",
        "办结件数": "6",
        "办结率": "40.0",
    }


def test_all_else_is_as_it_was_published_before(outputs: dict[str, bytes], published: Path) -> None:
    before = files(published / "outputs" / str(OCTOBER))
    assert [row for row in rows_of(outputs, "figures.csv") if not row["name"].startswith("信访.")] == rows_of(
        before, "figures.csv"
    )
    # Relations that are judged for all figures together say of how many; each other stands as it stood.
    checks, known = ([list(row.values()) for row in rows_of(of, "checks.csv")] for of in (outputs, before))
    assert {row[0] for row in checks} == {"C90", *(row[0] for row in known)}, checks
    assert [row for row in known if row not in checks and row[0] not in ("C14", "C15")] == []


def test_the_months_before_the_ledger_stay_without_a_fault(office: Office, yuebao: Yuebao) -> None:
    checked = yuebao("check", "2021-08", "--office", office.folder)
    succeeds(checked)
    assert "信访台账本月不建" in "".join(re.findall(r"\w", checked.stdout))


def test_the_office_is_led_to_the_rows_and_an_outsider_to_their_number_alone(
    office: Office, outputs: dict[str, bytes], yuebao: Yuebao
) -> None:
    traced = yuebao("trace", "信访.办结件数", "--month", OCTOBER, "--office", office.folder, "--json")
    succeeds(traced)
    (part,) = json.loads(traced.stdout)["rows"]
    assert [int(row["行"]) for row in part["rows"]] == [4, 5, 6, 7, 8, 9]

    row = next(row for row in rows_of(outputs, "figures.csv") if row["name"] == "信访.办结件数")
    assert (row["ledger"], row["rows"]) == ("L31 信访台账", "6")
    assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"])
    notebook = nbformat.reads(outputs[f"sections/{SECTION}.ipynb"].decode(), as_version=4)
    told = [
        content
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for kind, content in output.get("data", {}).items()
        if kind == FigureRecord.mime()
    ]
    assert [source["rows"] for content in told for source in content["sources"]] == [""] * 3
    for name, content in outputs.items():
        assert "欧阳".encode() not in content, name
        assert b"XF00" not in content, name


def test_its_relation_forbids_the_month_and_names_both_sides(
    office: Office, outputs: dict[str, bytes], yuebao: Yuebao
) -> None:
    """Last, since it changes the workbook of the month; what was published stays."""
    path = office.folder / "data" / "ledgers" / str(OCTOBER) / "L31_信访台账.xlsx"
    frame = pd.read_excel(path, header=2, engine="calamine")
    frame["受理日期"] = [pd.Timestamp(day).date() for day in frame["受理日期"]]
    frame.loc[:9, "状态"] = "已办结"
    write_workbook(path, "信访", [["信访台账"], [], HEADER, *frame.to_numpy().tolist()])
    refused = yuebao("run", OCTOBER, "--office", office.folder)
    assert refused.returncode == 1
    assert "C90" in refused.stderr
    assert "C90 办结件数不超过信访件数的一半：10 × 2 > 15，相差 5" in refused.stderr
    assert files(office.output(OCTOBER)) == outputs
