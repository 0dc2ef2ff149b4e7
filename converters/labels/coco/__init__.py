"""COCO: label rows as the file that most training tools read, and back."""

from converters.labels.coco.exporting import to_coco
from converters.labels.coco.files import CocoSummary, write_coco
from converters.labels.coco.importing import CocoImport, from_coco, read_coco
from converters.labels.coco.refusals import Refusal

__all__ = [
    "CocoImport",
    "CocoSummary",
    "Refusal",
    "from_coco",
    "read_coco",
    "to_coco",
    "write_coco",
]
