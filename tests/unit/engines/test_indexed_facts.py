"""What else there is to say of values in other forms: mistakes of declarations, plans, drift."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pytest
from attrs import define
from bulk_files import write
from engines import COMPILED, ENGINES_HERE, running
from test_indexed import Figure, Mask, Outline, Place

import converters
from converters import bulk, columns, dumps, explain, kept, loads, make_converter, plan, wire
from converters.cli.describe import describe
from converters.wire.forms import place_of
from converters.wire.vocabulary import INDEXED, PRESENT, SINGLE
from orm_attrs import Keeper


def test_forms_bodies_and_excuses_are_declared_where_they_can_be() -> None:
    made = make_converter()
    with pytest.raises(TypeError, match="stands for a list, and not for int"):
        made.get_structure_hook(Annotated[int, INDEXED])
    with pytest.raises(TypeError, match="stands for a list, and not for int"):
        made.get_unstructure_hook(Annotated[int, INDEXED])
    with pytest.raises(TypeError, match="the whole of its class has no key"):
        wire("key", body=True)

    @define
    class Two:
        one: Annotated[str, wire(body=True)]
        other: int = 0

    @define
    class Never:
        event: str
        value: Annotated[int, wire(unless={"event": "delete"})]

    @define
    class Nobody:
        value: Annotated[int | None, wire(unless={"event": "delete"})] = None

    for cls, text in (
        (Two, "besides its body, a class has no other field"),
        (Never, "what may be left out is None, and that by default"),
        (Nobody, "has no field 'event' that could excuse another"),
    ):
        with pytest.raises(TypeError, match=text):
            made.get_structure_hook(cls)
    with pytest.raises(TypeError, match="Outline is no object on the wire, so it has no columns"):
        columns(Outline)
    with pytest.raises(TypeError):
        place_of(True)
    assert place_of(70) == place_of("0070")


def test_plans_and_columns_tell_of_them() -> None:
    text = str(plan(Figure))
    assert "where event is 'delete' or rings is any value but null" in text
    assert "at <- 'point': object with one value, under '0', with the hook of Place" in text
    assert str(plan(Outline)).splitlines()[1].startswith("points <- the whole: object by index")
    assert [it.kind for it in columns(Figure)][2:5] == ["json", "json", "text"]
    (facts,) = describe(Outline)
    assert (facts.key, facts.encoding) == (
        "(the whole)",
        "object by index, or list, with list[Place]",
    )


def test_drift_sees_inside(tmp_path: Path) -> None:
    point = {"x": 1.5, "y": 2.5, "new": 1}
    row = {
        "polygon": {"0": point},
        "line": [point],
        "point": {"0": point, "1": 5},
        "event": "delete",
        "mask": "x",
    }
    path = write(tmp_path / "row.json", json.dumps(row).encode())
    assert [(it.what, it.path) for it in bulk.drift(path, Figure).findings] == [
        ("key", "$.line[*].new"),
        ("key", "$.point.0.new"),
        ("key", "$.point.1"),
        ("key", "$.polygon.*.new"),
    ]
    path = write(tmp_path / "lost.json", json.dumps(row | {"point": {"1": 5}}).encode())
    assert "$.point.1" in [it.path for it in bulk.drift(path, Figure).findings]
    path = write(tmp_path / "outline.json", json.dumps({"0": point}).encode())
    assert [it.path for it in bulk.drift(path, Outline).findings] == ["$.*.new"]


@define
class Closer(Outline):
    """A class of a service, derived from one with a body."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_bodies_nest_and_are_written_like_any_class(engine: str) -> None:
    with running(engine):
        for made in (make_converter(), make_converter(unknown="keep")):
            payload = {"0": {"x": 1.5, "y": 2.5, "z": 3.5}}
            outline = made.structure(payload, Outline)
            assert made.structure({"a": [payload]}, dict[str, list[Outline]]) == {"a": [outline]}
            closer = Closer(outline.points)
            assert made.unstructure(closer, Outline) == payload
            assert json.loads(dumps(closer, converter=made)) == payload
            assert made.unstructure(Outline(tuple(outline.points))) == payload  # type: ignore[arg-type]
            assert loads('"abc"', Mask, converter=made) == Mask("abc")
            assert made.unstructure([Mask("abc")], list[Mask]) == ["abc"]
            for wrong in (made.unstructure, dumps):
                with pytest.raises(converters.INVALID) as caught:
                    wrong(Outline(5))  # type: ignore[arg-type]
                assert explain(caught.value) == ["$.points: expected a list, got int 5"]
            with pytest.raises(converters.INVALID):
                made.unstructure(5, Outline)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_hooks_of_a_service_for_the_type_come_first(engine: str) -> None:
    with running(engine):
        made = make_converter()
        made.register_structure_hook_func(
            lambda kind: kind == list[Place], lambda value, _: [value]
        )
        made.register_unstructure_hook_func(
            lambda kind: kind == list[Place], lambda value: value[0]
        )
        figure = made.structure({"event": "delete", "line": 5}, Figure)
        assert figure.line == [5]
        assert made.unstructure(figure)["line"] == 5


@define
class Counted(Keeper):
    """Values that may be written otherwise than they were read, in a form that may be another."""

    flags: Annotated[list[bool], wire(codec=INDEXED)]
    mark: Annotated[bool | None, wire(codec=SINGLE)] = None
    text: Annotated[str | None, wire(unless={"mark": PRESENT})] = None


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_values_and_their_form_come_back_together(engine: str) -> None:
    with running(engine):
        made = make_converter(unknown="keep")
        for flags in ({"0": 1, "1": True}, [1, 0], {"0": True}, {"1": True, "2": 0}):
            for mark in ({"0": 1}, {"0": True}, {"1": 5, "0": False}):
                payload = {"flags": flags, "mark": mark}
                for held in (
                    made.structure(payload, Counted),
                    loads(json.dumps(payload), Counted, converter=made),
                ):
                    assert json.dumps(made.unstructure(held)) == json.dumps(payload)
                    assert json.dumps(json.loads(dumps(held, converter=made))) == json.dumps(
                        payload
                    )
        assert kept(made.structure({"flags": {"0": True}, "mark": {"0": True}}, Counted)) == {}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_problems_stop_where_a_single_value_has_more_keys_than_are_told(engine: str) -> None:
    with running(engine):
        made = make_converter(unknown="forbid", max_problems=2)
        payload = {"flags": [], "mark": {"0": True, "1": 1, "2": 2, "3": 3}}
        with pytest.raises(converters.INVALID) as caught:
            made.structure(payload, Counted)
        told = explain(caught.value)
        assert told[:2] == ["$.mark['1']: unknown key", "$.mark['2']: unknown key"]
        assert "stopped after 2 problems" in told[2]


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine is not here")
def test_parts_of_the_compiled_engine_refuse_what_they_do_not_know() -> None:
    step: Any = (COMPILED.AS_IS, False, None, None, None, None, None, None)
    for make, error in (
        (lambda: COMPILED.Indexed(step, True, 3, False, None, print, None), ValueError),
        (lambda: COMPILED.Indexed(step, True, 0, False, None, print), TypeError),
        (lambda: COMPILED.Indexed(step, True, 0, False, None, print, None, more=1), TypeError),
        (lambda: COMPILED.Indexed(5, True, 0, False, None, print, None), TypeError),
    ):
        with pytest.raises(error):
            make()
    facts: dict[str, Any] = {"plain_dict": dict, "forbids": False, "recorder": None}
    for make, given in (
        (COMPILED.Reader, facts),
        (COMPILED.Writer, {"restores": False, "kept_member": None}),
    ):
        for wrong, error in (
            ({"is_body": True, "demands": ()}, ValueError),
            ({"is_body": False, "demands": (5,)}, TypeError),
            ({"is_body": False, "demands": ((0, ()),)}, ValueError),
        ):
            with pytest.raises(error):
                make(Mask, (), **given, **wrong)
