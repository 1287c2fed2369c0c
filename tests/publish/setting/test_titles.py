from __future__ import annotations

import pytest

from helpers.publish.setting.titles import ems, title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("月报", ["月报"]),
        (
            "示例镇2021年巩固拓展脱贫攻坚成果同乡村振兴有效衔接工作情况汇报",
            ["示例镇2021年巩固拓展脱贫攻坚成果", "同乡村振兴有效衔接工作情况汇报"],
        ),
        (
            "示例镇人民政府关于2021年10月份主要工作情况的汇报",
            ["示例镇人民政府", "关于2021年10月份主要工作情况的汇报"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_a_title_is_broken_at_words(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_no_line_is_wider_than_the_page_and_nothing_is_lost() -> None:
    title = (
        "某某县2021年度巩固拓展脱贫攻坚成果（含小额信贷、公益性岗位）"
        "同乡村振兴有效衔接工作及十月份重点任务进展情况的报告"
    )
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(ems(line) <= 20 for line in lines)
