"""A field whose value other keys may say, each by being true."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

import pytest
from attrs import define
from engines import ENGINES_HERE, running

from converters import INVALID, dumps, explain, json_schema, kept, loads, make_converter
from converters.wire.vocabulary import wire
from orm_attrs import Keeper

FLAGS: Final = {"hidden": "no", "covered": "partly", "plain": "yes"}


@define
class Joint(Keeper):
    x: float
    seen: Annotated[str | None, wire("visibility", flags=FLAGS, omit_if_default=True)] = None


@define
class Body(Keeper):
    joints: list[Joint]


SAID: Final[list[tuple[dict[str, Any], str | None]]] = [
    ({}, None),
    ({"visibility": "yes"}, "yes"),
    ({"hidden": True}, "no"),
    ({"hidden": False, "covered": True, "plain": False}, "partly"),
    ({"plain": True, "covered": True, "hidden": True}, "no"),
    ({"visibility": "yes", "covered": True}, "partly"),
    ({"visibility": "yes", "covered": False}, "yes"),
    ({"hidden": False}, None),
    ({"hidden": 1, "covered": None, "plain": "yes"}, None),
]
"""Keys of a payload, and what the field then holds: only true counts, and the first of several."""


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_the_first_true_flag_is_the_value_and_comes_before_the_key(engine: str) -> None:
    payload = {"joints": [{"x": 0.5, **keys} for keys, _ in SAID]}
    body = Body([Joint(0.5, seen) for _, seen in SAID])
    written = {
        "joints": [{"x": 0.5, **({} if seen is None else {"visibility": seen})} for _, seen in SAID]
    }
    with running(engine):
        for options in ({}, {"unknown": "forbid"}, {"unknown": "keep"}):
            own = make_converter(**options)
            before = json.dumps(payload)
            made = own.structure(payload, Body)
            assert json.dumps(payload) == before
            assert made == body == loads(before, Body, converter=own)
            again = payload if options.get("unknown") == "keep" else written
            assert own.unstructure(made) == again
            assert json.loads(dumps(made, converter=own)) == again


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_was_changed_is_written_instead_of_the_flags_that_are_held(engine: str) -> None:
    with running(engine):
        own = make_converter(unknown="keep")
        for keys, seen in SAID:
            made = own.structure({"x": 0.5, **keys, "more": 1}, Joint)
            assert kept(made)["more"] == 1
            made.x = 0.75
            assert own.unstructure(made) == {"x": 0.75, **keys, "more": 1}
            made.seen = "no" if seen != "no" else "yes"
            written = own.unstructure(made)
            assert own.structure(written, Joint) == made
            assert written["visibility"] == made.seen


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_problems_are_those_of_the_fields(engine: str) -> None:
    with running(engine):
        own = make_converter()
        for payload, lines in (
            ({"plain": True}, ["$.x: required, but missing"]),
            ({"x": "a", "visibility": 5}, ["$.x: expected float, got 'a'", _NOT_TEXT]),
            ({"x": "a", "visibility": 5, "plain": True}, ["$.x: expected float, got 'a'"]),
            ([], ["$: expected an object, got list"]),
        ):
            with pytest.raises(INVALID) as caught:
                own.structure(payload, Joint)
            assert explain(caught.value) == lines


_NOT_TEXT: Final = "$.visibility: expected str, got int 5"


def test_the_schema_of_what_is_read_has_the_flags() -> None:
    own = make_converter(unknown="forbid")

    reading = json_schema(Joint, converter=own, mode="read")
    writing = json_schema(Joint, converter=own, mode="write")

    assert reading["properties"].keys() == {"x", "visibility", *FLAGS}
    assert reading["properties"]["hidden"] == {}
    assert writing["properties"].keys() == {"x", "visibility"}
