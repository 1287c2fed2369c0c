"""What a process of the suite leaves out when it starts."""

from __future__ import annotations

import os
import sys


def leave_out_grammars() -> None:
    """Keep jsonschema from building the grammars of international addresses, which takes most of a second.

    nbformat imports jsonschema, which builds them where it finds the package (JupyterLab brings it) and does
    without where it does not. No notebook has such an address to be checked.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def leave_out_folder() -> None:
    """Keep the processes that this one starts from importing what lies in the folder in which one stands.

    A ``pandas.py`` there, in a folder of somebody else, would run before anything could ask whose it is.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
