"""Unions that cattrs itself tells apart are seen inside of, as ours are."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from attrs import define
from cattrs.strategies import configure_tagged_union, configure_union_passthrough
from hypothesis import given, settings

from converters import json_schema, make_converter
from converters.bulk.findings import DriftReader
from converters.plans.nodes import UnionNode, node_of
from converters.strategies import payloads
from converters.unknown.recorder import round_trip_of_type
from converters.wire.vocabulary import ByType, How, Tag
from orm_attrs import Keeper


@define
class Cat(Keeper):
    lives: int


@define
class Dog(Keeper):
    tricks: list[str]


@define
class Red(Keeper):
    kind: Literal["red", "pink"]


@define
class Blue(Keeper):
    kind: Literal["blue"]


@define
class Purple(Keeper):
    kind: Literal["red", "blue"]


@define
class One(Keeper):
    kind: Literal[1]


@define
class Two(Keeper):
    kind: Literal[2]


@define
class Bare(Keeper):
    note: str = ""


PETS: Any = Cat | Dog


def how_of(converter: Any, union: Any) -> How | None:
    """Return what the nodes say of a union, which is the same in both directions but for keys."""
    node = node_of(union, converter.get_structure_hook)
    assert isinstance(node, UnionNode)
    assert not node.is_ours
    return node.how


def tagged(**options: Any) -> Any:
    made = make_converter()
    configure_tagged_union(PETS, made, **options)
    return made


def test_a_tag_that_cattrs_adds_is_seen() -> None:
    assert how_of(tagged(), PETS) == Tag("_type", {"Cat": Cat, "Dog": Dog})
    by_name = tagged(tag_name="pet", tag_generator=lambda it: it.__name__.lower(), default=Dog)
    assert how_of(by_name, PETS) == Tag("pet", {"cat": Cat, "dog": Dog}, unknown=Dog)
    made = make_converter(forbid_extra_keys=True)
    configure_tagged_union(PETS, made)
    assert how_of(made, PETS) == Tag("_type", {"Cat": Cat, "Dog": Dog})


def test_literals_and_keys_that_tell_classes_are_seen() -> None:
    made = make_converter()
    colours: Any = Red | Blue
    assert how_of(made, colours) == Tag("kind", {"red": Red, "pink": Red, "blue": Blue})
    assert how_of(made, PETS) in (
        Tag("lives", Cat, unknown=Tag("tricks", Dog)),
        Tag("tricks", Dog, unknown=Tag("lives", Cat)),
    )
    fallback: Any = Cat | Bare
    assert how_of(made, fallback) == Tag("lives", Cat, unknown=Bare)


def test_what_cannot_be_said_of_a_union_is_not() -> None:
    made = make_converter()
    # A value of several classes, values that are no text, and a hook that says nothing.
    for union in (Red | Blue | Purple, One | Two):
        assert how_of(made, union) is None
    node = node_of(PETS, made.get_unstructure_hook)
    assert isinstance(node, UnionNode)
    assert node.how is None
    configure_union_passthrough(str | int | None, made)
    scalars: Any = str | int
    assert isinstance(how_of(made, scalars), ByType)


def test_schemas_and_drift_know_the_tag() -> None:
    for options in ({}, {"unknown": "keep"}):
        made = make_converter(**options)
        configure_tagged_union(PETS, made)
        for mode in ("read", "write"):
            schema = json_schema(PETS, converter=made, mode=mode)  # type: ignore[arg-type]
            tags = [it["allOf"][1]["properties"]["_type"] for it in schema["anyOf"]]
            assert tags == [{"enum": ["Cat"]}, {"enum": ["Dog"]}]
        drift = DriftReader(PETS, made)
        found = drift._unknown({"_type": "Cat", "lives": 9, "fur": "long"}, PETS, "$")
        assert list(found) == [("$.fur", "key", "long")]
        assert not list(drift._unknown({"_type": "Cow"}, PETS, "$"))
        # A default is written with its tag, which the payload lacked.
        assert round_trip_of_type(PETS, made) == "may_differ"


@pytest.mark.parametrize("union", [PETS, Red | Blue, Cat | Bare, "tagged"], ids=str)
def test_payloads_are_those_that_cattrs_tells_apart(union: Any) -> None:
    made = tagged() if union == "tagged" else make_converter()
    kind = PETS if union == "tagged" else union

    @settings(max_examples=20)
    @given(payloads(kind, converter=made))
    def check(payload: Any) -> None:
        made.structure(payload, kind)

    check()
