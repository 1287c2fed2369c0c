"""What the notebooks of yuebao call: sections made of figures that are computed from ledger rows."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.sections import OpenSection, load_month, open_section

__all__ = ["OpenSection", "load_month", "open_section"]


def __getattr__(name: str) -> Any:
    # Loaded when first asked for, because charts need matplotlib and the command line does not.
    if name in __all__:
        from helpers import sections

        return getattr(sections, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
