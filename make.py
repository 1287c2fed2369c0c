"""What a newcomer does, with git and Python alone: `py make.py report` on Windows, `python3 make.py report` elsewhere.

`make report` is the same, as the Makefile hands its targets on to this script. It needs nothing but the standard
library, and is written so that an old Python, too, can read it and say that it is too old.

The environment `.venv` is made once, from requirements.txt and nothing else. Its stamp is written last and holds the
folder for which the environment was made. Where the stamp is missing (the making was broken off), names another folder
(the checkout was moved) or the environment has lost its Python, it is made from scratch; where it is only older than
its sources, it is brought up to date in place.
"""

import inspect
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / ".stamp"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
PY = VENV / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
SOURCES = ("requirements.txt", "pyproject.toml")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
OLDEST = (3, 11)
SYSTEMS = ("linux", "win32", "darwin")
# The rooms whose tests do little more than compute; the others write workbooks, draw, set pages, start kernels.
QUICK = [f"tests/{room}" for room in ("checks", "cli", "gate", "methods", "params", "sections", "wording")]

PYTHON_TOO_OLD = """\
需要 Python 3.11 或更新的版本，而 “{0}” 版本过低。
安装新版 Python 之后，可以指定它：make PYTHON=python3.12 report，Windows 上是 py -3.12 make.py report
Python 3.11 or newer is needed, and "{0}" is older.
Once a newer one is installed, name it: make PYTHON=python3.12 report, or on Windows py -3.12 make.py report"""

VENV_MISSING = """\
“{0}” 缺少 venv 或 ensurepip 模块，无法创建环境。Debian、Ubuntu、统信 UOS 或麒麟请安装 python3-venv 软件包。
"{0}" has no venv or no ensurepip module. On Debian, Ubuntu, UOS or Kylin install the package python3-venv."""

INSTALL_FAILED = """\
环境没有建成，原因见上。再次运行同一命令即从头重建。
The environment could not be made, for the reason above. The same command starts again from scratch."""

UNKNOWN_COMMAND = """\
没有“{0}”这个命令。命令有：{1}
There is no command "{0}". The commands are: {1}"""


class StopError(Exception):
    """What a person is told before the script ends with an exit code."""

    def __init__(self, said: str = "", code: int = 1) -> None:
        super().__init__(said)
        self.code = code


# --- the commands ---------------------------------------------------------------------------------------------


def report(month: str = "2021-10") -> None:
    """生成一个月的报告 · run one month's report: make report MONTH=2021-10."""
    python("-m", "helpers", "demo", ".", "--month", month)
    python("-m", "helpers", "run", month)


def test() -> None:
    """运行全部测试 · run all tests: first the small ones, with coverage, then those that run whole months."""
    # Coverage makes a test nearly twice as long; the small tests mirror the modules, so they are what it is asked of.
    pytest("-m", "not slow", "--cov", "--cov-report", "term:skip-covered")
    pytest("-m", "slow")


def quick() -> None:
    """不到一分钟的测试 · the tests that take less than a minute together."""
    pytest("-m", "not slow", *QUICK, *names("tests", "test_*.py"))


def check() -> None:
    """提交前的全部检查 · everything to run before a commit."""
    lint()
    test()


def lint() -> None:
    """代码风格与类型检查 · ruff, mypy for three systems, and no stored output in notebooks."""
    python("-m", "ruff", "check", ".")
    python("-m", "ruff", "format", "--check", ".")
    for system in SYSTEMS:
        python("-m", "mypy", "--platform", system, "--cache-dir", f".mypy_cache/{system}")
    # language_info says with which Python a notebook was saved last.
    stripped = ("--extra-keys", "metadata.language_info", "--verify")
    python("-m", "nbstripout", *stripped, *names("notebooks", "*.ipynb"))


def lab() -> None:
    """打开 JupyterLab · open the notebooks in JupyterLab."""
    python("-m", "helpers", "lab")


def bench() -> None:
    """测量运行时间 · run the measurements of benchmarks/."""
    for script in names("benchmarks", "[a-z]*.py"):
        print(script, flush=True)
        python(script)


def sweep(examples: str = "300") -> None:
    """扫查各种长短和名称的报告 · publish made-up reports of every length in all formats."""
    os.environ["YUEBAO_SWEEP"] = examples
    python("-m", "pytest", "-q", "-n", "0", "tests/publish/test_sweep.py")


def mutants(module: str = "") -> None:
    """逐处改动核心模块看测试能否发现 · change the core modules bit by bit: which changes do tests miss?"""
    python("tools/mutants.py", *filter(None, [module]))


def bundle() -> None:
    """打离线安装包 · zip what a machine without a network installs, for this version of Python."""
    python("tools/bundle.py")


def clean() -> None:
    """删除环境和缓存，不动台账和报告 · remove the environment and caches; ledgers and reports stay."""
    caches = [".pytest_cache", ".ruff_cache", ".mypy_cache", ".coverage", "htmlcov", "mutants"]
    for name in [VENV.name, "build", "dist", *caches, *names(".", ".coverage.*")]:
        remove(ROOT / name)
    for folder in ("src", "tests", "tools", "benchmarks", "notebooks"):
        for pattern in ("__pycache__", ".ipynb_checkpoints"):
            for path in list((ROOT / folder).rglob(pattern)):
                remove(path)


def lock(*options: str) -> None:
    """重写 requirements.txt · pin the dependencies: make lock UPGRADE=--upgrade takes the newest.

    Without the option the versions that still fit are kept. uv lives in a throwaway folder. environment.yml must then
    name the same versions: tests/test_packaging.py says what differs.
    """
    with tempfile.TemporaryDirectory() as folder:
        run(base_python(), "-m", "venv", folder)
        scripts = Path(folder) / SCRIPTS
        run(scripts / PY.name, *PIP, "uv>=0.8")
        uv = [scripts / ("uv.exe" if os.name == "nt" else "uv"), "pip", "compile", "pyproject.toml"]
        wanted = ["--extra", "dev", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
        shape = ["--generate-hashes", "--no-annotate", "--no-header", "--no-strip-extras"]
        silent = ["--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        run(*uv, *wanted, *shape, *silent, *options, "--output-file", "requirements.txt", silent=True)
    if "://" in (ROOT / "requirements.txt").read_text(encoding="utf-8"):
        raise StopError("requirements.txt must hold no address")


def usage() -> None:
    """列出所有命令 · list the commands."""
    for name, command in COMMANDS.items():
        print("  {:<8} {}".format(name, (command.__doc__ or "").splitlines()[0].rstrip(".")))


COMMANDS = {
    "report": report,
    "test": test,
    "quick": quick,
    "check": check,
    "lint": lint,
    "lab": lab,
    "bench": bench,
    "sweep": sweep,
    "mutants": mutants,
    "bundle": bundle,
    "clean": clean,
    "lock": lock,
    "help": usage,
}


# --- the environment ------------------------------------------------------------------------------------------


def python(*words: str) -> None:
    """Run the Python of the environment, which is made or brought up to date where it must be."""
    require_environment()
    run(PY, *words)


def pytest(*words: str) -> None:
    """Run tests, one process a core; one that has none left takes from another, since some are long."""
    python("-m", "pytest", "-n", "auto", "--maxprocesses", "8", "--dist", "worksteal", *words)


def require_environment() -> None:
    """Make the environment, or bring it up to date; do nothing where it is."""
    if not (PY.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8").strip() == str(ROOT)):
        make_environment()
    elif all((ROOT / name).stat().st_mtime <= STAMP.stat().st_mtime for name in SOURCES):
        return
    began = time.monotonic()
    remove(STAMP)
    try:
        count = (ROOT / "requirements.txt").read_text(encoding="utf-8").count("==")
        print(f"  1/2 requirements.txt: {count} packages", flush=True)
        run(PY, *PIP, "--require-hashes", "-r", "requirements.txt")
        print("  2/2 yuebao", flush=True)
        run(PY, *PIP, "--no-deps", "--no-build-isolation", "-e", ".")
    except StopError as failure:
        raise StopError(INSTALL_FAILED, failure.code) from None
    STAMP.write_text(f"{ROOT}\n", encoding="utf-8")
    print(f"  环境已就绪 · ready ({time.monotonic() - began:.0f} s)", flush=True)


def make_environment() -> None:
    """Make an empty environment, in the place of what may be there."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise StopError(VENV_MISSING.format(sys.executable)) from None
    print(f"正在创建 Python 环境 {VENV.name}，约需 1 到 5 分钟，只需这一次")
    print(f"Making the Python environment {VENV.name}: 1 to 5 minutes, this once", flush=True)
    try:
        run(base_python(), "-m", "venv", "--clear", VENV)
    except StopError as failure:
        remove(VENV)
        raise StopError(INSTALL_FAILED, failure.code) from None


def base_python() -> str:
    """Return the Python that was installed, also where that of an environment runs this script."""
    return getattr(sys, "_base_executable", None) or sys.executable


# --- processes and files --------------------------------------------------------------------------------------


def run(*words: object, silent: bool = False) -> None:
    """Run a program to its end; its exit code, where it is not 0, becomes that of the script."""
    output = subprocess.DEVNULL if silent else None
    code = subprocess.run(list(map(str, words)), cwd=ROOT, stdout=output, check=False).returncode
    if code:
        raise StopError(code=code if code > 0 else 128 - code)


def names(folder: str, pattern: str) -> list:
    """Return the paths below the checkout that match, sorted; no shell of Windows expands them."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob(pattern))


def remove(path: Path) -> None:
    """Remove a file or folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    elif path.exists() or path.is_symlink():
        path.unlink()


def main(words: list) -> int:
    """Run the command that the words name, and return the exit code."""
    if sys.version_info[:2] < OLDEST:
        print(PYTHON_TOO_OLD.format(sys.executable), file=sys.stderr)
        return 1
    name = words[0] if words else "help"
    try:
        inspect.signature(COMMANDS[name]).bind(*words[1:])
    except (KeyError, TypeError):
        print(UNKNOWN_COMMAND.format(" ".join(words), ", ".join(COMMANDS)), file=sys.stderr)
        return 2
    try:
        COMMANDS[name](*words[1:])
    except StopError as failure:
        if str(failure):
            print(failure, file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # since Python 3.7; an old console may not know Chinese
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
