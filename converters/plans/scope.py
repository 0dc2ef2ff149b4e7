"""Which types our hooks are for on a converter, and the hooks that stand inside of models.

With the scope ``"models"``, a converter asks our factories for models and for what holds them, and
for nothing else. Inside of these, `Inside` stands for the converter: it has our hooks for values,
enums and containers, too, unless a service has registered its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, Final, Literal, TypeVar, cast, get_args, get_origin
from uuid import UUID

import attrs
from attrs import frozen
from cattrs import BaseConverter, Converter
from cattrs.fns import identity as cattrs_identity

from converters.cattrs_internals import (
    NO_CLASS_HOOK,
    Dispatch,
    class_hooks,
    factories,
    hooks_before,
    structure_dispatch,
    unstructure_dispatch,
)
from converters.plans.nodes import list_class_item
from converters.plans.report import Limits
from converters.tables import base_type, is_literal
from converters.wire.codecs import (
    CODEC_BY_TYPE,
    SCALARS,
    StructureCodecHook,
    UnstructureCodecHook,
    is_our_enum,
)
from converters.wire.dates import Zones
from converters.wire.vocabulary import is_ours

Hook = Callable[..., Any]
Rows = tuple[tuple[Callable[[Any], bool], Callable[..., Hook]], ...]
"""Predicate and factory; the last is asked first."""

_Converter = TypeVar("_Converter", bound=BaseConverter)

Scope = Literal["all", "models"]
"""The types that our hooks are for."""


@frozen(eq=False)
class Settings:
    """What the hooks of one converter are made with."""

    keeps: bool
    forbids: bool
    """True when models refuse unknown keys, whatever the converter does with other classes."""
    max_problems: int | None
    scope: Scope
    zones: Zones
    structure_rows: Rows
    """The factories of what stands inside of models, besides values and enums."""
    unstructure_rows: Rows
    structured_before: Mapping[type, Hook]
    """The hooks by class that the converter had before ours."""
    unstructured_before: Mapping[type, Hook]

    def limits(self, converter: BaseConverter) -> Limits:
        """Return what limits the reports of the hooks on a converter."""
        return Limits(self.max_problems, converter.detailed_validation)


@frozen(eq=False)
class Factory:
    """A factory of hooks, as it is registered on a converter: it knows its settings."""

    make: Callable[..., Hook]
    settings: Settings

    def __call__(self, kind: Any, converter: BaseConverter) -> Hook:
        """Make the hook of a type."""
        limits = self.settings.limits(converter)
        return self.make(kind, _inside(converter, self.settings), limits)


def is_model(kind: Any) -> bool:
    """Tell whether a type is a model, a subclass of one, or a class on ``orm_attrs.Keeper``."""
    cls = get_origin(kind) or kind
    return isinstance(cls, type) and attrs.has(cls) and any(map(is_ours, cls.__mro__))


def concerns_models(kind: Any) -> bool:
    """Tell whether a type is a model, or one that holds models or stands for one."""
    return _concerns_models(kind, [])


def _concerns_models(kind: Any, within: list[Any]) -> bool:
    kind = base_type(kind)
    if is_model(kind):
        return True
    if is_literal(kind) or kind in within:
        return False
    parts = (*get_args(kind), list_class_item(kind))
    return any(_concerns_models(it, [*within, kind]) for it in parts)


def settings_of(converter: BaseConverter) -> Settings | None:
    """Return what our hooks on a converter are made with; None where it has none."""
    ours = (it for it in factories(structure_dispatch(converter)) if isinstance(it, Factory))
    return next((it.settings for it in ours), None)


def inside(converter: Converter) -> Converter:
    """Return what has the hooks that stand inside of models; mostly the converter itself."""
    settings = settings_of(converter)
    return converter if settings is None else cast("Converter", _inside(converter, settings))


def limits_of(converter: BaseConverter) -> Limits:
    """Return the limits on reported problems that a converter was configured with.

    Raises:
        TypeError: When it has none of our hooks.
    """
    settings = settings_of(converter)
    if settings is None:
        raise TypeError("the converter has none of our hooks: call configure_converter first")
    return settings.limits(converter)


def hooks_within(kind: Any, converter: Converter) -> Converter:
    """Return what has the hooks of the types that stand within a type.

    Args:
        kind: The type.
        converter: What has the hook of the type itself.
    """
    outside = outside_of(converter)
    if concerns_models(kind):
        return inside(outside)
    return outside if _has_fields(kind) else converter


def outside_of(converter: _Converter) -> _Converter:
    """Return the converter itself, whether it or what stands for it inside of models is given."""
    outside: _Converter = getattr(converter, "outside", converter)
    return outside


def _has_fields(kind: Any) -> bool:
    """Tell whether a type is a class that a service has for objects of its own."""
    cls = get_origin(kind) or kind
    marks = "__attrs_attrs__", "__dataclass_fields__", "__total__", "_fields"
    return isinstance(cls, type) and any(hasattr(cls, it) for it in marks)


def _inside(converter: BaseConverter, settings: Settings) -> BaseConverter:
    if settings.scope == "all":
        return converter
    return cast("BaseConverter", Inside(converter, settings))


class Inside:
    """A converter, as the fields of models and the items of containers of these see it.

    It lives as long as the hooks that are made with it: the converter makes others when something
    is registered on it.
    """

    def __init__(self, outside: BaseConverter, settings: Settings) -> None:
        self.outside = outside
        self._settings = settings
        self._structure_hooks: dict[Any, Hook] = {}
        self._unstructure_hooks: dict[Any, Hook] = {}

    def __getattr__(self, name: str) -> Any:
        """Return an option of the converter."""
        return getattr(self.outside, name)

    @property
    def forbid_extra_keys(self) -> bool:
        """True when models refuse unknown keys."""
        return self._settings.forbids or bool(getattr(self.outside, "forbid_extra_keys", False))

    def unstructure(self, value: Any, unstructure_as: Any = None) -> Any:
        """Unstructure a value, by its class where no type is given."""
        kind = value.__class__ if unstructure_as is None else unstructure_as
        return self.get_unstructure_hook(kind)(value)

    def get_structure_hook(self, kind: Any) -> Hook:
        """Return the hook that structures a type."""
        found = self._structure_hooks.get(kind)
        if found is None:
            found = self._own_structure_hook(kind) or self.outside.get_structure_hook(kind)
            self._structure_hooks[kind] = found
        return found

    def get_unstructure_hook(self, kind: Any) -> Hook:
        """Return the hook that unstructures a type."""
        found = self._unstructure_hooks.get(kind)
        if found is None:
            found = self._own_unstructure_hook(kind) or self.outside.get_unstructure_hook(kind)
            self._unstructure_hooks[kind] = found
        return found

    def _own_structure_hook(self, kind: Any) -> Hook | None:
        """Return the hook of a type inside of models; None for one that is the same everywhere."""
        if concerns_models(kind):
            return None
        dispatch = structure_dispatch(self.outside)
        found = self._services_hook(dispatch, kind, self._settings.structured_before)
        if found is not None:
            return found
        base = _encoded_base(kind)
        if base is not None:
            zones = self._settings.zones
            return StructureCodecHook(base, zones, forbids=self.forbid_extra_keys)
        return self._made(kind, self._settings.structure_rows)

    def _own_unstructure_hook(self, kind: Any) -> Hook | None:
        if concerns_models(kind):
            return None
        dispatch = unstructure_dispatch(self.outside)
        found = self._services_hook(dispatch, kind, self._settings.unstructured_before)
        if found is not None:
            return found
        base = _encoded_base(kind)
        if base is not None:
            if issubclass(kind, Enum):
                return UnstructureCodecHook(Enum)
            return cattrs_identity if base in SCALARS else UnstructureCodecHook(base)
        return self._made(kind, self._settings.unstructure_rows)

    def _services_hook(
        self, dispatch: Dispatch, kind: Any, before: Mapping[type, Hook]
    ) -> Hook | None:
        """Return the hook that comes before ours, in the order in which cattrs asks."""
        found: Hook | None = self._class_hook(class_hooks(dispatch), kind, before)
        if found is None:
            found = hooks_before(dispatch, Factory, kind, self.outside)
        return found

    def _class_hook(
        self, hooks: Mapping[type, Hook], kind: Any, before: Mapping[type, Hook]
    ) -> Hook | None:
        for base in kind.__mro__ if isinstance(kind, type) else ():
            hook = hooks.get(base, NO_CLASS_HOOK)
            is_replaced = self._replaces(base) and before.get(base) is hook
            if hook is not NO_CLASS_HOOK and not is_replaced:
                return cast("Hook", hook)
            if base in CODEC_BY_TYPE or base is Enum or is_our_enum(base):
                return None  # What follows is for less.
        return None

    def _replaces(self, base: type) -> bool:
        """Tell whether our hook for a class is taken where there was one before."""
        if base is bytes and is_preconf(self.outside):
            return False
        return base in REPLACED or is_our_enum(base)

    def _made(self, kind: Any, rows: Rows) -> Hook | None:
        converter = cast("BaseConverter", self)
        for is_of_kind, make in reversed(rows):
            if is_of_kind(kind):
                return make(kind, converter, self._settings.limits(self.outside))
        return None


REPLACED: Final = frozenset({*SCALARS, bytes, datetime, UUID, PurePath, Path, Enum})
"""The classes whose hooks from before ours replace; others keep those of a format."""


def _encoded_base(kind: Any) -> type | None:
    """Return the type with an encoding that a class is, or is derived from; None without one."""
    bases: tuple[type, ...] = kind.__mro__ if isinstance(kind, type) else ()
    return next((it for it in bases if it in CODEC_BY_TYPE or it is Enum), None)


def is_preconf(converter: BaseConverter) -> bool:
    """Tell whether a converter is one of a format of cattrs'."""
    return type(converter).__module__.startswith("cattrs.preconf.")
