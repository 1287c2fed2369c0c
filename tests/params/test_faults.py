"""Faults of the params: each with its file and line, in Chinese, and all of all files at once."""

import pickle
import re

import pytest
from pydantic_core._pydantic_core import list_all_errors

from helpers.errors import ParamsError
from helpers.params import (
    Fault,
    MonthSettings,
    ParamsFaults,
    ReportSettings,
    collect,
    place_in,
    read_params,
    read_yaml,
)
from helpers.params.chinese import said_of_value
from helpers.params.documents import LARGEST

MONTH = "as_of: 2021-11-30\nissue_date: 2021-12-08\n"
REPORT = """office: {town: 小镇, city: 小市, name: 小镇办公室, superior: 小市局}
title: 报告
outline:
- {heading: 甲, section: 01_a}
limits: {}
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "params").mkdir()
    return tmp_path / "params" / "2021-11.yaml"


def faults(path, text, model=MonthSettings):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParamsFaults) as caught:
        read_params(path, model)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "params/2021-11.yaml：文件是空的；请对照 docs/params.md 里的说明改正"),
        ("- 甲", "params/2021-11.yaml：要写成几项“键: 值”，写的是列表；请核对冒号和缩进"),
        ("as_of：2021-11-30", "附近有全角符号 ："),
        (
            MONTH.replace("2021-12-08", "2021年12月8日"),
            "params/2021-11.yaml 第 2 行的 issue_date：“2021年12月8日”不是这样写的日期；请写成 2021-12-08，不加引号",
        ),
        (MONTH.replace("2021-12-08", "２０２１/12/8"), "请写成 2021-12-08"),
        (MONTH.replace("2021-12-08", "2021年11月31日"), "没有“2021年11月31日”这一天"),
        (MONTH.replace("2021-12-08", "明天"), "要写日期，写的是“明天”"),
        (MONTH.replace("2021-12-08", "'2021-12-08'"), "请写成 2021-12-08，不加引号"),
        (MONTH.replace("2021-12-08", "86400"), "要写日期，写的是“86400”"),
        (MONTH.replace("2021-12-08", "2021-12-08 12:00:00"), "要写日期，写的是“2021-12-08 12:00:00”"),
        (MONTH.replace("2021-12-08", ""), "第 2 行的 issue_date：要写日期，这里空着"),
        (
            MONTH.replace("issue_date", "isue_date"),
            "第 2 行的 isue_date：没有这个参数（是不是“issue_date”？）",
        ),
        (MONTH + "fact: {}", "没有这个参数（是不是“facts”？）；请改正名字，或删去；这里可以写 as_of、"),
        (MONTH + "“facts”: {}", "（是不是“facts”？）（附近有全角符号"),
        (MONTH + "　facts: {}", "（是不是“facts”？）（附近有全角符号 空格"),
        (MONTH + "facts: {甲: {text：乙, source: 丙}}", "（是不是“text”？）（附近有全角符号 ："),
        (MONTH + "facts: {甲: {text: 乙}}", "第 3 行的 facts.甲.source：缺少这一项；请补上 source"),
        (
            MONTH + "facts: {甲: {text: 5, source: true}}",
            "facts.甲.text：要写文字，写的是“5”；请写上文字；数、",
        ),
        (MONTH + "facts: {甲: {text: 5, source: true}}", "facts.甲.source：要写文字，写的是“true”"),
        (MONTH + "plans:\n- id: 甲\n  due: 2021-12-31\n", "第 4 行的 plans 第 1 项的 task：缺少这一项"),
        (MONTH + "plans: 无", "plans：要写成列表，写的是“无”；请写成 [甲, 乙]，或每项一行、以“- ”开头"),
        (
            MONTH + "progress: [{plan: 甲, state: 做完, note: 乙, source: 丙}]",
            "progress 第 1 项的 state：“做完”不认识；请写成 “已完成”、“推进中”、“未完成” 之一",
        ),
        (MONTH + "document_number: true", "document_number：要写整数，写的是“true”"),
        (
            MONTH + "document_number: '5'",
            "document_number：要写整数，写的是“5”；请写成 12 这样的整数，不加引号",
        ),
        (
            MONTH + "waivers:\n- {check: C01, reason: 甲, by: 乙}\n- {check: C01, reason: 丙, by: 丁}\n",
            "第 5 行的 waivers 第 2 项的 check：重复的豁免：C01",
        ),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(path, text, said):
    found = faults(path, text)
    assert any(said in fault for fault in found), found
    assert all("params/2021-11.yaml" in fault and "；请" in fault for fault in found)


@pytest.mark.parametrize("value", [".inf", "-.inf", ".nan", "1.0e+999"])
def test_a_limit_is_a_number_that_ends(path, value):
    (fault,) = faults(path, REPORT.replace("{}", f"{{甲: {{value: {value}, source: 乙}}}}"), ReportSettings)
    assert "第 5 行的 limits.甲.value：要写有限的数" in fault


@pytest.mark.parametrize(
    ("months", "right"),
    [("0", False), ("1", True), ("36", True), ("37", False), ("1.0", False), ("true", False)],
)
def test_a_number_is_held_to_its_bounds(path, months, right):
    text = f"{REPORT}trend_months: {months}\n"
    if right:
        path.write_text(text, encoding="utf-8")
        assert read_params(path, ReportSettings).trend_months == int(months)
    else:
        assert "第 6 行的 trend_months" in faults(path, text, ReportSettings)[0]


def test_contradictions_are_told_with_their_lines(path):
    text = REPORT.replace(
        "limits",
        "- heading: 乙\n  parts:\n  - heading: 丙\n    parts:\n    - {heading: 甲, section: 02_b}\n"
        "    - {heading: 丁, section: 01_a}\nkey_figures: [甲.a, 甲.b, 甲.a]\nlimits",
    )
    found = [fault.partition("；")[0].split(" ", 1)[1] for fault in faults(path, text, ReportSettings)]
    assert found == [
        "第 10 行的 outline 第 2 项的 parts 第 1 项的 parts 第 2 项的 section：outline 里重复：01_a",
        "第 9 行的 outline 第 2 项的 parts 第 1 项的 parts 第 1 项：outline 里重复：甲",
        "第 11 行的 key_figures 第 3 项：key_figures 里重复：甲.a",
    ]


@pytest.mark.parametrize(("levels", "right"), [(4, True), (5, False)])
def test_headings_have_four_levels(path, levels, right):
    part = "{heading: 甲, section: 02_b}"
    for _ in range(levels - 1):
        part = f"{{heading: 乙, parts: [{part}]}}"
    text = REPORT.replace("heading: 甲", "heading: 丙").replace("limits", f"- {part}\nlimits")
    if right:
        path.write_text(text, encoding="utf-8")
        assert read_params(path, ReportSettings)
    else:
        assert "标题最多四级" in faults(path, text, ReportSettings)[0]


def test_what_could_not_be_read_is_not_told_again_as_missing(path):
    found = faults(path, "as_of: 2021-11-31\nissue_date: 010\nfact: {}\n")
    assert [fault.partition("：")[0] for fault in found] == [
        "params/2021-11.yaml 第 1 行第 8 个字",
        "params/2021-11.yaml 第 2 行第 13 个字",
        "params/2021-11.yaml 第 3 行的 fact",
    ]


def test_one_fault_is_an_error_of_its_own_and_many_are_one_error():
    with pytest.raises(ParamsError) as caught:
        read_yaml_of_text("甲: yes")
    assert (caught.value.where, caught.value.do) == (
        "params/x.yaml 第 1 行第 4 个字",
        "写成 true（是）或 false（否）；是文字就加引号",
    )
    with pytest.raises(ParamsFaults) as several:
        read_yaml_of_text("甲: yes\n" + "".join(f"乙{number}: no\n" for number in range(60)))
    assert "参数有 61 处要改" in str(several.value)
    assert "……还有 11 处" in str(several.value)
    assert len(pickle.loads(pickle.dumps(several.value)).faults) == 61


def read_yaml_of_text(text):
    from helpers.params.composing import compose
    from helpers.params.documents import Document, _faults

    raise ParamsFaults(_faults(Document("params/x.yaml", compose(text))))


def test_faults_of_several_files_are_collected(path):
    path.write_text("甲: yes", encoding="utf-8")
    found: list[Fault] = []
    assert collect(found, lambda: read_yaml(path)) is None
    assert collect(found, lambda: 5) == 5
    assert collect(found, lambda: read_yaml(path.with_name("checks.yaml"))) is None
    assert [fault.where for fault in found] == ["params/2021-11.yaml 第 1 行第 4 个字", "params/checks.yaml"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("甲: 乙".encode("gb18030"), "第 1 行：不是 UTF-8 编码（像是 GBK）"),
        ("甲: 乙".encode("utf-16"), "不是 UTF-8 编码（像是 UTF-16）"),
        (b"a: 1\nb: \xed\xa0\x80\xff", "第 2 行：不是 UTF-8 编码"),
        (b"#" * (LARGEST + 1), f"太大（{LARGEST + 1} 字节）"),
    ],
)
def test_a_file_that_is_no_text_is_named(path, data, said):
    path.write_bytes(data)
    with pytest.raises(ParamsFaults, match=re.escape(said)):
        read_yaml(path)


def test_a_folder_in_the_place_of_a_file_is_named(path):
    path.mkdir()
    with pytest.raises(ParamsFaults, match="是文件夹，不是文件"):
        read_yaml(path)


def test_ledgers_are_named_with_their_folder(tmp_path):
    folder = tmp_path / "params" / "ledgers"
    folder.mkdir(parents=True)
    (folder / "L90.yaml").write_text("甲: yes", encoding="utf-8")
    with pytest.raises(ParamsFaults, match=r"params/ledgers/L90\.yaml 第 1 行"):
        read_yaml(folder / "L90.yaml")


def test_a_place_is_told_also_of_a_file_that_cannot_be_read_any_more(path):
    path.write_text("甲: [1, {乙: 2}]", encoding="utf-8")
    assert place_in(path, ("甲", 1, "乙")) == "params/2021-11.yaml 第 1 行的 甲 第 2 项的 乙"
    assert place_in(path, ("甲", 1, "丙")) == "params/2021-11.yaml 第 1 行的 甲 第 2 项的 丙"
    path.unlink()
    assert place_in(path, ("甲",)) == "params/2021-11.yaml 的 甲"


@pytest.mark.parametrize("kind", [one["type"] for one in list_all_errors()])
def test_every_error_that_pydantic_knows_has_chinese_words(kind):
    context = {"expected": "'甲' or '乙'", "ge": 1, "error": ValueError("bad input"), "min_length": 2}
    for value in (None, "", "五", 5, [1], {"甲": 1}):
        said = said_of_value(kind, value, context)
        text = f"{said.what}{said.do}".replace("docs/params.md", "")
        assert not set(re.findall("[A-Za-z]{2,}", text)) - {"true", "false", "UUID"}, said
        assert "{" not in text
        assert said.what
        assert said.do
