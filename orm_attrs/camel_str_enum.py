"""The common ancestor of enums whose values are their names in camelCase."""

from enum import Enum


class CamelStrEnum(str, Enum):
    """Base of string enums whose values are their members' names in camelCase."""
