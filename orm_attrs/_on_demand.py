"""Imports a module of models when one of its names is first asked for."""

import os
import re
import sys
from importlib import import_module
from threading import RLock
from typing import Any, Final

_LINE: Final = re.compile(r"^from orm_attrs\.(\w+) import|(\w+) as \2\b", re.MULTILINE)
"""The head of an import in the stub of the package, or one of the names that it imports."""


def read_stub(text: str) -> dict[str, str]:
    """Return each public name that a stub lists, and the module that defines it."""
    found: dict[str, str] = {}
    module = ""
    for head, name in _LINE.findall(text):
        if head:
            module = head
        else:
            found[name] = module
    return found


def _stub() -> str:
    # By the loader, for a package in an archive has no file.
    package: Any = sys.modules["orm_attrs"]
    path = os.path.join(os.path.dirname(package.__file__), "__init__.pyi")  # noqa: PTH118, PTH120
    data: bytes = package.__spec__.loader.get_data(path)
    return data.decode()


MODULE_OF: Final[dict[str, str]] = read_stub(_stub())
"""Public name to the module that defines it."""

MODULES: Final = frozenset(MODULE_OF.values())

_LOCK: Final = RLock()

# A child that is forked while another thread imports a module would wait for that for ever.
if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(
        before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release
    )


def find(name: str) -> object:
    """Return the object that a public name of the package stands for, or its module of that name.

    Raises:
        AttributeError: When there is none.
    """
    module = MODULE_OF.get(name, name)
    if module not in MODULES:
        raise AttributeError(f"module 'orm_attrs' has no attribute {name!r}")
    full_name = f"orm_attrs.{module}"
    found: Any = sys.modules.get(full_name)
    if found is None or found.__spec__._initializing:  # noqa: SLF001 - another thread imports it
        with _LOCK:
            found = import_module(full_name)
    return found if module == name else getattr(found, name)
