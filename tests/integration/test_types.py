"""Types of a service: containers, enums, generic classes, subclasses, hooks that come later."""

from __future__ import annotations

import copy
import sys
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from enum import Enum, IntFlag
from typing import Any, Generic, Optional, TypeVar
from uuid import UUID

import pytest
from attrs import define, evolve, field, make_class
from cases import Case
from chosen import by_kind
from matrix import OBJECTS
from typing_extensions import TypeAliasType

import converters
from converters import dumps, explain, loads, make_converter
from orm_attrs import (
    DataRow,
    DataType,
    Page,
    StorageLocation,
    changes,
    forget_changes,
)

T = TypeVar("T")
N = TypeVar("N", bound=DataRow)
S = TypeVar("S", int, None)


def lines_of(payload: Any, kind: Any) -> list[str]:
    with pytest.raises(Exception) as caught:
        make_converter().structure(payload, kind)
    return explain(caught.value)


def through(kind: Any, value: Any) -> Any:
    """Read a value as a type, write it, and give both."""
    own = make_converter()
    read = own.structure(value, kind)
    return read, own.unstructure(read, kind)


class TestGenericClasses:
    @pytest.mark.parametrize("is_attrs", [False, True])
    def test_a_subclass_of_a_page_reads_its_items(
        self, is_attrs: bool, row: dict[str, Any]
    ) -> None:
        class Rows(Page[DataRow]):
            pass

        kind: Any = define(Rows) if is_attrs else Rows
        read = make_converter().structure({"results": [row]}, kind)
        assert type(read) is kind
        assert type(read.results[0]) is DataRow

    def test_without_arguments_the_items_are_any_value(self) -> None:
        assert make_converter().structure({"results": [{"a": 1}, 5]}, Page).results == [{"a": 1}, 5]

    def test_without_arguments_a_bound_stands_for_its_variable(self, row: dict[str, Any]) -> None:
        @define
        class Box(Generic[N]):
            content: N

        assert type(make_converter().structure({"content": row}, Box).content) is DataRow

    def test_without_arguments_constraints_stand_for_their_variable(self) -> None:
        @define
        class Box(Generic[S]):
            content: S

        assert make_converter().structure({"content": 1.0}, Box).content == 1
        assert make_converter().structure({"content": None}, Box).content is None
        assert lines_of({"content": "1"}, Box) == ["$.content: expected int, got '1'"]

    def test_a_variable_may_be_handed_on(self, row: dict[str, Any]) -> None:
        @define
        class Shelf(Page[T], Generic[T]):
            first: Optional[T] = None

        read = make_converter().structure({"results": [], "first": row}, Shelf[DataRow])
        assert type(read.first) is DataRow

    @pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is new in Python 3.12")
    def test_classes_in_the_newer_syntax_are_no_different(self, row: dict[str, Any]) -> None:
        names: dict[str, Any] = {"Page": Page, "DataRow": DataRow}
        exec("class Own[T](Page[T]): pass\nclass Rows(Own[DataRow]): pass", names)
        read = make_converter().structure({"results": [row]}, names["Rows"])
        assert type(read.results[0]) is DataRow


class TestAliases:
    Rows = TypeAliasType("Rows", list[DataRow])
    Several = TypeAliasType("Several", list[T], type_params=(T,))

    def test_an_alias_stands_for_its_type(self, row: dict[str, Any]) -> None:
        cls: Any = make_class("Box", {"content": field(type=self.Rows)})
        own = make_converter()
        read = own.structure({"content": [row]}, cls)
        assert type(read.content[0]) is DataRow
        assert own.unstructure(read) == own.unstructure({"content": read.content})
        assert lines_of({"content": [5]}, cls) == ["$.content[0]: expected an object, got int 5"]

    def test_an_alias_may_have_arguments(self, row: dict[str, Any]) -> None:
        for kind in (self.Several[DataRow], Optional[self.Several[DataRow]]):
            cls: Any = make_class("Box", {"content": field(type=kind)})
            read = make_converter().structure({"content": [row]}, cls)
            assert type(read.content[0]) is DataRow
        assert make_converter().structure([[1.0]], self.Several[self.Several[int]]) == [[1]]


class TestContainers:
    KINDS = pytest.mark.parametrize(
        "kind",
        [
            *(list[str], tuple[str, ...], set[str], frozenset[str], deque[str], Sequence[str]),
            *(list, tuple, set, list, tuple),
        ],
        ids=str,
    )

    @KINDS
    def test_text_is_no_sequence_of_texts(self, kind: Any) -> None:
        assert lines_of("abc", kind) == ["$: expected a list, got 'abc'"]

    @KINDS
    def test_an_object_is_no_sequence(self, kind: Any) -> None:
        assert lines_of({"a": 1}, kind) == ["$: expected a list, got object"]

    @pytest.mark.parametrize(
        ("kind", "value", "read"),
        [
            (list, [1], [1]),
            (Optional[list], [1], [1]),
            (tuple, [1], (1,)),
            (dict, {"a": 1}, {"a": 1}),
            (set, [1], {1}),
            (frozenset, [1], frozenset({1})),
        ],
        ids=str,
    )
    def test_without_arguments_a_field_takes_any_items(
        self, kind: Any, value: Any, read: Any
    ) -> None:
        cls: Any = make_class("Box", {"content": field(type=kind)})
        assert make_converter().structure({"content": value}, cls).content == read

    def test_two_keys_that_read_as_the_same_member_are_an_error(self) -> None:
        assert lines_of({"HOLOGRAM": 1, "CLOUD": 2}, dict[DataType, int]) == [
            "$.CLOUD: a second key that becomes DataType.MISSING_DATA_TYPE"
        ]

    def test_sets_go_through_json_text(self) -> None:
        cls: Any = make_class("Box", {"a": field(type=set[str]), "b": field(type=frozenset[int])})
        read = loads('{"a": ["x"], "b": [1, 1]}', cls)
        assert (read.a, read.b) == ({"x"}, {1})
        assert dumps(read) == b'{"a":["x"],"b":[1]}'

    def test_a_list_that_stands_in_two_places_is_reported_by_the_type_of_each(self) -> None:
        @define
        class Box:
            texts: list[str]
            numbers: list[int]

        shared = ["a", "b"]
        assert lines_of({"texts": shared, "numbers": shared}, Box) == [
            "$.numbers[0]: expected int, got 'a'",
            "$.numbers[1]: expected int, got 'b'",
        ]


class Colour(str, Enum):
    RED = "red"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value: object) -> Colour:
        return cls.OTHER


class Access(IntFlag):
    READ = 1
    WRITE = 2


class LocalTime(datetime):
    pass


class Key(UUID):
    pass


class TestEnumsAndSubclasses:
    def test_a_member_is_read_as_itself_and_nothing_else_is_written_as_one(self) -> None:
        own = make_converter()
        assert own.structure(Colour.RED, Colour) is Colour.RED
        assert own.structure([Colour.RED, "red"], list[Colour]) == [Colour.RED] * 2
        cls: Any = make_class("Box", {"colour": field(type=Colour)})
        with pytest.raises(Exception) as caught:
            own.unstructure(cls("red"))
        assert explain(caught.value) == ["$.colour: expected Colour, got 'red'"]

    def test_an_enum_is_asked_for_a_value_that_no_member_has(self) -> None:
        read, written = through(Colour, "blue")
        assert read is Colour.OTHER
        assert written == "other"

    def test_flags_combine(self) -> None:
        assert through(Access, 3) == (Access.READ | Access.WRITE, 3)

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            (LocalTime, "2022-01-05T18:51:05"),
            (Key, "00000000-0000-0000-0000-000000000005"),
        ],
    )
    def test_a_subclass_of_a_date_or_a_uuid_is_read_as_itself(self, kind: Any, text: str) -> None:
        read, written = through(kind, text)
        assert type(read) is kind
        assert written == text
        cls: Any = make_class("Box", {"content": field(type=kind)})
        box, written = through(cls, {"content": text})
        assert type(box.content) is kind
        assert written == {"content": text}


class TestHooksThatComeLater:
    def test_one_for_an_optional_type_is_asked_for_fields_of_that_type(self) -> None:
        @define
        class Box:
            content: Optional[datetime]

        own = make_converter()
        own.register_structure_hook(Optional[datetime], lambda value, _: f"read {value}")
        assert own.structure({"content": None}, Box).content == "read None"
        assert own.structure("x", Optional[datetime]) == "read x"

    def test_one_by_predicate_is_asked_for_dates_and_enums(self, row: dict[str, Any]) -> None:
        own = make_converter()
        own.register_structure_hook_func(lambda kind: kind is datetime, lambda value, _: "date")
        own.register_structure_hook_factory(
            lambda kind: kind is DataType, lambda kind: lambda value, _: kind.__name__
        )
        read = own.structure(row, DataRow)
        assert (read.created_at, read.data_type) == ("date", "DataType")
        assert read.storage_location is StorageLocation.AWS

    def test_one_for_plain_objects_is_asked_for_the_fields_of_models(
        self, row: dict[str, Any]
    ) -> None:
        own = make_converter()
        own.register_structure_hook_func(
            lambda kind: kind == dict[str, Any], lambda value, _: sorted(value)
        )
        assert own.structure(row, DataRow).client_metadata == ["camera"]

    def test_a_mistake_in_one_is_told_apart_from_a_bad_payload(self, row: dict[str, Any]) -> None:
        for mistake, line in (
            (AttributeError("no such thing"), "AttributeError: no such thing"),
            (KeyError("storage_location"), "not found: 'storage_location'"),
            (ZeroDivisionError(), "ZeroDivisionError"),
        ):
            own = make_converter()

            def hook(value: Any, _: Any, mistake: Exception = mistake) -> Any:
                raise mistake

            own.register_structure_hook(StorageLocation, hook)
            with pytest.raises(Exception) as caught:
                own.structure(row, DataRow)
            assert explain(caught.value) == [f"$.storage_location: {line}"]


WITHOUT_DEFAULTS = make_converter(omit_if_default=True)


@by_kind("case", OBJECTS)
def test_what_must_be_there_is_written_also_when_it_is_the_default(case: Case) -> None:
    own = WITHOUT_DEFAULTS
    required = {key.key: key.wire for key in case.keys if key.required}
    for payload in (required, {**required, **{k.key: None for k in case.keys if k.nullable}}):
        obj = own.structure(payload, case.cls)
        assert own.structure(own.unstructure(obj, case.cls), case.cls) == obj


class TestUnsavedChanges:
    def test_copy_replace_hands_the_marks_on(self, row: dict[str, Any]) -> None:
        read = make_converter().structure(row, DataRow)
        read.title = "new"
        replace = getattr(copy, "replace", None) or DataRow.__replace__
        other = replace(read, width=2)
        assert changes(other) == ("title",)
        assert other.width == 2
        forget_changes(read, "title")
        assert changes(replace(read, title="newer")) == ("title",)
        assert changes(read) == ()

    def test_copy_replace_hands_on_what_is_held(self, row: dict[str, Any]) -> None:
        own = make_converter(unknown="keep")
        read = own.structure({**row, "more": 1}, DataRow)
        assert own.unstructure(read.__replace__(title="new"))["more"] == 1

    def test_evolve_of_attrs_makes_a_new_row_which_has_none(self, row: dict[str, Any]) -> None:
        read = make_converter().structure(row, DataRow)
        read.title = "new"
        assert changes(evolve(read, width=2)) == ()
        assert changes(converters.evolve(read, width=2)) == ("title",)

    @pytest.mark.parametrize("broken", [False, True], ids=["attempted", "in detail"])
    def test_what_a_class_sets_in_itself_when_it_is_made_is_no_change(
        self, broken: bool, row: dict[str, Any]
    ) -> None:
        @define(kw_only=True)
        class Loud(DataRow):
            def __attrs_post_init__(self) -> None:
                self.title = self.title.upper()

        own = make_converter()
        rows = [row, {}] if broken else [row]
        if broken:
            with pytest.raises(Exception):
                own.structure(rows, list[Loud])
        read = own.structure(row, Loud)
        assert read.title == row["data_title"].upper()
        assert changes(read) == ()
        read.title = "new"
        assert changes(read) == ("title",)


def test_a_dict_that_has_any_attribute_is_a_dict(row: dict[str, Any]) -> None:
    class Lenient(dict[str, Any]):
        def __getattr__(self, name: str) -> Any:
            return Lenient()

    read = make_converter().structure(Lenient({**row, "client_metadata": Lenient(a=1)}), DataRow)
    assert read.uid == row["data_hash"]
    assert read.client_metadata == {"a": 1}


@pytest.mark.parametrize("data", [5, None, [49], {"a": 1}, object()], ids=lambda it: str(type(it)))
def test_loads_names_what_it_takes(data: Any) -> None:
    with pytest.raises(TypeError, match="data: expected str, bytes, bytearray or memoryview, got"):
        loads(data, DataRow)
