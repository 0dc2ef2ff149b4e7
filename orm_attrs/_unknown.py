"""What stands for a text that a newer server says in the place of a few known ones."""

from enum import Enum


class UnknownText(str, Enum):
    """Stands for a text that is none of the known ones: ``Literal["UTC"] | UnknownText``."""

    UNKNOWN = "_UNKNOWN_"
    """A value that this version does not know."""
