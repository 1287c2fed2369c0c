"""Two other townships run with their own targets, params and data alone: nothing of the demo's is in the code."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pypdf
import pytest
import yaml

TARGETS = Path(__file__).parents[1] / "demo" / "targets"


class Published(NamedTuple):
    """A month of an office as its readers have it."""

    text: str
    figures: dict[str, str]
    units: dict[str, str]
    body: str
    targets: dict[str, object]


def yuebao(*words):
    command = [sys.executable, "-m", "helpers", *map(str, words)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def publish(folder, name, month):
    yuebao("demo", folder, "--targets", TARGETS / name, "--month", month)
    yuebao("run", month, "--office", folder)
    output = folder / "outputs" / month
    pages = [page.extract_text() for page in pypdf.PdfReader(output / "report.pdf").pages]
    with (output / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    text = re.sub(r"\s", "", re.sub(r"— \d+ —", "", "".join(pages)))
    return Published(
        text,
        {row["name"]: row["value"] for row in rows},
        {row["name"]: row["unit"] for row in rows},
        # The annexed relations name kinds of household and project that a township need not have.
        text.rsplit("勾稽关系校验表", 1)[0],
        yaml.safe_load((TARGETS / name / "targets.yaml").read_text(encoding="utf-8"))["totals"],
    )


@pytest.mark.promise("an office is a folder, its ledgers are data")
def test_a_township_of_totals_with_a_community_in_mu_and_without_relocation_or_road(tmp_path):
    office = publish(tmp_path / "hill", "hill", "2022-06")
    totals = office.targets
    told = {
        "基本情况.总户数": "户数", "基本情况.总人口": "人口", "基本情况.总面积": "面积", "基本情况.其他户": "其他户",
        "基本情况.监测外脱贫户": "脱贫户", "兜底保障.低保人数": "低保", "兜底保障.特困人数": "特困",
        "产业帮扶.产业奖补户数": "产业奖补户", "产业帮扶.奖补金额": "产业奖补金额",
        "就业帮扶.交通补贴人数": "交通补贴人数",
        "小额信贷.存量贷款": "信贷余额", "小额信贷.新办金额": "新贷金额", "监测帮扶.防贫保户数": "防贫保户",
        "实力产业.茶叶面积": "茶叶", "实力产业.辣椒面积": "辣椒", "实力产业.柑橘面积": "柑橘",
    }  # fmt: skip
    assert {name: float(office.figures[name]) for name in told} == {
        name: float(totals[target]) for name, target in told.items()
    }
    assert "辖有3个行政村、1个社区" in office.text
    assert "总面积41250亩" in office.text
    assert office.units["基本情况.总面积"] == "亩"
    for crop in ("茶叶", "辣椒", "柑橘"):
        assert f"{totals[crop]}亩" in office.text
    assert "易地扶贫搬迁" not in office.text
    assert not any(name.startswith("易迁后扶") for name in office.figures)
    assert "1.扎实开展防止返贫致贫监测帮扶工作" in office.text
    assert "2.扎实做好扶贫资产管理工作" in office.text
    assert not re.search(r"蓝莓|大蒜|示例镇|和顺村", office.text)
    assert "产业路" not in office.body
    assert not re.search(r"(?<![\d.])0户", office.text.split("表1")[0])


def test_a_township_that_counts_whose_risk_is_not_removed_and_says_what_it_has_none_of(tmp_path):
    office = publish(tmp_path / "river", "river", "2021-05")
    assert "监测对象按未消除口径统计" in office.text
    assert (office.figures["监测帮扶.在册户数"], office.figures["监测帮扶.未消除户数"]) == ("7", "6")
    assert "边缘易致贫户4户" in office.text
    assert "无衔接资金项目" in office.text
    assert "4.有序开展衔接资金项目实施工作" in office.text
    assert not any(name.startswith("衔接项目") for name in office.figures)
    assert "莲藕" in office.text
    assert "733亩" in office.text
    # Issued as a formal document of the township, which signs it.
    assert office.text.startswith("河湾镇人民政府文件河政〔2021〕26号签发人：黎明河湾镇2021年")
    assert "河湾镇人民政府2021年6月8日附件1" in office.text
    assert (office.figures["易迁后扶.搬迁户数"], float(office.figures["易迁后扶.后扶资金"])) == ("10", 8)
    assert not re.search(r"蓝莓|大蒜|示例镇|和顺村", office.text)
    assert not re.search(r"产业路|其他户", office.body)
