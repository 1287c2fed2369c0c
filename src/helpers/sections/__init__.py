"""What a section notebook calls: figures from rows, text with figures by name, tables, charts."""

from helpers.sections.section import OpenSection, latest_month, load_month, open_section

__all__ = ["OpenSection", "latest_month", "load_month", "open_section"]
