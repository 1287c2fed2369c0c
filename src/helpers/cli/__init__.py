"""The command ``yuebao``: words and exit codes; what it does is done elsewhere."""

from helpers.cli.program import main

__all__ = ["main"]
