"""Facts of single fields: keys that may be left out, limits, and other keys in one place."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from attrs import Factory, define
from cattrs.preconf.tomlkit import make_converter as make_toml
from engines import ENGINES_HERE, running
from hypothesis import given

from converters import (
    INVALID,
    columns,
    configure_converter,
    dumps,
    explain,
    json_schema,
    loads,
    make_converter,
    plan,
    tables,
    to_dic,
    updatable_fields,
    validate,
    wire,
)
from converters.cli.describe import describe
from converters.strategies import payloads
from converters.tables import wire_fields
from converters.unknown.held import kept_of
from converters.wire.codecs import CAMEL_CASE_KEYS
from converters.wire.vocabulary import Table, query_object
from orm_attrs import UNSET, DataUnitError, Keeper, PolygonObject, Unset


@define
class Part(Keeper):
    name: str


@define
class Patch(Keeper):
    uid: str
    title: str | Unset = UNSET
    note: str | Unset | None = UNSET
    part: Part | Unset | None = UNSET
    extra: dict[str, Any] | Unset | None = UNSET


PATCHES: tuple[tuple[dict[str, Any], Patch], ...] = (
    ({"uid": "u"}, Patch("u")),
    ({"uid": "u", "title": "t", "note": None}, Patch("u", "t", None)),
    ({"uid": "u", "part": None, "extra": None}, Patch("u", part=None, extra=None)),
    ({"uid": "u", "part": {"name": "n"}, "extra": {}}, Patch("u", part=Part("n"), extra={})),
)

OPTIONS: tuple[dict[str, Any], ...] = (
    *({}, {"unknown": "keep"}, {"unknown": "forbid"}, {"omit_if_default": True}),
    {"detailed_validation": False},
)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_key_that_is_left_out_and_null_are_two_things(engine: str) -> None:
    with running(engine):
        for options in OPTIONS:
            made = make_converter(**options)
            for payload, patch in PATCHES:
                reads: list[Callable[[], Any]] = [
                    partial(made.structure, payload, Patch),
                    partial(loads, json.dumps(payload), Patch, converter=made),
                ]
                for read in reads:
                    found = read()
                    assert found == patch
                    assert made.unstructure(found) == payload
                    assert json.loads(dumps(found, converter=made)) == payload
                    assert not kept_of(found).originals
        with pytest.raises(INVALID) as caught:
            make_converter().structure({"uid": "u", "title": None, "part": 5}, Patch)
        assert explain(caught.value) == [
            "$.title: expected str, got null",
            "$.part: expected an object, got int 5",
        ]


def test_there_is_one_unset_and_it_is_false() -> None:
    for copied in (copy.copy(UNSET), copy.deepcopy(UNSET), pickle.loads(pickle.dumps(UNSET))):
        assert copied is UNSET
    assert not UNSET
    assert repr(Patch("u")).count("UNSET") == 4


def test_whoever_asks_for_such_a_field_sees_its_type() -> None:
    properties = json_schema(Patch)["properties"]
    assert properties["title"] == {"type": "string"}
    assert properties["note"] == {"type": ["string", "null"]}
    assert json_schema(Patch, mode="write")["required"] == ["uid"]
    assert [it.kind for it in columns(Patch)] == ["text", "text", "text", "json", "json"]
    assert to_dic(Patch("u", note=None), none=True) == {"uid": "u", "note": None}
    assert dict(updatable_fields(Patch("u", note=None), none=True)) == {"uid": "u", "note": None}
    assert not validate(Patch("u"))
    assert [it.path for it in validate(Patch("u", title=5))] == [("title",)]  # type: ignore[arg-type]
    toml = make_toml()
    configure_converter(toml)
    assert toml.structure(toml.unstructure(Patch("u", "t")), Patch) == Patch("u", "t")
    with pytest.raises(INVALID):
        toml.unstructure(Patch("u", note=None))

    @given(payloads(Patch))
    def check(payload: Any) -> None:
        made = make_converter(unknown="keep")
        assert made.unstructure(made.structure(payload, Patch)) == payload

    check()


def test_what_may_be_unset_is_so_by_default() -> None:
    @define
    class Wrong:
        title: str | Unset | None = None

    with pytest.raises(TypeError, match="title: what may be unset has the default UNSET"):
        wire_fields(Wrong)


@define
class Tile(Keeper):
    share: float | None = 50
    names: list[str] = Factory(list)


@define
class State(Keeper):
    unit_errors: list[DataUnitError] | None = None
    error: DataUnitError | None = None


MADE_UP: dict[type, Table] = {
    Tile: query_object(
        share=wire(limits={"minimum": 5, "maximum": 95}), names=wire(limits={"maxItems": 50})
    ),
    State: query_object(unit_errors=wire(codec=CAMEL_CASE_KEYS), error=wire(codec=CAMEL_CASE_KEYS)),
}


@pytest.fixture
def _tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let classes of this file have tables, too."""
    real = tables.table_of
    monkeypatch.setattr(tables, "table_of", lambda cls: MADE_UP.get(cls) or real(cls))


@pytest.mark.usefixtures("_tables")
def test_limits_are_stated_and_not_enforced() -> None:
    made = make_converter()
    assert made.structure({"share": 96.5, "names": []}, Tile) == Tile(96.5)
    for mode in ("read", "write"):
        properties = json_schema(Tile, converter=made, mode=mode)["properties"]  # type: ignore[arg-type]
        assert properties["share"]["x-limits"] == {"minimum": 5, "maximum": 95}
        assert "minimum" not in properties["share"]
    assert describe(Tile)[0].encoding == "float (minimum 5, maximum 95)"
    text = str(plan(Tile, converter=made))
    assert "names -> 'names': the hook of list[str] within {'maxItems': 50}" in text


ERROR = {
    "objectUrls": ["u"],
    "error": "e",
    "subtaskUuid": "7a6f3a57-6a3c-4e4b-8b62-0d3b5b0c0c11",
    "actionDescription": "a",
}
SNAKE = {
    "object_urls": ["u"],
    "error": "e",
    "subtask_uuid": "7a6f3a57-6a3c-4e4b-8b62-0d3b5b0c0c11",
    "action_description": "a",
}


@pytest.mark.usefixtures("_tables")
@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_class_may_have_other_keys_in_one_place(engine: str) -> None:
    with running(engine):
        made = make_converter()
        for payload in (ERROR, SNAKE):
            for whole in ({"unit_errors": [payload], "error": None}, {"error": payload}):
                state = made.structure(whole, State)
                written = {"unit_errors": None, "error": None} | {
                    key: [ERROR] if isinstance(it, list) else it and ERROR
                    for key, it in whole.items()
                }
                assert made.unstructure(state) == written
                assert json.loads(dumps(state, converter=made)) == written
                keeping = make_converter(unknown="keep")
                more = {"unit_errors": [{**payload, "a_b": 1}], "error": payload}
                kept = keeping.structure(more, State)
                assert keeping.unstructure(kept) == more
                assert json.loads(dumps(kept, converter=keeping)) == more
        assert made.unstructure(made.structure(ERROR, DataUnitError)) == SNAKE


@pytest.mark.usefixtures("_tables")
def test_the_schema_of_such_a_class_has_the_keys_of_each_place() -> None:
    made = make_converter()
    read, written = (
        json_schema(State, converter=made),
        json_schema(State, converter=made, mode="write"),
    )
    assert {"objectUrls", "object_urls"} <= read["$defs"]["DataUnitError"]["properties"].keys()
    name = written["properties"]["unit_errors"]["items"]["$ref"].removeprefix("#/$defs/")
    assert written["$defs"][name]["properties"].keys() == ERROR.keys()
    assert set(written["$defs"][name]["required"]) == ERROR.keys()
    inline = json_schema(State, converter=made, mode="write", inline=True)
    assert inline["properties"]["error"]["properties"].keys() == ERROR.keys()

    @given(payloads(State, converter=made))
    def check(payload: Any) -> None:
        made.structure(payload, State)

    check()


def test_what_a_field_may_be_absent_for_is_told() -> None:
    said = 'Polygon (required unless event is "delete" or polygons is there)'
    assert describe(PolygonObject)[-2].encoding.endswith(said)
