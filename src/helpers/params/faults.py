"""What is wrong with the params: each fault with its place, what it is and what to do; all of them in one error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from helpers.errors import ParamsError, advice

Result = TypeVar("Result")
Loc = tuple[int | str, ...]
PAGE = "对照 docs/params.md 里的说明改正"
MOST = 50


@dataclass(frozen=True)
class Fault:
    """One mistake in a file of the params."""

    where: str
    what: str
    do: str = PAGE

    def __str__(self) -> str:
        return f"{self.where}：{self.what}；{advice(self.do, '请')}"


class ParamsFaults(ParamsError):  # noqa: N818  (several of them, as its message says)
    """Params that cannot be used; `faults` holds all that is wrong with them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(dict.fromkeys(faults))
        if len(self.faults) == 1:
            (fault,) = self.faults
            super().__init__(fault.what, where=fault.where, do=fault.do)
            return
        lines = [f"参数有 {len(self.faults)} 处要改"]
        lines += [f"  {fault}" for fault in self.faults[:MOST]]
        if len(self.faults) > MOST:
            lines.append(f"  ……还有 {len(self.faults) - MOST} 处")
        super().__init__("\n".join(lines), where="params", do="逐处改好再运行")


class Contradictions(ValueError):  # noqa: N818  (several of them too)
    """What a model refuses in values that are each right by themselves: where, below the model, and what.

    A validator of a model can tell pydantic no other place than its own; the line is found by these.
    """

    def __init__(self, found: Sequence[tuple[Loc, str]]) -> None:
        self.found = list(found)
        super().__init__("；".join(what for _, what in self.found))


def refuse(found: Iterable[tuple[Loc, str]]) -> None:
    """Raise Contradictions if there are any."""
    if listed := list(found):
        raise Contradictions(listed)


def collect(faults: list[Fault], read: Callable[[], Result]) -> Result | None:
    """Return what `read` returns, or None when its params are wrong, of which `faults` then has all."""
    try:
        return read()
    except ParamsFaults as error:
        faults += error.faults
    except ParamsError as error:
        faults.append(Fault(error.where, error.what, error.do))
    return None
