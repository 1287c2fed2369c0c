"""Text names its figures: sentences, clauses that fall away, names and facts as they are."""

import pytest

from helpers.errors import SectionError
from helpers.params import SourcedText
from tests.bundles import last
from tests.small_office import (
    balance,
    loans,
)


def written(shown):
    return "".join(span["text"] for span in last(shown, "paragraph")["spans"])


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


def test_writes_a_list_of_names_as_a_sentence_needs_it(section, shown):
    section.listing("村名", loans, "村", definition="")
    section.paragraph("{村名}，{村名:和}。")
    assert "".join(span["text"] for span in last(shown, "paragraph")["spans"]) == "东村、西村，东村和西村。"
    with pytest.raises(SectionError, match="没有“余”这种写法"):
        section.paragraph("{村名:余}")


def test_a_figure_without_a_value_is_refused_in_a_sentence_but_not_where_nothing_is_printed(section):
    section.greatest("最大逾期", lambda of: of["借款"][of["借款"]["余额"] < 0], "余额", definition="")
    with pytest.raises(SectionError, match="“最大逾期”没有值，不能写进句子"):
        section.paragraph("最大逾期{最大逾期}。")
    section.paragraph(section["最大逾期"] and "最大逾期{最大逾期}。", "无逾期。")
    section.empty = True
    section.paragraph("最大逾期{最大逾期}。")


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


@pytest.mark.parametrize("name", ["{A}标段", "0.4kV:线路!", "甲[1]\\", "}{"])
def test_a_name_of_the_ledgers_stands_in_the_name_of_a_figure(section, shown, name):
    lot = section.as_name(name)
    section.count(f"{lot}户数", lambda ledgers: ledgers["借款"], unit="户", definition="全部")
    section.paragraph(f"共{{{lot}户数}}，", section.clause(f"即{{{lot}户数:汉字}}", "。"))
    assert last(shown, "figure")["name"] == f"借款.{lot}户数"
    assert written(shown) == "共3户，即三户。"


def test_a_fact_of_a_crop_is_found_by_its_name_in_the_ledger(section, shown):
    section.settings.this_month.facts["{蓝}莓打算"] = SourcedText(text="扩种2亩", source="规划")
    crop = section.as_name("{蓝}莓")
    assert section.has_fact(f"{crop}打算")
    assert not section.has_fact(f"{crop}优势")
    section.paragraph(f"{{事实.{crop}打算}}")
    assert written(shown) == "扩种2亩"


@pytest.mark.parametrize("name", ["三户沟村", "141团", "{", "{}"])
def test_a_name_of_the_ledgers_that_is_not_quoted_is_refused_with_what_to_do(section, name):
    with pytest.raises(SectionError, match=r"用 s\.quoted\(名称\) 引用"):
        section.paragraph(f"今年{name}种植")
