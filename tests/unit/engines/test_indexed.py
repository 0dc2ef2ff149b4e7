"""Values in other forms: objects by index, single ones, and classes that look as a field does."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any

import pytest
from attrs import Factory, define
from engines import ENGINES_HERE, is_compiled, running
from hypothesis import given

import converters
from converters import (
    dumps,
    evolve,
    explain,
    json_schema,
    kept,
    loads,
    make_converter,
    validate,
    wire,
)
from converters.strategies import payloads
from converters.wire.vocabulary import INDEXED, NAMED, PRESENT, SINGLE
from orm_attrs import Keeper


@define
class Place(Keeper):
    x: float
    y: float
    z: float | None = None


@define
class Outline(Keeper):
    points: Annotated[list[Place], wire(codec=INDEXED, body=True)]


@define
class Mask(Keeper):
    rle: Annotated[str, wire(body=True)]


@define
class Figure(Keeper):
    event: str | None = None
    rings: list[list[list[float]]] | None = None
    outline: Annotated[
        Outline | None, wire("polygon", unless={"event": "delete", "rings": PRESENT})
    ] = None
    at: Annotated[Place | None, wire("point", SINGLE)] = None
    mask: Mask | None = None
    line: Annotated[list[Place], wire(codec=INDEXED)] = Factory(list)
    joints: Annotated[list[Place] | None, wire(codec=NAMED)] = None
    counts: Annotated[list[int] | None, wire(codec=INDEXED)] = None
    more: list[Outline] = Factory(list)


def _points(*keys: str) -> dict[str, Any]:
    return {key: {"x": float(index), "y": 0.5} for index, key in enumerate(keys)}


USUAL = {"polygon": _points(*map(str, range(100)))}
FORMS: tuple[tuple[dict[str, Any], list[float]], ...] = (
    (USUAL, [float(index) for index in range(100)]),
    ({"polygon": {}}, []),
    ({"polygon": []}, []),
    ({"polygon": [{"x": 7.5, "y": 0.5, "new": [1]}]}, [7.5]),
    ({"polygon": _points("1", "2", "0")}, [2, 0, 1]),
    ({"polygon": _points("1", "10", "2")}, [0, 2, 1]),
    ({"polygon": _points("7", "5")}, [1, 0]),
    ({"polygon": _points("007", "1")}, [1, 0]),
    ({"polygon": _points("9" * 5000, "1")}, [1, 0]),
)
"""Payload, and the places in the order in which they are read."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_lists_are_read_in_each_form_and_written_by_index_or_as_they_were(engine: str) -> None:
    with running(engine):
        plain, keeping = make_converter(), make_converter(unknown="keep")
        assert is_compiled(plain.get_structure_hook(Outline)) is (engine == "compiled")
        for payload, wanted in FORMS:
            text = json.dumps(payload)
            for made in (plain, keeping):
                for figure in (
                    made.structure(payload, Figure),
                    loads(text, Figure, converter=made),
                ):
                    assert [it.x for it in figure.outline.points] == wanted
                    written = made.unstructure(figure)
                    assert json.loads(dumps(figure, converter=made)) == written
                    if made is keeping:
                        assert written == payload
                    else:
                        assert list(written["polygon"]) == list(map(str, range(len(wanted))))
                    assert made.structure(written, Figure) == figure


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_the_usual_form_is_not_held(engine: str) -> None:
    with running(engine):
        made = make_converter(unknown="keep")
        usual = {**USUAL, "point": {"0": {"x": 1.5, "y": 2.5, "z": 0.5}}, "counts": {"0": 5}}
        for read in (
            made.structure(usual, Figure),
            loads(json.dumps(usual), Figure, converter=made),
        ):
            assert read.outline._kept is None
            assert kept(read) == {}
        as_list = made.structure({"polygon": [], "line": [{"x": 1, "y": 2}]}, Figure)
        assert kept(as_list) == {"line": [{"x": 1, "y": 2}]}
        assert kept(as_list.outline) == {}
        # What is changed is written in the usual form.
        as_list.line[0].x = 3
        changed = evolve(as_list, counts=[4])
        written = made.unstructure(changed)
        assert (written["line"]["0"]["x"], written["polygon"]) == (3, [])
        assert written["counts"] == {"0": 4}


@pytest.mark.parametrize("engine", ENGINES_HERE)
@pytest.mark.parametrize("unknown", ["ignore", "keep", "forbid"])
def test_a_single_value_stands_under_the_first_index(engine: str, unknown: Any) -> None:
    with running(engine):
        made = make_converter(unknown=unknown)
        more = {"event": "delete", "point": {"1": {"a": 1}, "0": {"x": 1.5, "y": 2.5}}}
        one = {"event": "delete", "point": {"0": {"x": 1.5, "y": 2.5}}}
        for payload in (one, more):
            for read in (
                made.structure,
                lambda it, kind: loads(json.dumps(it), kind, converter=made),
            ):
                if payload is more and unknown == "forbid":
                    with pytest.raises(converters.INVALID) as caught:
                        read(payload, Figure)
                    assert explain(caught.value) == ["$.point['1']: unknown key"]
                    continue
                figure = read(payload, Figure)
                assert figure.at == Place(1.5, 2.5)
                written = json.loads(dumps(figure, converter=made))
                assert written == made.unstructure(figure)
                wanted = (
                    payload["point"]
                    if unknown == "keep"
                    else {"0": {"x": 1.5, "y": 2.5, "z": None}}
                )
                assert written["point"] == wanted


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_values_by_name_are_read_in_their_order(engine: str) -> None:
    with running(engine):
        plain, keeping = make_converter(), make_converter(unknown="keep")
        for joints in (_points("0", "1"), _points("1", "0"), _points("nose", "7"), [], {}):
            payload = {"event": "delete", "joints": joints}
            values = list(joints.values()) if isinstance(joints, dict) else joints
            for made in (plain, keeping):
                read = partial(loads, json.dumps(payload), Figure, converter=made)
                for figure in (made.structure(payload, Figure), read()):
                    assert [it.x for it in figure.joints] == [it["x"] for it in values]
                    written = made.unstructure(figure)
                    assert json.loads(dumps(figure, converter=made)) == written
                    if made is keeping:
                        assert written == payload
                    else:
                        assert list(written["joints"]) == list(map(str, range(len(values))))


BAD: tuple[tuple[dict[str, Any], list[str]], ...] = (
    ({}, ["$.polygon: required, but missing"]),
    ({"polygon": None, "rings": None}, ["$.polygon: expected a value, got null"]),
    ({"event": "upsert"}, ["$.polygon: required, but missing"]),
    ({"event": 5}, ["$.event: expected str, got int 5"]),
    (
        {
            "polygon": {
                "nose": {},
                "0": {"x": "q", "y": 2},
                "7": {"x": 1, "y": 1},
                "007": {},
                "-1": 1,
            }
        },
        [
            "$.polygon.nose: expected an index, got 'nose'",
            "$.polygon['007']: a second key that is the index '7'",
            "$.polygon['-1']: expected an index, got '-1'",
            "$.polygon['0'].x: expected float, got 'q'",
        ],
    ),
    (
        {"polygon": {"0": {"x": 1, "y": 2}, "1": {"x": 1}, "2": []}, "line": "x", "mask": 5},
        [
            "$.polygon['1'].y: required, but missing",
            "$.polygon['2']: expected an object, got list",
            "$.mask: expected str, got int 5",
            "$.line: expected an object or a list, got 'x'",
        ],
    ),
    ({"polygon": [{"x": 1, "y": 2}, {"x": 1}]}, ["$.polygon[1].y: required, but missing"]),
    (
        {"polygon": {}, "point": {"1": 5}, "counts": {"0": "x"}},
        ["$.point['0']: required, but missing", "$.counts['0']: expected int, got 'x'"],
    ),
    ({"polygon": {}, "point": {"0": {"x": 1}}}, ["$.point['0'].y: required, but missing"]),
    ({"polygon": {}, "point": [1]}, ["$.point: expected an object, got list"]),
)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_problems_have_the_keys_of_the_payload_in_their_paths(engine: str) -> None:
    with running(engine):
        for options in (
            {},
            {"unknown": "keep"},
            {"detailed_validation": False},
            {"max_problems": 1},
        ):
            made: Any = make_converter(**options)
            for payload, wanted in BAD:
                text = json.dumps(payload)
                for read in (
                    partial(made.structure, payload, Figure),
                    partial(loads, text, Figure, converter=made),
                ):
                    with pytest.raises(converters.INVALID) as caught:
                        read()
                    found = explain(caught.value)
                    if "max_problems" in options:
                        assert found[0] == wanted[0]
                        assert len(found) == 1 or "stopped after 1 problem" in found[1]
                    elif "detailed_validation" not in options:
                        assert found == wanted


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_field_has_a_value_unless_another_excuses_that_it_has_none(engine: str) -> None:
    with running(engine):
        keeping = make_converter(unknown="keep")
        for made in (make_converter(), keeping):
            for payload in (
                {"event": "delete"},
                {"event": "delete", "polygon": None},
                {"rings": [[[0.5, 1.5]]], "polygon": None},
                {"rings": []},
            ):
                for figure in (
                    made.structure(payload, Figure),
                    loads(json.dumps(payload), Figure, converter=made),
                ):
                    assert figure.outline is None
                    written = made.unstructure(figure)
                    assert json.loads(dumps(figure, converter=made)) == written
                    assert written == payload if made is keeping else "polygon" not in written
            for write in (made.unstructure, partial(dumps, converter=made), validate):
                lacking = Figure(event="upsert")
                if write is validate:
                    assert list(map(str, validate(lacking))) == [
                        "$.outline: expected a value, got null"
                    ]
                    continue
                with pytest.raises(converters.INVALID) as caught:
                    write(lacking)
                assert explain(caught.value) == ["$.outline: expected a value, got null"]


@given(payloads(Figure), payloads(Figure, converter=make_converter(unknown="forbid")))
def test_all_payloads_come_back_and_fit_their_schemas(payload: Any, plain: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    for engine in ENGINES_HERE:
        with running(engine):
            keeping = make_converter(unknown="keep")
            for figure in (
                keeping.structure(payload, Figure),
                loads(json.dumps(payload), Figure, converter=keeping),
            ):
                assert keeping.unstructure(figure) == payload
                assert json.loads(dumps(figure, converter=keeping)) == payload
            forbidding = make_converter(unknown="forbid")
            written = forbidding.unstructure(forbidding.structure(plain, Figure))
            for content, mode in ((plain, "read"), (written, "write")):
                schema = json_schema(Figure, converter=forbidding, mode=mode)  # type: ignore[arg-type]
                jsonschema.Draft202012Validator(schema).validate(content)
