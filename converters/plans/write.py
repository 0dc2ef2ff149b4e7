"""What unstructuring a class takes on one converter, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_origin

from attrs import NOTHING, frozen
from cattrs import BaseConverter

from converters.plans.fields import (
    Demand,
    FieldHook,
    as_format_needs,
    demands_of,
    describe_write,
    unstructure_fields,
)
from converters.tables import WireField


@frozen(eq=False)
class WritePlan:
    """How an object of a class becomes a dict."""

    kind: Any
    """The class, with its arguments where it is generic."""
    cls: type
    hooks: tuple[FieldHook, ...]
    """One for each field, in the order of the class."""
    restores: bool
    """True when what an object holds besides its fields is written, too."""
    demands: Mapping[int, Demand]
    """The fields that must have a value unless others say that they need not, by their indexes."""

    @property
    def body(self) -> FieldHook | None:
        """The only field of a class that looks as the field's value does; else None."""
        return next((it for it in self.hooks if it.field.is_body), None)

    def is_excused(self, index: int, obj: Any) -> bool:
        """Tell whether an object may have None in a field."""
        demand = self.demands.get(index)
        if demand is None:
            return True
        names = (self.hooks[other].field.name for other in demand.others)
        return demand.is_excused(*(getattr(obj, name) for name in names))

    def lines(self) -> list[str]:
        """Describe the plan: a line for each field."""
        head = f"writes {self.cls.__name__}" + (" and what it holds" if self.restores else "")
        return [
            head,
            *map(describe_write, self.hooks),
        ]


def write_plan(kind: Any, converter: BaseConverter, *, restores: bool) -> WritePlan:
    """Plan how a converter unstructures a class."""
    hooks = as_format_needs(unstructure_fields(kind, converter), converter)
    demands = demands_of(kind, converter)
    return WritePlan(kind, get_origin(kind) or kind, hooks, restores, demands)


def is_omitted(value: Any, wire_field: WireField, obj: Any = None) -> bool:
    """Tell whether a value of an object is not written."""
    if wire_field.omit_none and wire_field.nullable and value is None:
        return True
    default: Any = wire_field.attribute.default
    if not wire_field.omit_if_default or default is NOTHING:
        return False
    factory = getattr(default, "factory", None)
    if factory is not None:
        default = factory(obj) if default.takes_self else factory()
    return bool(value == default)
