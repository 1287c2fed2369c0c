"""``python -m helpers``: the command ``yuebao`` where its script is not on the path, as on Windows."""

import os
import sys

if __name__ == "__main__":
    # `-m` puts the folder in which one stands before all libraries; whose that is, nobody knows yet.
    if sys.path[0] == os.getcwd():
        del sys.path[0]

    from helpers.cli import main

    main()
