"""What a service does with a converter that has our hooks: it registers more, copies, overrides.

Payloads go in as text, objects come out, and text goes out again.
"""

import dataclasses
import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, TypedDict, Union
from uuid import UUID

import attrs
import pytest
from attrs import define, frozen
from cases import CASE_OF, CASES, Case
from cattrs import BaseConverter, Converter, GenConverter, UnstructureStrategy
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter as make_json_converter
from cattrs.strategies import (
    configure_tagged_union,
    configure_union_passthrough,
    include_subclasses,
    use_class_methods,
)

import converters
from converters import configure_converter, explain, make_converter
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    CollaboratorTimerParams,
    DataRow,
    Dataset,
    DatasetDataInfo,
    DataType,
    Image,
    ImageData,
    LabelLog,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    LabelStatus,
    ManualReviewWorkflowSettings,
    Project,
    ProjectWorkflowSettings,
    ReviewMode,
    StorageLocation,
    Video,
    WorkflowGraphNode,
)

ROW = CASE_OF[DataRow].payload
ROW_OBJECT = CASE_OF[DataRow].object
ROW_WRITTEN = CASE_OF[DataRow].written
NODE = {"uuid": "u", "title": "Annotate"}


def service(**kwargs: Any) -> Any:
    """Make the converter of a service that speaks JSON."""
    own = make_json_converter(**kwargs)
    configure_converter(own)
    return own


def problems(own: Any, payload: Any, kind: Any) -> list[str]:
    with pytest.raises(Exception) as caught:
        own.loads(json.dumps(payload), kind)
    return explain(caught.value)


def check_round_trip(own: Any, payload: Any, value: Any, kind: Any) -> None:
    """See that a payload is read as a value, and that the value is written as the payload."""
    read = own.loads(json.dumps(payload), kind)
    assert read == value
    assert json.loads(own.dumps(read, kind)) == payload


class Colour(Enum):
    RED = "r"


@define
class Batch:
    rows: list[DataRow]
    note: str = ""


class TestWhatAServiceRegistersFirst:
    """Ours are the later ones then, so they win wherever both are asked."""

    def test_its_hook_for_a_scalar_or_a_date_gives_way_to_ours(self) -> None:
        own = make_json_converter()
        own.register_structure_hook(str, lambda value, _: f"<{value}>")
        own.register_structure_hook(datetime, lambda value, _: datetime.max)
        own.register_unstructure_hook(datetime, lambda value: "never")
        own.register_structure_hook(UUID, lambda value, _: UUID(int=0))
        configure_converter(own)
        check_round_trip(own, ROW_WRITTEN, own.structure(ROW, DataRow), DataRow)
        assert own.structure(ROW, DataRow) == ROW_OBJECT
        assert own.structure("2022-01-05T18:51:05", datetime) == datetime(2022, 1, 5, 18, 51, 5)

    def test_its_hook_for_one_of_our_enums_gives_way_and_one_for_its_own_stays(self) -> None:
        own = make_json_converter()
        own.register_structure_hook(LabelStatus, lambda value, _: "mine")
        own.register_structure_hook(Colour, lambda value, _: Colour[value])
        own.register_unstructure_hook(Colour, lambda value: value.name)
        configure_converter(own)
        assert own.structure("LABELLED", LabelStatus) is LabelStatus.LABELLED
        check_round_trip(own, ["RED"], [Colour.RED], list[Colour])

    def test_its_hook_for_a_class_stays(self) -> None:
        """For cattrs asks hooks of a class before it asks factories."""
        own = make_json_converter()
        own.register_structure_hook(
            WorkflowGraphNode, lambda value, _: WorkflowGraphNode(value, "")
        )
        own.register_unstructure_hook(WorkflowGraphNode, lambda value: value.uuid)
        configure_converter(own)
        check_round_trip(own, ["u"], [WorkflowGraphNode("u", "")], list[WorkflowGraphNode])

    def test_its_factories_and_predicates_give_way_to_ours(self) -> None:
        own = make_json_converter()
        own.register_structure_hook_factory(attrs.has, lambda kind: lambda value, _: "factory")
        own.register_structure_hook_func(lambda kind: kind is DataRow, lambda value, _: "func")
        own.register_unstructure_hook_factory(attrs.has, lambda kind: lambda value: "factory")
        configure_converter(own)
        check_round_trip(own, ROW_WRITTEN, ROW_OBJECT, DataRow)

    def test_its_hooks_for_what_we_do_not_know_stay(self) -> None:
        own = make_json_converter()
        own.register_structure_hook(complex, lambda value, _: complex(value))
        own.register_unstructure_hook(complex, str)
        own.register_structure_hook_func(lambda kind: kind is Point, lambda value, _: Point(*value))
        own.register_unstructure_hook_func(lambda kind: kind is Point, lambda value: [*value.at])
        configure_converter(own)
        check_round_trip(own, ["(1+2j)"], [1 + 2j], list[complex])
        check_round_trip(own, [[1, 2]], [Point(1, 2)], list[Point])


class Point:
    def __init__(self, x: int, y: int) -> None:
        self.at = x, y

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.at == other.at

    __hash__ = None  # type: ignore[assignment]


class TestWhatAServiceRegistersLater:
    def test_its_predicates_win(self) -> None:
        own = service()
        assert own.structure([ROW], list[DataRow]) == [ROW_OBJECT]
        own.register_structure_hook_func(lambda kind: kind is DataRow, lambda value, _: "func")
        own.register_unstructure_hook_func(lambda kind: kind is DataRow, lambda value: "a row")
        assert own.loads(json.dumps({"rows": [ROW]}), Batch).rows == ["func"]
        assert own.dumps(Batch([ROW_OBJECT])) == '{"rows": ["a row"], "note": ""}'

    def test_its_factories_win_and_may_build_on_our_hooks(self) -> None:
        """Here the service renames a key that old clients still send."""
        own = service()
        ours = own.get_structure_hook(DataRow)

        def factory(_: Any, own: Converter) -> Any:
            return lambda value, kind: ours(
                {("data_hash" if key == "uid" else key): one for key, one in value.items()}, kind
            )

        own.register_structure_hook_factory(lambda kind: kind is DataRow, factory)
        old = {("uid" if key == "data_hash" else key): one for key, one in ROW.items()}
        assert own.loads(json.dumps({"rows": [old, ROW]}), Batch).rows == [ROW_OBJECT] * 2
        del old["data_title"]
        assert problems(own, {"rows": [ROW, old]}, Batch) == [
            "$.rows[1].data_title: required, but missing"
        ]

    def test_its_factory_for_an_enum_comes_before_ours_and_its_hook_before_both(self) -> None:
        own = service()
        own.register_structure_hook_factory(
            lambda kind: kind is LabelStatus, lambda kind: lambda value, _: "factory"
        )
        assert own.structure("LABELLED", LabelStatus) == "factory"
        own.register_structure_hook(LabelStatus, lambda value, _: "hook")
        assert own.structure("LABELLED", LabelStatus) == "hook"

    def test_its_dates_are_written_its_way_everywhere(self) -> None:
        own = service()
        own.register_unstructure_hook(datetime, lambda value: value.strftime("%d.%m.%Y"))
        own.register_structure_hook(
            datetime, lambda value, _: datetime.strptime(value, "%d.%m.%Y").replace(tzinfo=None)
        )
        midnight = attrs.evolve(
            ROW_OBJECT,
            created_at=datetime(2023, 2, 9),
            last_edited_at=datetime(2023, 2, 9),
            images_data=None,
        )
        dates = {"created_at": "09.02.2023", "last_edited_at": "09.02.2023"}
        payload = {**ROW_WRITTEN, **dates, "images_data": None}
        check_round_trip(own, payload, midnight, DataRow)
        check_round_trip(own, [payload] * 40, [midnight] * 40, list[DataRow])

    def test_its_validation_of_one_type_is_reported_with_the_path(self) -> None:
        own = service()
        Hash = NewType("Hash", str)

        def structure_hash(value: Any, _: Any) -> Any:
            if len(value) != 4:
                raise ValueError(f"expected 4 digits, got {value!r}")
            return value

        own.register_structure_hook_func(lambda kind: kind is Hash, structure_hash)

        @define
        class Upload:
            hashes: list[Hash]  # type: ignore[valid-type]
            row: DataRow

        payload = {"hashes": ["1234", "12"], "row": {**ROW, "width": []}}
        assert problems(own, payload, Upload) == [
            "$.hashes[1]: expected 4 digits, got '12'",
            "$.row.width: expected int, got list",
        ]

    @pytest.mark.parametrize(
        "error", [KeyError("x"), LookupError("x"), KeyError(), ZeroDivisionError]
    )
    def test_an_error_of_its_hook_is_not_taken_for_a_missing_key(self, error: Any) -> None:
        own = service()

        def fail(value: Any, _: Any) -> Any:
            raise error

        own.register_structure_hook(ReviewMode, fail)

        @define
        class Upload:
            mode: ReviewMode
            note: str

        (first, second) = problems(own, {"mode": "labelled"}, Upload)
        assert first.startswith("$.mode: ")
        assert "missing" not in first
        assert second == "$.note: required, but missing"

    def test_its_hook_for_an_optional_type_wins(self) -> None:
        """Also for null, and for the fields that are of this type."""
        own = service()
        own.register_structure_hook(Optional[datetime], lambda value, _: datetime.max)
        own.register_structure_hook(Optional[DataRow], lambda value, _: "no row")

        @define
        class Upload:
            row: DataRow | None
            at: datetime | None = None

        @dataclasses.dataclass
        class Note:
            row: DataRow | None

        assert own.loads("null", Optional[datetime]) == datetime.max
        assert own.loads('[{"row": null}]', list[Note]) == [Note("no row")]  # type: ignore[arg-type]
        assert own.loads('[{"row": null, "at": null}]', list[Upload]) == [
            Upload("no row", datetime.max)  # type: ignore[arg-type]
        ]
        assert own.loads('{"row": 5}', Upload).at is None
        metadata = {**CASE_OF[LabelRowMetadata].payload, "created_at": None}
        assert own.structure([metadata], list[LabelRowMetadata])[0].created_at == datetime.max

    def test_its_hook_for_our_union_wins(self) -> None:
        own = service()
        own.register_structure_hook(ProjectWorkflowSettings, lambda value, _: "mine")  # type: ignore[arg-type]
        assert own.loads("[{}]", list[ProjectWorkflowSettings]) == ["mine"]


class TestCopies:
    def test_a_copy_of_a_configured_converter_reads_and_writes_text(self) -> None:
        own = service()
        copies = [own.copy(), own.copy().copy(), own.copy(forbid_extra_keys=True)]
        for one in copies:
            assert type(one) is type(own)
            check_round_trip(
                one, {"rows": [ROW_WRITTEN], "note": "n"}, Batch([ROW_OBJECT], "n"), Batch
            )
        assert problems(copies[2], {"rows": [{**ROW, "x": 1}]}, Batch) == [
            "$.rows[0].x: unknown key"
        ]
        assert own.loads(json.dumps({"rows": [{**ROW, "x": 1}]}), Batch) == Batch([ROW_OBJECT])

    @pytest.mark.parametrize("used_before", [False, True])
    def test_a_copy_and_its_original_do_not_influence_each_other(self, used_before: bool) -> None:
        first = service()
        if used_before:
            check_round_trip(first, {"rows": [ROW_WRITTEN], "note": ""}, Batch([ROW_OBJECT]), Batch)
        second = first.copy()
        first.register_structure_hook(StorageLocation, lambda value, _: "first")
        second.register_structure_hook(DataType, lambda value, _: "second")
        second.register_unstructure_hook(DataType, lambda value: "second")
        text = json.dumps({"rows": [ROW]})
        (of_first,), (of_second,) = (one.loads(text, Batch).rows for one in (first, second))
        assert (of_first.storage_location, of_first.data_type) == ("first", ROW_OBJECT.data_type)
        assert of_second.storage_location is ROW_OBJECT.storage_location
        assert of_second.data_type == "second"
        assert json.loads(first.dumps([ROW_OBJECT])) == [ROW_WRITTEN]
        assert json.loads(second.dumps([ROW_OBJECT])) == [{**ROW_WRITTEN, "data_type": "second"}]
        assert json.loads(second.dumps(ROW_OBJECT)) == {**ROW_WRITTEN, "data_type": "second"}

    def test_what_was_registered_before_the_copy_is_in_it(self) -> None:
        own = service()
        own.register_structure_hook(StorageLocation, lambda value, _: f"<{value}>")
        own.register_structure_hook_func(lambda kind: kind is Point, lambda value, _: Point(*value))
        copy = own.copy()
        assert copy.structure([ROW], list[DataRow])[0].storage_location == "<1>"
        assert copy.structure([[1, 2]], list[Point]) == [Point(1, 2)]

    def test_a_union_that_was_registered_as_a_predicate_is_kept(self) -> None:
        """A hook that is registered for the union itself is not: so is cattrs."""
        union: Any = Union[Video, Image]
        own = service()
        own.register_structure_hook_func(
            lambda kind: kind == union,
            lambda value, _: own.structure(value, Video if "mp4" in value["title"] else Image),
        )
        payload = [{"title": "a.mp4"}, {"title": "b.jpg"}]
        for one in (own, own.copy(), own.copy().copy()):
            assert [type(x) for x in one.structure(payload, list[union])] == [Video, Image]


class TestOverrides:
    def test_cattrs_structure_function_takes_our_keys_and_one_of_the_services(self) -> None:
        """The hook says what its keys are where the hooks of cattrs say it, too."""
        own = service()
        ours = own.get_structure_hook(DataRow).overrides
        changed = {**ours, "title": override(rename="name")}
        own.register_structure_hook(DataRow, make_dict_structure_fn(DataRow, own, **changed))
        payload = {("name" if key == "data_title" else key): one for key, one in ROW.items()}
        assert own.loads(json.dumps({"rows": [payload]}), Batch).rows == [ROW_OBJECT]
        broken = {**payload, "data_hash": 5, "width": "x"}
        assert problems(own, {"rows": [broken]}, Batch) == [
            "$.rows[0].uid: expected str, got int 5",
            "$.rows[0].width: expected int, got 'x'",
        ]

    def test_cattrs_unstructure_function_takes_our_keys_and_one_of_the_services(self) -> None:
        own = service()
        ours = own.get_unstructure_hook(DataRow).overrides
        changed = {**ours, "title": override(rename="name"), "width": override(omit=True)}
        own.register_unstructure_hook(DataRow, make_dict_unstructure_fn(DataRow, own, **changed))
        expected = {
            ("name" if key == "data_title" else key): one
            for key, one in ROW_WRITTEN.items()
            if key != "width"
        }
        assert json.loads(own.dumps(Batch([ROW_OBJECT]))) == {"rows": [expected], "note": ""}

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
    def test_cattrs_functions_with_our_overrides_read_and_write_what_ours_do(
        self, case: Case
    ) -> None:
        own = make_converter()
        structure = make_dict_structure_fn(
            case.cls, own, **own.get_structure_hook(case.cls).overrides
        )
        unstructure = make_dict_unstructure_fn(
            case.cls, own, **own.get_unstructure_hook(case.cls).overrides
        )
        assert structure(case.written, case.cls) == case.object
        assert unstructure(case.object) == case.written

    def test_a_function_for_one_class_uses_our_hooks_for_the_types_of_its_fields(self) -> None:
        own = service()

        @define
        class Upload:
            row: DataRow
            sent_at: datetime
            mode: ReviewMode | None = None

        own.register_structure_hook(
            Upload, make_dict_structure_fn(Upload, own, sent_at=override(rename="sentAt"))
        )
        own.register_unstructure_hook(
            Upload,
            make_dict_unstructure_fn(
                Upload, own, sent_at=override(rename="sentAt"), mode=override(omit_if_default=True)
            ),
        )
        sent = datetime(2022, 1, 5, tzinfo=timezone.utc)
        payload = {"row": ROW_WRITTEN, "sentAt": "2022-01-05T00:00:00+00:00"}
        check_round_trip(own, [payload], [Upload(ROW_OBJECT, sent)], list[Upload])
        assert problems(own, {"row": {}, "sentAt": "May", "mode": "x"}, Upload)[-2:] == [
            "$.sent_at: expected a date and time, got 'May'",
            "$.mode: 'x' is none of unlabelled, labelled, reviewed",
        ]

    def test_a_field_may_be_read_by_a_hook_of_its_own(self) -> None:
        own = service()
        ours = own.get_structure_hook(WorkflowGraphNode).overrides
        changed = {**ours, "title": override(struct_hook=lambda value, _: value.upper())}
        hook = make_dict_structure_fn(WorkflowGraphNode, own, **changed)
        own.register_structure_hook(WorkflowGraphNode, hook)
        assert own.loads(json.dumps([NODE]), list[WorkflowGraphNode]) == [
            WorkflowGraphNode("u", "ANNOTATE")
        ]


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
            settings: BenchmarkQaWorkflowSettings
            next: str | None = None

        page = Page(info, BenchmarkQaWorkflowSettings())
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


# --- unions -------------------------------------------------------------------------------------

PAIRS: list[tuple[Any, Any]] = [
    (ManualReviewWorkflowSettings, BenchmarkQaWorkflowSettings),
    (Video, Image),
    (DataRow, LabelRow),
    (CollaboratorTimer, LabelRowMetadata),
]


class TestTaggedUnions:
    @pytest.mark.parametrize(
        "pair", PAIRS, ids=lambda pair: f"{pair[0].__name__}-{pair[1].__name__}"
    )
    @pytest.mark.parametrize("options", [{}, {"forbid_extra_keys": True}], ids=["lax", "forbid"])
    def test_they_tell_our_classes_apart(self, pair: tuple[Any, Any], options: Any) -> None:
        union: Any = Union[pair]
        own = service(**options)
        configure_tagged_union(union, own)
        values = [CASE_OF[cls].object for cls in pair]
        payload = [{**CASE_OF[cls].written, "_type": cls.__name__} for cls in pair]
        check_round_trip(own, payload, values, list[union])
        check_round_trip(own, {"a": payload[1]}, {"a": values[1]}, dict[str, union])

    def test_errors_in_them_have_their_paths(self) -> None:
        union: Any = Union[DataRow, LabelRow]
        own = service()
        configure_tagged_union(union, own, tag_name="kind")

        @define
        class Upload:
            items: list[union]
            main: union

        row = {**ROW, "kind": "DataRow"}
        payload = {
            "items": [row, {**row, "width": "x", "duration": []}, ROW, {**ROW, "kind": "Zebra"}],
            "main": ROW,
        }
        assert problems(own, payload, Upload) == [
            "$.items[1].width: expected int, got 'x'",
            "$.items[1].duration: expected float, got list",
            "$.items[2]: not found: 'kind'",
            "$.items[3]: not found: 'Zebra'",
            # Not "required, but missing": it is there, only its tag is not.
            "$.main: not found: 'kind'",
        ]
        assert problems(own, {"items": [], "kind": "x"}, Upload) == [
            "$.main: required, but missing"
        ]
        (line,) = problems(own, {"items": [5], "main": row}, Upload)
        assert line.startswith("$.items[0]: ")

    def test_a_class_may_be_the_default(self) -> None:
        union: Any = Union[DataRow, LabelRow]
        own = service()
        configure_tagged_union(union, own, default=DataRow)
        assert own.loads(json.dumps([ROW]), list[union]) == [ROW_OBJECT]

    def test_a_tag_may_be_a_key_of_the_model(self) -> None:
        """The data type of a row, say, tells which subclass it is."""

        @define(kw_only=True)
        class VideoRow(DataRow):
            pass

        @define(kw_only=True)
        class ImageRow(DataRow):
            pass

        union: Any = Union[VideoRow, ImageRow]
        own = service()
        configure_tagged_union(
            union, own, tag_name="data_type", tag_generator=lambda cls: cls.__name__[:5].upper()
        )
        payload = [{**ROW_WRITTEN, "data_type": one} for one in ("VIDEO", "IMAGE")]
        read = own.loads(json.dumps(payload), list[union])
        assert [type(one) for one in read] == [VideoRow, ImageRow]
        assert [one.data_type for one in read] == [DataType.VIDEO, DataType.IMAGE]
        assert json.loads(own.dumps(read, list[union])) == payload

    def test_a_copy_needs_them_configured_again(self) -> None:
        """cattrs does not copy hooks of unions."""
        union: Any = Union[Video, Image]
        own = service()
        configure_tagged_union(union, own)
        payload = [{"title": "a", "_type": "Image"}]
        check_round_trip(own, payload, [Image(title="a")], list[union])
        copy = own.copy()
        with pytest.raises(TypeError):
            copy.structure(payload, list[union])
        configure_tagged_union(union, copy)
        check_round_trip(copy, payload, [Image(title="a")], list[union])


class TestUnionsWithoutATag:
    """cattrs tells classes apart by the required keys that only one of them has."""

    @pytest.mark.parametrize(
        "pair",
        [
            (DataRow, LabelRow),
            (LabelRow, DataRow),
            (DataRow, ImageData),
            (DataRow, LabelRowMetadata),
            (Dataset, Project),
            (LabelLog, LabelLogParams),
            (CollaboratorTimer, CollaboratorTimerParams),
            (CollaboratorTimer, LabelRow),
        ],
        ids=lambda pair: f"{pair[0].__name__}-{pair[1].__name__}",
    )
    def test_they_are_told_apart_by_the_keys_of_the_wire(self, pair: tuple[Any, Any]) -> None:
        union: Any = Optional[Union[pair]]
        own = service()
        values = [CASE_OF[cls].object for cls in pair]
        payload = [CASE_OF[cls].written for cls in pair]
        check_round_trip(own, [*payload, None], [*values, None], list[union])
        read = own.copy().structure(payload, list[union])
        assert [type(one) for one in read] == list(pair)

    def test_workflow_settings_may_be_none(self) -> None:
        @dataclasses.dataclass
        class Upload:
            settings: ProjectWorkflowSettings | None

        payload = [{"settings": one} for one in (None, {}, {"source_projects": ["p"]})]
        values = (None, ManualReviewWorkflowSettings(), BenchmarkQaWorkflowSettings(["p"]))
        check_round_trip(service(), payload, [Upload(one) for one in values], list[Upload])
        # The converters for formats have a way of their own for such unions.
        assert make_converter().structure(payload, list[Upload]) == [Upload(one) for one in values]

    def test_a_class_of_the_service_and_one_of_ours_are_told_apart(self) -> None:
        @define
        class Note:
            uid: str
            text: str

        union: Any = Union[DataRow, Note]
        own = service()
        payload = [{"uid": "u", "text": "t"}, ROW_WRITTEN]
        check_round_trip(own, payload, [Note("u", "t"), ROW_OBJECT], list[union])

    def test_classes_that_have_no_key_of_their_own_are_refused_when_the_hook_is_made(self) -> None:
        union: Any = Union[Video, Image]
        with pytest.raises(TypeError, match="no u"):
            service().structure({"title": "a"}, union)

    def test_a_problem_in_one_of_them_has_its_path(self) -> None:
        union: Any = Union[DataRow, LabelRow, None]
        payload = {"a": [{**ROW, "width": "x"}]}
        assert problems(service(), payload, dict[str, list[union]]) == [
            "$.a[0].width: expected int, got 'x'"
        ]

    def test_scalars_in_unions_are_left_to_the_preconf_converter(self) -> None:
        own = service()
        configure_union_passthrough(Union[str, int, float, bool, None], own)
        kind: Any = dict[str, Union[str, int, DataRow, None]]
        payload = {"a": "x", "b": 5, "c": None, "d": ROW_WRITTEN}
        check_round_trip(own, payload, {**payload, "d": ROW_OBJECT}, kind)


class TestStrategies:
    def test_subclasses_are_found_by_their_keys(self) -> None:
        own = service()
        include_subclasses(DataRow, own, subclasses=(NightRow,))
        self.check_nights(own, {})

    def test_subclasses_are_found_by_their_tags(self) -> None:
        own = service()
        include_subclasses(
            DataRow, own, subclasses=(NightRow,), union_strategy=configure_tagged_union
        )
        self.check_nights(own, {"_type": "DataRow"}, {"_type": "NightRow"})

    @staticmethod
    def check_nights(
        own: Any, tag: dict[str, str], night_tag: dict[str, str] | None = None
    ) -> None:
        fields = {one.alias: getattr(ROW_OBJECT, one.name) for one in attrs.fields(DataRow)}
        night = NightRow(**fields, lux=0.5)
        night_payload = {**ROW_WRITTEN, "lux": 0.5, **(night_tag or {})}
        payload = {"rows": [{**ROW_WRITTEN, **tag}, night_payload], "note": ""}
        check_round_trip(own, payload, Batch([ROW_OBJECT, night]), Batch)
        assert type(own.structure(night_payload, DataRow)) is NightRow
        bad = {**night_payload, "lux": "x", "width": "y"}
        assert problems(own, {"rows": [bad]}, Batch) == [
            "$.rows[0].width: expected int, got 'y'",
            "$.rows[0].lux: expected float, got 'x'",
        ]

    def test_a_class_may_have_methods_for_it(self) -> None:
        own = service()
        use_class_methods(own, "_structure", "_unstructure")
        payload = {"batches": [{"data": [ROW_WRITTEN]}]}
        check_round_trip(own, payload, Shipment([Parcel([ROW_OBJECT])]), Shipment)
        assert problems(own, {"batches": [{"data": [{**ROW, "width": "x"}]}]}, Shipment) == [
            "$.batches[0][0].width: expected int, got 'x'"
        ]


@define(kw_only=True)
class NightRow(DataRow):
    lux: float


@define
class Parcel:
    rows: list[DataRow]

    @classmethod
    def _structure(cls, value: Any, own: Converter) -> Any:
        return cls(own.structure(value["data"], list[DataRow]))

    def _unstructure(self, own: Converter) -> Any:
        return {"data": own.unstructure(self.rows)}


@define
class Shipment:
    batches: list[Parcel]


# --- other converters ---------------------------------------------------------------------------


class TestOtherConverters:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
    @pytest.mark.parametrize("copied", [False, True])
    def test_a_base_converter_reads_and_writes_every_model(self, case: Case, copied: bool) -> None:
        own = BaseConverter()
        configure_converter(own)  # type: ignore[arg-type]
        own = own.copy() if copied else own
        assert own.structure(case.payload, case.cls) == case.object
        assert own.unstructure(case.object) == case.written
        assert own.structure([case.payload], list[case.cls]) == [case.object]  # type: ignore[name-defined]
        assert own.unstructure({"a": [case.object]}) == {"a": [case.written]}

    def test_a_base_converter_names_what_is_wrong(self) -> None:
        own = BaseConverter()
        configure_converter(own)  # type: ignore[arg-type]
        with pytest.raises(Exception) as caught:
            own.structure({"rows": [ROW, {**ROW, "width": "x"}]}, Batch)
        assert explain(caught.value) == ["$.rows[1].width: expected int, got 'x'"]

    def test_the_old_name_of_a_converter_is_as_good(self) -> None:
        own = GenConverter()
        configure_converter(own)
        assert own.structure(ROW, DataRow) == ROW_OBJECT

    def test_a_subclass_of_a_converter_stays_one_in_its_copies(self) -> None:
        class Own(Converter):
            pass

        own = Own()
        configure_converter(own)
        assert type(own.copy()) is Own
        assert own.copy().structure([ROW], list[DataRow]) == [ROW_OBJECT]

    def test_cattrs_global_converter_is_left_alone(self) -> None:
        """Another process shows it: here, other tests may have touched it."""
        code = (
            "import cattrs, converters, orm_attrs;"
            "payload = {'uuid': 'u', 'title': 't'};"
            "converters.converter.structure(payload, orm_attrs.WorkflowGraphNode);"
            "assert cattrs.structure(5, str) == '5';"
            "assert cattrs.global_converter is not converters.converter"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_two_services_in_one_process_have_nothing_in_common(self) -> None:
        lax, strict = service(), service(forbid_extra_keys=True, omit_if_default=True)
        lax.register_unstructure_hook(DataType, lambda value: "lax")
        payload = {"rows": [{**ROW, "x": 1}]}
        for _ in range(2):
            assert (
                json.loads(lax.dumps(lax.structure(payload, Batch)))["rows"][0]["data_type"]
                == "lax"
            )
            assert problems(strict, payload, Batch) == ["$.rows[0].x: unknown key"]
            assert json.loads(strict.dumps(ROW_OBJECT))["data_type"] == ROW["data_type"]
        assert converters.converter.unstructure(ROW_OBJECT) == ROW_WRITTEN

    def test_a_converter_may_be_configured_twice(self) -> None:
        own = service()
        configure_converter(own)
        check_round_trip(own, {"rows": [ROW_WRITTEN], "note": ""}, Batch([ROW_OBJECT]), Batch)

    def test_configuring_again_puts_our_hooks_before_those_of_the_service(self) -> None:
        own = service()
        own.register_structure_hook(StorageLocation, lambda value, _: "moved")
        configure_converter(own)
        assert own.structure(ROW, DataRow) == ROW_OBJECT
