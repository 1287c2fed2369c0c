"""``python -m helpers``: the command ``yuebao`` where its script is not on the path, as on Windows."""

from helpers.cli import main

if __name__ == "__main__":
    main()
