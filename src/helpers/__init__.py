"""What the notebooks of yuebao call: sections made of figures that are computed from ledger rows."""

from helpers.sections import Section, load_month, open_section

__all__ = ["Section", "load_month", "open_section"]
