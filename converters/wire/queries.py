"""The names by which the platform's protocol asks for objects."""

from __future__ import annotations


def query_type(cls: type) -> str:
    """Give the name of a class in the protocol: its own, in lower case.

    The platform puts it into the ``query_type`` of a request, ``datarows`` for `DataRows`. Some
    classes exist only for theirs, such as `ProjectUsers`.
    """
    return cls.__name__.lower()
