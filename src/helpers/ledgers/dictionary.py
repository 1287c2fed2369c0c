"""The data dictionary ``docs/ledgers.md``, written by ``python -m helpers.ledgers.dictionary``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from helpers.ledgers.schemas import Column, LedgerSchema, Schemas, TableSchema, load_schemas
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
- 表头里可以在列名后面用括号写单位，如“余额(万元)”，读取时换算成本表的单位。
"""


def ledger_dictionary(schemas: Schemas) -> str:
    """Return the data dictionary of the ledgers as Markdown."""
    lines = [_PREFACE]
    for ledger in schemas.ledgers:
        lines += _ledger(ledger)
    return "\n".join(lines)


def _ledger(ledger: LedgerSchema) -> Iterator[str]:
    yield f"## {ledger.code} {ledger.name}\n"
    yield f"文件名：{'，或 '.join(f'`{name}`' for name in ledger.files)}\n"
    for table in ledger.tables:
        yield from _table(table)


def _table(table: TableSchema) -> Iterator[str]:
    first, last = table.header
    yield f"### {table.name}\n"
    yield f"{table.about}。\n"
    rows = f"{first}" if first == last else f"{first} 至 {last}"
    yield f"- 工作表：{'，或 '.join(table.sheet)}；表头在第 {rows} 行"
    yield f"- 一行是一{table.grain}"
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


def _cells(table: TableSchema, column: Column) -> list[str]:
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
        column.about,
    ]


def _allowed(column: Column) -> str:
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
