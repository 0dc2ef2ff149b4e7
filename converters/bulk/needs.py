"""Imports libraries that only an extra installs, or says which one."""

from __future__ import annotations

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
