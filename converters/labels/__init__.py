"""What labels and ontologies mean: functions over their classes."""

from converters.labels.answering import answer
from converters.labels.answers import Answer
from converters.labels.change_texts import change_lines
from converters.labels.checks import check
from converters.labels.coco import (
    CocoImport,
    CocoSummary,
    Refusal,
    from_coco,
    read_coco,
    to_coco,
    write_coco,
)
from converters.labels.differences import Change, diff
from converters.labels.forms import typed, untyped
from converters.labels.instances import Instance, instances
from converters.labels.making import add
from converters.labels.masks import decode_mask, encode_mask
from converters.labels.names import value_name
from converters.labels.ontologies import Element, find, find_by_title
from converters.labels.overlaps import iou
from converters.labels.raster import mask
from converters.labels.removing import remove
from converters.labels.rows import new_row
from converters.labels.shapes import Bounds, Geometry, Ring, area, bounds, outline, pixels
from converters.labels.summaries import LabelSummary, Tally, summary
from converters.labels.tables import ObjectTable, table, table_schema
from converters.labels.yolo import YoloSummary, from_yolo, to_yolo

__all__ = [
    "Answer",
    "Bounds",
    "Change",
    "CocoImport",
    "CocoSummary",
    "Element",
    "Geometry",
    "Instance",
    "LabelSummary",
    "ObjectTable",
    "Refusal",
    "Ring",
    "Tally",
    "YoloSummary",
    "add",
    "answer",
    "area",
    "bounds",
    "change_lines",
    "check",
    "decode_mask",
    "diff",
    "encode_mask",
    "find",
    "find_by_title",
    "from_coco",
    "from_yolo",
    "instances",
    "iou",
    "mask",
    "new_row",
    "outline",
    "pixels",
    "read_coco",
    "remove",
    "summary",
    "table",
    "table_schema",
    "to_coco",
    "to_yolo",
    "typed",
    "untyped",
    "value_name",
    "write_coco",
]
