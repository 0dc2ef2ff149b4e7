"""The metadata that marks a field as fixed once its record exists."""

from typing import Final

NOT_UPDATABLE: Final[dict[str, bool]] = {"updatable": False}
"""Pass as ``metadata`` of a field that an update statement must leave alone.

attrs hands each field a read-only copy, so sharing this one is safe.
"""
