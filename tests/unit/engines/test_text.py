"""JSON text that the compiled engine writes itself."""

from __future__ import annotations

import json
import math
import pickle
import sys
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from math import inf, nan
from typing import Any
from uuid import UUID

import pytest
from attrs import NOTHING, define
from cattrs.errors import ClassValidationError
from engines import COMPILED, row
from hypothesis import example, given
from hypothesis import strategies as st

from converters import converter, dumps, make_converter
from converters.plans.hooks import pair_of
from converters.unknown.held import Kept, Original
from orm_attrs import DataRow, DataType, Keeper, LabelStatus

pytestmark = pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SHORT_FLOATS = st.builds(lambda n, places: n / 10**places, st.integers(), st.integers(0, 9))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def text_of(value: Any) -> str:
    """Write a JSON value."""
    return COMPILED.text_of(lambda it: it, value).decode()


def plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(FLOATS | SHORT_FLOATS)
@example(-0.0)
@example(1e15)
@example(999999999999999.9)
@example(123456789.123456)
@example(0.001)
@example(0.0009)
@example(5e-324)
@example(sys.float_info.max)
def test_a_float_is_written_as_python_spells_it(number: float) -> None:
    assert text_of(number) == repr(number)


def test_floats_of_every_size_are_written_as_python_spells_them() -> None:
    powers = [2.0**power for power in range(-1074, 1024)]
    powers += [float(f"1e{power}") for power in range(-323, 309)]
    numbers = [*powers, *(math.nextafter(one, 0) for one in powers)]
    numbers += [math.nextafter(one, math.inf) for one in powers[:-1]]
    numbers += [one * digits for one in powers[::7] for digits in (3.0, 0.7, 1 / 3) if one < 1e300]
    assert [one for one in numbers if text_of(one) != repr(one)] == []


@given(st.integers())
@example(2**63 - 1)
@example(-(2**63))
@example(2**63)
def test_an_integer_is_written_with_all_its_digits(number: int) -> None:
    assert text_of(number) == str(number)


@given(st.text())
@example("")
@example("seven..")
@example("eight...")
@example('"')
@example('eight...\\"')
@example("".join(map(chr, range(256))))
@example("\x7f\x80\u07ff\u0800\uffff\U00010000\U0010ffff")
@example("é" * 10_000)
@example("\x1f" * 10_000)
def test_a_text_is_escaped_as_little_as_json_allows(text: str) -> None:
    assert text_of(text) == plain(text)
    assert text_of({text: [text]}) == plain({text: [text]})


@given(VALUES)
def test_any_json_value_is_written(value: Any) -> None:
    assert text_of(value) == plain(value)


@pytest.mark.parametrize(
    "value",
    [
        *(nan, inf, -inf, "\ud800", "long enough\udfff", {1: 2}, {"a": {None: 1}}, (1,), {1}, b""),
        *(LabelStatus.LABELLED, Enum("One", "A").A, type("S", (str,), {})("x"), object),
    ],
    ids=repr,
)
def test_what_no_json_text_says_exactly_is_refused(value: Any) -> None:
    for whole in (value, [value], {"a": value}):
        with pytest.raises(ValueError):
            text_of(whole)


def test_what_contains_itself_is_refused() -> None:
    itself: list[Any] = []
    itself.append(itself)
    with pytest.raises(ValueError):
        text_of(itself)


def test_an_integer_longer_than_a_float_is_left_to_python() -> None:
    # Python 3.12 and newer may write it in Python code, which changes what is walked over.
    for digits in (309, 4000, 5000):
        with pytest.raises(OverflowError):
            text_of([10**digits])
    assert text_of([10**308, -(10**308)]) == f"[{10**308},-{10**308}]"
    obj = converter.structure({**row(), "client_metadata": {"number": 10**4000}}, DataRow)
    assert json.loads(dumps(obj))["client_metadata"] == {"number": 10**4000}
    obj.client_metadata = {"number": 10**5000}
    with pytest.raises(ValueError):
        dumps(obj)


def test_what_calls_fail_with_is_passed_on() -> None:
    with pytest.raises(ZeroDivisionError):
        COMPILED.text_of(lambda it: 1 / it, 0)
    with pytest.raises(TypeError):
        COMPILED.text_of(5, 5)
    with pytest.raises(TypeError):
        COMPILED.text_of(print)


ZONES = [None, UTC, timezone(timedelta(hours=-5, minutes=-30))]


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("micro", [0, 1, 500_000])
def test_a_date_is_written_as_in_a_dict(zone: Any, micro: int) -> None:
    obj = converter.structure(row(), DataRow)
    obj.created_at = datetime(2022, 1, 5, 18, 51, 5, micro, tzinfo=zone)
    assert json.loads(dumps(obj)) == converter.unstructure(obj)


@define
class Part:
    number: int
    uid: UUID
    status: LabelStatus = LabelStatus.LABELLED
    more: Any = None


@define
class Whole:
    parts: list[Part]
    by_name: dict[str, Part]
    one: Part | None = None


@define
class Holder(Keeper):
    number: int
    more: Any = None


@define
class Special(Part):
    extra: int = 7


PART = Part(1, UUID(int=5), LabelStatus.NOT_LABELLED, [{"a": 1.5}])
OBJECTS = [
    PART,
    Whole([], {}),
    Whole([PART, PART], {"é": PART}, PART),
    [],
    [PART, PART],
    [PART, None, {"a": PART}],
    {"a": [PART]},
    Special(1, UUID(int=6)),
    Whole([Special(2, UUID(int=7))], {}),
]


@pytest.mark.parametrize("obj", OBJECTS, ids=str)
@pytest.mark.parametrize("options", [{}, {"omit_if_default": True}, {"unknown": "keep"}], ids=str)
def test_objects_are_written_as_they_are_unstructured(obj: Any, options: Any) -> None:
    own = make_converter(**options)
    assert dumps(obj, converter=own).decode() == plain(own.unstructure(obj))


HELD: dict[str, Any] = {
    "unknown keys": {"new": {"a": ["é", None]}, "newer": 5},
    "an unknown member": {"data_type": "HOLOGRAM"},
    "a date in another spelling": {"created_at": "2022-01-05T18:51:05Z"},
    "a null that is left out": {"signed_url": None, "is_optimised_image_group": None},
    "all of it": {"new": 1, "data_type": "X", "last_edited_at": "5 Jan 2022", "file_size": 1.0},
}


@pytest.mark.parametrize("changes", HELD.values(), ids=HELD)
@pytest.mark.parametrize("options", [{}, {"omit_if_default": True}], ids=str)
@pytest.mark.parametrize("absent", [(), ("images_data", "client_metadata")], ids=str)
def test_what_an_object_holds_is_written_where_it_was(
    changes: Any, options: Any, absent: tuple[str, ...]
) -> None:
    own = make_converter(unknown="keep", **options)
    payload = {key: it for key, it in {**row(), **changes}.items() if key not in absent}
    obj = own.structure(payload, DataRow)
    for _ in range(2):
        text = dumps([obj], converter=own).decode()
        assert text == plain([own.unstructure(obj)])
        assert json.loads(text) == [payload]
        obj = pickle.loads(pickle.dumps(obj))


def test_of_what_an_object_holds_a_changed_field_is_written_as_it_is_now() -> None:
    own = make_converter(unknown="keep")
    obj = own.structure({**row(), **HELD["all of it"]}, DataRow)
    obj.created_at = datetime(2023, 1, 1)
    obj.data_type = DataType.IMAGE
    assert dumps(obj, converter=own).decode() == plain(own.unstructure(obj))


ORIGINAL = Original("number", 1, "number", 5.0)
ODD = {
    "another key": Kept({}, (Original("number", 1, "other", 5),)),
    "the key of another field": Kept({}, (Original("number", 1, "more", 5),)),
    "a key that no field has": Kept({}, (Original("nobody's", NOTHING, "nobody's", 5),)),
    "an unknown key that a field has": Kept({"number": 5}),
    "the same field twice": Kept({}, (ORIGINAL, Original("number", 5.0, "number", 6))),
    "a value that is no JSON": Kept({}, (Original("number", 1, "number", {5}),)),
    "what is the same as before": Kept({}, (ORIGINAL,)),
    "what was another value": Kept({}, (Original("number", 2, "number", 5),)),
    "nothing": Kept(),
}


@pytest.mark.parametrize("held", ODD.values(), ids=ODD)
def test_odd_things_that_an_object_holds_are_written_as_in_a_dict(held: Kept) -> None:
    own = make_converter(unknown="keep")
    obj = Holder(1)
    obj._kept = held
    try:
        expected: Any = plain(own.unstructure(obj))
    except Exception as error:
        expected = type(error)
    try:
        text: Any = dumps(obj, converter=own).decode()
    except Exception as error:
        text = type(error)
    assert text == expected


@pytest.mark.parametrize("held", [5, Kept(5), Kept({}, [ORIGINAL]), Kept({}, (5,)), Kept({5: 6})])
def test_what_is_held_in_no_way_of_ours_is_left_to_python(held: Any) -> None:
    own = make_converter(unknown="keep")
    obj = Holder(1)
    obj._kept = held
    writer = pair_of(own.get_unstructure_hook(Holder)).attempt  # type: ignore[union-attr]
    with pytest.raises(Exception):
        COMPILED.text_of(writer, obj)


def test_a_hook_that_empties_the_list_ends_it() -> None:
    own = make_converter()
    parts = [PART, PART, PART]

    def hook(status: LabelStatus) -> str:
        parts.clear()
        return status.name

    own.register_unstructure_hook(LabelStatus, hook)
    assert len(json.loads(dumps(Whole(parts, {}), converter=own))["parts"]) == 1


def test_a_hook_that_gives_no_json_is_reported_as_without_the_engine() -> None:
    own = make_converter()
    own.register_unstructure_hook(LabelStatus, lambda status: {status})
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        dumps(PART, converter=own)


def test_an_attribute_that_is_missing_is_told() -> None:
    obj = Part(1, UUID(int=5))
    del obj.number
    with pytest.raises((AttributeError, ClassValidationError), match="number"):
        dumps(obj)


def test_two_fields_with_one_key_are_written_once() -> None:
    def write_field(name: str) -> Any:
        step = (COMPILED.AS_IS, False, None, None, None, None, None, None)
        return (vars(Part)[name], name, "the_key", 0, None, None, False, step)

    fields = (write_field("number"), write_field("more"))
    facts = {"is_body": False, "demands": (), "kept_member": None}
    writer = COMPILED.Writer(Part, fields, restores=False, **facts)
    assert COMPILED.text_of(writer, PART) == b'{"the_key":[{"a":1.5}]}'


def test_the_attempt_of_a_hook_says_what_its_text_says() -> None:
    attempt = pair_of(converter.get_unstructure_hook(list[Part])).attempt  # type: ignore[union-attr]
    assert json.loads(COMPILED.text_of(attempt, [PART])) == attempt([PART])
    with pytest.raises(Exception):
        COMPILED.text_of(attempt, 5)
    with pytest.raises(Exception):
        COMPILED.text_of(attempt, [5])


def test_an_object_that_contains_itself_is_refused() -> None:
    obj = Whole([], {})
    obj.parts.append(obj)  # type: ignore[arg-type]
    with pytest.raises(Exception):
        dumps(obj)


@pytest.mark.parametrize("size", [100, 1000, 1100, 100_000])
def test_the_text_grows_to_any_size(size: int) -> None:
    assert text_of(["x" * size, 5]) == plain(["x" * size, 5])
