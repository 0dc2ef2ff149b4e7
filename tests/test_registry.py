"""Our hooks on a service's converter: it stays a cattrs converter like any other."""

from __future__ import annotations

import inspect
import json
import traceback
import weakref
from collections import defaultdict
from datetime import datetime
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar, Union
from uuid import UUID

import attrs
import pytest
from attrs import Factory, define, field, frozen
from cases import CASES, METADATA, Case
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override
from cattrs.preconf.json import make_converter as make_json_converter
from cattrs.strategies import include_subclasses

import converters
from converters import configure_converter, explain, make_converter, source
from converters.engines.detailed import DetailedReader, DetailedWriter
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    CreateDatasetResponse,
    DataRow,
    Dataset,
    DatasetDataInfo,
    DatasetScope,
    DataType,
    ImageData,
    LabelRowMetadata,
    LabelStatus,
    ManualReviewWorkflowSettings,
    Page,
    ProjectAPIKey,
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


class TestClassesOfAService:
    def test_a_subclass_of_a_model_keeps_the_table(self, row: dict[str, Any]) -> None:
        @define(kw_only=True)
        class Tagged(DataRow):
            tags: list[str] = Factory(list)
            seen_at: datetime | None = None

        own = make_converter()
        payload = {**row, "tags": ["night"], "seen_at": "2023-01-01 00:00:00"}
        (tagged,) = own.structure([payload], list[Tagged])
        assert (tagged.uid, tagged.tags, tagged.seen_at) == (
            row["data_hash"],
            ["night"],
            datetime(2023, 1, 1),
        )
        written = own.unstructure(tagged)
        assert written["data_hash"] == row["data_hash"]
        assert written["created_at"] == row["created_at"]
        assert written["seen_at"] == "2023-01-01T00:00:00"
        assert own.structure(row, Tagged).tags == []

    def test_an_object_of_a_subclass_is_written_as_the_declared_class_in_every_container(
        self,
    ) -> None:
        @frozen
        class Step(WorkflowGraphNode):
            number: int

        @frozen
        class Steps:
            alone: WorkflowGraphNode
            maybe: WorkflowGraphNode | None
            many: list[WorkflowGraphNode]
            fixed: tuple[WorkflowGraphNode, ...]
            pair: tuple[WorkflowGraphNode, int]
            named: dict[str, WorkflowGraphNode]

        step = Step("u", "t", 3)
        steps = Steps(step, step, [step], (step,), (step, 1), {"a": step})
        node = {"uuid": "u", "title": "t"}
        expected = [node, node, [node], [node], [node, 1], {"a": node}]
        assert list(make_converter().unstructure(steps).values()) == expected
        aware = make_converter()
        include_subclasses(WorkflowGraphNode, aware)
        whole = {**node, "number": 3}
        expected = [whole, whole, [whole], [whole], [whole, 1], {"a": whole}]
        assert list(aware.unstructure(steps).values()) == expected

    def test_a_subclass_is_read_with_its_own_fields(self) -> None:
        @frozen
        class Step(WorkflowGraphNode):
            number: int

        payload = {"uuid": "u", "title": "t", "number": 3}
        assert make_converter().structure(payload, Step) == Step("u", "t", 3)

    def test_an_attrs_class_holds_our_models(self, row: dict[str, Any]) -> None:
        @define
        class Batch:
            rows: list[DataRow]
            by_name: dict[str, DataRow]
            first: DataRow | None
            status: LabelStatus
            anything: Any
            free: dict[str, Any]
            nested: list[list[DataRow]]

        own = make_converter()
        payload = {
            "rows": [row],
            "by_name": {"a": row},
            "first": row,
            "status": "NEW",
            "anything": row,
            "free": {"a": 1},
            "nested": [[row], []],
        }
        batch = own.structure(payload, Batch)
        obj = converters.converter.structure(row, DataRow)
        assert batch == Batch(
            rows=[obj],
            by_name={"a": obj},
            first=obj,
            status=LabelStatus.MISSING_LABEL_STATUS,
            anything=row,
            free={"a": 1},
            nested=[[obj], []],
        )
        written = own.unstructure(attrs.evolve(batch, anything=obj, free={"row": obj}))
        assert written["anything"] == written["free"]["row"] == own.unstructure(obj)
        with pytest.raises(Exception) as caught:
            own.structure(
                {**payload, "by_name": {"a": {**row, "width": "x"}}, "nested": [5]}, Batch
            )
        assert explain(caught.value) == [
            "$.by_name.a.width: expected int, got 'x'",
            "$.nested[0]: expected a list, got int 5",
        ]

    def test_a_class_that_does_something_when_it_is_made_is_made_by_calling_it(self) -> None:
        made: list[str] = []

        @define
        class WithPostInit:
            name: str

            def __attrs_post_init__(self) -> None:
                made.append(self.name)

        @define
        class WithPreInit:
            name: str

            def __attrs_pre_init__(self) -> None:
                made.append("pre")

        @define
        class WithConverter:
            name: str = field(converter=str.upper)

        @define
        class WithOwnInit:
            name: str

            def __init__(self, name: str) -> None:
                self.__attrs_init__(name + "!")  # type: ignore[attr-defined]

        @define
        class WithNew:
            name: str

            def __new__(cls, *_: Any, **__: Any) -> Any:
                made.append("new")
                return object.__new__(cls)

        @define
        class WithComputed:
            name: str
            length: int = field(init=False)

            @length.default
            def _length(self) -> int:
                return len(self.name)

        @frozen(cache_hash=True)
        class WithCachedHash:
            name: str

        @frozen(slots=False)
        class FrozenWithDict:
            name: str

        @define
        class WithSetattr:
            name: str

            def __setattr__(self, name: str, value: Any) -> None:
                object.__setattr__(self, name, f"set {value}")

        own = make_converter()
        payload = {"name": "ab"}
        own.structure([payload], list[WithPostInit])
        own.structure(payload, WithPreInit)
        own.structure(payload, WithNew)
        assert made == ["ab", "pre", "new"]
        assert own.structure(payload, WithConverter).name == "AB"
        assert own.structure(payload, WithOwnInit).name == "ab!"
        assert own.structure(payload, WithComputed).length == 2
        assert hash(own.structure(payload, WithCachedHash)) == hash(WithCachedHash("ab"))
        assert own.structure(payload, FrozenWithDict) == FrozenWithDict("ab")
        assert own.structure(payload, WithSetattr) == WithSetattr("ab")

    def test_a_default_that_looks_at_the_object_is_computed(self) -> None:
        @define
        class Named:
            name: str
            title: str = Factory(lambda self: self.name.title(), takes_self=True)

        own = make_converter(omit_if_default=True)
        assert own.structure({"name": "ab"}, Named) == Named("ab", "Ab")
        assert own.structure([{"name": "ab", "title": "x"}], list[Named]) == [Named("ab", "x")]
        assert own.unstructure([Named("ab"), Named("ab", "x")]) == [
            {"name": "ab"},
            {"name": "ab", "title": "x"},
        ]

    def test_a_frozen_object_is_really_frozen(self) -> None:
        node = make_converter().structure({"uuid": "u", "title": "t"}, WorkflowGraphNode)
        assert type(node) is WorkflowGraphNode
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            node.title = "x"  # type: ignore[misc]
        assert ImageData.__subclasses__() == []

    def test_a_class_may_contain_itself(self) -> None:
        own = make_converter()
        payload = {"name": "a", "children": [{"name": "b", "children": [], "twin": {"name": "c"}}]}
        tree = own.structure(payload, Tree)
        assert tree == Tree("a", [Tree("b", [], Tree("c"))])
        assert own.structure(own.unstructure(tree), Tree) == tree
        with pytest.raises(Exception) as caught:
            own.structure({"name": "a", "children": [{"name": 5}]}, Tree)
        assert explain(caught.value) == ["$.children[0].name: expected str, got int 5"]

    def test_enums_that_derive_from_scalars_stay_enums(self) -> None:
        class Color(str, Enum):
            RED = "r"

        class Level(IntEnum):
            LOW = 1

        class Name(str):
            __slots__ = ()

        own = make_converter()
        assert own.structure("r", Color) is Color.RED
        assert own.structure([1], list[Level])[0] is Level.LOW
        assert type(own.structure("a", Name)) is Name
        for value, kind in [("x", Color), (2, Level), (1, Name)]:
            with pytest.raises((ValueError, TypeError)):
                own.structure(value, kind)

    def test_a_generic_class_takes_its_arguments(self) -> None:
        @define
        class Pair(Generic[T]):
            left: T
            right: list[T]
            both: T | None = None

        own = make_converter()
        timer = {"userEmail": "a", "userRole": 0, "timeSeconds": 1}
        page = own.structure({"results": [timer]}, Page[CollaboratorTimer])
        assert page.results == [CollaboratorTimer(user_email="a", user_role=0, time_seconds=1)]  # type: ignore[arg-type]
        assert own.unstructure(page) == {"results": [timer]}
        assert own.structure({"results": [timer]}, Page).results == [timer]
        assert own.structure({"left": 1, "right": [2]}, Pair[int]) == Pair(1, [2])
        with pytest.raises(Exception) as caught:
            own.structure({"left": "x", "right": ["y"], "both": []}, Pair[int])
        assert explain(caught.value) == [
            "$.left: expected int, got 'x'",
            "$.right[0]: expected int, got 'y'",
            "$.both: expected int, got list",
        ]


T = TypeVar("T")


@define
class Tree:
    name: str
    children: list[Tree] = Factory(list)
    twin: Tree | None = None


class TestOptionsOfAConverter:
    def test_omit_if_default(self) -> None:
        own = make_converter(omit_if_default=True)
        info = DatasetDataInfo(data_hash="d", title="t")
        assert own.unstructure(info) == {"data_hash": "d", "title": "t"}
        settings = BenchmarkQaWorkflowSettings()
        assert own.unstructure([settings, BenchmarkQaWorkflowSettings(["a"])]) == [
            {},
            {"source_projects": ["a"]},
        ]
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
    """The list hook is written for rows alike; a row that is not must be read as well."""
    optional = {
        "images_data": None,
        "signed_url": "https://signed",
        "is_optimised_image_group": True,
        "backing_item_uuid": HASH,
    }
    full = row | optional
    short = {key: value for key, value in row.items() if key not in optional}
    for rows in ([full, short, full], [short, full], [full, full], [short]):
        own = make_converter()
        read = own.structure(rows, list[DataRow])
        assert read == [own.structure(one, DataRow) for one in rows]
        assert [one.signed_url for one in read] == [one.get("signed_url") for one in rows]


def test_a_list_of_other_strings_with_the_same_keys_is_read(row: dict[str, Any]) -> None:
    """Rows whose keys are equal, but not the same objects."""
    own = make_converter()
    respelled = [{"".join(list(key)): value for key, value in row.items()} for _ in range(3)]
    own.structure([row | {"signed_url": None}], list[DataRow])
    assert own.structure([*respelled, row], list[DataRow]) == [own.structure(row, DataRow)] * 4


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
        assert "storage_location = _structure_10(storage_location)" in shown

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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_good_payloads_never_take_the_slow_path(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of any class, alone, in short lists and in long ones; values alone would not show it."""

    def refuse(self: Any, payload: Any, _: Any = None) -> Any:
        pytest.fail(f"the slow path was taken for {payload}")

    own = make_converter()
    cls, payload = case.cls, case.payload
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
