"""The program around the commands: Chinese throughout, one exit code, and never a traceback on the screen."""

from __future__ import annotations

import contextlib
import gettext
import io
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

import click

from helpers.cli import places
from helpers.cli.screen import show_error
from helpers.cli.telling import told
from helpers.errors import UsageError, YuebaoError
from helpers.failures import refusal
from helpers.startup import have_home, leave_out_folder, leave_out_grammars, leave_out_threads

INTERRUPTED, TERMINATED = 130, 143


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code: 0 done, 1 forbidden, 2 wrong use, 130 interrupted."""
    as_json = "--json" in arguments
    for stream in (sys.stdout, sys.stderr):
        _make_writable(stream, as_json=as_json)
    leave_out_grammars()
    places.enter(None)
    leave_out_folder()
    leave_out_threads()
    _speak_chinese()
    from helpers.cli.commands import (
        yuebao,
    )  # Not before: click takes some of its words when commands are made.

    if threading.current_thread() is threading.main_thread():
        # As an exception, so that everything is cleared up on the way out.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        _require_chinese_file_names()
        have_home()
        # In this mode click hands its errors on instead of leaving.
        return int(yuebao.main(list(arguments), prog_name="yuebao", standalone_mode=False) or 0)
    except click.UsageError as error:
        usage = f"用 {error.ctx.command_path} --help 查看说明" if error.ctx else ""
        show_error(UsageError(error.format_message().rstrip("."), do=usage), as_json=as_json)
        return UsageError.exit_code
    except YuebaoError as error:
        show_error(error, as_json=as_json)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        show_error(YuebaoError("已中断"), as_json=as_json)
        return INTERRUPTED
    except Exception as error:
        _show(refusal(error) or _unexpected(error), as_json=as_json)
        return 1


def _require_chinese_file_names() -> None:
    encoding = sys.getfilesystemencoding()
    try:
        "台账".encode(encoding)
    except UnicodeEncodeError:
        raise UsageError(
            f"这个环境的文件名用 {encoding} 编码，读不了中文文件名", do="设置 LC_ALL=C.UTF-8 再运行"
        ) from None


def _make_writable(stream: TextIO, *, as_json: bool) -> None:
    """Make a stream take Chinese, which that of an old console may not; JSON is UTF-8 wherever it goes."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    try:
        "月报█━".encode(stream.encoding)
        known = True
    except (UnicodeEncodeError, LookupError):
        known = False
    stream.reconfigure(encoding=stream.encoding if known and not as_json else "utf-8", errors="replace")


def _speak_chinese() -> None:
    """Give click its words: it asks gettext for them, in the language that the environment names."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))


def _show(error: YuebaoError, *, as_json: bool) -> None:
    """Say what is wrong; where the system does not even let that be laid out, as plain lines."""
    try:
        show_error(error, as_json=as_json)
    except BrokenPipeError:
        # Nobody reads any more; the interpreter is not to try once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, RuntimeError, ImportError, MemoryError):
        with contextlib.suppress(OSError):
            os.write(2, f"错误　{told(str(error))}\n".encode())


def _unexpected(error: Exception) -> YuebaoError:
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="yuebao-", suffix=".log", encoding="utf-8", delete=False
        ) as log:
            log.write(told("".join(traceback.format_exception(error))))
        do = f"把 {log.name} 交给维护的人，里面有经过"
    except OSError:
        do = "把这一行告诉维护的人；经过没有地方写"
    said = told(f"{type(error).__name__}：{error}").splitlines()[0][:200]
    return YuebaoError(f"程序出错，没有发布任何内容（{said}）", do=do)
