"""The one family of errors that a person can cause and mend: where it is, what is wrong, what to do."""

from __future__ import annotations

import re
import traceback

_QUESTION = "是不是"
_ADVICE = re.compile(rf"(?s)(?P<what>.*?)(?:\n(?:请：|(?={_QUESTION}))(?P<do>.*))?\Z")


class YuebaoError(Exception):
    """An error for a person: it says where, what and what to do, and is printed without a traceback.

    Parameters
    ----------
    what : str
        What is wrong, in Chinese.
    where : str
        The place: a file, a sheet and cell, a notebook and cell, a key of the params.
    do : str
        What the reader should do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        super().__init__(what, where, do)

    def __str__(self) -> str:
        lines = [f"{self.where}：{self.what}" if self.where else self.what]
        if self.do:
            lines.append(advice(self.do))
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows of the error: itself and the line of the cell, not the way through the package."""
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(self.__traceback__)
            if "ipykernel_" in frame.filename or frame.filename.startswith("<ipython-input")
        ]
        return [f"{self}\n（这一格的第 {lines[0]} 行）" if lines else str(self)]

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling on the way back from a worker process.
        return (_rebuild, (type(self), self.what, self.where, self.do, self.__dict__))


def advice(do: str, request: str = "请：") -> str:
    """Return what to do as it is told: as a request, or as the question that it is."""
    if not do.startswith(_QUESTION):
        return request + do
    return do if any(mark in do for mark in "？，；") else f"{do}？"


def without_advice(said: str) -> tuple[str, str]:
    """Split what an error says into what is wrong and what to do."""
    what, do = _ADVICE.match(said).group("what", "do")  # type: ignore[union-attr]  # It matches any text.
    return what, (do or "").removesuffix("？")


def _rebuild(cls: type[YuebaoError], what: str, where: str, do: str, state: dict[str, object]) -> YuebaoError:
    error = cls.__new__(cls)
    Exception.__init__(error, what, where, do)
    error.__dict__.update(state)
    return error


class UsageError(YuebaoError):
    """A wrong word on the command line or a wrong parameter of a notebook."""

    exit_code = 2


class ParamsError(YuebaoError):
    """A file under ``params/`` that cannot be used as it is."""


class LedgerError(YuebaoError):
    """A workbook that cannot be read or that the rules of its ledger forbid to publish."""


class SectionError(YuebaoError):
    """A section notebook that asks for something that is not there or types what must be computed."""


class RunError(YuebaoError):
    """A month that could not be run or published."""
