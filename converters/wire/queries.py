"""How the platform's protocol asks for objects: names, identifiers, encodings."""

from __future__ import annotations

from typing import Final

from converters.wire.codecs import UPPER_DATA_TYPE
from converters.wire.vocabulary import Codec, is_ours
from orm_attrs import DataType

QUERY_CODEC: Final[dict[type, Codec]] = {DataType: UPPER_DATA_TYPE}
"""The encoding of enums that stand in the payload of a query otherwise than in a model."""

IDENTIFIER: Final[dict[str, str]] = {
    "DataRow": "uid",
    "Dataset": "dataset_hash",
    "LabelRow": "label_hash",
    "Project": "project_hash",
}
"""The attribute that has the uid by which a query asks for an object of a class of ours."""


def query_type(cls: type) -> str:
    """Give the name of a class in the protocol: its own, in lower case.

    The platform puts it into the ``query_type`` of a request, ``datarows`` for `DataRows`. Some
    classes exist only for theirs, such as `ProjectUsers`.
    """
    return cls.__name__.lower()


def identifier_of(cls: type) -> str | None:
    """Give the attribute that has an object's uid; None where a query asks for none."""
    bases = getattr(cls, "__mro__", ())  # which Page[CollaboratorTimer] does not have
    ours = (base.__name__ for base in bases if is_ours(base))
    return next((IDENTIFIER[name] for name in ours if name in IDENTIFIER), None)
