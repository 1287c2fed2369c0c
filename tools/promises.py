"""Write docs/promises.md: each promise of the README, the modules that keep it, the tests that show it.

The README is the list: a promise is an item of «What it is for», up to its first semicolon, colon or bracket, or a
file in the table of what a month consists of. A test says which promise it shows: ``@pytest.mark.promise("…")``. Run as
``.venv/bin/python tools/promises.py``; a promise that no test shows, or a marker that names none, is an error.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "promises.md"
MARKER = "promise"
PACKAGE = "helpers"
# What every test needs and none is about, unless it is the one that mirrors it.
GROUND = {"errors", "months", "offices", "params", "startup", "record"}

HEAD = """# Promises

What [README.md](../README.md) promises, the modules of `src/helpers/` that keep it, and the tests that show it.
`tools/promises.py` makes this page from the README and the tests' markers, `@pytest.mark.promise("…")`; a promise
without a test fails the build.
"""


class Shown(NamedTuple):
    """A test that shows a promise: its file below the project's root, and its name."""

    file: str
    test: str


def promises(readme: str) -> list[str]:
    """Return the promises of the README, in its order."""
    section = readme.partition("\n## What it is for\n")[2].partition("\n## ")[0]
    items = re.findall(r"^- (.+(?:\n  .+)*)", section, flags=re.MULTILINE)
    said = [
        re.split(r"[;:]| \(", re.sub(r"\s+", " ", item.replace("**", "")))[0].rstrip(".") for item in items
    ]
    names = re.findall(
        r"^\| (`[^|]+`) \|", readme.partition("\n| file |")[2].partition("\n\n")[0], flags=re.MULTILINE
    )
    return [*said, *(name for cell in names for name in re.findall(r"`([^`]+)`", cell))]


def shown(tests: Path) -> dict[str, list[Shown]]:
    """Return, by promise, the tests that are marked with it."""
    found: dict[str, list[Shown]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for said in filter(None, map(_promised, node.decorator_list)):
                    found.setdefault(said, []).append(Shown(path.relative_to(ROOT).as_posix(), node.name))
    return found


def _promised(decorator: ast.expr) -> str:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(said))]) if name == MARKER:
            return said
    return ""


def modules(file: str) -> Iterator[str]:
    """Yield the modules that a file of tests is about: the one that it mirrors, or else those that it imports."""
    mirrored = (
        ROOT
        / "src"
        / PACKAGE
        / Path(file).relative_to("tests").with_name(Path(file).name.removeprefix("test_"))
    )
    if mirrored.is_file():
        yield mirrored.relative_to(ROOT / "src" / PACKAGE).as_posix()
        return
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{PACKAGE}."):
            path = node.module.removeprefix(f"{PACKAGE}.").replace(".", "/")
            if path.partition("/")[0] not in GROUND:
                yield f"{path}.py" if (ROOT / "src" / PACKAGE / f"{path}.py").is_file() else f"{path}/"


def page(promised: list[str], tests: dict[str, list[Shown]]) -> str:
    """Return the page: a heading for each promise, its modules, its tests."""
    parts = [HEAD]
    for promise in promised:
        kept = sorted({module for one in tests.get(promise, []) for module in modules(one.file)})
        parts.append(f"## {promise if ' ' in promise else f'`{promise}`'}\n")
        parts.append(
            "Modules: " + (", ".join(f"`{module}`" for module in kept) or "the command as a whole") + "\n"
        )
        parts += [
            "".join(
                f"- {one.test.removeprefix('test_').replace('_', ' ')} ([{one.file}](../{one.file}))\n"
                for one in tests.get(promise, [])
            )
        ]
    return "\n".join(parts)


def faults(promised: list[str], tests: dict[str, list[Shown]]) -> list[str]:
    """Say which promises no test shows, and which tests show none."""
    kept = [f"no test shows: {promise}" for promise in promised if promise not in tests]
    strangers = [
        f"{one.file}: no promise of the README: {said}"
        for said in tests
        if said not in promised
        for one in tests[said]
    ]
    return kept + strangers


def main() -> int:
    """Write the page, or say what is wrong."""
    promised, tests = promises((ROOT / "README.md").read_text(encoding="utf-8")), shown(ROOT / "tests")
    if wrong := faults(promised, tests):
        print("\n".join(wrong), file=sys.stderr)
        return 1
    PAGE.write_text(page(promised, tests), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
