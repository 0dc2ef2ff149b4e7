"""Imports what unpacks files, and hands on what imports libraries of extras."""

from __future__ import annotations

import sys
from types import ModuleType

from converters.imports import needed

__all__ = ["needed", "zstd"]


def zstd() -> ModuleType:
    """Import what packs and unpacks zstd: Python's own, or what brings it to an older Python.

    Raises:
        ModuleNotFoundError: When it is not installed; it names the extra.
    """
    return needed("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", "bulk")
