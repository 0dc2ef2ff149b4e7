"""Calls that ask for objects by their class, or that create, change and delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar

from cattrs import Converter

from converters.client.calls import Call, Query, Verb
from converters.client.errors import NoAnswerError, NotFoundError, describe
from converters.errors import shorten
from converters.wire.queries import QUERY_CODEC, identifier_of, query_type

T = TypeVar("T")


def get(converter: Converter, cls: type[T], uid: Any, payload: Any, query: type | None) -> Call[T]:
    """Ask for one object; see `Client.get`."""
    name = query_type(query or cls)
    sent_uid = to_json(converter, uid)
    response = yield Query("GET", name, sent_uid, to_json(converter, payload))
    return structured(converter, cls, name, sent_uid, response)


def get_multiple(
    converter: Converter, cls: type[T], uid: Any, payload: Any, query: type | None
) -> Call[list[T]]:
    """Ask for several objects; see `Client.get_multiple`."""
    name = query_type(query or cls)
    sent_uid = to_json(converter, uid)
    response = yield Query("GET", name, sent_uid, to_json(converter, payload))
    if response is None:
        raise NotFoundError(f"{describe(name, sent_uid)}: not found")
    objects = converter.structure(response, list[cls])  # type: ignore[valid-type]
    if isinstance(sent_uid, list):
        _check_identity(converter, cls, name, sent_uid, objects)
    return objects


def change(
    converter: Converter, verb: Verb, query: type, uid: Any, payload: Any, answer: type[T] | None
) -> Call[Any]:
    """Send what changes something; see `Client.set`."""
    name = query_type(query)
    sent_uid = to_json(converter, uid)
    response = yield Query(verb, name, sent_uid, to_json(converter, payload))
    if answer is None:
        return response
    if not response:
        raise NotFoundError(f"{describe(name, sent_uid)}: the server answers with nothing")
    return converter.structure(response, answer)


def structured(converter: Converter, cls: type[T], name: str, sent_uid: Any, response: Any) -> T:
    """Structure the one object of an answer, and see that it is the one that was asked for."""
    if not response:
        raise NotFoundError(f"{describe(name, sent_uid)}: not found")
    obj = converter.structure(response, cls)
    if isinstance(sent_uid, str):
        _check_identity(converter, cls, name, [sent_uid], [obj])
    return obj


def _check_identity(
    converter: Converter, cls: type, name: str, asked: list[Any], objects: Iterable[Any]
) -> None:
    attribute = identifier_of(cls)
    if attribute is None:
        return
    # UUIDs are the same in capitals.
    known = {one.casefold() for one in asked if isinstance(one, str)}
    for obj in objects:
        found = converter.unstructure(getattr(obj, attribute))
        if found is not None and str(found).casefold() not in known:
            asked_for = describe(name, asked[0] if len(asked) == 1 else asked)
            raise NoAnswerError(
                f"{asked_for}: the server answers with another one: {shorten(found)}"
            )


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
