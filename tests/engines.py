"""Runs either engine in one process: which one makes hooks is otherwise chosen at import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from converters.engines import choice

COMPILED: Final[Any] = choice.core()
"""The compiled engine; None where it was not built, or is not to run."""

ENGINES_HERE: Final = ("pure",) if COMPILED is None else ("pure", "compiled")
"""The engines that can be compared."""


@contextmanager
def running(engine: str) -> Iterator[None]:
    """Let hooks that are made in the meantime be those of an engine."""
    before = choice._core
    choice._core = COMPILED if engine == "compiled" else None
    try:
        yield
    finally:
        choice._core = before
