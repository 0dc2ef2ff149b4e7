"""Hooks of a service and ours on one converter: what is registered first, later, and on copies."""

import dataclasses
import json
from datetime import UTC, datetime
from enum import Enum
from typing import Any, NewType, Optional, Union
from uuid import UUID

import attrs
import pytest
from attrs import define
from cases import CASE_OF, Case
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter as make_json_converter
from chosen import by_kind
from matrix import OBJECTS
from services import ROW, ROW_OBJECT, ROW_WRITTEN, Batch, check_round_trip, problems, service

from converters import configure_converter, converter
from orm_attrs import (
    DataRow,
    DataType,
    Image,
    LabelRowMetadata,
    LabelStatus,
    ProjectWorkflowSettings,
    ReviewMode,
    StorageLocation,
    Video,
    WorkflowGraphNode,
)

NODE = {"uuid": "u", "title": "Annotate"}


class Colour(Enum):
    RED = "r"


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

    # cattrs has no words for a body, or for what takes all other keys.
    @by_kind("case", [case for case in OBJECTS if not case.has_rest])
    def test_cattrs_functions_with_our_overrides_read_and_write_what_ours_do(
        self, case: Case
    ) -> None:
        own = converter
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
        sent = datetime(2022, 1, 5, tzinfo=UTC)
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
