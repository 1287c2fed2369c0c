"""The ledgers: defined as YAML, read from workbooks and checked, kept month by month as a snapshot."""

from helpers.ledgers.columns import ColumnSchema
from helpers.ledgers.frames import Ledgers, open_ledgers
from helpers.ledgers.problems import LedgerFaults, Problem, problems_table, write_problems
from helpers.ledgers.schemas import LedgerSchema, Schemas, TableSchema, load_schemas
from helpers.ledgers.snapshots import (
    Inspection,
    Origin,
    Snapshot,
    absent_ledgers,
    inspect_ledgers,
    take_snapshot,
)

__all__ = [
    "ColumnSchema",
    "Inspection",
    "LedgerFaults",
    "LedgerSchema",
    "Ledgers",
    "Origin",
    "Problem",
    "Schemas",
    "Snapshot",
    "TableSchema",
    "absent_ledgers",
    "inspect_ledgers",
    "load_schemas",
    "open_ledgers",
    "problems_table",
    "take_snapshot",
    "write_problems",
]
