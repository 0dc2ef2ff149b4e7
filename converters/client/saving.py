"""Calls that save the changes of a data row, and that take over what the server has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from cattrs import Converter

from converters.client.asking import to_json
from converters.client.calls import Call, Query
from converters.client.errors import NoAnswerError, NotFoundError, describe, excerpt
from converters.errors import shorten, shorten_list
from converters.plans.fields import structure_fields, unstructure_fields
from converters.unknown.held import Kept, hold, kept_of, same
from converters.wire.queries import query_type
from orm_attrs import DataRow, ImagesDataFetchOptions, changes, forget_changes

ON_DEMAND: Final = frozenset({"client_metadata", "images_data", "signed_url"})
"""The attributes of a `DataRow` that servers send as null unless they are asked for."""


def save(converter: Converter, row: DataRow) -> Call[None]:
    """Save what was changed in a row; see `Client.save`."""
    name, changed = query_type(DataRow), changes(row)
    hooks = {
        hook.field.name: hook
        for hook in unstructure_fields(type(row), converter)
        if hook.field.name in changed
    }
    # Copied, so that what is changed inside of a value in the meantime is seen, too.
    sent = deepcopy(
        {attribute: hook.write(getattr(row, attribute)) for attribute, hook in hooks.items()}
    )
    payload = {hooks[attribute].field.written_key: value for attribute, value in sent.items()}
    response = yield Query("POST", name, row.uid, payload)

    asked = describe(name, row.uid)
    if not isinstance(response, Mapping) or not {"updated_fields", "data_row"} <= set(response):
        raise NoAnswerError(
            f"{asked}: expected an answer with updated_fields and data_row, got {excerpt(response)}"
        )
    _check_updated(asked, payload, response["updated_fields"])
    fresh = _structured_row(converter, row, response["data_row"])
    confirmed = [
        attribute
        for attribute, hook in hooks.items()
        if same(hook.write(getattr(row, attribute)), sent[attribute])
    ]
    left = set(changes(row)).difference(confirmed) | ON_DEMAND.intersection(
        _attributes_with_null(converter, row, response["data_row"])
    )
    _take_over(converter, row, response["data_row"], fresh, left)
    forget_changes(row, *confirmed)


def refetch(
    converter: Converter,
    row: DataRow,
    *,
    signed_url: bool,
    images_data_fetch_options: ImagesDataFetchOptions | None,
    client_metadata: bool,
) -> Call[None]:
    """Take over what the server has for a row; see `Client.refetch_data`."""
    name = query_type(DataRow)
    additional_data = {
        "signed_url": signed_url,
        "images_data_fetch_options": images_data_fetch_options,
        "client_metadata": client_metadata,
    }
    payload = to_json(converter, {"additional_data": additional_data})
    response = yield Query("GET", name, to_json(converter, row.uid), payload)
    if not response:
        raise NotFoundError(f"{describe(name, row.uid)}: not found")
    fresh = _structured_row(converter, row, response)
    asked_for = {
        attribute
        for attribute, is_asked_for in (
            ("signed_url", signed_url),
            ("images_data", images_data_fetch_options is not None),
            ("client_metadata", client_metadata),
        )
        if is_asked_for
    }
    withheld = (ON_DEMAND - asked_for).intersection(_attributes_with_null(converter, row, response))
    _take_over(converter, row, response, fresh, withheld.union(changes(row)))


def _structured_row(converter: Converter, row: DataRow, payload: Any) -> DataRow:
    """Structure the row of an answer, and see that it is the one that was asked for."""
    fresh = converter.structure(payload, type(row))
    if fresh.uid != row.uid:
        asked = describe(query_type(DataRow), row.uid)
        raise NoAnswerError(f"{asked}: the server answers with another row: {shorten(fresh.uid)}")
    return fresh


def _attributes_with_null(
    converter: Converter, row: DataRow, payload: Mapping[str, Any]
) -> Iterator[str]:
    for hook in structure_fields(type(row), converter):
        if payload.get(hook.field.key, ...) is None:
            yield hook.field.name


def _take_over(
    converter: Converter,
    row: DataRow,
    payload: Mapping[str, Any],
    fresh: DataRow,
    left: Collection[str],
) -> None:
    """Give a row the values of a fresh one, but for attributes that are left or have no key.

    Nothing here can fail, so a row is never left with half of the values.
    """
    kept_keys = set()
    for hook in structure_fields(type(row), converter):
        if hook.field.name in left or hook.field.key not in payload:
            kept_keys.add(hook.field.written_key)
        else:
            # Not through the attribute, which would be marked as changed.
            object.__setattr__(row, hook.field.slot, getattr(fresh, hook.field.name))
    # A value and how it was spelled go together.
    before, now = kept_of(row), kept_of(fresh)
    originals = [original for original in now.originals if original.written_key not in kept_keys]
    originals += [original for original in before.originals if original.written_key in kept_keys]
    held = Kept(now.extra_keys, tuple(originals))
    if held != before:
        hold(row, held)


def _check_updated(asked: str, payload: Mapping[str, Any], updated: Any) -> None:
    """See that a server has updated the fields that it was told to, and no other."""
    if not isinstance(updated, list) or not all(isinstance(name, str) for name in updated):
        raise NoAnswerError(
            f"{asked}: expected a list of names as updated_fields, got {excerpt(updated)}"
        )
    problems = [
        f"{what}: {shorten_list(sorted(names))}"
        for what, names in (
            ("asked for and not updated", payload.keys() - set(updated)),
            ("updated without being asked for", set(updated) - payload.keys()),
        )
        if names
    ]
    if problems:
        raise NoAnswerError(f"{asked}: the server saved other fields; {'; '.join(problems)}")
