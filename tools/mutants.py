"""Change the core modules one operator at a time, and tell which changes the tests that mirror them miss.

`make mutants` does it for all modules of `[tool.yuebao.mutants]` in pyproject.toml, `make mutants MODULE=gate.people`
for one. mutmut makes the changes and runs the tests. Left out are changes of texts (no message is tested letter by
letter), and of arguments and values to None, which no slip at a limit looks like. mutmut changes what stands in
functions that no decorator but `staticmethod` or `classmethod` wraps. A change that alters nothing that anybody can see
is listed in docs/mutants.md with the reason; any other that survives is printed, and the exit code is 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / "mutants"
KNOWN = ROOT / "docs" / "mutants.md"
LEFT_OUT = {"operator_string", "operator_assignment", "operator_arg_removal", "operator_dict_arguments"}
KILLED = {"killed", "timeout", "suspicious"}


def modules() -> dict[str, list[str]]:
    """Return the core modules, each with the tests that mirror it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["yuebao"]["mutants"]


def known(text: str) -> set[tuple[str, ...]]:
    """Return the changes that docs/mutants.md calls equivalent, as (module, line before, line after)."""
    found = set()
    module = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"## ([\w.]+)", line):
            module = heading.group(1)
        elif change := re.match(r"- `(.+?)` → `(.+?)`: \S", line):
            found.add((module, *change.groups()))
    return found


def changed(diff: str) -> tuple[str, str]:
    """Return the lines before and after a change, without indentation."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    before, after = (" ".join(line[1:].strip() for line in lines if line[:1] == sign) for sign in "-+")
    return before, after


def survivors(module: str, tests: list[str]) -> tuple[int, list[tuple[str, str, str]]]:
    """Run the tests against each change of a module; return the number of changes, and those that survived."""
    from mutmut import __main__ as mutmut
    from mutmut.configuration import config
    from mutmut.mutation import mutators

    mutators.mutation_operators[:] = [  # type: ignore[index]
        entry for entry in mutators.mutation_operators if entry[1].__name__ not in LEFT_OUT
    ]
    path = f"src/helpers/{module.replace('.', '/')}.py"
    config().only_mutate = [path]
    config().pytest_add_cli_args_test_selection = tests
    config().pytest_add_cli_args = ["-m", "not slow"]
    mutmut._run([], 1)
    statuses, left = found(path)
    if left:
        # Asked were the tests that were seen to call what was changed; what a fixture calls once is seen in one alone.
        every = set(mutmut.state().duration_by_test)
        for name in left:
            mutmut.state().tests_by_mangled_function_name[mutmut.mangled_name_from_mutant_name(name)] = every
        mutmut._run(left, 1)
        statuses, left = found(path)
    return len(statuses), [
        (statuses[name], *changed(mutmut.get_diff_for_mutant(name, path=Path(path)))) for name in left
    ]


def found(path: str) -> tuple[dict[str, str], list[str]]:
    """Return what became of each change of a file, and which of them the tests did not notice."""
    from mutmut import __main__ as mutmut

    data = mutmut.SourceFileMutationData(path=Path(path))
    data.load()
    statuses = {name: mutmut.status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}
    return statuses, [name for name, status in statuses.items() if status not in KILLED]


def judge(module: str) -> int:
    """Print what survives in a module and is not known to be equivalent; return how many these are."""
    shutil.rmtree(WORK, ignore_errors=True)
    total, left = survivors(module, modules()[module])
    equivalent = known(KNOWN.read_text(encoding="utf-8"))
    new = [change for change in left if (module, *change[1:]) not in equivalent]
    print(f"{module}: {total} changes, {total - len(left)} killed, {len(left) - len(new)} equivalent")
    for status, before, after in new:
        print(f"  {status}: `{before}` → `{after}`")
    return len(new)


def main(names: list[str]) -> int:
    """Judge one module in this process, or each of several in one of its own."""
    if unknown := set(names) - modules().keys():
        print(
            f"not in [tool.yuebao.mutants] of pyproject.toml: {', '.join(sorted(unknown))}", file=sys.stderr
        )
        return 2
    if len(names) == 1:
        return min(judge(names[0]), 1)
    codes = [
        subprocess.run([sys.executable, __file__, name], cwd=ROOT, check=False).returncode
        for name in names or modules()
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
