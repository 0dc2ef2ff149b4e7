"""The option `unknown="keep"`, and classes of a service that take part."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime
from random import Random
from typing import Any

import pytest
from attrs import Factory, define, field, frozen, make_class
from cattrs import Converter
from cattrs.preconf.json import make_converter as make_json_converter
from cattrs.strategies import configure_tagged_union, include_subclasses
from chosen import by_kind
from strategies import CLASSES, JUNK, ODD, Maker, differences
from unknown_things import KEEP

from converters import (
    configure_converter,
    converter,
    evolve,
    explain,
    kept,
    make_converter,
)
from converters.unknown.held import same
from orm_attrs import (
    DataRow,
    Dataset,
    DataType,
    Keeper,
    LabelStatus,
    LongPollingStatus,
    WorkflowGraphNode,
)


class TestClassesOfAService:
    def test_take_part_when_they_derive_from_keeper(self, later: dict[str, Any]) -> None:
        made: list[str] = []

        @define
        class Batch(Keeper):
            name: str
            rows: list[DataRow]
            status: LabelStatus = LabelStatus.NOT_LABELLED

            def __attrs_post_init__(self) -> None:
                made.append(self.name)

        @define
        class Titled(Keeper):
            name: str
            title: str = Factory(lambda self: self.name.title(), takes_self=True)

        own = make_converter(unknown="keep")
        payload = {"name": "a", "rows": [later], "status": "NEWER", "b": 1}
        batch = own.structure(payload, Batch)
        assert batch == Batch("a", batch.rows, LabelStatus.MISSING_LABEL_STATUS)
        assert own.unstructure(batch) == payload
        assert made == ["a", "a"]
        titled = own.structure({"name": "ab", "b": 1}, Titled)
        assert titled == Titled("ab", "Ab")
        assert own.unstructure(titled) == {"name": "ab", "b": 1}

    def test_take_part_when_their_objects_have_a_dict(self) -> None:
        own = make_converter(unknown="keep")
        for cls in (Loose, LooseKeeper):
            loose = own.structure([{"name": "abc", "b": 1}, {"name": "abd"}], list[cls])  # type: ignore[valid-type]
            assert loose == [cls("abc"), cls("abd")]
            for one in (loose[0], copy.deepcopy(loose[0]), pickle.loads(pickle.dumps(loose[0]))):
                assert type(one) is cls
                assert own.unstructure(one) == {"name": "abc", "b": 1}
            assert own.unstructure(evolve(loose[0], name="x")) == {"name": "x", "b": 1}

    def test_refuse_unknown_keys_when_they_have_no_place_for_them(self, later: Any) -> None:
        @define
        class Batch:
            row: DataRow

        own = make_converter(unknown="keep")
        assert own.unstructure(own.structure({"row": later}, Batch))["row"] == later
        with pytest.raises(Exception) as caught:
            own.structure([{"row": later, "b": 1}, {"row": {}, "c": 1}], list[Batch])
        lines = explain(caught.value)
        assert lines[0] == "$[0].b: unknown key"
        assert lines[1] == "$[1].row.data_hash: required, but missing"
        assert lines[-1] == "$[1].c: unknown key"

    @pytest.mark.parametrize(
        "kind", [LabelStatus, LabelStatus | None, list[LabelStatus], dict[str, LabelStatus]]
    )
    def test_are_refused_when_they_have_no_place_for_unknown_values(self, kind: Any) -> None:
        nameless = make_class("Batch", {"status": field(type=kind)}, slots=True)
        with pytest.raises(TypeError) as caught:
            make_converter(unknown="keep").get_structure_hook(nameless)
        assert str(caught.value) == (
            "Batch.status: unknown values would be lost, as objects of the class have no place "
            "for them; derive it from orm_attrs.Keeper"
        )

    def test_that_derive_from_a_model_take_part(self, later: dict[str, Any]) -> None:
        own = make_converter(unknown="keep")
        payload = {**later, "tags": ["night"]}
        tagged = own.structure(payload, Tagged)
        assert tagged.tags == ["night"]
        for one in (tagged, copy.deepcopy(tagged), pickle.loads(pickle.dumps(tagged))):
            assert own.unstructure(one) == payload

    def test_may_contain_themselves(self) -> None:
        own = make_converter(unknown="keep")
        payload = {"name": "a", "children": [{"name": "b", "b": 1}], "a": 1}
        tree = own.structure(payload, Tree)
        assert tree == Tree("a", [Tree("b")])
        assert own.unstructure(tree) == payload

    def test_are_told_apart_by_include_subclasses(self) -> None:
        own = make_converter(unknown="keep")
        KEEP.structure({"uuid": "u", "title": "t", "zzz": 1}, WorkflowGraphNode)
        include_subclasses(Shape, own)
        for payload in ({"name": "a", "sides": 3, "zzz": 1}, {"name": "a", "radius": 1.5}):
            assert own.unstructure(own.structure(payload, Shape), Shape) == payload

    def test_are_told_apart_by_tags(self, later: dict[str, Any]) -> None:
        own = make_converter(unknown="keep")
        union = DataRow | WorkflowGraphNode
        configure_tagged_union(union, own)
        payload = {**later, "_type": "DataRow"}
        assert own.unstructure(own.structure(payload, union), union) == payload


@frozen(slots=False)
class Loose:
    name: str


@frozen(slots=False)
class LooseKeeper(Keeper):
    name: str


@define
class Tree(Keeper):
    name: str
    children: list[Tree] = Factory(list)


@define(kw_only=True)
class Tagged(DataRow):
    tags: list[str] = Factory(list)


@define
class Shape(Keeper):
    name: str


@define
class Polygon(Shape):
    sides: int


@define
class Circle(Shape):
    radius: float


class TestTheOption:
    def test_ignore_is_what_happens_without_it(self, later: dict[str, Any]) -> None:
        for own in (make_converter(), make_converter(unknown="ignore")):
            obj = own.structure(later, DataRow)
            assert kept(obj) == {}
            assert "branch_name" not in own.unstructure(obj)

    def test_forbid_refuses_unknown_keys_at_every_depth(self, row: dict[str, Any]) -> None:
        payload = {
            "title": "t",
            "dataset_hash": "d",
            "description": None,
            "dataset_type": "AWS_S3",
            "data_rows": [row, {**row, "spaces": {}}],
            "region": "eu",
        }
        service = make_json_converter()
        configure_converter(service, unknown="forbid")
        for own in (make_converter(unknown="forbid"), service, service.copy()):
            with pytest.raises(Exception) as caught:
                own.structure(payload, Dataset)
            assert explain(caught.value) == [
                "$.data_rows[1].spaces: unknown key",
                "$.region: unknown key",
            ]

    def test_forbid_still_reads_fallbacks(self) -> None:
        own = make_converter(unknown="forbid")
        assert own.structure("NEWER", LabelStatus) is LabelStatus.MISSING_LABEL_STATUS

    def test_keep_on_a_services_own_converter_and_its_copies(self, later: dict[str, Any]) -> None:
        service = make_json_converter()
        configure_converter(service, unknown="keep")
        for own in (service, service.copy()):
            assert own.unstructure(own.structure(later, DataRow)) == later
            text = json.dumps([later])
            assert json.loads(own.dumps(own.loads(text, list[DataRow]))) == [later]

    @pytest.mark.parametrize(
        "library",
        ["json", "orjson", "ujson", "msgspec", "msgpack", "cbor2", "bson", "pyyaml", "tomlkit"],
    )
    def test_keep_in_every_format(self, library: str, later: dict[str, Any]) -> None:
        preconf = pytest.importorskip(f"cattrs.preconf.{library}", exc_type=ImportError)
        own = preconf.make_converter()
        configure_converter(own, unknown="keep")
        payload = {key: value for key, value in later.items() if value is not None}
        row = own.loads(own.dumps(payload), DataRow)
        assert row == converter.structure(payload, DataRow)
        assert own.unstructure(row) == payload
        assert own.unstructure(own.loads(own.dumps(row), DataRow)) == payload

    def test_keep_holds_for_the_attrs_classes_of_a_service(self, later: dict[str, Any]) -> None:
        @define
        class Batch(Keeper):
            rows: list[DataRow]
            first: DataRow | None
            statuses: dict[str, LabelStatus | None]
            anything: list[Any]
            note: str = ""

        own = make_converter(unknown="keep")
        payload = {
            "rows": [later],
            "first": later,
            "statuses": {"a": "NEWER", "b": "LABELLED", "c": None},
            "anything": [later],
            "author": "me",
        }
        batch = own.structure(payload, Batch)
        assert own.unstructure(batch) == payload
        batch.statuses["b"] = LabelStatus.NOT_LABELLED
        written = own.unstructure(batch)
        assert written["statuses"] == {
            "a": "_MISSING_LABEL_STATUS_",
            "b": "NOT_LABELLED",
            "c": None,
        }
        assert written["rows"] == [later]

    @by_kind("kind", CLASSES, count=20)
    def test_keep_refuses_what_ignore_refuses_and_says_the_same(
        self, kind: Any, count: int
    ) -> None:
        maker = Maker(Random(11), JUNK + ODD)
        for _ in range(count):
            payload = maker.broken(kind)
            assert differences(*(outcome(own, payload, kind) for own in (KEEP, converter))) == []
            several = [payload, maker.payload(kind)]
            outcomes = [outcome(own, several, list[kind]) for own in (KEEP, converter)]
            assert differences(*outcomes) == []

    def test_keep_reports_the_same_problems(self, row: dict[str, Any]) -> None:
        broken = [{**row, "width": "x", "zzz": 1}, 5, {"data_hash": None}]
        lines = []
        for own in (converter, KEEP):
            with pytest.raises(Exception) as caught:
                own.structure(broken, list[DataRow])
            lines.append(explain(caught.value))
        assert lines[0] == lines[1]
        with pytest.raises(Exception) as caught:
            KEEP.structure("canceled", LongPollingStatus)
        assert explain(caught.value) == ["$: 'canceled' is none of PENDING, DONE, ERROR, CANCELLED"]

    def test_a_services_own_hook_comes_before_what_is_held(self, later: dict[str, Any]) -> None:
        own = make_converter(unknown="keep")
        own.register_structure_hook(DataType, lambda value, _: f"<{value}>")
        own.register_unstructure_hook(DataType, lambda value: f"data type {value}")
        own.register_unstructure_hook(datetime, lambda value: value.year)
        obj = own.structure(later, DataRow)
        assert obj.data_type == "<HOLOGRAM>"  # type: ignore[comparison-overlap]
        written = own.unstructure(obj)
        assert (written["created_at"], written["storage_location"]) == (2023, 7)
        assert written["data_type"] == "data type <HOLOGRAM>"
        own.register_unstructure_hook(DataRow, lambda _: "a row")
        assert own.unstructure([obj]) == ["a row"]
        assert own.unstructure(obj) == "a row"

    def test_a_field_with_a_converter_of_its_own_is_written_as_it_was_read(self) -> None:
        @define
        class Tag(Keeper):
            name: str = field(converter=str.upper)

        own = make_converter(unknown="keep")
        tag = own.structure({"name": "a", "b": 1}, Tag)
        assert tag.name == "A"
        assert own.unstructure(tag) == {"name": "a", "b": 1}
        tag.name = "c"
        assert own.unstructure(tag) == {"name": "C", "b": 1}

    @pytest.mark.parametrize("options", [{}, {"omit_if_default": True}])
    def test_defaults_are_written_where_the_payload_had_them(self, options: Any) -> None:
        @define
        class Settings(Keeper):
            size: int = 5
            names: list[str] = Factory(list)
            title: str | None = None

        own = make_converter(unknown="keep", **options)
        for payload in (
            {},
            {"size": 5},
            {"names": []},
            {"title": None},
            {"size": 6, "names": ["a"], "title": "t"},
            {"size": 5, "zzz": 1},
        ):
            for settings in (
                own.structure(payload, Settings),
                *own.structure([payload], list[Settings]),
            ):
                assert same(own.unstructure(settings), payload)

    def test_a_copy_may_forbid_what_the_original_keeps(self, later: dict[str, Any]) -> None:
        strict = make_converter(unknown="keep").copy(forbid_extra_keys=True)
        with pytest.raises(Exception) as caught:
            strict.structure(later, DataRow)
        assert explain(caught.value) == ["$.branch_name: unknown key", "$.spaces: unknown key"]
        known = {key: later[key] for key in later.keys() - {"branch_name", "spaces"}}
        assert strict.unstructure(strict.structure(known, DataRow)) == known

    def test_options_that_exclude_each_other_or_are_none_are_refused(self) -> None:
        with pytest.raises(ValueError, match="'keep' and forbid_extra_keys exclude each other"):
            make_converter(unknown="keep", forbid_extra_keys=True)
        with pytest.raises(ValueError, match="'drop' is none of ignore, forbid, keep"):
            make_converter(unknown="drop")  # type: ignore[arg-type]


def outcome(own: Converter, payload: Any, kind: Any) -> Any:
    """Give what a payload is structured to, or what is wrong with it."""
    try:
        return own.structure(payload, kind)
    except Exception as exc:
        return explain(exc)
