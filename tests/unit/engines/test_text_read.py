"""JSON text that the compiled engine reads itself."""

from __future__ import annotations

import json
from math import isinf
from typing import Any

import pytest
from attrs import define
from engines import COMPILED, row
from hypothesis import given
from hypothesis import strategies as st

from converters import converter, loads, make_converter
from converters.json_text import text_reader
from converters.plans.hooks import pair_of
from orm_attrs import DataRow, DataType, Keeper

pytestmark = pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
REFUSED = object()


def read(text: bytes) -> Any:
    """Read a JSON value; `REFUSED` when it is refused."""
    try:
        return COMPILED.read_text(lambda it: it, text)
    except Exception:
        return REFUSED


def python_reads(text: bytes) -> Any:
    """Read with Python's own module what is strictly JSON, and can be written again."""
    try:
        value = json.loads(text.decode(), parse_constant=lambda _: 1 / 0, parse_float=finite)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, ZeroDivisionError):
        return REFUSED
    return value


def finite(text: str) -> float:
    if isinf(float(text)):
        raise ValueError(text)
    return float(text)


def assert_reads_as_python(text: bytes) -> None:
    expected = python_reads(text)
    got = read(text)
    assert repr(got) == repr(expected), text


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_any_json_value_is_read(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    assert repr(read(text)) == repr(value)


@given(st.data(), VALUES)
def test_damaged_text_is_read_as_python_reads_it_or_refused_as_there(data: Any, value: Any) -> None:
    text = bytearray(json.dumps(value, ensure_ascii=data.draw(st.booleans())).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 2))
        text[place : place + length] = data.draw(
            st.sampled_from(
                [
                    b"",
                    b"\\",
                    b'"',
                    b"\\u",
                    b"d8",
                    b"-",
                    b".",
                    b"e",
                    b"0",
                    b"[",
                    b"}",
                    b"\xc3",
                    b"\x00",
                ]
            )
        )
    assert_reads_as_python(bytes(text))


NUMBERS = [
    *("0", "-0", "00", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "1e5", "1E-5", "1e+05"),
    *("0.0", "-0.0", "0e999", "-0e-999", "1e400", "-1e400", "1e-400", "5e-324"),
    *("2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308"),
    *("9007199254740993", "9007199254740993.0", "123456789012345678", "1234567890123456789"),
    *("12345678901234567890", "0.1234567890123456789012", "1e22", "1e23", "9007199254740992e22"),
    *("9007199254740993e-22", "+", "-", "+1", "1_0", "0x1", "NaN", "Infinity", "-Infinity", "1a"),
    *("1-1", "1.5.5", "1ee5", "0.000000000000000000000000000001e30", "4.35", "0.3", "2.5e-3"),
    *("1e0000000005"),
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_read_to_the_last_digit(number: str) -> None:
    for text in (number, f"[{number}]", f' {{"a":{number} }}\n'):
        assert_reads_as_python(text.encode())


@given(
    st.from_regex(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
)
def test_a_number_of_any_form_is_read_as_python_reads_it(number: str) -> None:
    assert_reads_as_python(number.encode())


STRINGS = [
    r'"\ud83d\ude00"',
    r'"\ud83d"',
    r'"\ude00\ud83d"',
    r'"\ud83dx"',
    r'"\ud83d\n"',
    r'"\ud83d\u0041"',
    r'"\u00e9\\\"\/\b\f\n\r\t"',
    r'"\x"',
    r'"\u12"',
    r'"\u12g4"',
    r'"\u"',
    r'"\"',
    '"',
    '""',
    '"a',
    '"\n"',
    '"\x7f"',
    '"eight..."',
    '"eight..\\n"',
    '"eight..."x',
    '"é"',
    '"\u2028"',
    "'a'",
]


@pytest.mark.parametrize("string", STRINGS)
def test_a_string_is_read_as_python_reads_it(string: str) -> None:
    for text in (
        string,
        f"[{string}]",
        f'{{"a":{string}}}',
        f"{{{string}:1}}",
        f'{{"a":"a",{string}:1}}',
    ):
        assert_reads_as_python(text.encode())


BYTES = [
    *(b"", b" ", b"\x00", b"1\x00", b"\xef\xbb\xbf1", b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"'),
    *(
        b"[1,]",
        b"[,1]",
        b"[1 2]",
        b'{"a":1,}',
        b'{"a"}',
        b'{"a" 1}',
        b"{1:1}",
        b"{",
        b"[",
        b'{"a":',
    ),
    *(b"nul", b"nulll", b"True", b"truefalse", b"1 1", b"[1]]", b"\x0b1", b"\xa01", b"/**/1", b"]"),
    *(
        b'{"a":1,"a":2}',
        b'{"a":[],"b":{}}',
        b" [ ] ",
        b" { } ",
        b'"\xf4\x90\x80\x80"',
        b"[1}",
        b"{]",
    ),
]


@pytest.mark.parametrize("text", BYTES, ids=repr)
def test_what_is_no_json_is_refused(text: bytes) -> None:
    assert_reads_as_python(text)


def test_only_bytes_are_read() -> None:
    for data in ("1", bytearray(b"1"), memoryview(b"1"), None):
        with pytest.raises(ValueError):
            COMPILED.read_text(int, data)
    with pytest.raises(TypeError):
        COMPILED.read_text(int)


@define
class Part(Keeper):
    number: int
    name: str = "?"
    kind: DataType | None = None


@define
class Holder(Keeper):
    part: Part | None = None
    parts: list[Part] | None = None
    by_name: dict[str, Part] | None = None


TEXTS = {
    "keys in any order": '{"kind":"VIDEO","name":"n","number":1}',
    "keys with escapes": r'{"n\u0075mber":1,"\u006eame":"n"}',
    "keys that come twice": '{"number":"x","name":"a","number":2,"name":"b"}',
    "a key with more than the field's": '{"number":1,"numbers":2,"numbe":3}',
    "unknown keys of any form": r'{"number":1,"é\u00e9":[1e400,{"a":"\ud800"},[[]]],"x":{},"":""}',
    "no keys": "{}",
    "a null": '{"number":1,"kind":null}',
    "a whole float": '{"number":1.0}',
    "a wrong value": '{"number":"1"}',
    "a wrong member": '{"number":1,"kind":"smell"}',
    "no object": "[1]",
    "an end that is missing": '{"number":1',
    "spaces": ' {\n"number" : 1 , "name"\t:\r"n" } ',
    "a comma at the end": '{"number":1,}',
    "broken text under an unknown key": '{"number":1,"x":[1,}',
    "broken utf-8 under an unknown key": b'{"number":1,"x":"\xff"}',
    "a control character under an unknown key": b'{"number":1,"x":"\x01"}',
}


REFUSED_TEXTS = {
    *("no keys", "a wrong value", "no object", "an end that is missing"),
    *(
        "a comma at the end",
        "broken text under an unknown key",
        "broken utf-8 under an unknown key",
    ),
    "a control character under an unknown key",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "around", ["%s", '{"part":%s}', '{"parts":[%s,%s]}', '{"by_name":{"a":%s}}']
)
def test_objects_are_the_same_as_by_way_of_dicts(name: str, around: str) -> None:
    own = make_converter()
    kind: Any = Part if around == "%s" else Holder
    text: Any = TEXTS[name]
    data = around.encode().replace(b"%s", text if isinstance(text, bytes) else text.encode())
    if name in REFUSED_TEXTS:
        with pytest.raises(Exception):
            text_reader(kind, own)(data)
    else:
        assert loads(data, kind, converter=own) == own.structure(json.loads(data), kind)


@pytest.mark.parametrize("name", sorted({*TEXTS} - REFUSED_TEXTS - {"unknown keys of any form"}))
@pytest.mark.parametrize(
    "around", ["%s", '{"part":%s,"z":1}', '{"parts":[%s]}', '{"by_name":{"a":%s}}']
)
def test_what_is_kept_is_the_same_as_by_way_of_dicts(name: str, around: str) -> None:
    own = make_converter(unknown="keep")
    kind: Any = Part if around == "%s" else Holder
    data = around.replace("%s", str(TEXTS[name])).encode()
    expected = own.unstructure(own.structure(json.loads(data), kind))
    assert repr(own.unstructure(loads(data, kind, converter=own))) == repr(expected)


def test_unknown_keys_are_refused_where_they_are_forbidden() -> None:
    own = make_converter(unknown="forbid")
    read: Any = text_reader(Part, own)
    assert read(b'{"number":1}') == Part(1)
    with pytest.raises(Exception):
        read(b'{"number":1,"x":2}')


def test_more_unknown_keys_than_are_remembered_are_kept_too() -> None:
    own = make_converter(unknown="keep")
    payload = {"number": 1, **{f"key {i}": [i] for i in range(50)}}
    assert own.unstructure(loads(json.dumps(payload), Part, converter=own)) == payload


@pytest.mark.parametrize("levels", [100, 150, 199, 201, 300, 800])
def test_what_nests_deep_is_read_all_the_same(levels: int) -> None:
    deep = "[" * levels + "]" * levels
    text = json.dumps({**row(), "client_metadata": {"a": 0}}).replace("0}", f"{deep}}}")
    assert loads(text, DataRow).client_metadata == {"a": json.loads(deep)}
    skipped = json.dumps({**row(), "new": 0}).replace('"new": 0', f'"new": {deep}')
    assert loads(skipped, DataRow) == converter.structure(row(), DataRow)


def test_a_hook_that_reads_text_itself_is_no_matter() -> None:
    own = make_converter()
    read_row: Any = text_reader(DataRow, own)
    own.register_structure_hook(Part, lambda value, _: read_row(json.dumps(value).encode()))
    read_holder: Any = text_reader(Holder, own)
    rows = read_holder(json.dumps({"parts": [row()] * 3}).encode())
    assert rows.parts == [converter.structure(row(), DataRow)] * 3


def test_the_attempt_of_a_hook_reads_what_its_text_says() -> None:
    attempt = pair_of(converter.get_structure_hook(list[DataRow])).attempt  # type: ignore[union-attr]
    text = json.dumps([row(), row()]).encode()
    assert COMPILED.read_text(attempt, text) == attempt(json.loads(text))
    for broken in (b"", text[:-1], text + b"]", b"{}", b"null", b"[null]", b"[{}]"):
        with pytest.raises(Exception):
            COMPILED.read_text(attempt, broken)


# --- lines ----------------------------------------------------------------------------------------


def lines_of(text: bytes, other: Any, kind: Any = Part) -> Any:
    attempt = pair_of(make_converter().get_structure_hook(kind)).attempt  # type: ignore[union-attr]
    return COMPILED.read_lines(attempt, text, other)


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_each_line_is_read_alone_and_what_fails_is_asked_for(end: bytes) -> None:
    asked = []

    def other(number: int, line: bytes) -> Any:
        asked.append((number, line))
        return (number,) if number % 2 else None

    good = b'{"number":1}'
    torn = [b'{"number":', b"1}", b"[", b"]", b'"a', b"", b" \t", good + b" 1", b"nul", b"l"]
    assert lines_of(b"\n".join([good, *torn, good]) + end, other) == [
        Part(1),
        *(number for number in range(1, 11) if number % 2),
        Part(1),
    ]
    assert asked == [(i, line + b"\n") for i, line in enumerate(torn, 1)]


def test_spaces_around_a_line_are_no_matter() -> None:
    text = b' {"number":1}\r\n\t{ "number" : 2 } \n   {"number":3}   '
    assert lines_of(text, None) == [Part(1), Part(2), Part(3)]
    assert lines_of(b"", None) == []


def test_what_is_asked_may_fail() -> None:
    def fail(number: int, line: bytes) -> None:
        raise KeyError(line)

    with pytest.raises(KeyError, match="oops"):
        lines_of(b'{"number":1}\noops\n', fail)
    with pytest.raises(TypeError):
        lines_of("text", fail)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        COMPILED.read_lines(print, b"1", fail)
    with pytest.raises(TypeError):
        COMPILED.read_lines(print)


def test_an_interruption_ends_the_reading() -> None:
    own = make_converter()

    def interrupt(value: Any, _: Any) -> Any:
        raise KeyboardInterrupt

    own.register_structure_hook(DataType, interrupt)
    attempt = pair_of(own.get_structure_hook(Part)).attempt  # type: ignore[union-attr]
    with pytest.raises(KeyboardInterrupt):
        COMPILED.read_lines(attempt, b'{"number":1,"kind":"VIDEO"}\n', None)
