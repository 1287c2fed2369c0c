"""The Word file taken apart: its styles, headings, tables, fields, pictures, properties, its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from lxml import etree
from pypdf import PdfReader

from helpers.publish import render_docx, render_pdf
from helpers.publish.pictures import draw
from helpers.publish.report import Chart, Column, Letterhead, Paragraph, Report, Section, Span, Table
from helpers.publish.word.document import printed_pages
from tests.publish.conftest import FORMULA, HOSTILE

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = {
    "w": W,
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
# Children in the order of ISO/IEC 29500-1, annex A; those that we do not use are left out.
ORDER = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
        suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
        snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
        vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em
        lang eastAsianLayout specVanish oMath""",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing
        tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription""",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tblCellMar": "top left start bottom right end",
    "tblBorders": "top left start bottom right end insideH insideV",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
        pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings""",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked
        personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr""",
    "settings": """writeProtection view zoom removePersonalInformation defaultTabStop evenAndOddHeaders
        drawingGridVerticalSpacing characterSpacingControl compat themeFontLang decimalSymbol listSeparator""",
    "font": "altName panose1 charset family notTrueType pitch sig",
}


@pytest.fixture(scope="module")
def written(report: Report, document: bytes) -> bytes:
    return render_docx(report, None, document)


@pytest.fixture(scope="module")
def body(written: bytes) -> Any:
    return part(written)


def part(content: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def parts(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def find(element: Any, path: str) -> list[Any]:
    found: list[Any] = element.xpath(path, namespaces=NAMES)
    return found


def value(element: Any, name: str = "val") -> str:
    text: str = element.get(f"{{{W}}}{name}")
    return text


def text(element: Any) -> str:
    return "".join(find(element, ".//w:t/text()"))


def styled(body: Any, style: str) -> list[Any]:
    return find(body, f".//w:p[w:pPr/w:pStyle/@w:val='{style}']")


def tables(body: Any) -> list[Any]:
    return find(body, ".//w:tbl")


# --- a file that Word takes -------------------------------------------------------------------------------


def misplaced(element: Any) -> list[str]:
    """Return the elements whose children stand in another order than the standard's, or are not in it."""
    wrong = []
    for one in element.iter(f"{{{W}}}*"):
        name = etree.QName(one).localname
        if name in ORDER:
            order = ORDER[name].split()
            names = [etree.QName(child).localname for child in one]
            places = [order.index(child) if child in order else -1 for child in names]
            if -1 in places or places != sorted(places):
                wrong.append(f"{name}: {names}")
    return wrong


def test_children_stand_in_the_order_of_the_standard(written: bytes) -> None:
    for name, content in parts(written).items():
        assert misplaced(content) == [], name


def test_a_child_out_of_order_is_seen() -> None:
    assert misplaced(etree.fromstring(f'<w:p xmlns:w="{W}"><w:pPr><w:jc/><w:spacing/></w:pPr></w:p>'))


def test_what_is_named_is_there_once(written: bytes, body: Any) -> None:
    styles = [value(style, "styleId") for style in find(part(written, "word/styles.xml"), "//w:style")]
    used = set(find(body, "//w:pStyle/@w:val | //w:tblStyle/@w:val"))
    assert used <= set(styles)
    for names in (
        styles,
        find(body, "//w:bookmarkStart/@w:name"),
        find(body, "//w:bookmarkStart/@w:id"),
        find(body, "//wp:docPr/@id"),
    ):
        assert len(set(names)) == len(names) > 0
    assert set(find(body, "//w:hyperlink/@w:anchor")) <= set(find(body, "//w:bookmarkStart/@w:name"))
    assert sorted(find(body, "//w:bookmarkStart/@w:id")) == sorted(find(body, "//w:bookmarkEnd/@w:id"))


def test_python_docx_reads_it(written: bytes) -> None:
    assert len(Document(io.BytesIO(written)).tables) == 6


def test_the_archive_holds_nothing_but_the_report_and_bears_no_time(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "word/footer2.xml",
            "word/media/image1.png",
            "word/media/image2.png",
            "word/settings.xml",
            "word/styles.xml",
        ]
        assert not any(b"<!--" in archive.read(name) for name in archive.namelist() if name.endswith("xml"))


def test_the_same_report_gives_the_same_bytes(report: Report, written: bytes) -> None:
    draw.cache_clear()
    assert render_docx(report) == written


def test_the_file_says_what_it_is(written: bytes) -> None:
    about = Document(io.BytesIO(written)).core_properties
    assert about.title == "试验镇2021年巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报"
    assert (about.author, about.last_modified_by) == ("试验镇乡村振兴办公室",) * 2
    assert about.language == "zh-CN"
    assert {about.created.replace(tzinfo=None), about.modified.replace(tzinfo=None)} == {
        datetime(2021, 11, 8)
    }


# --- pages and styles -------------------------------------------------------------------------------------


def test_a_page_has_the_margins_and_the_lines_of_the_standard(body: Any) -> None:
    last = find(body, "/w:document/w:body/w:sectPr")[0]
    size, margins = last.find(f"{{{W}}}pgSz"), last.find(f"{{{W}}}pgMar")
    width, height = int(value(size, "w")), int(value(size, "h"))
    mm = 1440 / 25.4
    sides = [round(int(value(margins, side)) / mm) for side in ("top", "bottom", "left", "right")]
    assert ([round(width / mm), round(height / mm)], sides) == ([210, 297], [37, 35, 28, 26])
    pitch = int(value(last.find(f"{{{W}}}docGrid"), "linePitch"))
    room = height - int(value(margins, "top")) - int(value(margins, "bottom"))
    assert 22 * pitch <= room < 22 * pitch + pitch
    assert 28 * (320 - 5) <= width - int(value(margins, "left")) - int(value(margins, "right")) < 28 * 320


def test_styles_have_fonts_for_chinese_and_are_what_word_knows(written: bytes) -> None:
    styles = {value(one, "styleId"): one for one in find(part(written, "word/styles.xml"), "//w:style")}

    def font(name: str) -> str:
        fonts = find(styles[name], "w:rPr/w:rFonts/@w:eastAsia")
        based = find(styles[name], "w:basedOn/@w:val")
        default = find(styles[name], "/w:styles/w:docDefaults//w:rFonts/@w:eastAsia")
        return str((fonts or ([font(based[0])] if based else default))[0])

    headings = [f"Heading{depth}" for depth in range(1, 5)]
    assert [font(name) for name in headings] == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]
    assert [value(styles[name][0]) for name in headings] == [f"heading {depth}" for depth in range(1, 5)]
    assert find(styles["Heading3"], "w:rPr/w:b")
    assert (font("Title"), find(styles["Title"], "w:rPr/w:sz/@w:val")) == ("方正小标宋简体", ["44"])
    assert (font("Footer"), find(styles["Footer"], "w:rPr/w:sz/@w:val")) == ("宋体", ["28"])
    used = set(find(styles["Title"], "//@w:eastAsia")) - {"zh-CN"}
    listed = find(part(written, "word/fontTable.xml"), "//w:font/@w:name")
    assert used <= set(listed)


def test_the_height_of_lines_is_exact_so_that_no_font_changes_the_page(written: bytes) -> None:
    for name, content in parts(written).items():
        for style in find(content, "//w:pPr[not(w:pStyle/@w:val='Picture')]/w:spacing[@w:line]"):
            inline = find(style, "ancestor::w:style[@w:styleId='Picture']")
            assert value(style, "lineRule") == ("auto" if inline else "exact"), name


def test_every_run_asks_for_the_chinese_font_where_a_mark_has_two(body: Any) -> None:
    assert find(body, "//w:t")
    assert find(body, "//w:r[w:t][not(w:rPr/w:rFonts/@w:hint='eastAsia')]") == []


def test_page_numbers_stand_outside_by_parity_and_count_from_the_text_on(written: bytes, body: Any) -> None:
    assert find(part(written, "word/settings.xml"), "//w:evenAndOddHeaders")
    first, second = find(body, "//w:sectPr")
    assert find(first, "w:footerReference") == []
    assert find(second, "w:footerReference/@w:type") == ["default", "even"]
    assert find(second, "w:pgNumType/@w:start") == ["1"]
    sides = []
    for name in ("word/footer1.xml", "word/footer2.xml"):
        footer = part(written, name)
        assert text(footer) == "— 1 —"
        assert find(footer, "//w:fldSimple/@w:instr") == [" PAGE "]
        style = value(find(footer, "//w:pStyle")[0])
        sides += find(part(written, "word/styles.xml"), f"//w:style[@w:styleId='{style}']/w:pPr/w:jc/@w:val")
    assert sides == ["right", "left"]


# --- headings and contents --------------------------------------------------------------------------------


@pytest.mark.promise("report.docx")
def test_headings_are_headings(body: Any) -> None:
    found = [
        (int(style[-1]), text(paragraph))
        for paragraph in find(body, "//w:p")
        for style in find(paragraph, "w:pPr/w:pStyle/@w:val")
        if style.startswith("Heading")
    ]
    assert found == [
        (1, "一、基本情况"),
        (1, "二、巩固脱贫攻坚成果工作情况"),
        (2, "（一）突出衔接重点，持续落实政策"),
        (3, "1.兜底保障政策落实情况"),
        (3, "2.小额信贷政策落实情况"),
        (2, "（二）有序开展衔接资金项目实施工作"),
        (3, "1.项目"),
        (1, "三、存在的问题与下一步打算"),
    ]


def test_contents_list_every_heading_with_the_page_that_the_pdf_has_it_on(body: Any, document: bytes) -> None:
    entries = [
        (*find(entry, ".//w:hyperlink/@w:anchor"), text(entry))
        for entry in find(body, "//w:sdtContent/w:p[w:hyperlink]")
    ]
    marked = [
        (value(mark, "name"), text(mark.getparent()))
        for mark in find(body, "//w:bookmarkStart[starts-with(@w:name, '_Toc')]")
    ]
    annexes = {"附件1": "附件1　勾稽关系校验表", "附件2": "附件2　指标说明"}
    titles = [(mark, annexes.get(title, title)) for mark, title in marked]
    pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(document)).pages]
    for (anchor, entry), (mark, title) in zip(entries, titles, strict=True):
        assert anchor == mark
        assert entry.startswith(title)
        page = int(entry.removeprefix(title))
        assert re.sub(r"\s|附件\d", "", title) in pages[page]
    (instruction,) = find(body, "//w:sdtContent//w:instrText/text()")
    assert instruction == r' TOC \o "1-3" \f \h \z '
    assert find(body, "//w:instrText[contains(., ' TC ')]/text()") == [
        f' TC "{title}" \\l 1 ' for title in annexes.values()
    ]


def test_a_short_report_has_no_contents(plain_report: Callable[[str], Report]) -> None:
    short = plain_report("正文。")
    assert printed_pages(render_pdf(short)) == []
    assert find(part(render_docx(short)), "//w:sdt") == []


# --- tables and pictures ----------------------------------------------------------------------------------


def test_rows_do_not_break_and_heads_are_repeated(body: Any) -> None:
    for one in tables(body):
        rows = find(one, "w:tr")
        assert all(find(row, "w:trPr/w:cantSplit") for row in rows)
        assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)


def test_tables_fill_the_width_of_the_text(body: Any) -> None:
    for one in tables(body):
        widths = list(map(int, find(one, "w:tblGrid/w:gridCol/@w:w")))
        assert sum(widths) == pytest.approx(8844, abs=2)
        for row in find(one, "w:tr"):
            assert sum(map(int, find(row, "w:tc/w:tcPr/w:tcW/@w:w"))) == sum(widths)


def test_numbers_stand_right_and_the_sum_is_bold(body: Any, report: Report) -> None:
    loans = next(
        block for block in report.blocks() if isinstance(block, Table) and block.title == "各村小额信贷情况"
    )
    one = next(table for table in tables(body) if find(table, "w:tblPr/w:tblCaption/@w:val") == [loans.title])
    head, *rows = find(one, "w:tr")
    assert text(head) == "".join(column.name for column in loans.columns)
    assert [[text(cell) for cell in find(row, "w:tc")] for row in rows] == [
        list(cells) for cells in (*loans.rows, loans.total)
    ]
    for row in rows:
        assert [find(cell, ".//w:jc/@w:val") for cell in find(row, "w:tc")] == [[], ["right"], ["right"]]
    assert [bool(find(row, ".//w:b")) for row in rows] == [False] * len(loans.rows) + [True]


@pytest.mark.promise("report.docx")
def test_captions_are_numbered_by_word(body: Any) -> None:
    captions = [
        (text(one), find(one, ".//w:fldSimple/@w:instr"), bool(find(one, "w:pPr/w:keepNext")))
        for one in styled(body, "Caption")
    ]
    assert captions == [
        ("表1　各村兜底保障分项情况", [r" SEQ 表 \* ARABIC "], True),
        ("表2　各村小额信贷情况", [r" SEQ 表 \* ARABIC "], True),
        ("图1　小额信贷余额逐月上升", [r" SEQ 图 \* ARABIC "], False),
        ("图2　各村余额" + HOSTILE, [r" SEQ 图 \* ARABIC "], True),
        ("表3　产业路项目实施情况", [r" SEQ 表 \* ARABIC "], True),
    ]


def test_notes_follow_their_table(body: Any) -> None:
    first, second, third = map(text, styled(body, "Note"))
    assert (first, second, third) == ("注：余额为期末数", HOSTILE, "注：期末数")
    one = tables(body)[1]
    assert text(one.getnext()) == first
    assert find(one, "w:tr[last()]//w:keepNext")


def test_a_short_table_stays_whole_and_a_long_one_begins_with_a_good_part(
    plain_report: Callable[[str], Report],
) -> None:
    def kept(count: int) -> list[bool]:
        rows = tuple((f"示例{place}村", str(place)) for place in range(count))
        one = Table("表1", "甲", "", (Column("村"), Column("数", number=True)), rows)
        report = replace(plain_report("正文。"), sections=(Section("一、", "甲", 1, (one, *after)),))
        (made,) = tables(part(render_docx(report)))
        return [bool(find(row, ".//w:keepNext")) for row in find(made, "w:tr")[1:]]

    after = (Paragraph((Span("正文。"),)),)
    assert kept(8) == [True] * 7 + [False]
    begin, *_, before_last, last = kept(40)
    assert (begin, before_last, last) == (True, True, False)
    assert 5 < kept(40).count(True) < 12


def test_a_table_that_is_too_wide_turns_its_page(plain_report: Callable[[str], Report]) -> None:
    columns = tuple(Column(f"第{place}季度数量", number=True) for place in range(30))
    wide = Table("表1", "宽", "", columns, (tuple("12345" for _ in columns),))
    words = Paragraph((Span("正文。"),))
    report = replace(plain_report("正文。"), sections=(Section("一、", "甲", 1, (words, wide, words)),))
    body = part(render_docx(report))
    assert find(body, "//w:sectPr/w:pgSz/@w:orient") == ["landscape"]
    assert find(body, "//w:sectPr/w:pgNumType/@w:start") == ["1"]
    (turned,) = tables(body)
    assert sum(map(int, find(turned, ".//w:gridCol/@w:w"))) == pytest.approx(225 / 25.4 * 1440, abs=2)
    following = turned.getnext()
    assert find(following, "w:pPr/w:sectPr/w:pgSz/@w:orient") == ["landscape"]


def test_pictures_have_words_and_stand_above_their_captions(body: Any, report: Report) -> None:
    charts = [block for block in report.blocks() if isinstance(block, Chart)]
    assert find(body, "//wp:docPr/@descr") == [chart.alt for chart in charts]
    assert find(body, "//wp:docPr/@name") == ["图1", "图2"]
    for extent in find(body, "//wp:extent"):
        assert int(extent.get("cx")) == 134 * 36000
    for picture in styled(body, "Picture"):
        assert find(picture.getnext(), "w:pPr/w:pStyle/@w:val") == ["Caption"]


# --- figures, annexes, head and foot ----------------------------------------------------------------------


def test_a_figure_leads_to_its_row_and_looks_like_other_text(body: Any) -> None:
    (link,) = find(body, "//w:hyperlink[w:r/w:t='287.5万元']")
    (mark,) = find(body, f"//w:bookmarkStart[@w:name='{value(link, 'anchor')}']")
    row = mark.getparent().getparent().getparent()
    assert [text(cell) for cell in find(row, "w:tc")][:2] == ["存量贷款", "287.5万元"]
    assert find(body, "//w:rStyle | //w:color | //w:u") == []


def test_annexes_begin_on_new_pages_and_are_listed_before_the_signature(body: Any) -> None:
    assert [text(one) for one in styled(body, "Attachments")] == ["附件：1. 勾稽关系校验表", "2. 指标说明"]
    assert [text(one) for one in styled(body, "AnnexLabel")] == ["附件1", "附件2"]
    assert [text(one) for one in styled(body, "AnnexTitle")] == ["勾稽关系校验表", "指标说明"]
    office, date = styled(body, "Signature")
    assert [text(office), text(date)] == ["试验镇乡村振兴办公室", "2021年11月8日"]
    assert find(date, "w:pPr/w:ind/@w:right") == [str(4 * 315)]


def test_no_row_of_an_annex_stands_alone_at_the_top_of_a_page(body: Any) -> None:
    for label in styled(body, "AnnexLabel"):
        made = label.xpath("following-sibling::*[local-name() = 'tbl'][1]")[0]
        rows = find(made, "w:tr")
        assert [bool(find(row, ".//w:keepNext")) for row in rows[-3:]] == [True, True, False]


def test_the_signature_stays_with_the_last_of_the_text(body: Any) -> None:
    first = styled(body, "Attachments")[0]
    office, _ = styled(body, "Signature")
    assert find(first.getprevious(), "w:pPr/w:keepNext")
    assert find(office, "w:pPr/w:keepNext")


def test_a_letterhead_is_red_and_names_who_signs(report: Report, document: bytes, written: bytes) -> None:
    head = Letterhead("试验镇人民政府文件", "试政〔2021〕5号", ("李某", "张三丰", "王某"))
    made = render_docx(replace(report, letterhead=head), None, document)
    body = part(made)
    assert [text(one) for one in styled(body, "Mark")] == [head.mark]
    above, number = (*styled(body, "Signers"), *styled(body, "DocumentNumber"))
    assert text(above) == "签发人：李　某　张三丰"
    assert text(number) == "试政〔2021〕5号　　　　王　某"
    styles = part(made, "word/styles.xml")
    assert find(styles, "//w:style[@w:styleId='Mark']/w:rPr/w:color/@w:val") == ["E60012"]
    assert find(styles, "//w:style[@w:styleId='DocumentNumber']//w:bottom/@w:color") == ["E60012"]
    assert misplaced(body) == []
    (alone,) = styled(
        part(render_docx(replace(report, letterhead=replace(head, signers=())), None, document)),
        "DocumentNumber",
    )
    assert (text(alone), find(alone, "w:pPr/w:jc/@w:val")) == (head.number, ["center"])
    assert styled(part(written), "Mark") == []


def test_a_report_without_office_checks_or_figures_has_no_signature_and_no_annex(
    plain_report: Callable[[str], Report],
) -> None:
    body = part(render_docx(plain_report("正文。")))
    assert "附件" not in text(body)
    assert styled(body, "Signature") == []


# --- hostile text -----------------------------------------------------------------------------------------


def test_hostile_text_is_text(body: Any) -> None:
    assert text(body).count(HOSTILE) >= 4
    assert FORMULA in text(body)
    assert find(body, "//w:instrText[contains(., 'HYPERLINK')]") == []


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("\x00\x08\x0b\x1f\ufffe\ud800户", "������户"),
        ("长" * 10_000, "长" * 10_000),
        ("A" * 10_000, "A" * 10_000),
        ("\u202e右到左\u200f", "\u202e右到左\u200f"),
        ("</w:t></w:r>&amp;<!--]]>", "</w:t></w:r>&amp;<!--]]>"),
        ("一\n二", "一二"),
    ],
)
def test_any_text_makes_a_document(
    plain_report: Callable[[str], Report], document: bytes, words: str, shown: str
) -> None:
    one = Table("表1", words, words, (Column(words),), ((words,),), notes=(words,))
    report = replace(
        plain_report("正文。"),
        title=words[:300],
        office=words,
        addressee=words,
        lead=(Paragraph((Span(words),)),),
        sections=(Section("一、", words, 1, (one,)),),
    )
    made = render_docx(report, None, render_pdf(plain_report("正文。")))
    assert text(part(made)).count(shown) >= 8
    about = Document(io.BytesIO(made)).core_properties
    assert 0 < len(about.title) <= 255


def test_bookmarks_are_numbered_on(body: Any) -> None:
    numbers = list(map(int, find(body, "//w:bookmarkStart/@w:id")))
    assert all(before < after for before, after in pairwise(numbers))
