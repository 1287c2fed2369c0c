"""The data dictionary ``docs/ledgers.md``, written by ``python -m helpers.ledgers.dictionary``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from helpers.ledgers.columns import ColumnSchema
from helpers.ledgers.schemas import LedgerSchema, Schemas, TableSchema, load_schemas
from helpers.offices import Office, suite_folder

KINDS = {
    "text": "文本",
    "code": "编号",
    "note": "备注",
    "integer": "整数",
    "decimal": "小数",
    "money": "金额",
    "percent": "百分比",
    "year": "年份",
    "date": "日期",
    "month": "年月",
    "choice": "选项",
    "flag": "是否",
    "name": "姓名",
    "id_number": "证件号码",
    "phone": "电话",
    "account": "账号",
    "village": "村",
    "village_code": "村编码",
}
PERSONAL = {
    "name": "姓名",
    "id": "证件号码",
    "phone": "电话",
    "account": "账号",
    "health": "健康",
    "whereabouts": "行踪",
}
_DEFINES = {"villages": "村", "persons": "人", "households": "户"}
_HEADINGS = ("列", "类型", "单位", "必填", "取值和范围", "表头别名", "键", "个人信息", "须见于", "说明")
_PREFACE = """# 台账数据字典

本文件由 `python -m helpers.ledgers.dictionary` 从 `params/ledgers/*.yaml` 生成，不要手改；
改台账定义后重新生成。

- 必填：空着就是错误。“提醒”表示空着只提醒。
- 键：“主键”各列合起来不能重复；“唯一”也不能重复。
- 须见于：这一列的每个值都要在所写的表和列里找得到。
- 个人信息：这一列的值在一切提示、表格和输出里都要遮盖，不离开本办。
- 敏感类别：这一列有值的人，按村分开的小数在报告里不公开（`params/report.yaml` 的 small_counts）。
- 表头里可以在列名后面用括号写单位，如“余额(万元)”，读取时换算成本表的单位。
"""

_HOW = {
    "text": "去掉首尾空白",
    "code": "文本，不会当成数；长编号存成数字是错误",
    "note": "原样",
    "integer": "阿拉伯数字，可带单位和千分号",
    "decimal": "阿拉伯数字，可带单位和千分号",
    "money": "阿拉伯数字，可带单位和千分号",
    "percent": "0 至 100；百分数格式的单元格按显示的读",
    "year": "四位年份",
    "date": "写全年、月、日的各种写法；只写月、日是错误",
    "month": "202110 等写法，存为当月 1 日",
    "choice": "values 里的写法或别名",
    "flag": "是/否、有/无、1/0、√",
    "name": "去掉姓名里的空格",
    "id_number": "18 位，核对校验码、出生日期和区划；残疾人证号取前 18 位",
    "phone": "手机号或固定电话，不像的提醒",
    "account": "文本；存成数字是错误",
    "village": "村名、曾用名或村编码，存为现在的村名",
    "village_code": "12 位文本，前 9 位各村相同",
}
_OPTIONS = """| 写在哪里 | 选项 | 意思 |
| --- | --- | --- |
| 台账 | code、name、files、sheets | 编号、名称、文件名的样子（可以有几种）、各工作表 |
| 台账、工作表、列 | since、until | 自哪个月起、到哪个月为止（写成 2021-11）；之外的月份按空的处理，不缺也不比较 |
| 工作表 | table、sheet、header | 表名、工作表名（可以有几个）、表头的行号（两行的表头写 [首行, 末行]） |
| 工作表 | grain、about、columns | 一行是什么、这个表是什么、各列 |
| 工作表 | key、unique | 主键的列、其他不能重复的列 |
| 工作表 | defines | villages、persons、households：村、人、户以本表为准 |
| 工作表 | as_of | 晚于截止日的行不计入本月 |
| 工作表 | order | 成对的日期列，前一个不晚于后一个 |
| 工作表 | agree | by 相同的行，columns 也要相同 |
| 工作表 | rules | id、rule（用列名写的条件）、level（error 或 warning）、says、do、at（指哪一列的单元格） |
| 列 | kind、required、warn_blank | 类型、必填、空着提醒 |
| 列 | unit、min、max | 数的单位和范围 |
| 列 | values | 选项的取值；{规定的写法: [别的写法]} |
| 列 | aliases、group | 表头的别名、两行表头里上面一格 |
| 列 | refers | 表.列：每个值都要在那里找得到 |
| 列 | event | 某事发生的日期或年月：true，或写分清两件事的列；上期以前而上月台账里没有的算补录 |
| 列 | birth、sex | 证件号码要与哪一列出生日期、性别一致 |
| 列 | sensitive、ordinary | true：这一列有值（ordinary 所列的值除外）的人属于敏感类别，分村的小数不公开 |
| 列 | personal | name、id、phone、account、health、whereabouts：个人信息 |
| 列 | about | 说明 |
"""


def ledger_dictionary(schemas: Schemas) -> str:
    """Return the data dictionary of the ledgers as Markdown."""
    lines = [_PREFACE]
    for ledger in schemas.ledgers:
        lines += _ledger(ledger)
    lines += _how_to_define()
    return "\n".join(lines)


def _how_to_define() -> Iterator[str]:
    yield "## 自己定义台账\n"
    yield "在办公室的 `params/ledgers/` 里放一个 YAML 文件；与自带的同名就代替它，不同名就是新台账。\n"
    yield _OPTIONS
    yield _row(("kind", "类型", "怎样读"))
    yield _row(["---"] * 3)
    for kind, word in KINDS.items():
        yield _row((f"`{kind}`", word, _HOW[kind]))
    yield ""


def _ledger(ledger: LedgerSchema) -> Iterator[str]:
    yield f"## {ledger.code} {ledger.name}\n"
    kept = f"；{ledger.span}" if ledger.span else ""
    yield f"文件名：{'，或 '.join(f'`{name}`' for name in ledger.files)}{kept}\n"
    for table in ledger.tables:
        yield from _table(table)


def _table(table: TableSchema) -> Iterator[str]:
    first, last = table.header
    yield f"### {table.name}\n"
    yield f"{table.about}。\n"
    rows = f"{first}" if first == last else f"{first} 至 {last}"
    yield f"- 工作表：{'，或 '.join(table.sheet)}；表头在第 {rows} 行"
    yield f"- 一行是一{table.grain}"
    if table.span:
        yield f"- {table.span}"
    if table.defines:
        yield f"- {_DEFINES[table.defines]}以本表为准"
    if table.as_of:
        yield f"- {table.as_of}晚于截止日的行不计入本月"
    for earlier, later in table.order:
        yield f"- {earlier}不晚于{later}"
    if table.agree:
        yield f"- {table.agree.by}相同的行，{'、'.join(table.agree.columns)}也相同"
    for rule in table.rules:
        level = "错误" if rule.level == "error" else "提醒"
        yield f"- {rule.id}（{level}）：{rule.says}；{rule.do}"
    yield ""
    yield _row(_HEADINGS)
    yield _row(["---"] * len(_HEADINGS))
    for column in table.columns.values():
        yield _row(_cells(table, column))
    yield ""


def _cells(table: TableSchema, column: ColumnSchema) -> list[str]:
    unique = any(column.name in names for names in table.unique)
    return [
        f"{column.group}：{column.name}" if column.group else column.name,
        KINDS[column.kind],
        column.unit,
        "是" if column.required else "提醒" if column.warn_blank else "",
        _allowed(column),
        "、".join(column.aliases),
        "主键" if column.name in table.key else "唯一" if unique else "",
        PERSONAL[column.personal] if column.personal else "",
        column.refers or "",
        "；".join(filter(None, (column.span, "补录计入本月" if column.event else "", column.about))),
    ]


def _allowed(column: ColumnSchema) -> str:
    if column.kind == "choice":
        words = (f"{name}（{'、'.join(also)}）" if also else name for name, also in column.values.items())
        return "、".join(words)
    low = "" if column.min is None else f"不小于 {column.min:g}"
    high = "" if column.max is None else f"不大于 {column.max:g}"
    same = [f"与{name}一致" for name in (column.birth, column.sex) if name]
    return "、".join(filter(None, (low, high, *same)))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '、') for cell in cells)} |"


if __name__ == "__main__":
    path = suite_folder() / "docs" / "ledgers.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(ledger_dictionary(load_schemas(Office(suite_folder()))), encoding="utf-8")
    print(f"写好了 {path}")
