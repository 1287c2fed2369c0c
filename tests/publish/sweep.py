"""Made-up reports of every length, whose names hold what would be code, markup or a figure if it were read as such."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pypdfium2
from docx import Document
from hypothesis import strategies as st
from lxml import html
from nbformat import NotebookNode
from pypdfium2 import raw

from helpers.charts.drawing import complete
from helpers.checks import CheckResult
from helpers.months import Month
from helpers.params import MonthSettings, ReportSettings, Settings
from helpers.publish.formats import Files, readers
from helpers.publish.readback import require_same
from helpers.publish.readback.pdf import string_of, text_of
from helpers.publish.readback.pieces import squeeze
from helpers.publish.reading import read_report
from helpers.publish.report import Chart, Report
from helpers.publish.setting.glyphs import require_glyphs
from helpers.record import ChartRecord, SeriesRecord
from tests.publish.conftest import column, executed, figure, paragraph, shown, table

# What means something to a template, a shell, Excel, HTML, XML, JSON, Markdown, TeX or typst, in both scripts.
SIGNS = [
    "2021年", "141团", "=1+1", "+86", "-1", "@SUM(1)", "{镇}", "{", "}", "{{0}}", "%s", "\\", "\\n", "\\input{x}",
    "*", "**粗**", "_x0041_", "[x](y)", "<b>", "</main>", "<!--", "&amp;", "&#65;", "&", "#", "#panic()", "$x^2$",
    "$", '"', "'", "''", "“", "”", "`code`", "~", "^", "|", "\n", "\t", "　", " ", "。", "、", "；", "：", "（1）",
    "图1", "表2　", "附件1", "注：", "一、", "1.", "——", "—", "…", "/", "//", "?", "!", "０１２", "３．５万元", "℃",
    "㎡", "½", "é", "ß", "Ω",
]  # fmt: skip
WORDS = [
    "张家", "和顺", "黄精", "产业路", "硬化工程", "养殖", "合作社", "第一", "示例", "Town", "East-West", "村", "甲",
]  # fmt: skip
PROSE = "全镇持续巩固拓展脱贫攻坚成果，健全防止返贫动态监测和帮扶机制，对易返贫致贫人口及早发现、及早干预、及早帮扶；"


def names(longest: int = 6) -> st.SearchStrategy[str]:
    """Return names as ledgers and params hold them: of a few words and signs, never empty."""
    parts = st.lists(st.sampled_from([*SIGNS, *WORDS, *WORDS, *WORDS]), min_size=1, max_size=longest)
    return parts.map("".join).filter(lambda name: bool(squeeze(name).strip("—")) and name.strip() != "")


class MadeUp:
    """A report that was made up; where it cannot be published it is not printed as a whole, which takes pages."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __repr__(self) -> str:
        return f"{len(list(self.report.blocks()))} blocks"


@st.composite
def reports(draw: Any) -> MadeUp:
    """Make a report from executed notebooks, as a run does."""
    number = draw(st.integers(1, 60))
    villages = draw(st.lists(names(3), min_size=number, max_size=number, unique_by=squeeze))
    sections = draw(st.integers(1, 4))
    nodes = [draw(_section(f"{place:02d}_section", villages)) for place in range(1, sections + 1)]
    leaves = [
        {"heading": draw(names(4)), "name": f"第{place}", "section": f"{place:02d}_section"}
        for place in range(1, sections + 1)
    ]
    split = draw(st.integers(0, sections))
    outline = (
        [*leaves[:split], {"heading": draw(names(4)), "parts": leaves[split:]}] if leaves[split:] else leaves
    )
    office = {key: draw(names(3)) for key in ("town", "city", "name", "superior")}
    report: dict[str, Any] = {
        "office": office,
        "title": "{镇}{年}工作情况汇报",
        "addressee": draw(st.sampled_from(["", "{上级}："])),
        "outline": outline,
        "limits": {},
        "key_figures": [f"第{place}.户数" for place in range(1, draw(st.integers(1, sections)) + 1)],
    }
    if draw(st.booleans()):
        report["letterhead"] = {"issuer": draw(names(3)), "code": draw(names(2)), "signers": [draw(names(2))]}
    month = {"as_of": dt.date(2021, 10, 31), "issue_date": dt.date(2021, 11, 8), "document_number": 7}
    settings = Settings(
        month=Month(2021, 10),
        report=ReportSettings.model_validate(report),
        this_month=MonthSettings.model_validate(month),
    )
    checks = [
        CheckResult("C01", draw(names()), "本月", "错误", 841, 841, 0, "通过", draw(names())),
        CheckResult("C02", "甲 <= 乙", "跨月", "提醒", None, 3.5, None, "豁免", draw(names())),
    ]
    return MadeUp(read_report(nodes, settings, checks[: draw(st.integers(0, 2))]))


@st.composite
def _section(draw: Any, name: str, villages: list[str]) -> NotebookNode:
    prefix = f"第{int(name[:2])}"
    values = draw(st.lists(st.integers(0, 9999), min_size=len(villages), max_size=len(villages)))
    many = figure(
        f"{prefix}.户数", sum(values), previous=draw(st.integers(0, 9999)), definition=draw(names())
    )
    some = figure(
        f"{prefix}.用途", "、".join(draw(st.lists(names(), max_size=30))) or "无", "", kind="listing"
    )
    items: list[Any] = [("figure", many), ("figure", some)]
    for _ in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(["paragraph", "paragraph", "table", "chart", "long table"]))
        title, notes = draw(names()), draw(st.lists(names(), max_size=2))
        if kind == "paragraph":
            items.append(("paragraph", draw(_paragraph(many, some))))
        elif kind == "chart":
            chart = complete(
                ChartRecord(
                    id=f"{prefix}-{len(items)}",
                    title=title,
                    drawing="bars",
                    series=(SeriesRecord(name="户数", values=tuple(zip(villages, values, strict=True))),),
                    unit="户",
                    notes=tuple(notes),
                )
            )
            items.append(("chart", chart.content(), chart.svg))
        elif kind == "table":
            heads = [column("村"), column("户数", "户", 0, many["name"]), column(draw(names(3)), "户")]
            rows = [[village, value, value] for village, value in zip(villages, values, strict=True)]
            items.append(
                ("table", table(title, heads, rows, total=["合计", sum(values), sum(values)], notes=notes))
            )
        else:
            projects = draw(st.lists(st.tuples(names(12), names()), min_size=1, max_size=25))
            heads = [column("项目"), column("责任人")]
            items.append(("table", table(title, heads, [list(one) for one in projects], notes=notes)))
    return executed(name, prefix, *items)


@st.composite
def _paragraph(draw: Any, many: dict[str, Any], some: dict[str, Any]) -> dict[str, Any]:
    words = PROSE * draw(st.integers(0, 9)) + PROSE[: draw(st.integers(1, len(PROSE)))]
    fact = {"fact": draw(names(2)), "text": draw(names()), "source": draw(names())}
    spans = draw(
        st.permutations([words, shown(many), shown(some), fact, {"text": draw(names()), "quoted": True}])
    )
    return paragraph(*spans[: draw(st.integers(1, 5))])


# --- what must hold --------------------------------------------------------------------------------------------


def require_published(report: Report, fonts: Path, *formats: str) -> None:
    """Require that files of a report are made, say what it says, and have each picture in its section."""
    require_glyphs(report, fonts)
    files = Files(report, fonts)
    require_same(report, {name: files[name] for name in formats or files}, readers())
    for name, places in PLACES.items():
        if not formats or name in formats:
            require_in_sections(report, places(files[name]))


def require_in_sections(report: Report, places: list[str]) -> None:
    """Require that pictures stand below the heading of their section and above the next.

    Parameters
    ----------
    places : list of str
        The captions of a file's pictures in the order in which a reader meets them, empty texts for headings between.
    """
    met: list[set[str]] = [set()]
    for caption in places:
        if caption:
            met[-1].add(squeeze(caption))
        else:
            met.append(set())
    wanted = [
        {squeeze(one.label + one.title) for one in part.blocks if isinstance(one, Chart)}
        for part in report.walk()
    ]
    assert met[1 : len(wanted) + 1] == wanted, (places, wanted)
    assert not any([met[0], *met[len(wanted) + 1 :]])


def pdf_places(content: bytes) -> list[str]:
    """Return headings and pictures from the top of each page to its foot."""
    with pypdfium2.PdfDocument(content) as document:
        return [caption for page in document for caption in _on_page(page)]


def _on_page(page: pypdfium2.PdfPage) -> list[str]:
    text_page = page.get_textpage()
    marked: dict[int, list[tuple[float, str]]] = {}
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
        mark = raw.FPDFPageObj_GetMarkedContentID(item.raw)
        marked.setdefault(mark, []).append((item.get_bounds()[3], text_of(item.raw, text_page.raw)))
    found: list[tuple[float, str]] = []

    def inside(element: Any) -> list[tuple[float, str]]:
        texts = []
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
                texts += inside(child)
            else:
                texts += marked.get(raw.FPDF_StructElement_GetChildMarkedContentID(element, place), [])
        kind = string_of(element, raw.FPDF_StructElement_GetType)
        said = squeeze("".join(text for _, text in texts))
        drawn = kind == "Caption" and said.startswith("图")
        if said and (drawn or re.fullmatch(r"H\d", kind)):
            found.append((max(top for top, _ in texts), said if drawn else ""))
        return texts

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    for place in range(raw.FPDF_StructTree_CountChildren(tree)):
        inside(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
    raw.FPDF_StructTree_Close(tree)
    return [caption for _, caption in sorted(found, reverse=True)]


def html_places(content: bytes) -> list[str]:
    """Return headings and pictures in the order of the page."""
    (main,) = html.document_fromstring(content.decode()).xpath("//main")
    found = main.xpath(
        "./section[not(@class)]//*[self::h2 or self::h3 or self::h4 or self::h5 or self::figcaption]"
    )
    return ["".join(one.itertext()) if one.tag == "figcaption" else "" for one in found]


def docx_places(content: bytes) -> list[str]:
    """Return headings and pictures in the order of the document."""
    named = [
        (one.style.name, _run_text(one)) for one in Document(io.BytesIO(content)).paragraphs if one.style
    ]
    return [
        text if name == "Caption" else ""
        for name, text in named
        if name.startswith("Heading") or (name == "Caption" and text.startswith("图"))
    ]


def _run_text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph._p.iter("{*}t"))


PLACES = {"report.pdf": pdf_places, "report.html": html_places, "report.docx": docx_places}
