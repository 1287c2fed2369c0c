"""Assets that are held, and which of them lack something."""

import pytest

from helpers.methods import assets


@pytest.mark.parametrize(
    ("state", "held", "idle", "damaged"),
    [("在用", 1, 0, 0), ("闲置", 1, 1, 0), ("低效", 1, 1, 0), ("损毁", 1, 0, 1), ("已处置", 0, 0, 0)],
)
def test_what_is_disposed_of_is_not_held(ledgers, state, held, idle, damaged):
    month = ledgers(扶贫资产=[{"状态": state, "村": "东村"}])
    assert len(assets.held(month)) == held
    assert len(assets.in_villages(month)) == held
    assert len(assets.idle(month)) == idle
    assert len(assets.damaged(month)) == damaged
    assert len(assets.disposed(month)) == 1 - held


def test_an_asset_of_the_town_has_no_village(ledgers, picked):
    month = ledgers(扶贫资产=[{"状态": "在用"}, {"状态": "在用", "村": "东村"}])
    assert picked(assets.held(month)) == [1, 2]
    assert "村" not in assets.held(month)
    assert picked(assets.in_villages(month)) == [2]


@pytest.mark.parametrize(("income", "rows"), [(None, []), (0.0, []), (0.01, [1])])
def test_income_is_what_the_contract_promises(ledgers, picked, income, rows):
    month = ledgers(扶贫资产=[{"状态": "在用", "约定收益": income}, {"状态": "已处置", "约定收益": income}])
    assert picked(assets.with_income(month)) == rows


def test_an_asset_without_title_or_keeper_is_named(ledgers, picked):
    rows = [
        {"状态": "在用", "确权日期": "2021-01-01", "管护责任人": "某人"},
        {"状态": "在用", "管护责任人": "某人"},
        {"状态": "在用", "确权日期": "2021-01-01"},
        {"状态": "已处置"},
    ]
    month = ledgers(扶贫资产=rows)
    assert picked(assets.untitled(month)) == [2]
    assert picked(assets.unkept(month)) == [3]
    assert picked(assets.untitled(ledgers())) == []
