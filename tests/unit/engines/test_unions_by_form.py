"""Unions that are told apart by JSON type, by the form of keys, and by two keys in turn."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from functools import partial
from itertools import product
from typing import Annotated, Any, Literal, NamedTuple, NewType, Optional, TypedDict, Union
from uuid import UUID

import attrs
import pytest
from attrs import Factory, define
from engines import ENGINES_HERE, is_compiled, running
from hypothesis import given, settings

from converters import (
    INVALID,
    ByKeys,
    ByType,
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
from converters.bulk.findings import DriftReader
from converters.json_text import text_reader, text_writer
from converters.plans.nodes import how_of
from converters.strategies import payloads
from converters.unknown.held import kept_of
from converters.unknown.recorder import round_trip_of_type
from converters.wire.vocabulary import INDEXED, SINGLE
from orm_attrs import Keeper


@define
class Option(Keeper):
    name: str


@define
class Frame(Keeper):
    objects: list[Option] = Factory(list)
    metadata: Option | None = None


@define
class Split(Keeper):
    direction: str
    first: str | Split
    second: str | Split


@define
class Rows(Keeper):
    type: Literal["rows"]
    count: int = 1


class Side(Enum):
    LEFT = "left"


class Level(IntEnum):
    LOW = 1


class Pair(NamedTuple):
    a: int
    b: int


class Keyed(TypedDict):
    a: int


Answers = Optional[str | float | int | list[Option]]
Labels = Frame | dict[int, Frame] | dict[str, Frame]
Layout = Rows | Split

AS_IS = ByType(unknown="as_is")
BY_KEYS = ByKeys(("objects", "metadata"), Frame, digits=dict[int, Frame], unknown=dict[str, Frame])
IN_TURN = Tag("type", {"rows": Rows}, unknown=Tag("direction", Split))

OPTION = {"name": "n"}
FRAME = {"objects": [OPTION]}
SPLIT = {
    "direction": "row",
    "first": "a",
    "second": {"direction": "x", "first": "b", "second": "c"},
}


@define
class Everything(Keeper):
    answers: Answers = None
    labels: Labels | None = None
    layout: Layout | None = None
    values: str | list[str] = ""
    result: list[Any] | dict[str, Any] | None = None
    sizes: dict[str, int | str] = Factory(dict)
    ranges: list[tuple[int, int]] | list[Option] | list[tuple[Option, Option]] = Factory(list)


def own(**options: Any) -> Any:
    made = make_converter(**options)
    register_union(made, str | float | int | list[Option], AS_IS)
    register_union(made, Labels, BY_KEYS)
    register_union(made, Layout, IN_TURN)
    return made


OPTIONS: tuple[dict[str, Any], ...] = ({}, {"unknown": "keep"}, {"unknown": "forbid"})

GOOD: dict[str, tuple[tuple[Any, Any], ...]] = {
    "answers": (
        *(("a", "a"), (1, 1), (1.5, 1.5), (None, None), (True, True), ([], [])),
        ([OPTION], [Option("n")]),
        ({"x": [1, None]}, {"x": [1, None]}),
    ),
    "labels": (
        (FRAME, Frame([Option("n")])),
        ({"metadata": None}, Frame()),
        ({}, {}),
        ({"0": FRAME, "-3": {}}, {0: Frame([Option("n")]), -3: Frame()}),
        ({"0": {}, "a#0": FRAME}, {"0": Frame(), "a#0": Frame([Option("n")])}),
        ({"a#0": FRAME, "1": {}}, {"a#0": Frame([Option("n")]), "1": Frame()}),
        ({"--1": {}}, {"--1": Frame()}),
        ({"é": {}}, {"é": Frame()}),
    ),
    "layout": (
        ({"type": "rows"}, Rows("rows")),
        ({"count": 2, "type": "rows", "direction": "x"}, Rows("rows", 2)),
        (SPLIT, Split("row", "a", Split("x", "b", "c"))),
        ({"type": "other", **SPLIT}, Split("row", "a", Split("x", "b", "c"))),
    ),
    "values": (("a", "a"), (["a", "b"], ["a", "b"]), ([], [])),
    "result": (([1, "x"], [1, "x"]), ({"a": [1]}, {"a": [1]}), (None, None)),
    "sizes": (({"a": 1, "b": "x"}, {"a": 1, "b": "x"}),),
    "ranges": (
        ([], []),
        ([[0, 5], [7, 7]], [(0, 5), (7, 7)]),
        ([OPTION], [Option("n")]),
        ([[OPTION, OPTION]], [(Option("n"), Option("n"))]),
    ),
}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_each_member_is_read_and_written_as_what_it_is(engine: str) -> None:
    with running(engine):
        for options in ({}, {"unknown": "keep"}, {"unknown": "forbid"}):
            made = own(**options).copy()
            for name, cases in GOOD.items():
                for payload, value in cases:
                    # One of the payloads has the tag of the other class.
                    if (name, options) != ("layout", {"unknown": "forbid"}):
                        check(made, {name: payload}, Everything(**{name: value}), options)
            for kind in (Labels, Layout, Answers, str | list[str]):
                hook = made.get_structure_hook(kind)
                assert is_compiled(hook) is (engine == "compiled"), kind


def check(made: Any, payload: dict[str, Any], obj: Everything, options: Any) -> None:
    """Read and write a payload as content and as text, and see that nothing is held for it."""
    reads: list[Callable[[], Any]] = [
        partial(made.structure, payload, Everything),
        partial(loads, json.dumps(payload), Everything, converter=made),
    ]
    for read in reads:
        found = read()
        assert repr(found) == repr(obj), payload
        written = made.unstructure(found)
        assert json.loads(dumps(found, converter=made)) == json.loads(json.dumps(written))
        assert made.structure(written, Everything) == obj
        if options.get("unknown") == "keep":
            assert written == payload
            assert payload.keys().isdisjoint(it.key for it in kept_of(found).originals)


@pytest.mark.skipif("compiled" not in ENGINES_HERE, reason="the compiled engine is not there")
def test_good_text_of_each_kind_is_left_to_nobody_else() -> None:
    made = own()
    read, write = (it(Everything, made) for it in (text_reader, text_writer))
    assert read is not None is not write
    for name, cases in GOOD.items():
        for payload, value in cases:
            # Keys with escapes are left to others, and so are digits that other keys follow.
            if name != "labels" or list(payload) not in (["0", "a#0"], ["é"]):
                assert read(json.dumps({name: payload}).encode()) == Everything(**{name: value})
            assert json.loads(write(Everything(**{name: value})))


BAD: tuple[tuple[str, Any, str], ...] = (
    ("answers", [5], "$.answers[0]: expected an object, got int 5"),
    ("values", 5, "$.values: expected str or a list, got int 5"),
    ("values", None, "$.values: expected str or a list, got null"),
    ("values", ["a", 5], "$.values[1]: expected str, got int 5"),
    ("result", "x", "$.result: expected a list or an object, got 'x'"),
    ("sizes", {"a": 1.5}, "$.sizes.a: expected int, got float 1.5"),
    ("sizes", {"a": True}, "$.sizes.a: expected int or str, got bool True"),
    ("labels", [], "$.labels: expected an object, got list"),
    ("labels", {"objects": 5}, "$.labels.objects: expected a list, got int 5"),
    ("labels", {"1": 5}, "$.labels['1']: expected an object, got int 5"),
    ("labels", {"a": {"objects": [{}]}}, "$.labels.a.objects[0].name: required, but missing"),
    ("layout", {}, "$.layout.type: required, but missing"),
    ("layout", [], "$.layout: expected an object, got list"),
    ("layout", {"type": "x"}, "$.layout.type: 'x' is none of rows"),
    ("layout", {"type": 5}, "$.layout.type: expected str, got int 5"),
    ("layout", {**SPLIT, "first": 5}, "$.layout.first: expected str or an object, got int 5"),
    ("ranges", [5], "$.ranges[0]: expected a list or an object, got int 5"),
    ("ranges", [[None]], "$.ranges[0][0]: expected int or an object, got null"),
    ("ranges", [[0, "x"]], "$.ranges[0][1]: expected int, got 'x'"),
    ("ranges", [[0, 1], OPTION], "$.ranges[1]: expected a list of 2 values, got object"),
)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_none_of_the_members_is_a_problem_at_its_place(engine: str) -> None:
    with running(engine):
        made = own()
        for name, value, sentence in BAD:
            payload = {name: value}
            read = partial(loads, json.dumps(payload), converter=made)
            for attempt in (partial(made.structure, payload), read):
                with pytest.raises(INVALID) as caught:
                    attempt(Everything)
                assert explain(caught.value) == [sentence]
        strict = make_converter()
        register_union(
            strict, Frame | dict[int, Frame], ByKeys("x", Frame, digits=dict[int, Frame])
        )
        with pytest.raises(INVALID) as caught:
            strict.structure({"y": {}}, Frame | dict[int, Frame])
        (problem,) = problems(caught.value, strict=True)
        assert (problem.path, problem.code) == ((), "unknown_tag")
        assert problem.message == ("expected one of the keys x, or whole numbers for keys, got y")
        assert len(json_schema(Frame | dict[int, Frame], converter=strict)["anyOf"]) == 2


def test_unions_of_one_json_type_are_not_told_by_it() -> None:
    name = NewType("name", str)
    told: tuple[Any, ...] = (
        *(int | str, name | int, Side | int, Level | str, Literal["a"] | list[int]),
        *(Option | str, Keyed | str, Pair | str, dict[str, Any] | list[Any], int | float),
        *(list[int] | list[str], list[list[int]] | list[list[str]], set[int] | dict[str, int]),
        *(list[int | None] | list[str], tuple[int, ...] | list[Option], bool | None | str),
    )
    for kind in told:
        assert isinstance(how_of(kind), ByType), kind
    untold: tuple[Any, ...] = (
        *(Literal["left"] | Side, str | Side, Option | Frame, Option | dict[str, int], UUID | int),
        *(int | Any, list[Any] | list[int], list[Option] | list[Frame], str, Option),
        *(list[int | UUID] | list[str], Literal[b"x"] | int, Union["Later", int]),  # noqa: F821
    )
    for kind in untold:
        assert how_of(kind) is None, kind
    made = make_converter()
    with pytest.raises(TypeError, match=r"two members of Option \| Frame have the same JSON type"):
        register_union(made, Option | Frame, ByType())
    with pytest.raises(TypeError, match=r"different members: dict\[str, Frame\]"):
        register_union(made, Frame | dict[int, Frame], BY_KEYS)
    with pytest.raises(TypeError, match="Frame has no field under the key 'direction'"):
        both = Tag("type", {"rows": Rows}, unknown=Tag("direction", {"x": Frame}))
        register_union(made, Rows | Frame, both)


def test_numbers_are_read_by_the_member_that_takes_them() -> None:
    for engine in ENGINES_HERE:
        with running(engine):
            made = make_converter()
            for kind, payload, value in (
                (int | str, 2.0, 2),
                (float | str, 2, 2),
                (int | float | str, 2.0, 2.0),
                (int | float | str, 2, 2),
            ):
                for read in (made.structure(payload, kind), loads(json.dumps(payload), kind)):
                    assert (read, type(read)) == (value, type(value)), kind
                assert made.unstructure(value, kind) == value


def test_a_union_is_written_as_it_was_read_where_its_members_are() -> None:
    made = own(unknown="keep")
    for kind in (Layout, str | list[str], float | str | None):
        assert round_trip_of_type(kind, made) == "identical", kind
    for kind in (Answers, Labels, list[UUID] | int):
        assert round_trip_of_type(kind, made) == "counted", kind
    assert round_trip_of_type(list[Decimal] | int, made) == "may_differ"


def test_objects_of_other_classes_are_written_by_their_own() -> None:
    class More(Option):
        pass

    for engine in ENGINES_HERE:
        with running(engine):
            made = own()
            assert made.unstructure(More("n"), Option | str) == OPTION
            assert made.unstructure([(Option("n"), Option("m"))], list[int] | list[Option])
            assert made.unstructure({Side.LEFT: Frame()}, Labels) == {
                "left": {"objects": [], "metadata": None}
            }
            assert made.unstructure({}, Labels) == {}
            for kind, values in (
                (Literal["a", 5] | list[int], ("a", 5, [1])),
                (Annotated[int | bool, "both"] | str, (1, True, "a")),
                (list[dict] | list[int], ([{}], [{"a": 1}], [1], [])),  # type: ignore[type-arg]
            ):
                for value in values:
                    assert made.structure(value, kind) == value
                    assert made.unstructure(value, kind) == value


def test_whoever_asks_for_the_union_sees_inside() -> None:
    made = own()
    schema = json_schema(Everything, converter=made)
    properties = schema["properties"]
    assert properties["values"]["anyOf"] == [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}},
    ]
    assert {"type": ["null", "boolean", "object"]} in properties["answers"]["anyOf"]
    frames, by_digits, others, _ = properties["labels"]["anyOf"]
    told = frames["allOf"][1]
    assert told == {"anyOf": [{"required": ["objects"]}, {"required": ["metadata"]}]}
    assert by_digits["allOf"][1] == {"propertyNames": {"pattern": "^-?[0-9]+$"}}
    assert others["allOf"][1]["not"]["anyOf"][0] == told
    assert len(properties["layout"]["anyOf"]) == 3

    payload = {"labels": {"1": {"x": 1}}, "values": ["a"], "layout": {**SPLIT, "y": 2}}
    drift = DriftReader(Everything, made)
    assert [it[0] for it in drift._unknown(payload, Everything, "$")] == [
        "$.labels.*.x",
        "$.layout.y",
    ]

    @settings(max_examples=50)
    @given(payloads(Everything, converter=made))
    def check(payload: Any) -> None:
        made.structure(payload, Everything)

    check()


def test_hooks_of_a_service_for_such_a_union_are_asked() -> None:
    made = make_converter()
    made.register_structure_hook(int | str, lambda value, _: f"<{value}>")
    assert made.structure(5, int | str) == "<5>"
    assert made.structure({"a": 1}, dict[str, int | str]) == {"a": "<1>"}


def test_engines_agree_on_any_value_of_such_unions() -> None:
    kinds: tuple[Any, ...] = tuple(it.type for it in attrs.fields(attrs.resolve_types(Everything)))
    values = [value for cases in GOOD.values() for value, _ in cases]
    values += [value for _, value, _ in BAD] + [(1, 2), {1: {}, "2": {}}, {True: {}}, [[]], [None]]
    made = []
    for engine in ENGINES_HERE:
        with running(engine):
            made.append(own())
            for kind in kinds:
                made[-1].get_structure_hook(kind)
    for kind, value in product(kinds, values):
        found = {outcome(it, value, kind) for it in made}
        assert len(found) == 1, (kind, value, found)


def outcome(converter: Any, value: Any, kind: Any) -> str:
    """Tell what reading gives, or how it fails."""
    try:
        return repr(converter.structure(value, kind))
    except Exception as problem:
        return f"{type(problem).__name__}: {explain(problem)}"


@define
class Ring(Keeper):
    points: Annotated[list[int], wire(codec=INDEXED, body=True)]


@define
class Mask(Keeper):
    rle: Annotated[str, wire(body=True)]


def test_a_class_that_looks_as_a_field_has_the_json_type_of_it() -> None:
    for engine in ENGINES_HERE:
        with running(engine):
            made = make_converter()
            kind: Any = Ring | Mask
            for payload, value in (
                ("a", Mask("a")),
                ({"0": 1, "1": 2}, Ring([1, 2])),
                ([1, 2], Ring([1, 2])),
            ):
                assert made.structure(payload, kind) == value
                assert loads(json.dumps(payload), kind, converter=made) == value
            assert made.unstructure(Ring([1, 2]), kind) == {"0": 1, "1": 2}
            one: Any = Annotated[int, SINGLE] | str
            assert made.structure({"0": 5}, one) == 5
    for untold in (Ring | Option, Ring | list[str], Mask | str):
        assert how_of(untold) is None
