"""The zip for machines without a network: what they need, as the lock pins it, found by pip there and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_packaging import lock, project, read
from tools import bundle
from tools.bundle import TARGETS, Target, requirements, resolve, run_time, write_requirements, write_scripts

NAMES = [target.name for target in TARGETS]
# What is made of a package for one kind of machine alone; the others take pure Python.
BINARY = {"numpy", "pandas", "pyarrow", "lxml", "typst"}


def needed(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def write_wheel(folder: Path, name: str, version: str, tag: str, requires: list[str]) -> Path:
    """Write a wheel that holds nothing but what it is called and needs."""
    stem = f"{name.replace('-', '_')}-{version}"
    contents = {
        f"{stem}.dist-info/METADATA": "\n".join(
            ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
            + [f"Requires-Dist: {line}" for line in requires]
            + [
                f"Provides-Extra: {extra}"
                for extra in sorted(re.findall(r"extra == [\"']([\w-]+)", str(requires)))
            ]
        )
        + "\n",
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if name == "yuebao":
        contents[f"{stem}.dist-info/entry_points.txt"] = "[console_scripts]\nyuebao = this:s\n"
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},"
        for path, text in contents.items()
    ]
    contents[f"{stem}.dist-info/RECORD"] = "\n".join([*record, f"{stem}.dist-info/RECORD,,"]) + "\n"
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name_inside, text in contents.items():
            wheel.writestr(zipfile.ZipInfo(name_inside), text)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of empty wheels, which are called as the lock's and need what those need, with their own hashes."""
    folder = tmp_path_factory.mktemp("bundle")
    wheels = folder / "wheels"
    wheels.mkdir()
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    wanted = {name for target in TARGETS for name in run_time(target)}
    blocks = []
    for block in re.split(r"\n(?=\S)", read("requirements.txt").strip()):
        pin = block.partition(" \\\n")[0]
        name = canonicalize_name(Requirement(pin).name)
        if name in wanted:
            tags = ["py3-none-any"]
            if name in BINARY:
                tags = [f"{python}-{python}-{target.platforms[0]}" for target in TARGETS]
            files = [write_wheel(wheels, name, str(lock()[name]), tag, needed(name)) for tag in tags]
            hashes = [f"    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
            blocks.append(" \\\n".join([pin, *hashes]))
    suite = write_wheel(wheels, "yuebao", "0.1.0", "py3-none-any", project()["dependencies"])
    for target in TARGETS:
        write_requirements(folder, target, "\n".join(blocks), suite)
    write_scripts(folder, "0.1.0")
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    subprocess.run(["cp", "-r", str(made), str(tmp_path / "bundle")], check=True)
    return tmp_path / "bundle"


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_a_bundle_holds_what_runs_the_suite_and_nothing_of_its_development(target: Target) -> None:
    held = run_time(target).keys()
    assert held >= {canonicalize_name(Requirement(line).name) for line in project()["dependencies"]}
    assert run_time(target)["jsonschema"] == {"format-nongpl"}
    assert not held & {"linkify-it-py", "pytest", "mypy", "ruff", "playwright", "hatchling", "pre-commit"}
    assert ("pywinpty" in held) == (target.name == "win_amd64")
    assert ("ptyprocess" in held) == (target.name != "win_amd64")


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_its_pins_and_hashes_are_those_of_the_lock_without_markers(target: Target) -> None:
    part = requirements(read("requirements.txt"), target)
    assert ";" not in part
    assert "://" not in part
    blocks = re.split(r"\n(?=\S)", part.strip())
    pins = {canonicalize_name(Requirement(block.partition(" \\\n")[0]).name) for block in blocks}
    assert pins == run_time(target).keys()
    # Without the extras for which only those ask who develop the suite.
    whole = re.sub(r"^([\w.-]+)\[[^\]]*\]", r"\1", read("requirements.txt"), flags=re.MULTILINE)
    for block in blocks:
        pin, _, hashes = block.partition(" \\\n")
        assert hashes
        bare = re.sub(r"\[.*\]", "", pin)
        assert f"{bare} " in whole
        assert hashes in whole


def test_a_package_that_the_lock_does_not_pin_is_named() -> None:
    less = re.sub(r"^papermill==(?:.*\n)(?: .*\n)*", "", read("requirements.txt"), flags=re.MULTILINE)
    with pytest.raises(SystemExit, match="does not pin papermill for win_amd64"):
        requirements(less, TARGETS[0])


@pytest.mark.promise("it runs on Windows and on Linux, ARM too")
@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_pip_finds_all_that_a_machine_needs_in_its_bundle(made: Path, target: Target) -> None:
    resolve(made, target)


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["a wheel is missing", "a wheel was changed", "a pin is missing"])
def test_pip_refuses_a_bundle_that_is_not_whole(copied: Path, harm: str) -> None:
    wheel = next((copied / "wheels").glob("papermill-*.whl"))
    if harm == "a wheel is missing":
        wheel.unlink()
    elif harm == "a wheel was changed":
        with zipfile.ZipFile(wheel, "a") as changed:
            changed.writestr("more.py", "")
    else:
        file = copied / "requirements" / f"{NAMES[0]}.txt"
        pins = re.split(r"\n(?=\S)", file.read_text())
        file.write_text("\n".join(pin for pin in pins if not pin.startswith("papermill==")))
    with pytest.raises(subprocess.CalledProcessError):
        resolve(copied, TARGETS[0])


@pytest.mark.promise("it runs on Windows and on Linux, ARM too")
@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or f"linux_{platform.machine()}" not in NAMES, reason="installs on Linux"
)
def test_the_script_installs_without_a_network_and_again(copied: Path, tmp_path: Path) -> None:
    target = tmp_path / "装到 这里"
    for _ in range(2):
        done = subprocess.run(
            ["sh", str(copied / "install.sh"), target.name],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHON": sys.executable},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{target}/bin/yuebao" in done.stdout
    assert (target / "bin" / "yuebao").is_file()
    listed = subprocess.run(
        [str(target / "bin" / "python"), "-m", "pip", "list", "--format", "json"],
        capture_output=True,
        check=True,
    )
    names = {canonicalize_name(one["name"]) for one in json.loads(listed.stdout)}
    here = next(one for one in TARGETS if one.name == f"linux_{platform.machine()}")
    assert names >= {*run_time(here), "yuebao"}


@pytest.mark.parametrize(
    ("version", "said"), [("3.10", "是别的版本"), ("", "请先安装 Python")], ids=["another", "none"]
)
def test_the_script_says_which_python_it_needs(made: Path, tmp_path: Path, version: str, said: str) -> None:
    python = tmp_path / "python"
    if version:
        python.write_text(f"#!/bin/sh\necho {version}\n")
        python.chmod(0o755)
    done = subprocess.run(
        ["sh", str(made / "install.sh"), str(tmp_path / "x")],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHON": str(python)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "x").exists()


def test_each_system_gets_a_script_with_its_own_ends_of_lines_and_its_own_requirements(made: Path) -> None:
    for name in ("install.bat", "说明.txt"):
        content = (made / name).read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") > 10
    assert b"\r" not in (made / "install.sh").read_bytes()
    assert r"requirements\win_amd64.txt" in (made / "install.bat").read_text(encoding="utf-8")
    for name in ("install.bat", "install.sh", "说明.txt"):
        text = (made / name).read_text(encoding="utf-8")
        assert bundle.VERSION in text
        assert "{python}" not in text
        assert "{version}" not in text
    for name in ("install.bat", "install.sh"):
        text = (made / name).read_text(encoding="utf-8")
        assert {"--no-index", "--require-hashes", "--only-binary=:all:"} <= set(text.split())


def test_the_same_bundle_is_the_same_zip(made: Path, tmp_path: Path) -> None:
    first, again = (bundle.pack(made, tmp_path / folder / "b.zip").read_bytes() for folder in "ab")
    assert first == again
    with zipfile.ZipFile(tmp_path / "a" / "b.zip") as packed:
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
    assert modes["b/install.sh"] == 0o755
    assert modes["b/install.bat"] == 0o644
