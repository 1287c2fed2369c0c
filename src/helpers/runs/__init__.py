"""Runs a month: its notebooks in parallel, and the month published whole or not at all."""
