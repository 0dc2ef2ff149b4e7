"""Calls that ask for objects by their class, or that create, change and delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from cattrs import Converter

from converters.client.calls import Call, Query, Verb
from converters.client.errors import NoAnswerError, NotFoundError
from converters.errors import shorten
from converters.wire.queries import QUERY_CODEC, identifier_of, query_type, saved_keys

T = TypeVar("T")


def question(converter: Converter, verb: Verb, cls: type, uid: Any, payload: Any) -> Query:
    """Make the query that a class names."""
    sent = to_json(converter, payload)
    keys = saved_keys(type(payload))
    if keys:
        sent = {key: value for key, value in sent.items() if key in keys}
    return Query(verb, query_type(cls), to_json(converter, uid), sent)


def get(converter: Converter, cls: type[T], query: Query) -> Call[T]:
    """Ask for one object; see `Client.get`."""
    response = yield query
    if not response:
        raise NotFoundError(f"{query}: not found")
    obj = converter.structure(response, cls)
    if isinstance(query.uid, str):
        _check_identity(converter, cls, query, {query.uid}, [obj])
    return obj


def get_multiple(converter: Converter, cls: type[T], query: Query) -> Call[list[T]]:
    """Ask for several objects; see `Client.get_multiple`."""
    response = yield query
    if response is None:
        raise NotFoundError(f"{query}: not found")
    objects = converter.structure(response, list[cls])  # type: ignore[valid-type]
    if isinstance(query.uid, list):
        asked = {uid for uid in query.uid if isinstance(uid, str)}
        _check_identity(converter, cls, query, asked, objects)
    return objects


def change(converter: Converter, query: Query, answer: type[T] | None) -> Call[Any]:
    """Send what changes something; see `Client.set`."""
    response = yield query
    if answer is None:
        return response
    if not response:
        raise NotFoundError(f"{query}: the server answers with nothing")
    return converter.structure(response, answer)


def _check_identity(
    converter: Converter, cls: type, query: Query, asked: set[str], objects: Iterable[Any]
) -> None:
    attribute = identifier_of(cls)
    if attribute is None:
        return
    known = {uid.casefold() for uid in asked}  # UUIDs are the same in capitals
    for obj in objects:
        found = converter.unstructure(getattr(obj, attribute))
        if found is not None and str(found).casefold() not in known:
            raise NoAnswerError(f"{query}: the server answers with another one: {shorten(found)}")


def to_json(converter: Converter, value: Any) -> Any:
    """Unstructure a uid or a payload.

    Lists and objects of JSON may have models and enums in them, and enums are written as they
    stand in queries.
    """
    if isinstance(value, Mapping):
        return {converter.unstructure(key): to_json(converter, item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return [to_json(converter, item) for item in value]
    codec = QUERY_CODEC.get(type(value)) if isinstance(value, Enum) else None
    return converter.unstructure(value) if codec is None else codec.unstructure(value)
