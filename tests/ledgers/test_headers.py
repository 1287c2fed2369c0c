"""Headers are compared in one spelling, and may name a unit."""

import pytest

from helpers.ledgers.headers import normalise, split_unit


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("余额(万元)", "余额", "万元"),
        ("余额（ 元 ）", "余额", "元"),
        ("余额【单位：万元】", "余额", "万元"),
        ("余额/万元", "余额", "万元"),
        ("余额：元", "余额", "元"),
        ("公益性岗位（月数）", "公益性岗位(月数)", None),
        ("县(市、区、旗)", "县(市、区、旗)", None),
        ("致贫/返贫风险1", "致贫/返贫风险1", None),
        ("余额", "余额", None),
    ],
)
def test_a_unit_is_read_from_a_header(header, name, unit):
    assert split_unit(header) == (name, unit)


def test_headers_are_compared_in_one_spelling():
    assert normalise(" 人均纯\n收入（元） ") == normalise("人均纯收入［元］") == "人均纯收入(元)"
