"""Imports libraries that only an extra installs, or says which one."""

from __future__ import annotations

import sys
from types import ModuleType

from converters.imports import import_late


def needed(module: str, extra: str) -> ModuleType:
    """Import a module.

    Raises:
        ModuleNotFoundError: When it is not installed; it names the extra.
    """
    try:
        return import_late(module)
    except ModuleNotFoundError as exc:
        library = module.partition(".")[0]
        if (exc.name or "").partition(".")[0] != library:
            raise
        sentence = f"{library} is missing: pip install 'orm-attrs[{extra}]'"
        raise ModuleNotFoundError(sentence, name=library) from None


def zstd() -> ModuleType:
    """Import what packs and unpacks zstd: Python's own, or what brings it to an older Python.

    Raises:
        ModuleNotFoundError: When it is not installed; it names the extra.
    """
    return needed("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", "bulk")
