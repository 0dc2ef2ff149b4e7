"""COCO: label rows as the file that most training tools read, and back."""

from converters.labels.coco.exporting import to_coco
from converters.labels.coco.files import CocoSummary, write_coco
from converters.labels.coco.refusals import Refusal

__all__ = ["CocoSummary", "Refusal", "to_coco", "write_coco"]
