"""What one converter does with the values of one field: which encoding, or whose hook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Optional, get_args

import attrs
from attrs import evolve, frozen
from cattrs import BaseConverter
from cattrs.errors import IterableValidationError
from cattrs.fns import identity as cattrs_identity

from converters.cattrs_internals import prefers_own_converters
from converters.errors import name_item_key
from converters.plans.hooks import HookPair, codec_pair, pair_for
from converters.plans.nodes import is_custom
from converters.plans.report import Report
from converters.plans.scope import outside_of
from converters.tables import WireField, form_of, is_literal, type_name, wire_fields
from converters.wire.codecs import (
    ANY,
    OPTIONAL_CODEC_BY_TYPE,
    codec_of_hook,
    codec_of_type,
    zones_of_hook,
)
from converters.wire.vocabulary import PRESENT, Codec

Hook = Callable[..., Any]


@frozen(eq=False)
class FieldHook:
    """How the values of one field go through a converter, in one direction."""

    field: WireField
    codec: Codec | None
    """The encoding; None when it is not one of ours, and `pair` has what is to be called."""
    pair: HookPair
    """What is called for a value that is not None, inside of `wrapper`."""
    is_custom: bool = attrs.field(default=False, kw_only=True)
    """True when the hook is a service's own."""

    @property
    def wrapper(self) -> Codec | None:
        """The encoding around that of the type, where the table names one; else None."""
        own = self.field.codec
        return own if own is not None and own.wraps_type_hook else None

    def read(self, value: Any) -> Any:
        """Structure one value; raises anything at all when that fails."""
        if value is None and self.field.nullable:
            return None
        if self.wrapper is not None:
            value = self.wrapper.structure(value)
        return self.pair.attempt(value)

    def structure(self, value: Any, report: Report) -> Any:
        """Structure one value, and raise what is wrong with it."""
        if value is None and self.field.nullable:
            return None
        if self.wrapper is None:
            return self.pair.detailed(value, report)
        try:
            return self.pair.detailed(self.wrapper.structure(value), report)
        except IterableValidationError as group:
            if self.wrapper.item_key is not None:
                name_item_key(group, value, self.wrapper.item_key)
            raise

    def unstructure(self, value: Any, report: Report) -> Any:
        """Unstructure one value, and raise what is wrong with it."""
        if value is None and self.field.nullable:
            return None
        value = self.pair.detailed(value, report)
        return value if self.wrapper is None else self.wrapper.unstructure(value)

    def write(self, value: Any) -> Any:
        """Unstructure one value; raises anything at all when that fails."""
        if value is None and self.field.nullable:
            return None
        value = self.pair.attempt(value)
        return value if self.wrapper is None else self.wrapper.unstructure(value)


@frozen(eq=False)
class Demand:
    """Holds that a field has a value unless another field says that it need not."""

    field: int
    """The index of the field."""
    excuses: tuple[tuple[int, Any], ...]
    """The index of each such field, and the attribute's value, or `PRESENT`."""

    @property
    def others(self) -> tuple[int, ...]:
        """The indexes of the fields that may say so."""
        return tuple(index for index, _ in self.excuses)

    def is_excused(self, *values: Any) -> bool:
        """Tell whether the values of these fields, in their order, excuse that there is none."""
        return any(
            value is not None if wanted is PRESENT else bool(value == wanted)
            for value, (_, wanted) in zip(values, self.excuses, strict=True)
        )

    def check(self, *values: Any) -> None:
        """Raise when the values of these fields do not excuse that there is none.

        Raises:
            ValueError: When they do not.
        """
        if not self.is_excused(*values):
            raise ValueError


def demands_of(kind: Any, converter: BaseConverter) -> Mapping[int, Demand]:
    """Return the demands on the fields of a class, by the indexes of these.

    Raises:
        TypeError: When one names a field that is not there.
    """
    fields = fields_on(kind, converter)
    places = {it.name: index for index, it in enumerate(fields)}

    def excuse(name: str, value: Any) -> tuple[int, Any]:
        if name not in places:
            raise TypeError(f"{type_name(kind)} has no field {name!r} that could excuse another")
        if value is PRESENT:
            return places[name], value
        wanted = fields[places[name]].type
        return places[name], converter.get_structure_hook(wanted)(value, wanted)

    return {
        index: Demand(index, tuple(excuse(*it) for it in wire_field.unless))
        for index, wire_field in enumerate(fields)
        if wire_field.unless
    }


def structure_fields(kind: Any, converter: BaseConverter) -> tuple[FieldHook, ...]:
    """Tell how a converter structures each field of a class."""
    prefers_own = prefers_own_converters(converter)

    def field_hook(wire_field: WireField) -> FieldHook:
        if prefers_own and wire_field.attribute.converter is not None:
            return FieldHook(wire_field, ANY, codec_pair(ANY.structure))
        wire_field, hook = _hook_of(wire_field, converter.get_structure_hook)
        kind = wire_field.type
        if is_custom(hook, kind):
            return FieldHook(wire_field, None, pair_for(hook, kind), is_custom=True)
        by_type = ANY if kind is Any else codec_of_hook(hook, kind)
        codec = _codec_with_table(wire_field, by_type)
        if codec is None:
            return FieldHook(wire_field, codec, pair_for(hook, kind))
        return FieldHook(wire_field, codec, codec_pair(codec.reader(zones_of_hook(hook))))

    return tuple(map(field_hook, fields_on(kind, converter)))


def unstructure_fields(kind: Any, converter: BaseConverter) -> tuple[FieldHook, ...]:
    """Tell how a converter unstructures each field of a class, by the declared types."""

    def field_hook(wire_field: WireField) -> FieldHook:
        wire_field, hook = _hook_of(wire_field, converter.get_unstructure_hook)
        kind = wire_field.type
        if is_custom(hook, kind):
            return FieldHook(wire_field, None, pair_for(hook), is_custom=True)
        by_type = (
            (codec_of_type(kind) or ANY) if hook is cattrs_identity else codec_of_hook(hook, kind)
        )
        codec = _codec_with_table(wire_field, by_type)
        pair = pair_for(hook) if codec is None else codec_pair(codec.unstructure)
        return FieldHook(wire_field, codec, pair)

    return tuple(map(field_hook, fields_on(kind, converter)))


def as_format_needs(
    hooks: tuple[FieldHook, ...], converter: BaseConverter
) -> tuple[FieldHook, ...]:
    """Add to the unstructure hooks of fields what the format of a converter needs besides."""
    return tuple(map(_without_null, hooks)) if _has_no_null(converter) else hooks


def describe_read(hook: FieldHook) -> str:
    """Tell in a few words how the value of a field is structured."""
    wire_field = hook.field
    keys = " or ".join(_name_of_key(wire_field, key) for key in wire_field.keys)
    or_null = " or null" if wire_field.nullable else ""
    needs = "" if wire_field.required else f", optional{_excuses(wire_field)}"
    return f"{wire_field.name} <- {keys}: {_describe_value(hook)}{or_null}{needs}"


def describe_write(hook: FieldHook) -> str:
    """Tell in a few words how the value of a field is unstructured."""
    wire_field = hook.field
    omitted = ""
    if wire_field.omit_none and wire_field.nullable:
        omitted = f", left out when None{_excuses(wire_field)}"
    elif wire_field.omit_if_default:
        omitted = ", left out when it is the default"
    or_null = " or null" if wire_field.nullable else ""
    value = f"{_describe_value(hook)}{or_null}"
    key = _name_of_key(wire_field, wire_field.written_key)
    return f"{wire_field.name} -> {key}: {value}{omitted}"


def _name_of_key(wire_field: WireField, key: str) -> str:
    return "the whole" if wire_field.is_body else repr(key)


def _excuses(wire_field: WireField) -> str:
    """Tell in a few words when a field need not have a value."""
    others = (
        f"{name} is {wanted.value if wanted is PRESENT else repr(wanted)}"
        for name, wanted in wire_field.unless
    )
    return f" where {' or '.join(others)}" if wire_field.unless else ""


def _describe_value(hook: FieldHook) -> str:
    if hook.codec is not None:
        value = hook.codec.name
    else:
        owner = "a service's hook" if hook.is_custom else "the hook"
        form = form_of(hook.field.type)
        kind = type_name(hook.field.type)
        value = f"{owner} of {kind}" if form is None else f"{form.value}, with {owner} of {kind}"
    if hook.field.limits:
        value += f" within {dict(hook.field.limits)}"
    return value if hook.wrapper is None else f"{hook.wrapper.name}, with {value}"


def fields_on(kind: Any, converter: BaseConverter) -> tuple[WireField, ...]:
    """Give the fields of a class, with the converter's own options applied."""
    fields = wire_fields(kind)
    if getattr(converter, "use_alias", False):
        fields = with_aliases(fields)
    if getattr(converter, "omit_if_default", False):
        # A key that must be there is written, whatever its value, and so is one that has only one
        # value: it tells what the object is.
        fields = tuple(
            evolve(it, omit_if_default=not (it.required or _has_one_value(it.type)))
            if it.omit_if_default is None
            else it
            for it in fields
        )
    return fields


def _has_one_value(kind: Any) -> bool:
    return is_literal(kind) and len(get_args(kind)) == 1


def with_aliases(fields: tuple[WireField, ...]) -> tuple[WireField, ...]:
    """Give fields the keys that they have on a converter with ``use_alias``."""
    return tuple(
        evolve(it, key=str(it.attribute.alias), written_key=str(it.attribute.alias))
        if it.key == it.name
        else it
        for it in fields
    )


def _hook_of(wire_field: WireField, get_hook: Callable[[Any], Hook]) -> tuple[WireField, Hook]:
    """Give the hook of a field's type: of ``T | None`` where a service has one, else of ``T``."""
    if wire_field.nullable:
        whole: Any = Optional[wire_field.type]  # noqa: UP045 - a type is no operand
        hook = get_hook(whole)
        if is_custom(hook, whole):
            return evolve(wire_field, type=whole, nullable=False, codec=None), hook
    return wire_field, get_hook(wire_field.type)


def _codec_with_table(wire_field: WireField, by_type: Codec | None) -> Codec | None:
    """Give the encoding of a field: that of its table, or of its type; None for a type's hook."""
    own = wire_field.codec
    if own is not None:
        return None if own.wraps_type_hook else own
    if by_type is not None and wire_field.nullable:
        return OPTIONAL_CODEC_BY_TYPE.get(wire_field.type, by_type)
    return by_type


def _has_no_null(converter: BaseConverter) -> bool:
    """Tell whether a converter writes TOML, which has no null."""
    preconf = sys.modules.get("cattrs.preconf.tomlkit")
    return preconf is not None and isinstance(outside_of(converter), preconf.TomlkitConverter)


def _without_null(hook: FieldHook) -> FieldHook:
    """Leave None out where that is read back as None, and refuse it elsewhere, at any depth."""
    wire_field = hook.field
    omits = wire_field.nullable and wire_field.attribute.default is None and not wire_field.required

    def checked(content: Any) -> Any:
        if _holds_null(content):
            raise ValueError("TOML has no null")
        return content

    pair = HookPair(
        lambda value: checked(hook.write(value)),
        lambda value, report: checked(hook.unstructure(value, report)),
    )
    wire_field = evolve(wire_field, codec=None, nullable=omits, omit_none=omits)
    return FieldHook(wire_field, None, pair, is_custom=hook.is_custom)


def _holds_null(content: Any) -> bool:
    if isinstance(content, dict):
        content = list(content.values())
    return content is None or (isinstance(content, list) and any(map(_holds_null, content)))
