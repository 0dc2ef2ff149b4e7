"""Numbers come back as they were spelled, whole ones as ``2`` or ``2.0``, wherever they stand."""

import json
from datetime import datetime
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import attrs
import pytest
from engines import ENGINES_HERE, is_compiled, running
from hypothesis import given
from hypothesis import strategies as st

from converters import INVALID, dumps, kept, loads, make_converter
from converters.unknown.held import kept_of, same
from converters.unknown.recorder import round_trip_of_type
from orm_attrs import Keeper, StorageLocation


class Level(IntEnum):
    LOW = 1
    HIGH = 2


@attrs.define
class Inner(Keeper):
    size: int = 0
    sizes: list[int] = attrs.field(factory=list)


@attrs.define
class Numbers(Keeper):
    whole: int = 0
    real: float = 0.0
    maybe: int | None = None
    level: Level = Level.LOW
    anything: Any = None
    flags: list[bool] = attrs.field(factory=list)
    wholes: list[int] = attrs.field(factory=list)
    reals: list[float] = attrs.field(factory=list)
    levels: list[Level | None] = attrs.field(factory=list)
    pair: tuple[int, float] | None = None
    several: tuple[int, ...] = ()
    ranges: list[tuple[int, int]] = attrs.field(factory=list)
    by_name: dict[str, int] = attrs.field(factory=dict)
    by_frame: dict[int, list[Inner]] = attrs.field(factory=dict)
    either: str | int | list[int] | None = None
    numbers: int | float | str | None = None
    inner: Inner | None = None
    dates: list[datetime] = attrs.field(factory=list)
    uuids: dict[str, UUID] = attrs.field(factory=dict)
    places: list[StorageLocation] = attrs.field(factory=list)


@attrs.define
class Many(Keeper):
    """More numbers than have a place in what objects share."""

    a: int
    b: int
    c: int
    d: int
    e: int
    f: int
    g: int
    h: int
    i: int
    j: int
    k: int
    l: int  # noqa: E741
    m: int
    n: int
    o: int
    p: int
    q: int
    r: int


WHOLE: Final = st.integers(-(2**53), 2**53) | st.sampled_from([0, 1, -1])
INT: Final = WHOLE | WHOLE.map(float) | st.just(-0.0) | st.integers()
REAL: Final = st.floats(allow_nan=False, allow_infinity=False) | st.integers()
LEVEL: Final = st.sampled_from([1, 2, 1.0, 2.0])
KEY: Final = st.integers(0, 10**20).map(str) | st.sampled_from(
    ["007", "-0", "-5", "00", "0", "-01"]
)
INNER: Final = st.fixed_dictionaries({}, optional={"size": INT, "sizes": st.lists(INT)})
UUID_TEXT: Final = st.uuids().flatmap(
    lambda it: st.sampled_from([str(it), it.hex, str(it).upper()])
)
DATE: Final = st.sampled_from(
    ["2022-01-05T18:51:05", "2022-01-05 18:51:05", "2022-01-05T18:51:05Z", "2022-01-05"]
)
PAYLOADS: Final = st.fixed_dictionaries(
    {},
    optional={
        "whole": INT,
        "real": REAL,
        "maybe": INT | st.none(),
        "level": LEVEL,
        "anything": INT | st.lists(REAL),
        "flags": st.lists(st.sampled_from([True, False, 0, 1, 0.0, 1.0])),
        "wholes": st.lists(INT),
        "reals": st.lists(REAL),
        "levels": st.lists(LEVEL | st.none()),
        "pair": st.tuples(INT, REAL).map(list) | st.none(),
        "several": st.lists(INT),
        "ranges": st.lists(st.tuples(INT, INT).map(list)),
        "by_name": st.dictionaries(st.text(), INT),
        "by_frame": st.dictionaries(KEY, st.lists(INNER, max_size=2), max_size=3).filter(
            lambda it: len(set(map(int, it))) == len(it)
        ),
        "either": INT | st.text() | st.lists(INT) | st.none(),
        "numbers": INT | REAL | st.text(),
        "inner": INNER,
        "dates": st.lists(DATE),
        "uuids": st.dictionaries(st.text(), UUID_TEXT),
        "places": st.lists(st.sampled_from([0, 1, 1.0, 99, -7, None])),
        "unknown": INT | REAL,
    },
)


@given(PAYLOADS)
def test_any_payload_comes_back_with_each_number_as_it_was(payload: dict[str, Any]) -> None:
    text = json.dumps(payload)
    for engine in ENGINES_HERE:
        with running(engine):
            keeping, ignoring = make_converter(unknown="keep"), make_converter()
            assert is_compiled(keeping.get_structure_hook(Numbers)) == (engine == "compiled")
            usual = ignoring.structure(payload, Numbers)
            for read in (
                keeping.structure(payload, Numbers),
                loads(text, Numbers, converter=keeping),
            ):
                assert read == usual
                assert same(keeping.unstructure(read), payload)
                assert same(json.loads(dumps(read, converter=keeping)), payload)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_of_plain_numbers_nothing_is_held(engine: str) -> None:
    payload = {
        "whole": 2,
        "real": 1,
        "maybe": None,
        "level": 2,
        "anything": 2.0,
        "flags": [True],
        "wholes": [1, 2],
        "reals": [1, 2.5],
        "levels": [1, None],
        "pair": [1, 2],
        "several": [3],
        "ranges": [[0, 1]],
        "by_name": {"a": 1},
        "by_frame": {"7": [{"size": 1, "sizes": [2]}], "-1": []},
        "either": [1],
        "numbers": 2.0,
        "inner": {"size": 5, "sizes": []},
        "dates": ["2022-01-05T18:51:05"],
        "uuids": {"a": "0b8f6d3a-7d57-4a5b-8f0e-000000000001"},
        "places": [0, 1],
    }
    with running(engine):
        keeping = make_converter(unknown="keep")
        for read in (
            keeping.structure(payload, Numbers),
            loads(json.dumps(payload), Numbers, converter=keeping),
        ):
            assert kept_of(read) == kept_of(Numbers())
            assert kept(read.by_frame[7][0]) == {}


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_a_number_that_was_changed_is_written_as_it_is_now(engine: str) -> None:
    payload = {"whole": 2.0, "maybe": -0.0, "wholes": [1.0], "by_frame": {"007": []}}
    with running(engine):
        keeping = make_converter(unknown="keep")
        unknown = {"places": [None, 0, 77]}
        assert keeping.unstructure(keeping.structure(unknown, Numbers)) == unknown
        read = loads(json.dumps(payload), Numbers, converter=keeping)
        assert kept(read) == {"maybe": -0.0, "wholes": [1.0], "by_frame": {"007": []}}
        read.whole, read.maybe, read.wholes, read.by_frame = 3, 4, [1, 2], {8: []}
        written = keeping.unstructure(read)
        assert written == {"whole": 3, "maybe": 4, "wholes": [1, 2], "by_frame": {"8": []}}
        assert json.loads(dumps(read, converter=keeping)) == written
        read.whole = 2**70
        assert keeping.unstructure(read)["whole"] == 2**70
        assert json.loads(dumps(read, converter=keeping))["whole"] == 2**70
        many = {name: float(i) for i, name in enumerate("abcdefghijklmnopqr")}
        assert same(keeping.unstructure(keeping.structure(many, Many)), many)
        assert same(keeping.unstructure(loads(json.dumps(many), Many, converter=keeping)), many)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_two_keys_that_are_read_as_one_are_an_error(engine: str) -> None:
    with running(engine):
        for unknown in ("ignore", "keep"):
            own = make_converter(unknown=unknown)
            assert own.structure({"007": 1, "-0": 2}, dict[int, int]) == {7: 1, 0: 2}
            assert own.unstructure({7: 1}, dict[int, int]) == {"7": 1}
            for text in ('{"7": 1, "007": 2}', '{"007": 1, "7": 2}', '{"0": 1, "-0": 2}'):
                for read in (
                    lambda text=text: loads(text, dict[int, int], converter=own),  # noqa: B023
                    lambda text=text: own.structure(json.loads(text), dict[int, int]),  # noqa: B023
                ):
                    with pytest.raises(INVALID):
                        read()
            assert loads('{"7": 1, "7": 2}', dict[int, int], converter=own) == {7: 2}
            for key in ("7.0", "+7", " 7", "1" * 5000, "\u0667"):
                with pytest.raises(INVALID):
                    own.structure({key: 1}, dict[int, int])


def test_what_is_counted_while_it_is_read_is_not_compared() -> None:
    own = make_converter(unknown="keep")
    for kind in (list[int], dict[int, Inner], tuple[int, bool], list[datetime]):
        assert round_trip_of_type(kind, own) == "counted"
    assert round_trip_of_type(list[Inner], own) == "identical"
