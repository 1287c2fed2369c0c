"""What a process of the suite leaves out when it starts."""

from __future__ import annotations

import sys


def leave_out_grammars() -> None:
    """Keep jsonschema from building the grammars of international addresses, which takes most of a second.

    nbformat imports jsonschema, which builds them where it finds the package (JupyterLab brings it) and does
    without where it does not. No notebook has such an address to be checked.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
