"""Keys of mappings: text on the wire, whatever they are in Python."""

import json
from collections import Counter, OrderedDict, defaultdict
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum, IntFlag
from importlib import import_module
from typing import Any, Literal, NewType, Optional
from uuid import UUID

import pytest
from attrs import define
from engines import ENGINES_HERE, running
from hypothesis import given, settings
from hypothesis import strategies as st

from converters import configure_converter, dumps, explain, json_schema, loads, make_converter
from converters.strategies import payloads
from orm_attrs import DataRow, StorageLocation


class Side(str, Enum):
    LEFT = "left"


class Level(IntEnum):
    LOW = 1


class Access(IntFlag):
    READ = 1
    WRITE = 2


class Mixed(Enum):
    NUMBER = 1
    TEXT = "a"


class Twice(Enum):
    NUMBER = 1
    TEXT = "1"


class Day(Enum):
    FIRST = date(2022, 1, 5)


Frame = NewType("Frame", int)

UID = UUID("0b8f6d3a-7d57-4a5b-8f0e-000000000001")

SPELLED: dict[Any, tuple[Any, str]] = {
    str: ("a", "a"),
    Side: (Side.LEFT, "left"),
    Level: (Level.LOW, "1"),
    Access: (Access.READ | Access.WRITE, "3"),
    Mixed: (Mixed.NUMBER, "1"),
    Day: (Day.FIRST, "2022-01-05"),
    StorageLocation: (StorageLocation.AWS, "1"),
    int: (10**30, str(10**30)),
    Frame: (7, "7"),
    float: (0.1, "0.1"),
    bool: (True, "true"),
    Decimal: (Decimal("1.50"), "1.50"),
    UUID: (UID, str(UID)),
    datetime: (datetime(2022, 1, 5, 18, 51, 5), "2022-01-05T18:51:05"),
    date: (date(2022, 1, 5), "2022-01-05"),
    Literal["a", 1, True]: (1, "1"),
}
"""Type of keys to a key, and its text."""

PRECONF = ["json", "orjson", "ujson", "msgspec", "msgpack", "pyyaml", "cbor2", "bson", "tomlkit"]


@pytest.mark.parametrize("engine", ENGINES_HERE)
@pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"unknown": "forbid"}], ids=str)
def test_keys_are_written_as_text_and_read_from_it_or_from_python(
    options: dict[str, Any], engine: str
) -> None:
    with running(engine):
        own = make_converter(**options)
        for kind, (key, text) in SPELLED.items():
            mapping: Any = dict[kind, int]
            assert own.unstructure({key: 5}, mapping) == {text: 5}, kind
            assert loads(json.dumps({text: 5}), mapping, converter=own) == {key: 5}, kind
            assert own.structure({key: 5}, mapping) == {key: 5}, kind


@pytest.mark.parametrize("name", PRECONF)
def test_keys_are_text_in_every_format(name: str) -> None:
    module = pytest.importorskip(name if name != "pyyaml" else "yaml") and import_module(
        f"cattrs.preconf.{name}"
    )
    own = module.make_converter()
    configure_converter(own)
    for kind, (key, text) in SPELLED.items():
        if kind is date and name == "msgpack":
            continue  # It writes them as seconds, also in fields.
        holder = define(type("Holder", (), {"__annotations__": {"by_key": dict[kind, int]}}))  # type: ignore[valid-type]
        assert own.unstructure(holder({key: 5})) == {"by_key": {text: 5}}, kind
        assert own.loads(own.dumps(holder({key: 5})), holder) == holder({key: 5}), kind


def test_keys_of_a_mapping_without_types_are_text_too() -> None:
    own = make_converter()
    keys = [1, 0.5, True, Side.LEFT, UID, "a"]
    for key, text in zip(keys, ["1", "0.5", "true", "left", str(UID), "a"], strict=True):
        assert own.unstructure({key: {key: [None]}}) == {text: {text: [None]}}
        assert json.loads(dumps({key: 1})) == {text: 1}
    with pytest.raises(ValueError, match="a second key that becomes 1"):
        own.unstructure({1: 0, "1": 0})


def test_keys_that_have_no_text_are_refused_when_the_hook_is_made() -> None:
    own = make_converter()
    own.register_structure_hook(int | str, lambda value, _: value)
    for kind in (None, Optional[str], tuple[int, int], list[int], Twice, DataRow):
        mapping: Any = dict[kind, int]  # type: ignore[valid-type]
        for get in (own.get_structure_hook, own.get_unstructure_hook):
            with pytest.raises(TypeError, match=r"have no text in JSON|have the text '1'"):
                get(mapping)


def test_a_number_that_json_lacks_is_no_key() -> None:
    own = make_converter()
    assert own.structure({"5": 1, "-1e3": 2}, dict[float, int]) == {5: 1, -1000.0: 2}
    with pytest.raises(Exception) as caught:
        own.structure({"9" * 5000: 1}, dict[int, int])
    assert "expected int" in explain(caught.value)[0]
    with pytest.raises(Exception) as caught:
        own.unstructure({object(): 1}, dict[Any, int])
    assert "expected a key that JSON has as text, got object" in explain(caught.value)[0]
    with pytest.raises(Exception) as caught:
        own.unstructure({float("nan"): 1}, dict[float, int])
    assert explain(caught.value) == ["$[float nan]: nan is no key: JSON has no such number"]
    for text in ("NaN", "1e999", "01", "+1", " 1", "1_0", ""):
        with pytest.raises(Exception) as caught:
            own.structure({text: 1}, dict[float, int])
        assert "expected float" in explain(caught.value)[0]


def test_two_keys_that_are_read_as_one_are_an_error() -> None:
    own = make_converter()
    for mapping, payload in (
        (dict[float, int], {"1.0": 1, "1.00": 2}),
        (dict[int, int], {"1": 1, 1: 2}),
    ):
        with pytest.raises(Exception) as caught:
            own.structure(payload, mapping)
        assert "second key" in explain(caught.value)[0]


def test_a_hook_of_a_service_for_the_keys_is_called() -> None:
    own = make_converter()
    own.register_structure_hook(Frame, lambda value, _: int(value.removeprefix("f")))
    own.register_unstructure_hook(Frame, lambda value: f"f{value}")
    assert own.structure({"f7": 1}, dict[Frame, int]) == {7: 1}
    assert own.unstructure({7: 1}, dict[Frame, int]) == {"f7": 1}


def test_mappings_of_every_class_are_made() -> None:
    own = make_converter()
    for kind, made in (
        (OrderedDict[int, int], OrderedDict({1: 2})),
        (defaultdict[int, list[int]], defaultdict(list, {1: [2]})),
        (Counter[int], Counter({1: 2})),
    ):
        payload = own.unstructure(made, kind)
        read = own.structure(payload, kind)
        assert read == made
        assert type(read) is type(made)
    assert own.structure({}, defaultdict[str, list[int]])["new"] == []


def test_the_schema_says_which_texts_are_keys() -> None:
    names = {
        kind: json_schema(dict[kind, int]).get("propertyNames", {})  # type: ignore[valid-type]
        for kind in SPELLED
    }
    assert names[Side] == {"enum": ["left"]}
    assert names[Mixed] == {"enum": ["1", "a"]}
    assert names[Literal["a", 1, True]] == {"enum": ["a", "1", "true"]}
    assert names[bool] == {"enum": ["true", "false"]}
    assert names[int] == {"pattern": "^(-?[0-9]+)$"}
    assert names[str] == {}


def test_strategies_draw_keys_that_are_read() -> None:
    own = make_converter()
    for kind in SPELLED:
        mapping: Any = dict[kind, int]  # type: ignore[valid-type]

        @settings(max_examples=4, database=None, deadline=None)
        @given(st.tuples(st.just(mapping), payloads(mapping, converter=own)))
        def check(drawn: tuple[Any, Any]) -> None:
            kind, payload = drawn
            try:
                own.structure(payload, kind)
            except Exception as exc:
                assert "second key" in explain(exc)[0], explain(exc)

        check()
