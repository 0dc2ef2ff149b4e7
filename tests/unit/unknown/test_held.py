"""What an object holds besides its fields, and where that goes with the object."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime
from typing import Any

import attrs
import pytest
from cattrs import Converter
from unknown_things import good_payload, held_by

from converters import (
    converter,
    dumps,
    evolve,
    explain,
    from_db_row,
    kept,
    to_dic,
)
from converters.unknown.held import same
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    DataType,
    LabelLogParams,
    LabelRow,
    LabelRowMetadata,
    Video,
    WorkflowGraphNode,
)


class TestWhatIsHeld:
    def test_unknown_keys_and_values_can_be_looked_at(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        assert kept(keep.structure(later, DataRow)) == {
            "data_type": "HOLOGRAM",
            "storage_location": 7,
            "branch_name": "main",
            "spaces": {"root": {"space_type": "image"}},
        }
        assert kept(converter.structure(later, DataRow)) == {}
        assert kept(5) == {}

    def test_an_absent_key_is_nothing_to_look_at(
        self, keep: Converter, row: dict[str, Any]
    ) -> None:
        del row["signed_url"]
        obj = keep.structure(row, DataRow)
        assert kept(obj) == {}
        assert keep.unstructure(obj) == row

    def test_what_is_held_is_shared_with_nobody(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        before = copy.deepcopy(later)
        obj = keep.structure(later, DataRow)
        for give in (lambda: later, lambda: kept(obj), lambda: keep.unstructure(obj)):
            give()["spaces"]["root"]["space_type"] = "changed"
            assert keep.unstructure(obj) == before

    def test_a_changed_field_is_written_as_it_is_now(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        obj = keep.structure(later, DataRow)
        obj.data_type = DataType.VIDEO
        obj.title = "new"
        assert keep.unstructure(obj) == {**later, "data_type": "VIDEO", "data_title": "new"}

    def test_a_field_that_is_changed_back_is_written_as_it_was(
        self, keep: Converter, later: Any
    ) -> None:
        obj = keep.structure(later, DataRow)
        obj.data_type = DataType.VIDEO
        obj.data_type = DataType.MISSING_DATA_TYPE
        assert keep.unstructure(obj) == later

    def test_an_absent_key_is_written_once_it_has_a_value(
        self, keep: Converter, row: dict[str, Any]
    ) -> None:
        del row["signed_url"]
        obj = keep.structure(row, DataRow)
        obj.signed_url = "https://example.com"
        changed = {**row, "signed_url": "https://example.com"}
        assert keep.unstructure(obj) == json.loads(dumps(obj, converter=keep)) == changed

    def test_a_list_that_was_null_is_written_once_it_has_items(
        self, keep: Converter, row: dict[str, Any]
    ) -> None:
        payload = {
            "title": "t",
            "dataset_hash": "d",
            "description": None,
            "dataset_type": "AWS_S3",
            "data_rows": None,
        }
        dataset = keep.structure(payload, Dataset)
        assert keep.unstructure(dataset) == payload
        dataset.data_rows.append(keep.structure(row, DataRow))
        assert keep.unstructure(dataset) == {**payload, "data_rows": [row]}

    def test_a_key_in_its_other_spelling_is_written_in_it_until_the_field_changes(
        self, keep: Converter
    ) -> None:
        payload = {"user_email": "a", "userRole": 0, "timeSeconds": 1.5}
        timer = keep.structure(payload, CollaboratorTimer)
        assert keep.unstructure(timer) == payload
        timer.user_email = "b"
        assert keep.unstructure(timer) == {"userEmail": "b", "userRole": 0, "timeSeconds": 1.5}

    def test_of_two_spellings_both_are_written_until_the_field_changes(
        self, keep: Converter
    ) -> None:
        payload = {
            "userHash": "a",
            "user_hash": "b",
            "include_user_email_and_interface_key": True,
        }
        params = keep.structure(payload, LabelLogParams)
        assert keep.unstructure(params) == payload
        params.user_hash = "c"
        assert keep.unstructure(params) == {
            "user_hash": "c",
            "include_user_email_and_interface_key": True,
        }

    def test_nested_objects_hold_their_own(
        self, keep: Converter, row: Any, later: dict[str, Any]
    ) -> None:
        payload = {
            "title": "t",
            "dataset_hash": "d",
            "description": None,
            "dataset_type": "SWIFT_STR",
            "backing_folder_uuid": None,
            "data_rows": [row, later],
            "region": "eu",
        }
        dataset = keep.structure(payload, Dataset)
        assert kept(dataset) == {"dataset_type": "SWIFT_STR", "region": "eu"}
        assert kept(dataset.data_rows[1])["branch_name"] == "main"
        dataset.data_rows.reverse()
        assert keep.unstructure(dataset) == {**payload, "data_rows": [later, row]}

    def test_a_converter_that_ignores_writes_the_known_keys_of_such_an_object(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        obj = keep.structure(later, DataRow)
        plain = converter.structure(later, DataRow)
        assert converter.unstructure(obj) == converter.unstructure(plain)
        assert converter.unstructure([obj], list[DataRow]) == converter.unstructure([plain])
        assert dumps([obj, plain]) == dumps([plain, plain])
        assert dumps(obj) == dumps(plain)
        assert to_dic(obj) == to_dic(plain)

    def test_objects_with_and_without_mix_in_a_list(
        self, keep: Converter, row: Any, later: Any
    ) -> None:
        payload = [{**row, "file_size": 5}, later] * 20
        objs = keep.structure(payload, list[DataRow])
        assert {held_by(obj) is None for obj in objs} == {True, False}
        assert keep.unstructure(objs) == payload
        assert json.loads(dumps(objs, converter=keep)) == payload
        assert keep.unstructure({"a": objs[1], "b": [objs]}) == {"a": later, "b": [payload]}

    def test_a_wrong_attribute_is_reported_and_then_what_is_held_is_written(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        obj = keep.structure(later, DataRow)
        obj.created_at = "soon"  # type: ignore[assignment]
        for write in (keep.unstructure, lambda x: keep.unstructure([x])[0]):
            with pytest.raises(Exception) as caught:
                write(obj)
            assert "expected a datetime, got 'soon'" in explain(caught.value)[0]
        obj.created_at = MyMoment(2023, 4, 2, 9, 14, 11)
        assert keep.unstructure(obj) == later

    def test_database_rows_hold_their_other_columns(self, keep: Converter) -> None:
        columns = ["data_hash", "title", "shard", "labels"]
        video = from_db_row(["d", "t", 5, {"a": 1}], columns, Video, converter=keep)
        assert video == Video(data_hash="d", title="t")
        assert keep.unstructure(video)["shard"] == 5


class MyMoment(datetime):
    """A date of a class of a caller's own, which the fast writers leave to the slow ones."""


class TestAnObjectThatHoldsSomething:
    @pytest.fixture(params=[DataRow, LabelRowMetadata, LabelRow])
    def pair(self, keep: Converter, request: pytest.FixtureRequest) -> tuple[Any, dict[str, Any]]:
        kind: Any = request.param
        payload = {
            **good_payload(kind),
            "zzz": [1],
            "label_status": "NEWER",
            "data_type": "HOLOGRAM",
        }
        return keep.structure(payload, kind), payload

    def test_equals_a_plain_one_with_the_same_fields(self, keep: Converter, pair: Any) -> None:
        obj, payload = pair
        kind = type(obj)
        plain = converter.structure(payload, kind)
        assert (obj == plain, plain == obj) == (True, True)
        assert (obj != plain, plain != obj) == (False, False)
        assert obj == keep.structure({**payload, "zzz": "other"}, kind)
        changed = attrs.evolve(plain, data_title="other") if kind is not DataRow else None
        assert obj != changed
        assert obj != payload

    def test_has_the_same_hash_repr_and_fields(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        payload = {"uuid": "u", "title": "t", "zzz": 1}
        obj, plain = (c.structure(payload, WorkflowGraphNode) for c in (keep, converter))
        assert len({obj, plain}) == 1
        assert repr(obj) == repr(plain)
        row = keep.structure(later, DataRow)
        assert repr(row) == repr(converter.structure(later, DataRow))
        assert "_kept" not in repr(row)
        assert [one.name for one in attrs.fields(DataRow)] == list(DataRow.__annotations__)
        match obj:
            case WorkflowGraphNode(uuid, title):
                assert (uuid, title) == ("u", "t")
            case _:
                pytest.fail("is no WorkflowGraphNode")

    def test_of_a_frozen_class_is_frozen(self, keep: Converter) -> None:
        node = keep.structure({"uuid": "u", "title": "t", "zzz": 1}, WorkflowGraphNode)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            node.title = "x"  # type: ignore[misc]

    def test_hands_it_on_through_our_evolve(self, keep: Converter, later: dict[str, Any]) -> None:
        obj = evolve(keep.structure(later, DataRow), title="new")
        assert keep.unstructure(obj) == {**later, "data_title": "new"}
        node = keep.structure({"uuid": "u", "title": "t", "zzz": 1}, WorkflowGraphNode)
        again = evolve(node, title="x")
        assert again == WorkflowGraphNode("u", "x")
        assert keep.unstructure(again) == {"uuid": "u", "title": "x", "zzz": 1}
        assert evolve(WorkflowGraphNode("u", "t"), title="x") == WorkflowGraphNode("u", "x")
        with pytest.raises(TypeError, match="unexpected keyword argument 'name'"):
            evolve(node, name="x")

    def test_of_a_class_of_a_service_is_evolved_with_what_it_holds_or_without(
        self, keep: Converter
    ) -> None:
        @attrs.define(slots=False)
        class Note:
            text: str

        plain = keep.structure({"text": "a"}, Note)
        assert keep.unstructure(evolve(plain, text="b")) == {"text": "b"}
        holding = keep.structure({"text": "a", "more": 1}, Note)
        assert keep.unstructure(evolve(holding, text="b")) == {"text": "b", "more": 1}

    def test_does_not_hand_it_on_through_the_evolve_of_attrs(
        self, keep: Converter, later: dict[str, Any]
    ) -> None:
        obj = attrs.evolve(keep.structure(later, DataRow), title="new")
        assert kept(obj) == {}
        assert keep.unstructure(obj)["data_type"] == "_MISSING_DATA_TYPE_"

    def test_is_of_the_class_itself(self, keep: Converter, later: dict[str, Any]) -> None:
        assert type(keep.structure(later, DataRow)) is DataRow
        assert attrs.asdict(keep.structure(later, DataRow)) == attrs.asdict(
            converter.structure(later, DataRow)
        )

    def test_keeps_it_through_copies_and_pickles(self, keep: Converter, pair: Any) -> None:
        obj, payload = pair
        copies = [
            copy.copy(obj),
            copy.deepcopy(obj),
            *(pickle.loads(pickle.dumps(obj, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)),
        ]
        for one in copies:
            assert type(one) is type(obj)
            assert one == obj
            assert same(keep.unstructure(one), payload)
