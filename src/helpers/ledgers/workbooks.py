"""A workbook as it lies on the disk: refused when it cannot be read safely, else its sheets cell by cell."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from helpers.errors import RunError
from helpers.failures import reason, require_regular

Cell = Any  # str, float, int, bool, date, datetime, time or timedelta; "" is a blank

MOST_BYTES = 512 * 2**20
MOST_RATIO = 200
MOST_CELLS = 20_000_000
_SMALL = 16 * 2**20  # below this, blank but formatted sheets reach any ratio without doing harm

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_WIDE = re.compile(rb'<(?:\w+:)?c r="([A-Z]{2,3})[0-9]+"[^>]*[^/]>')
_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class WorkbookError(Exception):
    """A file that cannot be read: what is wrong with it and what to do."""

    def __init__(self, what: str, do: str) -> None:
        self.what, self.do = what, do
        super().__init__(what)


@dataclass
class LedgerSheet:
    """The cells of one sheet: ``rows[16][5]`` is F17."""

    name: str
    rows: list[list[Cell]]
    #: First and last (row, column) of each merged range, from 0.
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    #: (row, column) → what is wrong with the formula there.
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    #: Cells that Excel shows as a percentage: 0.96 there reads 96%.
    percents: set[tuple[int, int]] = field(default_factory=set)


class Workbook:
    """An .xlsx file of which the bytes have been read.

    Raises
    ------
    WorkbookError
        If it is no workbook, is protected by a password, or unpacks to more than a ledger can hold.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._archive = _archive(data)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            self._parts = dict(_sheet_parts(self._archive))
        except (CalamineError, KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise WorkbookError(
                "文件已损坏，读不出工作表", "用 Excel 或 WPS 打开修复，另存为 .xlsx 后放回原处"
            ) from error
        # What has been unpacked for one look, and is wanted for the next.
        self._seen: dict[str, bytes] = {}
        self.sheet_names: list[str] = list(self._book.sheet_names)

    def sheet(self, name: str) -> LedgerSheet:
        """Read one sheet.

        Raises
        ------
        WorkbookError
            If it is damaged or spreads over more cells than a ledger can have.
        """
        try:
            part = self._parts[name]
            xml = self._seen.pop(part, b"") or self._archive.read(part)
            if _area(xml) > MOST_CELLS:
                raise WorkbookError(
                    f"工作表“{name}”有内容的格子铺得太开（超过 {MOST_CELLS // 10_000} 万格）",
                    "按 Ctrl+End 找到最远的格子，删去表格以外多余的行和列",
                )
            sheet = self._book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            found = LedgerSheet(name, rows, list(sheet.merged_cell_ranges or []))
            _look_closer(xml, self._percent_styles(), found)
        except (CalamineError, KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise WorkbookError(
                f"工作表“{name}”已损坏，读不出来", "用 Excel 或 WPS 打开修复，另存为 .xlsx 后放回原处"
            ) from error
        return found

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield all XML in the file, each with the name of the sheet or of the part.

        Raises
        ------
        WorkbookError
            If a part is damaged.
        """
        sheets = {part: name for name, part in self._parts.items()}
        for info in self._archive.infolist():
            if info.filename.endswith((".xml", ".vml")):
                try:
                    xml = self._archive.read(info)
                except (zipfile.BadZipFile, zlib.error) as error:
                    raise WorkbookError(
                        "文件已损坏，读不全", "用 Excel 或 WPS 打开修复，另存为 .xlsx 后放回原处"
                    ) from error
                if info.filename in sheets and info.file_size < _SMALL:
                    self._seen[info.filename] = xml
                yield sheets.get(info.filename, info.filename), xml

    def _percent_styles(self) -> set[bytes]:
        if "xl/styles.xml" not in self._archive.namelist():
            return set()
        styles = ElementTree.fromstring(self._archive.read("xl/styles.xml"))
        own = {
            element.get("numFmtId"): element.get("formatCode", "")
            for element in styles.iterfind(".//{*}numFmt")
        }
        used = [element.get("numFmtId") for element in styles.iterfind("./{*}cellXfs/{*}xf")]
        return {
            str(index).encode()
            for index, number in enumerate(used)
            if number in ("9", "10") or "%" in own.get(number, "")
        }


def read_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    WorkbookError
        If the file cannot be opened.
    """
    try:
        require_regular(path)
        return path.read_bytes()
    except RunError as error:
        raise WorkbookError(error.what, error.do) from None
    except OSError as error:
        raise WorkbookError(
            f"文件打不开（{reason(error)}）", "关闭正在使用它的程序，确认有读取权限"
        ) from None


def _archive(data: bytes) -> zipfile.ZipFile:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise WorkbookError("工作簿设了打开密码", "在 Excel 或 WPS 里取消密码后保存")
        raise WorkbookError("是旧版 .xls 或 .et 格式的工作簿", "用 Excel 或 WPS 打开，另存为 .xlsx")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise WorkbookError(
            "不是 Excel 工作簿（.xlsx）", "用 Excel 或 WPS 打开核对内容，另存为 .xlsx"
        ) from None
    size = sum(part.file_size for part in archive.infolist())
    if size > MOST_BYTES or (size > _SMALL and size > MOST_RATIO * len(data)):
        raise WorkbookError(
            f"解开后有 {size / 2**20:,.0f} MiB，不像台账，没有读取",
            "把数据复制到新的工作簿，去掉多余的格式和图片",
        )
    return archive


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iterfind("./{*}sheets/{*}sheet"):
        target = targets[sheet.get(_OFFICE)]
        yield sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _area(xml: bytes) -> int:
    """How many cells the part of the sheet spans that holds values; blank formatted cells do not count."""
    last = max(xml.rfind(b"<v>"), xml.rfind(b"<is>"), xml.rfind(b":v>"))
    place = _PLACE.search(xml, xml.rfind(b"<c ", 0, last)) if last > 0 else None
    rows = int(place[2]) if place else 0
    return rows * max((_column(letters) for letters in set(_WIDE.findall(xml))), default=26)


def _look_closer(xml: bytes, percent_styles: set[bytes], sheet: LedgerSheet) -> None:
    """Note what calamine does not tell: formulas without a usable result, and cells shown as percentages."""
    percent_styles = {style for style in percent_styles if b's="' + style + b'"' in xml}
    if not percent_styles and b't="e"' not in xml and not _FORMULA.search(xml):
        return
    for attributes, content in _CELL.findall(xml):
        place = _PLACE.search(attributes)
        if place is None or not content:
            continue
        at = (int(place[2]) - 1, _column(place[1]) - 1)
        value = _VALUE.search(content)
        if b't="e"' in attributes:
            sheet.broken[at] = f"公式出错 {value[1].decode() if value else ''}".strip()
        elif _FORMULA.search(content) and value is None and b't="str"' not in attributes:
            sheet.broken[at] = "公式没有算出结果"
        style = _STYLE.search(attributes)
        if style and style[1] in percent_styles:
            sheet.percents.add(at)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
