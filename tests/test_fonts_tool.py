"""The script that makes the shipped fonts: the same bytes each time, what is wanted kept, licences beside them."""

from __future__ import annotations

import gzip
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "src" / "helpers" / "publish" / "setting" / "fonts"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fonts_tool", ROOT / "tools" / "fonts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_wanted_is_gb2312_with_the_marks_of_official_documents(tool: ModuleType) -> None:
    assert len(tool.gb2312()) == 7445
    assert set(map(ord, "示例镇〔2021〕①—……、，。")) <= tool.wanted()
    assert ord("垟") not in tool.gb2312()


def test_the_shipped_fonts_have_what_is_wanted_and_nothing_else(tool: ModuleType) -> None:
    for name in tool.FONTS:
        with TTFont(SHIPPED / name) as font:
            points = set(font.getBestCmap())
        assert points <= tool.wanted()
        assert len(tool.gb2312() - points) < 10


def test_fonts_and_licences_are_written_the_same_each_time(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    originals = tmp_path / "package" / "fandol"
    originals.mkdir(parents=True)
    name = "FandolKai-Regular.otf"
    shutil.copy(SHIPPED / name, originals)
    (originals / "COPYING.gz").write_bytes(gzip.compress(b"licence\n\n"))
    (originals / "README").write_bytes(b"note\n")
    monkeypatch.setattr(tool, "FONTS", (name,))
    monkeypatch.setattr(tool, "wanted", lambda: set(map(ord, "一二三")))
    made = []
    for target in (tmp_path / "one", tmp_path / "two"):
        monkeypatch.setattr(sys, "argv", ["fonts.py", str(tmp_path / "package"), "--target", str(target)])
        tool.main()
        made.append({path.name: path.read_bytes() for path in target.rglob("*") if path.is_file()})
    assert made[0] == made[1]
    assert set(made[0]) == {name, "FANDOL-COPYING.txt", "FANDOL-README.txt"}
    assert made[0]["FANDOL-COPYING.txt"] == b"licence\n"
    assert "3 characters" in capsys.readouterr().out
    with TTFont(tmp_path / "one" / name) as font:
        assert set(font.getBestCmap()) == set(map(ord, "一二三"))


def test_an_original_that_is_missing_is_named(tool: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"FandolKai-Regular\.otf"):
        tool.find(tmp_path, "FandolKai-Regular.otf")
