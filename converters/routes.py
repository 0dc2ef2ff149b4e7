"""What one converter does with the values of one field: which encoding, or whose hook."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import attrs
from attrs import evolve, frozen
from cattrs import BaseConverter
from cattrs.fns import identity as cattrs_identity

from converters.codecs import ANY, CODEC_BY_TYPE, OPTIONAL_CODEC_BY_TYPE, SCALARS, own_codec
from converters.tables import WireField, wire_fields
from converters.wire import Codec


@frozen
class Route:
    """The way of one field's values through a converter, in one direction."""

    field: WireField
    codec: Codec | None
    """The encoding; None when `hook` is to be called, because it is not one of ours."""
    hook: Callable[..., Any]
    """The converter's hook for the field's type."""

    @property
    def outer(self) -> Codec | None:
        """The outer layer of the encoding, where the table names one; else None."""
        own = self.field.codec
        return own if own is not None and own.by_type else None

    def structure(self, value: Any, _: Any = None) -> Any:
        """Structure one value, all layers: what cattrs' detailed hook calls for the field."""
        if value is None and self.field.nullable:
            return None
        if self.outer is not None:
            value = self.outer.structure(value)
        if self.codec is not None:
            return self.codec.structure(value)
        return self.hook(value, self.field.type)

    def unstructure(self, value: Any) -> Any:
        """Unstructure one value, all layers."""
        if value is None and self.field.nullable:
            return None
        value = self.hook(value) if self.codec is None else self.codec.unstructure(value)
        return value if self.outer is None else self.outer.unstructure(value)


def union_hook(kind: Any, converter: BaseConverter) -> Callable[[Any, Any], Any] | None:
    """Give the structure hook that was registered for a union; None when there is none.

    cattrs asks for these after it has asked factories, and such are ours.
    """
    return getattr(converter, "_union_struct_registry", {}).get(kind)


def structure_routes(kind: Any, converter: BaseConverter) -> tuple[Route, ...]:
    """Tell how a converter structures each field of a class."""
    raw = getattr(converter, "_prefer_attrib_converters", False)

    def route(one: WireField) -> Route:
        if raw and one.attribute.converter is not None:
            return Route(one, ANY, cattrs_identity)
        annotation = one.attribute.type
        registered = union_hook(annotation, converter) if one.nullable else None
        if registered is not None:
            return Route(evolve(one, type=annotation, nullable=False, codec=None), None, registered)
        return _route(one, converter.get_structure_hook)

    return tuple(map(route, _fields(kind, converter)))


def unstructure_routes(kind: Any, converter: BaseConverter) -> tuple[Route, ...]:
    """Tell how a converter unstructures each field of a class."""
    return as_format_needs(codec_routes(kind, converter), converter)


def as_format_needs(routes: tuple[Route, ...], converter: BaseConverter) -> tuple[Route, ...]:
    """Add to the ways of unstructuring what the format of a converter needs besides."""
    return tuple(map(_without_null, routes)) if _has_no_null(converter) else routes


def codec_routes(kind: Any, converter: BaseConverter) -> tuple[Route, ...]:
    """Tell the same, apart from what the format of the converter needs besides."""

    def hook_for(kind: Any) -> Callable[[Any], Any]:
        # By its own class: an object of a subclass has fields of its own.
        is_class = isinstance(kind, type) and attrs.has(kind)
        return converter.unstructure if is_class else converter.get_unstructure_hook(kind)

    return tuple(_route(wire_field, hook_for) for wire_field in _fields(kind, converter))


def _has_no_null(converter: BaseConverter) -> bool:
    """Tell whether a converter writes TOML, which has no null."""
    preconf = sys.modules.get("cattrs.preconf.tomlkit")
    return preconf is not None and isinstance(converter, preconf.TomlkitConverter)


def _without_null(route: Route) -> Route:
    """Leave None out where that is read back as None, and refuse it elsewhere, at any depth."""
    one = route.field
    omits = one.nullable and one.attribute.default is None and not one.required

    def unstructure(value: Any) -> Any:
        content = route.unstructure(value)
        if _holds_null(content):
            raise ValueError("TOML has no null")
        return content

    return Route(evolve(one, codec=None, nullable=omits, omit_none=omits), None, unstructure)


def _holds_null(content: Any) -> bool:
    if isinstance(content, dict):
        content = list(content.values())
    return content is None or (isinstance(content, list) and any(map(_holds_null, content)))


def _fields(kind: Any, converter: BaseConverter) -> tuple[WireField, ...]:
    """The fields of a class, with the converter's own options applied."""
    fields = wire_fields(kind)
    if getattr(converter, "use_alias", False):
        fields = with_aliases(fields)
    if getattr(converter, "omit_if_default", False):
        fields = tuple(evolve(one, omit_if_default=True) for one in fields)
    return fields


def with_aliases(fields: tuple[WireField, ...]) -> tuple[WireField, ...]:
    """Give fields the keys that they have on a converter with ``use_alias``."""
    return tuple(
        evolve(one, key=str(one.attribute.alias), written_key=str(one.attribute.alias))
        if one.key == one.name
        else one
        for one in fields
    )


def _route(wire_field: WireField, hook_for: Callable[[Any], Callable[..., Any]]) -> Route:
    own = wire_field.codec
    if own is not None and not own.by_type and wire_field.type not in CODEC_BY_TYPE:
        return Route(wire_field, own, cattrs_identity)
    hook = hook_for(wire_field.type)
    if hook is cattrs_identity:
        codec: Codec | None = SCALARS.get(wire_field.type, ANY)
    else:
        codec = own_codec(hook, wire_field.type)
    # A service that registers a hook for a type means all fields of that type, so its hook comes
    # before the encoding that a table gives a field.
    if codec is not None:
        if own is not None and not own.by_type:
            codec = own
        elif wire_field.nullable:
            codec = OPTIONAL_CODEC_BY_TYPE.get(wire_field.type, codec)
    return Route(wire_field, codec, hook)
