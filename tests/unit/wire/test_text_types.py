"""Types of the standard library that are text on the wire, in classes of a service."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv6Network
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, NewType, Optional

import pytest
from attrs import define, field, make_class
from engines import ENGINES_HERE, running
from hypothesis import given
from hypothesis import strategies as st

from converters import (
    columns,
    configure_converter,
    dumps,
    explain,
    json_schema,
    loads,
    make_converter,
    problems,
)
from converters.strategies import payloads
from converters.wire.text_types import read_duration, write_duration

VALUES: dict[Any, tuple[Any, str]] = {
    date: (date(2022, 1, 5), "2022-01-05"),
    time: (time(18, 51, 5, 250), "18:51:05.000250"),
    timedelta: (timedelta(days=1, seconds=7384, microseconds=500_000), "P1DT7384.5S"),
    Decimal: (Decimal("1.50"), "1.50"),
    Path: (Path("a/b"), "a/b"),
    PurePosixPath: (PurePosixPath("/a"), "/a"),
    bytes: (b"\x00\xff", "AP8="),
    IPv4Address: (IPv4Address("127.0.0.1"), "127.0.0.1"),
    IPv6Network: (IPv6Network("::1/128"), "::1/128"),
}
"""Type to a value, and its text."""

BAD: dict[Any, list[Any]] = {
    date: ["May", "2022-13-01", "2022-01-05T00:00:00", 5, datetime(2022, 1, 5), None],
    time: ["25:00", "x", 5],
    timedelta: ["P", "PT", "1 day", "P1Y", "P1M", "P1.5D", "P99999999999D", 5, "\u0661"],
    Decimal: ["x", "NaN", "Infinity", "1_0", "", 1.5, True, "9" * 2000],
    Path: [5, ["a"]],
    bytes: ["AP8", "A P8=", "é", 5, [0]],
    IPv4Address: ["1.2.3", 5, ""],
}


def class_of(**types: Any) -> Any:
    return make_class("Holder", {name: field(type=kind) for name, kind in types.items()})


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_values_are_text_on_the_wire_in_every_place(engine: str) -> None:
    with running(engine):
        for options in ({}, {"unknown": "keep"}, {"unknown": "forbid"}):
            own = make_converter(**options)
            for kind, (value, text) in VALUES.items():
                places: Any = {"alone": kind, "listed": list[kind], "named": dict[str, kind | None]}
                cls = class_of(**places)
                obj = cls(value, [value], {"a": value, "b": None})
                payload = {"alone": text, "listed": [text], "named": {"a": text, "b": None}}
                assert own.unstructure(obj) == payload, kind
                assert json.loads(dumps(obj, converter=own)) == payload, kind
                assert loads(json.dumps(payload), cls, converter=own) == obj, kind
                assert own.structure(own.structure(text, kind), kind) == value, kind


def test_subclasses_of_the_types_are_made() -> None:
    own = make_converter()
    for base, (value, text) in VALUES.items():
        if base in (Path, IPv6Network, IPv4Address):
            continue
        kind: Any = type("Own", (base,), {})
        made = own.structure(text, kind)
        assert type(made) is kind
        assert made == value
        assert own.structure(made, kind) is made
        assert own.unstructure(made) == text


def test_bad_values_are_problems_of_the_payload() -> None:
    own = make_converter()
    for kind, values in BAD.items():
        for value in values:
            with pytest.raises((TypeError, ValueError)) as caught:
                own.structure(value, kind)
            (problem,) = problems(caught.value)
            assert problem.code in ("wrong_type", "bad_date", "bad_text"), (kind, value)
            assert problem.message.startswith("expected "), (kind, value)


def test_a_value_of_another_type_is_not_written() -> None:
    own = make_converter()
    for kind, (_, text) in VALUES.items():
        cls = class_of(value=kind)
        with pytest.raises(Exception) as caught:
            own.unstructure(cls(text if kind is not bytes else 5))
        assert "$.value: expected a" in explain(caught.value)[0]
    with pytest.raises(ValueError, match="NaN has no place in JSON"):
        own.unstructure(Decimal("NaN"), Decimal)


def test_schemas_columns_and_strategies_know_the_types() -> None:
    for kind in VALUES:
        assert "string" in json_schema(kind)["type"]
        assert "string" in json_schema(kind, mode="write")["type"]
        cls = class_of(value=kind)

        @given(st.tuples(st.just(kind), payloads(kind)))
        def check(drawn: tuple[Any, Any]) -> None:
            kind, payload = drawn
            make_converter().structure(payload, kind)

        check()
        if kind is not bytes:
            (column,) = columns(cls)
            assert column.kind == "text", kind


@given(st.timedeltas())
def test_a_duration_is_read_as_it_was_written(value: timedelta) -> None:
    assert read_duration(write_duration(value)) == value


def test_durations_are_read_in_every_form_of_the_standard() -> None:
    for text, value in {
        "P1W": timedelta(weeks=1),
        "-P1D": timedelta(days=-1),
        "+PT1H30M": timedelta(minutes=90),
        "PT0,5S": timedelta(milliseconds=500),
        "P1WT1S": timedelta(weeks=1, seconds=1),
    }.items():
        assert read_duration(text) == value


def test_a_format_with_a_type_of_its_own_keeps_it() -> None:
    from cattrs.preconf.json import make_converter as make_json_converter
    from cattrs.preconf.msgpack import make_converter as make_msgpack_converter

    json_own, msgpack_own = make_json_converter(), make_msgpack_converter()
    before = json_own.unstructure(b"\xff")
    configure_converter(json_own)
    configure_converter(msgpack_own)
    assert json_own.unstructure(b"\xff") == before
    assert msgpack_own.unstructure(b"\xff") == b"\xff"
    assert msgpack_own.structure(b"\xff", bytes) == b"\xff"


# --- subtypes, and names --------------------------------------------------------------------------


@define
class Dated:
    at: datetime
    day: date


def test_a_hook_for_a_base_leaves_its_subtypes_alone() -> None:
    own = make_converter()
    own.register_structure_hook(date, lambda value, _: date(2022, 1, int(value)))
    own.register_unstructure_hook(date, lambda value: str(value.day))
    payload = {"at": "2022-01-05T18:51:05", "day": "5"}
    read = own.structure(payload, Dated)
    assert read == Dated(datetime(2022, 1, 5, 18, 51, 5), date(2022, 1, 5))
    assert own.unstructure(read) == payload
    assert own.copy().unstructure(read) == payload

    own = make_converter()
    own.register_structure_hook(object, lambda value, _: value)
    own.register_unstructure_hook(object, lambda value: value)
    for value, text in (
        (datetime(2022, 1, 5), "2022-01-05T00:00:00"),
        (date(2022, 1, 5), "2022-01-05"),
    ):
        assert own.structure(text, type(value)) == value
        assert own.unstructure(value) == text


def test_a_hook_of_a_service_for_dates_comes_before_ours() -> None:
    for register in ("by class", "by predicate", "by factory"):
        own = make_converter()
        if register == "by class":
            own.register_structure_hook(datetime, lambda value, _: value)
        elif register == "by predicate":
            own.register_structure_hook_func(lambda it: it is datetime, lambda value, _: value)
        else:
            own.register_structure_hook_factory(
                lambda it: it is datetime, lambda _: lambda value, _: value
            )
        assert own.structure("x", datetime) == "x", register


Meters = NewType("Meters", int)
Height = NewType("Height", Meters)


def test_a_hook_for_one_of_several_names_is_called() -> None:
    own = make_converter()
    own.register_structure_hook(Meters, lambda value, _: value * 100)
    own.register_unstructure_hook(Meters, lambda value: value // 100)
    kinds: list[Any] = [
        Meters,
        Height,
        Annotated[Meters, "above the sea"],
        Annotated[Height, "above the sea"],
        NewType("Depth", Height),
    ]
    for kind in kinds:
        cls = class_of(alone=kind, listed=list[kind], named=dict[str, kind], some=Optional[kind])
        payload = {"alone": 1, "listed": [1], "named": {"a": 1}, "some": 1}
        made = cls(100, [100], {"a": 100}, 100)
        assert own.structure(payload, cls) == made, kind
        assert own.unstructure(made) == payload, kind
        assert json_schema(kind, converter=own).keys() == {"$schema"}


# --- enums of a service ---------------------------------------------------------------------------


class Priority(IntEnum):
    LOW = 1

    @classmethod
    def _missing_(cls, value: object) -> Any:
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None


class Corner(Enum):
    FIRST = (0, 0)


class Day(Enum):
    FIRST = date(2022, 1, 5)


class Price(Enum):
    LOW = Decimal("1.50")


class Bag(Enum):
    EMPTY = frozenset()


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_values_of_enums_are_written_as_their_types_are(engine: str) -> None:
    with running(engine):
        own = make_converter()
        for member, written in (
            (Priority.LOW, 1),
            (Corner.FIRST, [0, 0]),
            (Day.FIRST, "2022-01-05"),
            (Price.LOW, "1.50"),
        ):
            kind: Any = type(member)
            assert own.unstructure([member], list[kind]) == [written]
            assert json.loads(dumps([member], converter=own)) == [written]
            assert loads(json.dumps([written]), list[kind], converter=own) == [member]
        assert own.structure("low", Priority) is Priority.LOW
        with pytest.raises(TypeError, match="EMPTY: a value of type frozenset has no form"):
            own.unstructure(Bag.EMPTY)
