"""Database rows: the services that the reference gave its records, for any model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Final, TypeVar
from uuid import UUID

from cattrs import Converter

from converters.dates import unstructure_sql
from converters.registry import ready_converter
from converters.tables import wire_fields

T = TypeVar("T")

_NOT_JSON: Final = (str, int, float, bool, datetime, UUID)
"""The types whose text in a database is no JSON; nor is that of an enum."""


def from_db_row(
    row: Sequence[Any],
    columns: Sequence[str],
    cls: type[T],
    *,
    converter: Converter | None = None,
) -> T:
    """Structure one row of a query.

    Args:
        row: The values, as a database driver gives them: JSON columns as text or decoded, dates
            as text or ``datetime``, UUIDs as text or ``UUID``, NULL as None.
        columns: The name of each value's column, which is the field's wire key. Columns that the
            class does not know are ignored.
        cls: The class to structure: a database record or any other model.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        An instance of ``cls``.

    Raises:
        ValueError: When there are not as many values as columns.
        ClassValidationError: All that is wrong with the values.
    """
    if len(row) != len(columns):
        raise ValueError(f"expected a value for each of {len(columns)} columns, got {len(row)}")
    payload = dict(zip(columns, row, strict=True))
    for one in wire_fields(cls):
        for key in (one.key, one.other_key):
            if key in payload:
                payload[key] = _from_column(payload[key], one.type)
    return (converter or ready_converter()).structure(payload, cls)


def to_dic(
    obj: Any, time_str: bool = True, *, converter: Converter | None = None
) -> dict[str, Any]:
    """Flatten an object for a database driver.

    Args:
        obj: An instance of a database record or of any other model.
        time_str: True to write dates as ``YYYY-MM-DD HH:MM:SS`` text in UTC, with a fraction only
            where there is one; False to keep them as ``datetime``.
        converter: A converter with our hooks; None for the ready one.

    Returns:
        Column name (the wire key) to value. Lists, objects and nested models are JSON text, UUIDs
        are text, enums their wire values. None is left out.

    Raises:
        ClassValidationError: When an attribute does not hold what its type says.
    """
    written = (converter or ready_converter()).unstructure(obj)
    result: dict[str, Any] = {}
    for one in wire_fields(type(obj)):
        value = getattr(obj, one.name)
        if isinstance(value, datetime):
            result[one.written_key] = _utc_text(value) if time_str else value
        elif value is not None:
            result[one.written_key] = _to_column(written[one.written_key])
    return result


def updatable_fields(obj: Any) -> Iterator[tuple[str, Any]]:
    """Iterate over what an update of this object's record may set.

    Args:
        obj: An instance of any model.

    Yields:
        Column name (the wire key) and Python value of each field that is set, except for those
        that the model marks as not updatable.
    """
    for one in wire_fields(type(obj)):
        value = getattr(obj, one.name)
        if value is not None and one.attribute.metadata.get("updatable", True):
            yield one.written_key, value


def _from_column(value: Any, kind: Any) -> Any:
    """Undo what a database does to a value of this type."""
    if kind is str and isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and not _is_text(kind):
        try:
            content = json.loads(value)
        except (ValueError, RecursionError):
            return value  # The hook of the field says what is wrong with it.
        return content if isinstance(content, (dict, list)) else value
    return value


def _is_text(kind: Any) -> bool:
    return kind in _NOT_JSON or (isinstance(kind, type) and issubclass(kind, Enum))


def _to_column(value: Any) -> Any:
    return json.dumps(value, allow_nan=False) if isinstance(value, (dict, list)) else value


def _utc_text(value: datetime) -> str:
    if value.tzinfo is not None:
        value = value.astimezone(timezone.utc).replace(tzinfo=None)
    return unstructure_sql(value)
