"""Executed notebooks as sections leave them: every kind of bundle, long, wide, empty and hostile."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from helpers import charts
from helpers.checks import CheckResult
from helpers.months import Month
from helpers.params import MonthSettings, ReportSettings, Settings
from helpers.publish.figure_list import COLUMNS
from helpers.publish.pdf.document import render_pdf
from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.publish.web.html import render_html
from helpers.record import VERSION
from tests.bundles import mime
from tests.visits import chromium

HOSTILE = '<script>alert(1)</script>&#import "x" $x$ {{ 7*7 }} {% raw %} *粗* `code` \\ @ref <b> ]] ${x}'
FORMULA = '=HYPERLINK("http://example.invalid","x")'

OUTLINE = [
    {"heading": "基本情况", "section": "01_overview"},
    {
        "heading": "巩固脱贫攻坚成果工作情况",
        "parts": [
            {
                "heading": "突出衔接重点，持续落实政策",
                "parts": [
                    {"heading": "兜底保障政策落实情况", "name": "兜底保障", "section": "03_safety_net"},
                    {"heading": "小额信贷政策落实情况", "name": "小额信贷", "section": "06_microcredit"},
                ],
            },
            {
                "heading": "易地扶贫搬迁后扶工作",
                "parts": [{"heading": "后扶", "name": "易迁后扶", "section": "08_relocation"}],
            },
            {
                "heading": "有序开展衔接资金项目实施工作",
                "parts": [{"heading": "项目", "name": "衔接项目", "section": "10_projects"}],
            },
        ],
    },
    {"heading": "存在的问题与下一步打算", "name": "问题与打算", "section": "13_next_steps"},
]

REPORT = {
    "office": {
        "town": "试验镇",
        "city": "试验市",
        "name": "试验镇乡村振兴办公室",
        "superior": "试验市乡村振兴局",
    },
    "title": "{镇}{年}巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报",
    "addressee": "{上级}：",
    "outline": OUTLINE,
    "limits": {},
    "key_figures": ["基本情况.总人口", "小额信贷.存量贷款", "易迁后扶.搬迁户数"],
}


def figure(name: str, value: Any, unit: str = "户", **more: Any) -> dict[str, Any]:
    """Return the bundle of a figure made of 60 loans."""
    text = value if isinstance(value, str) else "无" if value is None else f"{value}{unit}"
    content = {
        "name": name,
        "value": value,
        "unit": unit,
        "decimals": 2 if unit == "万元" else 0,
        "text": text,
        "definition": f"{name.partition('.')[2]}的口径",
        "kind": "stock",
        "ledger": "L11 脱贫人口小额信贷台账",
        "sources": [{"table": "小额信贷", "rows": "4-63,70"}],
        "row_count": 61,
        "by_village": None,
        "previous": None,
        "year_ago": None,
    }
    return content | more


def paragraph(*spans: str | dict[str, Any], lead: bool = False) -> dict[str, Any]:
    """Return the bundle of a paragraph; a string is a plain span."""
    return {"lead": lead, "spans": [{"text": span} if isinstance(span, str) else span for span in spans]}


def shown(content: dict[str, Any]) -> dict[str, Any]:
    """Return the span that shows a figure."""
    return {"figure": content["name"], "text": content["text"]}


def column(
    name: str, unit: str | None = None, decimals: int = 0, figure: str | None = None
) -> dict[str, Any]:
    """Return a column of a table's bundle: words without a unit, else numbers."""
    kind = "text" if unit is None else "number"
    return {"name": name, "kind": kind, "unit": unit or "", "decimals": decimals, "figure": figure}


def table(title: str, columns: list[dict[str, Any]], rows: list[list[Any]], **more: Any) -> dict[str, Any]:
    """Return the bundle of a table."""
    content = {
        "id": "x-1",
        "title": title,
        "unit": "",
        "columns": columns,
        "rows": rows,
        "total": None,
        "notes": [],
    }
    return content | more


def executed(
    section: str,
    prefix: str,
    *items: tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], str],
    **about: Any,
) -> NotebookNode:
    """Return an executed notebook that displays a section bundle and then the items, one cell each."""
    head = {"section": section, "prefix": prefix, "month": "2021-10", "as_of": "2021-10-31", "empty": False}
    cells = [_cell("section", head | {"clause": ""} | about)]
    cells += [_cell(*item) for item in items]
    node = new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    for place, cell in enumerate(node.cells):
        cell["id"] = f"cell-{place}"
    nbformat.validate(node)
    return node


def _cell(kind: Any, content: dict[str, Any], svg: str = "") -> NotebookNode:
    data = {
        mime(kind): {"version": VERSION, **content},
        "text/html": "<script>document.title='taken over'</script>",
    }
    if svg:
        data["image/svg+xml"] = svg
    return new_code_cell(outputs=[new_output("display_data", data=data)])


def villages(count: int) -> list[str]:
    """Return invented names of villages."""
    return [f"示例{number:02d}村" for number in range(1, count + 1)]


def overview() -> NotebookNode:
    households, people = (
        figure("基本情况.总户数", 11001),
        figure("基本情况.总人口", 38006, "人", previous=38010),
    )
    count = figure("基本情况.行政村数", 16, "个")
    slogan = figure("基本情况.口号", HOSTILE, "", kind="listing")
    position = {"fact": "年度定位", "text": "接续推进乡村振兴的起步之年", "source": "试验镇党委会纪要"}
    return executed(
        "01_overview",
        "基本情况",
        ("figure", households),
        ("figure", people),
        ("figure", count),
        ("figure", slogan),
        (
            "paragraph",
            paragraph("2021年是", position, "，现将工作情况汇报如下：", lead=True),
        ),
        (
            "paragraph",
            paragraph(
                "全镇辖",
                shown(count),
                "行政村，总人口",
                shown(households),
                shown(people),
                "，村民",
                shown(slogan),
                "。",
            ),
        ),
        ("paragraph", paragraph(FORMULA, "；生僻字村名：垟尾村、喆里村、垚山村、堃庄村。")),
    )


def safety_net() -> NotebookNode:
    insured = figure("兜底保障.低保人数", 818, "人", definition=HOSTILE)
    heads = [
        "低保户数",
        "低保人数",
        "特困户数",
        "特困人数",
        "临时救助",
        "残疾补贴",
        "养老补贴",
        "医疗救助",
        "教育救助",
        "住房救助",
        "合计",
    ]
    wide = table(
        "各村兜底保障分项情况",
        [column("村"), *(column(head, "人", 0) for head in heads)],
        [[name, *(row * 7 % 23 for row in range(11))] for name in villages(16)],
        total=["合计", *range(100, 111)],
        unit="单位：人",
    )
    return executed(
        "03_safety_net",
        "兜底保障",
        ("figure", insured),
        ("paragraph", paragraph("按照“四个不摘”的要求，落实低保救助", shown(insured), "。")),
        ("table", wide),
    )


def microcredit() -> NotebookNode:
    months = {"2020-12": 271.25, "2021-01": None, "2021-02": 285, "2021-09": 292, "2021-10": 287.5}
    stock = figure("小额信贷.存量贷款", 287.5, "万元", previous=292, year_ago=240.25, history=months)
    count = figure("小额信贷.新办户数", 21, previous=20)
    banks = figure("小额信贷.有余额的村", "示例01村、示例02村", "", kind="listing")
    amounts = {name: 3.5 + place % 7 for place, name in enumerate(villages(16))}
    trend = {f"2021-{month:02d}": 250.0 + 5 * month for month in range(1, 11)}
    loans = table(
        "各村小额信贷情况",
        [column("村"), column("户数", "户", 0, count["name"]), column("余额", "万元", 2, stock["name"])],
        [[name, place % 5, amount] for place, (name, amount) in enumerate(amounts.items())]
        + [["未分村", None, None]],
        total=["合计", 21, 287.5],
        unit="单位：户、万元",
        notes=["余额为期末数", HOSTILE],
    )
    return executed(
        "06_microcredit",
        "小额信贷",
        ("figure", stock),
        ("figure", count),
        ("figure", banks),
        (
            "paragraph",
            paragraph("全镇现有存量贷款", shown(stock), "，其中2021年新办理小额信贷", shown(count), "。"),
        ),
        ("paragraph", paragraph("余额集中在", shown(banks), "。")),
        ("table", loans),
        (
            "chart",
            {
                "id": "小额信贷-2",
                "title": "小额信贷余额逐月上升",
                "alt": "一月255万元，十月300万元",
                "notes": [],
                "drawing": "lines",
                "series": [],
                "unit": "万元",
            },
            charts.lines("小额信贷-2", {"余额": trend}, "万元", 1),
        ),
        (
            "chart",
            {
                "id": "小额信贷-3",
                "title": "各村余额" + HOSTILE,
                "alt": HOSTILE,
                "notes": ["期末数"],
                "drawing": "bars",
                "series": [],
                "unit": "万元",
            },
            charts.bars("小额信贷-3", {"余额": amounts}, "万元", 1),
        ),
    )


def relocation() -> NotebookNode:
    return executed("08_relocation", "易迁后扶", empty=True, clause="无易地扶贫搬迁户")


def projects() -> NotebookNode:
    paid = figure("衔接项目.拨付金额", 133.1, "万元")
    columns = [
        column("项目名称"),
        column("施工单位"),
        column("批复里程", "公里", 3),
        column("拨付金额", "万元", 2),
    ]
    rows: list[list[Any]] = [
        [f"示例{n:02d}村产业路第{n}标段硬化工程", f"试验建设工程有限公司第{n % 4 + 1}项目部", n / 8, n * 1.1]
        for n in range(1, 61)
    ]
    long = table(
        "产业路项目实施情况", columns, rows, total=["合计", None, 228.75, 2013], unit="单位：公里、万元"
    )
    return executed(
        "10_projects",
        "衔接项目",
        ("figure", paid),
        ("paragraph", paragraph("累计拨付", shown(paid), "。")),
        ("table", long),
    )


def next_steps() -> NotebookNode:
    text = "部分项目资金拨付进度滞后于工程进度，日常监测主动发现不够，公益性岗位管理不够规范。"
    paragraphs = [("paragraph", paragraph(f"{number}是{text * 6}")) for number in "一二三四五六七八九"]
    return executed("13_next_steps", "问题与打算", *paragraphs)


@pytest.fixture(scope="session")
def settings() -> Settings:
    month = MonthSettings(as_of=dt.date(2021, 10, 31), issue_date=dt.date(2021, 11, 8))
    return Settings(month=Month(2021, 10), report=ReportSettings.model_validate(REPORT), this_month=month)


@pytest.fixture(scope="session")
def clause_settings(settings: Settings) -> Settings:
    report = ReportSettings.model_validate(REPORT | {"empty_sections": "clause"})
    return settings.model_copy(update={"report": report})


@pytest.fixture(scope="session")
def notebooks() -> list[NotebookNode]:
    return [overview(), safety_net(), microcredit(), relocation(), projects(), next_steps()]


@pytest.fixture(scope="session")
def checks() -> list[CheckResult]:
    passed = CheckResult(
        "C01",
        "脱贫户 + 脱贫监测户 + 边缘易致贫户 = 帮扶对象",
        "本月",
        "错误",
        841,
        841,
        0,
        "通过",
        "816 + 6 + 19 = 841",
    )
    waived = replace(passed, id="C02", left=11001.0, right=10997.5, difference=3.5, conclusion="豁免")
    absent = CheckResult("C03", HOSTILE, "跨月", "提醒", None, None, None, "不适用", FORMULA)
    return [passed, replace(waived, explanation="相差 3.5。豁免理由：四户类别待核实（张三丰）"), absent]


@pytest.fixture(scope="session")
def report(notebooks: list[NotebookNode], settings: Settings, checks: list[CheckResult]) -> Report:
    return read_report(notebooks, settings, checks)


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office's folder of fonts: with letters that are written from right to left."""
    folder = tmp_path_factory.mktemp("fonts")
    shutil.copy(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", folder)
    return folder


@pytest.fixture(scope="session")
def plain_report() -> Callable[[str], Report]:
    """Return what makes a report of one paragraph."""

    def make(text: str) -> Report:
        return replace(read_report([executed("a", "甲", ("paragraph", paragraph(text)))]), title="甲")

    return make


@pytest.fixture(scope="session")
def page(report: Report) -> str:
    return render_html(report)


@pytest.fixture(scope="session")
def document(report: Report) -> bytes:
    return render_pdf(report)


Publish = Callable[..., Path]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Return what publishes a month: a folder with a list of figures, a manifest, and other files."""

    def write(month: str, rows: Iterable[tuple[Any, ...]], *others: str) -> Path:
        folder = tmp_path / month
        folder.mkdir()
        lines = [",".join(COLUMNS)]
        for section, name, value, unit in rows:
            cells = (section, name, value, unit, "", "", 1, "")
            lines.append(",".join('"' + str(cell).replace('"', '""') + '"' for cell in cells))
        listed = "\n".join(lines).encode("utf-8-sig")
        (folder / "figures.csv").write_bytes(listed)
        outputs = {"figures.csv": hashlib.sha256(listed).hexdigest()}
        (folder / "manifest.json").write_text(json.dumps({"as_of": f"{month}-28", "outputs": outputs}))
        for name in others:
            (folder / name).touch()
        return folder

    return write


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    yield from chromium()
