"""`loads` and `dumps`: the same results and the same errors with each library."""

import codecs
import json
import sys
from typing import Any

import pytest
from attrs import Factory, define
from cases import CASES, Case
from chosen import by_kind
from engines import COMPILED, running
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import CLASSES, instances, payloads

import converters
from converters import dumps, explain, json_text, loads, make_converter
from converters.imports import import_late
from converters.json_text import JSON_LIBRARIES, JsonLibrary, decode, text_reader, text_writer
from orm_attrs import (
    CollaboratorTimer,
    DataRow,
    Dataset,
    DatasetUsers,
    LabelRow,
    Page,
    SignedImagesURL,
    StorageLocation,
    TaskPriorityParams,
)

each_library = pytest.mark.parametrize("library", JSON_LIBRARIES)


@each_library
@given(data=st.data())
def test_every_class_goes_through_text_and_back(library: JsonLibrary, data: st.DataObject) -> None:
    cls = data.draw(st.sampled_from(CLASSES))
    several = data.draw(st.lists(instances(cls), max_size=3))
    text = dumps(several, json=library)
    assert loads(text, list[cls], json=library) == several
    assert decode(text) == converters.converter.unstructure(several, list[cls])
    for one in several:
        assert loads(dumps(one, json=library), cls, json=library) == one


@given(data=st.data())
def test_the_engines_give_the_same_objects_and_the_same_text(data: st.DataObject) -> None:
    cls = data.draw(st.sampled_from(CLASSES))
    payload = json.dumps(data.draw(st.lists(payloads(cls), max_size=3)))
    # Under an ignored key; no library lets it pass.
    assume("Infinity" not in payload and "NaN" not in payload)
    first, *others = [loads(payload, list[cls], json=library) for library in JSON_LIBRARIES]
    assert all(repr(other) == repr(first) for other in others)
    values = [decode(dumps(first, json=library)) for library in JSON_LIBRARIES]
    assert repr(values[0]) == repr(values[1]) == repr(values[2])


def outcome(text: Any, cls: Any, library: JsonLibrary) -> Any:
    try:
        return repr(loads(text, cls, json=library))
    except Exception as exc:
        return explain(exc)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"id": "a", "title": "b"',
        b'{"id": NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e999]",
        b"[01]",
        b"[1,]",
        b'["\x01"]',
        b'["\xff"]',
        b"\xff",
        b"\xef\xbb\xbf[1]",
        b"[18446744073709551616]",
        b"[-9223372036854775809, 123456789012345678901234567890]",
        b"[12345678901234567890.5]",
        b'["\\ud800"]',
        b'[{"a": 1, "a": 2}]',
        b"1 2",
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        "[1]",
        "[\ud800]",
        bytearray(b"[1]"),
        memoryview(b"[1]"),
        "\N{SNOWMAN}",
    ],
    ids=lambda text: repr(
        bytes(text, "utf-8", "replace") if isinstance(text, str) else bytes(text)
    )[:30],
)
def test_odd_text_means_the_same_to_every_library(text: Any) -> None:
    outcomes = [outcome(text, list[Any], library) for library in JSON_LIBRARIES]
    assert outcomes[0] == outcomes[1] == outcomes[2]


@each_library
@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'{"a": 1', "$: invalid JSON at line 1, column 8: Expecting ',' delimiter"),
        (b'{\n "a": ]', "$: invalid JSON at line 2, column 7: Expecting value"),
        (b'"\xff"', "$: invalid UTF-8 at byte 1: invalid start byte"),
        ("\ud800", "$: invalid text at character 0: surrogates not allowed"),
        (b"NaN", "$: invalid JSON: NaN is no JSON number"),
        (b"-1e999", "$: invalid JSON: -1e999 is too large for a float"),
        (b"[" * 100_000, "$: invalid JSON: nested too deep"),
    ],
)
def test_text_that_is_no_json_is_one_clear_error(
    library: JsonLibrary, text: Any, line: str
) -> None:
    assert outcome(text, DataRow, library) == [line]


@each_library
@pytest.mark.parametrize("number", [2**63, 2**64, -(2**63) - 1, 10**30, 2**53 + 1])
def test_large_integers_are_exact(library: JsonLibrary, row: dict[str, Any], number: int) -> None:
    """Also those that a library would turn into a float, and those in untyped objects."""
    row |= {"file_size": number, "client_metadata": {"id": number}}
    read = loads(json.dumps([row]), list[DataRow], json=library)[0]
    assert (read.file_size, read.client_metadata) == (number, {"id": number})
    again = loads(dumps([read], json=library), list[DataRow], json=library)
    assert again == [read]


@each_library
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_finite_is_never_written(
    library: JsonLibrary, row: dict[str, Any], number: float
) -> None:
    """Some engines would write null for it: in a typed field, or deep in an untyped one."""
    obj = converters.converter.structure(row, DataRow)
    obj.duration = number
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps([obj], json=library)
    obj.duration = None
    obj.client_metadata = {"deep": [{"down": number}]}
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(obj, json=library)
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps({"rows": [obj]}, json=library)


@each_library
def test_what_has_no_json_is_an_error(library: JsonLibrary, row: dict[str, Any]) -> None:
    obj = converters.converter.structure(row, DataRow)
    obj.client_metadata = {"price": object()}
    with pytest.raises(TypeError, match="object"):
        dumps(obj, json=library)
    itself: list[Any] = []
    for _ in range(2000):
        itself = [itself]
    (((inner,),),) = itself
    inner.append(itself)
    for content in (itself, [*inner]):
        obj.client_metadata = {"deep": content}
        with pytest.raises(ValueError, match=r"it contains itself|Circular reference"):
            dumps(obj, json=library)


@each_library
def test_what_nests_deep_is_written_all_the_same(library: JsonLibrary, row: dict[str, Any]) -> None:
    obj = converters.converter.structure(row, DataRow)
    deep: Any = {"a": "\N{SNOWMAN}", "b": [None, True, 1.5], "1": ()}
    for _ in range(20_000):
        deep = [deep]
    obj.client_metadata = {"deep": deep}
    inner = b'{"a":"\xe2\x98\x83","b":[null,true,1.5],"1":[]}'
    assert b'{"deep":' + b"[" * 20_000 + inner + b"]" * 20_000 + b"}" in dumps(obj, json=library)


@each_library
def test_an_attribute_of_a_wrong_type_is_reported_when_it_is_written(
    library: JsonLibrary, row: dict[str, Any]
) -> None:
    obj = converters.converter.structure(row, DataRow)
    obj.created_at = "yesterday"  # type: ignore[assignment]
    with pytest.raises(Exception) as caught:
        dumps([obj], json=library)
    assert explain(caught.value) == ["$[0].created_at: expected a datetime, got 'yesterday'"]


@each_library
def test_the_report_is_the_same_from_text(library: JsonLibrary, row: dict[str, Any]) -> None:
    bad = [row, {**row, "width": "x", "created_at": "May"}, 5]
    assert outcome(json.dumps(bad), list[DataRow], library) == [
        "$[1].created_at: expected a date and time, got 'May'",
        "$[1].width: expected int, got 'x'",
        "$[2]: expected an object, got int 5",
    ]


@each_library
def test_ones_own_converter_is_used(library: JsonLibrary, row: dict[str, Any]) -> None:
    own = make_converter(forbid_extra_keys=True)
    own.register_structure_hook(StorageLocation, lambda value, _: f"at {value}")
    own.register_unstructure_hook(StorageLocation, lambda value: value)
    read = loads(json.dumps(row), DataRow, converter=own, json=library)
    assert read.storage_location == "at 1"
    assert b'"at 1"' in dumps(read, converter=own, json=library)
    with pytest.raises(Exception) as caught:
        loads(json.dumps(row | {"zzz": 1}), DataRow, converter=own, json=library)
    assert explain(caught.value) == ["$.zzz: unknown key"]


@each_library
def test_a_services_hook_for_a_class_is_used(library: JsonLibrary, row: dict[str, Any]) -> None:
    own = make_converter()
    own.register_structure_hook(DataRow, lambda value, _: value["data_title"])
    own.register_unstructure_hook(DataRow, lambda value: value.title)
    assert loads(json.dumps([row]), list[DataRow], converter=own, json=library) == ["street-1.mp4"]
    obj = converters.converter.structure(row, DataRow)
    assert dumps([obj], converter=own, json=library) == b'["street-1.mp4"]'


@each_library
def test_an_object_of_a_subclass_is_written_as_the_declared_class(
    library: JsonLibrary, row: dict[str, Any]
) -> None:
    @define(kw_only=True)
    class Tagged(DataRow):
        tag: str

    plain = converters.converter.structure(row, DataRow)
    tagged = converters.converter.structure({**row, "tag": "night"}, Tagged)
    dataset = Dataset(
        title="t", storage_location=StorageLocation.AWS, dataset_hash="d", data_rows=[plain, tagged]
    )
    rows = decode(dumps(dataset, json=library))["data_rows"]
    assert [one.get("tag") for one in rows] == [None, None]
    # Without a declared type, each is written by its own.
    assert [one.get("tag") for one in decode(dumps([plain, tagged], json=library))] == [
        None,
        "night",
    ]


@each_library
@pytest.mark.parametrize(
    ("content", "cls"),
    [
        ([], list[DataRow]),
        ([{}], list[DatasetUsers]),
        (
            {"results": [{"userEmail": "a", "userRole": 0, "timeSeconds": 1}]},
            Page[CollaboratorTimer],
        ),
        ([{"title": "a"}], SignedImagesURL),
        ({"priorities": [["a", 0.5]]}, TaskPriorityParams),
        ({"label_hash": "a", "data_units": {"b": {"c": [1, {}]}}}, LabelRow),
    ],
)
def test_all_kinds_of_types_are_read(library: JsonLibrary, content: Any, cls: Any) -> None:
    read = loads(json.dumps(content), cls, json=library)
    assert read == converters.converter.structure(content, cls)
    assert decode(dumps(read, json=library)) == converters.converter.unstructure(read)


def test_the_fastest_library_that_can_be_imported_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget() -> None:
        import_late.cache_clear()
        json_text.fastest_library.cache_clear()

    for missing, best in [(None, "msgspec"), ("msgspec", "orjson"), ("orjson", "json")]:
        if missing is not None:
            monkeypatch.setitem(sys.modules, missing, None)
        forget()
        assert json_text.fastest_library() == best
    forget()


@pytest.mark.skipif(COMPILED is None, reason="the compiled engine does not run")
@by_kind("case", CASES)
def test_text_is_read_and_written_without_dicts(case: Case) -> None:
    """Values alone would not show it: refused text is read through dicts."""
    own = converters.converter
    payload = [case.payload] * 2
    objects = own.structure(payload, list[case.cls])
    read, write = text_reader(list[case.cls], own), text_writer(list[case.cls], own)
    assert read is not None
    assert write is not None
    assert read(json.dumps(payload).encode()) == objects
    assert decode(write(objects)) == own.unstructure(objects, list[case.cls])


def test_text_goes_through_dicts_on_the_pure_engine_and_for_the_hook_of_a_service() -> None:
    with running("pure"):
        assert text_reader(DataRow, make_converter()) is None
        assert text_writer(DataRow, make_converter()) is None
    own = make_converter()
    own.register_structure_hook(DataRow, lambda value, _: value)
    own.register_unstructure_hook(DataRow, lambda value: value)
    assert text_reader(DataRow, own) is None
    assert text_writer(DataRow, own) is None


def test_the_former_name_of_the_library_is_taken_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match="engine= is called json= now"):
        assert loads("[1]", list[int], engine="json") == [1]
    with pytest.warns(DeprecationWarning, match="engine= is called json= now"):
        assert dumps([1], engine="json") == b"[1]"


@each_library
def test_a_class_that_contains_itself_is_read_and_written(library: JsonLibrary) -> None:
    tree = Tree("a", [Tree("b", [], Tree("c"))])
    own = make_converter()
    for _ in range(2):
        text = dumps([tree], converter=own, json=library)
        assert loads(text, list[Tree], converter=own, json=library) == [tree]


@define
class Tree:
    name: str
    children: "list[Tree]" = Factory(list)
    twin: "Tree | None" = None


def test_values_are_written_each_as_python_writes_it() -> None:
    values: list[Any] = [{1: 2}, [None, 1.5], "a", {"b": True}]
    expected = [json.dumps(it, separators=(",", ":")).encode() for it in values]
    assert json_text.encode_each(values) == expected
    assert json_text.decode_each([it.decode() for it in expected]) == [{"1": 2}, *values[1:]]


@pytest.mark.parametrize("library", JSON_LIBRARIES)
@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": {1}}], ids=repr)
def test_of_many_values_one_that_has_no_json_is_refused(
    value: Any, library: JsonLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_text, "fastest_library", lambda: library)
    assert json_text.encode_each([1, "a", None, {"b": [0.5]}]) == [
        dumps(it, json=library) for it in (1, "a", None, {"b": [0.5]})
    ]
    with pytest.raises((TypeError, ValueError)):
        json_text.encode_each([1, value])


@each_library
def test_a_byte_order_mark_is_skipped(library: JsonLibrary, row: dict[str, Any]) -> None:
    text = json.dumps(row)
    read = loads(text, DataRow, json=library)
    for data in (codecs.BOM_UTF8 + text.encode(), f"\ufeff{text}"):
        assert loads(data, DataRow, json=library) == read
        assert decode(data, library) == row
    for wrong in (codecs.BOM_UTF8, codecs.BOM_UTF8 * 2 + text.encode(), f" \ufeff{text}"):
        with pytest.raises(ValueError, match="invalid JSON at line 1"):
            loads(wrong, DataRow, json=library)
