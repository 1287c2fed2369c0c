"""Figures from rows: counts, sums, extremes, averages, lists of names."""

import pytest

from helpers.errors import SectionError
from tests.bundles import last
from tests.small_office import (
    loans,
)


def test_converts_the_unit_of_the_ledger(section):
    assert section.total("万元余额", loans, "余额", unit="万元", definition="全部").text() == "0.1万元"
    with pytest.raises(SectionError, match="不能换算"):
        section.total("亩", loans, "余额", unit="亩", definition="全部")


def test_counts_distinct_values_and_adds_villages_up_only_where_they_can(section, shown):
    section.count("借据", loans, distinct="借据号", unit="笔", definition="全部")
    assert last(shown, "figure")["by_village"] == {"东村": 2, "西村": 1}
    section.count("用途", loans, distinct="用途", unit="类", definition="全部")
    assert last(shown, "figure")["value"] == 2
    assert last(shown, "figure")["by_village"] is None


def test_extremes_and_averages_have_no_value_without_rows(section):
    none = lambda of: of["借款"][of["借款"]["余额"] < 0]  # noqa: E731
    assert section.least("最小", loans, "余额", definition="").value == 200
    assert section.greatest("最大", loans, "余额", definition="").value == 500
    assert section.mean("平均", loans, "余额", unit="元", definition="").value == 333.4
    assert section.median("中位数", loans, "余额", unit="元", definition="").value == 300.3
    assert section.least("没有", none, "余额", definition="").text() == "无"
    assert section.mean("也没有", none, "余额", unit="元", definition="").value is None
    assert section.median("仍没有", none, "余额", unit="元", definition="").value is None
    share = section.share("占比", section["没有"], section["最大"], definition="")
    assert share.value is None


def test_lists_names_but_no_personal_ones(section):
    assert section.listing("村名", loans, "村", definition="").text() == "东村、西村"
    with pytest.raises(SectionError, match="个人信息"):
        section.listing("人名", loans, "借款人", definition="")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: rows.reset_index(), "认不出台账的行号"),
        (lambda rows: rows.iloc[[0, 0]], "同一行选了两次"),
        (lambda rows: rows["余额"], "不是台账的行"),
    ],
)
def test_refuses_rows_that_have_lost_their_place(section, spoil, said):
    with pytest.raises(SectionError, match=said):
        section.count("笔数", lambda of: spoil(of["借款"]), unit="笔", definition="")


def test_lists_a_computed_column(section):
    named = lambda of: loans(of).assign(名称=loans(of)["村"] + loans(of)["用途"])  # noqa: E731
    assert section.listing("名称", named, "名称", definition="").text() == "东村养殖、西村种植"


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(section):
    with pytest.raises(
        SectionError, match=r"kind 写的是“foo”\n.*stock（期末数）、ytd（本年累计）、flow（本月发生）"
    ):
        section.count("笔数", loans, unit="笔", definition="", kind="foo")
