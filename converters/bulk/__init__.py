"""Files that are larger than memory: read, checked, converted and compared, batch by batch."""

from converters.bulk.batches import Batch, Reject, Summary
from converters.bulk.converting import convert
from converters.bulk.findings import Drift, Finding
from converters.bulk.progress import Progress
from converters.bulk.runners import WorkerDiedError
from converters.bulk.runs import check, drift, scan
from converters.bulk.sinks import TableMaker
from converters.bulk.tables import from_table, schema, to_table

__all__ = [
    "Batch",
    "Drift",
    "Finding",
    "Progress",
    "Reject",
    "Summary",
    "TableMaker",
    "WorkerDiedError",
    "check",
    "convert",
    "drift",
    "from_table",
    "scan",
    "schema",
    "to_table",
]
