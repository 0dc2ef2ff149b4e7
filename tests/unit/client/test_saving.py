"""What a client saves, and what it takes over from the answer."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from attrs import define, field
from client_cases import HASH, ITEM, Answers, ClientMaker, saved

from converters import converter, explain, make_converter
from converters.client import (
    ClientError,
    NoAnswerError,
    RefusedError,
)
from orm_attrs import (
    DataRow,
    changes,
)


def test_only_what_was_changed_is_saved_under_its_wire_key(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    client, querier = client_of(
        saved(row, "data_title", data_title="new"),
        saved(row, "client_metadata", data_title="new", client_metadata={"a": [1]}),
        saved(row, "client_metadata", "data_title", data_title="", client_metadata=None),
    )
    obj.title = "new"
    client.save(obj)
    obj.client_metadata = {"a": [1]}
    client.save(obj)
    obj.title, obj.client_metadata = "", None
    client.save(obj)
    assert querier.asked == [
        ("POST", "datarow", HASH, {"data_title": "new"}),
        ("POST", "datarow", HASH, {"client_metadata": {"a": [1]}}),
        ("POST", "datarow", HASH, {"data_title": "", "client_metadata": None}),
    ]
    assert (obj.title, obj.client_metadata, changes(obj)) == ("", None, ())


def test_a_row_without_changes_is_sent_too(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    client, querier = client_of(saved(row, last_edited_at="2024-01-01 00:00:00"))
    client.save(obj)
    assert querier.asked == [("POST", "datarow", HASH, {})]
    assert obj.last_edited_at == datetime(2024, 1, 1)
    assert changes(obj) == ()


def test_a_saved_row_has_the_values_of_the_server_and_no_changes(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    now = {
        "data_title": "NEW",
        "client_metadata": {"camera": "north gate", "checked": True},
        "width": None,
        "height": 5,
        "file_link": None,
        "frames_per_second": None,
        "storage_location": 2,
        "signed_url": "https://example.com",
        "is_optimised_image_group": None,
        "backing_item_uuid": ITEM,
    }
    client, _ = client_of(saved(row, "data_title", "client_metadata", **now))
    obj.title, obj.client_metadata, obj.is_optimised_image_group = "new", {"a": 1}, True
    client.save(obj)
    assert obj == converter.structure({**row, **now}, DataRow)
    assert changes(obj) == ()


def test_changes_count_until_the_server_has_confirmed_them(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    client, querier = client_of(saved(row, "data_title", data_title="new"))
    seen = []
    querier.meanwhile = lambda: seen.append(changes(obj))
    obj.title = "new"
    client.save(obj)
    assert seen == [("title",)]


def test_what_changes_while_a_save_is_under_way_stays_changed(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    answer = saved(row, "data_title", data_title="first", client_metadata={"old": 1})
    client, querier = client_of(answer, saved(row, "data_title", "client_metadata"))

    def change() -> None:
        obj.title, obj.client_metadata = "second", {"new": 1}

    querier.meanwhile = change
    obj.title = "first"
    client.save(obj)
    assert (obj.title, obj.client_metadata) == ("second", {"new": 1})
    assert changes(obj) == ("title", "client_metadata")
    client.save(obj)
    assert querier.asked[1][3] == {"data_title": "second", "client_metadata": {"new": 1}}
    assert changes(obj) == ()


def test_a_value_that_is_changed_in_place_while_it_is_saved_stays_changed(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    client, querier = client_of(saved(row, "client_metadata", client_metadata={"tags": ["a"]}))
    mine: dict[str, Any] = {"tags": ["a"]}
    obj.client_metadata = mine
    querier.meanwhile = lambda: mine["tags"].append("b")
    client.save(obj)
    assert querier.asked[0][3] == {"client_metadata": {"tags": ["a"]}}
    assert obj.client_metadata == {"tags": ["a", "b"]}
    assert changes(obj) == ("client_metadata",)


def test_a_change_that_is_taken_back_while_it_is_saved_is_none(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow
) -> None:
    client, querier = client_of(saved(row, "data_title", data_title="new"))

    def change() -> None:
        obj.title = "other"
        obj.title = "new"

    querier.meanwhile = change
    obj.title = "new"
    client.save(obj)
    assert (obj.title, changes(obj)) == ("new", ())


@pytest.mark.parametrize("answered", [{}, {"client_metadata": None}])
def test_metadata_that_were_saved_stay_when_the_answer_has_none(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow, answered: dict[str, Any]
) -> None:
    del row["client_metadata"]
    client, _ = client_of(saved(row, "client_metadata", **answered), saved(row, **answered))
    obj.client_metadata = {"a": 1}
    client.save(obj)
    assert (obj.client_metadata, changes(obj)) == ({"a": 1}, ())
    client.save(obj)
    assert obj.client_metadata == {"a": 1}


MISSING_ONE = (
    f"datarow '{HASH}': the server saved other fields; asked for and not updated: data_title"
)
ONE_MORE = (
    f"datarow '{HASH}': the server saved other fields; updated without being asked for: width"
)
NO_ANSWER = f"datarow '{HASH}': expected an answer with updated_fields and data_row, got "
NO_NAMES = f"datarow '{HASH}': expected a list of names as updated_fields, got "
OK = ["data_title", "client_metadata"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, NO_ANSWER + "null"),
        ({}, NO_ANSWER + "{}"),
        ([], NO_ANSWER + "[]"),
        (0, NO_ANSWER + "0"),
        ("", NO_ANSWER + "''"),
        (["updated_fields", "data_row"], NO_ANSWER + '["updated_fields","data_row"]'),
        ({"updated_fields": OK}, NO_ANSWER + '{"updated_fields":["data_title","client_metadata"]}'),
        ({"data_row": None}, NO_ANSWER + '{"data_row":null}'),
        ({"updated_fields": None, "data_row": ...}, NO_NAMES + "null"),
        ({"updated_fields": "data_title", "data_row": ...}, NO_NAMES + "'data_title'"),
        (
            {"updated_fields": [OK], "data_row": ...},
            NO_NAMES + '[["data_title","client_metadata"]]',
        ),
        ({"updated_fields": OK[1:], "data_row": ...}, MISSING_ONE),
        ({"updated_fields": [*OK, "width"], "data_row": ...}, ONE_MORE),
        (
            {"updated_fields": ["width", "height"], "data_row": ...},
            (
                f"datarow '{HASH}': the server saved other fields; "
                "asked for and not updated: client_metadata, data_title; "
                "updated without being asked for: height, width"
            ),
        ),
        (
            {"updated_fields": OK, "data_row": {"data_hash": "other"}},
            f"datarow '{HASH}': the server answers with another row: 'other'",
        ),
        (NoAnswerError("timed out"), "timed out"),
        (
            RefusedError("POST datarow", 500, "GENERAL_ERROR"),
            "POST datarow: refused with status 500, GENERAL_ERROR",
        ),
    ],
)
def test_a_failed_save_loses_nothing(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow, answer: Any, sentence: str
) -> None:
    newer = {**row, "data_title": "theirs", "width": 1}
    if isinstance(answer, dict) and answer.get("data_row"):
        own = answer["data_row"]
        answer = {**answer, "data_row": newer if own is ... else {**newer, **own}}
    client, querier = client_of(answer, saved(row, *OK, data_title="new", client_metadata=None))
    obj.title, obj.client_metadata = "new", None
    before = deepcopy(obj)
    with pytest.raises(ClientError) as caught:
        client.save(obj)
    assert str(caught.value) == sentence
    assert (obj, changes(obj)) == (before, ("title", "client_metadata"))
    client.save(obj)
    assert querier.asked[0] == querier.asked[1]
    assert (obj.title, changes(obj)) == ("new", ())


@pytest.mark.parametrize(
    ("data_row", "problem"),
    [
        (None, "$: expected an object, got null"),
        ([], "$: expected an object, got list"),
        ({"width": "wide"}, "$.width: expected int, got 'wide'"),
    ],
)
def test_a_bad_row_in_the_answer_is_an_error_of_cattrs_and_loses_nothing(
    client_of: ClientMaker, row: dict[str, Any], obj: DataRow, data_row: Any, problem: str
) -> None:
    if data_row:
        data_row = {**row, "data_title": "theirs", **data_row}
    client, _ = client_of({"updated_fields": ["data_title"], "data_row": data_row})
    obj.title = "new"
    before = deepcopy(obj)
    with pytest.raises(Exception) as caught:
        client.save(obj)
    assert explain(caught.value) == [problem]
    assert (obj, changes(obj)) == (before, ("title",))


def test_a_hook_of_the_service_writes_what_is_saved(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
    own = make_converter()
    own.register_structure_hook(str, lambda value, _: value.lower())
    own.register_unstructure_hook(str, str.upper)
    querier = Answers([saved(row, "data_title", data_title="NEW")])
    obj = own.structure(row, DataRow)
    obj.title = "new"
    client_of.of(querier, own).save(obj)
    assert querier.asked[0][3] == {"data_title": "NEW"}
    assert (obj.title, changes(obj)) == ("new", ())


@define(kw_only=True)
class TaggedRow(DataRow):
    """A row of a service's own."""

    branch_name: str = field(validator=lambda *_: None)


def test_a_row_of_an_own_class_is_saved_with_its_own_fields(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
    tagged = converter.structure({**row, "branch_name": "main"}, TaggedRow)
    client, querier = client_of(saved(row, "data_title", data_title="new", branch_name="other"))
    tagged.title = "new"
    client.save(tagged)
    assert querier.asked == [("POST", "datarow", HASH, {"data_title": "new"})]
    assert (tagged.title, tagged.branch_name, changes(tagged)) == ("new", "other", ())
