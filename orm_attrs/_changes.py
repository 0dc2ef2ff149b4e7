"""Which fields of an object have been set to another value since it was made or saved."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from orm_attrs._keeper import Keeper

C = TypeVar("C", bound="type[Tracker]")


class Tracker(Keeper):
    """Base of the classes that know which of their fields were changed; see `track`."""

    __slots__ = ("_changed",)

    _changed: frozenset[str]

    _more_state = ("_kept", "_changed")
    _storage: ClassVar[Mapping[str, str]] = {}
    """Tracked field to the name under which its value is set without a mark."""

    def _hand_on(self, made: Any) -> None:
        super()._hand_on(made)
        differing = {name for name in self._storage if getattr(self, name) != getattr(made, name)}
        made._changed = _changed(self) | differing  # noqa: SLF001 - its own class


def track(*names: str) -> Callable[[C], C]:
    """Make a class note which of these fields are set to another value.

    Each becomes a property over its slot, which stays in reach under a private name, so that
    filling a new object takes no longer than without: an own ``__setattr__`` made structuring a
    `DataRow` 7 to 13 % slower. What is changed inside of a dict is seen when the dict is set again.

    Args:
        *names: Names of attributes.
    """

    def decorate(cls: C) -> C:
        cls._storage = {name: f"_{name}" for name in names}
        for name in names:
            slot = vars(cls)[name]
            setattr(cls, cls._storage[name], slot)
            setattr(cls, name, property(slot.__get__, _setter(name, slot)))
        return cls

    return decorate


def _setter(name: str, slot: Any) -> Callable[[Any, Any], None]:
    def set_and_note(obj: Tracker, value: Any) -> None:
        try:
            old = slot.__get__(obj)
        except AttributeError:
            is_other = False  # The object is being made.
        else:
            # A dict may have been changed inside, and 1 equals True there.
            is_other = isinstance(value, dict) or bool(value != old)
        slot.__set__(obj, value)
        if is_other:
            obj._changed = frozenset({*_changed(obj), name})  # noqa: SLF001 - its own module

    return set_and_note


def _changed(obj: Tracker) -> frozenset[str]:
    return getattr(obj, "_changed", frozenset())


def changes(obj: Tracker) -> tuple[str, ...]:
    """Give the names of the fields that were changed since an object was made or saved.

    Args:
        obj: An object that tracks its changes, such as a `DataRow`.

    Returns:
        Names of attributes, in the order in which the class tracks them. A field that was changed
        and then changed back is among them.
    """
    changed = _changed(obj)
    return tuple(name for name in obj._storage if name in changed)  # noqa: SLF001 - its own module


def forget_changes(obj: Tracker, *names: str) -> None:
    """Take fields for unchanged, for instance because a server has confirmed their values.

    Args:
        obj: An object that tracks its changes.
        *names: Names of attributes.
    """
    obj._changed = _changed(obj).difference(names)  # noqa: SLF001 - its own module


def begin_tracking(obj: Tracker) -> None:
    """Take a new object for unchanged, whatever methods of its own have set in it."""
    obj._changed = frozenset()  # noqa: SLF001 - its own module
