"""Classes and options of a service on a converter that knows our hooks."""

import dataclasses
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, TypedDict, Union

import attrs
import pytest
from attrs import define, frozen
from cases import CASE_OF
from cattrs import BaseConverter, Converter, UnstructureStrategy, override
from services import ROW, ROW_OBJECT, ROW_WRITTEN, Batch, check_round_trip, problems, service

from converters import columns, configure_converter, explain, json_schema, make_converter
from orm_attrs import (
    CopyProjectPayload,
    DataRow,
    DatasetDataInfo,
    ImageData,
    LabelStatus,
    ReviewMode,
)

# --- classes of the service ---------------------------------------------------------------------


@dataclasses.dataclass
class PlainShelf:
    row: DataRow
    rows: list[DataRow]
    by_name: dict[str, DataRow]
    maybe: Optional[DataRow]
    nested: dict[str, list[ImageData]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class FrozenShelf:
    row: DataRow
    rows: list[DataRow]
    by_name: dict[str, DataRow]
    maybe: Optional[DataRow]
    nested: dict[str, list[ImageData]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True, kw_only=True)
class SlottedShelf:
    row: DataRow
    rows: list[DataRow]
    by_name: dict[str, DataRow]
    maybe: Optional[DataRow]
    nested: dict[str, list[ImageData]] = dataclasses.field(default_factory=dict)


@frozen
class AttrsShelf:
    row: DataRow
    rows: list[DataRow]
    by_name: dict[str, DataRow]
    maybe: Optional[DataRow]
    nested: dict[str, list[ImageData]] = attrs.field(factory=dict)


class NamedShelf(NamedTuple):
    row: DataRow
    rows: list[DataRow]


class TypedShelf(TypedDict):
    row: DataRow
    rows: list[DataRow]


class LooseShelf(TypedDict, total=False):
    row: DataRow
    maybe: Optional[ImageData]


HOLDERS: dict[Any, tuple[Any, Any]] = {
    Sequence[DataRow]: ([ROW_WRITTEN], [ROW_OBJECT]),
    tuple[DataRow, ...]: ([ROW_WRITTEN], (ROW_OBJECT,)),
    tuple[int, DataRow]: ([5, ROW_WRITTEN], (5, ROW_OBJECT)),
    Mapping[str, DataRow]: ({"a": ROW_WRITTEN}, {"a": ROW_OBJECT}),
    dict[LabelStatus, int]: ({"LABELLED": 3}, {LabelStatus.LABELLED: 3}),
    dict[int, DataRow]: ({"17": ROW_WRITTEN}, {17: ROW_OBJECT}),
    frozenset[ReviewMode]: (["labelled"], frozenset({ReviewMode.LABELLED})),
    Annotated[DataRow, "of today"]: (ROW_WRITTEN, ROW_OBJECT),
    NewType("Row", DataRow): (ROW_WRITTEN, ROW_OBJECT),
    Optional[list[DataRow]]: (None, None),
    list[Optional[DataRow]]: ([None, ROW_WRITTEN], [None, ROW_OBJECT]),
    Union[str, int, None]: (5, 5),
    Literal["a", "b"]: ("a", "a"),
}


class TestClassesOfAService:
    IMAGE = CASE_OF[ImageData]

    @pytest.mark.parametrize("shelf", [PlainShelf, FrozenShelf, SlottedShelf, AttrsShelf])
    @pytest.mark.parametrize("maybe", [False, True])
    def test_a_class_holds_our_models_in_all_ways(self, shelf: Any, maybe: bool) -> None:
        payload = {
            "row": ROW_WRITTEN,
            "rows": [ROW_WRITTEN] * 2,
            "by_name": {"a": ROW_WRITTEN},
            "maybe": ROW_WRITTEN if maybe else None,
            "nested": {"b": [self.IMAGE.written], "c": []},
        }
        value = shelf(
            row=ROW_OBJECT,
            rows=[ROW_OBJECT] * 2,
            by_name={"a": ROW_OBJECT},
            maybe=ROW_OBJECT if maybe else None,
            nested={"b": [self.IMAGE.object], "c": []},
        )
        own = service()
        check_round_trip(own, payload, value, shelf)
        check_round_trip(own, [payload], [value], list[shelf])
        check_round_trip(own, {"x": payload}, {"x": value}, dict[str, shelf])

    @pytest.mark.parametrize("shelf", [PlainShelf, FrozenShelf, SlottedShelf, AttrsShelf])
    def test_all_that_is_wrong_in_it_is_named_with_its_path(self, shelf: Any) -> None:
        bad = {**ROW, "width": "x"}
        payload = {
            "rows": [ROW, bad],
            "by_name": {"a": bad, "b c": 5},
            "maybe": bad,
            "nested": {"b": [{**self.IMAGE.payload, "title": None}]},
        }
        assert problems(service(), [payload], list[shelf]) == [
            "$[0].row: required, but missing",
            "$[0].rows[1].width: expected int, got 'x'",
            "$[0].by_name.a.width: expected int, got 'x'",
            "$[0].by_name['b c']: expected an object, got int 5",
            "$[0].maybe.width: expected int, got 'x'",
            "$[0].nested.b[0].title: expected str, got null",
        ]

    def test_a_named_tuple_is_a_list_on_the_wire(self) -> None:
        own = service()
        payload, value = [ROW_WRITTEN, [ROW_WRITTEN]], NamedShelf(ROW_OBJECT, [ROW_OBJECT])
        check_round_trip(own, payload, value, NamedShelf)
        assert type(own.loads(json.dumps(payload), NamedShelf)) is NamedShelf
        assert problems(own, [{**ROW, "width": "x"}, [5]], NamedShelf) == [
            "$[0].width: expected int, got 'x'",
            "$[1][0]: expected an object, got int 5",
        ]

    def test_a_typed_dict_holds_our_models(self) -> None:
        own = service()
        payload, value = (
            {"row": ROW_WRITTEN, "rows": [ROW_WRITTEN]},
            {"row": ROW_OBJECT, "rows": [ROW_OBJECT]},
        )
        check_round_trip(own, payload, value, TypedShelf)
        check_round_trip(own, {}, {}, LooseShelf)
        check_round_trip(
            own, {"row": ROW_WRITTEN, "maybe": None}, {"row": ROW_OBJECT, "maybe": None}, LooseShelf
        )
        assert problems(own, {"rows": [{**ROW, "width": "x"}]}, TypedShelf) == [
            "$.row: required, but missing",
            "$.rows[0].width: expected int, got 'x'",
        ]

    @pytest.mark.parametrize("kind", HOLDERS, ids=str)
    def test_any_type_may_hold_them(self, kind: Any) -> None:
        own = service()
        payload, value = HOLDERS[kind]
        read = own.loads(json.dumps(payload), kind)
        # Versions of cattrs differ in what they make of a sequence.
        assert (list(read) if kind == Sequence[DataRow] else read) == value
        assert json.loads(own.dumps(read, kind)) == payload

    def test_a_subclass_of_a_model_goes_through_text(self) -> None:
        @define(kw_only=True)
        class Annotated(DataRow):
            status: LabelStatus = LabelStatus.NOT_LABELLED
            images_of: dict[str, ImageData] = attrs.field(factory=dict)

        @define(kw_only=True)
        class Reviewed(Annotated):
            reviewer: str

        payload = {
            **ROW_WRITTEN,
            "status": "LABELLED",
            "images_of": {"a": self.IMAGE.written},
            "reviewer": "r",
        }
        own = service()
        read = own.loads(json.dumps(payload), Reviewed)
        assert (read.uid, read.status) == (ROW_OBJECT.uid, LabelStatus.LABELLED)
        assert read.images_of == {"a": self.IMAGE.object}
        # A batch has data rows; each alone is written by its own class.
        assert json.loads(own.dumps(Batch([read])))["rows"] == [ROW_WRITTEN]
        assert json.loads(own.dumps(read)) == payload
        assert problems(own, {**payload, "data_hash": 5, "reviewer": None}, Reviewed) == [
            "$.data_hash: expected str, got int 5",
            "$.reviewer: expected str, got null",
        ]

    def test_an_annotation_names_the_key_of_a_field(self) -> None:
        @define
        class Job:
            name: Annotated[str, override(rename="jobName")]
            row: DataRow
            retries: Annotated[int, "at most", override(omit_if_default=True)] = 3
            note: Annotated[str, "in words"] = ""

        own = service()
        payload, value = (
            {"jobName": "night", "row": ROW_WRITTEN, "note": ""},
            Job("night", ROW_OBJECT),
        )
        check_round_trip(own, payload, value, Job)
        assert problems(own, {"jobName": 5, "row": ROW_WRITTEN, "retries": "3"}, Job) == [
            "$.jobName: expected str, got int 5",
            "$.retries: expected int, got '3'",
        ]
        assert problems(own, {"name": "night", "row": ROW_WRITTEN}, Job) == [
            "$.jobName: required, but missing"
        ]
        assert [it.name for it in columns(Job)] == ["jobName", "row", "retries", "note"]
        assert list(json_schema(Job)["properties"]) == ["jobName", "row", "retries", "note"]

    @pytest.mark.parametrize(
        "fact", [{"omit": True}, {"struct_hook": int}, {"unstruct_hook": str}], ids=str
    )
    def test_an_annotation_says_nothing_that_is_not_carried_out(self, fact: Any) -> None:
        job = attrs.make_class("Job", {"name": attrs.field(type=Annotated[str, override(**fact)])})
        with pytest.raises(TypeError) as caught:
            service().structure({"name": "night"}, job)
        assert str(caught.value) == (
            "name: an override in an annotation may have rename and omit_if_default; "
            "register hooks of the class for anything else"
        )


# --- options ------------------------------------------------------------------------------------


class TestOptions:
    def test_extra_keys_are_forbidden_at_every_depth(self) -> None:
        payload = {
            "rows": [ROW, {**ROW, "x": 1, "images_data": [{**CASE_OF[ImageData].payload, "y": 2}]}],
            "z z": 3,
        }
        expected = ["$['z z']: unknown key", "$.rows[1].images_data[0].y: unknown key"]
        expected.append("$.rows[1].x: unknown key")
        for own in (service(forbid_extra_keys=True), make_converter(forbid_extra_keys=True)):
            with pytest.raises(Exception) as caught:
                own.structure(payload, Batch)
            assert sorted(explain(caught.value)) == sorted(expected)
        assert len(service().structure(payload, Batch).rows) == 2

    def test_extra_keys_of_a_dataclass_are_forbidden_too(self) -> None:
        own = service(forbid_extra_keys=True)
        payload = {"row": {**ROW, "x": 1}, "rows": [], "by_name": {}, "maybe": None, "y": 2}
        assert sorted(problems(own, payload, PlainShelf)) == [
            "$.row.x: unknown key",
            "$.y: unknown key",
        ]

    def test_defaults_are_left_out_at_every_depth(self) -> None:
        own = service(omit_if_default=True)
        info = DatasetDataInfo(data_hash="d", title="t")

        @define
        class Page:
            info: DatasetDataInfo
            settings: CopyProjectPayload
            next: str | None = None

        page = Page(info, CopyProjectPayload())
        payload = {"info": {"data_hash": "d", "title": "t"}, "settings": {}}
        check_round_trip(own, payload, page, Page)

    def test_without_detailed_validation_the_first_problem_alone_is_raised(self) -> None:
        own = service(detailed_validation=False)
        check_round_trip(own, {"rows": [ROW_WRITTEN], "note": ""}, Batch([ROW_OBJECT]), Batch)
        for shelf in (Batch, PlainShelf, NamedShelf):
            with pytest.raises(TypeError) as caught:
                own.structure(
                    {"row": {**ROW, "width": "x"}, "rows": [{**ROW, "width": "x"}]}
                    if shelf is not NamedShelf
                    else [{**ROW, "width": "x"}, []],
                    shelf,
                )
            assert str(caught.value) == "expected int, got 'x'"

    def test_attrs_converters_come_before_hooks_where_the_service_prefers_them(self) -> None:
        @define
        class Upload:
            row: DataRow
            size: int = attrs.field(converter=lambda value: int(value.removesuffix(" MB")))

        payload = {"row": ROW, "size": "5 MB"}
        own = service(prefer_attrib_converters=True)
        assert own.loads(json.dumps(payload), Upload).size == 5
        assert own.copy().loads(json.dumps(payload), Upload).row == ROW_OBJECT
        assert problems(service(), payload, Upload) == ["$.size: expected int, got '5 MB'"]

    @pytest.mark.parametrize("cls", [Converter, BaseConverter])
    def test_a_converter_that_writes_something_else_than_dicts_is_refused(self, cls: Any) -> None:
        """A wire table has keys, so these options have no meaning for it."""
        for options, line in (
            (
                {"unstruct_strat": UnstructureStrategy.AS_TUPLE},
                "unstruct_strat: the hooks write dicts, so it must be AS_DICT",
            ),
            (
                {"dict_factory": OrderedDict},
                "dict_factory: the hooks write dicts, so it must be dict",
            ),
        ):
            with pytest.raises(ValueError) as caught:
                configure_converter(cls(**options))
            assert str(caught.value) == line
