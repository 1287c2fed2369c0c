"""Each promise of the README is shown by a test, and the page that leads from one to the other is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import promises
from tools.promises import PAGE, ROOT, faults, modules, page, shown

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_promise_of_the_readme_is_shown_by_a_test_and_every_marker_names_one() -> None:
    assert faults(promises.promises(README), shown(ROOT / "tests")) == []


def test_the_page_is_up_to_date() -> None:
    made = page(promises.promises(README), shown(ROOT / "tests"))
    assert PAGE.read_text(encoding="utf-8") == made, "run tools/promises.py"


def test_the_chinese_readme_has_as_many_promises() -> None:
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8").partition("## 它做什么")[2]
    items = [line for line in chinese.partition("\n## ")[0].splitlines() if line.startswith("- ")]
    assert len(items) == len([said for said in promises.promises(README) if " " in said])


def test_promises_are_items_and_files() -> None:
    readme = """# x
- not this

## What it is for

- **one thing is
  done** (how); more
- another: more, and
  more

- a third.

## Then

- not this either

| file | what |
|---|---|
| `a.pdf` | sent |
| `b/`, `c.json` | kept |

- nor this
"""
    assert promises.promises(readme) == ["one thing is done", "another", "a third", "a.pdf", "b/", "c.json"]


def test_a_promise_without_a_test_and_a_marker_without_a_promise_are_faults(tmp_path: Path) -> None:
    one = promises.Shown("tests/test_a.py", "test_one")
    assert faults(["kept", "broken"], {"kept": [one], "misspelt": [one]}) == [
        "no test shows: broken",
        "tests/test_a.py: no promise of the README: misspelt",
    ]


def test_faults_leave_the_page_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(promises, "PAGE", tmp_path / "promises.md")
    monkeypatch.setattr(promises, "shown", lambda _: {})
    assert promises.main() == 1
    assert "no test shows: a month is published whole or not at all" in capsys.readouterr().err
    assert not (tmp_path / "promises.md").exists()


def test_a_test_is_about_the_module_that_it_mirrors_or_those_that_it_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "ROOT", tmp_path)
    for name in ("src/helpers/runs/drafts.py", "src/helpers/gate/__init__.py", "tests/runs/test_drafts.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    imports = "from helpers.gate import guard\nfrom helpers.runs.drafts import x\nfrom helpers.months import Month\n"
    (tmp_path / "tests" / "test_whole.py").write_text(imports)
    assert list(modules("tests/runs/test_drafts.py")) == ["runs/drafts.py"]
    assert list(modules("tests/test_whole.py")) == ["gate/", "runs/drafts.py"]
