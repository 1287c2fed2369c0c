"""The checks between figures (勾稽关系): their language, their judgement, their results."""

from helpers.checks.definitions import judge_definitions
from helpers.checks.judging import (
    Check,
    CheckResult,
    ChecksError,
    for_readers,
    judge,
    ledger_warnings,
    load_checks,
    require_known,
    unknown_waivers,
    unused_waivers,
    write_checks,
)

__all__ = [
    "Check",
    "CheckResult",
    "ChecksError",
    "for_readers",
    "judge",
    "judge_definitions",
    "ledger_warnings",
    "load_checks",
    "require_known",
    "unknown_waivers",
    "unused_waivers",
    "write_checks",
]
