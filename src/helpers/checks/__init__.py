"""The checks between figures (勾稽关系): their language, their judgement, their results."""

from helpers.checks.judging import (
    Check,
    CheckResult,
    ChecksError,
    for_readers,
    judge,
    ledger_warnings,
    load_checks,
    require_known,
    unused_waivers,
    write_checks,
)

__all__ = [
    "Check",
    "CheckResult",
    "ChecksError",
    "for_readers",
    "judge",
    "ledger_warnings",
    "load_checks",
    "require_known",
    "unused_waivers",
    "write_checks",
]
