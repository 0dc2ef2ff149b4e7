"""What structuring a class takes on one converter, as a value."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Literal, get_origin

import attrs
from attrs import Attribute, frozen
from cattrs import BaseConverter

from converters.plans.fields import (
    Demand,
    FieldHook,
    demands_of,
    describe_read,
    structure_fields,
)
from converters.tables import WireField
from orm_attrs import Keeper

ExtraKeys = Literal["ignore", "forbid", "keep"]
"""What becomes of keys that a class does not know."""


@frozen(eq=False)
class ReadPlan:
    """How a payload becomes an object of a class."""

    kind: Any
    """The class, with its arguments where it is generic."""
    cls: type
    hooks: tuple[FieldHook, ...]
    """One for each field, in the order of the class."""
    extra_keys: ExtraKeys
    only_stores: bool
    """True when calling the class does nothing but store what it is called with."""
    filled_class: type | None
    """The class to instantiate and fill slot by slot; None when the class must be called."""
    demands: Mapping[int, Demand]
    """The fields that must have a value unless others say that they need not, by their indexes."""

    @property
    def body(self) -> FieldHook | None:
        """The only field of a class that looks as the field's value does; else None."""
        return next((it for it in self.hooks if it.field.is_body), None)

    @property
    def fields(self) -> tuple[WireField, ...]:
        """The fields, in the order of the class."""
        return tuple(hook.field for hook in self.hooks)

    def lines(self) -> list[str]:
        """Describe the plan: a line for each field."""
        made = "calls" if self.filled_class is None else "fills"
        head = f"{made} {self.cls.__name__}; extra keys: {self.extra_keys}"
        return [
            head,
            *map(describe_read, self.hooks),
        ]

    @property
    def needs_self(self) -> bool:
        """True when a default is made of the object itself, so only its class can make it."""
        return any(getattr(it.default, "takes_self", False) for it in attrs.fields(self.cls))


def read_plan(kind: Any, converter: BaseConverter, extra_keys: ExtraKeys) -> ReadPlan:
    """Plan how a converter structures a class."""
    cls = get_origin(kind) or kind
    if getattr(converter, "forbid_extra_keys", False):
        extra_keys = "forbid"
    hooks = structure_fields(kind, converter)
    return ReadPlan(
        kind,
        cls,
        hooks,
        extra_keys,
        only_stores(cls),
        filled_class(cls),
        demands_of(kind, converter),
    )


def key_in(payload: Any, wire_field: WireField) -> str:
    """Give the key under which a payload has a field; the first one where it has none of them."""
    has_one = wire_field.other_key is None and not wire_field.more_keys
    if has_one or wire_field.key in payload:
        return wire_field.key
    return next((key for key in wire_field.keys if key in payload), wire_field.key)


def only_stores(cls: Any) -> bool:
    """Tell whether calling a class does nothing but store what it is called with."""
    fields: tuple[Attribute[Any], ...] = attrs.fields(cls)
    init = getattr(cls.__init__, "__code__", None)
    return (
        init is not None
        and init.co_filename.startswith("<attrs generated")
        and cls.__new__ is object.__new__
        and type(cls).__call__ is type.__call__
        and not inspect.isabstract(cls)
        and not any(it.validator or it.converter or not it.init for it in fields)
        and not hasattr(cls, "__attrs_init__")
        and not hasattr(cls, "__attrs_pre_init__")
        and not hasattr(cls, "__attrs_post_init__")
        and "_attrs_cached_hash" not in (*init.co_names, *init.co_consts)
        and (
            cls.__setattr__ is object.__setattr__ or cls.__setattr__.__name__ == "_frozen_setattrs"
        )
    )


def filled_class(cls: Any) -> type | None:
    """Give the class to instantiate and fill slot by slot; None when the class must be called.

    Filling skips ``__init__``, so it is only for classes whose ``__init__`` does nothing else. A
    frozen class is filled as an unfrozen twin with the same slots, which then takes the frozen
    class for its own; `benchmarks/README.md` has what that saves.
    """
    if not only_stores(cls):
        return None
    if cls.__setattr__ is object.__setattr__:
        filled: type = cls
        return filled
    slots = cls.__dict__.get("__slots__")
    if slots is None:
        return None
    if cls.__bases__ not in ((object,), (Keeper,)):
        return None  # The twin would be one of the base's subclasses, for all to see.
    twin = type(cls.__name__, cls.__bases__, {"__slots__": slots})
    try:
        object.__new__(twin).__class__ = cls
    except TypeError:
        return None  # Python 3.11 refuses this for slots that allow weak references.
    return twin
