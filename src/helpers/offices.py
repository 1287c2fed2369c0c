"""An office is a folder: its params, its ledgers, its outputs; what it does not have comes with the suite."""

from __future__ import annotations

import difflib
import os
import stat
from pathlib import Path

from helpers.errors import RunError, UsageError
from helpers.months import Month, months_in
from helpers.owners import require_own

OFFICE_VARIABLE = "YUEBAO_OFFICE"


def suite_folder() -> Path:
    """Return the folder with the suite's own ``notebooks/``, ``params/`` and ``data/demo/``.

    In a checkout that is its root, in an installed package the folder ``suite`` beside this module.
    """
    packaged = Path(__file__).parent / "suite"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2]


class Office:
    """The folder of one office.

    Parameters
    ----------
    folder : path
        A folder with ``params/report.yaml``.

    Raises
    ------
    UsageError
        If the folder is not an office, or is somebody else's (`owners`).
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).resolve()
        if not (self.folder / "params" / "report.yaml").is_file():
            raise UsageError(
                "这个文件夹不是一个办公室（里面没有 params/report.yaml）",
                where=str(folder),
                do="用 --office 指明办公室的文件夹，或用 yuebao demo DIR 新建一个示例办公室",
            )
        if self.folder != suite_folder():  # Its code runs already.
            require_own(self.folder)

    @classmethod
    def find(cls, folder: str | Path | None = None) -> Office:
        """Return the office at `folder`, else that of ``YUEBAO_OFFICE``, else the nearest one upwards from here."""
        named = folder or os.environ.get(OFFICE_VARIABLE)
        if named and str(named) != ".":
            return cls(named)
        here = Path.cwd()
        for place in (here, *here.parents):
            if (place / "params" / "report.yaml").is_file():
                return cls(place)
        return cls(here)

    def __repr__(self) -> str:
        return f"Office({str(self.folder)!r})"

    def resource(self, path: str) -> Path:
        """Return the office's own file or folder at `path`, or the suite's where the office has none."""
        own = self.folder / path
        return own if own.exists() else suite_folder() / path

    def resources(self, folder: str, pattern: str) -> list[Path]:
        """Return the files of `folder` that match `pattern`, sorted by name; the office's own hide the suite's."""
        found: dict[str, Path] = {}
        for base in (suite_folder(), self.folder):
            found.update({path.name: path for path in sorted((base / folder).glob(pattern))})
        return [found[name] for name in sorted(found)]

    def notebook(self, name: str) -> Path:
        """Return the notebook of the section `name`."""
        return self.resource(f"notebooks/{name}.ipynb")

    def notebooks(self) -> dict[str, Path]:
        """Return all notebooks by name: the office's own, and those of the suite that it has not changed."""
        return {path.stem: path for path in self.resources("notebooks", "*.ipynb")}

    def owns(self, path: Path) -> bool:
        """Tell whether a file or folder lies in the office, and so is not the suite's."""
        return path.is_relative_to(self.folder)

    def copy_notebook(self, name: str) -> Path:
        """Copy a notebook of the suite into the office, to be changed there, and return the copy.

        Raises
        ------
        UsageError
            If there is no such notebook, or the office has one of this name, which is never overwritten.
        """
        known, copy = self.notebooks(), self.folder / "notebooks" / f"{name}.ipynb"
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            do = f"是不是：{near[0]}" if near else f"可以复制的有：{'、'.join(known)}"
            raise UsageError(f"没有“{name}”这个 notebook", do=do)
        copy.parent.mkdir(exist_ok=True)
        try:
            # Opened for a file that is not there: nothing is overwritten, whoever writes at the same time.
            with copy.open("xb") as target:
                target.write((suite_folder() / "notebooks" / copy.name).read_bytes())
        except FileExistsError:
            raise UsageError(
                "办公室里已经有这个 notebook，没有改动它",
                where=f"notebooks/{name}.ipynb",
                do="要换成软件自带的，先把它改名或移走",
            ) from None
        return copy

    def ledgers(self, month: Month) -> Path:
        """Return the folder of the workbooks of a month."""
        return self.folder / "data" / "ledgers" / str(month)

    def snapshots(self, month: Month) -> Path:
        """Return the folder of the Parquet snapshot of a month."""
        return self.place("data", "snapshots", str(month))

    def record(self, month: Month) -> Path:
        """Return the folder of the record of a published month, which stays in the office."""
        return self.place("data", "records", str(month))

    def record_draft(self, month: Month) -> Path:
        """Return the folder of the record of a month that is being run, or could not be published."""
        return self.place("data", "records", "drafts", str(month))

    @property
    def outputs(self) -> Path:
        """The folder of the published months."""
        return self.place("outputs")

    def output(self, month: Month) -> Path:
        """Return the folder of a published month."""
        return self.place("outputs", str(month))

    def draft(self, month: Month) -> Path:
        """Return the folder in which a month is built; what could not be published stays there."""
        return self.place("outputs", "drafts", str(month))

    def place(self, *parts: str) -> Path:
        """Return a place in the office that is written to: never one that a link makes somebody else's.

        Raises
        ------
        RunError
            If it, or a folder on the way to it, is a link.
        """
        path = self.folder
        for part in parts:
            path = path / part
            if _is_link(path):
                raise RunError(
                    "这里是一个链接，不会经过它写任何东西",
                    where=path.relative_to(self.folder).as_posix(),
                    do="移走这个链接；要放到别的磁盘，就把整个办公室放过去",
                )
        return path

    def months(self) -> list[Month]:
        """Return the months that have a folder of workbooks, in order."""
        return months_in(self.folder / "data" / "ledgers")


def _is_link(path: Path) -> bool:
    """Whether a path is a symbolic link or, on Windows, a junction."""
    try:
        found = path.lstat()
    except OSError:
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == (junction or -1)
