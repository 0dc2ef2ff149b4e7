"""What labels and ontologies mean: functions over their classes."""

from converters.labels.answers import Answer
from converters.labels.forms import typed, untyped
from converters.labels.instances import Instance, instances
from converters.labels.names import value_name
from converters.labels.ontologies import Element, find, find_by_title

__all__ = [
    "Answer",
    "Element",
    "Instance",
    "find",
    "find_by_title",
    "instances",
    "typed",
    "untyped",
    "value_name",
]
