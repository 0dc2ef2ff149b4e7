"""What becomes of unknown things: left out, refused, or kept and written back."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Any
from uuid import UUID

import attrs
import pytest
from attrs import Factory, define, field, frozen, make_class
from cattrs import Converter
from cattrs.preconf.json import make_converter as make_json_converter
from cattrs.strategies import configure_tagged_union, include_subclasses
from hypothesis import given
from hypothesis import strategies as st
from strategies import CLASSES, JUNK, LIST_CLASSES, ODD, Maker, examples, name_of, payloads
from test_corpus import entries, is_good, kind_of, read

from converters import (
    configure_converter,
    converter,
    dumps,
    evolve,
    explain,
    from_db_row,
    kept,
    loads,
    make_converter,
    to_dic,
)
from converters.engines.containers import list_class_item
from converters.engines.detailed import DetailedReader
from converters.plans.hooks import pair_of
from converters.plans.report import Limits, Report
from converters.unknown.held import same
from converters.unknown.recorder import MOST_PATTERNS
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    DatasetAPIKey,
    DataType,
    Keeper,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    LabelStatus,
    LongPollingStatus,
    ModelConfiguration,
    StorageLocation,
    Video,
    WorkflowGraphNode,
)

every_class = pytest.mark.parametrize("kind", CLASSES, ids=name_of)
KEEP = make_converter(unknown="keep")
LIMITS = Limits(max_problems=None, is_detailed=True)


@pytest.fixture
def later(row: dict[str, Any]) -> dict[str, Any]:
    """A data row of a server that is newer than the models."""
    return {
        **row,
        "data_type": "SCENE",
        "storage_location": 7,
        "branch_name": "main",
        "spaces": {"root": {"space_type": "image"}},
    }


def held_by(obj: Any) -> Any:
    return getattr(obj, "_kept", None)


class TestWhatIsRead:
    @entries(is_good)
    def test_a_recorded_payload_is_written_as_it_was(self, entry: dict[str, Any]) -> None:
        payload = read(entry)
        kind = kind_of(entry, payload)
        value = KEEP.structure(payload, kind)
        assert same(KEEP.unstructure(value), payload)
        assert same(KEEP.unstructure(value, kind), payload)
        assert same(json.loads(dumps(value, converter=KEEP)), payload)
        assert payload == read(entry)
        for engine in ("msgspec", "orjson", "json"):
            again = loads(json.dumps(payload), kind, converter=KEEP, engine=engine)
            assert same(KEEP.unstructure(again), payload)

    @entries(is_good)
    def test_a_recorded_payload_gives_the_same_values(self, entry: dict[str, Any]) -> None:
        payload = read(entry)
        kind = kind_of(entry, payload)
        one, other = KEEP.structure(payload, kind), converter.structure(payload, kind)
        assert one == other
        assert other == one
        assert repr(one) == repr(other)
        assert converter.unstructure(one) == converter.unstructure(other)

    @every_class
    @examples(25)
    @given(data=st.data())
    def test_a_payload_in_any_form_is_written_as_it_was(
        self, kind: Any, data: st.DataObject
    ) -> None:
        payload = data.draw(payloads(kind))
        before = copy.deepcopy(payload)
        x = KEEP.structure(payload, kind)
        assert x == converter.structure(payload, kind)
        assert same(KEEP.unstructure(x), before)
        assert same(KEEP.unstructure(x, kind), before)
        assert same(payload, before)
        mapping: Mapping[str, Any] = MappingProxyType(payload)
        assert same(KEEP.unstructure(KEEP.structure(mapping, kind)), before)

    @every_class
    def test_lists_short_and_long_and_json_text_are_written_as_they_were(self, kind: Any) -> None:
        for seed in range(6):
            maker = Maker(Random(seed))
            made = [maker.payload(kind) for _ in range(3 if seed % 2 else 40)]
            if not is_json(made):
                continue
            xs = KEEP.structure(made, list[kind])
            assert same(KEEP.unstructure(xs), made)
            assert same(KEEP.unstructure(xs, list[kind]), made)
            assert same(json.loads(dumps(xs, converter=KEEP)), made)
            read_again = loads(json.dumps(made), list[kind], converter=KEEP)
            assert read_again == xs == converter.structure(made, list[kind])
            assert same(KEEP.unstructure(read_again), made)

    @every_class
    def test_what_the_generated_code_holds_is_what_a_second_reading_finds(self, kind: Any) -> None:
        hook: Any = KEEP.get_structure_hook(kind)
        pair = pair_of(hook)
        assert pair is not None
        if pair.plan is None:
            pytest.skip("has no generated code")
        maker = Maker(Random(5))
        for _ in range(40):
            payload = maker.payload(kind)
            x = pair.detailed(payload, Report(LIMITS))
            assert x == hook(payload, kind)
            assert same(KEEP.unstructure(x), payload)

    @pytest.mark.parametrize("kind", LIST_CLASSES, ids=name_of)
    def test_a_list_class_is_written_as_it_was(self, kind: Any) -> None:
        payload = [{"title": "a", "zzz": 1}, {"title": None}]
        urls = KEEP.structure(payload, kind)
        assert type(urls) is kind
        assert urls == converter.structure(payload, kind)
        assert KEEP.unstructure(urls) == payload
        assert isinstance(urls[0], list_class_item(kind))

    @every_class
    def test_the_generated_code_takes_untidy_payloads_too(
        self, kind: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(self: Any, payload: Any, _: Any = None) -> None:
            raise AssertionError(f"read twice: {payload}")

        monkeypatch.setattr(DetailedReader, "__call__", refuse)
        own = make_converter(unknown="keep")
        maker = Maker(Random(7))
        for _ in range(40):
            payload = json.loads(json.dumps(maker.payload(kind)))
            assert same(own.unstructure(own.structure(payload, kind)), payload)

    def test_what_is_not_json_is_not_held(self, row: dict[str, Any]) -> None:
        payload = {
            **row,
            "created_at": datetime(2023, 4, 2, 9, 14, 11),
            "backing_item_uuid": UUID(row["data_hash"]),
            "storage_location": StorageLocation.AWS,
        }
        obj = KEEP.structure(payload, DataRow)
        assert held_by(obj) is None
        assert KEEP.unstructure(obj) == {**row, "backing_item_uuid": row["data_hash"]}

    @pytest.mark.parametrize("kind", [DataRow, LabelRowMetadata, Dataset])
    @pytest.mark.parametrize(
        "date",
        [
            "2022-01-05 18:51:05",
            "2022-01-05T18:51:05",
            "2022-01-05T18:51:05.472959",
            "2022-01-05 18:51:05.472959",
            "2022-01-05T18:51:05.000000",
            "2022-01-05T18:51:05.472959Z",
            "2022-01-05T18:51:05+00:00",
        ],
    )
    def test_the_dates_of_long_lists_are_written_as_they_were(self, kind: Any, date: str) -> None:
        one = good_payload(kind)
        for row in one.get("data_rows", [one]):
            row.update({key: date for key in row if key.endswith("_at")})
        made = [json.loads(json.dumps(one)) for _ in range(40)]
        for xs in (
            KEEP.structure(made, list[kind]),
            loads(json.dumps(made), list[kind], converter=KEEP),
        ):
            assert xs == converter.structure(made, list[kind])
            assert same(KEEP.unstructure(xs), made)

    def test_a_second_reading_leaves_alone_what_is_not_json(self, row: dict[str, Any]) -> None:
        pair = pair_of(KEEP.get_structure_hook(DataRow))
        assert pair is not None
        date = datetime(2023, 4, 2, 9, 14, 11)
        obj = pair.detailed({**row, "created_at": date, "zzz": 1}, Report(LIMITS))
        assert KEEP.unstructure(obj) == {**row, "zzz": 1}


class TestFormsThatAreHeld:
    @pytest.mark.parametrize(
        ("kind", "payload"),
        [
            (Video, {"title": None}),
            (Video, {"backing_item_uuid": ""}),
            (Video, {"backing_item_uuid": "{0B8F6D3A-7D57-4A5B-8F0E-000000000001}"}),
            (DatasetAPIKey, {"scopes": '["dataset.read"]'}),
            (ModelConfiguration, {"feature_node_hashes": ["a", "b"]}),
            (ModelConfiguration, {"feature_node_hashes": {"a": {"name": "cat"}}}),
            (CollaboratorTimer, {"user_email": "a", "userRole": 0, "time_seconds": 1.5}),
            (CollaboratorTimer, {"userEmail": "a", "user_email": "b", "dataTitle": None}),
            (CollaboratorTimer, {"userEmail": "a", "data_title": None}),
            (LabelLogParams, {"userHash": "a"}),
            (LabelLogParams, {"user_hash": "a", "userHash": "b"}),
            (Dataset, {"data_rows": None}),
            (Dataset, {"dataset_type": "cord"}),
            (LabelRowMetadata, {"created_at": "2022-01-05 18:51:05"}),
            (LabelRowMetadata, {"created_at": "2022-01-05T18:51:05.000000"}),
            (LabelRowMetadata, {"created_at": "2022-01-05T18:51:05Z"}),
            (LabelRowMetadata, {"label_status": "FROM_THE_FUTURE"}),
            (DataRow, {"created_at": "Thu, 09 Feb 2023 14:12:03 GMT"}),
            (DataRow, {"backing_item_uuid": None}),
        ],
        ids=lambda value: json.dumps(value) if isinstance(value, dict) else value.__name__,
    )
    def test_a_spelling_is_written_back(self, kind: Any, payload: dict[str, Any]) -> None:
        whole = {**good_payload(kind), **payload}
        if "user_email" in payload and "userEmail" not in payload:
            del whole["userEmail"], whole["timeSeconds"]
        if not same(converter.unstructure(converter.structure(whole, kind)), whole):
            obj = KEEP.structure(whole, kind)
            assert same(KEEP.unstructure(obj), whole)
            assert held_by(obj) is not None
        else:
            pytest.fail("is written like that by any converter")

    def test_zero_is_not_false(self) -> None:
        @define
        class Flags(Keeper):
            one: bool
            many: list[bool] = Factory(list)

        payload = {"one": 0, "many": [1, False]}
        own = make_converter(unknown="keep")
        flags = own.structure(payload, Flags)
        assert flags == Flags(False, [True, False])
        assert same(own.unstructure(flags), payload)
        assert not same({"one": False}, {"one": 0})
        assert not same([True], [1])
        assert same({"one": 1.0}, {"one": 1})

    def test_nothing_is_held_of_a_payload_that_is_written_as_it_was(self, row: Any) -> None:
        assert held_by(KEEP.structure(row, DataRow)) is None
        assert kept(KEEP.structure(row, DataRow)) == {}

    def test_patterns_of_absent_keys_are_not_remembered_without_end(self) -> None:
        own = make_converter(unknown="keep")
        hook: Any = own.get_structure_hook(LabelRow)
        names = [one.name for one in attrs.fields(LabelRow)]
        for bits in range(2 * MOST_PATTERNS):
            payload = {name: None for i, name in enumerate(names) if bits >> i & 1}
            assert own.unstructure(own.structure(payload, LabelRow)) == payload
        pair: Any = pair_of(hook)
        assert len(pair.detailed.recorder.patterns) <= MOST_PATTERNS

    def test_objects_share_what_they_hold_of_absent_keys(self, row: dict[str, Any]) -> None:
        del row["signed_url"]
        one, other = KEEP.structure([row, row], list[DataRow])
        assert held_by(one) is held_by(other)


class TestWhatIsHeld:
    def test_unknown_keys_and_values_can_be_looked_at(self, later: dict[str, Any]) -> None:
        assert kept(KEEP.structure(later, DataRow)) == {
            "data_type": "SCENE",
            "storage_location": 7,
            "branch_name": "main",
            "spaces": {"root": {"space_type": "image"}},
        }
        assert kept(converter.structure(later, DataRow)) == {}
        assert kept(5) == {}

    def test_an_absent_key_is_nothing_to_look_at(self, row: dict[str, Any]) -> None:
        del row["signed_url"]
        obj = KEEP.structure(row, DataRow)
        assert kept(obj) == {}
        assert KEEP.unstructure(obj) == row

    def test_what_is_held_is_shared_with_nobody(self, later: dict[str, Any]) -> None:
        before = copy.deepcopy(later)
        obj = KEEP.structure(later, DataRow)
        for give in (lambda: later, lambda: kept(obj), lambda: KEEP.unstructure(obj)):
            give()["spaces"]["root"]["space_type"] = "changed"
            assert KEEP.unstructure(obj) == before

    def test_a_changed_field_is_written_as_it_is_now(self, later: dict[str, Any]) -> None:
        obj = KEEP.structure(later, DataRow)
        obj.data_type = DataType.VIDEO
        obj.title = "new"
        assert KEEP.unstructure(obj) == {**later, "data_type": "VIDEO", "data_title": "new"}

    def test_a_field_that_is_changed_back_is_written_as_it_was(self, later: Any) -> None:
        obj = KEEP.structure(later, DataRow)
        obj.data_type = DataType.VIDEO
        obj.data_type = DataType.MISSING_DATA_TYPE
        assert KEEP.unstructure(obj) == later

    def test_an_absent_key_is_written_once_it_has_a_value(self, row: dict[str, Any]) -> None:
        del row["signed_url"]
        obj = KEEP.structure(row, DataRow)
        obj.signed_url = "https://example.com"
        changed = {**row, "signed_url": "https://example.com"}
        assert KEEP.unstructure(obj) == json.loads(dumps(obj, converter=KEEP)) == changed

    def test_a_list_that_was_null_is_written_once_it_has_items(self, row: dict[str, Any]) -> None:
        payload = {
            "title": "t",
            "dataset_hash": "d",
            "description": None,
            "dataset_type": "AWS_S3",
            "data_rows": None,
        }
        dataset = KEEP.structure(payload, Dataset)
        assert KEEP.unstructure(dataset) == payload
        dataset.data_rows.append(KEEP.structure(row, DataRow))
        assert KEEP.unstructure(dataset) == {**payload, "data_rows": [row]}

    def test_nested_objects_hold_their_own(self, row: Any, later: dict[str, Any]) -> None:
        payload = {
            "title": "t",
            "dataset_hash": "d",
            "description": None,
            "dataset_type": "SWIFT_STR",
            "backing_folder_uuid": None,
            "data_rows": [row, later],
            "region": "eu",
        }
        dataset = KEEP.structure(payload, Dataset)
        assert kept(dataset) == {"dataset_type": "SWIFT_STR", "region": "eu"}
        assert kept(dataset.data_rows[1])["branch_name"] == "main"
        dataset.data_rows.reverse()
        assert KEEP.unstructure(dataset) == {**payload, "data_rows": [later, row]}

    def test_a_converter_that_ignores_writes_the_known_keys_of_such_an_object(
        self, later: dict[str, Any]
    ) -> None:
        obj = KEEP.structure(later, DataRow)
        plain = converter.structure(later, DataRow)
        assert converter.unstructure(obj) == converter.unstructure(plain)
        assert converter.unstructure([obj], list[DataRow]) == converter.unstructure([plain])
        assert dumps([obj, plain]) == dumps([plain, plain])
        assert dumps(obj) == dumps(plain)
        assert to_dic(obj) == to_dic(plain)

    def test_objects_with_and_without_mix_in_a_list(self, row: Any, later: Any) -> None:
        payload = [row, later] * 20
        objs = KEEP.structure(payload, list[DataRow])
        assert {held_by(obj) is None for obj in objs} == {True, False}
        assert KEEP.unstructure(objs) == payload
        assert json.loads(dumps(objs, converter=KEEP)) == payload
        assert KEEP.unstructure({"a": objs[1], "b": [objs]}) == {"a": later, "b": [payload]}

    def test_a_wrong_attribute_is_reported_and_then_what_is_held_is_written(
        self, later: dict[str, Any]
    ) -> None:
        obj = KEEP.structure(later, DataRow)
        obj.created_at = "soon"  # type: ignore[assignment]
        for write in (KEEP.unstructure, lambda x: KEEP.unstructure([x])[0]):
            with pytest.raises(Exception) as caught:
                write(obj)
            assert "expected a datetime, got 'soon'" in explain(caught.value)[0]
        obj.created_at = MyMoment(2023, 4, 2, 9, 14, 11)
        assert KEEP.unstructure(obj) == later

    def test_database_rows_hold_their_other_columns(self) -> None:
        columns = ["data_hash", "title", "shard", "labels"]
        video = from_db_row(["d", "t", 5, {"a": 1}], columns, Video, converter=KEEP)
        assert video == Video(data_hash="d", title="t")
        assert KEEP.unstructure(video)["shard"] == 5


class MyMoment(datetime):
    """A date of a class of a caller's own, which the fast writers leave to the slow ones."""


class TestAnObjectThatHoldsSomething:
    @pytest.fixture(params=[DataRow, LabelRowMetadata, LabelRow])
    def pair(self, request: pytest.FixtureRequest) -> tuple[Any, dict[str, Any]]:
        kind: Any = request.param
        payload = {**good_payload(kind), "zzz": [1], "label_status": "NEWER", "data_type": "SCENE"}
        return KEEP.structure(payload, kind), payload

    def test_equals_a_plain_one_with_the_same_fields(self, pair: Any) -> None:
        obj, payload = pair
        kind = type(obj)
        plain = converter.structure(payload, kind)
        assert (obj == plain, plain == obj) == (True, True)
        assert (obj != plain, plain != obj) == (False, False)
        assert obj == KEEP.structure({**payload, "zzz": "other"}, kind)
        changed = attrs.evolve(plain, data_title="other") if kind is not DataRow else None
        assert obj != changed
        assert obj != payload

    def test_has_the_same_hash_repr_and_fields(self, later: dict[str, Any]) -> None:
        payload = {"uuid": "u", "title": "t", "zzz": 1}
        obj, plain = (c.structure(payload, WorkflowGraphNode) for c in (KEEP, converter))
        assert len({obj, plain}) == 1
        assert repr(obj) == repr(plain)
        row = KEEP.structure(later, DataRow)
        assert repr(row) == repr(converter.structure(later, DataRow))
        assert "_kept" not in repr(row)
        assert [one.name for one in attrs.fields(DataRow)] == list(DataRow.__annotations__)
        match obj:
            case WorkflowGraphNode(uuid, title):
                assert (uuid, title) == ("u", "t")
            case _:
                pytest.fail("is no WorkflowGraphNode")

    def test_of_a_frozen_class_is_frozen(self) -> None:
        node = KEEP.structure({"uuid": "u", "title": "t", "zzz": 1}, WorkflowGraphNode)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            node.title = "x"  # type: ignore[misc]

    def test_hands_it_on_through_our_evolve(self, later: dict[str, Any]) -> None:
        obj = evolve(KEEP.structure(later, DataRow), title="new")
        assert KEEP.unstructure(obj) == {**later, "data_title": "new"}
        node = KEEP.structure({"uuid": "u", "title": "t", "zzz": 1}, WorkflowGraphNode)
        again = evolve(node, title="x")
        assert again == WorkflowGraphNode("u", "x")
        assert KEEP.unstructure(again) == {"uuid": "u", "title": "x", "zzz": 1}
        assert evolve(WorkflowGraphNode("u", "t"), title="x") == WorkflowGraphNode("u", "x")
        with pytest.raises(TypeError, match="unexpected keyword argument 'name'"):
            evolve(node, name="x")

    def test_does_not_hand_it_on_through_the_evolve_of_attrs(self, later: dict[str, Any]) -> None:
        obj = attrs.evolve(KEEP.structure(later, DataRow), title="new")
        assert kept(obj) == {}
        assert KEEP.unstructure(obj)["data_type"] == "_MISSING_DATA_TYPE_"

    def test_is_of_the_class_itself(self, later: dict[str, Any]) -> None:
        assert type(KEEP.structure(later, DataRow)) is DataRow
        assert attrs.asdict(KEEP.structure(later, DataRow)) == attrs.asdict(
            converter.structure(later, DataRow)
        )

    def test_keeps_it_through_copies_and_pickles(self, pair: Any) -> None:
        obj, payload = pair
        copies = [
            copy.copy(obj),
            copy.deepcopy(obj),
            *(pickle.loads(pickle.dumps(obj, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)),
        ]
        for one in copies:
            assert type(one) is type(obj)
            assert one == obj
            assert same(KEEP.unstructure(one), payload)


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

    @every_class
    def test_keep_refuses_what_ignore_refuses_and_says_the_same(self, kind: Any) -> None:
        maker = Maker(Random(11), JUNK + ODD)
        for _ in range(60):
            payload = maker.broken(kind)
            assert outcome(KEEP, payload, kind) == outcome(converter, payload, kind)
            several = [payload, maker.payload(kind)]
            assert outcome(KEEP, several, list[kind]) == outcome(converter, several, list[kind])

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
        assert explain(caught.value) == ["$: 'canceled' is none of PENDING, DONE, ERROR"]

    def test_a_services_own_hook_comes_before_what_is_held(self, later: dict[str, Any]) -> None:
        own = make_converter(unknown="keep")
        own.register_structure_hook(DataType, lambda value, _: f"<{value}>")
        own.register_unstructure_hook(DataType, lambda value: f"data type {value}")
        own.register_unstructure_hook(datetime, lambda value: value.year)
        obj = own.structure(later, DataRow)
        assert obj.data_type == "<SCENE>"  # type: ignore[comparison-overlap]
        written = own.unstructure(obj)
        assert (written["created_at"], written["storage_location"]) == (2023, 7)
        assert written["data_type"] == "data type <SCENE>"
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


def good_payload(kind: Any) -> dict[str, Any]:
    """A payload with all its keys, written as we write it."""
    maker = Maker(Random(3))
    while True:
        payload: dict[str, Any] = converter.unstructure(maker.instance(kind))
        if is_json(payload):
            return payload


def outcome(own: Converter, payload: Any, kind: Any) -> Any:
    """Give what a payload is structured to, or what is wrong with it."""
    try:
        return own.structure(payload, kind)
    except Exception as exc:
        return explain(exc)


def is_json(payload: Any) -> bool:
    try:
        json.dumps(payload, allow_nan=False)
    except ValueError:
        return False
    return True
