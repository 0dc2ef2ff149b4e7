"""Which fields of a data row were changed since it was structured or saved."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import attrs
import pytest
from attrs import define

from converters import converter, dumps, evolve, loads, make_converter
from orm_attrs import DataRow, Dataset, Tracker, changes, forget_changes


@pytest.fixture
def obj(row: dict[str, Any]) -> DataRow:
    return converter.structure(row, DataRow)


@pytest.mark.parametrize("unknown", ["ignore", "forbid", "keep"])
def test_a_new_row_has_no_changes(row: dict[str, Any], unknown: Any) -> None:
    own = make_converter(unknown=unknown)
    dataset = {
        "title": "t",
        "dataset_hash": "d",
        "description": None,
        "dataset_type": "AWS_S3",
        "data_rows": [row] * 40,
    }
    rows = [
        own.structure(row, DataRow),
        *own.structure([row], list[DataRow]),
        *own.structure(dataset, Dataset).data_rows,
        loads(dumps([row]), list[DataRow], converter=own)[0],
        DataRow(**attrs.asdict(own.structure(row, DataRow), recurse=False)),
    ]
    assert all(changes(one) == () for one in rows)


def test_a_field_that_is_set_to_another_value_is_changed(obj: DataRow) -> None:
    obj.title = "new"
    assert changes(obj) == ("title",)
    obj.client_metadata = {"camera": "south gate"}
    assert changes(obj) == ("title", "client_metadata")
    assert (obj.title, obj.client_metadata) == ("new", {"camera": "south gate"})
    written = converter.unstructure(obj)
    assert (written["data_title"], written["client_metadata"]) == ("new", obj.client_metadata)


def test_a_field_that_is_set_to_what_it_is_is_not_changed(obj: DataRow) -> None:
    obj.title = str(obj.title)
    assert changes(obj) == ()
    obj.client_metadata = None
    forget_changes(obj, "client_metadata")
    obj.client_metadata = None
    assert changes(obj) == ()


def test_an_object_that_is_set_is_changed_for_it_may_be_so_inside(obj: DataRow) -> None:
    assert obj.client_metadata is not None
    obj.client_metadata["camera"] = 1
    assert changes(obj) == ()
    obj.client_metadata = obj.client_metadata
    assert changes(obj) == ("client_metadata",)
    forget_changes(obj, "client_metadata")
    obj.client_metadata = {"camera": True}
    assert changes(obj) == ("client_metadata",)


def test_a_field_that_cannot_be_saved_is_not_tracked(obj: DataRow) -> None:
    obj.width = 5
    assert changes(obj) == ()


def test_marks_are_forgotten_one_by_one(obj: DataRow) -> None:
    obj.title, obj.client_metadata = "new", None
    forget_changes(obj, "title")
    assert changes(obj) == ("client_metadata",)
    forget_changes(obj, "client_metadata", "title")
    assert changes(obj) == ()


def test_copies_and_pickles_have_the_same_changes(obj: DataRow) -> None:
    obj.title = "new"
    for one in (copy.copy(obj), copy.deepcopy(obj), pickle.loads(pickle.dumps(obj))):
        assert one == obj
        assert changes(one) == ("title",)
        one.client_metadata = None
    assert changes(obj) == ("title",)


def test_our_evolve_hands_changes_on_and_adds_its_own(obj: DataRow) -> None:
    assert changes(evolve(obj, title="new")) == ("title",)
    obj.client_metadata = None
    assert changes(evolve(obj, title="new")) == ("title", "client_metadata")
    assert changes(evolve(obj, width=5, title=obj.title)) == ("client_metadata",)
    assert changes(attrs.evolve(obj, title="new")) == ()


def test_changes_are_no_part_of_equality_and_repr(obj: DataRow, row: dict[str, Any]) -> None:
    title = obj.title
    obj.title = "new"
    obj.title = title
    assert changes(obj) == ("title",)
    assert obj == converter.structure(row, DataRow)
    assert repr(obj) == repr(converter.structure(row, DataRow))


def test_a_tracked_field_is_a_field_like_any_other(obj: DataRow) -> None:
    assert attrs.asdict(obj)["title"] == obj.title
    assert DataRow.__match_args__ == ()
    blank = DataRow.__new__(DataRow)
    with pytest.raises(AttributeError):
        _ = blank.title


def test_a_class_that_derives_from_a_row_tracks_the_same_fields(row: dict[str, Any]) -> None:
    @define(kw_only=True)
    class Tagged(DataRow):
        tags: list[str]

    tagged = make_converter().structure({**row, "tags": []}, Tagged)
    assert issubclass(Tagged, Tracker)
    assert changes(tagged) == ()
    tagged.title = "new"
    tagged.tags = ["a"]
    assert changes(tagged) == ("title",)
