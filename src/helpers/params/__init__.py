"""The typed settings of an office and of a month."""

from helpers.params.documents import read_params, read_yaml
from helpers.params.models import (
    Fact,
    Letterhead,
    Limit,
    MonthSettings,
    OfficeNames,
    Part,
    Plan,
    Progress,
    Public,
    ReportSettings,
    SmallCounts,
    Strict,
    Waiver,
)
from helpers.params.settings import Settings, load_month_settings, load_settings

__all__ = [
    "Fact",
    "Letterhead",
    "Limit",
    "MonthSettings",
    "OfficeNames",
    "Part",
    "Plan",
    "Progress",
    "Public",
    "ReportSettings",
    "Settings",
    "SmallCounts",
    "Strict",
    "Waiver",
    "load_month_settings",
    "load_settings",
    "read_params",
    "read_yaml",
]
