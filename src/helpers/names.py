"""Names that become names of files: legal on every system, and none leads out of its folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

LONGEST = 150  # bytes; file systems take 255, of which endings and what is put in front need some
_ILLEGAL = '/\\:*?"<>|'
_WILD = "*?"
# Names of devices on Windows, with whatever ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)


def fault_of(name: str, *, pattern: bool = False) -> str:
    """Say why a name cannot be that of a file; empty where it can.

    Parameters
    ----------
    pattern : bool
        Whether ``*`` and ``?`` may stand in it for what is not known.
    """
    if not name.strip():
        return "不能空着"
    if illegal := [one for one in _ILLEGAL if one in name and not (pattern and one in _WILD)]:
        return f"“{name}”里不能有 {' '.join(illegal)}，它是文件的名字"
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in name):
        return f"“{name!a}”里有看不见的字符，它是文件的名字"
    if name[0] in ". " or name[-1] in ". ":
        return f"“{name}”不能以点或空格开头或结尾，它是文件的名字"
    if _DEVICES.fullmatch(name):
        return f"“{name}”是 Windows 的设备名，不能作文件的名字"
    if len(name.encode(errors="replace")) > LONGEST:
        return f"“{name[:20]}…”太长（最多 {LONGEST} 字节，一个汉字 3 字节），它是文件的名字"
    return ""


def _checked(name: str) -> str:
    if fault := fault_of(name):
        raise ValueError(fault)
    return name


def checked_patterns(names: Iterable[str]) -> Iterable[str]:
    """Return patterns of names of files, where each is one.

    Raises
    ------
    ValueError
        With what is wrong with the first that is none.
    """
    for name in names:
        if fault := fault_of(name, pattern=True):
            raise ValueError(fault)
    return names


FileName = Annotated[str, AfterValidator(_checked)]
