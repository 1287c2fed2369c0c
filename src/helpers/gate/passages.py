"""A file's bytes as passages of text, each with its place: what a reader sees, and what only a program sees."""

from __future__ import annotations

import base64
import csv
import ctypes
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

import lxml.html
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from lxml import etree

from helpers.gate.messages import masked

SEPARATOR = "\t"
_MAX_PART = 200_000_000  # bytes of one unpacked part; more is an archive that was made to burst
_WORTH = re.compile(r"\d[^\d]?\d[^\d]?\d[^\d]?\d|[\\/]|[^\x00-\x7f]")
_PNG = b"\x89PNG\r\n\x1a\n"
_PRINTABLE = re.compile(rb"[\x20-\x7e]{8,}")
_MEDIA = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00", b"true")
# Elements whose text is one unit, across the markup within it, and what a reader calls them.
_UNITS = {
    "p": "第{}段", "li": "列表第{}项", "tr": "表格第{}行", "caption": "第{}个表题", "figcaption": "第{}个图题",
    "title": "第{}个标题", "desc": "第{}个图的说明", "text": "图中第{}处文字", "dt": "第{}个名目", "dd": "第{}条说明",
    "style": "第{}段样式", "script": "第{}段程序", "summary": "第{}个提要", "c": "第{}个单元格", "si": "第{}处文字",
    **{f"h{depth}": "第{}个标题" for depth in range(1, 7)},
}  # fmt: skip
# Attributes that only draw.
_DRAWING = frozenset(
    {"d", "points", "transform", "viewBox", "class", "id", "style", "x", "y", "width", "height"}
)
_PARTS = {
    "word/document.xml": "正文", "word/comments.xml": "批注", "word/footnotes.xml": "脚注", "word/endnotes.xml": "尾注",
    "docProps/core.xml": "文档属性", "docProps/app.xml": "文档属性", "docProps/custom.xml": "自定义属性",
    "xl/workbook.xml": "工作簿",
}  # fmt: skip


class Passage(NamedTuple):
    """A sentence, a row or a field, and where in its file it stands; the cells of a row are set off by tabs."""

    place: str
    text: str


class UnreadableError(Exception):
    """A file, or a part of one, that cannot be searched."""


def passages(name: str, data: bytes) -> Iterator[Passage]:
    """Yield the passages of a file: text, attributes, metadata, attachments, what is embedded in it.

    Parameters
    ----------
    name : str
        The file's name; its ending tells the kinds of text apart.
    data : bytes
        What is in the file.

    Raises
    ------
    UnreadableError
        If the file is of no known kind, broken or encrypted.
    """
    try:
        yield from _reader(name, data)(data)
    except (
        ValueError,
        KeyError,
        RecursionError,
        zipfile.BadZipFile,
        pdfium.PdfiumError,
        etree.LxmlError,
    ) as error:
        raise UnreadableError(f"{name}：{type(error).__name__}") from None


def _reader(name: str, data: bytes) -> Callable[[bytes], Iterator[Passage]]:
    if data.startswith(b"%PDF"):
        return _pdf
    if data.startswith(b"PK"):
        return _archive
    if data.startswith(_MEDIA):
        return _media
    readers = {
        "ipynb": _notebook, "json": _json, "csv": _csv, "html": _html, "htm": _html, "css": _plain, "js": _plain,
        "svg": _xml, "xml": _xml, "rels": _xml, "vml": _xml, "txt": _plain, "md": _plain, "yaml": _plain,
    }  # fmt: skip
    try:
        return readers[name.rpartition(".")[2].lower()]
    except KeyError:
        raise UnreadableError(f"{name}：不认识的文件") from None


# --- text, tables, JSON --------------------------------------------------------------------------------------


def _plain(data: bytes) -> Iterator[Passage]:
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), start=1):
        yield Passage(f"第{number}行", line)


def _csv(data: bytes) -> Iterator[Passage]:
    heads: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")), start=1):
        heads = heads or row
        for place, cell in enumerate(row):
            column = heads[place] if number > 1 and place < len(heads) else str(place + 1)
            yield Passage(f"第{number}行“{column}”列", cell)
        yield Passage(f"第{number}行", SEPARATOR.join(row))


def _json(data: bytes) -> Iterator[Passage]:
    return _walk_json(json.loads(data.decode("utf-8-sig")), "")


def _notebook(data: bytes) -> Iterator[Passage]:
    node = json.loads(data.decode("utf-8-sig"))
    for number, cell in enumerate(node.pop("cells"), start=1):
        for key, value in cell.items():
            if key == "outputs":
                for output in value:
                    yield from _walk_json(output, f"第{number}格的输出")
            else:
                text = "".join(value) if key == "source" else value
                yield from _walk_json(text, f"第{number}格的{'内容' if key == 'source' else key}")
    yield from _walk_json(node, "笔记本的元数据")


def _walk_json(value: Any, place: str) -> Iterator[Passage]:
    if isinstance(value, dict):
        for key, item in value.items():
            where = f"{place} {key}".strip()
            yield Passage(where, key)
            if "/" in key and isinstance(item, list):
                item = "".join(map(str, item))
            if isinstance(item, str) and key in ("text/html", "image/svg+xml"):
                yield from _within(where, (_html if key == "text/html" else _xml)(item.encode()))
            elif isinstance(item, str) and key.startswith(("image/", "application/pdf")):
                yield from _within(where, _embedded(base64.b64decode(item), key))
            else:
                yield from _walk_json(item, where)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _walk_json(item, f"{place} 第{number}项")
        if value and not any(isinstance(item, (dict, list)) for item in value):
            yield Passage(place, SEPARATOR.join(map(str, value)))
    elif value is not None and not isinstance(value, bool):
        yield Passage(place, str(value))


def _within(place: str, inner: Iterator[Passage]) -> Iterator[Passage]:
    return (Passage(f"{place} {found.place}", found.text) for found in inner)


# --- markup --------------------------------------------------------------------------------------------------


def _html(data: bytes) -> Iterator[Passage]:
    text = data.decode("utf-8-sig")
    return _walk_markup(lxml.html.document_fromstring(text)) if text.strip() else iter(())


def _xml(data: bytes) -> Iterator[Passage]:
    return _walk_markup(_parse_xml(data))


def _parse_xml(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, strip_cdata=False)
    return etree.fromstring(data, parser)


def _walk_markup(root: Any) -> Iterator[Passage]:
    counts: dict[str, int] = {}
    heading = ""
    units: list[Any] = []

    def place(tag: str) -> str:
        counts[tag] = counts.get(tag, 0) + 1
        word = _UNITS.get(tag, f"<{tag}> 第{{}}处").format(counts[tag])
        return f"“{heading}”之下，{word}" if heading else word

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            yield Passage(place("注释"), str(element.text or ""))
        elif event == "start":
            tag = _local(element.tag)
            for key, value in element.attrib.items():
                yield from _attribute(tag, _local(key), value)
            if units:
                pass
            elif tag in _UNITS:
                units.append(element)
                text = _unit_text(element, tag)
                if text.strip():
                    yield Passage(place(tag), text)
                if re.fullmatch(r"h[1-6]", tag):
                    heading = masked(text.strip())[:20]
                    counts.clear()
            elif element.text and element.text.strip():
                yield Passage(place(tag), element.text)
        if event == "end" and units and units[-1] is element:
            units.pop()
        if event == "end" and _local(element.tag) == "svg":
            # The labels of one drawing belong together, as those of a row do.
            yield Passage(place("svg"), SEPARATOR.join(map(str, element.itertext())))
        if event in ("end", "comment", "pi") and not units and element.tail and element.tail.strip():
            yield Passage(place("文字"), element.tail)


def _unit_text(element: Any, tag: str) -> str:
    if tag == "tr":
        return SEPARATOR.join("".join(map(str, cell.itertext())) for cell in element)
    return "".join(map(str, element.itertext()))


def _attribute(tag: str, name: str, value: str) -> Iterator[Passage]:
    place = f"<{tag}> 的 {name}"
    if value.startswith("data:"):
        kind, _, content = value[5:].partition(",")
        whole = base64.b64decode(content) if kind.endswith(";base64") else unquote(content).encode()
        yield from _within(place, _embedded(whole, kind.partition(";")[0]))
    elif name not in _DRAWING and _WORTH.search(value):
        yield Passage(place, value)
        if "%" in value:
            yield Passage(place, unquote(value))


@cache
def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _embedded(data: bytes, kind: str) -> Iterator[Passage]:
    """Read what is embedded in another file by its kind (a MIME type or a name)."""
    names = {
        "image/svg+xml": "x.svg",
        "text/html": "x.html",
        "application/json": "x.json",
        "text/csv": "x.csv",
    }
    plain = "x.txt" if kind.startswith("text/") else kind
    return passages(names.get(kind, plain), data)


def _media(data: bytes) -> Iterator[Passage]:
    for part in _told_by_png(data) if data.startswith(_PNG) else (data,):
        for found in _PRINTABLE.finditer(part):
            yield Passage("图片或字体的附加信息", found[0].decode("ascii"))


def _told_by_png(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG but for its dots, whose compressed bytes spell anything by chance, and what follows."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind != b"IDAT":
            yield data[at + 4 : at + 8 + length]
        at += 12 + length
    yield data[at:]


# --- Office Open XML -----------------------------------------------------------------------------------------


def _archive(data: bytes) -> Iterator[Passage]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield Passage("压缩包的说明", archive.comment.decode("utf-8", "replace"))
        sheets = _sheet_names(archive)
        shared = _shared_strings(archive)
        for info in archive.infolist():
            if info.is_dir():
                continue
            if info.file_size > _MAX_PART or info.flag_bits & 1:
                raise UnreadableError(f"{info.filename}：太大或加了密")
            part, place = archive.read(info), _PARTS.get(info.filename, info.filename)
            yield Passage("压缩包里的文件名", info.filename)
            if info.filename in sheets:
                yield from _sheet(_parse_xml(part), sheets[info.filename], shared)
            else:
                yield from _within(place, passages(info.filename, part))


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each worksheet with the name that its tab shows."""
    try:
        book = _parse_xml(archive.read("xl/workbook.xml"))
        links = _parse_xml(archive.read("xl/_rels/workbook.xml.rels"))
    except KeyError:
        return {}
    targets = {link.get("Id"): f"xl/{link.get('Target').removeprefix('/xl/')}" for link in links}
    found = {}
    for sheet in book.iter("{*}sheet"):
        key = next(value for name, value in sheet.attrib.items() if _local(name) == "id" and "}" in name)
        found[targets[key]] = sheet.get("name")
    return found


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_unit_text(item, "si") for item in _parse_xml(archive.read("xl/sharedStrings.xml")).iter("{*}si")]


def _sheet(root: Any, name: str, shared: list[str]) -> Iterator[Passage]:
    for row in root.iter("{*}row"):
        cells = []
        for cell in row.iter("{*}c"):
            value = cell.findtext("{*}v") or ""
            text = shared[int(value)] if cell.get("t") == "s" else value
            text += "".join(_unit_text(inner, "is") for inner in cell.iter("{*}is", "{*}f"))
            cells.append(text)
            yield Passage(f"{name}!{cell.get('r')}", text)
        yield Passage(f"{name}!第{row.get('r')}行", SEPARATOR.join(cells))
        row.clear()
    yield from _within(f"{name}!", _walk_markup(root))


# --- PDF -----------------------------------------------------------------------------------------------------


def _pdf(data: bytes) -> Iterator[Passage]:
    with pdfium.PdfDocument(data) as document:
        for key, value in document.get_metadata_dict().items():
            yield Passage(f"文档属性 {key}", value)
        for packet in _xmp(data):
            yield from _within("文档属性（XMP）", _xml(packet))
        for mark in document.get_toc():
            yield Passage("书签", mark.get_title() or "")
        for number in range(document.count_attachments()):
            attachment = document.get_attachment(number)
            name = attachment.get_name()
            yield Passage("附件名", name)
            yield from _within(f"附件 {name}", passages(name, bytes(attachment.get_data())))
        for number, page in enumerate(document, start=1):
            yield from _within(f"第{number}页", _page(document, page))


def _xmp(data: bytes) -> Iterator[bytes]:
    """Yield the metadata packets of a PDF, which PDFium does not hand out; they may be compressed."""
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        content = stream[1]
        if content[:1] == b"x":
            try:
                content = zlib.decompressobj().decompress(content, _MAX_PART)
            except zlib.error:
                continue
        yield from re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", content, re.DOTALL)


def _page(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[Passage]:
    text = page.get_textpage()
    for line in text.get_text_range().splitlines():
        yield Passage("", line)
    for address in _links(document, page):
        yield Passage("链接", address)
    elements: list[Any] = []
    tree = pdfium_c.FPDF_StructTree_GetForPage(page.raw)
    if tree:
        for child in range(pdfium_c.FPDF_StructTree_CountChildren(tree)):
            elements += _elements(pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, child))
    pictures = {
        mark
        for element in elements
        if _said(element, pdfium_c.FPDF_StructElement_GetType) == "Figure"
        for mark in _marks(element)
    }
    yield Passage("", _flowing(text, pictures))
    for element in elements:
        yield from _alternatives(element)
    if tree:
        pdfium_c.FPDF_StructTree_Close(tree)


def _flowing(text: pdfium.PdfTextPage, pictures: set[int]) -> str:
    """Return the text of a page, in which a sentence and a number may go on in the next line.

    The numbers of a picture stand beside each other, and are not one; its lines are passages by themselves.
    """
    said = []
    for place in range(text.count_chars()):
        of = pdfium_c.FPDFText_GetTextObject(text.raw, place)
        if of and pdfium_c.FPDFPageObj_GetMarkedContentID(of) in pictures:
            said.append("\n")
        else:
            one = chr(pdfium_c.FPDFText_GetUnicode(text.raw, place))
            said.append("" if one in "\r\n" else one)
    return re.sub("\n+", "\n", "".join(said))


def _elements(element: Any) -> Iterator[Any]:
    """Yield an element of the structure and those in it."""
    if element:
        yield element
        for child in range(pdfium_c.FPDF_StructElement_CountChildren(element)):
            yield from _elements(pdfium_c.FPDF_StructElement_GetChildAtIndex(element, child))


def _marks(element: Any) -> Iterator[int]:
    """Yield the marks of an element's content on the page, and of what is in it."""
    for one in _elements(element):
        for child in range(pdfium_c.FPDF_StructElement_CountChildren(one)):
            yield pdfium_c.FPDF_StructElement_GetChildMarkedContentID(one, child)


def _said(element: Any, read: Any) -> str:
    size = read(element, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 2))
    read(element, buffer, size)
    return buffer.raw[: max(size, 2) - 2].decode("utf-16-le")


def _alternatives(element: Any) -> Iterator[Passage]:
    """Yield what stands for a picture or a phrase, and titles."""
    for read in (
        pdfium_c.FPDF_StructElement_GetAltText,
        pdfium_c.FPDF_StructElement_GetActualText,
        pdfium_c.FPDF_StructElement_GetTitle,
    ):
        if said := _said(element, read):
            yield Passage("替代文字", said)


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[str]:
    """Yield the addresses and the files to which a page links."""
    place, link = ctypes.c_int(0), pdfium_c.FPDF_LINK()
    while pdfium_c.FPDFLink_Enumerate(page.raw, place, link):
        action = pdfium_c.FPDFLink_GetAction(link)
        if not action:
            continue
        buffer = ctypes.create_string_buffer(4096)
        if size := pdfium_c.FPDFAction_GetURIPath(document.raw, action, buffer, len(buffer)):
            yield buffer.raw[: min(size, len(buffer)) - 1].decode("utf-8", "replace")
        if size := pdfium_c.FPDFAction_GetFilePath(action, buffer, len(buffer)):
            yield buffer.raw[: min(size, len(buffer)) - 1].decode("utf-8", "replace")
