"""JSON text that is made to be read wrongly, or without memory."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import Any

import pytest
from attrs import Factory, define
from engines import COMPILED
from hypothesis import given
from hypothesis import strategies as st

from converters import dumps, loads, make_converter
from converters.json_text import text_reader, text_writer
from orm_attrs import AddProjectIssueTagsPayload, Keeper, LabelStatus

pytestmark = pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")


@define
class Leaf:
    name: str = ""
    size: float = 0


@define
class Branch:
    name: str
    leaves: list[Leaf] = Factory(list)
    first: Leaf | None = None


CONVERTER = make_converter()
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def value_of(text: str | bytes) -> Any:
    """Read a JSON value."""
    return COMPILED.read_text(lambda it: it, text if isinstance(text, bytes) else text.encode())


def leaf_of(text: str | bytes) -> Leaf:
    """Read an object, without any other way to do it."""
    data = text if isinstance(text, bytes) else text.encode()
    leaf: Leaf = text_reader(Leaf, CONVERTER)(data)
    return leaf


def leaf_beside(text: str | bytes) -> Leaf:
    """Read an object with a value that nobody reads."""
    data = text if isinstance(text, bytes) else text.encode()
    return leaf_of(b'{"unknown":' + data + b',"name":"n"}')


@pytest.mark.parametrize("zeros", [21, 998, 999, 1000, 1001, 9999, 10001, 100001])
def test_a_number_of_many_places_and_a_large_exponent_is_read_exactly(zeros: int) -> None:
    for exponent in (zeros - 1, zeros, zeros + 1, zeros + 2, zeros + 20, 1000, 10000):
        text = f"0.{'0' * zeros}1e{exponent}"
        if (number := float(text)) < float("inf"):
            assert value_of(text) == number


@given(VALUES, st.booleans(), st.sampled_from([None, 1, "\t", "\r\n "]))
def test_whatever_python_writes_is_read_and_skipped(
    value: Any, is_ascii: bool, indent: Any
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    assert repr(value_of(text)) == repr(value)
    assert leaf_beside(text) == Leaf("n")


@pytest.mark.parametrize(
    "text",
    [
        *("0", "-0", "-0.0", "0e5", "1e-400", "-1e-400", "0.1e+1", "1E5", "1e0005", "5e-324"),
        *("2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623157e308"),
        *("9007199254740993", "9007199254740993.0", "9007199254740993e-2", "8.5e22", "1e23"),
        *("999999999999999999", "9223372036854775808", "-9223372036854775809", "0.1" + "0" * 40),
        *(r'"\"\\\/\b\f\n\r\t"', r'"A\u00e9\u20AC\ud83d\ude00"', r'"\u0000"', '"\x7f\u2028"'),
        *(
            " [ ] ",
            "\t{\r}\n",
            '[[],{},[{"a":[null,true,false]}]]',
            '{"a":1,"\\u0061":2}',
            '{"":0}',
        ),
    ],
)
def test_a_text_says_what_it_says_to_python(text: str) -> None:
    assert repr(value_of(text)) == repr(json.loads(text))
    assert leaf_beside(text) == Leaf("n")


NO_JSON = [
    *("", " ", "\ufeff1", "\x00", "nul", "nulL", "True", "tru", "fals", "NaN", "Infinity", "-"),
    *("01", "-01", "00", "1.", ".5", "1.e5", "+1", "1e", "1e+", "--1", "0x1", "1_0", "1 2"),
    *('"', '"a', '"\\', '"\\"', '"\\x41"', '"\\u12"', '"\\u12G4"', '"\\U0041"', "'a'"),
    *('"\\é"', '"\\\n"', '"\n"', '"a\x1f"', '"\x00"', '"abcdefgh\x01"', '"\\+123"', '"é\\x"'),
    *("[", "[1", "[1,", "[,]", "[1,]", "[1 2]", "[1}", "]", "[1]]", "[1],", "[\x0b]", "[\xa0]"),
    *("{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{1:2}", '{"a" 1}', '{"a":1 "b":2}'),
    *('{"a":1]', "{,}", "{}}", '{"\\x":1}', '{"\\u12":1}', "{a:1}", "/**/1", '{"é\\x":1}'),
]


@pytest.mark.parametrize("text", NO_JSON)
def test_what_is_no_json_is_refused_wherever_it_stands(text: str) -> None:
    with pytest.raises(ValueError):
        json.loads(text, parse_constant=lambda _: json.loads(""))
    for read in (value_of, leaf_beside):
        with pytest.raises(ValueError):
            read(text)


@pytest.mark.parametrize(
    "data",
    [
        *(b"\xc0\x80", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xc1\xbf", b"\xf4\x90\x80\x80"),
        *(b"\xed\xa0\x80", b"\xff", b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98"),
    ],
)
def test_what_is_no_utf8_is_refused_wherever_it_stands(data: bytes) -> None:
    for text in (b'"' + data + b'"', b'{"' + data + b'":1}', b'["\\n' + data + b' 123456789"]'):
        for read in (value_of, leaf_beside):
            with pytest.raises(ValueError):
                read(text)


def test_half_a_surrogate_pair_is_skipped_but_never_read() -> None:
    for half in (r"\ud83d", r"\ude00", r"\ud83d\u0041", r"\ude00\ud83d", r"\uD83Dx", r"\ud83d\n"):
        with pytest.raises(ValueError):
            value_of(f'"{half}"')
        with pytest.raises(ValueError):
            value_of(f'{{"{half}":1}}')
        assert leaf_beside(f'"{half}"') == Leaf("n")


def test_no_text_that_is_cut_is_read() -> None:
    text = (
        '{"name": "n\\u00e9\\ud83d\\ude00é", "size": -1.5e+2, "other": [{"a": null}, true, "\\n"]}'
    )
    assert leaf_of(text) == Leaf("né😀é", -150.0)
    data = text.encode()
    for end in range(len(data)):
        for piece in (data[:end], data[:end] + b"\0", data[:end] + b"\0" + data[end:]):
            with pytest.raises(ValueError):
                leaf_of(piece)


@pytest.mark.parametrize(
    "text", ['{"name"}', '{"name" "n"}', '{"name":"n"', '{"name":"n",}', "{1}"]
)
def test_an_object_of_wrong_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        leaf_of(text)


def test_of_a_key_that_comes_twice_the_last_value_counts() -> None:
    text = (
        '{"name":1,"leaves":[{}],"first":{},"\\u006eame":"n","unknown":1,"leaves":[],"first":null}'
    )
    assert loads(text, Branch, converter=CONVERTER) == Branch("n")


def test_values_nest_as_deep_as_they_may() -> None:
    assert value_of("[" * 200 + "]" * 200) is not None
    assert leaf_beside('{"a":[' * 450 + "]}" * 450) == Leaf("n")
    for read, levels in ((value_of, 201), (leaf_beside, 902)):
        with pytest.raises(ValueError):
            read("[" * levels + "]" * levels)


def test_only_bytes_are_read() -> None:
    with pytest.raises(ValueError):
        COMPILED.read_text(lambda it: it, "1")
    with pytest.raises(ValueError):
        COMPILED.read_text(lambda it: it, bytearray(b"1"))


@define
class Kept(Keeper):
    name: str = ""
    status: LabelStatus | None = None


KEEPING = make_converter(unknown="keep")


@pytest.mark.parametrize("count", [0, 1, 16, 17, 40])
def test_any_number_of_unknown_keys_is_held(count: int) -> None:
    payload = {"name": "n", **{f"key {i}": [i, {"\u00e9": None}] for i in range(count)}}
    kept = loads(json.dumps(payload), Kept, converter=KEEPING)
    assert json.loads(dumps(kept, converter=KEEPING)) == payload


def test_a_value_that_is_no_json_is_refused_in_every_kind_of_field() -> None:
    read = text_reader(Kept, KEEPING)
    for value in ('"a', "nul", '"\\x"', "[1,", '"\\ud83d"'):
        for key in ("name", "status", "unknown"):
            with pytest.raises(ValueError):
                read(f'{{"{key}":{value}}}'.encode())


def test_near_the_limit_of_recursion_text_is_read_or_refused() -> None:
    made: list[Any] = []

    def call() -> None:
        branch = text_reader(Branch, CONVERTER)(data)
        made.append((branch, text_writer(Branch, CONVERTER)(branch)))

    def down() -> None:
        try:
            down()
        except RecursionError:
            # Fails again, with a little more room each time, until there is enough of it.
            call()

    data = dumps(BRANCH, converter=CONVERTER)
    down()
    assert made
    assert all(it == (BRANCH, data) for it in made)


BRANCH = Branch(
    "n\u00e9\n" * 20, [Leaf("a"), Leaf("b" * 2000, 0.1), Leaf("\u20ac" * 900)], Leaf("\t", 1e300)
)
VALUE = [[1, 10**30, None, True, {"b": 2.5e300, "\u00e9": "\n" * 300}], "c"]


def calls_without_python() -> list[Callable[[], Any]]:
    """Make calls that run nothing but C, for Python's own code may crash without memory."""
    first = itemgetter(0)
    data = dumps(BRANCH, converter=CONVERTER)
    data = data[:-1] + b',"\\u00e9":[{"\\n":"\\t"},"\xc3\xa9"]}'
    text = json.dumps(VALUE).encode()
    return [
        partial(text_reader(Branch, CONVERTER), data),
        partial(text_writer(Branch, CONVERTER), BRANCH),
        partial(COMPILED.read_text, first, text),
        partial(COMPILED.text_of, first, VALUE),
    ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("index", range(4))
def test_memory_that_is_not_there_is_an_error_and_nothing_is_lost(index: int) -> None:
    testcapi = pytest.importorskip("_testcapi")
    call = calls_without_python()[index]
    expected = call()
    failures = 0
    before = 0
    for turn in range(10):
        for which in range(1, 100):
            testcapi.set_nomemory(which, which + 1)
            try:
                made = call()
            except Exception:
                made = None
            finally:
                testcapi.remove_mem_hooks()
            failures += made is None
            assert made is None or made == expected
        made = None
        gc.collect()
        if turn == 1:
            before = sys.getallocatedblocks()
    assert failures >= 50
    # A block that is lost at one place is lost eight times.
    assert sys.getallocatedblocks() - before < 8


@pytest.mark.parametrize(
    "wrong", ["\x07", "\\", "\\x", "\\u12", "\\ud800", "\x00", "a" * 20 + "\n"]
)
def test_text_that_is_no_string_is_refused_wherever_it_stands(wrong: str) -> None:
    """After a good one, too: nothing of that may be taken for it."""
    places: tuple[tuple[str, Any], ...] = (
        ('["a", "%s"]', list[str]),
        ('["a", "%s"]', tuple[str, str]),
        ('{"a": "b", "c": "%s"}', dict[str, str]),
        ('{"a": "b", "%s": "c"}', dict[str, str]),
        ('[["a"], ["a", "%s"]]', list[list[str]]),
        ('{"issueTagNames": ["a", "%s"]}', AddProjectIssueTagsPayload),
        ('{"issueTagNames": ["a", "%s]}', AddProjectIssueTagsPayload),
        ('["a", {"issueTagNames": ["a", "%s"]}]', tuple[str, AddProjectIssueTagsPayload]),
    )
    for text, kind in places:
        data = (text % wrong).encode()
        for _ in range(3):
            with pytest.raises(ValueError, match="invalid JSON"):
                loads(data, kind)
