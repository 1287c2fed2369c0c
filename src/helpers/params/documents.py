"""The YAML files of the params: read, and checked against the models of what they hold, with the line of each fault."""

from __future__ import annotations

import difflib
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from helpers.errors import ParamsError
from helpers.markings import Markings, refuse_marked
from helpers.params.chinese import full_width, said_of_value
from helpers.params.composing import Composed, Mark, compose
from helpers.params.faults import PAGE, Contradictions, Fault, Loc, ParamsFaults

Model = TypeVar("Model", bound=BaseModel)
LARGEST = 1_000_000


@dataclass(frozen=True)
class Document:
    """A file of the params that was read: its name for a person, what it holds, and where."""

    name: str
    composed: Composed

    @property
    def content(self) -> Any:
        """What the file holds: mappings, lists, texts, numbers, days."""
        return self.composed.content

    def place(self, loc: Loc = ()) -> str:
        """Say where a part of the file stands: ``params/report.yaml 第 3 行的 office.town``."""
        line = self._mark(loc).line
        stands = f"{self.name} 第 {line} 行的" if line else f"{self.name} 的"
        return f"{stands} {_spoken(loc)}" if loc else self.name

    def _mark(self, loc: Loc) -> Mark:
        """Return where a part begins, or the nearest one around it: what is missing stands nowhere."""
        parts = (loc[:end] for end in range(len(loc), 0, -1))
        return next((self.composed.marks[part] for part in parts if part in self.composed.marks), _NOWHERE)


_NOWHERE = Mark(0, 0)


@dataclass(frozen=True)
class Checked(Generic[Model]):
    """A file as its model, with the document for the places of what other files contradict."""

    model: Model
    document: Document

    def fault(self, loc: Loc, what: str, do: str = PAGE) -> Fault:
        """Return a fault of a part of the file."""
        return Fault(self.document.place(loc), what, do)


def read_document(path: Path) -> Document:
    """Read a YAML file of the params.

    Raises
    ------
    ParamsFaults
        If the file is missing or cannot be read, is not UTF-8, is no YAML, has what params do not need, or bears a
        marking of secrecy; all at once.
    """
    document = _document(path)
    if faults := _faults(document):
        raise ParamsFaults(faults)
    return document


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; raises as `read_document` does."""
    return read_document(path).content


def read_checked(path: Path, model: type[Model], page: str = PAGE) -> Checked[Model]:
    """Read a YAML file of the params as what `model` says it holds.

    Raises
    ------
    ParamsFaults
        If the file cannot be read, or holds an unknown, missing or wrong key; all of them at once.
    """
    document = _document(path)
    faults = _faults(document)
    if not document.composed.whole:
        raise ParamsFaults(faults)
    try:
        checked = model.model_validate(document.content)
    except ValidationError as error:
        # What could not be read is told already; that it is then missing is no news.
        for wrong in error.errors():
            if _within(document, wrong["loc"]) not in document.composed.unread:
                faults += _of_model(document, model, wrong, page)
    if faults:
        raise ParamsFaults(faults)
    return Checked(checked, document)


def read_params(path: Path, model: type[Model]) -> Model:
    """Return a YAML file of the params as what `model` says it holds; raises as `read_checked` does."""
    return read_checked(path, model).model


def place_in(path: Path, loc: Loc) -> str:
    """Say where a part of a file stands, for who has only its model; without the line where that cannot be read."""
    try:
        return read_document(path).place(loc)
    except ParamsFaults:
        return Document(name_of(path), Composed(None, {}, [], [], False)).place(loc)


def _document(path: Path) -> Document:
    text = _text(path)
    document = Document(name_of(path), compose(text))
    try:
        refuse_marked(document.name, text, document.content, Markings())
    except ParamsError as error:
        # Nothing else of such a file is told.
        raise ParamsFaults([Fault(error.where, error.what, error.do)]) from None
    return document


def name_of(path: Path) -> str:
    """Return the name of a file of the params for a person: ``params/ledgers/L11.yaml``."""
    parts = path.parts
    start = len(parts) - 1 - parts[::-1].index("params") if "params" in parts[:-1] else len(parts) - 2
    return "/".join(parts[max(0, start) :])


def _text(path: Path) -> str:
    """Return the text of a file, or raise ParamsFaults with why it has none."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _unreadable(path, "是文件夹，不是文件", "移走这个文件夹，放一个同名的文件")
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(path, "不是普通文件（是管道或设备）", "换成普通的文件")
        if status.st_size > LARGEST:
            raise _unreadable(path, f"太大（{status.st_size} 字节）", "核对是不是放错了文件")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _unreadable(path, "没有这个文件", "照上月的同名文件写一份") from None
    except PermissionError:
        raise _unreadable(path, "没有读这个文件的权限", "改文件的权限，或请管理员改") from None
    except OSError as error:
        raise _unreadable(path, f"读不了（{error.strerror or error}）", "核对磁盘和网络，再运行") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        like = _encoding(data)
        what = f"不是 UTF-8 编码{f'（像是 {like}）' if like else ''}"
        raise ParamsFaults(
            [Fault(f"{name_of(path)} 第 {line} 行", what, "用记事本打开，另存为 UTF-8 编码")]
        ) from None


def _unreadable(path: Path, what: str, do: str) -> ParamsFaults:
    return ParamsFaults([Fault(name_of(path), what, do)])


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK"


def _faults(document: Document) -> list[Fault]:
    return [
        Fault(f"{document.name} 第 {one.mark.line} 行第 {one.mark.column} 个字", one.what, one.do)
        for one in document.composed.faults
    ]


# --- faults of a model -----------------------------------------------------------------------------------


def _of_model(document: Document, model: type[BaseModel], wrong: ErrorDetails, page: str) -> list[Fault]:
    loc, kind, value = wrong["loc"], wrong["type"], wrong.get("input")
    cause = wrong.get("ctx", {}).get("error")
    if isinstance(cause, Contradictions):
        return [Fault(document.place((*loc, *below)), what, page) for below, what in cause.found]
    if kind == "missing":
        return [Fault(document.place(loc), "缺少这一项", f"补上 {loc[-1]}（{page}）")]
    if not loc and value is None:
        return [Fault(document.name, "文件是空的", page)]
    what, do, _ = said_of_value(kind, value, wrong.get("ctx"))
    if kind == "extra_forbidden":
        what, do = _unknown(str(loc[-1]), list(fields_at(model, loc[:-1])))
    elif kind == "string_pattern_mismatch":
        examples = getattr(fields_at(model, loc[:-1]).get(str(loc[-1])), "examples", None)
        do = f"写成 {'、'.join(map(str, examples))} 这样" if examples else do
    elif isinstance(value, str) and "：" in value and kind in ("model_type", "dict_type"):
        what += full_width([value])
    return [Fault(document.place(loc), what, page if do == PAGE else do)]


def _unknown(key: str, names: list[str]) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKC", key).strip(" \u200b\ufeff'\"“”‘’")
    near = difflib.get_close_matches(plain.partition(":")[0].strip(), names, n=1, cutoff=0.6)
    what = "没有这个参数" + (f"（是不是“{near[0]}”？）" if near else "") + full_width([key])
    return what, f"改正名字，或删去；这里可以写 {'、'.join(names)}" if names else "改正名字，或删去"


def fields_at(annotation: Any, loc: Loc = ()) -> dict[str, FieldInfo]:
    """Return the parameters that a model, or what is nested in it at `loc`, knows, by the keys of the file."""
    models = models_in(annotation)
    if not models:
        return {}
    fields = {field.alias or name: field for name, field in models[0].model_fields.items()}
    if not loc:
        return fields
    if loc[0] not in fields:
        return {}
    inner, rest = fields[str(loc[0])].annotation, loc[1:]
    # The keys of a mapping and the places of a list are no parameters.
    while rest and (isinstance(rest[0], int) or get_origin(_unwrapped(inner)) is dict):
        inner, rest = _item(_unwrapped(inner)), rest[1:]
    return fields_at(inner, rest)


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that a type names, in lists, mappings and choices too."""
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [model for part in get_args(annotation) for model in models_in(part)]


def _unwrapped(annotation: Any) -> Any:
    """Return a type without its being optional."""
    if get_origin(annotation) in (Union, UnionType):
        return next(option for option in get_args(annotation) if option is not type(None))
    return annotation


def _item(annotation: Any) -> Any:
    """Return the type of the values of a mapping, or of the items of a list."""
    parts = [part for part in get_args(annotation) if part is not Ellipsis]
    return parts[-1] if parts else annotation


def _within(document: Document, loc: Loc) -> Loc:
    """Return the nearest part around `loc` that stands in the file; a model may see more than what is written."""
    parts = (loc[:end] for end in range(len(loc), -1, -1))
    return next((part for part in parts if part in document.composed.marks), ())


def _spoken(loc: Loc) -> str:
    """Write a place within a file: ``plans 第 2 项的 due``."""
    said = ""
    for part in loc:
        if isinstance(part, int):
            said += f" 第 {part + 1} 项"
        else:
            name = part if part.isidentifier() or part.replace("-", "").isalnum() else f"“{part}”"
            said += ("的 " if said.endswith("项") else "." if said else "") + name
    return said.strip()
