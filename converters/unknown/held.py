"""What an object holds of the payload that it was made from, besides its fields.

A converter that keeps unknown things writes back what it has read: keys that the class does not
know, the value behind an enum's fallback member, which optional keys were there, how a date was
spelled. The fields have no place for any of this; `orm_attrs.Keeper` has, in a slot of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import copysign
from typing import Any, Final, Literal

import attrs
from attrs import NOTHING, define, field

from converters.tables import wire_fields
from converters.wire.spellings import AS_FLOAT, Spelling
from converters.wire.vocabulary import NO_KEYS
from orm_attrs import Keeper

Unknown = Literal["ignore", "forbid", "keep"]
"""What a converter does with unknown things: leave them out, refuse unknown keys, keep them."""

JSON_TYPES: Final = frozenset({str, int, float, bool, type(None), dict, list})
"""The types of what a JSON reader gives."""


MOST_LEVELS: Final = 200
"""How deep an unknown value may nest: whoever reads it must be able to write it again."""


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
    """What the payload had, ``NOTHING`` when the key was absent; or a `Spelling`, in which the
    field is written also when it was changed since."""


@define
class Kept:
    """What one object holds. It never changes, so objects with the same may share it."""

    extra_keys: Mapping[str, Any] = field(factory=dict)
    """Each key that the class does not know, and its value, which nothing else refers to."""
    originals: tuple[Original, ...] = ()
    """The fields that were spelled otherwise than they are written."""

    def restore(self, written: dict[str, Any]) -> dict[str, Any]:
        """Put back into a dict that was just written what the payload had, in place.

        A field that was changed since is left as it is.
        """
        for original in self.originals:
            key, value = original.written_key, original.value
            now = written.get(key, NOTHING)
            if value.__class__ is Spelling:
                if now is not NOTHING:
                    written[key] = value.respell(now)
                continue
            if now is not original.written and not same(now, original.written):
                continue
            if value is NOTHING:
                del written[key]
            elif original.key == key:
                written[key] = copy_json(value)
            else:
                written.pop(key, None)
                # It may be the key of another field, which is written as it is now.
                written.setdefault(original.key, copy_json(value))
        for key, value in self.extra_keys.items():
            if key not in written:
                written[key] = copy_json(value)
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
        an object that was not structured by a converter that keeps unknown things. A whole number
        that the payload had as ``2.0`` is not among them. What it gives is a copy.
    """
    held = kept_of(obj)
    changed = {
        it.key: it.value
        for it in held.originals
        if it.value is not NOTHING and not isinstance(it.value, Spelling)
    }
    changed |= _spelled_dates(obj, held)
    for key in NO_KEYS:  # They hold nothing that their field does not.
        changed.pop(key, None)
    return {key: copy_json(value) for key, value in {**changed, **held.extra_keys}.items()}


def _spelled_dates(obj: Any, held: Kept) -> dict[str, Any]:
    """Return the texts of dates of which only the spelling is held, by the keys."""
    spelled = {it.key: it.value for it in held.originals if isinstance(it.value, Spelling)}
    spelled = {key: it for key, it in spelled.items() if it != AS_FLOAT}
    if not spelled:
        return {}
    fields = {it.written_key: it.name for it in wire_fields(type(obj))}
    return {key: it.write(getattr(obj, fields[key])) for key, it in spelled.items()}


def kept_of(obj: Any) -> Kept:
    """Give what an object holds, as it holds it."""
    held: Kept | None = getattr(obj, "_kept", None)
    return NOTHING_KEPT if held is None else held


def has_place(cls: type) -> bool:
    """Tell whether the objects of a class can hold something: in the slot, or in a ``__dict__``.

    Raises:
        TypeError: When a field of the class has the name of the place.
    """
    if any(attribute.name == "_kept" for attribute in attrs.fields(cls)):
        raise TypeError(
            f"{cls.__name__}._kept: a field cannot have this name where unknown things are kept"
        )
    return issubclass(cls, Keeper) or bool(cls.__dictoffset__)


def hold(obj: Any, held: Kept) -> None:
    """Make an object hold something; frozen ones can, too."""
    object.__setattr__(obj, "_kept", held)


def copy_json(value: Any, levels: int = MOST_LEVELS) -> Any:
    """Copy lists and objects of JSON; other values are not changed by anyone.

    Raises:
        ValueError: When they nest deeper than so many levels.
    """
    if value.__class__ not in (dict, list):
        return value
    if not levels:
        raise ValueError("nested too deep to be kept")
    if value.__class__ is dict:
        return {key: copy_json(item, levels - 1) for key, item in value.items()}
    return [copy_json(item, levels - 1) for item in value]


def same(first: Any, second: Any) -> bool:
    """Tell whether two values are the same JSON; ``1`` is neither ``1.0`` nor ``true``."""
    if first is second:
        return True
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, float) and isinstance(second, float):
        return first == second and copysign(1, first) == copysign(1, second)
    kinds = (bool, float)
    return bool(first == second) and all(
        isinstance(first, it) is isinstance(second, it) for it in kinds
    )
