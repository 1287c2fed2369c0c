"""The report as a Word file, for those who edit it: laid out as the PDF is, with real headings, tables and fields."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, groupby
from pathlib import Path

import pypdfium2
from docx import Document
from docx.parts.document import DocumentPart
from lxml import etree

from helpers.publish.annexes import Annex, anchors, annexes, fact_anchor, figure_anchor
from helpers.publish.exporting import ReportExporter
from helpers.publish.pdf.document import render_pdf
from helpers.publish.pictures import draw
from helpers.publish.report import Block, Chart, Column, Letterhead, Paragraph, Report, Section, Span, Table
from helpers.publish.setting.titles import ems, spread, title_lines
from helpers.publish.setting.widths import TEXT_WIDTH, TURNED_WIDTH, appended_sizes, fit, is_wide
from helpers.publish.word.markup import (
    CHARACTER,
    PITCH,
    WIDTH,
    Element,
    bookmark,
    clean,
    field,
    field_mark,
    keep_with_next,
    link,
    paragraph,
    picture,
    run,
    section,
    section_end,
    tab,
    w,
)
from helpers.publish.word.tables import Grid, kept

PARTS = Path(__file__).with_name("parts")
# Archives bear no time of writing.
STAMP = (1980, 1, 1, 0, 0, 0)

LONGEST = 255  # characters of a property

MM = 36000  # in EMU
# A little smaller than in the PDF, where text flows around pictures and leaves no page half empty before them.
PICTURE_WIDTH, PICTURE_HEIGHT = 134 * MM, 200 * MM
GAP = PITCH // 2  # about tables and pictures
DEEPEST = 3  # headings in the contents
SHORT = 10 * 28  # characters of a paragraph that LibreOffice may keep whole
MARK_STEP = 50  # points from one character of the red mark to the next, at most

_LABEL = re.compile(r"(\D+)(\d+)")


class DocxExporter(ReportExporter):
    """nbconvert's exporter ``yuebao-docx``: an executed section as a Word file."""

    export_from_notebook = "月报 Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = ".docx"

    def render(self, report: Report, fonts: Path) -> bytes:
        """Return the Word file of a report; its page numbers depend on the fonts."""
        return render_docx(report, fonts)


def render_docx(report: Report, fonts: Path | None = None, pdf: bytes | None = None) -> bytes:
    """Return the report as a Word file; the same report gives the same bytes.

    Parameters
    ----------
    fonts : path, optional
        The office's folder of fonts, with which the PDF is made.
    pdf : bytes, optional
        The report as PDF, if it is there: the contents have its page numbers until Word works out its own.
    """
    document = Document(io.BytesIO(_template()))
    written = _Writer(report, document.part, printed_pages(pdf or render_pdf(report, fonts)))
    document.element.body.extend(written.document())
    day = report.issued or report.as_of
    about = document.core_properties
    about.title = clean("".join(title_lines(report.title)))[:LONGEST]
    about.author = about.last_modified_by = clean(report.office)[:LONGEST]
    about.keywords = f"月报，{report.month.label}"
    about.language = "zh-CN"
    about.created = about.modified = dt.datetime(day.year, day.month, day.day)
    about.revision = 1
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return _archive({name: archive.read(name) for name in archive.namelist()})


@cache
def _template() -> bytes:
    """Return a Word file without text: its styles, settings, fonts and page numbers."""
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True)
    paths = sorted(path for path in PARTS.rglob("*") if path.is_file())
    parts = {
        path.relative_to(PARTS).as_posix(): etree.tostring(
            etree.parse(path, parser), encoding="UTF-8", xml_declaration=True, standalone=True
        )
        for path in paths
    }
    return _archive(parts)


def _archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def printed_pages(pdf: bytes) -> list[int]:
    """Return the printed page numbers of a PDF's bookmarks, in order; nothing if it has no contents."""
    with pypdfium2.PdfDocument(pdf) as document:
        first = next(
            place for place, page in enumerate(document) if "— 1 —" in page.get_textpage().get_text_range()
        )
        if first == 0:
            return []
        found = [bookmark.get_dest() for bookmark in document.get_toc()]
        return [(target.get_index() or 0) - first + 1 for target in found if target is not None]


class _Writer:
    """Writes a report, element by element.

    Parameters
    ----------
    part : DocumentPart
        Takes the pictures.
    pages : sequence of int
        Of each heading and annex; empty where the report is too short for contents.
    """

    def __init__(self, report: Report, part: DocumentPart, pages: Sequence[int]) -> None:
        self._report = report
        self._part = part
        self._pages = pages
        self._annexes = annexes(report)
        found = [
            anchor for annex in self._annexes for one in annex.tables for anchor in anchors(one) if anchor
        ]
        #: Bookmarks of the rows that figures and facts are linked to.
        self._marks = {anchor: f"_Row{place}" for place, anchor in enumerate(found, start=1)}
        self._numbers = count(1)
        self._headings = count(1)
        charts = [block for block in report.blocks() if isinstance(block, Chart)]
        drawn = draw(tuple(chart.svg for chart in charts))
        self._pictures = dict(zip((chart.label for chart in charts), drawn, strict=True))
        #: Whether what follows stands off from a table or a picture.
        self._gap = False
        self._first_page: int | None = 1

    def document(self) -> Iterator[Element]:
        """Yield everything that stands in the document."""
        if self._pages:
            yield from self._contents()
        if self._report.letterhead:
            yield from _letterhead(self._report.letterhead)
        # Two lines are empty below a red head, one at the top of a page without.
        lines = 2 if self._report.letterhead else 1
        yield paragraph("Title", run("\n".join(title_lines(self._report.title))), before=lines * PITCH)
        if self._report.addressee:
            yield paragraph("Addressee", run(self._report.addressee))
        text = list(self._text())
        closing = [*self._attachments(), *_signature(self._report)]
        # What closes the text never stands on a page by itself.
        if text and closing and len("".join(text[-1].itertext())) < SHORT:
            keep_with_next(text[-1])
        yield from text
        yield from closing
        for place, annex in enumerate(self._annexes, start=1):
            yield from self._annex(annex, str(place) if len(self._annexes) > 1 else "")
        yield paragraph("SectionEnd")
        yield self._section()

    def _text(self) -> Iterator[Element]:
        for words in self._report.lead:
            yield from self._block(words)
        for part in self._report.walk():
            yield self._heading(part)
            for block in part.blocks:
                yield from self._block(block)

    def _section(self, *, landscape: bool = False) -> Element:
        """Return the end of a section; pages are counted from the first of the text on."""
        first, self._first_page = self._first_page, None
        return section(first=first, landscape=landscape)

    # --- contents and headings --------------------------------------------------------------------------

    def _contents(self) -> Iterator[Element]:
        entries = [(part.depth, part.title) for part in self._report.walk()]
        many = len(self._annexes) > 1
        entries += [
            (1, f"附件{place if many else ''}　{annex.title}")
            for place, annex in enumerate(self._annexes, start=1)
        ]
        lines = []
        for place, ((depth, title), page) in enumerate(zip(entries, self._pages, strict=True), start=1):
            if depth <= DEEPEST:
                mark = f"_Toc{place}"
                shown = link(mark, run(title), tab(), field(f"PAGEREF {mark} \\h", str(page)))
                lines.append(paragraph(f"TOC{depth}", shown))
        # Word works the page numbers out when it opens the file; other programs show these.
        begin = field_mark("begin", rf'TOC \o "1-{DEEPEST}" \f \h \z', dirty=True)
        for place, element in enumerate(begin, start=1):
            lines[0].insert(place, element)
        lines[-1].extend(field_mark("end"))
        gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
        head = paragraph("TOCHeading", run("目　录"))
        yield w("sdt", w("sdtPr", gallery), w("sdtContent", head, *lines))
        yield section_end(section(footers=False))

    def _heading(self, part: Section) -> Element:
        return paragraph(f"Heading{part.depth}", *self._toc_mark(run(part.title)), before=self._before())

    def _toc_mark(self, *content: Element) -> list[Element]:
        return bookmark(f"_Toc{next(self._headings)}", next(self._numbers), *content)

    def _before(self, *, above: bool = False) -> int | None:
        """Return the space before the next paragraph; tables and pictures stand off from what is above them."""
        gap, self._gap = self._gap or above, False
        return GAP if gap else None

    # --- blocks -----------------------------------------------------------------------------------------

    def _block(self, block: Block) -> Iterator[Element]:
        if isinstance(block, Paragraph):
            yield paragraph("BodyText", *map(self._span, block.spans), before=self._before())
            return
        if isinstance(block, Table):
            rows = [[column.name for column in block.columns], *block.rows, block.total]
            if is_wide(rows):
                yield section_end(self._section())
                yield from self._table(block, TURNED_WIDTH)
                yield section_end(self._section(landscape=True))
                self._gap = False
                return
            yield from self._table(block, TEXT_WIDTH)
        else:
            yield from self._chart(block)
        self._gap = True

    def _span(self, span: Span) -> Element:
        return self._linked(
            fact_anchor(span.fact) if span.fact else figure_anchor(span.figure), run(span.text)
        )

    def _linked(self, anchor: str, content: Element) -> Element:
        mark = self._marks.get(anchor)
        return link(mark, content) if mark else content

    def _chart(self, chart: Chart) -> Iterator[Element]:
        relation, image = self._part.get_or_add_image(io.BytesIO(self._pictures[chart.label]))
        scale = min(PICTURE_WIDTH / image.px_width, PICTURE_HEIGHT / image.px_height)
        size = (round(image.px_width * scale), round(image.px_height * scale))
        drawn = picture(relation, next(self._numbers), chart.label, chart.alt, size)
        yield paragraph("Picture", drawn, before=self._before(above=True))
        yield paragraph("Caption", *_caption(chart), keep=bool(chart.notes))
        yield from _notes(chart.notes)

    def _table(self, one: Table, width: float) -> Iterator[Element]:
        names = [column.name for column in one.columns]
        grid = Grid(one.columns, fit([names, *one.rows, one.total], width), spare=0.45)
        every = [*one.rows, *([one.total] if one.total else [])]
        together = kept(one, [grid.height(cells) for cells in [names, *every]])
        yield paragraph("Caption", *_caption(one), keep=True, before=self._before(above=True))
        if one.unit:
            yield paragraph("Unit", run(one.unit))
        rows = [grid.heads([self._marks.get(figure_anchor(column.figure)) for column in one.columns])]
        for place, cells in enumerate(every):
            rows.append(grid.row(cells, bold=place == len(one.rows), keep=place in together))
        yield grid.table(one.title, rows)
        yield from _notes(one.notes)

    # --- what follows the text --------------------------------------------------------------------------

    def _attachments(self) -> Iterator[Element]:
        many = len(self._annexes) > 1
        for place, annex in enumerate(self._annexes, start=1):
            words = f"{'附件：' if place == 1 else ''}{f'{place}. ' if many else ''}{annex.title}"
            first = place == 1
            before = PITCH + (self._before() or 0) if first else None
            yield paragraph(
                "Attachments", run(words), before=before, hanging=3 * CHARACTER if first else None
            )

    def _annex(self, annex: Annex, number: str) -> Iterator[Element]:
        entry = f'TC "附件{number}　{annex.title}" \\l 1'
        label = self._toc_mark(*field_mark("begin", entry)[:2], *field_mark("end"), run(f"附件{number}"))
        yield paragraph("AnnexLabel", *label)
        yield paragraph("AnnexTitle", run("\n".join(title_lines(annex.title))))
        for place, (columns, parts) in enumerate(groupby(annex.tables, key=lambda one: one.columns)):
            if place:
                yield paragraph("SectionEnd", before=GAP)
            yield self._appended(columns, list(parts), annex.title)

    def _appended(self, columns: tuple[Column, ...], parts: Sequence[Table], title: str) -> Element:
        """Lay tables of the same columns out as one, whose parts have the tables' titles."""
        names = [column.name for column in columns]
        every = [cells for part in parts for cells in part.rows]
        grid = Grid(columns, fit([names, *every], sizes=appended_sizes(every)), spare=0.21)
        rows = [grid.heads()]
        for part in parts:
            if part.title:
                rows.append(grid.title(part.title))
            for cells, anchor in zip(part.rows, anchors(part), strict=True):
                mark = self._marks.get(anchor)
                rows.append(grid.row(cells, mark=(mark, next(self._numbers)) if mark else None))
        # No row stands alone at the top of a page.
        for one in rows[-3:-1]:
            keep_with_next(one)
        return grid.table(title, rows)


# --- captions and notes ------------------------------------------------------------------------------------


def _caption(block: Table | Chart) -> list[Element]:
    label = _LABEL.fullmatch(block.label)
    if label is None:
        return [run(f"{block.label}　{block.title}".strip())]
    return [
        run(label[1]),
        field(rf"SEQ {label[1]} \* ARABIC", label[2]),
        run(f"　{block.title}"),
    ]


def _notes(notes: Sequence[str]) -> Iterator[Element]:
    for place, note in enumerate(notes):
        first = place == 0
        yield paragraph("Note", run(f"注：{note}" if first else note), hanging=420 if first else None)


# --- head and foot ----------------------------------------------------------------------------------------


def _letterhead(head: Letterhead) -> Iterator[Element]:
    """Yield the red head: mark, number, who signs what goes to a superior, and the red line."""
    step = min(MARK_STEP, WIDTH / 20 / len(head.mark))
    size = round(step * 0.85 * 2) / 2
    mark = run(head.mark, size=size, spacing=round((step - size) * 20))
    yield paragraph("Mark", mark, line=round(size * 1.2 * 20))
    if not head.signers:
        yield paragraph("DocumentNumber", run(head.number), before=2 * PITCH, align="center")
        return
    pairs = [head.signers[at : at + 2] for at in range(0, len(head.signers), 2)]
    names = ["　".join(map(spread, pair)) for pair in pairs]
    # Names begin at one place; the longest end one character before the edge.
    at = round(WIDTH - (max(map(ems, names)) + 4 + 1) * CHARACTER)
    for place, words in enumerate(names):
        last = place == len(names) - 1
        number = [run(head.number)] if last else []
        label = run("签发人：" if place == 0 else "　" * 4)
        signed = [*number, tab(), label, run(words, font="楷体_GB2312")]
        style = "DocumentNumber" if last else "Signers"
        yield paragraph(style, *signed, before=2 * PITCH if place == 0 else None, tab_stop=at)


def _signature(report: Report) -> Iterator[Element]:
    """Yield office and date; the office is centred over the date, which ends four characters before the edge."""
    if not report.office:
        return
    day = report.issued or report.as_of
    signed = f"{day.year}年{day.month}月{day.day}日"
    over = max(0, round((ems(report.office) - ems(signed)) / 2 * CHARACTER))
    right = max(0, 4 * CHARACTER - over)
    yield paragraph("Signature", run(report.office), keep=True, before=2 * PITCH, right=right)
    yield paragraph("Signature", run(signed), right=4 * CHARACTER)
