"""The private names of cattrs that we need, all in one place."""

from __future__ import annotations

from typing import Any, Final

from cattrs import BaseConverter
from cattrs.dispatch import _DispatchNotFound
from cattrs.gen._consts import AttributeOverride

__all__ = ["AttributeOverride"]

NO_CLASS_HOOK: Final[Any] = _DispatchNotFound
"""A hook by class that stands for none: cattrs then asks the predicates.

Registered for ``datetime``, it keeps a hook for ``date`` or ``object`` from being taken instead.
"""


def has_class_hook(converter: BaseConverter, kind: type) -> bool:
    """Tell whether a converter has a hook by class for a type, or for a base of it."""
    dispatches = converter._structure_func, converter._unstructure_func  # noqa: SLF001
    return any(it._single_dispatch.dispatch(kind) is not NO_CLASS_HOOK for it in dispatches)  # noqa: SLF001


def registered_union_hook(converter: BaseConverter, kind: Any) -> Any:
    """Return the structure hook that was registered for a union; None when there is none.

    cattrs asks for these after it has asked factories, and ours are such.
    """
    return getattr(converter, "_union_struct_registry", {}).get(kind)


def collection_override(converter: BaseConverter, kind: Any) -> Any:
    """Return the class that a converter was told to write a container as; None when it was not."""
    return getattr(converter, "_unstruct_collection_overrides", {}).get(kind)


def prefers_own_converters(converter: BaseConverter) -> bool:
    """Tell whether fields with a ``converter=`` of their own are handed to it as they are."""
    return bool(getattr(converter, "_prefer_attrib_converters", False))


def dict_factory(converter: BaseConverter) -> Any:
    """Return the class of the dicts that a converter writes."""
    return getattr(converter, "_dict_factory", dict)
