"""Each kind of leak is found in each format, with its file and place; what is clean passes."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import nbformat
import pikepdf
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from helpers.charts.drawing import complete
from helpers.gate import Finding, Gate, LeakError, refuse
from helpers.gate.people import People
from helpers.ledgers import write_problems
from helpers.publish import render
from helpers.publish.pdf.document import render_pdf
from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.record import ChartRecord, SeriesRecord, SpanRecord
from tests.gate.conftest import PHONE
from tests.ledgers.tiny import PEOPLE, TinyOffice
from tests.publish.conftest import executed, paragraph, table

ID = PEOPLE["甲"]
LEAKS = {
    "证件号码": f"证件号码{ID[:6]} {ID[6:14]} {ID[14:]}",
    "手机号码": "联系电话13900005678",
    "银行卡号": "卡号6200000000000005",
    "姓名和村名": "示例一村村民欧阳某甲",
    "本机路径": "见/home/clerk/office",
}


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><h2>一、甲</h2>{body}</body></html>".encode()


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def pdf(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    book, out = pikepdf.new(), io.BytesIO()
    book.add_blank_page()
    change(book)
    book.save(out)
    return out.getvalue()


def attach(book: pikepdf.Pdf, name: str, content: bytes) -> None:
    book.attachments[name] = pikepdf.AttachedFileSpec(book, content, filename=name)


def link_to(book: pikepdf.Pdf, address: str) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(address))
    box = pikepdf.Array([0, 0, 9, 9])
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box, A=action)
    book.pages[0].Annots = book.make_indirect(pikepdf.Array([book.make_indirect(link)]))


def write_xmp(book: pikepdf.Pdf, text: str) -> None:
    with book.open_metadata() as metadata:
        metadata["dc:source"] = text


def word(change: Callable[[docx.document.Document], object]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    change(document)
    document.save(out)
    return out.getvalue()


def word_table(document: docx.document.Document, text: str) -> None:
    document.add_table(1, 1).cell(0, 0).text = text


def picture(document: docx.document.Document, text: str) -> None:
    dot = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    )
    document.add_picture(io.BytesIO(dot))
    document.inline_shapes[0]._inline.docPr.set("descr", text)


def split_run(document: docx.document.Document, text: str) -> None:
    line = document.add_paragraph()
    for one in text:
        line.add_run(one)


def sheet(change: Callable[[Workbook], object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def fill(book: Workbook, text: str) -> None:
    page = book.worksheets[0]
    page.title, page["B2"] = "贷款", text


def comment(book: Workbook, text: str) -> None:
    book.worksheets[0]["A1"].comment = Comment(text, "甲")


def notebook(text: str, kind: str = "paragraph") -> bytes:
    content = paragraph(text) if kind == "paragraph" else table("甲", [], [["一", text]])
    return nbformat.writes(executed("a", "甲", (kind, content))).encode()


def with_output(data: dict[str, str], **metadata: str) -> bytes:
    output = {"output_type": "display_data", "data": data, "metadata": metadata}
    cell = {"cell_type": "code", "source": "", "outputs": [output], "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


# Where a text may stand: the file, what makes it, and the place that is told.
PLACES: dict[str, tuple[str, Callable[[str], bytes], str]] = {
    "html paragraph": ("a.html", lambda text: page(f"<p>甲<b>{text[:3]}</b>{text[3:]}"), "“一、甲”之下，第1段"),
    "html row": ("a.html", lambda text: page(f"<table><tr><td>甲<tr><td>{text}</table>"), "表格第2行"),
    "html title": ("a.html", lambda text: page("", f"<title>{text}</title>"), "标题"),
    "html alternative text": ("a.html", lambda text: page(f'<img alt="{text}">'), "<img> 的 alt"),
    "html hidden data": ("a.html", lambda text: page(f'<i data-x="{text}">甲</i>'), "<i> 的 data-x"),
    "html comment": ("a.html", lambda text: page(f"<!-- {text} -->"), "注释"),
    "html script": ("a.html", lambda text: page(f"<script>x = '{text}'</script>"), "程序"),
    "html drawing": ("a.html", lambda text: page(f"<svg><text>{text}</text></svg>"), "图中第1处文字"),
    "html picture source": (
        "a.html",
        lambda text: page(f'<img src="data:image/svg+xml;base64,{encoded(f"<svg><text>{text}</text></svg>")}">'),
        "<img> 的 src 图中第1处文字",
    ),
    "pdf title": ("a.pdf", lambda text: pdf(lambda book: book.docinfo.update({"/Title": text})), "文档属性 Title"),
    "pdf metadata": ("a.pdf", lambda text: pdf(lambda book: write_xmp(book, text)), "文档属性（XMP）"),
    "pdf attachment": (
        "a.pdf",
        lambda text: pdf(lambda book: attach(book, "b.csv", f"甲\n{text}".encode())),
        "附件 b.csv 第2行",
    ),
    "pdf attached workbook": (
        "a.pdf",
        lambda text: pdf(lambda book: attach(book, "b.xlsx", PLACES["workbook cell"][1](text))),
        "附件 b.xlsx 贷款!B2",
    ),
    "word paragraph": ("a.docx", lambda text: word(lambda one: one.add_paragraph(text)), "正文 第1段"),
    "word paragraph in pieces": ("a.docx", lambda text: word(lambda one: split_run(one, text)), "正文 第1段"),
    "word table": ("a.docx", lambda text: word(lambda one: word_table(one, text)), "正文 表格第1行"),
    "word alternative text": ("a.docx", lambda text: word(lambda one: picture(one, text)), "正文 <docPr> 的 descr"),
    "word property": (
        "a.docx",
        lambda text: word(lambda one: setattr(one.core_properties, "author", text)),
        "文档属性",
    ),
    "word header": (
        "a.docx",
        lambda text: word(lambda one: setattr(one.sections[0].header.paragraphs[0], "text", text)),
        "word/header1.xml 第1段",
    ),
    "workbook cell": (
        "a.xlsx",
        lambda text: sheet(lambda book: fill(book, text)),
        "贷款!B2",
    ),
    "workbook comment": (
        "a.xlsx",
        lambda text: sheet(lambda book: comment(book, text)),
        "xl/comments/comment1.xml",
    ),
    "workbook property": (
        "a.xlsx",
        lambda text: sheet(lambda book: setattr(book.properties, "keywords", text)),
        "文档属性",
    ),
    "csv cell": ("a.csv", lambda text: f"名称,值\n甲,{text}\n".encode("utf-8-sig"), "第2行“值”列"),
    "notebook paragraph": ("a.ipynb", notebook, "第2格的输出"),
    "notebook table": ("a.ipynb", lambda text: notebook(text, "table"), "rows 第1项"),
    "notebook html": ("a.ipynb", lambda text: with_output({"text/html": f"<p>{text}</p>"}), "text/html 第1段"),
    "notebook drawing": (
        "a.ipynb",
        lambda text: with_output({"image/svg+xml": f"<svg><text>{text}</text></svg>"}),
        "image/svg+xml 图中第1处文字",
    ),
    "notebook metadata": ("a.ipynb", lambda text: with_output({"text/plain": "甲"}, x=text), "metadata x"),
    "manifest": ("manifest.json", lambda text: json.dumps({"params": {"x": text}}).encode(), "params x"),
    "file name": ("示例一村村民欧阳某甲.csv", lambda text: text.encode(), "第1行"),
}  # fmt: skip


def drawn_alone(drawing: Any, values: dict[str, float]) -> bytes:
    """Return a PDF with a picture that no words stand for."""
    series = (SeriesRecord(name="余额", values=tuple(values.items())),)
    title = (SpanRecord(text="甲"),)
    drawn = complete(ChartRecord(id="a-1", title=title, drawing=drawing, series=series, unit="万元"))
    report = read_report([executed("a", "甲", ("chart", drawn.content() | {"alt": "甲"}, drawn.svg))])
    return render_pdf(report)


def test_the_numbers_in_a_picture_are_not_one(gate: Gate) -> None:
    """Eleven of the digits of 18, 20, 7, 17, 3 and 18 in a row would be a phone's."""
    months = {
        f"2021-{month:02d}": float(value) for month, value in enumerate((18, 20, 7, 17, 3, 18), start=7)
    }
    assert list(gate.search_file("report.pdf", drawn_alone("columns", months))) == []


def test_a_number_in_a_picture_is_found(gate: Gate) -> None:
    found = gate.search_file("report.pdf", drawn_alone("bars", {f"联系{PHONE}": 3, "乙": 2}))
    assert [one.kind for one in found] == ["手机号码"]


@pytest.mark.promise("nothing personal leaves the house")
@pytest.mark.parametrize("kind", LEAKS)
@pytest.mark.parametrize("where", PLACES)
def test_a_leak_is_found_wherever_it_stands(gate: Gate, where: str, kind: str) -> None:
    name, make, place = PLACES[where]
    findings = list(gate.search_file(name, make(LEAKS[kind])))
    told = [finding for finding in findings if finding.kind == kind]
    assert told, findings
    assert any(finding.file == name and place in finding.place for finding in told) or where == "file name"
    assert ID[6:] not in str(told)
    assert "某甲" not in "".join(map(str, findings))


@pytest.mark.parametrize("where", PLACES)
def test_the_same_files_without_a_leak_pass(gate: Gate, where: str) -> None:
    name, make, _ = PLACES[where]
    findings = list(gate.search_file(name.replace("欧阳某甲", "户"), make("示例一村现有2户")))
    assert findings == []


def test_a_link_in_a_pdf_is_searched(gate: Gate) -> None:
    findings = list(gate.search_file("a.pdf", pdf(lambda book: link_to(book, "file:///home/clerk/a.xlsx"))))
    assert [(finding.kind, finding.place) for finding in findings] == [("本机路径", "第1页 链接")]


@pytest.mark.promise("nothing personal leaves the house")
@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_in_the_prose_is_found_in_every_file_of_the_report(
    gate: Gate, plain_report: Callable[[str], Report], kind: str, tmp_path: Path
) -> None:
    files = render(plain_report(f"据了解，{LEAKS[kind]}，情况属实。"), tmp_path / "fonts")
    for name in ("report.html", "report.pdf"):
        found = [finding.kind for finding in gate.search_file(name, files[name])]
        assert kind in found, name


def test_the_hostile_report_of_the_tests_passes(gate: Gate, report: Report, tmp_path: Path) -> None:
    for name, content in render(report, tmp_path / "fonts").items():
        assert [one for one in gate.search_file(name, content) if "张" not in one.masked] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ\x00\x01"),
        ("a.pdf", b"%PDF-1.7 broken"),
        ("a.docx", b"PK\x03\x04broken"),
        ("a.json", b"{"),
        ("a.csv", b"\xff\xfe\x00"),
    ],
)
def test_what_cannot_be_searched_is_a_finding(gate: Gate, name: str, data: bytes) -> None:
    findings = list(gate.search_file(name, data))
    assert [finding.kind for finding in findings] == ["不能检查的内容"]


def test_an_archive_that_would_burst_is_not_unpacked(gate: Gate) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.xml", "w") as part:
        for _ in range(210):
            part.write(bytes(1_000_000))
    assert [finding.kind for finding in gate.search_file("a.xlsx", out.getvalue())] == ["不能检查的内容"]


def test_a_phone_number_that_the_params_call_public_may_be_printed(gate: Gate) -> None:
    assert list(gate.search_file("a.csv", "咨询电话：(0710) 3000000".encode())) == []
    assert list(gate.search_file("a.csv", "咨询电话：(0710) 3000001".encode()))


@pytest.mark.parametrize(
    ("text", "public"),
    [
        (f"证件号码{ID}", f"{ID[:6]} {ID[6:14]} {ID[14:]}"),
        ("手机13900005678", "139-0000-5678"),
        ("卡号6200000000000005", "6200 0000 0000 0005"),
        ("账号123456789012", "123456789012"),
        ("示例一村村民欧 阳某甲", "欧阳某甲"),
        ("见/home/clerk/office/a.xlsx。", "/home/clerk"),
        ("见/home/clerk/office/a.xlsx。", "/home/clerk/office/a.xlsx"),
        ("见/offices/ours/a", "/offices/ours"),
        ("Office@Example.com", "office@example.com"),
        ("微信号abc_123", "abc_123"),
        ("鄂F·12345", "鄂F12345"),
        ("示例一村3组12号", "示例一村3组12号"),
        ("138****5678", "138****5678"),
    ],
)
def test_every_finding_can_be_excused_and_nothing_else_with_it(
    people: People, text: str, public: str
) -> None:
    own = ["/offices/ours"]
    assert list(Gate(people, ("99",), own=own).search_texts("a.csv", [("甲", text)]))
    assert not list(Gate(people, ("99",), public=[public], own=own).search_texts("a.csv", [("甲", text)]))
    other = Gate(people, ("99",), public=[public[:-1]], own=own)
    assert list(other.search_texts("a.csv", [("甲", text)]))


def test_a_file_that_cannot_be_searched_is_never_excused(people: People) -> None:
    assert list(Gate(people, public=["a.exe", "不能检查的内容", ""]).search_file("a.exe", b"MZ"))


def test_the_same_leak_in_many_places_of_a_file_is_told_once(gate: Gate) -> None:
    (finding,) = gate.search_file("a.csv", f"甲\n{PHONE}\n{PHONE}\n{PHONE}".encode())
    assert str(finding) == f"a.csv 第2行“甲”列：手机号码 {'*' * 11}"


def test_all_findings_of_a_folder_are_told_at_once_and_no_value_of_them(
    tiny: TinyOffice, tmp_path: Path
) -> None:
    folder = tmp_path / "draft"
    (folder / "sections").mkdir(parents=True)
    (folder / "report.html").write_bytes(page(f"<p>欧阳某甲{ID}"))
    (folder / "sections" / "a.ipynb").write_bytes(notebook(f"见{tiny.office.folder}/data"))
    with pytest.raises(LeakError) as raised:
        refuse(Gate.of(tiny.office, tiny.settings).search(folder), tiny.settings.month)
    said = str(raised.value)
    assert [finding.file for finding in raised.value.findings] == [
        "report.html",
        "report.html",
        "sections/a.ipynb",
    ]
    assert "report.html “一、甲”之下，第1段：证件号码 990001************" in said
    assert "姓名和证件号码 欧阳**" in said
    assert ID not in said
    assert str(tiny.office.folder) not in said
    assert raised.value.exit_code == 1


def test_the_workbook_of_problems_passes_since_it_is_masked(
    tiny: TinyOffice, gate: Gate, tmp_path: Path
) -> None:
    tiny.put("户籍人口", "证件号码", ID[:-1] + ("0" if ID[-1] != "0" else "1"))
    tiny.put("户籍人口", "姓名", " 欧阳某甲 ")
    tiny.put("户籍人口", "联系电话", "1380000123456")
    tiny.put("小额信贷", "用途", ID)
    tiny.put("小额信贷", "余额", f"{PHONE}元")
    problems = tiny.inspect().problems
    assert len(problems) >= 4
    write_problems(problems, tmp_path / "problems.xlsx")
    assert list(gate.search_file("problems.xlsx", (tmp_path / "problems.xlsx").read_bytes())) == []


def test_of_very_many_findings_the_first_are_told_and_how_many_more() -> None:
    findings = [Finding("a.csv", f"第{number}行", "手机号码", "***********") for number in range(25)]
    assert str(LeakError(findings, "outputs")).count("手机号码") == 20
    assert "还有 5 处" in str(LeakError(findings, "outputs"))


def page_of(lines: Sequence[str]) -> Callable[[pikepdf.Pdf], object]:
    """Write lines on a page, one below the other."""

    def write(book: pikepdf.Pdf) -> None:
        shown = b" ".join(b"0 -20 Td (%s) Tj" % line.encode() for line in lines)
        book.pages[0].Contents = book.make_stream(b"BT /F1 10 Tf 72 760 Td " + shown + b" ET")
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        book.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=book.make_indirect(face)))

    return write


def test_a_number_that_goes_on_in_the_next_line_of_a_page_is_found(gate: Gate) -> None:
    (found,) = gate.search_file("report.pdf", pdf(page_of(["card 62220212", "34567000488 end"])))
    assert found.kind == "银行卡号"
