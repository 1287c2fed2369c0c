"""Names of ledgers and params are values wherever they go: digits, braces and signs in them stop no month."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, unescape

import lxml.html
import matplotlib
import pytest
import yaml

from helpers.ledgers import Ledgers
from helpers.offices import Office
from helpers.publish.readback.pieces import squeeze
from tests.end_to_end.conftest import Yuebao, succeeds
from tests.end_to_end.mutations import OCTOBER, open_october

pytestmark = pytest.mark.slow

MONTHS = [OCTOBER.plus(-back) for back in range(3)]
# What means something to a template, a shell, Excel, HTML, Markdown, TeX or typst; numerals, other scripts.
SIGNS = (
    "141团", "=1+1", "{镇}", "三户沟", "{{0}}:!.", "\\input{x}", "100%s", "$x^2$", "<b>粗</b>", "R&D &amp;", "ئۇيغۇر 2",
    "０１２号", "Town-12", "}{", "%(a)s", "#panic()", "`code`", "_x0041_", "[x](y)", "'", "（3个）", "@SUM(1)", "-1",
)  # fmt: skip
# Tables whose texts are no names that are printed, and columns in which the office's rules look for words.
LEFT = {"报告参数", "户籍人口", "监测对象", "用途", "配套项", "计量单位"}


def test_a_month_whose_every_name_holds_digits_and_signs_is_published(
    demo: Path, october: Path, tmp_path: Path, yuebao: Yuebao
) -> None:
    office = tmp_path / "office"
    shutil.copytree(demo / "params", office / "params")
    for month in MONTHS:
        shutil.copytree(demo / "data/ledgers" / str(month), office / "data/ledgers" / str(month))
    ledgers = open_october(Office(october))
    signs = cycle(SIGNS)
    names = {name: with_sign(name, next(signs)) for name in free_names(ledgers)}
    rename_in_ledgers(office, names)
    rename_in_params(office, names, signs)
    (office / "fonts").mkdir()
    shutil.copy(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", office / "fonts")
    succeeds(yuebao("run", OCTOBER, "--office", office))
    published = office / "outputs" / str(OCTOBER)
    (body,) = lxml.html.parse(published / "report.html").xpath("//main")
    said = squeeze("".join(body.itertext()))
    printed = [*ledgers["村组"]["村"], *ledgers["特色产业"]["作物"], *ledgers["示范点"]["示范点"]]
    assert [name for name in printed if squeeze(names[name]) not in said] == []


def with_sign(name: str, sign: str) -> str:
    """Put a sign at one end of a name or the other."""
    return f"{sign}{name}" if len(sign) % 2 else f"{name}{sign}"


def free_names(ledgers: Ledgers) -> Iterator[str]:
    """Yield what people may write as they like: names and texts of the ledgers for which no rule has a word."""
    schemas = ledgers.schemas()
    columns = [(schema, column) for schema in schemas for column in schema.columns.values()]
    fixed = {
        word
        for schema, column in columns
        for word in (schema.name, *schema.sheet, column.name, *column.aliases, *column.allowed)
    }
    for schema, column in columns:
        if column.kind == "text" and not LEFT & {schema.name, column.name}:
            yield from (
                name for name in ledgers[schema.name][column.name].dropna().unique() if name not in fixed
            )


def rename_in_ledgers(office: Path, names: dict[str, str]) -> None:
    """Change cells that are one of the names, in all workbooks."""

    def renamed(cell: re.Match[str]) -> str:
        name = names.get(unescape(cell[1]))
        return f'<t xml:space="preserve">{escape(name)}</t>' if name else cell[0]

    for path in office.glob("data/ledgers/*/*.xlsx"):
        with zipfile.ZipFile(path) as book:
            parts = {part: book.read(part) for part in book.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as book:
            for part, content in parts.items():
                if part == "xl/sharedStrings.xml" or part.startswith("xl/worksheets/sheet"):
                    content = re.sub("<t[^>]*>([^<]*)</t>", renamed, content.decode()).encode()
                book.writestr(part, content)


def rename_in_params(office: Path, names: dict[str, str], signs: Iterator[str]) -> None:
    """Put signs into headings, names of the office, facts, plans, what became of them, sources, and a red head."""
    for path in office.glob("params/*.yaml"):
        if path.stem not in ("report", *map(str, MONTHS)):
            continue
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.stem == "report":
            for name in given["office"]:
                given["office"][name] = with_sign(given["office"][name], next(signs))
            given["letterhead"] = {"issuer": "{镇}141团文件", "code": "{0}政", "signers": ["=甲", "乙&"]}
            rename_headings(given["outline"], signs)
        else:
            given["document_number"] = 7
        facts = given.get("facts", {})
        for name in list(facts):
            crop = next((crop for crop in names if name.startswith(crop) and crop != name), "")
            facts[name.replace(crop, names.get(crop, ""), 1)] = facts.pop(name)
        for entry in (*facts.values(), *given.get("plans", ()), *given.get("progress", ())):
            for word in {"text", "task", "owner", "note", "source"} & entry.keys():
                entry[word] = with_sign(entry[word], next(signs))
        path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")


def rename_headings(outline: list[dict[str, Any]], signs: Iterator[str]) -> None:
    """Put a sign into each heading; the names of figures, which begin with it else, stay."""
    for entry in outline:
        if "section" in entry:
            entry.setdefault("name", entry["heading"])
        entry["heading"] = with_sign(entry["heading"], next(signs))
        rename_headings(entry.get("parts", []), signs)
