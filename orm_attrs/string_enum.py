"""The common ancestor of enums whose values are wire strings."""

from enum import Enum


class StringEnum(Enum):
    """Base of enums with string values whose members are not themselves strings."""
