"""What the notebooks of yuebao call: sections made of figures that are computed from ledger rows."""

from helpers.sections import Section, open_section

__all__ = ["Section", "open_section"]
