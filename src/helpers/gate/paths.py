"""Absolute paths of a machine, which tell of its users and folders."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from helpers.gate.patterns import Hit

# Where nothing but a path goes on; Chinese punctuation ends one.
_REST = r"[^\s\"'<>|，。；、：！？）】》”’」]"
_PATH = re.compile(
    rf"(?<![A-Za-z0-9_/.:-])/(?:home|Users|root|tmp|var|mnt|media|opt|srv|private|usr|etc|Volumes|data)/{_REST}+"
    rf"|(?<![A-Za-z])[A-Za-z]:[\\/](?!/){_REST}+"
    rf"|(?<![\\\w])\\\\[\w.-]{{2,}}\\{_REST}+"
    rf"|(?:file:/{{1,3}}|smb://){_REST}+|(?<![A-Za-z0-9_~/])~/{_REST}+"
)
_START = re.compile(r"file:/*|smb://|~/|[A-Za-z]:[\\/]|\\\\|/[^/]*/")
# A word of Chinese prose after one of these is no folder of the machine: /data/目录. With a file's ending it is one.
_PROSE = re.compile(r"/(?:tmp|var|mnt|media|opt|srv|private|usr|etc|Volumes|data)/[㐀-鿿][^/]*/?")
_FILE = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def paths(text: str, own: Collection[str] = ()) -> Iterator[Hit]:
    """Yield the absolute paths in a text; `own` are folders that are one whatever they look like."""
    for folder in own:
        if folder in text:
            text, found = re.subn(rf"(?<![A-Za-z0-9_./]){re.escape(folder)}(?![A-Za-z0-9_])", " ", text)
            if found:
                yield Hit("本机路径", folder, f"{folder[:1]}…", folder)
    if "/" not in text and "\\" not in text:
        return
    for match in _PATH.finditer(text):
        if _PROSE.fullmatch(match[0]) and not _FILE.search(match[0]):
            continue
        start = _START.match(match[0])
        yield Hit("本机路径", match[0], f"{start[0] if start else ''}…", match[0])
