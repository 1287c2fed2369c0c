"""A notebook as it lies on the disk: read, or refused with what is wrong with the file."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.errors import RunError, SectionError
from helpers.failures import require_regular, said_of

LARGEST = 50_000_000


def open_notebook(path: Path) -> NotebookNode:
    """Return a notebook.

    Raises
    ------
    SectionError
        If it is not there, is no ordinary file, cannot be read, or is no notebook.
    """
    where = f"notebooks/{path.name}"
    try:
        require_regular(path)
        if path.stat().st_size > LARGEST:
            raise SectionError("太大，不像是笔记本", where=where, do="清除它的输出，或从版本库里取回这个文件")
        return nbformat.read(path, as_version=4)
    except SectionError:
        raise
    except FileNotFoundError:
        raise SectionError("没有这个笔记本", where=where, do="改正 params/report.yaml 的 outline") from None
    except RunError as error:
        raise SectionError(error.what, where=where, do=error.do) from None
    except OSError as error:
        what, do = said_of(error) or ("读不了", "核对这个文件")
        raise SectionError(what, where=where, do=do) from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, ValueError, RecursionError, KeyError,
            AttributeError, TypeError):  # fmt: skip
        raise SectionError(
            "不是合格的笔记本", where=where, do="在 JupyterLab 里打开看看，或从版本库里取回这个文件"
        ) from None
