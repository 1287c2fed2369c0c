"""The files of a month read back before they are published: each must say what the report says, and no other number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from helpers.errors import RunError
from helpers.publish.readback.comparison import compare_file
from helpers.publish.readback.listed import Difference, compare_list, compare_prose
from helpers.publish.readback.reader import Reader
from helpers.publish.report import Report

__all__ = ["Compare", "Difference", "ReadbackError", "Reader", "compare_list", "differences", "require_same"]

#: From the report and a file's bytes to where they differ: a reader, or a comparison of one's own.
Compare = Callable[[Report, bytes], Iterator[Difference]]
MOST = 60  # differences that are shown; more say nothing more


class ReadbackError(RunError):
    """A rendering does not say what the report says."""

    def __init__(self, found: Sequence[tuple[str, Difference]]) -> None:
        self.differences = list(found)
        lines = [f"{name} {difference}" for name, difference in found[:MOST]]
        if len(found) > MOST:
            lines.append(f"……（另有 {len(found) - MOST} 处）")
        super().__init__(
            "各种格式的数不一致，没有发布：\n" + "\n".join(lines),
            do="这是排印的错误，不是台账的错误：保留 outputs/drafts 里的草稿，告诉维护的人",
        )


def require_same(
    report: Report, files: Mapping[str, bytes], readers: Mapping[str, Reader | Compare | None]
) -> None:
    """Refuse files that do not say what the report says.

    Parameters
    ----------
    files : mapping
        The files of the month by name.
    readers : mapping
        How each of them is read back.

    Raises
    ------
    RunError
        If nobody reads a file back.
    ReadbackError
        With all differences of all files: the place in the file, what must stand there, what was read.
    """
    if found := list(differences(report, files, readers)):
        raise ReadbackError(found)


def differences(
    report: Report, files: Mapping[str, bytes], readers: Mapping[str, Reader | Compare | None]
) -> Iterator[tuple[str, Difference]]:
    """Yield where files do not say what the report says, each with the name of the file."""
    if unread := [name for name in files if readers.get(name) is None]:
        raise RunError(
            f"没有人读回核对 {'、'.join(unread)}，不能发布", do="在 publish/formats.py 里写明它由谁读回"
        )
    yield from (("正文", one) for one in compare_prose(report))
    for name, content in files.items():
        reader = readers[name]
        if isinstance(reader, Reader):
            yield from ((name, one) for one in compare_file(report, reader, reader.read(content)))
        elif reader is not None:
            yield from ((name, one) for one in reader(report, content))
