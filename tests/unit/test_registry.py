"""The converter: what may be registered on it, its options, its source, and lists of any length."""

from __future__ import annotations

import inspect
import json
import traceback
import weakref
from collections import defaultdict
from datetime import datetime
from types import MappingProxyType
from typing import Any, Union
from uuid import UUID

import pytest
from attrs import define, field, frozen
from cases import CASES, METADATA, Case
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override
from cattrs.preconf.json import make_converter as make_json_converter
from chosen import by_kind

import converters
from converters import configure_converter, engine, explain, make_converter, source
from converters.engines.detailed import DetailedReader, DetailedWriter
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    CopyProjectPayload,
    CreateDatasetResponse,
    DataRow,
    Dataset,
    DatasetDataInfo,
    DatasetScope,
    DataType,
    LabelRowMetadata,
    ManualReviewWorkflowSettings,
    ProjectAPIKey,
    ProjectCopyOptions,
    ProjectWorkflowSettings,
    SignedImagesURL,
    SignedImageURL,
    StorageLocation,
    WorkflowGraphNode,
)

HASH = "7c5e2a44-0a0f-4d0b-9d64-2f9b5c1f4e21"


KEY = {"api_key": "k", "title": "t", "scopes": ["label.read"]}


class TestWhatAServiceRegistersLaterWins:
    def test_a_hook_for_a_class(self, row: dict[str, Any]) -> None:
        own = make_converter()
        assert isinstance(own.structure([row], list[DataRow])[0], DataRow)
        own.register_structure_hook(DataRow, lambda value, _: value["data_hash"])
        own.register_unstructure_hook(DataRow, lambda value: "a row")
        dataset = {
            "dataset_hash": "d",
            "title": "t",
            "description": None,
            "dataset_type": "AWS_S3",
            "data_rows": [row],
        }
        assert own.structure([row], list[DataRow]) == [row["data_hash"]]
        assert own.structure(dataset, Dataset).data_rows == [row["data_hash"]]
        obj = converters.converter.structure(row, DataRow)
        assert own.unstructure([obj], list[DataRow]) == ["a row"]
        assert own.unstructure(obj) == "a row"

    def test_a_hook_for_an_enum_also_where_a_table_has_an_encoding(self, row: Any) -> None:
        own = make_converter()
        own.register_structure_hook(DataType, lambda value, _: f"<{value}>")
        own.register_unstructure_hook(DataType, lambda value: "x")
        own.register_structure_hook(StorageLocation, lambda value, _: f"<{value}>")
        read = own.structure(row, DataRow)
        assert (read.data_type, read.storage_location) == ("<VIDEO>", "<1>")
        assert own.unstructure(converters.converter.structure(row, DataRow))["data_type"] == "x"

    def test_a_hook_for_the_type_of_a_field(self, row: Any) -> None:
        own = make_converter()
        own.register_structure_hook(str, lambda value, _: str(value).upper())
        own.register_structure_hook(datetime, lambda value, _: 5)
        own.register_unstructure_hook(datetime, lambda value: value.year)
        read = own.structure([row], list[DataRow])[0]
        assert (read.title, read.created_at) == ("STREET-1.MP4", 5)
        written = own.unstructure(converters.converter.structure(row, DataRow))
        assert written["created_at"] == 2023

    def test_a_hook_for_the_element_of_a_list_in_json_text(self) -> None:
        own = make_converter()
        own.register_structure_hook(DatasetScope, lambda value, _: value.upper())
        from orm_attrs import DatasetAPIKey

        payload = {"resource_hash": "r", "key_hash": "h", **KEY, "scopes": '["dataset.read"]'}
        assert own.structure(payload, DatasetAPIKey).scopes == ["DATASET.READ"]

    def test_a_hook_for_a_uuid_also_where_it_is_optional(self) -> None:
        own = make_converter()
        own.register_structure_hook(UUID, lambda value, _: f"uuid {value}")
        payload = {"data_hash": "d", "title": "t", "backing_item_uuid": "5"}
        assert own.structure(payload, DatasetDataInfo).backing_item_uuid == "uuid 5"
        assert own.structure("5", Union[UUID, None]) == "uuid 5"

    def test_cattrs_own_function_for_one_of_our_classes(self, row: Any) -> None:
        own = make_converter()
        hook = make_dict_structure_fn(WorkflowGraphNode, own, uuid=override(rename="id"))
        own.register_structure_hook(WorkflowGraphNode, hook)
        assert own.structure({"id": "a", "title": "b"}, WorkflowGraphNode).uuid == "a"
        with pytest.raises(Exception) as caught:
            own.structure({"id": 5}, WorkflowGraphNode)
        assert explain(caught.value) == [
            "$.uuid: expected str, got int 5",
            "$.title: required, but missing",
        ]


def test_a_copy_keeps_every_hook_and_goes_its_own_way(row: dict[str, Any]) -> None:
    own = make_converter()
    own.structure(row, DataRow)
    copy = own.copy(forbid_extra_keys=True)
    copy.register_structure_hook(StorageLocation, lambda value, _: "moved")
    assert copy.structure([row], list[DataRow])[0].storage_location == "moved"
    assert own.structure([row], list[DataRow])[0].storage_location is StorageLocation.AWS
    assert copy.structure({}, ProjectWorkflowSettings) == ManualReviewWorkflowSettings()
    assert copy.structure([{"title": "a"}], SignedImagesURL) == [SignedImageURL(title="a")]
    with pytest.raises(Exception) as caught:
        copy.structure([row | {"zzz": 1}], list[DataRow])
    assert explain(caught.value) == ["$[0].zzz: unknown key"]


def test_the_shared_converter_is_not_touched_by_a_services_own(row: dict[str, Any]) -> None:
    own = make_json_converter()
    configure_converter(own)
    own.register_structure_hook(StorageLocation, lambda value, _: "moved")
    assert converters.converter.structure(row, DataRow).storage_location is StorageLocation.AWS


class TestOptionsOfAConverter:
    def test_omit_if_default(self) -> None:
        own = make_converter(omit_if_default=True)
        info = DatasetDataInfo(data_hash="d", title="t")
        assert own.unstructure(info) == {"data_hash": "d", "title": "t"}
        options = [CopyProjectPayload(), CopyProjectPayload([ProjectCopyOptions.LABELS])]
        assert own.unstructure(options) == [{}, {"copy_project_options": ["labels"]}]
        with pytest.raises(Exception) as caught:
            own.unstructure(DatasetDataInfo(data_hash="d", title="t", backing_item_uuid=5))  # type: ignore[arg-type]
        assert explain(caught.value) == ["$.backing_item_uuid: expected a UUID, got int 5"]

    @pytest.mark.skipif(
        "use_alias" not in inspect.signature(Converter).parameters,
        reason="this version of cattrs has no such option",
    )
    def test_use_alias(self) -> None:
        @define
        class Aliased:
            _name: str
            other: int = field(alias="another")

        own = make_converter(use_alias=True)
        obj = own.structure({"name": "a", "another": 1}, Aliased)
        assert own.unstructure(obj) == {"name": "a", "another": 1}
        with pytest.raises(Exception) as caught:
            own.structure({}, Aliased)
        assert explain(caught.value) == [
            "$.name: required, but missing",
            "$.another: required, but missing",
        ]

    def test_forbid_extra_keys_knows_both_spellings(self) -> None:
        own = make_converter(forbid_extra_keys=True)
        for payload in (
            {"userEmail": "a", "userRole": 0, "timeSeconds": 1},
            {"user_email": "a", "user_role": 0, "time_seconds": 1},
        ):
            assert own.structure(payload, CollaboratorTimer).user_email == "a"
        both = {"userEmail": "a", "user_email": "b", "userRole": 0, "timeSeconds": 1}
        with pytest.raises(Exception) as caught:
            own.structure(both, CollaboratorTimer)
        assert explain(caught.value) == ["$.user_email: unknown key"]


def test_a_key_in_both_spellings_is_read_in_camel_case() -> None:
    payload = {"user_email": 5, "userEmail": "a", "userRole": 0, "timeSeconds": "x"}
    with pytest.raises(Exception) as caught:
        converters.converter.structure(payload, CollaboratorTimer)
    assert explain(caught.value) == ["$.timeSeconds: expected float, got 'x'"]


def test_lists_are_read_whatever_keys_their_items_have(row: dict[str, Any]) -> None:
    """Rows are read like the first of a long list; one that is not must be read as well."""
    optional = {
        "images_data": None,
        "signed_url": "https://signed",
        "is_optimised_image_group": True,
        "backing_item_uuid": HASH,
    }
    full = row | optional
    short = {key: value for key, value in row.items() if key not in optional}
    for some in ([full, short, full], [short, full], [full, full], [short]):
        rows = some * 8
        own = make_converter()
        read = own.structure(rows, list[DataRow])
        assert read == [own.structure(one, DataRow) for one in rows]
        assert [one.signed_url for one in read] == [one.get("signed_url") for one in rows]


def test_a_bare_list_is_written_by_the_class_of_its_items(row: dict[str, Any]) -> None:
    own = make_converter()
    obj = own.structure(row, DataRow)
    written = own.unstructure(obj)
    assert own.unstructure([obj, obj]) == [written, written]
    assert own.unstructure([obj, 5, None, [obj]]) == [written, 5, None, [written]]
    assert own.unstructure([]) == []
    assert own.unstructure({"rows": [obj]}) == {"rows": [written]}


def test_what_is_no_list_is_not_written_as_one() -> None:
    settings = BenchmarkQaWorkflowSettings(source_projects="abc")  # type: ignore[arg-type]
    with pytest.raises(Exception) as caught:
        make_converter().unstructure(settings)
    assert explain(caught.value) == ["$.source_projects: expected a list, got 'abc'"]


def test_wrong_attributes_are_all_reported_when_they_are_written(row: dict[str, Any]) -> None:
    obj = converters.converter.structure(row, DataRow)
    obj.created_at = 5  # type: ignore[assignment]
    obj.storage_location = 0  # type: ignore[assignment]
    obj.data_type = None  # type: ignore[assignment]
    with pytest.raises(Exception) as caught:
        converters.converter.unstructure(obj)
    assert explain(caught.value) == [
        "$.data_type: expected DataType, got null",
        "$.created_at: expected a datetime, got int 5",
        "$.storage_location: expected StorageLocation, got int 0",
    ]
    own = make_converter(detailed_validation=False)
    with pytest.raises(Exception):
        own.unstructure([obj], list[DataRow])


class TestSource:
    def test_the_generated_source_can_be_read(self) -> None:
        text = source(DataRow)
        assert "def structure_DataRow(payload" in text
        assert "uid, title, data_type" in text
        assert "'data_hash': obj.uid" in text

    @pytest.mark.parametrize("kind", [int, list[int], str, list[DataRow]])
    def test_what_was_not_generated_has_none(self, kind: Any) -> None:
        with pytest.raises(TypeError, match="no hooks were generated for"):
            source(kind)

    def test_tracebacks_show_it(self, row: dict[str, Any]) -> None:
        own = make_converter()

        def interrupt(value: Any, _: Any) -> Any:
            raise KeyboardInterrupt

        own.register_structure_hook(StorageLocation, interrupt)
        with pytest.raises(KeyboardInterrupt) as caught:
            own.structure(row, DataRow)
        shown = "".join(traceback.format_exception(caught.value))
        has_lines = engine() == "pure"  # The compiled engine has no lines of Python.
        assert ("storage_location = _structure_10(storage_location)" in shown) is has_lines

    def test_hooks_are_generated_on_first_use_only(self) -> None:
        own = make_converter()
        assert own._structure_func.dispatch.cache_info().currsize == 0
        hook = own.get_structure_hook(CreateDatasetResponse)
        assert own.get_structure_hook(CreateDatasetResponse) is hook
        assert hook.__name__ == "structure_CreateDatasetResponse"


def test_a_plain_converter_is_configured_in_place() -> None:
    own = Converter()
    assert configure_converter(own) is None  # type: ignore[func-returns-value]
    assert own.structure(KEY, ProjectAPIKey).title == "t"


def test_a_mapping_that_fills_itself_when_it_is_asked_is_not_changed() -> None:
    own = make_converter()
    for payload in (defaultdict(str), defaultdict(str, uuid="u")):
        before = dict(payload)
        for kind, content in [(WorkflowGraphNode, payload), (list[WorkflowGraphNode], [payload])]:
            with pytest.raises(Exception) as caught:
                own.structure(content, kind)
            assert explain(caught.value)[-1].endswith(".title: required, but missing")
        assert payload == before
    other = MappingProxyType({"uuid": "u", "title": "t"})
    assert own.structure(other, WorkflowGraphNode) == WorkflowGraphNode("u", "t")
    assert own.structure([other, dict(other)], list[WorkflowGraphNode])[0].title == "t"


@by_kind("case", CASES)
def test_good_payloads_never_take_the_slow_path(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of any class, alone, in short lists and in long ones; values alone would not show it."""

    def refuse(self: Any, payload: Any, _: Any = None) -> Any:
        pytest.fail(f"the slow path was taken for {payload}")

    own, cls, payload = converters.converter, case.cls, case.payload
    monkeypatch.setattr(DetailedReader, "__call__", refuse)
    monkeypatch.setattr(DetailedWriter, "__call__", refuse)
    made = own.structure(payload, cls)
    assert own.structure([payload] * 40, list[cls]) == [made] * 40
    assert own.structure([payload], list[cls]) == [made]
    assert own.unstructure([made] * 40, list[cls]) == [own.unstructure(made)] * 40


def test_a_frozen_class_that_allows_weak_references_is_made_too() -> None:
    @frozen
    class Point:
        x: int

    point = make_converter().structure({"x": 1}, Point)
    assert (point, type(point)) == (Point(1), Point)
    assert weakref.ref(point)() is point


class TestLongLists:
    """Dates and nested objects of long lists are structured column by column."""

    @pytest.mark.parametrize(
        "change",
        [
            {},
            {"created_at": None},
            {"created_at": None, "workflow_graph_node": None},
            {"created_at": "2023-03-21 09:58:08"},
            {"created_at": "Tue, 21 Mar 2023 09:58:08 GMT"},
            {"created_at": datetime(2023, 3, 21)},
            {"created_at": "May"},
            {"created_at": "2023-02-30T09:58:08.472959"},
            {"workflow_graph_node": {"uuid": 5}},
            {"workflow_graph_node": "Annotate"},
            {"number_of_frames": 1.0, "label_status": "NEW"},
            {"number_of_frames": "many"},
            {"annotation_task_status": "LOST"},
            {"extra": 1},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("every", [1, 7])
    def test_they_are_read_like_their_items(self, change: dict[str, Any], every: int) -> None:
        """Whether the odd one is each of them or some."""
        rows = [METADATA | (change if i % every == 0 else {}) for i in range(64)]
        self.compare(converters.converter.structure, rows)
        self.compare(lambda one, kind: converters.loads(json.dumps(one, default=str), kind), rows)

    def test_a_key_may_be_absent_from_some(self) -> None:
        for key in ("created_at", "workflow_graph_node", "data_hash", "height"):
            rows = [
                {name: value for name, value in METADATA.items() if i % 7 != 6 or name != key}
                for i in range(64)
            ]
            self.compare(converters.converter.structure, rows)

    @pytest.mark.parametrize(
        "odd", [None, [], (), 5, "images", [5], [{"title": 1}]], ids=lambda odd: f"images-{odd}"
    )
    def test_nested_lists_of_any_length_are_read_like_their_items(
        self, row: dict[str, Any], odd: Any
    ) -> None:
        image = {
            "image_hash": "i",
            "title": "t",
            "file_link": "l",
            "file_type": "image/png",
            "file_size": 5.0,
            "storage_location": 0,
            "created_at": "2023-04-02 09:15:00",
            "last_edited_at": "2023-04-02 09:15:00",
            "width": 1,
            "height": 1,
            "signed_url": None,
        }
        rows = [row | {"images_data": [image] * (i % 3), "signed_url": None} for i in range(40)]
        rows = [one | {"is_optimised_image_group": True, "backing_item_uuid": None} for one in rows]
        rows[7]["images_data"] = odd
        self.compare(converters.converter.structure, rows, DataRow)

    @staticmethod
    def compare(read: Any, rows: list[Any], cls: Any = LabelRowMetadata) -> None:
        def outcome(call: Any, content: Any, kind: Any) -> Any:
            try:
                return call(content, kind)
            except Exception as exc:
                return explain(exc)

        ones = [outcome(read, row, cls) for row in rows]
        wrong = [
            line.replace("$", f"$[{i}]", 1)
            for i, one in enumerate(ones)
            if isinstance(one, list)
            for line in one
        ]
        assert outcome(read, rows, list[cls]) == (wrong or ones)


def test_a_mapping_of_objects_is_read_like_its_values(row: dict[str, Any]) -> None:
    own = make_converter()
    made = own.structure(row, DataRow)
    assert own.structure({"a": row, "b": row}, dict[str, DataRow]) == {"a": made, "b": made}
    assert own.structure({}, dict[str, DataRow]) == {}
    with pytest.raises(Exception) as caught:
        own.structure({"a": row, "b": {**row, "width": "x"}, 5: row}, dict[str, DataRow])
    assert explain(caught.value) == [
        "$.b.width: expected int, got 'x'",
        "$[5]: expected str, got int 5",
    ]
    with pytest.raises(Exception) as caught:
        own.structure({"a": 5, "b": row}, dict[str, DataRow])
    assert explain(caught.value) == ["$.a: expected an object, got int 5"]
