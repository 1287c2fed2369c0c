"""The demo office: workbooks of synthetic rows that add up to targets, for tests, trials and first runs."""

from helpers.demo.audit import audit
from helpers.demo.office import write_office
from helpers.demo.targets import Targets, TargetsError, load_targets

__all__ = ["Targets", "TargetsError", "audit", "load_targets", "write_office"]
