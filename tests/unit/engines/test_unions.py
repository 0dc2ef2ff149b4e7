"""Unions that a tag tells apart: classes of ours, and of a service by `register_union`."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any, Literal

import pytest
from attrs import Factory, define
from cattrs import Converter
from engines import ENGINES_HERE, is_compiled, running
from hypothesis import given

import converters
from converters import (
    Tag,
    dumps,
    explain,
    json_schema,
    loads,
    make_converter,
    problems,
    register_union,
    wire,
)
from converters.strategies import payloads
from orm_attrs import Keeper


@define
class Box(Keeper):
    shape: Literal["box"]
    width: float


@define
class Point(Keeper):
    shape: Literal["point"]
    at: tuple[float, float]


@define
class Other(Keeper):
    """A shape that nobody knows yet."""

    shape: str
    content: Annotated[dict[str, Any], wire(rest=True)] = Factory(dict)


@define
class Bare:
    width: float


REFUSING = Tag("shape", {"box": Box, "point": Point})
TAKING = Tag(("shape", "kind"), {"box": Box, "point": Point}, unknown=Other)

BOX = {"shape": "box", "width": 1.5}
POINT = {"shape": "point", "at": [1, 2.5]}
STAR = {"shape": "star", "spikes": 5, "more": {"a": [None]}}


@define
class Drawing(Keeper):
    shapes: list[Box | Point]
    by_frame: dict[int, Box | Point | None]


@define
class Sketch(Keeper):
    shapes: list[Box | Point | Other]


def own(**options: Any) -> Any:
    made = make_converter(**options)
    register_union(made, Box | Point, REFUSING)
    register_union(made, Box | Point | Other, TAKING)
    return made


@pytest.mark.parametrize("engine", ENGINES_HERE)
@pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"unknown": "forbid"}], ids=str)
def test_members_are_read_and_written_by_their_classes(options: Any, engine: str) -> None:
    payload = {"shapes": [BOX, POINT], "by_frame": {"7": POINT, "8": None}}
    with running(engine):
        for made in (own(**options), own(**options).copy()):
            drawing = made.structure(payload, Drawing)
            assert drawing.shapes == [Box("box", 1.5), Point("point", (1, 2.5))]
            assert made.unstructure(drawing) == payload
            assert loads(json.dumps(payload), Drawing, converter=made) == drawing
            assert json.loads(dumps(drawing, converter=made)) == payload
            assert is_compiled(made.get_structure_hook(Box | Point)) is (engine == "compiled")


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_class_takes_the_tags_that_nobody_knows(engine: str) -> None:
    payload = {"shapes": [BOX, STAR]}
    with running(engine):
        for options in ({}, {"unknown": "keep"}):
            made = own(**options)
            sketch = made.structure(payload, Sketch)
            assert sketch.shapes[1] == Other("star", {"spikes": 5, "more": {"a": [None]}})
            assert made.unstructure(sketch) == payload
            assert json.loads(dumps(sketch, converter=made)) == payload
        forbidding = own(unknown="forbid")
        with pytest.raises(Exception) as caught:
            forbidding.structure(payload, Sketch)
        assert explain(caught.value) == ["$.shapes[1].shape: 'star' is none of box, point"]


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_tag_that_tells_no_class_is_one_problem_at_its_place(engine: str) -> None:
    with running(engine):
        made = own()
        for payload, at, code in (
            (STAR, ("shape",), "unknown_tag"),
            ({"width": 1}, ("shape",), "missing"),
            ({"shape": 5}, ("shape",), "wrong_type"),
            ({"shape": None}, ("shape",), "wrong_type"),
            ({"shape": []}, ("shape",), "wrong_type"),
            (None, (), "wrong_type"),
            ([], (), "wrong_type"),
        ):
            read = partial(loads, json.dumps(payload), converter=made)
            for attempt in (partial(made.structure, payload), read):
                with pytest.raises(converters.INVALID) as caught:
                    attempt(Box | Point)
                (problem,) = problems(caught.value, strict=True)
                assert (problem.path, problem.code) == (at, code), payload
        bad = {"shapes": [STAR, {**BOX, "width": "x"}, {}], "by_frame": {"7": STAR}}
        with pytest.raises(converters.INVALID) as caught:
            made.structure(bad, Drawing)
        assert explain(caught.value) == [
            "$.shapes[0].shape: 'star' is none of box, point",
            "$.shapes[1].width: expected float, got 'x'",
            "$.shapes[2].shape: required, but missing",
            "$.by_frame['7'].shape: 'star' is none of box, point",
        ]


def test_a_union_and_its_tag_have_the_same_classes_which_write_the_tag() -> None:
    made = make_converter()
    with pytest.raises(
        TypeError, match="the union and what tells it apart have different members: Other"
    ):
        register_union(made, Box | Point | Other, REFUSING)
    with pytest.raises(TypeError, match="Bare has no field under the key 'shape'"):
        register_union(made, Box | Bare, Tag("shape", {"box": Box, "bare": Bare}))


def test_the_hooks_of_a_union_need_ours() -> None:
    plain = Converter()
    register_union(plain, Box | Point, REFUSING)
    with pytest.raises(TypeError, match="call configure_converter first"):
        plain.structure(BOX, Box | Point)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_key_that_is_there_tells_a_class(engine: str) -> None:
    with running(engine):
        made = make_converter()
        register_union(made, Bare | Point, Tag("width", Bare, unknown=Point))
        assert made.structure({"width": 1}, Bare | Point) == Bare(1)
        assert made.structure(POINT, Bare | Point) == Point("point", (1, 2.5))


def test_whoever_asks_for_the_union_sees_inside() -> None:
    made = own()
    refusing, taking = (json_schema(it, converter=made) for it in (Box | Point, Sketch))
    tags = [it["allOf"][1]["properties"]["shape"] for it in refusing["anyOf"]]
    assert tags == [{"enum": ["box"]}, {"enum": ["point"]}]
    assert "Other" in taking["$defs"]

    @given(payloads(Sketch, converter=made))
    def check(payload: Any) -> None:
        made.structure(payload, Sketch)

    check()
