"""No number and no name of the demo survives in a township that has all it has, by other names and in other numbers."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from pypdf import PdfReader

from helpers.offices import suite_folder
from tests.end_to_end.conftest import Yuebao, once, succeeds

pytestmark = pytest.mark.slow
MONTH = "2022-09"
# Numbers too small to tell the seed's from others', such as 27, are not among them.
NUMBERS = [
    *(
        "307",
        "11001",
        "38006",
        "112.4",
        "10156",
        "10160",
        "841",
        "1991",
        "816",
        "1932",
        "119",
        "208",
        "6500",
        "1945",
    ),
    *(
        "818",
        "256",
        "3060",
        "412",
        "83200",
        "247",
        "248",
        "411620",
        "22000",
        "538",
        "132",
        "287",
        "10.2",
        "408",
        "153",
    ),
    *("3600", "1060", "420", "4660", "10997"),
]
NAMES = [
    *("示例", "和顺", "联星", "中湾", "陶庙", "东升", "伍欣甸园", "A标段", "B标段"),
    *("蓝莓", "大蒜", "油茶", "养鸡", "红色沃土", "华中", "27个革命老区"),
]
FACTS = {
    "产业依托": "西湖桑园",
    "产业方向": "特色种养",
    "基地地位": "全县最大的桑葚种植基地",
    "产业理念": "湖光桑影",
    "桑葚打算": "下一步扩大桑葚种植规模",
    "排查部署单位": "湖滨县巩固脱贫成果领导小组",
}


@pytest.fixture(scope="module")
def outputs(shared: Path, yuebao: Yuebao) -> Path:
    def make(office: Path) -> None:
        settings = yaml.safe_load((suite_folder() / "params" / "report.yaml").read_text(encoding="utf-8"))
        settings["office"] = {
            "town": "湖滨镇",
            "city": "湖滨县",
            "name": "湖滨镇农业办",
            "superior": "湖滨县农业局",
        }
        settings["facts"] = {name: {"text": text, "source": "湖滨镇规划"} for name, text in FACTS.items()}
        (office / "params").mkdir(parents=True)
        text = yaml.safe_dump(settings, allow_unicode=True)
        (office / "params" / "report.yaml").write_text(text, encoding="utf-8")
        targets = Path(__file__).parent / "targets" / "lake"
        succeeds(yuebao("demo", office, "--targets", targets, "--month", MONTH))
        succeeds(yuebao("run", MONTH, "--office", office))

    return once(shared / "lake", make) / "outputs" / MONTH


@pytest.fixture(scope="module")
def texts(outputs: Path) -> dict[str, str]:
    """What a reader sees, by file. Numbers of rows of workbooks are not the report's."""
    page = BeautifulSoup((outputs / "report.html").read_text(encoding="utf-8"), "html.parser")
    for hidden in page(["script", "style"]):
        hidden.decompose()
    with (outputs / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            [cell for name, cell in row.items() if name not in ("rows", "row_numbers")]
            for row in csv.DictReader(file)
        ]
    pdf = "\n".join(page.extract_text() for page in PdfReader(outputs / "report.pdf").pages)
    return {
        "report.html": re.sub(r"第[\d、-]+", "第", page.get_text("\n")),
        "report.pdf": pdf,
        "figures.csv": "\n".join(",".join(row) for row in rows),
        "checks.csv": (outputs / "checks.csv").read_text(encoding="utf-8-sig"),
    }


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("file", ["report.html", "report.pdf", "figures.csv", "checks.csv"])
def test_no_number_of_the_seed_survives(texts: dict[str, str], file: str) -> None:
    assert [number for number in NUMBERS if whole(number).search(texts[file])] == []


@pytest.mark.promise("an office is a folder, its ledgers are data")
@pytest.mark.parametrize("file", ["report.html", "report.pdf", "figures.csv", "checks.csv"])
def test_no_name_of_the_demo_survives(texts: dict[str, str], file: str) -> None:
    text = re.sub(r"\s", "", texts[file])
    assert [name for name in NAMES if name in text] == []


def test_the_other_numbers_are_there(texts: dict[str, str]) -> None:
    """All sections that the demo's report has are there, with the township's own numbers."""
    text = re.sub(r"\s|—\s*\d+\s*—", "", texts["report.pdf"])
    for said in (
        "辖有5个行政村，37个村民小组，总人口743户2689人，总面积61.7平方公里",
        "系统内帮扶对象75户209人",
        "2022年人均纯收入均在7100元以上",
        "落实低保救助59人，特困供养救助23人",
        "开发公益性岗位22个，其中光伏公岗9个，人社公益性岗位13个",
        "存量贷款57万元，其中2022年新办理小额信贷4户17万元",
        "易迁后扶资金34万元（易迁户户均二万元）建立蚕丝加工车间，租金（3.1万元）",
        "产业路建设项目批复1.6公里，总资金规模66万元，涉及衔接资金25万元",
        "桑葚种植面积达677亩",
    ):
        assert said in text, said


def whole(number: str) -> re.Pattern[str]:
    """Find a number that is not part of a longer one."""
    return re.compile(rf"(?<![\d.]){re.escape(number)}(?!\.?\d)")
