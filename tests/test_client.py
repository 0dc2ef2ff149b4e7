"""What a client asks for and saves, with a querier that has its answers ready."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime, timezone
from random import Random
from typing import Any
from uuid import UUID

import pytest
from attrs import define, field, frozen
from cattrs.errors import ClassValidationError
from strategies import CLASSES, LIST_CLASSES, Maker, differences, name_of

from converters import converter, explain, kept, make_converter, query_type
from converters.client import (
    TIMERS_PATH,
    Client,
    ClientError,
    NoAnswerError,
    NotFoundError,
    RefusedError,
)
from converters.unknown.held import kept_of
from orm_attrs import (
    AnnotationTaskStatus,
    ApiKeyMeta,
    CloudIntegration,
    CollaboratorTimer,
    CollaboratorTimerParams,
    CollaboratorTimersGroupBy,
    DataRow,
    DataRows,
    Dataset,
    DatasetAccessSettings,
    DatasetAPIKey,
    DatasetData,
    DatasetDataLongPolling,
    DatasetWithUserRole,
    ImageData,
    ImageGroupOCR,
    ImagesDataFetchOptions,
    LabelLog,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    ModelConfiguration,
    Page,
    Project,
    ProjectAPIKey,
    ProjectWithUserRole,
    ReEncodeVideoTask,
    SignedDicomsURL,
    SignedImagesURL,
    SignedVideoURL,
    StorageLocation,
    TrainingMetadata,
    changes,
    forget_changes,
)

HASH = "0b8f6d3a-7d57-4a5b-8f0e-000000000001"
ITEM = "87fbb2d6-6b4c-4e4f-9d3b-0c1d3a5f7e21"


@define
class Answers:
    """A querier that gives one answer after the other, and notes what it was asked."""

    answers: list[Any]
    asked: list[tuple[str, str, Any, Any]] = field(factory=list)
    meanwhile: Callable[[], None] = lambda: None
    """What happens while a request is under way."""

    def _answer(self, method: str, query_type: str, uid: Any, payload: Any) -> Any:
        json.dumps([uid, payload])
        self.asked.append((method, query_type, uid, payload))
        self.meanwhile()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def get(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self._answer("GET", query_type, uid, payload)

    def set(self, query_type: str, uid: Any, payload: Any) -> Any:
        return self._answer("POST", query_type, uid, payload)

    def get_page(self, path: str, parameters: Mapping[str, str]) -> Any:
        return self._answer("GET", path, None, parameters)


def client_of(*answers: Any) -> tuple[Client, Answers]:
    querier = Answers(list(answers))
    return Client(querier), querier


# --- asking -------------------------------------------------------------------------------------


@frozen
class Asking:
    """One row of the protocol: what is asked for, and with what."""

    cls: Any
    query_type: str
    uid: Any = None
    payload: Any = None
    sent: Any = None
    """The payload as it travels; None when it is the payload itself."""
    many: bool = False
    query: type | None = None

    def ask(self, client: Client) -> Any:
        ask = client.get_multiple if self.many else client.get
        return ask(self.cls, self.uid, self.payload, query=self.query)

    def answer(self, maker: Maker) -> Any:
        """Make what a server may answer, if it has what it is asked for."""
        if self.many:
            return [maker.payload(self.cls) for _ in range(3)]
        if self.cls in LIST_CLASSES:
            return [{"signed_url": "https://example.com", "title": "a.png"}]
        return {"unknown": 0, **maker.payload(self.cls)}

    @property
    def on_the_wire(self) -> Any:
        """The payload as it travels."""
        return self.payload if self.sent is None else self.sent


def many(*args: Any, **kwargs: Any) -> Asking:
    return Asking(*args, many=True, **kwargs)


FILTER = {"filter": {"title_like": "%drive%", "created_before": "2023-02-09T14:12:03"}}
ROWS_FILTER = {"title_eq": None, "data_types": ["VIDEO"], "data_hashes": [HASH]}
PROTOCOL = [
    Asking(ApiKeyMeta, "apikeymeta"),
    many(
        DatasetWithUserRole, "datasetwithuserrole", payload={**FILTER, "enable_storage_api": True}
    ),
    many(ProjectWithUserRole, "projectwithuserrole", payload=FILTER),
    many(DatasetAPIKey, "datasetapikey", payload={"dataset_hash": "d"}),
    many(ProjectAPIKey, "projectapikey", "p"),
    many(CloudIntegration, "cloudintegration"),
    Asking(
        Dataset,
        "dataset",
        payload={"dataset_access_settings": DatasetAccessSettings(fetch_client_metadata=True)},
        sent={"dataset_access_settings": {"fetch_client_metadata": True}},
    ),
    many(
        DataRow,
        "datarows",
        payload={**ROWS_FILTER, "dataset_access_settings": DatasetAccessSettings(False)},
        sent={**ROWS_FILTER, "dataset_access_settings": {"fetch_client_metadata": False}},
        query=DataRows,
    ),
    Asking(DataRow, "datarow", HASH),
    Asking(SignedVideoURL, "signedvideourl", "drive.mp4"),
    Asking(SignedImagesURL, "signedimagesurl", ["a.png"]),
    Asking(SignedDicomsURL, "signeddicomsurl", ["a.dcm"]),
    Asking(ReEncodeVideoTask, "reencodevideotask", 77),
    many(ImageGroupOCR, "imagegroupocr", payload={"image_group_data_hash": HASH}),
    Asking(
        DatasetDataLongPolling,
        "datasetdatalongpolling",
        "d",
        {"process_hash": UUID(ITEM), "timeout_seconds": 60},
        {"process_hash": ITEM, "timeout_seconds": 60},
    ),
    Asking(Project, "project", payload={"include_labels_metadata": False}),
    many(
        LabelRowMetadata,
        "labelrowmetadata",
        payload={"label_statuses": [AnnotationTaskStatus.QUEUED], "data_hashes": None},
        sent={"label_statuses": ["QUEUED"], "data_hashes": None},
    ),
    Asking(LabelRow, "labelrow", "l", {"get_signed_url": False, "multi_request": False}),
    many(LabelRow, "labelrow", ["l", "m"], {"get_signed_url": False, "multi_request": True}),
    many(ModelConfiguration, "modelconfiguration"),
    many(TrainingMetadata, "trainingmetadata", payload={"model_iteration_uids": ["i"]}),
    Asking(DatasetData, "datasetdata", {"data_hash": HASH, "get_signed_url": True}),
    many(
        LabelLog,
        "labellog",
        payload=LabelLogParams(user_hash="u", start_timestamp=1),
        sent={
            "user_hash": "u",
            "start_timestamp": 1,
            "include_user_email_and_interface_key": True,
        },
    ),
]


@pytest.mark.parametrize("asking", PROTOCOL, ids=lambda one: f"{one.query_type}-{one.many}")
def test_each_query_of_the_protocol_is_asked_and_read(asking: Asking) -> None:
    for seed in range(10):
        answer = asking.answer(Maker(Random(seed)))
        client, querier = client_of(deepcopy(answer))
        result = asking.ask(client)
        kind = list[asking.cls] if asking.many else asking.cls
        assert differences(result, converter.structure(answer, kind)) == []
        assert querier.asked == [("GET", asking.query_type, asking.uid, asking.on_the_wire)]


@pytest.mark.parametrize("cls", [*CLASSES, *LIST_CLASSES], ids=name_of)
def test_every_model_can_be_asked_for(cls: Any) -> None:
    maker = Maker(Random(1))
    one = [{"title": "a"}] if cls in LIST_CLASSES else {"unknown": 0, **maker.payload(cls)}
    client, querier = client_of(one, [one, one])
    expected = converter.structure(one, cls)
    assert client.get(cls, "u") == expected
    assert client.get_multiple(cls, ["u"]) == [expected, expected]
    assert {name for _, name, _, _ in querier.asked} == {query_type(cls)}


@pytest.mark.parametrize("answer", [None, {}, [], 0, ""])
def test_an_empty_answer_is_not_found(answer: Any) -> None:
    client, _ = client_of(answer, answer)
    with pytest.raises(NotFoundError) as caught:
        client.get(Dataset)
    assert str(caught.value) == "dataset: not found"
    with pytest.raises(LookupError) as other:
        client.get(DataRow, HASH)
    assert str(other.value) == f"datarow '{HASH}': not found"


def test_of_several_objects_none_are_an_answer_and_null_is_not_found() -> None:
    client, _ = client_of([], None)
    assert client.get_multiple(LabelLog) == []
    with pytest.raises(NotFoundError) as caught:
        client.get_multiple(LabelRow, ["a", "b"])
    assert str(caught.value) == "labelrow list: not found"


def test_what_is_wrong_inside_of_an_answer_is_an_error_of_cattrs(row: dict[str, Any]) -> None:
    client, _ = client_of({**row, "width": "wide"}, [row, {**row, "width": "wide"}], {"a": 1})
    with pytest.raises(ClassValidationError) as one:
        client.get(DataRow, HASH)
    assert explain(one.value) == ["$.width: expected int, got 'wide'"]
    with pytest.raises(Exception) as several:
        client.get_multiple(DataRow)
    assert explain(several.value) == ["$[1].width: expected int, got 'wide'"]
    with pytest.raises(Exception) as no_list:
        client.get_multiple(DataRow)
    assert explain(no_list.value) == ["$: expected a list, got object"]


def test_a_model_or_a_uuid_may_be_the_uid() -> None:
    client, querier = client_of([], [])
    client.get_multiple(DatasetData, UUID(ITEM))
    client.get_multiple(DatasetData, [ImagesDataFetchOptions(fetch_signed_urls=True)])
    assert [uid for _, _, uid, _ in querier.asked] == [ITEM, [{"fetch_signed_urls": True}]]


def test_another_class_may_name_the_query(row: dict[str, Any]) -> None:
    client, querier = client_of(row, [row])
    assert [client.get(DataRow, query=DataRows)] == client.get_multiple(DataRow, query=DataRows)
    assert [name for _, name, _, _ in querier.asked] == ["datarows", "datarows"]


def test_the_converter_is_the_one_that_the_client_was_given(row: dict[str, Any]) -> None:
    own = make_converter()
    own.register_structure_hook(StorageLocation, lambda value, _: f"location {value}")
    own.register_unstructure_hook(UUID, lambda value: value.hex)
    querier = Answers([row])
    obj = Client(querier, own).get(DataRow, UUID(ITEM))
    assert obj.storage_location == "location 1"
    assert querier.asked[0][2] == ITEM.replace("-", "")


# --- saving -------------------------------------------------------------------------------------


@pytest.fixture
def obj(row: dict[str, Any]) -> DataRow:
    return converter.structure(row, DataRow)


def saved(row: Mapping[str, Any], *updated: str, **changed: Any) -> dict[str, Any]:
    """Give what a server answers to a save."""
    return {"updated_fields": list(updated), "data_row": {**row, **changed}}


def test_only_what_was_changed_is_saved_under_its_wire_key(
    row: dict[str, Any], obj: DataRow
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


def test_a_row_without_changes_is_sent_too(row: dict[str, Any], obj: DataRow) -> None:
    client, querier = client_of(saved(row, last_edited_at="2024-01-01 00:00:00"))
    client.save(obj)
    assert querier.asked == [("POST", "datarow", HASH, {})]
    assert obj.last_edited_at == datetime(2024, 1, 1)
    assert changes(obj) == ()


def test_a_saved_row_has_the_values_of_the_server_and_no_changes(
    row: dict[str, Any], obj: DataRow
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
    row: dict[str, Any], obj: DataRow
) -> None:
    client, querier = client_of(saved(row, "data_title", data_title="new"))
    seen = []
    querier.meanwhile = lambda: seen.append(changes(obj))
    obj.title = "new"
    client.save(obj)
    assert seen == [("title",)]


def test_what_changes_while_a_save_is_under_way_stays_changed(
    row: dict[str, Any], obj: DataRow
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
    row: dict[str, Any], obj: DataRow
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
    row: dict[str, Any], obj: DataRow
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
    row: dict[str, Any], obj: DataRow, answered: dict[str, Any]
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
    row: dict[str, Any], obj: DataRow, answer: Any, sentence: str
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
    row: dict[str, Any], obj: DataRow, data_row: Any, problem: str
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


def test_a_hook_of_the_service_writes_what_is_saved(row: dict[str, Any]) -> None:
    own = make_converter()
    own.register_structure_hook(str, lambda value, _: value.lower())
    own.register_unstructure_hook(str, str.upper)
    querier = Answers([saved(row, "data_title", data_title="NEW")])
    obj = own.structure(row, DataRow)
    obj.title = "new"
    Client(querier, own).save(obj)
    assert querier.asked[0][3] == {"data_title": "NEW"}
    assert (obj.title, changes(obj)) == ("new", ())


@define(kw_only=True)
class TaggedRow(DataRow):
    """A row of a service's own."""

    branch_name: str = field(validator=lambda *_: None)


def test_a_row_of_an_own_class_is_saved_with_its_own_fields(row: dict[str, Any]) -> None:
    tagged = converter.structure({**row, "branch_name": "main"}, TaggedRow)
    client, querier = client_of(saved(row, "data_title", data_title="new", branch_name="other"))
    tagged.title = "new"
    client.save(tagged)
    assert querier.asked == [("POST", "datarow", HASH, {"data_title": "new"})]
    assert (tagged.title, tagged.branch_name, changes(tagged)) == ("new", "other", ())


# --- refetching ---------------------------------------------------------------------------------


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
    row: dict[str, Any], obj: DataRow, options: dict[str, Any], sent: tuple[Any, ...]
) -> None:
    client, querier = client_of(row)
    client.refetch_data(obj, **options)
    names = ("signed_url", "images_data_fetch_options", "client_metadata")
    additional_data = dict(zip(names, sent, strict=True))
    assert querier.asked == [("GET", "datarow", HASH, {"additional_data": additional_data})]


def test_a_refetched_row_has_the_values_of_the_server_and_no_changes(
    row: dict[str, Any], obj: DataRow
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
    row: dict[str, Any], obj: DataRow, name: str, is_asked_for: bool, sent: str
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
    row: dict[str, Any], obj: DataRow, key: str, value: Any
) -> None:
    absent = {one: row[one] for one in row if one != key}
    client, _ = client_of(absent, {**row, key: None})
    setattr(obj, key, value)
    client.refetch_data(obj)
    assert getattr(obj, key) == value
    client.refetch_data(obj)
    assert getattr(obj, key) is None


def test_a_refetch_leaves_what_is_not_saved_yet(row: dict[str, Any], obj: DataRow) -> None:
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


def test_a_failed_refetch_leaves_the_row_as_it_was(row: dict[str, Any], obj: DataRow) -> None:
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
        problems += explain(caught.value)
        assert (obj, changes(obj)) == (before, ("title",))
    assert problems == [
        f"$: NotFoundError: datarow '{HASH}': not found",
        f"$: NotFoundError: datarow '{HASH}': not found",
        f"$: NoAnswerError: datarow '{HASH}': the server answers with another row: 'other'",
        "$.height: expected int, got 'x'",
        "$: expected an object, got 'row'",
    ]


# --- what a row holds besides its fields ----------------------------------------------------------


def test_what_a_row_holds_is_that_of_the_newest_answer(row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    first = {**row, "branch_name": "main", "storage_location": 77, "old": 1}
    second = {**row, "branch_name": "other", "storage_location": 88, "data_title": "new"}
    third = {**row, "data_title": "new"}
    obj = keeping.structure(first, DataRow)
    client = Client(Answers([saved(second, "data_title"), third]), keeping)
    obj.title = "new"
    client.save(obj)
    assert kept(obj) == {"branch_name": "other", "storage_location": 88}
    assert keeping.unstructure(obj) == second
    client.refetch_data(obj)
    assert kept(obj) == {}
    assert keeping.unstructure(obj) == third


def test_a_value_that_stays_keeps_its_spelling(row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    first = {**row, "backing_item_uuid": ITEM.upper(), "created_at": "2023-04-02T09:14:11"}
    del first["signed_url"]
    obj = keeping.structure(first, DataRow)
    answer = {key: value for key, value in row.items() if key != "images_data"}
    Client(Answers([answer]), keeping).refetch_data(obj, client_metadata=True)
    del row["signed_url"]
    assert keeping.unstructure(obj) == {**row, "backing_item_uuid": ITEM.upper()}


def test_a_failed_save_leaves_what_a_row_holds(row: dict[str, Any]) -> None:
    keeping = make_converter(unknown="keep")
    obj = keeping.structure({**row, "storage_location": 77}, DataRow)
    held = kept_of(obj)
    client = Client(Answers([saved({**row, "storage_location": 88}, "width")]), keeping)
    with pytest.raises(NoAnswerError):
        client.save(obj)
    assert kept_of(obj) is held


def test_a_client_that_keeps_nothing_lets_go_of_what_is_no_longer_true(
    row: dict[str, Any],
) -> None:
    keeping = make_converter(unknown="keep")
    obj = keeping.structure({**row, "storage_location": 77, "a": 1}, DataRow)
    Client(Answers([{**row, "storage_location": 88}])).refetch_data(obj)
    assert kept(obj) == {}
    assert keeping.unstructure(obj) == {**row, "storage_location": -99}


# --- pages --------------------------------------------------------------------------------------

PARAMS = CollaboratorTimerParams(
    project_hash="p",
    after=datetime(2023, 1, 1, 21),
    before=datetime(2023, 1, 2, tzinfo=timezone.utc),
    group_by=CollaboratorTimersGroupBy.PROJECT,
    page_size=2,
)
PARAMETERS = {
    "projectHash": "p",
    "after": "2023-01-01 21:00:00",
    "before": "2023-01-02 00:00:00+00:00",
    "groupBy": "project",
    "pageSize": "2",
}


def page(token: Any, *emails: str) -> dict[str, Any]:
    results = [{"userEmail": one, "userRole": 0, "timeSeconds": 1.5} for one in emails]
    return {"results": results, "nextPageToken": token}


def emails(timers: Iterator[CollaboratorTimer]) -> list[str]:
    return [one.user_email for one in timers]


@pytest.mark.parametrize("last", [page(None, "d"), {"results": page("", "d")["results"]}])
def test_the_timers_of_all_pages_are_given(last: dict[str, Any]) -> None:
    client, querier = client_of(page("t1", "a", "b"), page("t2"), page("t3", "c"), last)
    assert emails(client.collaborator_timers(PARAMS)) == ["a", "b", "c", "d"]
    tokens: list[dict[str, str]] = [
        {},
        {"pageToken": "t1"},
        {"pageToken": "t2"},
        {"pageToken": "t3"},
    ]
    assert querier.asked == [("GET", TIMERS_PATH, None, PARAMETERS | token) for token in tokens]


def test_pages_in_snake_case_and_an_empty_token_are_read() -> None:
    timer = {"user_email": "a", "user_role": 1, "time_seconds": 2, "data_title": "t"}
    client, querier = client_of(
        {"results": [timer], "next_page_token": "x"}, {"results": [], "next_page_token": ""}
    )
    (one,) = client.collaborator_timers(PARAMS)
    assert one == converter.structure(timer, CollaboratorTimer)
    assert len(querier.asked) == 2


def test_pages_are_asked_for_as_the_iteration_goes_on() -> None:
    client, querier = client_of(page("t1", "a"), page("t2", "b"))
    params = deepcopy(PARAMS)
    timers = client.collaborator_timers(params)
    params.project_hash = "other"
    assert querier.asked == []
    assert [next(timers).user_email, len(querier.asked)] == ["a", 1]
    assert [next(timers).user_email, len(querier.asked)] == ["b", 2]
    assert querier.asked[0][3] == PARAMETERS


def test_the_first_page_is_the_one_that_the_parameters_name() -> None:
    client, querier = client_of(page(None, "a"))
    params = CollaboratorTimerParams(project_hash="p", after=datetime(2023, 1, 1), page_token="t5")
    assert emails(client.collaborator_timers(params)) == ["a"]
    assert querier.asked[0][3] == {
        "projectHash": "p",
        "after": "2023-01-01 00:00:00",
        "groupBy": "dataUnit",
        "pageSize": "100",
        "pageToken": "t5",
    }


@pytest.mark.parametrize(
    ("start", "tokens"), [(None, ["t1", "t1"]), (None, ["t1", "t2", "t1"]), ("t1", ["t2", "t1"])]
)
def test_a_page_token_that_repeats_is_an_error_and_no_endless_loop(
    start: str | None, tokens: list[str]
) -> None:
    client, querier = client_of(*(page(token, token) for token in tokens))
    params = CollaboratorTimerParams(project_hash="p", after=datetime(2023, 1, 1), page_token=start)
    timers = client.collaborator_timers(params)
    assert [next(timers).user_email for _ in tokens] == tokens
    with pytest.raises(NoAnswerError) as caught:
        next(timers)
    assert str(caught.value) == (
        f"{TIMERS_PATH}: the server repeats the pageToken 't1', so its pages have no end"
    )
    assert len(querier.asked) == len(tokens)


def test_a_bad_page_is_an_error_of_cattrs() -> None:
    client, _ = client_of({"results": [{"userEmail": "a", "userRole": 99, "timeSeconds": 1}]})
    with pytest.raises(Exception) as caught:
        list(client.collaborator_timers(PARAMS))
    (line,) = explain(caught.value)
    assert line.startswith("$.results[0].userRole: ")


def test_kept_parameters_are_sent_in_the_spelling_of_the_api() -> None:
    keeping = make_converter(unknown="keep")
    params = keeping.structure(
        {"project_hash": "p", "after": "2023-01-01T00:00:00", "page_size": 5, "more": 1},
        CollaboratorTimerParams,
    )
    querier = Answers([page("t1"), page(None)])
    assert emails(Client(querier, keeping).collaborator_timers(params)) == []
    assert querier.asked[1][3] == {
        "projectHash": "p",
        "after": "2023-01-01 00:00:00",
        "groupBy": "dataUnit",
        "pageSize": "5",
        "pageToken": "t1",
    }


def test_a_querier_without_pages_is_an_error_at_once() -> None:
    class Plain:
        def get(self, query_type: str, uid: Any, payload: Any) -> Any:
            return {}

        set = get

    with pytest.raises(TypeError) as caught:
        Client(Plain()).collaborator_timers(PARAMS)
    assert str(caught.value) == "Plain gets no pages: it has no method get_page"


def test_the_maker_of_pages_agrees_with_the_client() -> None:
    for seed in range(20):
        payload = Maker(Random(seed)).payload(Page[CollaboratorTimer])
        expected = converter.structure(payload, Page[CollaboratorTimer])
        client, _ = client_of(payload, page(None))
        assert list(client.collaborator_timers(PARAMS)) == expected.results


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NotFoundError("a: not found"), "a: not found"),
        (NoAnswerError("a: no answer"), "a: no answer"),
        (RefusedError("GET a", 404, "NONE"), "GET a: refused with status 404, NONE"),
        (RefusedError("GET a", 500, None), "GET a: refused with status 500"),
        (RefusedError("a", 500, "X", "why\n"), "a: refused with status 500, X: 'why\\n'"),
        (RefusedError("a", 5, None, {"b": [1]}), 'a: refused with status 5: {"b":[1]}'),
        (RefusedError("a", 5, None, "x" * 999), f"a: refused with status 5: '{'x' * 199}..."),
        (RefusedError("a", 5, None, [float("nan")]), "a: refused with status 5: list"),
    ],
)
def test_errors_speak_and_pickle(error: ClientError, sentence: str) -> None:
    assert str(error) == sentence
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), sentence)
    assert {**vars(again), "detail": 0} == {**vars(error), "detail": 0}
    assert isinstance(error, ClientError)
