from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from helpers.demo import TargetsError, write_office
from helpers.demo.workbooks import kept_ledgers
from helpers.ledgers import inspect_ledgers, load_schemas
from helpers.months import Month
from helpers.offices import Office
from helpers.params import load_settings
from tests.demo.conftest import TARGETS

MONTH = Month(2021, 10)


def read(office: Office, month: Month, code: str, sheet: str) -> pd.DataFrame:
    (path,) = office.ledgers(month).glob(f"{code}_*.xlsx")
    frame = pd.read_excel(path, sheet_name=sheet, header=2, dtype=object, engine="calamine")
    frame.columns = [str(name).split("(")[0] for name in frame.columns]
    first = frame.iloc[:, 0].astype(str)
    return frame[frame.iloc[:, 0].notna() & ~first.str.startswith(("合计", "注："))]


def digests(office: Office) -> dict[str, str]:
    files = sorted((office.folder / "data" / "ledgers").rglob("*.xlsx"))
    return {
        str(path.relative_to(office.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_the_workbooks_add_up_to_the_report(office: Office) -> None:
    people = read(office, MONTH, "L02", "户籍人口")
    people = people[people["人员状态"] == "在册"]
    households = people.drop_duplicates("户号")["户类别"].value_counts()
    assert (len(people), int(households.sum())) == (38006, 11001)
    assert households.to_dict() == {
        "一般农户": 10156,
        "脱贫户": 822,
        "边缘易致贫户": 18,
        "其他": 4,
        "突发严重困难户": 1,
    }
    watched = read(office, MONTH, "L03", "监测对象信息")
    label = watched["监测对象类别"].fillna("脱贫户")
    sizes = watched.groupby(label)["户编号"].agg(["nunique", "size"])
    assert {name: tuple(row) for name, row in zip(sizes.index, sizes.to_numpy().tolist(), strict=True)} == {
        "脱贫户": (816, 1932),
        "脱贫不稳定户": (6, 13),
        "边缘易致贫户": (18, 44),
        "突发严重困难户": (1, 2),
    }
    lifted = watched.loc[watched["户类型"] == "脱贫户", "证件号码"]
    support = read(office, MONTH, "L05", "低保特困")
    support = support[support["状态"] == "享受中"]
    in_system = support[support["证件号码"].isin(lifted)]["保障类型"].value_counts()
    assert in_system.to_dict() == {"农村低保": 818, "农村特困": 256}
    assert len(support) > 1074 + 900
    awards = read(office, MONTH, "L06", "产业奖补")
    applied = awards[(awards["年度"] == 2021) & (awards["审核状态"] != "审核不通过")]
    assert (applied["户编号"].nunique(), applied["申报金额"].sum()) == (248, 411620)
    assert (awards["审核状态"] == "审核不通过").sum() == 12
    assert (awards["年度"] == 2020).sum() >= 30
    insured = read(office, MONTH, "L07", "产业保险")
    this_year = insured[[day.year == 2021 for day in insured["保险起期"]]]["标的类型"].value_counts()
    assert this_year.to_dict() == {"农户种养": 247, "帮扶车间": 3, "养殖大棚": 1}
    assert read(office, MONTH, "L08", "消费帮扶")["金额"].sum() == 22000
    subsidies = read(office, MONTH, "L09", "务工补贴")
    assert (subsidies["年度"] == 2021).sum() == 538
    posts = read(office, MONTH, "L10", "公益性岗位")
    assert posts[posts["状态"] == "在岗"]["资金来源"].value_counts().to_dict() == {
        "人社就业补助": 80,
        "光伏收益": 52,
    }
    loans = read(office, MONTH, "L11", "小额信贷")
    assert (int((loans["余额"] > 0).sum()), loans["余额"].sum()) == (60, 2_870_000)
    new = loans[[day.year == 2021 for day in loans["借款日"]]]
    assert (len(new), new["借款金额"].sum()) == (5, 220_000)
    relief = read(office, MONTH, "L13", "救助")
    granted = relief[relief["审批结果"] == "通过"]["救助渠道"].value_counts()
    assert granted.to_dict() == {"防贫保": 42, "临时救助": 9, "一事一议": 3}
    moved = read(office, MONTH, "L14", "搬迁户")
    assert (len(moved), moved["人口"].sum()) == (119, 208)
    villages = read(office, MONTH, "L01", "村组")
    assert (len(villages), villages["村民小组数"].sum(), round(villages["面积"].sum(), 1)) == (16, 307, 112.4)
    crops = read(office, MONTH, "L19", "特色产业")
    assert crops.groupby("作物")["面积"].sum().to_dict() == {"大蒜": 1060, "蓝莓": 3600}
    inspected = read(office, MONTH, "L04", "排查")
    assert len(inspected) == 10997
    assert inspected[inspected["问题类别"].notna()]["是否销号"].tolist() == ["是"] * 37


@pytest.mark.parametrize("name", ["office", "hill", "river"])
def test_no_workbook_has_a_fault(name: str, request: pytest.FixtureRequest) -> None:
    office: Office = request.getfixturevalue(name)
    for month in office.months():
        found = inspect_ledgers(office, month, load_settings(office, month)).problems
        assert [problem for problem in found if problem.level == "error"] == []
        warned = {problem.what for problem in found if problem.level == "warning"}
        assert warned <= ({"只有表头，没有一行数据"} if name != "office" else set())


def test_another_township_is_another_set_of_targets(hill: Office) -> None:
    month = Month(2022, 6)
    villages = read(hill, month, "L01", "村组")
    assert villages["类型"].tolist() == ["行政村", "行政村", "行政村", "社区"]
    assert villages["面积"].sum() == 41250
    (path,) = hill.ledgers(month).glob("L01_*.xlsx")
    assert "面积(亩)" in pd.read_excel(path, header=2, engine="calamine").columns
    assert not list(hill.ledgers(month).glob("L14_*.xlsx"))
    (path,) = hill.ledgers(month).glob("L16_*.xlsx")
    cells = pd.read_excel(path, header=None, engine="calamine").astype(str).to_numpy()
    assert (cells == "饮水安全").any()
    assert not (cells == "产业路").any()
    assert set(read(hill, month, "L19", "特色产业")["作物"]) == {"茶叶", "辣椒", "柑橘"}
    everything = " ".join(
        read(hill, month, code, sheet).astype(str).to_string()
        for code, sheet in (("L01", "村组"), ("L19", "特色产业"), ("L15", "扶贫资产"))
    )
    assert not any(word in everything for word in ("示例01村", "和顺村", "蓝莓", "大蒜", "伍欣"))


def test_the_area_is_converted_to_the_unit_of_the_offices_ledger(tmp_path: Path) -> None:
    targets = Path(shutil.copytree(TARGETS / "hill", tmp_path / "targets"))
    shutil.rmtree(targets / "params")
    write_office(tmp_path / "office", targets, ["2022-06"], processes=1)
    office = Office(tmp_path / "office")
    assert round(read(office, Month(2022, 6), "L01", "村组")["面积"].sum(), 1) == 27.5
    assert len(read(office, Month(2022, 6), "L14", "搬迁户")) == 0


def test_two_processes_write_the_same_bytes_as_one(tmp_path: Path, hill: Office) -> None:
    assert write_office(tmp_path, TARGETS / "hill", processes=2) == [Month(2022, 5), Month(2022, 6)]
    assert digests(Office(tmp_path)) == digests(hill)


def test_what_is_there_is_left_alone_unless_asked(tmp_path: Path, hill: Office) -> None:
    folder = Path(shutil.copytree(hill.folder, tmp_path / "office"))
    (book,) = hill.ledgers(Month(2022, 6)).glob("L11_*.xlsx")
    spoilt = folder / book.relative_to(hill.folder)
    spoilt.write_bytes(b"mine")
    (folder / "params" / "2022-06.yaml").write_text(
        "as_of: 2022-06-29\nissue_date: 2022-07-01\n", encoding="utf-8"
    )
    seen: list[Month] = []
    assert write_office(folder, TARGETS / "hill", progress=seen.append) == seen == []
    assert spoilt.read_bytes() == b"mine"
    assert write_office(folder, TARGETS / "hill", ["2022-06"], overwrite=True, progress=seen.append) == seen
    assert digests(Office(folder)) == digests(hill)
    assert "06-29" in (folder / "params" / "2022-06.yaml").read_text(encoding="utf-8")


def test_a_month_gets_the_months_that_its_report_needs(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    own = Path(shutil.copytree(TARGETS / "river", tmp_path / "targets"))
    params = own / "params" / "report.yaml"
    report: dict[str, Any] = yaml.safe_load(params.read_text(encoding="utf-8"))
    report |= {"trend_months": 1, "absent_ledgers": ["L18", "L14"]}
    params.write_text(yaml.safe_dump(report, allow_unicode=True), encoding="utf-8")
    assert write_office(folder, own, for_month="2021-05") == [Month(2021, 4), Month(2021, 5)]
    office = Office(folder)
    assert {ledger.code for ledger in kept_ledgers(office, load_schemas(office))} & {"L14", "L18"} == set()
    assert not list(office.ledgers(Month(2021, 5)).glob("L14_*"))
    load_settings(office, Month(2021, 5))


def test_an_unknown_month_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetsError, match="2022-01"):
        write_office(tmp_path, TARGETS / "hill", ["2022-01"])


def test_the_demo_office_is_an_office(office: Office, hill: Office) -> None:
    assert load_settings(office, MONTH).this_month.as_of == MONTH.last_day
    assert not (office.folder / "params" / "ledgers").exists()
    assert (hill.folder / "params" / "ledgers" / "L01.yaml").is_file()
