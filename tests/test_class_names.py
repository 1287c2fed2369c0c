"""Each class of the suite has a name of its own, by which a reader knows what it is."""

import ast
from collections import defaultdict
from pathlib import Path

import helpers

SOURCE = Path(helpers.__file__).parent


def test_no_name_stands_for_two_classes():
    modules = defaultdict(list)
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                modules[node.name].append(file.relative_to(SOURCE).as_posix())
    assert {name: where for name, where in modules.items() if len(where) > 1} == {}
