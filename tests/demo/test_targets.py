from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.demo import TargetsError, load_targets
from helpers.months import Month
from tests.demo.conftest import TARGETS


def spoilt(tmp_path: Path, **changes: Any) -> Path:
    folder = Path(shutil.copytree(TARGETS / "hill", tmp_path / "targets"))
    path = folder / "targets.yaml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    totals = settings["totals"] | changes.pop("totals", {})
    path.write_text(
        yaml.safe_dump(settings | {"totals": totals} | changes, allow_unicode=True), encoding="utf-8"
    )
    return folder


def test_the_suites_targets_are_those_of_the_report() -> None:
    targets = load_targets()
    assert (targets.total("户数"), targets.total("人口"), targets.total("小组数")) == (11001, 38006, 307)
    assert targets.total("面积") == pytest.approx(112.4)
    assert (len(targets.months), targets.first, targets.anchor) == (12, Month(2021, 1), Month(2021, 10))
    assert round(sum(row["余额"] for row in targets.loans if row["借款年月"] <= "2021-10")) == 287


def test_totals_are_shared_out_over_the_villages() -> None:
    targets = load_targets(TARGETS / "hill")
    totals = targets.settings["totals"]
    for measure in totals.keys() - {"新贷金额", "信贷余额", "消费帮扶金额"}:
        assert targets.total(measure) == totals[measure], measure
    assert all(row["脱贫人口"] >= row["脱贫户"] for row in targets.villages)
    assert [row["村编码"] for row in targets.villages][2:] == ["990002103202", "990002103001"]
    assert (
        targets.months[Month(2022, 5)]["交通补贴人数"] < targets.months[Month(2022, 6)]["交通补贴人数"] == 51
    )


def test_contradictions_are_all_named_at_once(tmp_path: Path) -> None:
    folder = spoilt(tmp_path, totals={"低保": 400, "特困": 300})
    with pytest.raises(TargetsError) as caught:
        load_targets(folder)
    assert str(caught.value).count("低保与特困之和大于脱贫人口") == 4


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (["2022-04", "2022-06"], "月份不连续"),
        (["2021-12", "2022-01"], "不在同一年"),
        (["2022-05"], "没有基准月"),
    ],
)
def test_months_must_follow_each_other_within_a_year(tmp_path: Path, months: list[str], said: str) -> None:
    with pytest.raises(TargetsError, match=said):
        load_targets(spoilt(tmp_path, months=months))


def test_a_township_needs_villages(tmp_path: Path) -> None:
    with pytest.raises(TargetsError, match="没有村"):
        load_targets(spoilt(tmp_path, villages=[]))


def test_a_number_of_no_village_is_named() -> None:
    with pytest.raises(TargetsError, match="没有编号为 V99 的村"):
        load_targets().village("V99")
