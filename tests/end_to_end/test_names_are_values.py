"""Names of ledgers and params are values wherever they go: digits, braces and signs in them stop no month."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.conftest import Yuebao, succeeds
from tests.end_to_end.mutations import OCTOBER

pytestmark = pytest.mark.slow

CROP, OWNER, TOWN = "{蓝}\\141号莓=1+1", "141团{综合}岗", "141团"


def test_a_month_with_digits_and_signs_in_its_names_is_published(
    demo: Path, tmp_path: Path, yuebao: Yuebao
) -> None:
    office = shutil.copytree(demo, tmp_path / "office", ignore=shutil.ignore_patterns("outputs", "records"))
    for path in office.glob("data/ledgers/*/L19*.xlsx"):
        book = openpyxl.load_workbook(path)
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
            if cell.value == "蓝莓":
                cell.value = CROP
        book.save(path)
    for month in (OCTOBER, OCTOBER.previous):
        path = office / "params" / f"{month}.yaml"
        text = re.sub(r"owner: [^,\n}]+", f'owner: "{OWNER}"', path.read_text(encoding="utf-8"))
        path.write_text(text.replace("蓝莓打算", "蓝141号莓=1+1打算"), encoding="utf-8")
    report = office / "params" / "report.yaml"
    text = report.read_text(encoding="utf-8").replace("town: 示例镇", f"town: {TOWN}")
    report.write_text(text, encoding="utf-8")
    succeeds(yuebao("run", OCTOBER, "--office", office))
    page = (office / "outputs" / str(OCTOBER) / "report.html").read_text(encoding="utf-8")
    assert all(name in page for name in (CROP, OWNER, TOWN))
