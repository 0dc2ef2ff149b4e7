"""How the platform's protocol asks for objects: names, identifiers, encodings."""

from __future__ import annotations

from typing import Final

from converters.tables import table_of, wire_fields
from converters.wire.codecs import UPPER_DATA_TYPE
from converters.wire.vocabulary import Codec, is_ours
from orm_attrs import DataType

QUERY_CODEC: Final[dict[type, Codec]] = {DataType: UPPER_DATA_TYPE}
"""The encoding of enums that stand in the payload of a query otherwise than in a model."""


def query_type(cls: type) -> str:
    """Give the name of a class in the protocol: its own, in lower case.

    The platform puts it into the ``query_type`` of a request, ``datarows`` for `DataRows`. Some
    classes exist only for theirs, such as `ProjectUsers`.
    """
    table = table_of(cls) if isinstance(cls, type) and is_ours(cls) else None
    return cls.__name__.lower() if table is None or table.query_name is None else table.query_name


def identifier_of(cls: type) -> str | None:
    """Give the attribute that has an object's uid; None where a query asks for none."""
    # Page[CollaboratorTimer] is no class.
    table = table_of(cls) if isinstance(cls, type) else None
    return None if table is None else table.identified_by


def saved_keys(cls: type) -> frozenset[str]:
    """Give the keys of an object that a query sends when it saves it; none when it sends all."""
    table = table_of(cls)
    if table is None or not table.saved:
        return frozenset()
    return frozenset(it.written_key for it in wire_fields(cls) if it.name in table.saved)
