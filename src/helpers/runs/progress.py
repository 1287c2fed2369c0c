"""What a run tells of itself while it goes; the silent one, for programs."""

from __future__ import annotations


class Progress:
    """Hears of each stage and each step of it; this one says nothing."""

    def stage(self, name: str, steps: int | None) -> None:
        """Hear that a stage of so many steps begins; None where that is not known."""

    def step(self, name: str, *, failed: bool = False) -> None:
        """Hear that a step of the stage is done: the ledgers of a month, a section."""
