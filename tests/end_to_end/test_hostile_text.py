"""Text of the ledgers and params that would be code somewhere is text in every file of the month, and nothing more."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pikepdf
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from helpers.publish.formats import FORMATS
from helpers.publish.readback import Reader
from helpers.publish.readback.pieces import Line, squeeze
from tests.end_to_end.conftest import Yuebao, once, succeeds
from tests.end_to_end.mutations import OCTOBER
from tests.small_office import LOANS, write_notebook, write_small_office, write_workbook, write_yaml

pytestmark = pytest.mark.slow

READERS = {name: one.reader for name, one in FORMATS.items() if isinstance(one.reader, Reader)}
VILLAGES = ["<script>alert(7)</script>村", '=HYPERLINK("http://example.invalid","村")']
PRODUCTS = ['#import "x": * $x^2$ `code` #panic()', "{{ 7*7 }}{% raw %}\n<img src=x onerror=alert(7)>"]
PROJECTS = [
    "长" * 10_000,
    "甲\u202e乙\u200f丙项目 [x](javascript:alert(7)) *粗* _x005F_x0041_ &amp; </script>",
]
SLOGAN = "<b>七</b> {{ config }} @SUM(1) #set page(width: 1pt) \\input{x}"
# Excel itself writes _x005F_x0041_ for _x0041_, which would be an A.
SHOWN = [*VILLAGES, *PRODUCTS, *(text.replace("_x005F", "") for text in PROJECTS), SLOGAN]

COLUMNS = LOANS["sheets"][0]["columns"] | {"项目": {"kind": "text"}}
LEDGER = LOANS | {"sheets": [LOANS["sheets"][0] | {"columns": COLUMNS}]}
CELLS = [
    'loans = lambda ledgers: ledgers["借款"]\n'
    'new = lambda ledgers: loans(ledgers)[loans(ledgers)["借款日"].dt.month == ledgers.month.number]\n'
    's.total("余额", loans, "余额", unit="元", definition="全部余额")\n'
    's.total("新增", new, "余额", unit="元", kind="flow", definition="本月借款")\n'
    's.listing("用途", loans, "用途", definition="全部用途")\n'
    's.listing("项目", loans, "项目", definition="全部项目")',
    's.paragraph("{事实.口号}：余额{余额}，本月新增{新增}，用于{用途}。")\ns.paragraph("项目有{项目}。")',
    's.table("各村余额", "村", ["余额"])\n'
    's.row_table("各笔借款", loans(s.ledgers), ["村", "用途", "项目", "余额"])\n'
    's.bar_chart("各村余额", "村", "余额")',
]


@pytest.fixture(scope="module")
def month(shared: Path, yuebao: Yuebao) -> Path:
    """The published month of an office whose names and texts are hostile."""

    def make(folder: Path) -> None:
        write_hostile_office(folder)
        succeeds(yuebao("run", OCTOBER, "--office", folder))

    return once(shared / "hostile", make) / "outputs" / str(OCTOBER)


def write_hostile_office(folder: Path) -> None:
    office = write_small_office(folder, months=[str(OCTOBER)])
    write_yaml(folder, "ledgers/L90.yaml", LEDGER)
    day = dt.date(2021, 10, 28)
    facts = {"口号": {"text": SLOGAN, "source": SLOGAN}}
    write_yaml(folder, f"{OCTOBER}.yaml", {"as_of": day, "issue_date": day, "facts": facts})
    write_notebook(folder, "01_loans", *CELLS)
    ledgers = office.ledgers(OCTOBER)
    head = ["村编码", "村", "类型", "村民小组数", "总户数", "总人口数", "面积"]
    rows = [[f"99000110020{n}", name, "行政村", 3, 100, 300, 5] for n, name in enumerate(VILLAGES, 1)]
    write_workbook(ledgers / "L01_村组.xlsx", "村组", [[], [], head, *rows])
    write_loan_rows(folder, [*zip(VILLAGES, PRODUCTS, PROJECTS, strict=True)])


def write_loan_rows(folder: Path, texts: list[tuple[str, str, str]]) -> None:
    head = ["借据号", "村", "借款人", "用途", "余额", "借款日", "项目"]
    rows = [
        [f"J{n}", village, "张某", product, 100 * n, dt.date(2021, 10, n), project]
        for n, (village, product, project) in enumerate(texts, 1)
    ]
    path = folder / "data" / "ledgers" / str(OCTOBER) / "L90_借款.xlsx"
    write_workbook(path, "借款", [head, *rows])


def said(month: Path, name: str) -> str:
    """Return all that a file says, squeezed; what goes on on the next page goes on here."""
    pieces = READERS[name].read((month / name).read_bytes())
    return "".join(piece.text if isinstance(piece, Line) else "".join(piece.cells) for piece in pieces)


@pytest.mark.parametrize("name", [name for name in READERS if READERS[name].prose])
def test_every_text_is_there_as_it_was_written(month: Path, name: str) -> None:
    text = said(month, name)
    assert [one[:40] for one in SHOWN if squeeze(one) not in text] == []


def test_the_workbook_has_the_texts_of_the_tables_and_nothing_to_compute(month: Path) -> None:
    text = said(month, "tables.xlsx")
    assert [one[:40] for one in SHOWN if squeeze(one) not in text] == []
    with zipfile.ZipFile(month / "tables.xlsx") as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert b"<f>" not in content, name
            assert b"example.invalid" not in content or name == "xl/sharedStrings.xml"


def test_the_page_runs_its_own_scripts_alone(month: Path) -> None:
    page = BeautifulSoup((month / "report.html").read_text(encoding="utf-8"), "html.parser")
    scripts = [script.text for script in page.find_all("script")]
    assert not any("alert(7)" in script for script in scripts)
    assert [tag.name for tag in page.find_all(["img", "iframe", "object", "embed", "base"])] == []
    for tag in page.find_all():
        assert not [name for name in tag.attrs if name.startswith("on")], tag.name
        assert not str(tag.get("href", "#")).startswith(("http", "javascript", "data")), tag


def test_the_pdf_has_no_script_and_leads_nowhere(month: Path) -> None:
    with pikepdf.open(month / "report.pdf") as document:
        kinds = {str(one.get("/S")) for one in document.objects if isinstance(one, pikepdf.Dictionary)}
        assert not kinds & {"/JavaScript", "/URI", "/Launch", "/SubmitForm", "/ImportData"}


def test_the_word_file_has_no_field_or_address_from_a_text(month: Path) -> None:
    with zipfile.ZipFile(month / "report.docx") as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".rels"):
                assert b"example.invalid" not in content
            elif name.endswith(".xml"):
                codes = etree.fromstring(content).xpath("//*[local-name()='instrText']/text()")
                assert not [code for code in codes if "HYPERLINK" in code or "alert" in code]


def test_the_lists_are_text_to_excel(month: Path) -> None:
    for name in ("figures.csv", "checks.csv"):
        with (month / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        live = [cell for cell in cells if re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell)]
        assert live == []


def test_the_executed_notebooks_show_text(month: Path) -> None:
    """In JupyterLab, and as nbconvert's own page, which keeps what HTML it finds in Markdown."""
    html: dict[str, Callable[[str], str]] = {
        "text/html": str,
        "text/markdown": markdown2html_mistune,
        "image/svg+xml": str,
    }
    cells = [cell for path in (month / "sections").glob("*.ipynb") for cell in nbformat.read(path, 4).cells]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = [
        html[kind](text) for one in outputs for kind, text in one.get("data", {}).items() if kind in html
    ]
    assert len(shown) > 8
    for page in shown:
        tree = BeautifulSoup(page, "html.parser")
        assert tree.find_all(["script", "img", "b"]) == []
        assert not [link for link in tree.find_all("a") if str(link["href"]).startswith("javascript")]


def test_what_a_cell_cannot_mean_is_refused_by_its_place(tmp_path: Path, yuebao: Yuebao) -> None:
    """A village that only looks like one of the list is none; a control sign cannot be seen, and is no word."""
    write_hostile_office(tmp_path)
    write_loan_rows(
        tmp_path, [("<script>alert(8)</script>村", "甲", "乙"), (VILLAGES[1], "甲_x0007_乙", "丙")]
    )
    finished = yuebao("run", OCTOBER, "--office", tmp_path, "--json")
    content = json.loads(finished.stdout)
    assert (finished.returncode, content["ok"]) == (1, False)
    places = {
        (one["file"], one["sheet"], one["cell"]) for one in content["problems"] if one["level"] == "error"
    }
    assert places == {("L90_借款.xlsx", "借款", "B2")}
    assert not (tmp_path / "outputs" / str(OCTOBER)).exists()

    write_loan_rows(tmp_path, [(VILLAGES[0], "甲", "乙"), (VILLAGES[1], "甲_x0007_乙", "丙")])
    succeeds(yuebao("run", OCTOBER, "--office", tmp_path))
    assert "甲乙" in said(tmp_path / "outputs" / str(OCTOBER), "report.pdf")
