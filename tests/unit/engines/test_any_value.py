"""Values of fields that hold anything: they are written by their own classes, however deep."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

import attrs
import pytest
from cattrs import Converter
from engines import ENGINES_HERE, running

from converters import converter as ready
from converters import explain, make_converter
from orm_attrs import Keeper


class Colour(Enum):
    RED = "red"


@attrs.define
class Holder(Keeper):
    value: Any = None
    values: list[Any] = attrs.field(factory=list)
    named: dict[str, Any] = attrs.field(factory=dict)


def nested(levels: int, make: Any) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = make(value)
    return value


@pytest.mark.parametrize("engine", ENGINES_HERE)
@pytest.mark.parametrize("options", [{}, {"unknown": "keep"}, {"omit_if_default": True}])
@pytest.mark.parametrize("make", [lambda it: {"a": it, "b": []}, lambda it: [it, 2]])
def test_what_is_read_is_written_however_deep_it_nests(make, options, engine):
    deep = nested(3000, make)
    payload = {"value": deep, "values": [deep], "named": {"a": deep}}
    with running(engine):
        converter = make_converter(**options)
        written = converter.unstructure(converter.structure(payload, Holder))
    assert written.keys() == payload.keys()
    levels = 0
    for expected in (payload["value"], payload["values"], payload["named"]):
        pairs = [(written[next(key for key in payload if payload[key] is expected)], expected)]
        while pairs:
            a, b = pairs.pop()
            assert type(a) is type(b)
            levels += 1
            if type(a) is dict:
                assert a is not b
                assert list(a) == list(b)
                pairs += zip(a.values(), b.values(), strict=True)
            elif type(a) is list:
                assert a is not b
                assert len(a) == len(b)
                pairs += zip(a, b, strict=True)
            else:
                assert a == b
    assert levels > 9000


VALUES = [
    None,
    True,
    [1, [2.5, {"a": [Colour.RED, {1: Colour.RED}, (1, Colour.RED)]}]],
    {"a": {"b": datetime(2022, 1, 5)}},
]


@pytest.mark.parametrize("value", VALUES)
def test_each_value_is_written_as_the_converter_writes_it_alone(value):
    assert ready.unstructure(Holder(value))["value"] == ready.unstructure(value)
    assert ready.unstructure(Holder(values=[value]))["values"] == [ready.unstructure(value)]


@pytest.mark.parametrize("kind", [int, list, dict])
def test_a_hook_of_a_service_is_called_at_any_depth(kind):
    value = [1, {"a": [2]}]
    converters = (make_converter(), Converter())
    for converter in converters:
        converter.unstructure(Holder(value))
        converter.register_unstructure_hook(kind, lambda it: f"{it}!")
    ours, cattrs = (converter.unstructure(Holder(value))["value"] for converter in converters)
    assert ours == cattrs


def test_a_value_that_contains_itself_is_refused():
    value: list[Any] = [{"a": []}]
    value[0]["a"] += [value, value]
    with pytest.raises(ValueError) as caught:
        ready.unstructure(Holder(value))
    assert explain(caught.value) == ["$: nested too deep to be written"]
