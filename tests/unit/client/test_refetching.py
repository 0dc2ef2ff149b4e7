"""What a client takes over when it asks for a row again."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID

import pytest
from client_cases import HASH, ITEM, ClientMaker, saved
from strategies import Maker

from converters import converter, explain, kept, make_converter
from converters.client import (
    ClientError,
    NoAnswerError,
)
from converters.unknown.held import kept_of
from orm_attrs import (
    DataRow,
    ImageData,
    ImagesDataFetchOptions,
    changes,
    forget_changes,
)


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({}, (False, None, False)),
        ({"signed_url": True}, (True, None, False)),
        ({"client_metadata": True}, (False, None, True)),
        (
            {"images_data_fetch_options": ImagesDataFetchOptions()},
            (False, {"fetch_signed_urls": False}, False),
        ),
        (
            {"images_data_fetch_options": ImagesDataFetchOptions(fetch_signed_urls=True)},
            (False, {"fetch_signed_urls": True}, False),
        ),
    ],
)
def test_a_refetch_says_what_to_send(
    client_of: ClientMaker,
    row: dict[str, Any],
    obj: DataRow,
    options: dict[str, Any],
    sent: tuple[Any, ...],
) -> None:
    client, querier = client_of(row)
    client.refetch_data(obj, **options)
    names = ("signed_url", "images_data_fetch_options", "client_metadata")
    additional_data = dict(zip(names, sent, strict=True))
    assert querier.asked == [("GET", "datarow", HASH, {"additional_data": additional_data})]


def test_a_refetched_row_has_the_values_of_the_server_and_no_changes(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    now = {
        "data_title": "theirs",
        "data_type": "IMG_GROUP",
        "width": None,
        "duration": None,
        "storage_location": 2,
        "last_edited_at": "2024-01-01 00:00:00",
        "client_metadata": {"theirs": 1},
        "signed_url": "https://example.com",
        "backing_item_uuid": ITEM,
    }
    client, _ = client_of({**row, **now})
    client.refetch_data(obj)
    assert obj == converter.structure({**row, **now}, DataRow)
    assert changes(obj) == ()


IMAGE = Maker(Random(1)).instance(ImageData)
ON_DEMAND: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "signed_url": ("https://old", "https://new", {"signed_url": True}),
    "client_metadata": ({"old": 1}, {"new": 1}, {"client_metadata": True}),
    "images_data": ([], [IMAGE], {"images_data_fetch_options": ImagesDataFetchOptions()}),
}
"""Attribute to the value that it has, that the server has, and what asks for it."""


@pytest.mark.parametrize("name", list(ON_DEMAND))
@pytest.mark.parametrize("is_asked_for", [True, False])
@pytest.mark.parametrize("sent", ["value", "null", "absent"])
def test_what_is_sent_on_demand_becomes_none_only_when_it_was_asked_for(
    client_of: ClientMaker,
    row: dict[str, Any],
    obj: DataRow,
    name: str,
    is_asked_for: bool,
    sent: str,
) -> None:
    for one, (old, _, _) in ON_DEMAND.items():
        setattr(obj, one, old)
        del row[one]
    forget_changes(obj, "client_metadata")
    old, new, option = ON_DEMAND[name]
    if sent != "absent":
        row[name] = converter.unstructure(new) if sent == "value" else None
    client, _ = client_of(row)
    client.refetch_data(obj, **(option if is_asked_for else {}))
    expected = {"value": new, "null": None if is_asked_for else old, "absent": old}[sent]
    assert getattr(obj, name) == expected
    assert all(getattr(obj, one) == ON_DEMAND[one][0] for one in ON_DEMAND if one != name)
    assert changes(obj) == ()


@pytest.mark.parametrize(
    ("key", "value"), [("is_optimised_image_group", True), ("backing_item_uuid", UUID(ITEM))]
)
def test_what_is_always_sent_becomes_none_with_null_and_stays_when_it_is_absent(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow, key: str, value: Any
) -> None:
    absent = {one: row[one] for one in row if one != key}
    client, _ = client_of(absent, {**row, key: None})
    setattr(obj, key, value)
    client.refetch_data(obj)
    assert getattr(obj, key) == value
    client.refetch_data(obj)
    assert getattr(obj, key) is None


def test_a_refetch_leaves_what_is_not_saved_yet(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    theirs = {**row, "data_title": "theirs", "client_metadata": None, "width": 7}
    client, querier = client_of(theirs, theirs, theirs)
    obj.title = "mine"
    client.refetch_data(obj, client_metadata=True)
    assert (obj.title, obj.client_metadata, obj.width) == ("mine", None, 7)
    assert changes(obj) == ("title",)

    def change() -> None:
        obj.client_metadata = {"mine": 1}

    querier.meanwhile = change
    client.refetch_data(obj, client_metadata=True)
    assert (obj.title, obj.client_metadata) == ("mine", {"mine": 1})
    assert changes(obj) == ("title", "client_metadata")


def test_a_failed_refetch_leaves_the_row_as_it_was(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    theirs = {**row, "data_title": "theirs", "width": 7}
    client, _ = client_of(
        None, {}, {**theirs, "data_hash": "other"}, {**theirs, "height": "x"}, "row"
    )
    obj.title = "mine"
    before = deepcopy(obj)
    problems = []
    for _ in range(5):
        with pytest.raises(Exception) as caught:
            client.refetch_data(obj)
        exc = caught.value
        problems += [str(exc)] if isinstance(exc, ClientError) else explain(exc)
        assert (obj, changes(obj)) == (before, ("title",))
    assert problems == [
        f"datarow '{HASH}': not found",
        f"datarow '{HASH}': not found",
        f"datarow '{HASH}': the server answers with another row: 'other'",
        "$.height: expected int, got 'x'",
        "$: expected an object, got 'row'",
    ]


# --- what a row holds besides its fields ----------------------------------------------------------


def test_what_a_row_holds_is_that_of_the_newest_answer(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
    keeping = make_converter(unknown="keep")
    first = {**row, "branch_name": "main", "storage_location": 77, "old": 1}
    second = {**row, "branch_name": "other", "storage_location": 88, "data_title": "new"}
    third = {**row, "data_title": "new"}
    obj = keeping.structure(first, DataRow)
    client = client_of(*[saved(second, "data_title"), third], converter=keeping)[0]
    obj.title = "new"
    client.save(obj)
    assert kept(obj) == {"branch_name": "other", "storage_location": 88}
    assert keeping.unstructure(obj) == second
    client.refetch_data(obj)
    assert kept(obj) == {}
    assert keeping.unstructure(obj) == third


def test_a_value_that_stays_keeps_its_spelling(client_of: ClientMaker, row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    first = {**row, "backing_item_uuid": ITEM.upper(), "created_at": "2023-04-02T09:14:11"}
    del first["signed_url"]
    obj = keeping.structure(first, DataRow)
    answer = {key: value for key, value in row.items() if key != "images_data"}
    client_of(*[answer], converter=keeping)[0].refetch_data(obj, client_metadata=True)
    del row["signed_url"]
    assert keeping.unstructure(obj) == {**row, "backing_item_uuid": ITEM.upper()}


def test_a_failed_save_leaves_what_a_row_holds(client_of: ClientMaker, row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    obj = keeping.structure({**row, "storage_location": 77}, DataRow)
    held = kept_of(obj)
    client = client_of(*[saved({**row, "storage_location": 88}, "width")], converter=keeping)[0]
    with pytest.raises(NoAnswerError):
        client.save(obj)
    assert kept_of(obj) is held


def test_a_client_that_keeps_nothing_lets_go_of_what_is_no_longer_true(
    client_of: ClientMaker,
    row: dict[str, Any],
) -> None:
    keeping = make_converter(unknown="keep")
    obj = keeping.structure({**row, "storage_location": 77, "a": 1}, DataRow)
    client_of(*[{**row, "storage_location": 88}])[0].refetch_data(obj)
    assert kept(obj) == {}
    assert keeping.unstructure(obj) == {**row, "storage_location": -99}
