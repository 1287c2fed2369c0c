"""The page as it is written: its structure, where figures lead to, and that text is only text."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from bs4 import BeautifulSoup, Tag

from helpers.publish import render_html
from helpers.publish.report import Report
from tests.publish.conftest import FORMULA, HOSTILE


@pytest.fixture(scope="module")
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = soup.select(selector)
    return found


def test_headings_are_nested_as_the_report_is(soup: BeautifulSoup) -> None:
    found = [(heading.name, heading.get_text()) for heading in soup.find_all(re.compile(r"^h\d$"))]
    assert found == [
        ("h1", "试验镇2021年巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报"),
        ("h2", "一、基本情况"),
        ("h2", "二、巩固脱贫攻坚成果工作情况"),
        ("h3", "（一）突出衔接重点，持续落实政策"),
        ("h4", "1.兜底保障政策落实情况"),
        ("h4", "2.小额信贷政策落实情况"),
        ("h3", "（二）有序开展衔接资金项目实施工作"),
        ("h4", "1.项目"),
        ("h2", "三、存在的问题与下一步打算"),
        ("h2", "勾稽关系校验表"),
        ("h2", "指标说明"),
    ]
    assert one(soup, "html")["lang"] == "zh-CN"


def test_every_link_leads_to_a_place_in_the_page_and_ids_are_unique(soup: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [str(tag["href"]) for tag in soup.find_all(href=True)]
    named = [
        name
        for tag in soup.find_all(True)
        for key in ("aria-labelledby", "aria-describedby")
        for name in str(tag.get(key, "")).split()
    ]
    assert {link[0] for link in links} == {"#"}
    assert {link[1:] for link in links} | set(named) <= set(ids)


def test_contents_name_every_section(soup: BeautifulSoup) -> None:
    contents = [link.get_text() for link in soup.select("nav a")]
    assert contents == [heading.get_text() for heading in soup.find_all(["h2", "h3", "h4"])]


@pytest.mark.promise("report.html")
def test_a_figure_in_the_text_says_where_it_comes_from(soup: BeautifulSoup) -> None:
    link = next(link for link in soup.select("main p a.figure") if link.get_text() == "287.5万元")
    tip = one(soup, f"#{link['aria-describedby']}")
    assert tip["role"] == "tooltip"
    said = tip.get_text()
    for words in (
        "小额信贷.存量贷款",
        "存量贷款的口径",
        "L11 脱贫人口小额信贷台账，61 行",
        "上月 292万元",
        "上年同月 240.25万元",
    ):
        assert words in said
    row = one(soup, str(link["href"]))
    assert [cell.get_text() for cell in row.find_all(["th", "td"])] == [
        "小额信贷.存量贷款",
        "287.5万元",
        "存量贷款的口径",
        "L11 脱贫人口小额信贷台账 61 行",
    ]


def test_a_fact_and_the_head_of_a_column_do_so_too(soup: BeautifulSoup) -> None:
    fact = one(soup, "a.fact")
    assert fact.get_text() == "接续推进乡村振兴的起步之年"
    assert "出处：试验镇党委会纪要" in one(soup, f"#{fact['aria-describedby']}").get_text()
    heads = [link.get_text() for link in soup.select("thead a.figure")]
    assert heads == ["户数（户）", "余额（万元）"]


def test_tables_have_captions_and_scopes(soup: BeautifulSoup, report: Report) -> None:
    tables = soup.find_all("table")
    assert len(tables) == 3 + 1 + 2
    for table in tables:
        assert one(table, "caption").get_text(strip=True)
        assert all(cell["scope"] == "col" for cell in table.select("thead th"))
        rows = table.select("tbody tr")
        assert all(one(row, "th")["scope"] == "row" for row in rows)
    loans = tables[1]
    assert one(loans, "caption").get_text() == "表2 各村小额信贷情况"
    assert [cell.get_text() for cell in loans.select("tfoot tr > *")] == ["合计", "21", "287.5"]
    assert loans.select("tbody tr")[-1].get_text("|") == "未分村|—|—"
    assert len(tables[2].select("tbody tr")) == 60


def test_charts_are_inline_with_words_for_them(soup: BeautifulSoup) -> None:
    assert not soup.find_all("img")
    drawings = soup.select("figure .drawing[role=img]")
    assert len(drawings) == 2
    for drawing in drawings:
        assert one(drawing, "svg")
        assert one(soup, f"#{drawing['aria-labelledby']}").get_text().startswith("图")
        assert one(soup, f"#{drawing['aria-describedby']}").get_text()
    assert "一月255万元" in one(soup, f"#{drawings[0]['aria-describedby']}").get_text()


def test_hostile_text_stays_text(soup: BeautifulSoup, page: str) -> None:
    assert len(soup.find_all("script")) == 1
    assert soup.get_text().count(HOSTILE) >= 6
    assert FORMULA in soup.get_text()
    assert "taken over" not in page
    assert not [
        key for tag in soup.find_all(True) for key in tag.attrs if key.startswith("on") or key == "style"
    ]


def test_nothing_is_loaded_from_elsewhere(soup: BeautifulSoup, page: str) -> None:
    text = re.sub(r"data:font/otf;base64,[\w+/=]+", "", page)
    assert {address for address in re.findall(r"https?://[^\"'\s<)]+", text)} <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://example.invalid",
        "http://example.invalid&#34;,&#34;x&#34;",
    }
    assert not soup.find_all(["link", "iframe", "object", "embed", "base"])
    assert not soup.find_all(src=True)


def test_the_policy_allows_just_this_style_and_this_script(soup: BeautifulSoup) -> None:
    policy = str(one(soup, "meta[http-equiv=Content-Security-Policy]")["content"])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("style", "script"):
        digest = hashlib.sha256(one(soup, name).string.encode()).digest()  # type: ignore[union-attr]
        assert f"{name}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy


def test_the_same_report_gives_the_same_page(report: Report, page: str) -> None:
    assert render_html(report) == page
    assert render_html(report).encode() == page.encode()
