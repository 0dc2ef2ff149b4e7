"""What labels and ontologies mean: functions over their classes."""

from converters.labels.forms import typed, untyped
from converters.labels.ontologies import Element, find, find_by_title

__all__ = ["Element", "find", "find_by_title", "typed", "untyped"]
