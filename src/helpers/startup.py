"""What a process of the suite leaves out when it starts."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile


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


def have_home() -> None:
    """Give libraries that keep things in the user's home a folder for the time of a run where there is no such home.

    Users of services have none, and those that a container starts by number; matplotlib and Jupyter then fail.
    """
    home = os.environ.get("HOME", "")
    if sys.platform == "win32" or (os.path.isabs(home) and os.access(home, os.W_OK | os.X_OK)):
        return
    folder = tempfile.mkdtemp(prefix="yuebao-home-")
    os.environ["HOME"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def leave_out_threads() -> None:
    """Keep OpenBLAS from starting threads, which nothing here needs: where it may not, it feigns a Ctrl-C."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
