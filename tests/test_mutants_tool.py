"""`make mutants` knows its modules, the tests that mirror them, and the changes that alter nothing."""

from __future__ import annotations

from tools.mutants import KNOWN, ROOT, changed, known, modules

DIFF = """--- src/helpers/a.py
+++ src/helpers/a.py
@@ -1,3 +1,3 @@
 def a(x):
-    if x < 0:
+    if x <= 0:
         return 1
"""


def source(module: str) -> str:
    return (ROOT / "src" / "helpers" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")


def test_each_module_and_the_tests_that_mirror_it_are_there() -> None:
    assert len(modules()) >= 16
    for module, tests in modules().items():
        assert source(module)
        assert tests
        assert [name for name in tests if not (ROOT / name).is_file()] == []


def test_a_change_is_known_by_its_lines_and_its_module() -> None:
    text = "## a\n\n- `if x < 0:` → `if x <= 0:`: never zero.\n\n## b.c\n- `y` → `z`: same.\n- `no` → `reason`:\n"
    assert known(text) == {("a", "if x < 0:", "if x <= 0:"), ("b.c", "y", "z")}
    assert changed(DIFF) == ("if x < 0:", "if x <= 0:")


def test_each_change_that_alters_nothing_is_of_a_line_that_there_is() -> None:
    gone = [
        (module, before)
        for module, before, _ in known(KNOWN.read_text(encoding="utf-8"))
        if module not in modules() or before not in " ".join(source(module).split())
    ]
    assert gone == []
