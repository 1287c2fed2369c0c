"""The house as README draws it: data flows one way, no room leads back to itself, each thing has a name and a size."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import helpers
from tests.test_packaging import read

SOURCE = Path(helpers.__file__).parent
MODULES = {
    ".".join(("helpers", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}
LONGEST = 500


def trees() -> Iterator[tuple[str, ast.Module]]:
    return ((name, ast.parse(path.read_text(encoding="utf-8"))) for name, path in MODULES.items())


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the modules of the suite that are imported, in functions too; a type checker's own are not."""
    typing = {id(one) for node in ast.walk(tree) if _is_for_types(node) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "helpers":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def drawn() -> list[list[str]]:
    """Return the parts as README lists them, line by line."""
    table = read("README.md").partition("| part | what is there |")[2].partition("\n\n")[0]
    return [re.findall(r"`(\w+)`", line.split("|")[1]) for line in table.splitlines() if "`" in line]


def test_readme_draws_every_part_once() -> None:
    parts = {part_of(name) for name in MODULES} - {"", "__main__"}
    listed = [name for line in drawn() for name in line]
    assert sorted(listed) == sorted(parts)


def test_a_module_imports_only_from_the_parts_above_its_own() -> None:
    level = {name: number for number, line in enumerate(drawn()) for name in line}
    upward = [
        f"{name} imports {other}"
        for name, tree in trees()
        for other in imported(tree)
        if part_of(name) in level
        and part_of(other) in level
        and part_of(name) != part_of(other)
        and level[part_of(other)] > level[part_of(name)]
    ]
    assert upward == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    needs = {name: set(imported(tree)) - {name} for name, tree in trees()}
    # Of a package its own modules may import the names that stand in its first lines; what counts are the modules.
    modules = {name for name, path in MODULES.items() if path.name != "__init__.py"}
    left = {name: needs[name] & modules for name in modules}
    while free := {name for name, others in left.items() if not others & left.keys()}:
        for name in free:
            del left[name]
    assert left == {}


def test_no_module_and_no_test_is_longer_than_a_reader_keeps_in_mind() -> None:
    tests = SOURCE.parents[1] / "tests"
    lines = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in [*MODULES.values(), *tests.rglob("*.py")]
    }
    assert {path.name: count for path, count in lines.items() if count > LONGEST} == {}


def test_no_name_stands_for_two_classes() -> None:
    modules = defaultdict(list)
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                modules[node.name].append(name)
    assert {name: where for name, where in modules.items() if len(where) > 1} == {}
