"""The suite's own notebooks define nothing twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from helpers.methods.shared import SHARED
from helpers.offices import suite_folder

NOTEBOOKS = sorted(path for path in (suite_folder() / "notebooks").glob("*.ipynb") if path.stem[:2].isdigit())


def trees(path: Path) -> Iterator[ast.Module]:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            yield ast.parse(cell.source)


class _NoNames(ast.NodeTransformer):
    """Call all functions alike, and what they assign, so that only what they do is left."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.name = "f"
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return node


def test_no_two_notebooks_have_the_same_selector():
    found = defaultdict(set)
    for path in NOTEBOOKS:
        for tree in trees(path):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    name = node.name
                    found[ast.dump(_NoNames().visit(node))].add(f"{path.stem}.{name}")
    assert [names for names in found.values() if len({name.partition(".")[0] for name in names}) > 1] == []


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_figure_is_taken_up_by_more_than_one_notebook(name):
    takers = {
        path.stem
        for path in NOTEBOOKS
        for tree in trees(path)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "shared"
        and any(isinstance(argument, ast.Constant) and argument.value == name for argument in call.args)
    }
    assert len(takers) > 1
