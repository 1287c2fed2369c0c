"""All params that a month needs, read and held against each other before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from helpers.checks import Check, load_checks, unknown_waivers
from helpers.errors import SectionError
from helpers.ledgers import absent_ledgers, load_schemas
from helpers.months import Month
from helpers.offices import Office
from helpers.params import (
    Fault,
    ParamsFaults,
    Settings,
    collect,
    load_month_settings,
    load_settings,
    place_in,
    progress_faults,
)
from helpers.runs.ledgers import months_read
from helpers.wording.templates import BUILTINS, pieces


def read_all_params(office: Office, month: Month) -> tuple[Settings, list[Check]]:
    """Read ``report.yaml``, ``MONTH.yaml``, those of the months compared with, ``checks.yaml`` and the ledgers'.

    Raises
    ------
    ParamsFaults
        If any of them cannot be used, or contradicts another; all faults of all files at once.
    """
    faults: list[Fault] = []
    settings = collect(faults, partial(load_settings, office, month))
    checks = collect(faults, partial(load_checks, office))
    schemas = collect(faults, partial(load_schemas, office))
    others = {month.previous} | set(months_read(office, settings) if settings else ())
    for other in sorted(others - {month}):
        collect(faults, partial(load_month_settings, office, other))
    if settings is not None:
        faults += collect(faults, partial(progress_faults, office, settings)) or []
        faults += _templates(office, settings)
        if checks is not None:
            faults += unknown_waivers(office, checks, settings)
        if schemas is not None:
            collect(faults, partial(absent_ledgers, office, settings, schemas))
    if faults or settings is None or checks is None:
        raise ParamsFaults(faults)
    return settings, checks


def _templates(office: Office, settings: Settings) -> Iterator[Fault]:
    """Yield what the title and the addressee, which are filled in, cannot be filled with."""
    for key in ("title", "addressee"):
        place = partial(place_in, office.folder / "params" / "report.yaml", (key,))
        try:
            fields = [piece.field for piece in pieces(getattr(settings.report, key)) if piece.field]
        except SectionError as error:
            yield Fault(
                place(),
                error.what,
                f"数字用 {'、'.join(f'{{{word}}}' for word in ('年', '月', '年月'))} 写出",
            )
            continue
        for name in fields:
            if name not in BUILTINS:
                known = "、".join(f"{{{word}}}" for word in BUILTINS)
                yield Fault(place(), f"“{{{name}}}”没有意义", f"改正；可以用 {known}")
