"""Database rows: the services that the reference gave its records, for any model."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from attrs import frozen
from cattrs import Converter
from cattrs.errors import ClassValidationError

from converters.errors import WireKeyNote, add_note
from converters.plans.fields import with_aliases
from converters.registry import ready_converter
from converters.tables import WireField, wire_fields
from converters.wire.dates import unstructure_sql

T = TypeVar("T")

_NOT_JSON: Final = (str, int, float, datetime, UUID, Enum)
"""The types whose text in a database is no JSON; nor is that of their subclasses."""


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

    A date without a zone stays so, and means UTC. One from a ``TIMESTAMP WITH TIME ZONE`` column
    of PostgreSQL is in the zone of the session, and the same instant.

    Args:
        row: The values, in the order of ``columns``; of a row that is a mapping, its ``values()``.
        columns: The name of each value's column, which is the field's wire key:
            ``[column[0] for column in cursor.description]``. Columns that the class does not know
            are ignored, unless the converter says otherwise.
        cls: The class to structure: a database record or any other model.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        An instance of ``cls``. NULL is None, or the default where the field may not be None.

    Raises:
        TypeError: When the row is a mapping.
        ValueError: When there are not as many values as columns, or the row has a column of the
            class more than once, as joins do.
        ClassValidationError: All that is wrong with the values; ``explain`` names the columns.
    """
    if isinstance(row, Mapping):
        raise TypeError("expected the values of a row, got a mapping: pass its values() and keys()")
    if len(row) != len(columns):
        raise ValueError(f"expected a value for each of {len(columns)} columns, got {len(row)}")
    converter = converter or ready_converter()
    known = _columns(cls, getattr(converter, "use_alias", False))  # type: ignore[arg-type]
    payload = dict(zip(columns, row, strict=True))
    if len(payload) < len(columns):
        _refuse_repeated(columns, known)
    for name, value in list(payload.items()):
        column = known.get(name)
        if column is None:
            continue
        if value is not None:
            payload[name] = column.read(value)
        elif column.null_is_absent:
            del payload[name]
    return converter.structure(payload, cls)


def to_dic(
    obj: Any, time_str: bool = True, *, converter: Converter | None = None
) -> dict[str, Any]:
    """Flatten an object for a database driver.

    Where the columns of PostgreSQL are ``TIMESTAMP``, the text of dates is right in every session.
    It is right in ``TIMESTAMP WITH TIME ZONE`` columns only when the session's zone is UTC, for
    PostgreSQL takes what has no zone for the session's time. The same holds for a ``datetime``
    without a zone; one with a zone needs such a column, or a session in UTC.

    Args:
        obj: An instance of a database record or of any other model.
        time_str: True to write dates as ``YYYY-MM-DD HH:MM:SS`` text in UTC, with a fraction only
            where there is one; False to keep them as ``datetime`` (sqlite3 wants text).
        converter: A converter with our hooks; None for the ready one.

    Returns:
        Column name (the wire key) to value: the fields in the order of the class, then what else
        the converter writes, such as unknown keys that it has kept. Lists, objects and nested
        models are JSON text, UUIDs are text, enums their wire values. None is left out.

    Raises:
        ClassValidationError: When an attribute does not hold what its type says, or has no JSON
            text, as not-a-number in an object.
    """
    converter = converter or ready_converter()
    written = converter.unstructure(obj)
    known = _columns(type(obj), getattr(converter, "use_alias", False))  # type: ignore[arg-type]
    # None for now, which only settles the order.
    values: dict[str, Any] = {column.field.written_key: None for column in known.values()}
    for key, value in written.items():
        name, found = key, value
        column = known.get(key)
        if column is not None:
            # Kept objects may be written with the key that they were read with.
            name = column.field.written_key
            attribute = getattr(obj, column.field.name)
            found = attribute if isinstance(attribute, datetime) else value
        if values.get(name) is None:
            values[name] = found
    result: dict[str, Any] = {}
    problems: list[Exception] = []
    for name, value in values.items():
        try:
            if value is not None:
                result[name] = _to_column(value, time_str)
        except Exception as problem:
            add_note(problem, WireKeyNote(name))
            problems.append(problem)
    if problems:
        text = f"While flattening {type(obj).__name__}"
        raise ClassValidationError(text, problems, type(obj))
    return result


def updatable_fields(obj: Any, *, converter: Converter | None = None) -> Iterator[tuple[str, Any]]:
    """Iterate over what an update of this object's record may set.

    The values are those of the attributes, which drivers do not take as they are: sqlite3 knows
    no UUID, psycopg writes an enum's name and a list as an array. For an ``UPDATE`` statement, take
    the names from here and the values from ``to_dic``::

        updatable = dict(updatable_fields(obj))
        changes = {name: value for name, value in to_dic(obj).items() if name in updatable}

    Args:
        obj: An instance of any model.
        converter: A converter with our hooks; None for the ready one.

    Yields:
        Column name (the wire key) and Python value of each field that is set, except for those
        that the model marks as not updatable.
    """
    by_alias = getattr(converter, "use_alias", False)
    for one in _fields(type(obj), by_alias):
        value = getattr(obj, one.name)
        if value is not None and one.attribute.metadata.get("updatable", True):
            yield one.written_key, value


# --- columns ------------------------------------------------------------------------------------


@frozen
class _Column:
    """What the values in a column may be, where its field lets them be several things."""

    field: WireField
    kind: Any
    """The field's type, without None and without what only tools look at."""
    json_types: tuple[type, ...]
    """What text in this column is decoded to; none where it is left alone."""

    @property
    def null_is_absent(self) -> bool:
        """True when NULL, which is all that a table has for it, means that there is no value."""
        return not self.field.nullable and not self.field.required

    def read(self, value: Any) -> Any:
        """Undo what a database does to a value."""
        if isinstance(value, str):
            return _decode(value, self.json_types) if self.json_types else value
        if isinstance(value, Decimal):
            return self._read_decimal(value)
        if self.kind is str:
            if isinstance(value, UUID):
                return str(value)
            if isinstance(value, datetime):
                return _utc_text(value)
        return value

    def _read_decimal(self, value: Decimal) -> Any:
        """Give the number that a JSON reader would give; what has none is left to the hook."""
        if not value.is_finite():
            return value
        if self.kind is float:
            number = float(value)
            return number if isfinite(number) else value
        takes_int = isinstance(self.kind, type) and issubclass(self.kind, (int, Enum))
        return int(value) if takes_int and value == value.to_integral_value() else value


def _fields(cls: Any, by_alias: bool) -> tuple[WireField, ...]:
    return with_aliases(wire_fields(cls)) if by_alias else wire_fields(cls)


# Bounded, as classes may be made while a program runs.
@lru_cache(maxsize=512)
def _columns(cls: Any, by_alias: bool) -> Mapping[str, _Column]:
    """Give each column of a class by all of its names, in the order of the class."""
    found: dict[str, _Column] = {}
    for one in _fields(cls, by_alias):
        kind = _bare(one.type)
        column = _Column(one, kind, _json_types(kind))
        found |= {key: column for key in (one.key, one.other_key) if key is not None}
    return found


def _refuse_repeated(columns: Collection[str], known: Collection[str]) -> None:
    names = list(columns)
    for name in known:
        if names.count(name) > 1:
            raise ValueError(f"expected one column {name!r}, got {names.count(name)}")


def _bare(kind: Any) -> Any:
    """Take what has no meaning at run time off a type: ``NewType``, ``Annotated``."""
    if hasattr(kind, "__supertype__"):
        return _bare(kind.__supertype__)
    return _bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


def _json_types(kind: Any) -> tuple[type, ...]:
    """Tell what JSON text may be decoded to for a field of this type."""
    if kind is Any:
        return (dict, list)
    if get_origin(kind) in (Union, UnionType):
        members = [_bare(member) for member in get_args(kind)]
        others = [member for member in members if not _is_text(member)]
        if len(others) < len(members):
            return tuple(list if _is_list(member) else dict for member in others)
    return () if _is_text(kind) else (dict, list, NoneType)


def _is_text(kind: Any) -> bool:
    return get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, _NOT_JSON))


def _is_list(kind: Any) -> bool:
    origin = get_origin(kind) or kind
    is_collection = isinstance(origin, type) and issubclass(origin, Collection)
    return is_collection and not issubclass(origin, Mapping)


def _decode(text: str, json_types: tuple[type, ...]) -> Any:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return text  # The hook of the field says what is wrong with it.
    return content if isinstance(content, json_types) else text


def _to_column(value: Any, time_str: bool) -> Any:
    if isinstance(value, datetime):
        return _utc_text(value) if time_str else value
    if isinstance(value, UUID):  # Of an unknown column, which is kept as the driver gave it.
        return str(value)
    return json.dumps(value, allow_nan=False) if isinstance(value, (dict, list)) else value


def _utc_text(value: datetime) -> str:
    if value.tzinfo is not None:
        try:
            value = value.astimezone(timezone.utc).replace(tzinfo=None)
        except OverflowError:
            raise ValueError("the date is out of range in UTC") from None
    return unstructure_sql(value)
