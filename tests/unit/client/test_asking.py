"""What a client asks for, with a querier that has its answers ready."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from random import Random
from typing import Any
from uuid import UUID

import pytest
from attrs import define
from cattrs.errors import ClassValidationError
from chosen import by_kind
from client_cases import HASH, ITEM, PROTOCOL, Answers, Asking, ClientMaker, identity_of
from strategies import CLASSES, LIST_CLASSES, Maker, differences, name_of

from converters import converter, explain, make_converter, query_type
from converters.client import (
    AsyncClient,
    Client,
    NoAnswerError,
    NotFoundError,
)
from converters.tables import TABLES, body_of, wire_fields
from orm_attrs import (
    AnnotationTaskStatus,
    DataRow,
    DataRows,
    Dataset,
    DatasetAPIKey,
    DatasetData,
    DataType,
    ImagesDataFetchOptions,
    LabelLog,
    LabelRow,
    LabelRowV2,
    LabelStatus,
    ProjectDataset,
    Review,
    StorageLocation,
)


@pytest.mark.parametrize("asking", PROTOCOL, ids=lambda one: f"{one.query_type}-{one.many}")
def test_each_query_of_the_protocol_is_asked_and_read(
    client_of: ClientMaker, asking: Asking
) -> None:
    for seed in range(10):
        answer = asking.answer(Maker(Random(seed)))
        client, querier = client_of(deepcopy(answer))
        result = asking.ask(client)
        kind = list[asking.cls] if asking.many else asking.cls
        assert differences(result, converter.structure(answer, kind)) == []
        assert querier.asked == [("GET", asking.query_type, asking.uid, asking.on_the_wire)]


@by_kind("cls", [*CLASSES, *LIST_CLASSES])
def test_every_model_can_be_asked_for(client_of: ClientMaker, cls: Any) -> None:
    maker = Maker(Random(1))
    one: Any
    if cls in LIST_CLASSES:
        one = [{"title": "a"}]
    elif body_of(cls) is not None:
        # Nothing may stand beside its one field; an empty one would be not found.
        one = next(filter(None, (maker.payload(cls) for _ in range(100))))
    else:
        one = {"unknown": 0, **maker.payload(cls), **identity_of(cls, "u")}
    client, querier = client_of(one, [one, one])
    expected = converter.structure(one, cls)
    assert client.get(cls, "u") == expected
    assert client.get_multiple(cls, ["u"]) == [expected, expected]
    assert {name for _, name, _, _ in querier.asked} == {query_type(cls)}


@pytest.mark.parametrize("answer", [None, {}, [], 0, ""])
def test_an_empty_answer_is_not_found(client_of: ClientMaker, answer: Any) -> None:
    client, _ = client_of(answer, answer)
    with pytest.raises(NotFoundError) as caught:
        client.get(Dataset)
    assert str(caught.value) == "dataset: not found"
    with pytest.raises(LookupError) as other:
        client.get(DataRow, HASH)
    assert str(other.value) == f"datarow '{HASH}': not found"


def test_of_several_objects_none_are_an_answer_and_null_is_not_found(
    client_of: ClientMaker,
) -> None:
    client, _ = client_of([], None)
    assert client.get_multiple(LabelLog) == []
    with pytest.raises(NotFoundError) as caught:
        client.get_multiple(LabelRow, ["a", "b"])
    assert str(caught.value) == "labelrow list: not found"


def test_what_is_wrong_inside_of_an_answer_is_an_error_of_cattrs(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
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


def test_a_model_or_a_uuid_may_be_the_uid(client_of: ClientMaker) -> None:
    client, querier = client_of([], [])
    client.get_multiple(DatasetData, UUID(ITEM))
    client.get_multiple(DatasetData, [ImagesDataFetchOptions(fetch_signed_urls=True)])
    assert [uid for _, _, uid, _ in querier.asked] == [ITEM, [{"fetch_signed_urls": True}]]


def test_another_class_may_name_the_query(client_of: ClientMaker, row: dict[str, Any]) -> None:
    client, querier = client_of(row, [row])
    assert [client.get(DataRow, query=DataRows)] == client.get_multiple(DataRow, query=DataRows)
    assert [name for _, name, _, _ in querier.asked] == ["datarows", "datarows"]


def test_the_converter_is_the_one_that_the_client_was_given(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
    own = make_converter()
    own.register_structure_hook(StorageLocation, lambda value, _: f"location {value}")
    own.register_unstructure_hook(UUID, lambda value: value.hex)
    querier = Answers([{**row, "data_hash": UUID(ITEM).hex}])
    obj = client_of.of(querier, own).get(DataRow, UUID(ITEM))
    assert obj.storage_location == "location 1"
    assert querier.asked[0][2] == ITEM.replace("-", "")


# --- who it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cls", [cls for cls, table in TABLES.items() if table.identified_by], ids=name_of
)
def test_an_answer_with_another_uid_is_an_error(client_of: ClientMaker, cls: Any) -> None:
    payload = {**Maker(Random(1)).payload(cls), **identity_of(cls, "theirs")}
    client, _ = client_of(payload, [payload])
    for ask, uid in ((client.get, "mine"), (client.get_multiple, ["mine", "yours"])):
        with pytest.raises(NoAnswerError) as caught:
            ask(cls, uid)
        assert str(caught.value).endswith("the server answers with another one: 'theirs'")


def test_uids_are_the_same_in_capitals_and_in_any_order(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
    rows = [{**row, "data_hash": uid} for uid in ("b", "a")]
    client, _ = client_of({**row, "data_hash": ITEM}, rows, rows[:1])
    assert client.get(DataRow, ITEM.upper()).uid == ITEM
    assert [one.uid for one in client.get_multiple(DataRow, ["a", "b"])] == ["b", "a"]
    assert [one.uid for one in client.get_multiple(DataRow, ["a", "b"])] == ["b"]


def test_a_label_row_without_a_uid_contradicts_nothing(client_of: ClientMaker) -> None:
    client, _ = client_of({"data_title": "a"}, {"data_title": "a", "label_hash": None})
    assert client.get(LabelRow, "u") == client.get(LabelRow, "u") == LabelRow(data_title="a")


def test_a_row_of_an_own_class_is_known_by_its_uid_too(
    client_of: ClientMaker, row: dict[str, Any]
) -> None:
    @define(kw_only=True)
    class OwnRow(DataRow):
        pass

    client, _ = client_of(row, row)
    assert client.get(OwnRow, HASH, query=DataRow).uid == HASH
    with pytest.raises(NoAnswerError):
        client.get(OwnRow, "other", query=DataRow)


# --- what a payload may have in it ----------------------------------------------------------------


def test_enums_of_a_payload_are_sent_as_the_protocol_has_them(client_of: ClientMaker) -> None:
    client, querier = client_of([], [], [])
    client.get_multiple(DataRow, payload={"data_types": [DataType.VIDEO]}, query=DataRows)
    client.get_multiple(
        LabelRow,
        payload={"a": (DataType.IMG_GROUP,), "b": {"c": StorageLocation.AWS}},
        uid=[DataType.IMAGE],
    )
    client.get_multiple(LabelRow, payload=[{"label_statuses": [AnnotationTaskStatus.QUEUED]}])
    assert [payload for *_, payload in querier.asked] == [
        {"data_types": ["VIDEO"]},
        {"a": ["IMG_GROUP"], "b": {"c": 1}},
        [{"label_statuses": ["QUEUED"]}],
    ]
    assert querier.asked[1][2] == ["IMAGE"]


@pytest.mark.parametrize("member", list(DataType))
def test_every_data_type_is_sent_in_capitals(client_of: ClientMaker, member: DataType) -> None:
    client, querier = client_of([])
    client.get_multiple(DataRow, payload={"data_types": [member]}, query=DataRows)
    assert querier.asked[0][3] == {"data_types": [member.value.upper()]}


def test_the_payload_of_the_caller_is_left_as_it_is(client_of: ClientMaker) -> None:
    client, _ = client_of([])
    payload = {"data_types": [DataType.VIDEO], "filter": {"a": UUID(ITEM)}}
    before = deepcopy(payload)
    client.get_multiple(DataRow, payload=payload)
    assert payload == before


# --- creating, changing, deleting -----------------------------------------------------------------

KEY = {
    "resource_hash": "d",
    "api_key": "secret",
    "title": "t",
    "key_hash": "k",
    "scopes": ["dataset.read"],
}


def test_each_verb_has_a_method_that_gives_the_answer_as_it_is(client_of: ClientMaker) -> None:
    client, querier = client_of({"success": True}, None, ["a"], [])
    assert client.set(LabelStatus, "l", {"label_status": LabelStatus.LABELLED}) == {"success": True}
    assert client.put(Review, "l") is None
    assert client.delete(ProjectDataset, ["d", "e"]) == ["a"]
    assert client.delete(ProjectDataset, [UUID(ITEM)]) == []
    assert querier.asked == [
        ("POST", "labelstatus", "l", {"label_status": "LABELLED"}),
        ("PUT", "review", "l", None),
        ("DELETE", "projectdataset", ["d", "e"], None),
        ("DELETE", "projectdataset", [ITEM], None),
    ]


def test_of_a_label_row_only_what_the_platform_takes_is_sent(client_of: ClientMaker) -> None:
    """The keys that are sent are those of the fields that its table says are saved."""
    saved = TABLES[LabelRowV2].saved
    keys = {it.written_key for it in wire_fields(LabelRowV2) if it.name in saved}
    rows = [Maker(Random(seed)).instance(LabelRowV2) for seed in range(10)]
    client, querier = client_of(*[{}] * len(rows))
    for row in rows:
        client.set(LabelRowV2, "l", row)
    written = [converter.unstructure(row) for row in rows]
    assert [payload for *_, payload in querier.asked] == [
        {key: value for key, value in one.items() if key in keys} for one in written
    ]
    assert keys
    assert any(one.keys() - keys for one in written)


def test_the_answer_to_a_change_can_be_structured(client_of: ClientMaker) -> None:
    client, querier = client_of(KEY, [KEY], None, {"api_key": 1})
    key = client.put(DatasetAPIKey, payload={"dataset_hash": "d"}, answer=DatasetAPIKey)
    assert key == converter.structure(KEY, DatasetAPIKey)
    assert client.set(DatasetAPIKey, answer=list[DatasetAPIKey]) == [key]
    assert querier.asked[0] == ("PUT", "datasetapikey", None, {"dataset_hash": "d"})
    with pytest.raises(NotFoundError, match="datasetapikey: the server answers with nothing"):
        client.put(DatasetAPIKey, answer=DatasetAPIKey)
    with pytest.raises(ClassValidationError):
        client.put(DatasetAPIKey, answer=DatasetAPIKey)


def test_a_querier_without_put_and_delete_is_an_error_that_says_so(client_of: ClientMaker) -> None:
    class Plain:
        def get(self, query_type: str, uid: Any, payload: Any) -> Any:
            return {}

        set = get

    for kind in (Client, AsyncClient):
        client = kind(Plain())
        for verb, name in (("PUT", "put"), ("DELETE", "delete")):
            with pytest.raises(TypeError) as caught:
                result = getattr(client, name)(DataRow)
                asyncio.run(result)
            assert str(caught.value) == f"Plain sends no {verb}: it has no method {name}"
