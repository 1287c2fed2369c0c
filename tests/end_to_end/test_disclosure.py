"""What a published month gives by village does not tell a small count of a sensitive class, in no combination."""

from __future__ import annotations

import copy
import datetime as dt
import json
import math
import os
import random
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.ledgers import open_ledgers
from helpers.offices import Office
from helpers.params import load_settings
from tests.end_to_end.auditor import (
    MARK,
    Audit,
    Cell,
    IsWide,
    Relation,
    bundles,
    listed,
    relations_of,
    sheets,
)
from tests.end_to_end.conftest import Yuebao, once, succeeds
from tests.end_to_end.demo_year import MONTHS, publish_year, relations
from tests.end_to_end.mutations import OCTOBER
from tests.small_office import LOANS, loan, write_loans, write_notebook, write_small_office, write_yaml

pytestmark = pytest.mark.slow

THRESHOLD, WIDTH = 10, 5
VILLAGES = [f"{name}村" for name in "甲乙丙丁戊己庚辛"]
NEAR = 1e-6
CLASSES = ["监测外脱贫户", "脱贫监测户", "边缘易致贫户", "突发严重困难户"]
EXPECTED = [" + ".join(f"基本情况.{name}" for name in CLASSES) + " == 基本情况.帮扶对象户"]


@pytest.fixture(scope="module")
def folder(published: Path) -> Path:
    return Office(published).output(OCTOBER)


def texts(folder: Path) -> dict[str, str]:
    """Return what the files of a month hold, as far as it is text."""
    kinds = (".html", ".csv", ".json", ".ipynb")
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in kinds
    }


def test_nothing_that_is_published_holds_a_row_number(folder: Path) -> None:
    ranges = re.compile(r"第\s*\d+(?:[-、,]\d+)*\s*行|[一-鿿]!\d|\"rows\": \"\d")
    for name, text in texts(folder).items():
        assert not ranges.search(text), name
    for kind in ("figure", "table"):
        for content in bundles(folder, kind):
            assert all(not source["rows"] for source in content.get("sources", []))
            assert not content.get("by_village")
            assert not content.get("units")
            assert not any(map(any, content.get("cells", [])))


def test_the_list_of_figures_leads_to_ledger_hash_and_number_of_rows(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    known = set(manifest["inputs"][str(OCTOBER)].values())
    rows = listed(folder)
    loans = rows["小额信贷.存量贷款"]
    assert loans["sha256"] in known
    assert int(loans["rows"]) > 0
    few = {content["name"] for content in bundles(folder, "figure") if content["row_count"] is None}
    assert few
    assert all(not rows[name]["rows"] for name in few)


def test_the_record_with_its_rows_stays_in_the_office(published: Path) -> None:
    office = Office(published)
    record = office.record(OCTOBER)
    figures = {content["name"]: content for content in bundles(record, "figure")}
    assert figures["小额信贷.存量贷款"]["sources"][0]["rows"]
    assert stat.S_IMODE(record.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in record.rglob("*") if path.is_file()} == {0o600}


def test_the_monitored_of_the_villages_are_told_for_the_township_alone(published: Path, folder: Path) -> None:
    office = Office(published)
    system = open_ledgers(office, OCTOBER, load_settings(office, OCTOBER))["监测对象"]
    monitored = system[system["监测对象类别"].notna()].groupby("村")["户编号"].nunique()
    assert monitored.max() < THRESHOLD
    figures = {content["name"]: content for content in bundles(folder, "figure")}
    assert figures["监测帮扶.在册户数"]["value"] == monitored.sum()
    shown = {
        column.get("figure")
        for table in bundles(folder, "table")
        for column in table["columns"][1:]
        if table["columns"][0]["name"] == "村"
    }
    assert "监测帮扶.在册户数" not in shown
    assert "小额信贷.存量贷款" in shown


def test_what_the_demo_month_withholds_stays_open(folder: Path) -> None:
    audit = Audit.of([folder], relations_of(EXPECTED, folder.name, None))
    assert len(audit.withheld) > 300
    assert not audit.narrow(wide(audit))


def test_the_workbook_of_a_month_tells_no_number_of_a_village_that_its_notebooks_do_not(folder: Path) -> None:
    """Hidden sheets, rows and columns are read, too."""
    audit = Audit.of([folder])
    known = {(village, value) for (_, _, village), value in audit.told.items()}
    rows = {
        (village, float(cell))
        for table in bundles(folder, "table")
        for row in table["rows"]
        for village in audit.villages.keys() & set(map(str, row))
        for cell in row
        if isinstance(cell, int | float)
    }
    told = list(sheets(folder, audit.villages))
    assert len(told) > 500
    assert not {(village, value) for _, village, value in told} - known - rows


def wide(audit: Audit) -> IsWide:
    """Return the rule for counts, as far as the number of the township leaves room for it."""

    def is_wide(cell: Cell, least: float, most: float) -> bool:
        total = audit.totals.get(cell[:2], math.inf)
        return most >= min(THRESHOLD, total) - NEAR and most - least >= min(WIDTH, total) - NEAR

    return is_wide


def test_the_auditor_finds_what_the_others_give_away(folder: Path) -> None:
    """A number that is told of all villages but one follows from the township's."""
    figure = (folder.name, "监测帮扶.在册户数")
    audit = Audit.of([folder])
    *others, last = audit.villages
    audit.told |= {(*figure, village): 1.0 for village in others}
    (found,) = [one for one in audit.narrow(wide(audit)) if one[0] == (*figure, last)]
    assert found[1:] == (audit.totals[figure] - len(others),) * 2
    # Of two that belong together by what is said of them, one gives the other.
    audit = Audit.of([folder], [Relation([(1.0, *figure), (-1.0, folder.name, "基本情况.监测对象户")])])
    audit.told[folder.name, "基本情况.监测对象户", last] = 2.0
    found_of = {cell: (least, most) for cell, least, most in audit.narrow(wide(audit))}
    assert found_of[*figure, last] == pytest.approx((2, 2))


# --- a year of the demo office -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo_year(demo: Path, yuebao: Yuebao) -> Office:
    """The demo office with its twelve months published, of its sections those that tell of sensitive classes."""

    def make(folder: Path) -> None:
        shutil.copytree(demo, folder, copy_function=os.link)
        succeeds(yuebao("demo", folder, "--month", str(MONTHS[-1])))
        publish_year(folder)

    return Office(once(demo.with_name("demo_year"), make))


def test_no_withheld_number_of_the_demo_year_can_be_computed_from_its_published_folders(
    demo_year: Office,
) -> None:
    audit = Audit.of([demo_year.output(month) for month in MONTHS], relations())
    assert len({month for month, _, _ in audit.withheld}) == len(MONTHS)
    assert not audit.narrow(wide(audit))


# --- a year of an office -----------------------------------------------------------------------------------


CELLS = [
    "def ill(ledgers):\n"
    '    loans = ledgers["借款"]\n'
    '    return loans[loans["用途"] == "治病"]\n\n\n'
    "def of_year(ledgers):\n"
    "    rows = ill(ledgers)\n"
    '    return rows[rows["借款日"].dt.year == ledgers.month.year]\n\n\n'
    "def of_month(ledgers):\n"
    "    rows = of_year(ledgers)\n"
    '    return rows[rows["借款日"].dt.month == ledgers.month.number]\n\n\n'
    "def others(ledgers):\n"
    '    loans = ledgers["借款"]\n'
    '    return loans[loans["用途"] != "治病"]',
    's.count("笔数", lambda ledgers: ledgers["借款"], unit="笔", definition="全部")\n'
    's.count("其他笔数", others, unit="笔", definition="不是治病的")\n'
    's.count("治病笔数", ill, unit="笔", definition="治病的")\n'
    's.count("当年治病笔数", of_year, unit="笔", kind="ytd", definition="当年的")\n'
    's.count("本月治病笔数", of_month, unit="笔", kind="flow", definition="本月的")\n'
    's.total("治病余额", ill, "余额", unit="元", definition="治病的余额")\n'
    's.listing("有治病的村", of_month, "村", definition="本月有治病借款的村")',
    's.paragraph("共{笔数}，{治病笔数:村最多}。", s["有治病的村"] and "本月有治病借款的是{有治病的村}。")',
    's.table("各村借款", by="村", figures=["笔数", "其他笔数"])\n'
    's.table("各村治病借款", by="村", figures=["治病笔数", "治病余额"])\n'
    's.table("各村新增治病借款", by="村", figures=["当年治病笔数", "本月治病笔数"])\n'
    's.bar_chart("治病借款{治病笔数}，{治病笔数:村最多}", by="村", figures="治病笔数")',
]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, yuebao: Yuebao) -> Office:
    """An office of eight villages whose loans for an illness are a sensitive class, with a published year."""
    folder = tmp_path_factory.mktemp("year") / "office"
    office = write_small_office(folder, map(str, MONTHS), VILLAGES)
    ledger = copy.deepcopy(LOANS)
    ledger["sheets"][0]["columns"]["用途"] |= {"sensitive": True, "ordinary": ["养殖"]}
    write_yaml(folder, "ledgers/L90.yaml", ledger)
    write_yaml(folder, "checks.yaml", {"checks": []})
    write_notebook(folder, "01_loans", *CELLS)
    chance = random.Random(7)
    rows: list[list[object]] = []
    for month in MONTHS:
        for at, village in enumerate(VILLAGES):
            for number in range(chance.randint(0, 3 + 2 * at)):
                use = "治病" if chance.random() < 0.4 + 0.05 * at else "养殖"
                day = dt.date(2021, month.number, chance.randint(1, 28))
                amount = 100000 if chance.random() < 0.05 else chance.randint(100, 900)
                rows.append(loan(f"{month}-{at}-{number}", village, amount, day, use=use))
        write_loans(folder, str(month), rows)
        succeeds(yuebao("run", str(month), "--office", folder))
    return office


def relations_of_loans() -> Iterator[Relation]:
    """Yield what the definitions of that office's figures say of every village."""
    whole = "借款.其他笔数 + 借款.治病笔数 == 借款.笔数"
    for month in MONTHS:
        january = month.number == 1
        added = f"{'' if january else 'opening(借款.当年治病笔数) + '}借款.本月治病笔数 == 借款.当年治病笔数"
        yield from relations_of([whole, added], str(month), None if january else str(month.previous))


def test_no_withheld_number_of_a_year_can_be_computed_from_its_published_folders(year: Office) -> None:
    audit = Audit.of([year.output(month) for month in MONTHS], relations_of_loans())
    assert len(audit.withheld) > 30

    def is_wide(cell: Cell, least: float, most: float) -> bool:
        if cell[1] in ("借款.笔数", "借款.其他笔数"):
            return True  # They are of no class: they give way where they would tell of one.
        if cell[1] == "借款.治病余额":
            return most - least >= 0.1 * most
        return most >= THRESHOLD and most - least >= WIDTH

    assert not audit.narrow(is_wide)


def test_a_sentence_of_what_is_withheld_says_so_in_words(year: Office) -> None:
    said = "".join(
        span["text"]
        for month in MONTHS
        for paragraph in bundles(year.output(month), "paragraph")
        for span in paragraph["spans"]
    )
    assert "个别村的数不公开" in said
    assert "本月有治病借款的是个别村" in said
    for month in MONTHS:
        page = (year.output(month) / "report.html").read_text(encoding="utf-8")
        assert MARK in page or "不公开" in page or "不列" in page
