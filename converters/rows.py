"""Database rows: the services that the reference gave its records, for any model."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import isfinite
from types import NoneType
from typing import Any, Final, TypeVar
from uuid import UUID

from attrs import frozen
from cattrs import Converter

from converters.column_types import (
    ColumnKind,
    column_kind,
    fields_of,
    is_updatable,
    kind_of_type,
    uses_alias,
)
from converters.errors import FAULTS, WireKeyNote, class_error, name_value, shorten_list
from converters.json_text import UnwritableJSONError, decode, refuse_unwritable
from converters.plans.hooks import TOO_DEEP_TO_WRITE
from converters.plans.nodes import SequenceNode, TupleNode, UnionNode, node_of_type
from converters.plans.scope import hooks_within
from converters.registry import ready_converter
from converters.tables import WireField, base_type
from converters.type_check import check_types
from converters.unknown.held import kept_of
from converters.wire.codecs import structure_json_text, structure_object
from converters.wire.dates import unstructure_sql
from orm_attrs import UNSET

T = TypeVar("T")

_CONTAINERS: Final = (dict, list, tuple)
"""What unstructuring gives that is JSON text in a database."""


def from_db_row(
    row: Collection[Any],
    columns: Collection[str],
    cls: type[T],
    *,
    converter: Converter | None = None,
) -> T:
    """Structure one row of a query.

    Dates, UUIDs and JSON are taken as text or as the driver's own ``datetime``, ``UUID`` and
    decoded JSON, whole ``Decimal`` numbers in int fields, any in float fields. Text is read as
    JSON only where the field is no text itself. A field that may be either, such as
    ``Project.datasets``, gets the list when the text is JSON of a list, and else the text.

    Where a field holds all other keys, as ``OtherIssue.content``, its column has them as JSON, and
    columns that the class does not know are ignored.

    A date without a zone stays so, and means UTC. One from a ``TIMESTAMP WITH TIME ZONE`` column
    of PostgreSQL is in the zone of the session, and the same instant.

    Args:
        row: The values, in the order of ``columns``; of a row that is a mapping, its ``values()``.
        columns: The name of each value's column, which is the field's wire key:
            ``[column[0] for column in cursor.description]``. Columns that the class does not know
            are ignored, unless the converter says otherwise; one of the others must be there.
        cls: The class to structure: a database record or any other model.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        An instance of ``cls``. NULL is None, or the default where the field may not be None.

    Raises:
        TypeError: When the row is a mapping.
        ValueError: When there are not as many values as columns, when the class has none of the
            columns, or when the row has a column of the class more than once, as joins do.
        ClassValidationError: All that is wrong with the values; ``explain`` names the columns. JSON
            that has no JSON again, such as NaN, ``1e999`` and lone surrogates, is told first.
    """
    if isinstance(row, Mapping):
        raise TypeError("expected the values of a row, got a mapping: pass its values() and keys()")
    if len(row) != len(columns):
        raise ValueError(f"expected a value for each of {len(columns)} columns, got {len(row)}")
    converter = converter or ready_converter()
    known = _columns_by_name(cls, uses_alias(converter))  # type: ignore[arg-type]
    _refuse_unknown(columns, known, cls)
    payload = dict(zip(columns, row, strict=True))
    if len(payload) < len(columns):
        _refuse_repeated(columns, known)
    problems = _read_values(payload, known)
    if problems:
        kind: Any = cls
        raise class_error(f"While reading a row of {kind.__name__}", problems, kind)
    return converter.structure(_spread(payload, known), cls)


def to_dic(  # noqa: PLR0913 - what drivers want differs in so many ways
    obj: Any,
    time_str: bool = True,
    *,
    json: bool = True,
    uuid_str: bool = True,
    none: bool = False,
    unknown: bool = False,
    converter: Converter | None = None,
) -> dict[str, Any]:
    """Flatten an object for a database driver.

    As it is, the result suits every driver. SQLAlchemy's types ``DateTime``, ``JSON`` and ``Uuid``
    want values: pass False for the first three options.

    Where the columns of PostgreSQL are ``TIMESTAMP``, the text of dates is right in every session.
    It is right in ``TIMESTAMP WITH TIME ZONE`` columns only when the session's zone is UTC, for
    PostgreSQL takes what has no zone for the session's time. The same holds for a ``datetime``
    without a zone; one with a zone needs such a column, or a session in UTC.

    Args:
        obj: An instance of a database record or of any other model.
        time_str: True to write dates as ``YYYY-MM-DD HH:MM:SS`` text in UTC, with a fraction only
            where there is one; False to keep them as ``datetime`` (sqlite3 wants text).
        json: True to write lists, objects and nested models as JSON text; False to give them as
            lists and dicts of JSON values, except where the column may also hold other text, such
            as `Project.datasets`.
        uuid_str: True to write UUIDs as text; False to keep them as ``UUID`` (sqlite3 wants text).
        none: True to give None, which is NULL, for each column whose attribute is None; False to
            leave these columns out.
        unknown: True to give what else the converter writes, too, such as keys that the class does
            not know and the converter has kept. **These names come from a payload**: whoever
            sends it chooses them. Take those that your table has, and quote them in SQL.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        Column name (the wire key) to value, in the order of the class; enums are their wire
        values. What a converter leaves out, such as defaults, is left out.

    Raises:
        ClassValidationError: When an attribute does not hold what its type says, at any depth, or
            has no JSON text, as not-a-number in an object. All of them are listed.
        ValueError: When the object nests too deep, or a hook of a service's own for the class
            writes other keys than `columns` gives, so that a required column has no value.
    """
    check_types(obj)
    converter = converter or ready_converter()
    written = converter.unstructure(obj)
    form = _Form(time_str, json, uuid_str)
    spelled = {one.key for one in kept_of(obj).originals}
    cls: Any = type(obj)
    values: list[tuple[str, ColumnKind | None, Any]] = []
    columns = _columns(cls, uses_alias(converter))
    keys = {column.field.key for column in columns}
    for column in columns:
        names = _names(column.field, keys)
        key = next((name for name in names if name in written), names[0])
        attribute = getattr(obj, column.field.name)
        if attribute is UNSET:
            continue
        if column.field.is_rest:
            value = attribute
        elif key in written or attribute is None:
            value = _column_value(written.get(key), attribute, form, is_spelled=key in spelled)
        elif column.field.omit_if_default or column.field.other_key in keys:
            # An update sets it all the same: it may have had another value before.
            value = hooks_within(type(obj), converter).unstructure(attribute)
        else:
            if column.field.required and not unknown:
                _refuse_renamed(obj, key, written, _columns_by_name(cls, uses_alias(converter)))
            continue
        values.append((column.field.written_key, column.kind, value))
    if unknown and not any(column.field.is_rest for column in columns):
        known = _columns_by_name(cls, uses_alias(converter))
        values += [(key, None, value) for key, value in written.items() if key not in known]
    return _flatten(obj, [it for it in values if none or it[2] is not None], form)


def updatable_fields(
    obj: Any, *, none: bool = False, converter: Converter | None = None
) -> Iterator[tuple[str, Any]]:
    """Iterate over what an update of this object's record may set.

    The values are those of the attributes, which drivers do not take as they are: sqlite3 knows
    no UUID, psycopg writes an enum's name and a list as an array. For an ``UPDATE`` statement, take
    the names from here and the values from ``to_dic``::

        updatable = dict(updatable_fields(obj))
        changes = {name: value for name, value in to_dic(obj).items() if name in updatable}

    Args:
        obj: An instance of any model.
        none: True to include the fields that are None, which an update then sets to NULL.
        converter: A converter with our hooks; None for the ready one.

    Yields:
        Column name (the wire key) and Python value of each field that is set, except for those
        that the model marks as not updatable.
    """
    for wire_field in fields_of(type(obj), uses_alias(converter)):
        value = getattr(obj, wire_field.name)
        is_set = value is not UNSET and (none or value is not None)
        if is_set and is_updatable(wire_field):
            yield wire_field.written_key, value


# --- writing ------------------------------------------------------------------------------------


@frozen
class _Form:
    """What the values of dates, JSON and UUIDs are to be."""

    time_str: bool
    json: bool
    uuid_str: bool

    def of(self, value: Any, kind: ColumnKind | None) -> Any:
        """Give the value of a column; the kind of an unknown one is None."""
        if isinstance(value, datetime):
            return _utc_text(value) if self.time_str else value
        if isinstance(value, UUID):
            return str(value) if self.uuid_str else value
        # A column of text may hold other text as well, so no driver would write JSON there.
        if isinstance(value, _CONTAINERS) and (self.json or kind == "text"):
            return _json_text(value)
        return value


def _column_value(written: Any, attribute: Any, form: _Form, *, is_spelled: bool) -> Any:
    """Choose between what a converter writes and the attribute itself.

    Args:
        written: What the converter writes.
        attribute: The attribute.
        form: What the values are to be.
        is_spelled: True when the converter has kept how a payload spelled the value, which need
            not be a value of the column: ``0`` for a bool, the empty string for a UUID, ``2.0`` for
            an integer.
    """
    if isinstance(attribute, datetime) or (isinstance(attribute, UUID) and not form.uuid_str):
        return attribute
    if is_spelled and (attribute is None or isinstance(attribute, (bool, UUID))):
        return attribute
    if is_spelled and isinstance(attribute, int) and isinstance(written, float):
        return int(written)
    if is_spelled and isinstance(attribute, list) and isinstance(written, str):
        return structure_json_text(written)
    return written


def _refuse_renamed(obj: Any, name: str, written: Collection[str], known: Collection[str]) -> None:
    """Refuse an object whose hook is a service's own and writes other keys than `columns` gives."""
    others = [key for key in written if key not in {*known, *kept_of(obj).extra_keys}]
    if others:
        raise ValueError(
            f"expected the key {name!r}, got {shorten_list(others)}: "
            f"the hook of {type(obj).__name__} writes other keys than its columns have"
        )


def _flatten(
    obj: Any, values: Iterable[tuple[str, ColumnKind | None, Any]], form: _Form
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    problems: list[Exception] = []
    for name, kind, value in values:
        try:
            result[name] = form.of(value, kind)
        except FAULTS:
            raise
        except Exception as problem:
            problem.add_note(WireKeyNote(name))
            problems.append(problem)
    if problems:
        text = f"While flattening {type(obj).__name__}"
        raise class_error(text, problems, type(obj))
    return result


def _json_text(value: Any) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except RecursionError:
        raise ValueError(TOO_DEEP_TO_WRITE) from None


def _utc_text(value: datetime) -> str:
    if value.tzinfo is not None:
        try:
            value = value.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            raise ValueError("the date is out of range in UTC") from None
    return unstructure_sql(value)


# --- reading ------------------------------------------------------------------------------------


@frozen
class _Column:
    """What the values in a column may be, where its field lets them be several things."""

    field: WireField
    type: Any
    """The field's type, without None and without what only tools look at."""
    kind: ColumnKind | None
    """What the column holds; None when no column type holds all of its values."""
    json_types: tuple[type, ...]
    """What text in this column is decoded to; none where it is left alone."""

    @property
    def null_is_absent(self) -> bool:
        """True when NULL, which is all that a table has for it, means that there is no value."""
        return not self.field.nullable and not self.field.required

    def read(self, value: Any) -> Any:
        """Undo what a database does to a value.

        Raises:
            ValueError: When it is JSON that cannot be written as JSON again.
        """
        if isinstance(value, (dict, list)):
            refuse_unwritable(value)
            return value
        if isinstance(value, str):
            return _decode(value, self.json_types) if self.json_types else value
        if isinstance(value, Decimal):
            return self._read_decimal(value)
        if self.type is str:
            if isinstance(value, UUID):
                return str(value)
            if isinstance(value, datetime):
                return _utc_text(value)
        return value

    def _read_decimal(self, value: Decimal) -> Any:
        """Give the number that a JSON reader would give; what has none is left to the hook."""
        if not value.is_finite():
            return value
        if self.type is float:
            number = float(value)
            return number if isfinite(number) else value
        takes_int = isinstance(self.type, type) and issubclass(self.type, (int, Enum))
        return int(value) if takes_int and value == value.to_integral_value() else value


# Bounded, as classes may be made while a program runs.
@lru_cache(maxsize=512)
def _columns(cls: Any, has_aliases: bool) -> tuple[_Column, ...]:
    """Give the columns of a class, in its order."""
    return tuple(
        _Column(it, kind := base_type(it.type), column_kind(it), _json_types(kind))
        for it in fields_of(cls, has_aliases)
    )


@lru_cache(maxsize=512)
def _columns_by_name(cls: Any, has_aliases: bool) -> Mapping[str, _Column]:
    """Give each column of a class by all of its names, in the order of the class."""
    columns = _columns(cls, has_aliases)
    return {
        key: it for it in columns for key in _names(it.field, {one.field.key for one in columns})
    }


def _read_values(payload: dict[str, Any], known: Mapping[str, _Column]) -> list[Exception]:
    """Undo in a payload what a database does to the values of a row, and give the problems."""
    problems: list[Exception] = []
    for name, value in list(payload.items()):
        column = known.get(name)
        if column is None:
            continue
        if value is None:
            if column.null_is_absent:
                del payload[name]
            continue
        try:
            payload[name] = column.read(value)
            if column.field.is_rest:
                payload[name] = _read_rest(payload[name], known)
        except (TypeError, ValueError) as problem:
            problem.add_note(WireKeyNote(name))
            problems.append(problem)
    return problems


def _read_rest(value: Any, known: Mapping[str, _Column]) -> dict[str, Any]:
    """Take the other keys of an object from the column that has them."""
    others = structure_object(value)
    for key in others:
        if key in known and not known[key].field.is_rest:
            raise ValueError(f"expected other keys than the columns, got {key!r}")
    return others


def _spread(payload: dict[str, Any], known: Mapping[str, _Column]) -> dict[str, Any]:
    """Put the other keys of an object, which have one column, beside its own."""
    rest = next((name for name, it in known.items() if it.field.is_rest), None)
    if rest is None:
        return payload
    own = {name: value for name, value in payload.items() if name in known}
    others = own.pop(rest, {})
    return {**own, **others}


def _names(wire_field: WireField, keys: Collection[str]) -> tuple[str, ...]:
    """Give the names of a field's column; a key that stands in for its own may be another's."""
    other = wire_field.other_key
    return (wire_field.key,) if other is None or other in keys else (wire_field.key, other)


def _refuse_unknown(columns: Collection[str], known: Collection[str], cls: Any) -> None:
    if known and not any(name in known for name in columns):
        name = getattr(cls, "__name__", cls)
        got = shorten_list([*map(name_value, columns)]) or "none at all"
        raise ValueError(f"expected columns of {name} ({shorten_list(known)}), got {got}")


def _refuse_repeated(columns: Collection[str], known: Collection[str]) -> None:
    names = list(columns)
    for name in known:
        if names.count(name) > 1:
            raise ValueError(f"expected one column {name!r}, got {names.count(name)}")


def _json_types(kind: Any) -> tuple[type, ...]:
    """Tell what JSON text may be decoded to for a field of this type."""
    if kind is Any:
        return (dict, list)
    node = node_of_type(kind)
    members = [it.kind for it in node.members] if isinstance(node, UnionNode) else [kind]
    others = [it for it in members if kind_of_type(it) in (None, "json")]
    if len(others) < len(members):
        lists = SequenceNode, TupleNode
        return tuple(list if isinstance(node_of_type(it), lists) else dict for it in others)
    return (dict, list, NoneType)


def _decode(text: str, json_types: tuple[type, ...]) -> Any:
    try:
        content = decode(text)
    except UnwritableJSONError:
        raise
    except ValueError:
        return text  # The hook of the field says what is wrong with it.
    return content if isinstance(content, json_types) else text
