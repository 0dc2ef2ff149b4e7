"""Enums that may grow: a member where the text is listed, and else the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum, IntEnum
from typing import Any, Literal

import pytest
from attrs import define, field
from engines import ENGINES_HERE, running
from hypothesis import given

from converters import (
    INVALID,
    columns,
    dumps,
    explain,
    json_schema,
    loads,
    make_converter,
    plan,
    validate,
)
from converters.bulk.findings import DriftReader
from converters.strategies import payloads
from converters.unknown.held import kept_of
from converters.unknown.recorder import round_trip_of_type
from converters.wire import codecs
from converters.wire.codecs import enum_or_text
from orm_attrs import DataType, Keeper


class Form(Enum):
    BOX = "box"
    POINT = "point"


class Side(str, Enum):
    LEFT = "left"
    RIGHT = "right"


class Level(IntEnum):
    LOW = 1


@define
class Thing(Keeper):
    form: Form | str
    side: Side | str | None = None
    forms: list[Form | str] = field(factory=list)
    counts: dict[Side | str, int] = field(factory=dict)
    stage: Form | Literal["", "none"] = Form.BOX


GOOD: dict[str, Any] = {
    "form": "star",
    "side": "left",
    "forms": ["box", "é", ""],
    "counts": {"left": 1, "up": 2},
    "stage": "",
}
READ = Thing("star", Side.LEFT, [Form.BOX, "é", ""], {Side.LEFT: 1, "up": 2}, "")


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_listed_text_is_a_member_and_other_text_stays(engine: str) -> None:
    with running(engine):
        for options in ({}, {"unknown": "keep"}, {"unknown": "forbid"}, {"scope": "models"}):
            made: Any = make_converter(**options).copy()
            for read in (
                made.structure(GOOD, Thing),
                loads(json.dumps(GOOD), Thing, converter=made),
            ):
                assert read == READ
                assert [type(it) for it in read.forms] == [Form, str, str]
                assert not kept_of(read).originals
                assert made.unstructure(read) == GOOD
                assert json.loads(dumps(read, converter=made)) == GOOD
            for kind in (Form | str, Form | Literal["", "none"]):
                trip = round_trip_of_type(kind, make_converter())
                assert trip == "identical"
        everywhere = make_converter()
        assert everywhere.structure(Side.LEFT, Side | str) is Side.LEFT
        assert everywhere.unstructure([Form.BOX, "x"], list[Form | str]) == ["box", "x"]
        assert everywhere.unstructure(None, Form | str | None) is None
        assert not validate(READ)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_what_is_no_text_or_none_of_the_listed_is_a_problem(engine: str) -> None:
    with running(engine):
        made = make_converter()
        bad = {"form": 5, "side": [], "forms": ["a", None], "counts": {"a": 1}, "stage": "up"}
        text = json.dumps(bad)
        for read in (lambda: made.structure(bad, Thing), lambda: loads(text, Thing)):
            with pytest.raises(INVALID) as caught:
                read()
            assert explain(caught.value) == [
                "$.form: expected str, got int 5",
                "$.side: expected str, got list",
                "$.forms[1]: expected str, got null",
                "$.stage: 'up' is none of '', none, box, point",
            ]
        with pytest.raises(INVALID) as caught:
            made.unstructure(Thing(5, side=Form.BOX))  # type: ignore[arg-type]
        assert explain(caught.value) == [
            "$.form: expected a Form or str, got int 5",
            "$.side: expected a Side or str, got Form",
        ]


def test_only_enums_of_texts_are_told_from_text() -> None:
    assert enum_or_text(Form | str) == (Form, None)
    assert enum_or_text(Side | Literal["x"]) == (Side, ("x",))
    for kind in (
        *(Form, str, Form | None, Form | Side, Form | int, Level | str, Form | Literal[1]),
        *(Form | str | int, Form | list[str]),
    ):
        assert enum_or_text(kind) is None, kind


def test_whoever_asks_for_the_type_sees_the_members() -> None:
    made = make_converter()
    schema = json_schema(Thing, converter=made)["properties"]
    assert schema["form"] == {"type": "string", "examples": ["box", "point"]}
    assert schema["side"]["type"] == ["string", "null"]
    assert schema["stage"] == {"enum": ["", "none", "box", "point"], "default": "box"}
    written = json_schema(Thing, converter=made, mode="write")["properties"]
    assert written["stage"] == {"enum": ["", "none", "box", "point"]}
    assert "form <- 'form': str, the value of a Form, or other text" in str(plan(Thing))
    assert [(it.name, it.kind) for it in columns(Thing)][:2] == [("form", "text"), ("side", "text")]

    found = DriftReader(Thing, made)._unknown({**GOOD, "stage": "up"}, Thing, "$")
    assert list(found) == [
        ("$.form", "value", "star"),
        ("$.forms[*]", "value", "é"),
        ("$.forms[*]", "value", ""),
        ("$.stage", "value", "up"),
    ]

    @given(payloads(Thing, converter=made))
    def check(payload: Any) -> None:
        made.structure(payload, Thing)

    check()


def test_hooks_of_a_service_for_the_enum_or_the_union_are_asked() -> None:
    own = make_converter()
    own.register_structure_hook(Form, lambda value, _: Form(value.lower()))
    own.register_unstructure_hook(Form, lambda member: member.name)
    for text, value in (("BOX", Form.BOX), ("Star", "Star")):
        assert own.structure(text, Form | str) == value
        assert own.unstructure(value, Form | str) == text
    assert own.structure({"form": "BOX", "stage": ""}, Thing) == Thing(Form.BOX, stage="")
    with pytest.raises(ValueError, match="'up' is not a valid Form"):
        own.structure("UP", Form | Literal[""])
    other = make_converter()
    other.register_structure_hook(Form | str, lambda value, _: f"<{value}>")
    assert other.structure("box", Form | str) == "<box>"


@define
class Medium(Keeper):
    kind: DataType | str


@pytest.fixture
def _spelled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(codecs, "SPELLINGS", {"DataType": {"movie": "VIDEO"}})
    codecs.codec_of_type.cache_clear()
    yield
    codecs.codec_of_type.cache_clear()


@pytest.mark.usefixtures("_spelled")
def test_a_member_may_have_several_spellings() -> None:
    codec = codecs.value_codec(DataType)
    assert codec.structure("movie") is DataType.VIDEO is codec.structure("video")
    assert codec.unstructure(DataType.VIDEO) == "video"
    other = codecs.enum_or_text_codec(DataType, None)
    assert other.structure("movie") is DataType.VIDEO
    assert other.unstructure(DataType.VIDEO) == "video"
    for engine in ENGINES_HERE:
        with running(engine):
            for options, written in (({}, "video"), ({"unknown": "keep"}, "movie")):
                made: Any = make_converter(**options)
                medium = made.structure({"kind": "movie"}, Medium)
                assert medium == Medium(DataType.VIDEO)
                assert made.unstructure(medium) == {"kind": written}
