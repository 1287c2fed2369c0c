"""The list of the published months: what it reads, and that no damaged folder keeps the others from it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from helpers import disk
from helpers.publish.web.index import published_months, render_index, write_index
from tests.publish.conftest import FORMULA, HOSTILE, Publish


def index(outputs: Path) -> BeautifulSoup:
    write_index(outputs, "试验镇")
    return BeautifulSoup((outputs / "index.html").read_text(encoding="utf-8"), "html.parser")


def data(page: BeautifulSoup) -> Any:
    (script,) = page.select("script#data")
    return json.loads(str(script.string))


def test_months_are_listed_newest_first_with_the_files_that_are_there(
    tmp_path: Path, publish: Publish
) -> None:
    publish("2020-12", [("甲", "甲.户", 1, "户")], "report.html", "report.pdf")
    publish(
        "2021-02",
        [("甲", "甲.户", 2, "户"), ("甲", "甲.村", "东村", "")],
        "report.html",
        "report.docx",
        "tables.xlsx",
    )
    for other in ("drafts", "2021-13", ".2021-02.old"):
        (tmp_path / other).mkdir()
    page = index(tmp_path)
    assert [one.get_text(" ", strip=True) for one in page.select(".months > li")] == [
        "2021年2月 数据截至2021年2月28日，2 个指标 网页 Word Excel 附表 指标 CSV",
        "2020年12月 数据截至2020年12月28日，1 个指标 网页 PDF 指标 CSV",
    ]
    links = [str(one["href"]) for one in page.select(".months a")]
    assert links[:2] == ["2021-02/report.html", "2021-02/report.docx"]
    assert all((tmp_path / link).is_file() for link in links)


def test_the_index_is_on_the_disk_before_it_takes_the_place_of_the_old_one(
    tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("2021-02", [("甲", "甲.户", 2, "户")])
    kept: list[str] = []
    replace = os.replace

    def replacing(draft: Path, place: Path) -> None:
        assert draft.name in kept
        replace(draft, place)

    monkeypatch.setattr(disk, "keep_one", lambda path: kept.append(path.name))
    monkeypatch.setattr(os, "replace", replacing)
    index(tmp_path)
    assert kept[-1] == tmp_path.name


def test_figures_of_all_months_stand_side_by_side(tmp_path: Path, publish: Publish) -> None:
    publish("2021-01", [("旧节", "甲.户", 1.0, "户"), ("旧节", "甲.旧", 9, "个")])
    publish(
        "2021-02", [("新节", "甲.新", "东村", ""), ("新节", "甲.户", 2.5, "户"), ("新节", "甲.空", "", "人")]
    )
    page = index(tmp_path)
    assert data(page) == {
        "months": ["2021年2月", "2021年1月"],
        "figures": [
            ["新节", "甲.新", "", ["东村", None]],
            ["新节", "甲.户", "户", [2.5, 1]],
            ["新节", "甲.空", "人", [None, None]],
            ["旧节", "甲.旧", "个", [None, 9]],
        ],
    }
    assert [one.get_text() for one in page.select("#section option")] == ["全部", "新节", "旧节"]
    chosen = [one.get_text() for one in page.select("option[selected]")]
    assert chosen == ["2021年1月", "2021年2月"]


def test_a_figure_whose_unit_has_changed_is_not_compared_with_itself(
    tmp_path: Path, publish: Publish
) -> None:
    publish("2021-01", [("甲", "甲.钱", 10000, "元")])
    publish("2021-02", [("甲", "甲.钱", 1, "万元")])
    assert data(index(tmp_path))["figures"] == [
        ["甲", "甲.钱", "万元", [1, None]],
        ["甲", "甲.钱", "元", [None, 10000]],
    ]


def test_what_was_written_as_text_is_read_as_that_text(tmp_path: Path, publish: Publish) -> None:
    publish("2021-01", [("甲", "甲.a", "'=1+1", ""), ("甲", "甲.b", "nan", ""), ("甲", "甲.c", "-3", "户")])
    assert [row[3] for row in data(index(tmp_path))["figures"]] == [["=1+1"], ["nan"], [-3]]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "figures.csv").unlink(), "没有 figures.csv"),
        (lambda folder: (folder / "manifest.json").unlink(), "没有 manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "读不出来"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "读不出来"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe"), "读不出来"),
        (lambda folder: (folder / "figures.csv").write_bytes(b"a,b\n1,2\n"), "被改动过"),
    ],
)
def test_a_damaged_month_is_named_and_the_others_are_compared(
    tmp_path: Path, publish: Publish, damage: Callable[[Path], Any], said: str
) -> None:
    for month in ("2021-01", "2021-02", "2021-03"):
        publish(month, [("甲", "甲.户", 1, "户")], "report.html")
    damage(tmp_path / "2021-02")
    page = index(tmp_path)
    (fault,) = page.select(".fault")
    assert said in fault.get_text()
    assert "yuebao run 2021-02" in fault.get_text()
    assert data(page)["months"] == ["2021年3月", "2021年1月"]
    assert page.select('a[href="2021-02/report.html"]')


def test_a_list_that_is_no_list_of_figures_is_named(tmp_path: Path, publish: Publish) -> None:
    folder = publish("2021-01", [])
    (folder / "figures.csv").write_bytes(b"\x00\xff")
    digest = hashlib.sha256(b"\x00\xff").hexdigest()
    (folder / "manifest.json").write_text(
        json.dumps({"as_of": "2021-01-28", "outputs": {"figures.csv": digest}})
    )
    (month,) = published_months(tmp_path)
    assert "读不出来" in month.fault


def test_one_month_or_none_has_nothing_to_compare(tmp_path: Path, publish: Publish) -> None:
    assert "2021" not in index(tmp_path).get_text()
    publish("2021-01", [("甲", "甲.户", 1, "户")])
    page = index(tmp_path)
    assert not page.select("form")
    assert "有两个月的指标以后" in page.get_text()


def test_hostile_text_ends_no_script(tmp_path: Path, publish: Publish) -> None:
    text = HOSTILE + "</script><!--" + FORMULA
    publish("2021-01", [(text, f"甲.{text}", text, text)])
    publish("2021-02", [("甲", "甲.户", 1, "户")])
    page = index(tmp_path)
    assert len(page.select("script")) == 2
    assert data(page)["figures"][1] == [text, f"甲.{text}", text, [None, text]]
    assert text in [one.get_text() for one in page.select("#section option")]


def test_nothing_is_loaded_from_elsewhere_and_the_same_months_give_the_same_page(
    tmp_path: Path, publish: Publish
) -> None:
    publish("2021-01", [("甲", "甲.户", 1, "户")], "report.html")
    publish("2021-02", [("甲", "甲.户", 1, "户")], "report.html")
    first = render_index(published_months(tmp_path), "试验镇")
    assert render_index(published_months(tmp_path), "试验镇") == first
    assert not re.search(r"https?:", first)
    assert "default-src &#39;none&#39;" in first
    assert str(tmp_path) not in first


def test_the_old_index_stays_where_the_new_one_cannot_be_written(
    tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_index(tmp_path, "试验镇")
    before = (tmp_path / "index.html").read_bytes()

    def fail(*_: Any) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr("helpers.publish.web.index.os.replace", fail)
    publish("2021-01", [("甲", "甲.户", 1, "户")])
    with pytest.raises(OSError, match="Permission"):
        write_index(tmp_path, "试验镇")
    assert (tmp_path / "index.html").read_bytes() == before
