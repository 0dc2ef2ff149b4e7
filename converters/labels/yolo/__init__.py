"""YOLO: label rows as the text files that its trainers read, and back."""

from converters.labels.yolo.exporting import YoloSummary, to_yolo
from converters.labels.yolo.importing import from_yolo
from converters.labels.yolo.shapes import Task

__all__ = ["Task", "YoloSummary", "from_yolo", "to_yolo"]
