"""Make a zip from which `yuebao` is installed on a machine without a network: `make bundle`.

It holds the wheels of the run-time packages for Windows and for Linux on x86_64 and aarch64 (Kylin, UOS), as
requirements.txt pins them, the suite's own wheel, what pip must find there with all hashes, and an install script for
each system. It is for the version of Python that makes it, which is that of the environment.

Markers are evaluated here, for the machine that will install, since pip evaluates them for the one that it runs on.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(__file__).parent / "offline"
SUITE = "yuebao"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
OLDEST_GLIBC, GLIBC = 5, 28  # of Debian 10, UOS 20 and Kylin V10; a wheel that needs a newer one is not taken
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")


@dataclass(frozen=True)
class Target:
    """A kind of machine: the tags of its wheels, best first, and what markers ask of it."""

    name: str
    platforms: tuple[str, ...]
    markers: tuple[tuple[str, str], ...]

    @property
    def environment(self) -> dict[str, str]:
        """What markers are evaluated in."""
        full = ".".join(map(str, sys.version_info[:3]))
        python = {"python_version": VERSION, "python_full_version": full, "implementation_version": full}
        other = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
        return python | other | {"platform_release": "", "platform_version": ""} | dict(self.markers)


def _linux(machine: str) -> Target:
    numbered = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, OLDEST_GLIBC - 1, -1)]
    named = [f"manylinux{name}_{machine}" for name in ("2014", "2010", "1")]
    markers = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
    return Target(f"linux_{machine}", (*numbered, *named), (*markers.items(), ("platform_machine", machine)))


_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
}
TARGETS = (Target("win_amd64", ("win_amd64",), tuple(_WINDOWS.items())), _linux("x86_64"), _linux("aarch64"))


# --- what must be in it ---------------------------------------------------------------------------------------


def run_time(target: Target) -> dict[str, set[str]]:
    """Return all packages that the suite needs to run on a machine, each with the extras that it is asked for.

    None of those of ``dev`` is among them, and no extra that only they ask for.

    What is not installed here, because another system alone needs it, is taken to need nothing itself; the bundle
    is resolved with pip when it is made, which finds what that would leave out.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [(line, frozenset[str]()) for line in project["dependencies"]]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        line, extras = waiting.pop()
        wanted = Requirement(line)
        asked = [target.environment | {"extra": extra} for extra in ("", *extras)]
        if wanted.marker is not None and not any(map(wanted.marker.evaluate, asked)):
            continue
        package = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if package not in seen:
            seen.add(package)
            waiting += [(needed, package[1]) for needed in _requires(package[0])]
    return {name: set().union(*(extras for other, extras in seen if other == name)) for name, _ in seen}


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def requirements(lock: str, target: Target) -> str:
    """Return the part of a lock that a machine needs, with its hashes and without markers."""
    wanted = run_time(target)
    blocks = []
    for block in re.split(r"\n(?=\S)", lock.strip()):
        pin, _, hashes = block.partition(" \\\n")
        requirement = Requirement(pin)
        name = canonicalize_name(requirement.name)
        if name in wanted and (requirement.marker is None or requirement.marker.evaluate(target.environment)):
            extras = f"[{','.join(sorted(wanted.pop(name)))}]".replace("[]", "")
            blocks.append(f"{requirement.name}{extras}{requirement.specifier} \\\n{hashes}")
    if wanted:
        raise SystemExit(f"requirements.txt does not pin {', '.join(sorted(wanted))} for {target.name}")
    return "\n".join(blocks) + "\n"


# --- pip ------------------------------------------------------------------------------------------------------


def options(target: Target) -> list[str]:
    """Return what tells pip to take wheels for another machine, with their hashes."""
    platforms = [word for platform in target.platforms for word in ("--platform", platform)]
    python = ["--python-version", VERSION, "--implementation", "cp"]
    return [*platforms, *python, "--only-binary=:all:", "--require-hashes"]


# pip with the markers of another machine.
_AS_ON = """
import json, runpy, sys
from pip._vendor.packaging import markers
environment = json.loads(sys.argv.pop(1))
markers.default_environment = lambda: environment
sys.argv[0] = "pip"
from pip._internal.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def resolve(folder: Path, target: Target) -> None:
    """Have pip find, in the folder of a bundle and nowhere else, all that the machine needs.

    Raises
    ------
    subprocess.CalledProcessError
        If a package, or one that it needs in turn, is missing, is of another version or has another hash.
    """
    import json

    with tempfile.TemporaryDirectory() as nowhere:
        words = ["install", "--dry-run", "--quiet", "--no-index", "-f", "wheels", "--target", nowhere]
        file = ["-r", f"requirements/{target.name}.txt"]
        command = [
            sys.executable,
            "-c",
            _AS_ON,
            json.dumps(target.environment),
            *words,
            *options(target),
            *file,
        ]
        subprocess.run(command, cwd=folder, check=True)


# --- the bundle -----------------------------------------------------------------------------------------------


def make(folder: Path) -> Path:
    """Make the bundle, resolve it for each machine, and return the zip."""
    version = metadata.version(SUITE)
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as temporary:
        bundle = Path(temporary)
        wheels = bundle / "wheels"
        build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(wheels)]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        (suite,) = wheels.glob("*.whl")
        for target in TARGETS:
            print(f"  {target.name}", flush=True)
            write_requirements(bundle, target, lock, suite)
            file = bundle / "requirements" / f"{target.name}.txt"
            words = [
                "download",
                "--quiet",
                "--no-deps",
                "-f",
                str(wheels),
                "--dest",
                str(wheels),
                "-r",
                str(file),
            ]
            subprocess.run([*PIP, *words, *options(target)], check=True)
            resolve(bundle, target)
        write_scripts(bundle, version)
        return pack(bundle, folder / f"{SUITE}-{version}-offline-py{VERSION.replace('.', '')}.zip")


def write_requirements(bundle: Path, target: Target, lock: str, suite: Path) -> None:
    """Write what pip must find in the bundle for a machine: the part of the lock, and the suite itself."""
    version = suite.name.split("-")[1]
    file = bundle / "requirements" / f"{target.name}.txt"
    file.parent.mkdir(exist_ok=True)
    own = f"{SUITE}=={version} \\\n    --hash=sha256:{hashlib.sha256(suite.read_bytes()).hexdigest()}\n"
    file.write_text(requirements(lock, target) + own, encoding="utf-8", newline="\n")


def write_scripts(bundle: Path, version: str) -> None:
    """Write the install scripts and the page that says how to use them."""
    for source in sorted(SCRIPTS.iterdir()):
        text = source.read_text(encoding="utf-8").replace("{version}", version).replace("{python}", VERSION)
        windows = source.suffix in (".bat", ".txt")  # Notepad and cmd want lines that end as on Windows
        (bundle / source.name).write_text(text, encoding="utf-8", newline="\r\n" if windows else "\n")


def pack(bundle: Path, target: Path) -> Path:
    """Pack a folder, so that the same files give the same bytes; scripts for a shell can be run."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:  # wheels are compressed already
        for path in _files(bundle):
            entry = zipfile.ZipInfo(
                f"{target.stem}/{path.relative_to(bundle).as_posix()}", (1980, 1, 1, 0, 0, 0)
            )
            entry.create_system = 3
            entry.external_attr = (0o755 if path.suffix == ".sh" else 0o644) << 16
            packed.writestr(entry, path.read_bytes())
    return target


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    made = make(ROOT / "dist")
    print(f"{made.relative_to(ROOT)}  {made.stat().st_size / 1e6:.0f} MB")
