"""Tells a person how the classes look on the wire, from the tables themselves."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_origin

import attrs
from attrs import frozen

import orm_attrs
from converters.plans.nodes import how_of, list_class_item
from converters.tables import WireField, form_of, type_name, wire_fields
from converters.wire.codecs import (
    OPTIONAL_CODEC_BY_TYPE,
    codec_of_type,
    fallback_of,
)
from converters.wire.vocabulary import PRESENT, ByKeys, ByType, How, Tag
from orm_attrs._on_demand import MODULE_OF


@frozen
class FieldFacts:
    """One field of a class on the wire, in words."""

    field: str
    """The attribute's name."""
    key: str
    """The wire key; where two are read, the one that is asked for first comes first. In brackets
    for a field that has none: it is the whole of its class, or holds all other keys."""
    type: str
    """The field's type."""
    encoding: str
    """What the value is on the wire."""
    required: bool
    """True when the key must be there."""
    nullable: bool
    """True when the value may be null."""


def _public() -> list[tuple[str, Any]]:
    return [(name, getattr(orm_attrs, name)) for name in sorted(MODULE_OF)]


def model_classes() -> dict[str, type]:
    """Give every class of `orm_attrs` that holds data, by name."""
    return {
        name: cls
        for name, cls in _public()
        if isinstance(cls, type) and (attrs.has(cls) or list_class_item(cls))
    }


def enum_classes() -> dict[str, type[Enum]]:
    """Give every enum of `orm_attrs` that has members, by name; some have two names."""
    return {
        name: cls
        for name, cls in _public()
        if isinstance(cls, type) and issubclass(cls, Enum) and len(cls)
    }


def describe_enum(cls: type[Enum]) -> list[tuple[str, str, str]]:
    """Give name and wire value of each member, and whether it stands for values not listed."""
    codec = codec_of_type(cls)
    fallback = fallback_of(cls)
    return [
        (
            member.name,
            json.dumps(member.value if codec is None else codec.unstructure(member)),
            "yes" if member is fallback else "no",
        )
        for member in cls
    ]


@cache
def unions() -> Mapping[str, Any]:
    """Give every union of `orm_attrs` that has a name."""
    return {name: kind for name, kind in _public() if get_origin(kind) in (Union, UnionType)}


def describe_union(kind: Any) -> list[tuple[str, str]]:
    """Give each member of a union, behind the condition that a payload of it fulfils."""
    return list(_members(kind, ""))


def _members(kind: Any, before: str) -> Iterator[tuple[str, str]]:
    how = how_of(kind)
    if how is None:
        yield before, "(refused)" if kind == "refuse" else type_name(kind)
        return
    for condition, member in _conditions(how):
        yield from _members(member, f"{before}, {condition}" if before else condition)


def _conditions(how: How) -> Iterator[tuple[str, Any]]:
    if isinstance(how, ByKeys):
        yield f"has one of the keys {', '.join(how.keys)}", how.cls
        yield "all keys are whole numbers", how.digits
    elif isinstance(how, ByType):
        for json_type, member in how.types.items():
            yield f"is of the JSON type {json_type}", member
    else:
        key = " or ".join(how.keys)
        told = {None: how.classes} if isinstance(how.classes, type) else how.classes
        for value, cls in told.items():
            yield f"has the key {key}" if value is None else f"{key} is {json.dumps(value)}", cls
    if isinstance(how.unknown, Tag):
        yield from _conditions(how.unknown)
    else:
        yield "otherwise", how.unknown


def _type_name(kind: Any) -> str:
    return type_name(kind, {union: name for name, union in unions().items()})


def summary(cls: type) -> str:
    """Give the first line of a class's docstring."""
    return (inspect.getdoc(cls) or "").partition("\n")[0]


def describe(cls: type) -> list[FieldFacts]:
    """Tell how each field of an attrs class looks on the wire."""
    return [
        FieldFacts(
            field=wire_field.name,
            key=_keys(wire_field),
            type=_type_name(wire_field.type) + (" | None" if wire_field.nullable else ""),
            encoding=_encoding(wire_field) + _limits(wire_field) + _condition(wire_field),
            required=wire_field.required,
            nullable=wire_field.nullable,
        )
        for wire_field in wire_fields(cls)
    ]


def _keys(wire_field: WireField) -> str:
    if wire_field.is_body:
        return "(the whole)"
    if wire_field.is_rest:
        return "(all others)"
    return ", ".join(wire_field.keys)


def _limits(wire_field: WireField) -> str:
    limits = [f"{name} {json.dumps(it)}" for name, it in wire_field.limits.items()]
    return f" ({', '.join(limits)})" if limits else ""


def _condition(wire_field: WireField) -> str:
    ways = [
        f"{name} is there" if value is PRESENT else f"{name} is {json.dumps(value)}"
        for name, value in wire_field.unless
    ]
    return f" (required unless {' or '.join(ways)})" if ways else ""


def _encoding(wire_field: WireField) -> str:
    form = form_of(wire_field.type)
    if form is not None:
        return f"{form.value}, with {_type_name(wire_field.type)}"
    if wire_field.codec is not None:
        return wire_field.codec.name
    codec = codec_of_type(wire_field.type)
    if codec is not None and wire_field.nullable:
        codec = OPTIONAL_CODEC_BY_TYPE.get(wire_field.type, codec)
    return _type_name(wire_field.type) if codec is None else codec.name
