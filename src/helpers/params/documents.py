"""The YAML files of the params: read, and checked against the models of what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from helpers.errors import ParamsError
from helpers.markings import Markings, refuse_marked

Model = TypeVar("Model", bound=BaseModel)


class _UniqueKeys(yaml.SafeLoader):
    """YAML that refuses a key written twice, where the plain loader silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key, (key_node, _) in zip(keys, node.value, strict=True):
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}”写了两次", key_node.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises
    ------
    ParamsError
        If the file is missing, is not UTF-8, is no YAML, has a key twice, or bears a marking of secrecy.
    """
    where = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_UniqueKeys)
    except FileNotFoundError:
        raise ParamsError("没有这个文件", where=where, do="照上月的同名文件写一份") from None
    except UnicodeDecodeError:
        raise ParamsError("不是 UTF-8 编码", where=where, do="另存为 UTF-8 编码") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f" 第 {mark.line + 1} 行" if mark else ""
        raise ParamsError(
            f"不是合格的 YAML：{error.problem}", where=where + line, do="核对缩进、冒号和引号"
        ) from None
    refuse_marked(where, text, content, Markings())
    return content


def read_params(path: Path, model: type[Model]) -> Model:
    """Read a YAML file of ``params/`` as what `model` says it holds.

    Raises
    ------
    ParamsError
        If the file is missing, is no YAML, or holds an unknown, missing or wrong key; all of them at once.
    """
    content = read_yaml(path)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or '全文'}：{_say(fault)}" for fault in error.errors()]
        raise ParamsError(
            "；".join(faults), where=f"params/{path.name}", do="对照 README 里各参数的说明修改"
        ) from None


_SAID = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个参数",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "int_type": "要写整数",
    "int_parsing": "要写整数",
    "int_from_float": "要写整数",
    "string_type": "要写文字",
    "string_too_short": "不能空着",
}


def _say(fault: Any) -> str:
    said = _SAID.get(fault["type"], "").format(**fault.get("ctx", {}))
    return said or str(fault["msg"]).removeprefix("Value error, ")
