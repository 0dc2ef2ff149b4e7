"""Keys and tags that no payload could have, or that two fields would share."""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address, IPv4Interface
from typing import Annotated, Any, Literal

import pytest
from attrs import Factory, define, field, make_class
from cattrs import override
from engines import ENGINES_HERE, running

from converters import (
    Tag,
    dumps,
    explain,
    kept,
    loads,
    make_converter,
    register_union,
    wire,
)
from orm_attrs import Keeper


class Kind(str, Enum):
    BOX = "box"
    POINT = "point"

    def __repr__(self) -> str:
        return "1/0"


@define
class Box:
    kind: Literal["box"]


@define
class Point:
    kind: Literal["point"]


@define
class Rest(Keeper):
    rest: Annotated[dict[str, Any], wire(rest=True)] = Factory(dict)


def class_of(**types: Any) -> Any:
    return make_class("Odd", {name: field(type=kind) for name, kind in types.items()})


def test_two_fields_under_one_key_are_refused_when_the_hook_is_made() -> None:
    rest = Annotated[dict[str, Any], wire(rest=True)]
    own = make_converter()
    for types, text in (
        ({"a": Annotated[int, wire(exact="k")], "b": Annotated[int, wire(exact="k")]}, "'k'"),
        ({"a": Annotated[int, wire(exact="b")], "b": int}, "both a and b have the key 'b'"),
        ({"a": rest, "b": rest}, "both a and b take the rest of the keys"),
        ({"a": Annotated[list[int], wire(rest=True)]}, "is a dict"),
    ):
        for get in (own.get_structure_hook, own.get_unstructure_hook):
            with pytest.raises(TypeError, match=text):
                get(class_of(**types))


def test_keys_and_tags_that_no_payload_has_are_refused_where_they_are_given() -> None:
    for make in (
        lambda: wire(exact=5),  # type: ignore[arg-type]
        lambda: wire(exact="\ud800"),
        lambda: wire(exact="\0rest"),
        lambda: Tag((), {"box": Box}),
        lambda: Tag("kind", {1: Box}),  # type: ignore[dict-item]
    ):
        with pytest.raises(TypeError, match=r"key|text"):
            make()


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_members_of_enums_stand_for_their_text(engine: str) -> None:
    with running(engine):
        own = make_converter()
        many = ("kind", "größe", *"12345678")
        for keys in ("kind", many):
            register_union(own, Box | Point, Tag(keys, {Kind.BOX: Box, Kind.POINT: Point}))
            assert own.structure({"kind": "point"}, Box | Point) == Point("point")
            assert loads('[{"kind":"box"}]', list[Box | Point], converter=own) == [Box("box")]
        for fact in (wire(exact=Kind.BOX), override(rename=Kind.BOX)):
            cls = class_of(a=Annotated[int, fact])
            assert own.structure({"box": 1}, cls) == cls(1)
            assert own.unstructure(cls(1)) == {"box": 1}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_keys_of_text_are_text_whatever_stands_there(engine: str) -> None:
    with running(engine):
        own = make_converter()
        cls = class_of(f=dict[str, int])
        assert own.unstructure(cls({1: 1, Kind.BOX: 2})) == {"f": {"1": 1, "box": 2}}
        for value, text in (
            ({1: 1, "1": 2}, "a second key that becomes 1"),
            ({None: 1}, "expected a key that JSON has as text"),
        ):
            for write in (own.unstructure, lambda obj: dumps(obj, converter=own)):
                with pytest.raises(Exception) as caught:
                    write(cls(value))
                assert text in explain(caught.value)[0]


def test_nobody_sees_the_name_that_the_rest_has_inside() -> None:
    own = make_converter()
    with pytest.raises(Exception) as caught:
        own.structure({1: 2}, Rest)
    assert explain(caught.value) == ["$[1]: expected str, got int 1"]
    keeping = make_converter(unknown="keep", omit_if_default=True)
    made = keeping.structure({}, Rest)
    assert kept(made) == {}
    assert keeping.unstructure(made) == {}


def test_an_interface_is_no_address() -> None:
    own = make_converter()
    with pytest.raises(Exception) as caught:
        own.unstructure(class_of(at=IPv4Address)(IPv4Interface("1.1.1.1/8")))
    assert "$.at: expected a IPv4Address" in explain(caught.value)[0]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_hook_may_change_the_mapping_that_is_read(engine: str) -> None:
    with running(engine):
        own = make_converter()
        payload = {"a": 1, "b": 2}

        def grow(value: Any, _: Any) -> Any:
            payload[f"new {len(payload)}"] = 1
            return value

        own.register_structure_hook(Box, grow)
        assert own.structure(payload, dict[str, Box]) == {"a": 1, "b": 2}


def test_a_number_of_problems_is_whole() -> None:
    for wrong in (2.5, "3", True, 0):
        with pytest.raises(ValueError, match="max_problems: expected at least 1"):
            make_converter(max_problems=wrong)  # type: ignore[arg-type]
