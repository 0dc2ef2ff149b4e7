"""What an object holds of the payload that it was made from, besides its fields.

A converter that keeps unknown things writes back what it has read: keys that the class does not
know, the value behind an enum's fallback member, which optional keys were there, how a date was
spelled. The fields have no place for any of this; `orm_attrs.Keeper` has, in a slot of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Literal, TypeVar

import attrs
from attrs import NOTHING, define, field

from converters.codecs import plain
from converters.tables import WireField
from orm_attrs import Keeper, Tracker
from orm_attrs._changes import hand_on_changes

T = TypeVar("T")

Unknown = Literal["ignore", "forbid", "keep"]
"""What a converter does with unknown things: leave them out, refuse unknown keys, keep them."""

JSON_TYPES: Final = frozenset({str, int, float, bool, type(None), dict, list})
"""The types of what a JSON reader gives."""


@define
class Original:
    """How a payload spelled one field, where that is not how the field is written."""

    written_key: str
    """The key under which the field is written."""
    written: Any
    """What is written for it as long as it is not changed; ``NOTHING`` when it is left out."""
    key: str
    """The key under which the payload had it."""
    value: Any
    """What the payload had; ``NOTHING`` when the key was absent."""


@define
class Kept:
    """What one object holds. It never changes, so objects with the same may share it."""

    keys: Mapping[str, Any] = field(factory=dict)
    """Each key that the class does not know, and its value, by reference."""
    originals: tuple[Original, ...] = ()
    """The fields that were spelled otherwise than they are written."""
    plan: tuple[Any, list[Any]] = field(default=(None, []), init=False, eq=False, repr=False)
    """What a mirror made of this, and for which Struct; see `converters.keeping_mirror`."""

    def __reduce__(self) -> Any:
        return Kept, (self.keys, self.originals)

    def restore(self, written: dict[str, Any]) -> dict[str, Any]:
        """Put back into a dict that was just written what the payload had, in place.

        A field that was changed since is left as it is.
        """
        for one in self.originals:
            key, value = one.written_key, one.value
            now = written.get(key, NOTHING)
            if now is not one.written and not same(now, one.written):
                continue
            if value is NOTHING:
                del written[key]
            elif one.key == key:
                written[key] = value
            else:
                written.pop(key, None)
                written[one.key] = value
        for key, value in self.keys.items():
            written.setdefault(key, value)
        return written


NOTHING_KEPT: Final = Kept()
"""What an object holds whose payload is written as it was."""


def kept(obj: Any) -> dict[str, Any]:
    """Give what an object holds of its payload, and its class has no place for.

    Args:
        obj: An instance of any class.

    Returns:
        Wire key to value: the keys that the class does not know, and the fields that are written
        otherwise than the payload had them, such as one with an enum's fallback member. Empty for
        an object that was not structured by a converter that keeps unknown things.
    """
    held = kept_of(obj)
    changed = {one.key: one.value for one in held.originals if one.value is not NOTHING}
    return {**changed, **held.keys}


def kept_of(obj: Any) -> Kept:
    """Give what an object holds, as it holds it."""
    held: Kept | None = getattr(obj, "_kept", None)
    return NOTHING_KEPT if held is None else held


def has_place(cls: type) -> bool:
    """Tell whether the objects of a class can hold something: in the slot, or in a ``__dict__``."""
    return issubclass(cls, Keeper) or bool(cls.__dictoffset__)


def hold(obj: Any, held: Kept) -> None:
    """Make an object hold something; frozen ones can, too."""
    object.__setattr__(obj, "_kept", held)


def evolve(obj: T, **changes: Any) -> T:
    """Make a copy of an object with some fields changed, which holds what the object holds.

    ``attrs.evolve`` calls the class, so what it makes holds nothing, and has no changes to save.

    Args:
        obj: An instance of an attrs class.
        **changes: Argument of the constructor to value.

    Raises:
        TypeError: When one of them is no argument of the constructor.
    """
    made: Any = attrs.evolve(obj, **changes)  # type: ignore[misc]
    held = kept_of(obj)
    if held is not NOTHING_KEPT:
        hold(made, held)
    if isinstance(obj, Tracker):
        hand_on_changes(obj, made)
    evolved: T = made
    return evolved


def difference(
    payload: Mapping[str, Any],
    written: Mapping[str, Any],
    fields: Iterable[WireField],
    foreign: Collection[str],
) -> Kept:
    """Tell how a payload differs from what is written for the object that was made from it.

    Args:
        payload: What was read.
        written: What is written.
        fields: The fields of the class.
        foreign: The names of those that are read or written by a service's own hook, whose affair
            they are.
    """
    originals = []
    unknown = dict(payload)
    for one in fields:
        key = one.key
        if one.other_key is not None and key not in payload and one.other_key in payload:
            key = one.other_key
        value = plain(unknown.pop(key, NOTHING))
        now = written.get(one.written_key, NOTHING)
        # Only what is JSON has been on the wire: a caller may also hand a UUID or a date in.
        if one.name in foreign or not (value is NOTHING or type(value) in JSON_TYPES):
            continue
        if not same(value, now) or (value is not NOTHING and key != one.written_key):
            originals.append(Original(one.written_key, now, key, value))
    return Kept({key: plain(value) for key, value in unknown.items()}, tuple(originals))


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same JSON: ``1`` and ``1.0`` are, ``1`` and ``true`` not."""
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)
