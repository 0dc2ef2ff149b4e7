"""Unions, strategies and other converters of cattrs with our classes."""

import dataclasses
import json
import subprocess
import sys
from functools import cache
from typing import Any, Optional, Union

import attrs
import pytest
from attrs import define
from cases import CASE_OF, CASES, Case
from cattrs import BaseConverter, Converter, GenConverter
from cattrs.strategies import (
    configure_tagged_union,
    configure_union_passthrough,
    include_subclasses,
    use_class_methods,
)
from chosen import by_kind
from services import ROW, ROW_OBJECT, ROW_WRITTEN, Batch, check_round_trip, problems, service

import converters
from converters import configure_converter, explain, make_converter
from orm_attrs import (
    BenchmarkQaWorkflowSettings,
    CollaboratorTimer,
    CollaboratorTimerParams,
    DataRow,
    Dataset,
    DataType,
    Image,
    ImageData,
    LabelLog,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    ManualReviewWorkflowSettings,
    Project,
    ProjectWorkflowSettings,
    StorageLocation,
    Video,
)

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
            "$.items[2].kind: required, but missing",
            "$.items[3].kind: 'Zebra' is none of DataRow, LabelRow",
            "$.main.kind: required, but missing",
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


@cache
def base_converter(copied: bool) -> BaseConverter:
    own = BaseConverter()
    configure_converter(own)  # type: ignore[arg-type]
    return own.copy() if copied else own


class TestOtherConverters:
    @by_kind("case", CASES, copied=[False, True])
    def test_a_base_converter_reads_and_writes_every_model(self, case: Case, copied: bool) -> None:
        own = base_converter(copied)
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
