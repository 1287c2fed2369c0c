"""What a section notebook calls: figures that remember their rows, text that names them, tables and charts of them."""

import datetime as dt
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
import yaml

from helpers.errors import SectionError, UsageError
from helpers.sections import load_month, open_section
from tests.small_office import (
    balance,
    loan,
    loans,
    write_loans,
    write_sensitive_office,
    write_small_office,
    write_yaml,
)


def last(shown, kind):
    return [content for of, content, _ in shown if of == kind][-1]


def test_opens_with_what_the_notebook_is_the_record_of(section, shown):
    assert last(shown, "section") == {
        "section": "01_loans",
        "prefix": "借款",
        "month": "2021-10",
        "as_of": "2021-10-28",
        "empty": False,
        "clause": "无借款",
    }


def test_takes_the_latest_month_that_has_ledgers_and_params(office, shown):
    assert str(open_section("01_loans", office=str(office.folder)).month) == "2021-10"
    assert str(load_month(office=str(office.folder)).month) == "2021-10"


def test_refuses_a_section_that_the_report_lacks(office, shown):
    with pytest.raises(UsageError, match="没有“09_nothing”这一节"):
        open_section("09_nothing", "2021-10", str(office.folder))


def test_says_that_its_subject_is_empty(tmp_path, shown):
    office = write_small_office(tmp_path)
    write_loans(office.folder, "2021-10", [])
    open_section("01_loans", "2021-10", str(office.folder), subject="借款", clause="无借款")
    assert last(shown, "section")["empty"] is True


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
def test_a_figure_remembers_its_rows_definition_and_the_month_before(section, shown):
    balance(section)
    content = last(shown, "figure")
    assert content["value"] == 1000.25
    assert content["text"] == "1000.25元"
    assert content["sources"] == [{"table": "借款", "rows": "2-4", "sha256": ""}]
    assert content["row_count"] == 3
    assert content["ledger"] == "L90 借款台账"
    assert content["by_village"] == {"东村": 700, "西村": 300.25}
    assert content["previous"] == 800
    assert content["year_ago"] is None


def test_leaves_out_rows_after_the_as_of_date(section):
    assert section.count("笔数", loans, unit="笔", definition="全部").value == 3


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


def test_derives_shares_averages_sums_and_differences_with_the_rows_of_both(section, shown):
    whole = balance(section)
    part = section.total(
        "新增",
        lambda of: of["借款"][of["借款"]["借款日"].dt.month == 10],
        "余额",
        unit="元",
        definition="本月",
    )
    number = section.count("笔数", loans, unit="笔", definition="全部")
    assert section.share("占比", part, whole, definition="").text() == "50%"
    assert section.ratio("笔均", whole, number, unit="元/笔", definition="").value == 333.42
    assert section.sum("合计", [whole, part], definition="").value == 1500.5
    assert section.difference("其余", whole, part, definition="").value == 500
    assert last(shown, "figure")["sources"] == [{"table": "借款", "rows": "2-4", "sha256": ""}]
    assert last(shown, "figure")["previous"] == 800


def test_extremes_and_averages_have_no_value_without_rows(section):
    none = lambda of: of["借款"][of["借款"]["余额"] < 0]  # noqa: E731
    assert section.least("最小", loans, "余额", definition="").value == 200
    assert section.greatest("最大", loans, "余额", definition="").value == 500
    assert section.mean("平均", loans, "余额", unit="元", definition="").value == 333.4
    assert section.median("中位数", loans, "余额", unit="元", definition="").value == 300.2
    assert section.least("没有", none, "余额", definition="").text() == "无"
    assert section.mean("也没有", none, "余额", unit="元", definition="").value is None
    assert section.median("仍没有", none, "余额", unit="元", definition="").value is None
    share = section.share("占比", section["没有"], section["最大"], definition="")
    assert share.value is None


def test_figures_compare_by_value(section):
    whole, number = balance(section), section.count("笔数", loans, unit="笔", definition="全部")
    assert number == 3
    assert number != 4
    assert 2 < number <= 3
    assert whole > number
    assert number == section.count("再数", loans, unit="笔", definition="全部")
    with pytest.raises(SectionError, match="是文字，不是数"):
        _ = section.listing("村名", loans, "村", definition="") == 3


def test_growth_needs_the_same_month_of_the_year_before(tmp_path, shown):
    office = write_small_office(tmp_path, ("2020-10", "2021-10"))
    write_loans(office.folder, "2020-10", [loan("J0", "东村", 400, dt.date(2020, 10, 5))])
    write_loans(office.folder, "2021-10", [loan("J1", "东村", 500, dt.date(2021, 10, 5))])
    section = open_section("01_loans", "2021-10", str(office.folder))
    assert section.growth("增幅", balance(section), definition="").text() == "25%"
    assert last(shown, "figure")["sources"] == [{"table": "借款", "rows": "2", "sha256": ""}]
    for nothing in ([], [loan("J0", "东村", 0, dt.date(2020, 10, 5))]):
        write_loans(office.folder, "2020-10", nothing)
        section = open_section("01_loans", "2021-10", str(office.folder))
        assert section.growth("增幅", balance(section), definition="").value is None


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


def test_refuses_a_name_twice_and_names_what_is_known(section):
    balance(section)
    with pytest.raises(SectionError, match="定义了两次"):
        balance(section)
    with pytest.raises(SectionError) as caught:
        section["存量"]
    assert "余额" in caught.value.do


def test_shows_nothing_of_its_rows_when_printed(section, shown, capsys):
    figure = balance(section)
    assert repr(figure) == "借款.余额 = 1000.25元"
    before = len(shown)
    figure._ipython_display_()
    assert (len(shown), capsys.readouterr().out) == (before, "")


def test_writes_text_with_figures_by_name(section, shown):
    balance(section)
    section.count("逾期", lambda of: of["借款"][of["借款"]["余额"] < 0], unit="笔", definition="")
    section.paragraph(
        "{镇}余额{余额:数}，截至{截止日}，",
        section["逾期"] == 0 and "本月",
        section["逾期"] == 1 and "不该有",
        not section["逾期"] and "无逾期。",
    )
    content = last(shown, "paragraph")
    assert (
        "".join(span["text"] for span in content["spans"])
        == "小镇余额1000.25，截至2021年10月28日，本月无逾期。"
    )
    assert {"figure": "借款.余额", "text": "1000.25", "form": "数"} in content["spans"]
    assert content["lead"] is False


def test_a_clause_falls_away_where_a_figure_or_a_fact_in_it_is_not_there(section, shown):
    balance(section)
    section.count("逾期", lambda of: of["借款"][of["借款"]["余额"] < 0], unit="笔", definition="")
    section.greatest(
        "最大逾期", lambda of: of["借款"][of["借款"]["余额"] < 0], "余额", unit="元", definition=""
    )
    section.paragraph(
        section.clause("{年}是{事实.没有的}，"),
        section.clause("{镇}余额{余额:数}", "，逾期{逾期}", "，最大{最大逾期}", "。"),
        section.clause("逾期{逾期}", "，余额{余额}", "。") or "无逾期。",
        section.clauses("余额{余额:数}", "逾期{逾期}"),
    )
    said = "".join(span["text"] for span in last(shown, "paragraph")["spans"])
    assert said == "小镇余额1000.25。无逾期。余额1000.25"
    with pytest.raises(SectionError, match="没有“余颔”这个指标"):
        section.clause("，{余颔}")


def test_figures_of_several_sections_are_taken_up_or_named_with_the_nearest(section):
    with pytest.raises(SectionError, match="没有“存量贷歀”这个各节共用的指标"):
        section.shared("存量贷歀")
    with pytest.raises(SectionError, match="没有“到期远期天数”这个限值"):
        section.shared("远期到期金额")
    section.shared("序时进度")
    assert section["序时进度"] == 83.3


def test_writes_no_paragraph_of_nothing(section, shown):
    before = len(shown)
    section.paragraph(False, None, "")
    assert len(shown) == before


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("template", ["有5户", "{没有}", "{事实.没有}", "{余额:没有}"])
def test_refuses_what_text_may_not_say(section, template):
    balance(section)
    with pytest.raises(SectionError):
        section.paragraph(template)


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


def test_charts_are_svg_of_the_figures_with_words_for_who_cannot_see(section, shown):
    balance(section)
    section.bar_chart("东村余额最大", "村", "余额")
    kind, content, bundle = shown[-1]
    assert kind == "chart"
    assert ET.fromstring(bundle["image/svg+xml"]).tag.endswith("svg")
    assert "东村700元" in content["alt"]
    section.trend_chart("余额增加到{余额}", "余额")
    assert shown[-1][1]["title"] == "余额增加到1000.25元"
    assert "2021年9月800元，2021年10月1000.25元" in shown[-1][1]["alt"]
    works = loans(section.ledgers).assign(进度=[85.0, 25.0, float("nan")], 计划=[90.0, 100.0, 90.0])
    section.progress_chart("进度", works, "村", "进度", planned="计划", weight="余额")
    assert shown[-1][1]["alt"] == "东村完成85%、应达到90%，西村完成25%、应达到100%"
    assert (shown[-1][1]["table"], shown[-1][1]["series"][0]["rows"]) == ("借款", ["2", "3"])
    with pytest.raises(SectionError, match="个人信息"):
        section.progress_chart("进度", works, "借款人", "进度")


def test_draws_the_same_bytes_twice(office, shown):
    pictures = []
    for _ in range(2):
        section = open_section("01_loans", "2021-10", str(office.folder))
        balance(section)
        section.bar_chart("余额", "村", "余额")
        pictures.append(shown[-1][2]["image/svg+xml"])
    assert pictures[0] == pictures[1]


def test_draws_no_chart_of_nothing(section, shown):
    section.count("没有", lambda of: of["借款"][of["借款"]["余额"] < 0], unit="笔", definition="")
    before = len(shown)
    section.bar_chart("没有", "村", "没有")
    section.progress_chart("没有", loans(section.ledgers).iloc[:0], "村", "余额")
    assert len(shown) == before
    section.total("余额", loans, "余额", unit="元", definition="")
    with pytest.raises(SectionError, match="单位要相同"):
        section.bar_chart("两样", "村", ["没有", "余额"])


def test_writes_a_list_of_names_as_a_sentence_needs_it(section, shown):
    section.listing("村名", loans, "村", definition="")
    section.paragraph("{村名}，{村名:和}。")
    assert "".join(span["text"] for span in last(shown, "paragraph")["spans"]) == "东村、西村，东村和西村。"
    with pytest.raises(SectionError, match="没有“余”这种写法"):
        section.paragraph("{村名:余}")


def test_lists_a_computed_column(section):
    named = lambda of: loans(of).assign(名称=loans(of)["村"] + loans(of)["用途"])  # noqa: E731
    assert section.listing("名称", named, "名称", definition="").text() == "东村养殖、西村种植"


def test_quotes_what_no_row_makes_with_its_source(section, shown):
    section.given("打算数", 3, unit="项", definition="本月打算", source="参数的 plans")
    content = last(shown, "figure")
    assert (content["value"], content["kind"], content["ledger"]) == (3, "given", "参数的 plans")
    assert content["sources"] == []
    plan = section.quoted("10月底前完成", "会议纪要", name="打算.甲")
    section.paragraph(section.numbered(plan, "抓好落实"))
    spans = last(shown, "paragraph")["spans"]
    assert {"fact": "打算.甲", "text": "10月底前完成", "source": "会议纪要"} in spans
    assert "".join(span["text"] for span in spans) == "一是10月底前完成；二是抓好落实。"


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


def test_bars_leave_out_what_has_nothing(section, shown):
    section.total("种植", lambda of: loans(of)[loans(of)["用途"] == "种植"], "余额", unit="元", definition="")
    section.bar_chart("种植", "村", "种植")
    assert last(shown, "chart")["alt"] == "种植：西村300.25元"


def read_yaml(folder, name):
    return yaml.safe_load((folder / "params" / name).read_text(encoding="utf-8"))


def test_the_history_of_key_figures_alone_is_kept(tmp_path, shown):
    office = write_small_office(tmp_path, ("2021-08", "2021-09", "2021-10"))
    write_yaml(tmp_path, "report.yaml", {**read_yaml(tmp_path, "report.yaml"), "key_figures": ["借款.余额"]})
    section = open_section("01_loans", "2021-10", str(office.folder))
    balance(section)
    assert last(shown, "figure")["history"] == {"2021-08": 800, "2021-09": 800, "2021-10": 800}
    section.count("笔数", loans, unit="笔", definition="全部借款")
    assert last(shown, "figure")["history"] == {}


# --- what is withheld ------------------------------------------------------------------------------------------


@pytest.fixture
def sensitive(tmp_path, shown):
    """A section over loans of which those for an illness are a sensitive class: 12, 3 and 15 of them by village."""
    office = write_sensitive_office(tmp_path, {"东村": 12, "西村": 3}, of=40)
    return open_section("01_loans", "2021-10", str(office.folder), subject="借款", clause="无借款")


def ill(ledgers):
    return ledgers["借款"][ledgers["借款"]["用途"] == "治病"]


def well(ledgers):
    return ledgers["借款"][ledgers["借款"]["用途"] == "养殖"]


def test_a_figure_says_whether_it_is_sensitive_and_for_how_many_its_villages_stand(sensitive, shown):
    sensitive.count("全部", loans, unit="笔", definition="全部")
    assert (last(shown, "figure")["sensitive"], last(shown, "figure")["units"]) == (
        False,
        {"东村": 40, "西村": 40},
    )
    sensitive.count("治病", lambda of: loans(of)[loans(of)["用途"] == "治病"], unit="笔", definition="治病的")
    assert last(shown, "figure")["sensitive"]
    assert last(shown, "figure")["by_village"] == last(shown, "figure")["units"] == {"东村": 12, "西村": 3}


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


def test_a_figure_without_a_value_is_refused_in_a_sentence_but_not_where_nothing_is_printed(section):
    section.greatest("最大逾期", lambda of: of["借款"][of["借款"]["余额"] < 0], "余额", definition="")
    with pytest.raises(SectionError, match="“最大逾期”没有值，不能写进句子"):
        section.paragraph("最大逾期{最大逾期}。")
    section.paragraph(section["最大逾期"] and "最大逾期{最大逾期}。", "无逾期。")
    section.empty = True
    section.paragraph("最大逾期{最大逾期}。")


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(section):
    with pytest.raises(
        SectionError, match=r"kind 写的是“foo”\n.*stock（期末数）、ytd（本年累计）、flow（本月发生）"
    ):
        section.count("笔数", loans, unit="笔", definition="", kind="foo")


@pytest.mark.parametrize(
    "text", ["2021年{借款}情况", "=1+1", "141团", "{", "a\\", "$x$ & <b>", "三个村", "{0!r}"]
)
def test_a_quoted_text_is_printed_as_it_is_wherever_it_stands(section, shown, text):
    balance(section)
    quote = section.quoted(text)
    section.paragraph("名称是", quote, "。")
    assert "".join(span["text"] for span in last(shown, "paragraph")["spans"]) == f"名称是{text}。"
    section.text_table(f"表{quote}", ["名称", f"列{quote}"], [[quote, "余额{余额}"]], notes=[f"注{quote}"])
    table = last(shown, "table")
    assert (table["title"], table["notes"], table["rows"][0][0]) == (f"表{text}", [f"注{text}"], text)
    assert table["columns"][1]["name"] == f"列{text}"
    section.bar_chart(f"图{quote}", "村", {quote: "余额"})
    assert (last(shown, "chart")["title"], last(shown, "chart")["series"][0]["name"]) == (f"图{text}", text)
    section.grid("表", ["元"], {text: ["余额"]})
    assert last(shown, "table")["rows"] == [[text, 1000.25]]
    assert last(shown, "table")["figures"] == [["借款.余额"]]


def test_a_quoted_text_with_its_source_is_a_fact(section, shown):
    section.paragraph(
        section.quoted("已开工2处", "施工日志"), "，", section.quoted("已开工2处", "施工日志"), "。"
    )
    spans = last(shown, "paragraph")["spans"]
    assert spans[0] == spans[2] == {"fact": "已开工2处", "text": "已开工2处", "source": "施工日志"}


def test_a_computed_column_needs_the_figure_that_it_adds_up_to(section):
    frame = section.ledgers["借款"].groupby("村")[["余额"]].sum()
    with pytest.raises(SectionError, match="“余额”没有合计"):
        section.frame_table("各村", frame, {"余额": "元"}, total={})
