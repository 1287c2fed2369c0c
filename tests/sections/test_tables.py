"""Tables of figures, of ledger rows, of words, and of what a notebook computed."""

import pandas as pd
import pytest

from helpers.errors import SectionError
from helpers.sections import open_section
from tests.bundles import last
from tests.small_office import (
    balance,
    loans,
    write_small_office,
)


def test_tables_have_all_villages_and_the_figures_as_total(section, shown):
    section.total(
        "新增", lambda of: of["借款"][of["借款"]["用途"] == "种植"], "余额", unit="元", definition=""
    )
    balance(section)
    section.table("各村余额", by="村", figures=["余额", "新增"], notes=["余额为{余额}。"])
    content = last(shown, "table")
    assert content["rows"] == [["东村", 700, 0], ["西村", 300.25, 300.25]]
    assert content["total"] == ["合计", 1000.25, 300.25]
    assert content["unit"] == "单位：元"
    assert content["columns"][1]["figure"] == "借款.余额"
    assert content["cells"] == [["2,4", ""], ["3", "3"]]
    assert content["notes"] == ["余额为1000.25元。"]


def test_crosses_a_figure_by_two_columns(section, shown):
    balance(section)
    section.cross_table("按村和用途", "余额", by="村", across="用途")
    assert last(shown, "table")["rows"] == [["东村", 700, 0, 700], ["西村", 0, 300.25, 300.25]]
    assert last(shown, "table")["total"] == ["合计", 700, 300.25, 1000.25]
    assert (last(shown, "table")["table"], last(shown, "table")["cells"]) == (
        "借款",
        [["2,4", ""], ["", "3"]],
    )


def test_compares_with_the_month_before_where_there_is_one(section, shown, tmp_path):
    balance(section)
    section.comparison("比较", ["余额"])
    assert [column["name"] for column in last(shown, "table")["columns"]] == [
        "指标",
        "单位",
        "本月",
        "上月",
        "比上月增减",
    ]
    assert last(shown, "table")["rows"] == [["余额", "元", 1000.25, 800, 200.25]]
    alone = write_small_office(tmp_path, months=["2021-10"])
    other = open_section("01_loans", "2021-10", str(alone.folder))
    balance(other)
    before = len(shown)
    other.comparison("比较", ["余额"])
    assert len(shown) == before


def test_prints_ledger_rows_without_personal_columns(section, shown):
    balance(section)
    section.row_table("明细", section.ledgers["借款"], ["村", "用途", "余额"], total={"余额": "余额"})
    assert last(shown, "table")["rows"][1] == ["西村", "种植", 300.25]
    assert last(shown, "table")["total"] == ["合计", None, 1000.25]
    with pytest.raises(SectionError, match="个人信息"):
        section.row_table("明细", section.ledgers["借款"], ["借款人", "余额"])


def test_computed_tables_must_add_up_to_their_figure(section, shown):
    balance(section)
    frame = section.ledgers["借款"].groupby("村")[["余额"]].sum()
    section.frame_table("各村", frame, {"余额": "元"}, total={"余额": "余额"})
    assert last(shown, "table")["total"] == ["合计", 1000.25]
    with pytest.raises(SectionError, match="不等于指标"):
        section.frame_table("各村", frame + 1, {"余额": "元"}, total={"余额": "余额"})


def test_prints_a_table_of_words(section, shown):
    balance(section)
    section.text_table("问题", ["问题", "指标"], [["余额{余额}", "减少"]])
    assert last(shown, "table")["rows"] == [["余额1000.25元", "减少"]]
    assert {column["kind"] for column in last(shown, "table")["columns"]} == {"text"}
    with pytest.raises(SectionError, match="直接写了数字"):
        section.text_table("问题", ["问题"], [["余额5元"]])
    before = len(shown)
    section.text_table("问题", ["问题"], [])
    assert len(shown) == before


def test_prints_computed_columns_in_their_unit(section, shown):
    rows = section.ledgers["借款"].assign(半数=lambda frame: frame["余额"] / 2)
    section.row_table("明细", rows, ["村", "半数"], units={"半数": "元"})
    assert last(shown, "table")["columns"][1]["unit"] == "元"
    assert last(shown, "table")["columns"][1]["decimals"] == 2
    assert last(shown, "table")["rows"][1] == ["西村", 150.125]


def test_groups_stand_in_the_order_of_a_categorical_column(section, shown):
    staged = lambda of: loans(of).assign(  # noqa: E731
        环节=pd.Categorical(loans(of)["用途"], categories=["种植", "没有", "养殖"], ordered=True)
    )
    section.total("分环节", staged, "余额", unit="元", definition="")
    section.table("环节", by="环节", figures=["分环节"])
    assert last(shown, "table")["rows"] == [["种植", 300.25], ["养殖", 700]]


def test_a_table_of_two_directions_says_behind_each_cell_its_rows(sensitive, shown):
    sensitive.count("全部", loans, unit="笔", definition="全部")
    sensitive.cross_table("借款用途", "全部", by="村", across="用途")
    content = last(shown, "table")
    assert [row[1:] for row in content["rows"]] == [[12, 28, 40], [3, 37, 40]]
    assert content["total"][1:] == [15, 65, 80]
    assert content["cells"][1][0] == "42-44"


def test_rows_of_a_sensitive_class_cannot_be_printed(sensitive):
    with pytest.raises(SectionError, match="“用途”是个人信息"):
        sensitive.row_table("借款", loans(sensitive.ledgers), ["村", "用途"])


def test_a_computed_column_needs_the_figure_that_it_adds_up_to(section):
    frame = section.ledgers["借款"].groupby("村")[["余额"]].sum()
    with pytest.raises(SectionError, match="“余额”没有合计"):
        section.frame_table("各村", frame, {"余额": "元"}, total={})


@pytest.mark.parametrize("cell", ["{治病:村最多}", "有的是{有的村}", "{养殖的村}"])
def test_cells_of_words_name_no_village_that_may_have_to_be_withheld(sensitive, shown, cell):
    def ill(of):
        return loans(of)[loans(of)["用途"] == "治病"]

    def well(of):
        return loans(of)[loans(of)["用途"] != "治病"]

    sensitive.count("治病", ill, unit="笔", definition="治病的")
    sensitive.listing("有的村", ill, "村", definition="有治病的村")
    sensitive.listing("养殖的村", well, "村", definition="有养殖的村")
    if cell == "{养殖的村}":
        sensitive.text_table("哪些村", ["村"], [[cell]])
        return
    with pytest.raises(SectionError, match="写进句子或标题"):
        sensitive.text_table("哪些村", ["村"], [[cell]])
    sensitive.paragraph(f"{cell}。")
