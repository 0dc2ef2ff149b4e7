"""Makes changed copies of objects, which hold what the objects hold."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from converters.unknown.held import NOTHING_KEPT, hold, kept_of
from orm_attrs import Keeper

T = TypeVar("T")


def evolve(obj: T, **changes: Any) -> T:
    """Make a copy of an object with some fields changed, which holds what the object holds.

    ``attrs.evolve`` calls the class, so what it makes holds nothing, and has no changes to save.

    Args:
        obj: An instance of an attrs class.
        **changes: Argument of the constructor to value.

    Raises:
        TypeError: When one of them is no argument of the constructor.
    """
    if isinstance(obj, Keeper):
        return obj.__replace__(**changes)
    made: Any = attrs.evolve(obj, **changes)  # type: ignore[misc]
    held = kept_of(obj)
    if held is not NOTHING_KEPT:
        hold(made, held)
    evolved: T = made
    return evolved
