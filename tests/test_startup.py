"""What a process leaves out when it starts is left out, and nothing that it needs."""

from __future__ import annotations

import subprocess
import sys


def printed(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_notebooks_are_read_and_checked_without_the_grammars_of_addresses() -> None:
    needs = (
        "import nbformat, sys; nbformat.validate(nbformat.v4.new_notebook()); print('lark' in sys.modules)"
    )
    without = f"from helpers.startup import leave_out_grammars; leave_out_grammars(); {needs}"
    assert (printed(needs), printed(without)) == ("True", "False")


def test_a_package_that_is_imported_already_stays() -> None:
    code = (
        "import rfc3987_syntax; from helpers.startup import leave_out_grammars; leave_out_grammars();"
        "import sys; print(sys.modules['rfc3987_syntax'] is rfc3987_syntax)"
    )
    assert printed(code) == "True"
