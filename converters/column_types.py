"""What the columns of a class's database table are: names, types and NULL, as values."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import Any, Final, Literal, Optional, get_origin
from uuid import UUID

import attrs
from attrs import evolve, frozen
from cattrs import Converter

from converters.plans.fields import with_aliases
from converters.plans.nodes import (
    ForeignNode,
    LiteralNode,
    NullableNode,
    UnionNode,
    ValueNode,
    node_of_type,
)
from converters.tables import WireField, body_of, type_name, wire_fields
from converters.wire.codecs import fallback_row
from converters.wire.text_types import TEXT_CODECS
from converters.wire.vocabulary import Codec

ColumnKind = Literal["text", "integer", "float", "boolean", "datetime", "uuid", "json"]
"""What a column holds, whatever a database calls it."""

SQL_TYPES: Final[Mapping[ColumnKind, tuple[str, str]]] = {
    "text": ("TEXT", "TEXT"),
    "integer": ("BIGINT", "INTEGER"),
    "float": ("DOUBLE PRECISION", "REAL"),
    "boolean": ("BOOLEAN", "BOOLEAN"),
    "datetime": ("TIMESTAMP", "TIMESTAMP"),
    "uuid": ("UUID", "TEXT"),
    "json": ("JSON", "TEXT"),
}
"""Kind to the types of a column in PostgreSQL and in SQLite."""


@frozen
class Column:
    """One column of the table that holds the objects of a class."""

    name: str
    """The column's name: the wire key that `to_dic` writes.

    It is the attribute's name where that holds all other keys, such as `OtherIssue.content`.
    """
    field: str
    """The attribute's name."""
    type: Any
    """The Python type of the attribute, with None where it may be None: ``int | None``."""
    kind: ColumnKind
    """What the column holds."""
    postgresql: str
    """The column's type in PostgreSQL."""
    sqlite: str
    """The column's type in SQLite."""
    nullable: bool
    """True when NULL is read: as None, or as the default where the attribute may not be None.

    Other columns of the row may decide it, as for the geometry of `PolygonObject`.
    """
    required: bool
    """True when a row must have the column to be read; False where another may stand for it."""
    updatable: bool
    """True when an update may set the column."""


def columns(cls: Any, *, converter: Converter | None = None) -> tuple[Column, ...]:
    """Give the columns of a class's table.

    The types are right for what the hooks of the registry write; a service that has hooks of its
    own for some types knows what these write.

    Args:
        cls: A database record or any other attrs class, generic ones with or without arguments.
        converter: A converter with our hooks; None for the ready one. With ``use_alias``, columns
            have other names.

    Returns:
        One column for each field, in the order of the class.

    Raises:
        TypeError: When no column type holds all values of a field, as of ``Any`` or ``int | str``,
            or the field's type has no encoding of ours.
        attrs.exceptions.NotAnAttrsClassError: When the class is none.
    """
    fields = fields_of(cls, uses_alias(converter))
    if body_of(cls) is not None:
        raise TypeError(f"{type_name(cls)} is no object on the wire, so it has no columns")
    keys = {it.key for it in fields}
    return tuple(_column(it, is_replaced=it.other_key in keys) for it in fields)


def uses_alias(converter: Converter | None) -> bool:
    """Tell whether fields have the keys of their aliases on a converter; None for the ready one."""
    return getattr(converter, "use_alias", False)


def fields_of(cls: Any, has_aliases: bool) -> tuple[WireField, ...]:
    """Give the fields of a class with the names of their columns as their keys.

    These are the keys that they have on a converter. A field that holds all other keys has none:
    its column is named as it is.
    """
    fields = wire_fields(cls)
    named = with_aliases(fields) if has_aliases else fields
    return tuple(
        evolve(it, key=column_name(it), written_key=column_name(it)) if it.is_rest else it
        for it in named
    )


def column_name(wire_field: WireField) -> str:
    """Give the name of a field's column: its key, or its own name where it holds all other keys."""
    return wire_field.name if wire_field.is_rest else wire_field.written_key


def is_updatable(wire_field: WireField) -> bool:
    """Tell whether an update may set a field: a fact of the model."""
    return bool(wire_field.attribute.metadata.get("updatable", True))


def column_kind(wire_field: WireField) -> ColumnKind | None:
    """Tell what the column of a field holds; None when no column type holds all of its values."""
    codec = wire_field.codec
    if codec is not None and codec.members is not None:
        return _kind_of_all({_kind_of_class(type(value)) for value in codec.members})
    return kind_of_type(wire_field.type)


def kind_of_type(kind: Any) -> ColumnKind | None:
    """Tell what a column of values of a type holds; see `column_kind`."""
    return _kind_of_all(_kinds_of(kind))


def _kind_of_all(kinds: set[ColumnKind | None]) -> ColumnKind | None:
    if len(kinds) == 1:
        return kinds.pop()
    return _KIND_OF_BOTH.get(frozenset(kinds))


_KIND_OF_BOTH: Final[Mapping[frozenset[ColumnKind | None], ColumnKind]] = {
    frozenset(("integer", "float")): "float",
    # Objects are written as JSON text, and other text as it is, which is no JSON.
    frozenset(("text", "json")): "text",
}
"""What a column holds whose values are of two kinds."""

_KINDS: Final[tuple[tuple[type, ColumnKind | None], ...]] = (
    (bool, "boolean"),  # It is an int, too.
    (int, "integer"),
    (float, "float"),
    (str, "text"),
    (datetime, "datetime"),
    (UUID, "uuid"),
    (bytes, None),
    (bytearray, None),
    *((kind, "text") for kind in TEXT_CODECS),
    (Collection, "json"),
)
"""Base class and kind; the first base of a class counts. Mappings are collections, too."""


def _column(wire_field: WireField, *, is_replaced: bool) -> Column:
    kind = column_kind(wire_field)
    inner: Any = wire_field.type
    if kind is None:
        name = inner.__name__ if isinstance(inner, type) else str(inner).replace("typing.", "")
        raise TypeError(f"{wire_field.name}: no column type holds all values of {name}")
    postgresql, sqlite = SQL_TYPES[kind]
    return Column(
        name=wire_field.written_key,
        field=wire_field.name,
        type=Optional[inner] if wire_field.nullable else inner,  # noqa: UP045 - no operand
        kind=kind,
        postgresql=postgresql,
        sqlite=sqlite,
        nullable=_reads_null(wire_field),
        required=wire_field.required and not is_replaced,
        updatable=is_updatable(wire_field),
    )


def _reads_null(wire_field: WireField) -> bool:
    has_none = wire_field.nullable or not wire_field.required
    row = fallback_row(wire_field.type)
    takes_null = row is not None and NoneType in row.takes
    if wire_field.codec is not None:
        takes_null = takes_null or wire_field.codec.takes_null
    return has_none or takes_null


def _kinds_of(kind: Any) -> set[ColumnKind | None]:
    """Give the kinds of all values of a type; None for values whose kind is not known."""
    node = node_of_type(kind)
    cls = get_origin(node.kind) or node.kind
    values: Iterable[Any] = ()
    match node:
        case NullableNode(inner=inner):
            return _kinds_of(inner.kind)
        case UnionNode(members=members):
            return set().union(*(_kinds_of(it.kind) for it in members))
        case LiteralNode():
            values = node.values
        case ValueNode(codec=Codec(texts=dict() as texts)):
            values = texts
        case _ if isinstance(cls, type) and issubclass(cls, Enum):
            values = [it.value for it in cls]
        case ForeignNode() if attrs.has(cls) and (body := body_of(node.kind)) is not None:
            return _kinds_of(body.type)
    return {_kind_of_class(it) for it in map(type, values)} or {_kind_of_class(cls)}


def _kind_of_class(cls: Any) -> ColumnKind | None:
    if not isinstance(cls, type):
        return None
    if attrs.has(cls) or dataclasses.is_dataclass(cls):
        return "json"
    return next((name for base, name in _KINDS if issubclass(cls, base)), None)
