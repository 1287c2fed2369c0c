"""A character that no font has stops the publication, and is named with its places in report and ledgers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from helpers.errors import RunError
from helpers.publish.places import printed
from helpers.publish.report import Block, Chart, Letterhead, Report, Section, Table
from helpers.publish.setting.glyphs import require_glyphs

RARE = "\U00020000"


def refused(report: Report, cells: dict[str, list[str]] | None = None) -> str:
    with pytest.raises(RunError) as error:
        require_glyphs(report, locate=None if cells is None else lambda one: cells.get(one, []))
    return str(error.value)


def with_block(report: Report, kind: type, **changes: Any) -> Report:
    """Return a report with its first table or chart changed."""

    def changed(section: Section, done: list[bool]) -> Section:
        blocks = []
        for block in section.blocks:
            here = isinstance(block, kind) and not done
            blocks.append(replace(block, **changes) if here else block)
            done += [True] * here
        return replace(
            section, blocks=tuple(blocks), parts=tuple(changed(one, done) for one in section.parts)
        )

    done: list[bool] = []
    return replace(report, sections=tuple(changed(one, done) for one in report.sections))


def first(report: Report, kind: type) -> Block:
    return next(block for block in report.blocks() if isinstance(block, kind))


def test_all_characters_are_named_at_once_with_the_words_around_them(
    plain_report: Callable[[str], Report],
) -> None:
    said = refused(plain_report(f"村民王{RARE}、李\U0001f600到会。"))
    assert "没有字体能显示 2 个字" in said
    assert f"“{RARE}”（U+20000）：“一、甲”第1段，“村民王{RARE}、李\U0001f600" in said
    assert "U+1F600" in said
    assert "fonts 文件夹" in said


def test_a_cell_is_named_by_table_row_and_column(report: Report) -> None:
    table = first(report, Table)
    assert isinstance(table, Table)
    rows = [list(row) for row in table.rows]
    rows[4][0] += RARE
    changed = with_block(report, Table, rows=tuple(map(tuple, rows)))
    assert "表1 第5行“村”" in refused(changed)
    total = (table.total[0] + RARE, *table.total[1:])
    assert "表1 合计行“村”" in refused(with_block(report, Table, total=total))
    assert "表1 标题" in refused(with_block(report, Table, title=RARE))
    assert "表1 注2" in refused(with_block(report, Table, notes=("一", RARE)))


def test_each_other_place_is_named(report: Report) -> None:
    chart = first(report, Chart)
    assert isinstance(chart, Chart)
    svg = chart.svg.replace("</svg>", f"<text>a&amp;{RARE}</text></svg>")
    lead = replace(report.lead[0], spans=(*report.lead[0].spans, replace(report.lead[0].spans[0], text=RARE)))
    assert report.checks
    checked = replace(report.checks, rows=(("C01", RARE, *report.checks.rows[0][2:]),))
    heading = replace(report.sections[0], heading=RARE)
    figures = {name: replace(one, definition=RARE) for name, one in report.figures.items()}
    for changed, place in (
        (with_block(report, Chart, title=RARE), "图1 标题"),
        (with_block(report, Chart, svg=svg), "图1 图中文字"),
        (with_block(report, Chart, notes=(RARE,)), "图1 注1"),
        (replace(report, title=RARE), "报告标题"),
        (replace(report, addressee=RARE), "主送机关"),
        (replace(report, letterhead=Letterhead("文件", "号", (RARE,))), "红头"),
        (replace(report, lead=(lead,)), "引言第1段"),
        (replace(report, checks=checked), "附件“勾稽关系校验表” 第1行“勾稽关系”"),
        (replace(report, sections=(heading, *report.sections[1:])), f"标题“一、{RARE}”"),
        (replace(report, figures=figures), "附件“指标说明”、基本情况 第1行“口径”"),
    ):
        assert place in refused(changed)


def test_cells_of_the_ledgers_are_named_where_the_character_comes_from(
    plain_report: Callable[[str], Report],
) -> None:
    report = plain_report(f"{RARE}村")
    place = "L01_村组.xlsx 村组!B4"
    assert f"；来自 {place}" in refused(report, {RARE: [place]})
    many = [f"L01_村组.xlsx 村组!B{row}" for row in range(4, 14)]
    assert f"{many[2]}等 10 处" in refused(report, {RARE: many})
    assert "本月台账里没有，请在 params 里找" in refused(report, {})


def test_everything_that_is_printed_is_looked_at(report: Report) -> None:
    places = [place for place, _ in printed(report) if not place.endswith("图中文字")]
    assert len(places) == len(set(places))
    for words in ("报告标题", "引言第1段", "表3 第60行“项目名称”", "图2 文字说明"):
        assert any(place.startswith(words) for place in places)


def test_a_report_of_common_characters_passes(report: Report) -> None:
    require_glyphs(report)
