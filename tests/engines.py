"""Runs either engine in one process: which one makes hooks is otherwise chosen at import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from converters.engines import choice, compiled
from converters.plans.hooks import pair_of

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


def is_compiled(hook: Any) -> bool:
    """Tell whether the compiled engine makes the attempt of a hook."""
    return compiled.is_attempt(pair_of(hook).attempt)


def row(**changes: Any) -> dict[str, Any]:
    """A data row, with dates of two forms and a whole number written as a float."""
    return {
        "data_hash": "h",
        "data_title": "t",
        "data_type": "VIDEO",
        "created_at": "2022-01-05 18:51:05",
        "last_edited_at": "2022-01-05T18:51:05.25Z",
        "width": None,
        "height": 1080.0,
        "file_link": None,
        "file_size": None,
        "file_type": None,
        "storage_location": 0,
        "frames_per_second": 25,
        "duration": 1.5,
        **changes,
    }
