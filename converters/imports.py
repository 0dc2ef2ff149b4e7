"""Imports that wait until they are needed, and that no fork cuts in two."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Final

import orm_attrs  # noqa: F401 - its lock first: forks take them from the last to the first

# Not that of `orm_attrs`: a thread that imports a module of tables itself asks for one of models,
# while this lock may be held by a thread that waits for the module of tables.
_LOCK: Final = RLock()

# A child that is forked while another thread imports a module would wait for that for ever.
# Imports take the lock of `orm_attrs` when they have this one, so a fork must do so too.
if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )


@cache
def import_late(name: str) -> ModuleType:
    """Import a module that takes too long to import for those who do not need it.

    Raises:
        ImportError: When it is not installed.
    """
    with _LOCK:
        return import_module(name)


def needed(module: str, extra: str) -> ModuleType:
    """Import a module that only an extra installs, or say which one.

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
