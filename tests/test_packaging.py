"""What a newcomer installs: one lock, a conda environment that agrees, a wheel that holds the suite."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from make import COMMANDS

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"typst-py": "typst"}  # where conda-forge's name is not the one of Python's index
BRIEF = {"jupyterlab", "papermill", "pandas", "matplotlib", "nbconvert", "openpyxl"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))["project"]


@cache
def lock() -> dict[str, Version]:
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]+\])?==([^\s;]+)", read("requirements.txt"), flags=re.MULTILINE
    )
    assert len(pins) == len(dict(pins)), "requirements.txt pins a package twice"
    return {canonicalize_name(name): Version(version) for name, version in pins}


@cache
def conda() -> dict[str, Version]:
    """The pins of environment.yml by the names of Python's index, conda's and pip's together."""
    pins: dict[str, Version] = {}
    for dependency in yaml.safe_load(read("environment.yml"))["dependencies"]:
        if isinstance(dependency, dict):
            lines = [line for line in dependency["pip"] if line != "-e ."]
            pins |= {canonicalize_name(n): Version(v) for n, v in (line.split("==") for line in lines)}
        elif not re.match(r"(python|pip)\b(?!-)", dependency):
            name, version = dependency.split("=")
            pins[canonicalize_name(CONDA_NAMES.get(name, name))] = Version(version)
    return pins


def files() -> list[Path]:
    """The files that belong to the project: what git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_environment_names_the_packages_of_the_brief() -> None:
    assert conda().keys() >= BRIEF


def test_environment_agrees_with_the_lock() -> None:
    assert {
        name: (version, lock().get(name)) for name, version in conda().items() if version != lock().get(name)
    } == {}


def test_environment_installs_the_project_itself() -> None:
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["name"] == project()["name"]
    assert environment["dependencies"][-1]["pip"][-1] == "-e ."
    assert f"python{project()['requires-python']}" in environment["dependencies"]


def test_runtime_dependencies_are_locked_and_in_the_environment() -> None:
    for requirement in map(Requirement, project()["dependencies"]):
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(lock()[name]), requirement
        assert name in conda(), requirement


def test_environment_has_nothing_else() -> None:
    runtime = {canonicalize_name(Requirement(line).name) for line in project()["dependencies"]}
    assert conda().keys() == runtime


def test_development_dependencies_are_locked() -> None:
    for requirement in map(Requirement, project()["optional-dependencies"]["dev"]):
        assert requirement.specifier.contains(lock()[canonicalize_name(requirement.name)]), requirement


def test_extras_that_a_package_asks_for_are_locked_with_it() -> None:
    # With hashes pip takes `coverage[toml]` for another requirement than `coverage`, and finds it unpinned.
    locked = {
        canonicalize_name(name): extras
        for name, extras in re.findall(
            r"^([\w.-]+)\[([^]]+)\]==", read("requirements.txt"), flags=re.MULTILINE
        )
    }
    asked = {
        canonicalize_name(wanted.name): wanted.extras
        for name in lock()
        for wanted in map(Requirement, _requires(name))
        if wanted.extras and (wanted.marker is None or wanted.marker.evaluate({"extra": ""}))
    }
    assert {"coverage"} <= asked.keys()
    assert {
        name: extras for name, extras in asked.items() if not extras <= set(locked[name].split(","))
    } == {}


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:  # locked for another system
        return []


def test_only_the_lock_pins() -> None:
    extras = project()["optional-dependencies"].values()
    lines = [*project()["dependencies"], *(line for extra in extras for line in extra)]
    assert [line for line in lines if "==" in line or "<" in line] == []


def test_each_pin_has_hashes() -> None:
    blocks = re.split(r"\n(?=\S)", read("requirements.txt").strip())
    assert len(blocks) == len(lock())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_no_file_names_a_package_index() -> None:
    options = "|".join("--" + name for name in ("index-url", "extra-index-url", "find-links", "trusted-host"))
    address = re.compile(
        rf"(?:{options})[ =]|https?://files\.|https?://\S+/simple(?:/|\b)|^index-url", re.MULTILINE
    )
    named = {}
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if found := address.search(text):
            named[str(path.relative_to(ROOT))] = found.group()
    assert named == {}
    assert "://" not in read("requirements.txt")


def test_requirements_is_the_only_lock() -> None:
    names = {path.name for path in files()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml", "conda-lock.yml"}


def test_text_files_end_with_a_newline() -> None:
    open_ended = []
    for path in files():
        content = path.read_bytes()
        if content and b"\0" not in content and not content.endswith(b"\n"):
            open_ended.append(str(path.relative_to(ROOT)))
    assert open_ended == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_names_only_targets_that_exist(name: str) -> None:
    code = re.findall(r"```.*?```|`[^`\n]+`", read(name), flags=re.DOTALL)
    named = {
        target
        for text in code
        for target in re.findall(r"\bmake(?:\.py|(?: [A-Z]+=\S+)*) ([a-z]+)\b(?![.=])", text)
    }
    assert named - COMMANDS.keys() == set()
    assert named >= {"report", "test"}


def test_hooks_run_what_the_lock_pins() -> None:
    configuration = yaml.safe_load(read(".pre-commit-config.yaml"))
    hooks = [hook for repository in configuration["repos"] for hook in repository["hooks"]]
    assert {repository["repo"] for repository in configuration["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    modules = [re.match(r"\.venv/bin/python -m (\w+)", hook["entry"]) for hook in hooks]
    assert {found.group(1) if found else None for found in modules} == {"nbstripout", "ruff"}
    for name in ("nbstripout", "ruff", "pre_commit"):
        assert importlib.util.find_spec(name), name
        assert canonicalize_name(name) in lock()


def test_hooks_strip_from_a_notebook_what_another_machine_saved_in_it(tmp_path: Path) -> None:
    configuration = yaml.safe_load(read(".pre-commit-config.yaml"))
    (entry,) = (
        hook["entry"]
        for repository in configuration["repos"]
        for hook in repository["hooks"]
        if hook["id"] == "nbstripout"
    )
    saved = tmp_path / "saved.ipynb"
    language = {"name": "python", "version": "3.12.1", "codemirror_mode": {"name": "ipython", "version": 3}}
    nbformat.write(nbformat.v4.new_notebook(metadata={"language_info": language}), saved)
    command = [sys.executable, *entry.split()[1:]]
    refused = subprocess.run([*command, "--verify", saved], check=False, capture_output=True)
    assert refused.returncode == 1
    subprocess.run([*command, saved], check=True)
    assert nbformat.read(saved, as_version=4).metadata == {}
    options = entry.partition("nbstripout ")[2].split()
    assert options
    assert all(f'"{option}"' in read("make.py") for option in options)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.Path(path)


@pytest.mark.slow
def test_wheel_carries_the_suite(wheel: zipfile.Path) -> None:
    names = set(wheel.root.namelist())
    for folder in ("notebooks", "params", "data/demo"):
        kept = {path.relative_to(ROOT).as_posix() for path in files() if path.is_relative_to(ROOT / folder)}
        assert kept, folder
        assert {f"helpers/suite/{name}" for name in kept} <= names


@pytest.mark.slow
def test_wheel_carries_package_and_licences(wheel: zipfile.Path) -> None:
    names = set(wheel.root.namelist())
    package = {
        path.relative_to(ROOT / "src").as_posix() for path in files() if path.is_relative_to(ROOT / "src")
    }
    assert package <= names
    licences = {Path(name).name for name in names if re.search(r"\.dist-info/licenses/.*[^/]$", name)}
    assert licences == {"LICENSE", "FANDOL-COPYING.txt", "FANDOL-README.txt"}
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "yuebao = helpers.cli:main" in wheel.root.read(entry_points).decode()


@pytest.mark.promise("the commands of this page work as they are pasted")
@pytest.mark.slow
@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_lines_of_the_readme_install_the_wheel_with_the_locked_packages(
    wheel: zipfile.Path, name: str
) -> None:
    lines = re.findall(r"^ *python -m (pip install .*)", read(name), flags=re.MULTILINE)
    file = Path(str(wheel.root.filename))
    assert [line.split()[2] for line in lines] == ["--require-hashes", "--no-deps"]
    assert lines[1].split()[-1] == file.name
    # Nothing is fetched: all that the lock pins is here already, and fits its hashes or need not be installed.
    for line in lines:
        words = [str(file) if word == file.name else word for word in line.split()[1:]]
        command = [sys.executable, "-m", "pip", words[0], "--dry-run", "--no-index", *words[1:]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        assert f"Would install {project()['name']}" in done.stdout or "Would install" not in done.stdout
