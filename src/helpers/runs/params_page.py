"""The page of all parameters ``docs/params.md``, written by ``python -m helpers.runs.params_page``."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from helpers.checks.judging import ChecksFile
from helpers.ledgers import LedgerSchema
from helpers.months import Month
from helpers.offices import suite_folder
from helpers.params import MonthSettings, ReportSettings
from helpers.params.documents import fields_at, models_in

FILES: dict[str, type[BaseModel]] = {
    "params/report.yaml": ReportSettings,
    "params/月份.yaml": MonthSettings,
    "params/checks.yaml": ChecksFile,
    "params/ledgers/编号.yaml": LedgerSchema,
}
_ABOUT = {
    "params/report.yaml": "每个月都一样的：办公室、报告的各节、限值。",
    "params/月份.yaml": "某个月特有的，例如 `params/2021-11.yaml`。",
    "params/checks.yaml": "勾稽关系：报告的指标之间应当成立的关系。办公室没有这个文件就用自带的。",
    "params/ledgers/编号.yaml": "台账的定义；自带的台账和各种列怎样读，见 [ledgers.md](ledgers.md)。",
}
_PREFACE = """# 参数

本文件由 `python -m helpers.runs.params_page` 从程序里各参数的定义生成，不要手改；改了参数后重新生成。

- 参数写在 `params/` 的 YAML 文件里，存成 UTF-8：每行“键: 值”，冒号用半角，后面空一格；
  下一级的行开头多空两格，只用空格，不用 Tab。
- 文字一般不用引号；里面有 `: `、` #`，开头是 `{`、`[`、`*`、`&`、`!`、`%`、`@`，
  或者像数、日期、`yes`、`no` 的，加引号。
- 日期写成 `2021-11-30`，月份写成 `2021-11`，是否写 `true`、`false`。
- 没有的参数、写错的值、前后矛盾的内容，在运行以前一次列出，每一处都说明文件、行、怎么改。
"""
_HEADINGS = ("参数", "类型", "默认", "意思", "例")
_KINDS: dict[Any, str] = {str: "文字", int: "整数", float: "数", bool: "是否", dt.date: "日期", Month: "月份"}
_BOUNDS = {"ge": "不小于 {}", "gt": "大于 {}", "le": "不大于 {}", "lt": "小于 {}", "min_length": "至少 {} 个"}
# Handed down to a part of a ledger by the program, and written nowhere.
_INNER = {"ledger_code", "ledger_name"}


def params_page() -> str:
    """Return the page of all parameters of all files as Markdown."""
    lines = [_PREFACE]
    for file, model in FILES.items():
        lines += [f"## {file}\n", f"{_ABOUT[file]}\n"]
        for place, part in _parts(model):
            if place:
                lines.append(f"### {place}\n")
            lines += _table(part, place)
    return "\n".join(lines).rstrip() + "\n"


def parameters(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the parameters that a person can write in a part of a file."""
    named_by_key = {"name"} if model.__name__ == "ColumnSchema" else set()
    return {key: field for key, field in fields_at(model).items() if key not in _INNER | named_by_key}


def _parts(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the model of a file and those within it, each once, with where they stand."""
    seen, waiting = {model}, [("", model)]
    while waiting:
        place, part = waiting.pop(0)
        yield place, part
        for key, field in parameters(part).items():
            for inner in models_in(field.annotation):
                if inner not in seen:
                    seen.add(inner)
                    waiting.append((_place(place, key, field), inner))


def _place(place: str, key: str, field: FieldInfo) -> str:
    each = "" if _plain(field.annotation) in models_in(field.annotation) else " 的每一项"
    return f"{f'{place}的 ' if place.endswith('项') else f'{place}.' if place else ''}{key}{each}"


def _table(model: type[BaseModel], place: str) -> Iterator[str]:
    yield _row(_HEADINGS)
    yield _row(["---"] * len(_HEADINGS))
    for key, field in parameters(model).items():
        kind = _kind(field.annotation, model, place)
        bounds = [
            said.format(getattr(one, name))
            for one in field.metadata
            for name, said in _BOUNDS.items()
            if getattr(one, name, None) is not None
        ]
        example = "；".join(f"`{_written(one)}`" for one in field.examples or [])
        about = field.description or "（未说明）"
        yield _row([f"`{key}`", "，".join([kind, *bounds]), _default(field), about, example])
    yield ""


def _kind(annotation: Any, model: type[BaseModel], place: str) -> str:
    annotation = _plain(annotation)
    arguments = [_plain(part) for part in get_args(annotation) if part is not Ellipsis]
    match get_origin(annotation):
        case origin if origin is Literal:
            return "、".join(f"`{word}`" for word in get_args(annotation)) + " 之一"
        case origin if origin in (list, tuple):
            return f"列表，每项是{_kind(arguments[0], model, place)}"
        case origin if origin is dict:
            return f"名称: {_kind(arguments[1], model, place)}"
    if annotation is model:
        return "同本表的几项"
    return _KINDS.get(annotation, "几项，见下")


def _plain(annotation: Any) -> Any:
    """Return a type without its being optional and without its notes."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _plain(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "必填"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ("", (), [], {}):
        return "不写"
    return "见下" if isinstance(value, BaseModel) else f"`{_written(value)}`"


def _written(value: Any) -> str:
    """Write a value as YAML has it, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    text = str(value)
    needs_quotes = isinstance(value, str) and (
        text[:1] in "{[*&!%@`0" or text.isdigit() or text.endswith("：")
    )
    return f'"{text}"' if needs_quotes else text


def _row(cells: Any) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


if __name__ == "__main__":
    path = suite_folder() / "docs" / "params.md"
    path.write_text(params_page(), encoding="utf-8")
    print(f"写好了 {path}")
