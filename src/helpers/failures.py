"""What a system refuses, in a person's words: by the kind of refusal, wherever it comes from.

Disks fill up, folders belong to others, tables of processes and of files are full: nobody foresees each place at
which that is met. So it is told at one place, from the number that every system gives its refusals.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from pathlib import Path

from helpers.errors import RunError

_SHARED = "关闭正在打开它的程序（Excel、WPS、Word、预览窗口）再运行"
_ROOM = "腾出磁盘空间再运行"
_RIGHTS = "请有权限的人改它的权限，或以它的主人的身份运行"
_FEWER = "关掉别的程序，或用 --jobs 1 再运行；仍不行，请管理员放宽限制（ulimit {limit}）"
_PLACE = "核对磁盘和网络，再运行"

#: Number of a refusal → what is wrong, what to do.
SAID: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("磁盘满了", _ROOM),
    errno.EDQUOT: ("磁盘配额用完了", _ROOM),
    errno.EFBIG: ("文件超过了允许的大小", "请管理员放宽限制（ulimit -f），或换一个磁盘"),
    errno.EROFS: ("磁盘是只读的，不能写", "把办公室放到能写的磁盘上，或请管理员改成可写"),
    errno.EACCES: ("没有权限", _RIGHTS),
    errno.EPERM: ("没有权限", _RIGHTS),
    errno.EMFILE: ("打开的文件太多，系统不让再打开", _FEWER.format(limit="-n")),
    errno.ENFILE: ("整个系统打开的文件太多", _FEWER.format(limit="-n")),
    errno.EAGAIN: ("系统不让再起新的进程", _FEWER.format(limit="-u")),
    errno.ENOMEM: ("内存不足", "关掉别的程序，或用 --jobs 1 再运行"),
    errno.EXDEV: ("要换的两处不在同一个磁盘上，不能整个替换", "把 outputs/drafts 放回 outputs 所在的磁盘"),
    errno.EBUSY: ("正在被别的程序使用", _SHARED),
    errno.ENOENT: ("没有这个文件或文件夹", "核对它是不是被移走或改了名"),
    errno.ENOTDIR: ("路径里有一段是文件，不是文件夹", "移走那个同名的文件"),
    errno.EISDIR: ("是文件夹，不是文件", "移走这个文件夹，放一个同名的文件"),
    errno.ENOTEMPTY: ("文件夹里又有了别的文件", "关闭正在往里写的程序，再运行"),
    errno.EEXIST: ("已经有同名的文件", "移走它再运行"),
    errno.ELOOP: ("链接绕成了圈", "移走这些链接"),
    errno.ENAMETOOLONG: ("文件名或路径太长", "缩短文件名，或把办公室放到浅一些的文件夹里"),
    errno.EIO: ("磁盘读写出错", "核对磁盘，先备份这个办公室"),
    errno.ENOSYS: ("这个系统缺少要用的功能", "请管理员核对 /dev/shm 和系统的限制"),
    errno.ETIMEDOUT: ("网络上的磁盘没有回答", _PLACE),
    errno.EPIPE: ("输出没有写完就被关掉了", "不要用 head 之类的命令截断输出"),
}
if sys.platform != "win32":
    SAID[errno.ESTALE] = ("网络上的磁盘断开过", _PLACE)
#: Those of which whoever starts processes has too many.
OF_PROCESSES = [SAID[number] for number in (errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM)]
#: Those that no change of a notebook mends.
OF_THE_MACHINE = [
    *OF_PROCESSES,
    *(SAID[number] for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)),
]
#: What Windows says of a file that another program keeps to itself.
_SHARING = {32, 33}
# As libraries quote it that raise errors of their own.
_NUMBER = re.compile(r"(?:\[Errno |os error |errno[ =:]+)(\d+)")
_MEANT = {"No space left on device": errno.ENOSPC, "Too many open files": errno.EMFILE}
_THREAD = "can't start new thread"


def said_of(error: BaseException) -> tuple[str, str] | None:
    """Return what a system refused and what to do, or None where an error is no refusal of the system."""
    if isinstance(error, MemoryError):
        return SAID[errno.ENOMEM]
    if isinstance(error, RecursionError):
        return "嵌套得太深", "核对这个文件是不是放错了"
    if getattr(error, "winerror", None) in _SHARING:
        return "正在被别的程序打开", _SHARED
    if isinstance(error, RuntimeError) and _THREAD in str(error):
        return SAID[errno.EAGAIN]
    number = error.errno if isinstance(error, OSError) else None
    if number is None and (found := _NUMBER.search(str(error))):
        number = int(found[1])
    if number is None:
        number = next((one for words, one in _MEANT.items() if words in str(error)), None)
    if number in SAID:
        return SAID[number]
    return ("系统不让做这一步", _PLACE) if isinstance(error, OSError) else None


def reason(error: BaseException) -> str:
    """Return what a system refused in a few words, for a sentence that says the rest."""
    said = said_of(error)
    return said[0] if said else type(error).__name__


def refusal(error: BaseException) -> RunError | None:
    """Return the error for a person of what a system refused, with the file; None where it is no refusal."""
    said = said_of(error)
    if said is None:
        return None
    what, do = said
    names = [getattr(error, name, None) for name in ("filename", "filename2")]
    paths = [Path(os.fsdecode(name)) for name in names if isinstance(name, (str, bytes)) and name]
    if what == SAID[errno.EACCES][0] and paths and (owner := _owner(paths[0])):
        what += f"（是用户 {owner} 的）"
    where = " → ".join(map(str, paths))
    return RunError(f"{what}，没有发布任何内容", where=where, do=do)


def require_regular(path: Path) -> None:
    """Refuse what is there and is no ordinary file: a pipe, from which one would read for ever, a device, a folder.

    Raises
    ------
    OSError
        If it cannot be looked at.
    RunError
        If it is there and no ordinary file.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        what = "文件夹" if stat.S_ISDIR(mode) else "管道或设备"
        raise RunError(
            f"是{what}，不是普通的文件", where="/".join(path.parts[-2:]), do="移走它，放一个同名的普通文件"
        )


def _owner(path: Path) -> str:
    """Return who owns a file, or the folder in which it would be, where that is somebody else."""
    if sys.platform == "win32":
        return ""
    import pwd

    for place in (path, path.parent):
        try:
            owner = place.stat().st_uid
        except OSError:
            continue
        if owner == os.geteuid():
            continue
        try:
            return pwd.getpwuid(owner).pw_name
        except KeyError:
            return str(owner)
    return ""
