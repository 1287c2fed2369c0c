"""The verbs that make a figure from a number that no ledger row makes, with the source that answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.errors import SectionError
from helpers.params import Limit
from helpers.sections.arguments import NewName
from helpers.sections.figures import MadeFigure

if TYPE_CHECKING:
    from helpers.sections.section import OpenSection


def given(
    section: OpenSection,
    name: NewName,
    value: float | int,
    *,
    unit: str,
    definition: str,
    source: str,
    decimals: int = 0,
) -> MadeFigure:
    """引用台账以外的数（如 params 里有几项打算），写明出处。

    例
    --
    >>> s.given("打算数", len(plans), unit="项", definition="下一步打算的项数", source="params 的 plans")
    """
    return section.add(
        MadeFigure(section.full_name(name), value, unit, decimals, definition, "given", source)
    )


def limit(section: OpenSection, name: NewName) -> MadeFigure:
    """引用 params/report.yaml 里 limits 的一个限值，连同它的依据。

    例
    --
    >>> s.limit("公示天数")
    """
    limit = _limit(section, name)
    value: float | int = int(limit.value) if limit.value == int(limit.value) else limit.value
    places = 0 if isinstance(value, int) else 2
    return given(
        section, name, value, unit=limit.unit, definition=limit.source, source="参数", decimals=places
    )


def limit_value(section: OpenSection, name: str) -> float:
    """Return the value of a limit, without making a figure of it."""
    return _limit(section, name).value


def _limit(section: OpenSection, name: str) -> Limit:
    try:
        return section.settings.report.limits[name]
    except KeyError:
        raise SectionError(
            f"没有“{name}”这个限值", where="params/report.yaml 的 limits", do="补上这一项，或改正名字"
        ) from None
