"""Gives each process its own connections: two processes on one would read each other's answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

T = TypeVar("T")


class _Generation:
    """Changes with each fork, also where a child has the number of a process that is long gone."""

    def __init__(self) -> None:
        self.current = object()

    def renew(self) -> None:
        self.current = object()


_GENERATION: Final = _Generation()
if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
    os.register_at_fork(after_in_child=_GENERATION.renew)

_INHERITED: Final[list[object]] = []
"""What belongs to a parent process and cannot be closed: it must not even be collected."""


class PerProcess(Generic[T]):
    """Values of which each process makes its own, and each event loop in it, too.

    There is no lock: a thread of the parent may have held it during the fork, and would never give
    it back in the child.
    """

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[tuple[object, Hashable], T] = {}

    def __reduce__(self) -> tuple[type[PerProcess[T]], tuple[()]]:
        return PerProcess, ()  # what is unpickled, mostly in another process, begins anew

    def get(
        self, make: Callable[[], T], abandon: Callable[[T], object], place: Hashable = None
    ) -> T:
        """Give the value of this process.

        Args:
            make: Makes it.
            abandon: Is called with each value that was inherited from a parent process.
            place: What else values differ by: an event loop.
        """
        key = (_GENERATION.current, place)
        value = self._values.get(key)
        if value is None:
            self._leave_inherited(abandon)
            # Of two threads that make one at a time, one gets that of the other.
            value = self._values.setdefault(key, make())
        return value

    def pop(self, place: Hashable = None) -> T | None:
        """Take the value of this process out; None where there is none."""
        return self._values.pop((_GENERATION.current, place), None)

    def places(self) -> list[Hashable]:
        """List where this process has values."""
        return [
            place for generation, place in list(self._values) if generation is _GENERATION.current
        ]

    def _leave_inherited(self, abandon: Callable[[T], object]) -> None:
        for key in list(self._values):
            if key[0] is not _GENERATION.current:
                value = self._values.pop(key, None)
                if value is not None:
                    _INHERITED.append(value)
                    abandon(value)
