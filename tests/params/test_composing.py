"""The YAML of the params: what is no plain text, number, date, list or key is named with its line, in Chinese."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from helpers.params.chinese import said_of_yaml
from helpers.params.composing import compose

ENGLISH = re.compile("[A-Za-z]{2,}")


def told(text):
    return [f"{one.mark.line}:{one.mark.column} {one.what}；{one.do}" for one in compose(text).faults]


def test_reads_what_params_hold():
    text = """
# a comment
甲: 文字
乙: [1, -2.5, .5, 2021-11-30, true, null, ~]
丙:
  - {丁: "引号：里", 戊: '单'}
  - |
    两行
    文字
己:
"""
    composed = compose(text)
    assert composed.faults == []
    assert composed.content == {
        "甲": "文字",
        "乙": [1, -2.5, 0.5, yaml.safe_load("2021-11-30"), True, None, None],
        "丙": [{"丁": "引号：里", "戊": "单"}, "两行\n文字\n"],
        "己": None,
    }
    assert composed.marks["丙", 0, "戊"] == (6, 17)
    assert composed.marks["丙", 1] == (7, 5)


@pytest.mark.parametrize("text", ["", "\n\n", "# 只有注释\n"])
def test_an_empty_text_holds_nothing(text):
    assert (compose(text).content, compose(text).faults) == (None, [])


@pytest.mark.parametrize("text", ["甲: 1\r\n乙: 2\r\n", "甲: 1\r乙: 2", "\ufeff甲: 1\n乙: 2\n"])
def test_line_ends_and_byte_order_marks_of_all_systems_are_read(text):
    assert compose(text).content == {"甲": 1, "乙": 2}
    assert compose(text).marks["乙",].line == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲: 2021-11-31", "1:4 没有“2021-11-31”这一天"),
        ("甲: 2021-00-01", "1:4 没有“2021-00-01”这一天"),
        ("甲: 2021-11-30 25:61:00", "1:4 没有“2021-11-30 25:61:00”这一天"),
        ("甲：1", ""),
        ("乙: 2\n甲：1", "2:2 冒号是全角的“：”；改成半角的“:”，后面空一格"),
        ("甲：1\n乙: 2", "1:2 冒号是全角的“：”"),
        ("甲：\n  乙: 2", "1:2 冒号是全角的“：”"),
        ("甲:\n  乙：{丙: 1, 丁: 2}", "2:4 冒号是全角的“：”"),
        ("- 甲：{丙: 1, 丁: 2}\n", "1:4 冒号是全角的“：”"),
        ("甲: {乙: 1，丙: 2}", "附近有全角符号 ，"),
        ("甲: [1, 2】\n", "括号里写得不对"),
        ("甲:\n\t乙: 1", "2:1 这里有制表符（Tab 键）；缩进和间隔都用空格"),
        ("甲:\t乙", "1:3 这里有制表符"),
        ("甲: 乙: 丙", "1:5 这里不能有冒号"),
        ("甲: 1\n  乙: 2", "2:4 这里不能有冒号"),
        ("甲: 1\n乙", "2:1 这一行没有冒号"),
        ("甲: 'x\n乙: 2", "1:4 引号没有配对；补上后一个引号"),
        ('甲: "x\n---\n', "1:4 引号没有配对"),
        ("甲: 'x' y\n", "缩进不齐，或者引号、括号后面还有字"),
        ("甲:\n    乙: 1\n  丙: 2", "3:3 缩进不齐"),
        ("甲: [1, 2\n", "括号里写得不对"),
        ("甲: {乙: 1\n", "括号里写得不对"),
        ("甲: 1]\n乙: ]", "这里缺一个值"),
        ("甲: @乙", "1:4 这里不能以“@”开头；给这段文字加上引号"),
        ("甲: `乙`", "1:4 这里不能以“`”开头"),
        ("甲: %乙", "1:4 这里不能以“%”开头"),
        ("甲: *乙", "1:4 文字不能以“&”“*”“!”开头"),
        ("甲: &乙 丙", "1:4 文字不能以“&”“*”“!”开头"),
        ("甲: !乙 丙", "1:4 文字不能以“&”“*”“!”开头"),
        ("甲: !<x y", "文字不能以“&”“*”“!”开头"),
        ("甲: !e!x y", "1:4 文字不能以“&”“*”“!”开头"),
        ("甲: |乙\n  丙", "1:4 “|”或“>”后面不能再写字"),
        ("甲: |0\n  丙", "“|”或“>”后面不能再写字"),
        ("%甲\n---\n乙: 1", "行首的“%”是 YAML 的指令"),
        ("%YAML 9.9\n---\n乙: 1", "行首的“%”是 YAML 的指令"),
        ("%YAML 1." + "9" * 5_000 + "\n---\n乙: 1", ""),
        ('甲: "\\q"', "1:6 双引号里的“\\q”没有意义"),
        ('甲: "\\x0"', "反斜杠后面的编码不对"),
        ('甲: "\\U00110000"', "反斜杠后面的编码不对"),
        ('甲: "\\UFFFFFFFF"', "反斜杠后面的编码不对"),
        ('甲: "\\ud800"', "1:4 有不能用的字符（U+D800）；直接写出要写的字，不用反斜杠"),
        ('甲: "\\ud83d\\ude00"', "1:4 有不能用的字符（U+D83D）"),
        ('甲: "a\\0b"', "1:4 有不能用的字符（U+0000）"),
        ('"\\a": 1', "1:1 有不能用的字符（U+0007）"),
        ("甲: a\0b", "1:5 有看不见的控制字符（U+0000）；删去这个字符，或重新输入这一行"),
        ("甲: 1\n乙: a\x1bb", "2:5 有看不见的控制字符（U+001B）"),
        ("甲: \ud800", "1:4 有看不见的控制字符（U+D800）"),
        ("甲: " + "9" * 5_000, "1:4 这个数有 5000 位，太长"),
        ("甲: 1234567890123456", "1:4 这个数有 16 位，太长；核对这个数；编号、号码等文字加引号"),
        ("甲: 010", "1:4 “010”会被读成另一个数；写成十进制的数；编号、时间等文字加引号"),
        ("甲: 0x1F", "“0x1F”会被读成另一个数"),
        ("甲: 0b11", "“0b11”会被读成另一个数"),
        ("甲: 1_000", "“1_000”会被读成另一个数"),
        ("甲: 12:30", "“12:30”会被读成另一个数"),
        ("甲: 12:30.5", "“12:30.5”会被读成另一个数"),
        ("甲: 1_0.5", "“1_0.5”会被读成另一个数"),
        ("甲: yes", "1:4 “yes”会被当成是或否；写成 true（是）或 false（否）；是文字就加引号"),
        ("甲: Off", "“Off”会被当成是或否"),
        ("1: 甲", "1:1 键“1”不是文字；把键写成文字：数、日期、true、null 作键要加引号"),
        ("2021-11-30: 甲", "键“2021-11-30”不是文字"),
        ("true: 甲", "键“true”不是文字"),
        ("no: 甲", "“no”会被当成是或否"),
        ("~: 甲", "键“~”不是文字"),
        (": 甲", ""),
        ("? [甲]\n: 乙", "1:3 键不是文字"),
        ("? {甲: 乙}\n: 乙", "键不是文字"),
        ("甲: 1\n乙: 2\n甲: 3", "3:1 “甲”写了两次（第 1 行已经写过）；只留一处"),
        ("甲: {乙: 1, 乙: 1}", "1:11 “乙”写了两次"),
        ("甲: {<<: {乙: 1}}", "1:5 不能用“<<”并入别处的内容"),
        ("甲: &a [1]", "1:4 不能用“&a”"),
        ("甲: *a", "1:4 不能用“*a”引用别处的内容"),
        ("甲: !!python/object/apply:os.system ['ls']", "1:4 不能用“!!python/object/apply:os.system”"),
        ("甲: !!int '5'", "不能用“!!int”"),
        ("甲: ! 5", "不能用“!”"),
        ("甲: !!binary aGk=", "不能用“!!binary”"),
        ("甲: 1\n---\n乙: 2", "2:1 “---”后面又开始了一份内容"),
        ("甲: 1\n...\n乙: 2", ""),
        ("甲: " + "[" * 3_000 + "]" * 3_000, "一层套一层，超过了 30 层；核对括号和缩进"),
        ("甲: " + "{甲: " * 3_000 + "}" * 3_000, "一层套一层，超过了 30 层"),
        ("\n".join(" " * number + "甲:" for number in range(3_000)), "一层套一层，超过了 30 层"),
        ("- " * 3_000 + "甲", "一层套一层，超过了 30 层"),
        ("[" * 3_000, "一层套一层，超过了 30 层"),
    ],
)
def test_what_is_not_plain_is_named_with_its_place(text, said):
    found = told(text)
    if said:
        assert any(said in one for one in found), found
        assert len(found) == 1
    for one in found:
        assert not ENGLISH.search(re.sub("[“（][^”）]*[”）]|YAML|Tab|true|false|null", "", one)), one


def test_a_bomb_of_references_is_not_set_off():
    rows = ["甲0: &甲0 [哈, 哈]".replace("甲", "a")]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    composed = compose("\n".join(rows))
    assert len(composed.faults) == 30 + 29 * 10
    assert composed.content["a29"] == [None] * 10


def test_a_single_value_may_have_a_name_as_programs_write_it():
    composed = compose("甲: &id001 2021-11-30\n乙: *id001\n")
    assert composed.faults == []
    assert composed.content["甲"] == composed.content["乙"]


def test_all_faults_of_a_text_are_told_at_once():
    assert len(told("甲: 2021-11-31\n乙: 010\n丙: yes\n1: x\n甲: 1\n丁: {<<: {}}\n")) == 6


def test_every_saying_of_the_parser_has_its_own_chinese():
    """The strings that PyYAML raises, from its source: none falls to the general words, none stays English."""
    folder = Path(yaml.__file__).parent
    seen = 0
    for name in ("scanner", "parser"):
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ScannerError", "ParserError"):
                context, problem = (_filled(node.args[place]) for place in (0, 2))
                said = said_of_yaml(yaml.MarkedYAMLError(context, None, problem, None))
                assert said.what != "YAML 写得不对", (context, problem)
                assert not ENGLISH.search(f"{said.what}{said.do}".replace("YAML", "").replace("Tab", "")), (
                    said
                )
                seen += 1
    assert seen > 35
    assert said_of_yaml(yaml.MarkedYAMLError(None, None, "something new", None)).what == "YAML 写得不对"


def _filled(node):
    if isinstance(node, ast.BinOp):
        text = str(ast.literal_eval(node.left))
        return text.replace("%d", "4").replace("%s", "tag").replace("%r", "'x'")
    return (
        ast.literal_eval(node) if isinstance(node, ast.Constant) else "'utf-8' codec can't decode byte 0xff"
    )
