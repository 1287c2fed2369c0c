"""The four households between 11,001 and 10,156 + 841: a class of their own, no class, or the wrong one."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from helpers.offices import Office
from tests.end_to_end.conftest import Yuebao, succeeds
from tests.end_to_end.mutations import OCTOBER, Baseline, Mutation, figures, find
from tests.end_to_end.seed import differences

pytestmark = pytest.mark.slow
OTHERS = "户类别 == '其他' and 人员状态 == '在册'"
REASON = "四户正在核实，下月归类"


def reclassed(to: str | None) -> Mutation:
    """Give the four households another class."""
    return Mutation(id="F07", table="户籍人口", row=OTHERS, every=True, set={"户类别": to}, moves={})


def check(office: Path, name: str) -> dict[str, str]:
    with (office / "checks.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["编号"] == name)


def pdf(folder: Path) -> str:
    pages = PdfReader(folder / "report.pdf").pages
    return re.sub(r"\s|—\s*\d+\s*—", "", "".join(page.extract_text() for page in pages))


def test_a_class_of_their_own_passes_with_a_note(published: Path) -> None:
    output = published / "outputs" / str(OCTOBER)
    found = check(output, "C03")
    assert found["结论"] == "通过"
    assert found["说明"].startswith("10156 + 841 + 4 = 11001（")
    assert "其他户4户" in found["说明"]
    assert "总户数中另有集体户、空挂户等其他户4户" in pdf(output)


def test_no_class_forbids_the_report_until_somebody_answers_for_it(
    baseline: Baseline, october_office: Office, yuebao: Yuebao
) -> None:
    rows = find(baseline.ledgers, "户籍人口", OTHERS)
    assert rows["户号"].nunique() == 4
    changed = figures(baseline.mutate(october_office, reclassed(None)))
    assert (changed["基本情况.一般农户"], changed["基本情况.未分类户"]) == (10156, 4)

    refused = yuebao("run", OCTOBER, "--office", october_office.folder)
    assert refused.returncode == 1
    assert "C03" in refused.stderr
    assert "相差 4" in refused.stderr
    assert not october_office.output(OCTOBER).exists()

    path = october_office.folder / "params" / f"{OCTOBER}.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    params["waivers"] = [{"check": "C03", "reason": REASON, "by": "综合岗"}]
    path.write_text(yaml.safe_dump(params, allow_unicode=True), encoding="utf-8")
    succeeds(yuebao("run", OCTOBER, "--office", october_office.folder))
    found = check(october_office.output(OCTOBER), "C03")
    assert found["结论"] == "豁免"
    assert found["差额"] == "-4"
    assert REASON in found["说明"]
    text = pdf(october_office.output(OCTOBER))
    assert REASON in text
    assert "一般农户10156户" in text
    assert "户籍底册中有4户户类别空白" in text

    traced = yuebao(
        "trace", "基本情况.未分类户", "--month", OCTOBER, "--office", october_office.folder, "--json"
    )
    succeeds(traced)
    assert traced_rows(traced.stdout) == list(rows.drop_duplicates("户号").index)
    assert len(traced_rows(traced.stdout)) == 4


def traced_rows(output: str) -> list[int]:
    """Return the Excel rows that a trace tells of."""
    (part,) = json.loads(output)["rows"]
    return [int(row["行"]) for row in part["rows"]]


def test_the_wrong_class_is_what_the_comparison_with_the_seed_finds(
    baseline: Baseline, october_office: Office
) -> None:
    assert differences(figures(baseline.executed)) == []
    changed = figures(baseline.mutate(october_office, reclassed("一般农户")))
    assert changed["基本情况.一般农户"] == 10160
    assert differences(changed) == ["F07"]
