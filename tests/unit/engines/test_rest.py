"""A field that holds every key which has no field of its own, and writes it back."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from attrs import Factory, define
from engines import ENGINES_HERE, running
from hypothesis import given

from converters import INVALID, dumps, explain, json_schema, loads, make_converter
from converters.strategies import payloads
from converters.wire.codecs import STR
from converters.wire.vocabulary import REST_KEY, wire
from orm_attrs import Keeper, OtherLayout


@define
class Shape(Keeper):
    name: str
    content: Annotated[dict[str, Any], wire(rest=True)] = Factory(dict)
    color: str | None = None


@define
class Frame(Keeper):
    shapes: list[Shape]
    main: Shape | None = None


PAYLOAD: dict[str, Any] = {"name": "a", "x": [1, {"y": None}], "color": "red", REST_KEY: 2}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_other_keys_are_held_and_written_back(engine: str) -> None:
    rest = {"x": [1, {"y": None}], REST_KEY: 2}
    with running(engine):
        for options in ({}, {"unknown": "keep"}, {"unknown": "forbid"}):
            own = make_converter(**options)
            made = own.structure(PAYLOAD, Shape)
            assert made == Shape("a", rest, "red")
            assert own.unstructure(made) == PAYLOAD
            assert loads(json.dumps(PAYLOAD), Shape, converter=own) == made
            assert json.loads(dumps(made, converter=own)) == PAYLOAD
            frame = {"shapes": [PAYLOAD], "main": {"name": "b", "color": None}}
            read = own.structure(frame, Frame)
            assert read == Frame([made], Shape("b"))
            assert own.unstructure(read) == frame


def test_the_payload_is_not_changed() -> None:
    before = json.dumps(PAYLOAD)
    made = make_converter().structure(PAYLOAD, Shape)
    made.content["more"] = 1
    assert json.dumps(PAYLOAD) == before


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_problems_are_those_of_the_fields(engine: str) -> None:
    with running(engine):
        own = make_converter()
        for payload, lines in (
            ({"x": 1}, ["$.name: required, but missing"]),
            ({"name": 5, "x": 1}, ["$.name: expected str, got int 5"]),
            ([], ["$: expected an object, got list"]),
        ):
            with pytest.raises(Exception) as caught:
                own.structure(payload, Shape)
            assert explain(caught.value) == lines


def test_a_key_of_a_field_among_the_others_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="fields of their own stand among the others: name"):
        make_converter().unstructure(Shape("a", {"name": "b"}))


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_no_object_is_refused_when_it_is_written(engine: str) -> None:
    with running(engine):
        own = make_converter()
        for value in ("text", "", ["x"], (), 0, None):
            objects: list[Any] = [OtherLayout("globe", value), Shape("a", value)]  # type: ignore[arg-type]
            for obj in objects:
                with pytest.raises((TypeError, *INVALID)) as caught:
                    own.unstructure(obj)
                (line,) = explain(caught.value)
                assert ": expected an object, got " in line


def test_what_has_no_key_of_its_own_has_no_key() -> None:
    for arguments in ({"key": "a"}, {"exact": "a"}, {"codec": STR}):
        with pytest.raises(TypeError, match="has neither a key nor an encoding"):
            wire(rest=True, **arguments)  # type: ignore[arg-type]


def test_the_schema_has_the_other_fields_and_lets_any_key_be() -> None:
    for mode in ("read", "write"):
        schema = json_schema(Shape, converter=make_converter(unknown="forbid"), mode=mode)  # type: ignore[arg-type]
        assert schema["properties"].keys() == {"name", "color"}
        assert "additionalProperties" not in schema


@given(payloads(Shape))
def test_payloads_are_drawn_and_read(payload: Any) -> None:
    own = make_converter()
    assert own.structure(payload, Shape).content.keys() == payload.keys() - {"name", "color"}
