"""Keeping what a payload had where fields have defaults: of another type, or left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from attrs import define, make_class
from attrs import field as attrs_field
from engines import ENGINES_HERE, running

from converters import dumps, explain, loads, make_converter
from converters.plans.hooks import pair_of
from converters.plans.report import Limits, Report
from orm_attrs import Keeper

KEEPING = ({"unknown": "keep"}, {"unknown": "keep", "omit_if_default": True})


@pytest.fixture(autouse=True, params=ENGINES_HERE)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run each test on both engines."""
    with running(request.param):
        yield


class Color(Enum):
    RED = "red"


@define
class Rec(Keeper):
    n: int = 0


@pytest.mark.parametrize("options", KEEPING, ids=str)
@pytest.mark.parametrize(
    ("kind", "default"),
    [
        (Rec, None),
        (Rec, {}),
        (datetime, None),
        (UUID, None),
        (Color, None),
        (Color, "red"),
        (list[Rec], None),
        (dict[str, Rec], None),
        (tuple[Rec, int], None),
        (int, "a"),
        (str, 5),
    ],
)
def test_what_is_read_with_a_default_of_another_type_is_read_when_it_is_kept(
    options: dict[str, Any], kind: Any, default: Any
) -> None:
    fields = {"x": attrs_field(type=kind, default=default), "y": attrs_field(type=int, default=5)}
    cls = make_class("Outer", fields, bases=(Keeper,))
    own = make_converter(**options)
    for payload in ({}, {"y": 6}, {"y": 6, "unknown": 1}):
        read = own.structure(payload, cls)
        assert (read.x, read.y) == (default, payload.get("y", 5))
        assert loads(json.dumps(payload), cls, converter=own) == read
        # Where the default is left out, it need not be written.
        if "omit_if_default" in options:
            assert own.unstructure(read) == payload
    with pytest.raises(Exception) as caught:
        own.structure({"y": "x"}, cls)
    assert explain(caught.value) == ["$.y: expected int, got 'x'"]


@define
class Row(Keeper):
    a: int | None = None
    b: bool = False
    c: int | None = None
    d: Color = Color.RED
    e: bool = True


@pytest.mark.parametrize("options", KEEPING, ids=str)
def test_what_was_left_out_is_put_back_in_the_same_order_however_it_was_read(
    options: dict[str, Any],
) -> None:
    own = make_converter(**options)
    pair = pair_of(own.get_structure_hook(Row))
    assert pair is not None
    for payload in (
        {"a": None, "b": 0, "c": None, "d": "red", "e": 1, "z": None},
        {"b": False, "c": None},
        {"e": True, "z": 1, "a": None},
        {"d": "red", "c": None, "b": 0.0},
    ):
        read = (
            own.structure(payload, Row),
            pair.detailed(payload, Report(Limits(max_problems=1, is_detailed=True))),
            loads(json.dumps(payload), Row, converter=own),
        )
        orders = {tuple(own.unstructure(it)) for it in read}
        orders |= {tuple(json.loads(dumps(it, converter=own))) for it in read}
        assert len(orders) == 1
        assert own.unstructure(read[0]) == payload
