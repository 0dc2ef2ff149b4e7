"""What the pure engine reads and writes: the same as the compiled one, wherever it runs alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any, NewType

import pytest
from attrs import Factory, define, field, make_class
from engines import row, running
from strategies import CLASSES, Maker
from unknown_things import is_json

from converters import dumps, explain, kept, loads, make_converter
from converters.engines.detailed import DetailedReader
from converters.engines.pure import WORTH_A_LOOK
from converters.engines.source import Code
from converters.unknown.held import Kept, Original
from orm_attrs import DataRow, Dataset, DataType, Keeper, changes

Name = NewType("Name", str)


@pytest.fixture(autouse=True)
def _pure() -> Iterator[None]:
    with running("pure"):
        yield


@define
class Counted(Keeper):
    number: int | None


OPTIONS: list[dict[str, Any]] = [
    {},
    {"unknown": "forbid"},
    {"unknown": "keep"},
    {"omit_if_default": True},
    {"unknown": "keep", "omit_if_default": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_every_model_goes_through_dicts_and_text_and_comes_back(options: dict[str, Any]) -> None:
    own = make_converter(**options)
    for kind in CLASSES:
        maker = Maker(Random(5), only_known=options.get("unknown") == "forbid")
        objs = [maker.instance(kind) for _ in range(3)]
        written = own.unstructure(objs, list[kind])
        assert own.structure(written, list[kind]) == objs, kind
        if is_json(written):
            text = dumps(objs, converter=own)
            assert json.loads(text) == written, kind
            assert loads(text, list[kind], converter=own) == objs, kind
            assert loads(dumps(objs[0], converter=own), kind, converter=own) == objs[0], kind


@define
class Shelf(Keeper):
    rows: list[DataRow] = Factory(list)
    first: DataRow | None = None
    others: list[DataRow] | None = None
    number: int = 3
    share: float = 1.0
    tags: list[str] = Factory(list)
    name: str | None = None
    more: Any = None


@define
class Nothing:
    """A class without fields."""


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_objects_that_hold_others_go_through_text(options: dict[str, Any]) -> None:
    own = make_converter(**options)
    obj = own.structure(row(), DataRow)
    for shelf in (Shelf(), Shelf([obj], obj, [obj], 5, 2, ["a"], "n", {"a": [1]}), Shelf(share=5)):
        text = dumps(shelf, converter=own)
        assert json.loads(text) == own.unstructure(shelf)
        assert loads(text, Shelf, converter=own) == shelf
    assert loads(dumps([Nothing()], converter=own), list[Nothing], converter=own) == [Nothing()]


@pytest.mark.parametrize(
    "unusual", [Shelf(number="5"), Shelf(number=True), Shelf(share="x"), Shelf(name=5)], ids=repr
)
def test_scalars_of_another_type_are_written_as_they_are(unusual: Any) -> None:
    own = make_converter()
    assert json.loads(dumps(unusual, converter=own)) == own.unstructure(unusual)


@pytest.mark.parametrize(
    "wrong",
    [
        Shelf(share=float("nan")),
        Shelf(tags=5),
        Shelf(more={1, 2}),
        Shelf(more=[float("inf")]),
        Shelf(first=5),
    ],
    ids=repr,
)
def test_what_has_no_json_is_refused(wrong: Any) -> None:
    own = make_converter()
    with pytest.raises(Exception) as caught:
        dumps(wrong, converter=own)
    assert explain(caught.value)


def test_what_is_kept_is_written_as_text_again() -> None:
    own = make_converter(unknown="keep")
    payload = row(data_type="HOLOGRAM", file_size=5.0, created_at="2022-01-05T18:51:05Z")
    for change in ({}, {"more": {"a": 1}}, {"images_data": None, "signed_url": "u"}):
        text = json.dumps([{**payload, **change}] * 2)
        read = loads(text, list[DataRow], converter=own)
        assert kept(read[0])["data_type"] == "HOLOGRAM"
        assert json.loads(dumps(read, converter=own)) == json.loads(text)
    read = loads(json.dumps([payload]), list[DataRow], converter=own)
    assert json.loads(dumps(read, converter=own)) == [payload]
    read[0].data_type = DataType.VIDEO
    assert json.loads(dumps(read, converter=own)) == [{**payload, "data_type": "VIDEO"}]


def test_keys_that_are_forbidden_are_refused_in_either_spelling() -> None:
    own = make_converter(unknown="forbid")
    for payload in ({"a": 1}, {"numbers": [1], "theNumbers": [1]}):
        with pytest.raises(Exception) as caught:
            own.structure(payload, Dataset)
        assert explain(caught.value)


@define
class Item:
    """What an older server sends the first fields of."""

    name: str
    size: int
    since: int = 7
    tags: list[str] = Factory(list)
    note: str | None = None


def test_lists_of_older_servers_are_read_with_the_defaults_of_what_came_later() -> None:
    own = make_converter()
    older = [{"name": "a", "size": 1}, {"name": "b", "size": 2}]
    assert own.structure(older, list[Item]) == [Item("a", 1), Item("b", 2)]
    newer = {"name": "c", "size": 3, "since": 1, "note": "n"}
    assert own.structure([*older, newer], list[Item])[2] == Item("c", 3, 1, [], "n")


def test_a_class_that_does_something_when_it_is_made_holds_what_it_was_read_with() -> None:
    @define
    class Clipped(Keeper):
        size: int = field(default=1, converter=lambda size: min(size, 10))

    own = make_converter(unknown="keep")
    for payload in ({"size": 50, "more": 1}, {"size": 5}, {}):
        assert own.unstructure(own.structure(payload, Clipped)) == payload


def test_what_a_class_changes_when_it_is_made_is_no_change() -> None:
    @define
    class Stripped(DataRow):
        def __attrs_post_init__(self) -> None:
            self.title = self.title.strip()

    read = make_converter().structure(row(data_title=" t "), Stripped)
    assert (read.title, changes(read)) == ("t", ())
    read.title = "u"
    assert changes(read) == ("title",)


def test_what_a_hook_of_a_service_reads_is_written_by_its_own_hook() -> None:
    @define
    class Marked(Keeper):
        name: Name

    own = make_converter(unknown="keep")
    own.register_structure_hook(Name, lambda value, _: value.strip())
    own.register_unstructure_hook(Name, str.upper)
    read = own.structure({"name": " a ", "more": 1}, Marked)
    assert own.unstructure(read) == {"name": "A", "more": 1}


def test_no_two_objects_have_the_same_name_in_generated_code() -> None:
    code = Code("function", "value")
    assert code.bind("_limit", 5) == code.bind("_limit", 5) == "_limit"
    with pytest.raises(ValueError, match=r"^_limit stands for something else already$"):
        code.bind("_limit", 6)


@pytest.mark.parametrize("value", [[5], {"a": 5}])
def test_what_a_payload_had_as_a_list_or_dict_is_written_as_text_too(value: Any) -> None:
    own = make_converter(unknown="keep")
    obj = Counted(1)
    obj._kept = Kept({}, (Original("number", 1, "number", value),))
    assert json.loads(dumps(obj, converter=own)) == {"number": value}


def test_the_override_of_a_field_reads_it_alone_also_its_null() -> None:
    overrides = make_converter().get_structure_hook(Counted).overrides  # type: ignore[attr-defined]
    read = overrides["number"].struct_hook
    assert (read(None, Any), read(5.0, Any)) == (None, 5)
    with pytest.raises(Exception, match="expected int"):
        read("5", Any)


@pytest.mark.parametrize("first", ["payload", "count", "obj"])
def test_fields_may_have_the_names_of_what_the_generated_code_uses(first: str) -> None:
    names = [first, f"{first}_", f"{first}__", "_other", "other_"]
    fields = {name: field(alias=f"given_{name}") for name in names}
    cls = make_class("Named", fields, slots=True)
    payload = dict(zip(names, range(5), strict=True))
    own = make_converter()
    for kind, content in ((cls, payload), (list[cls], [payload])):
        assert own.unstructure(own.structure(content, kind), kind) == content


def test_two_fields_that_differ_by_an_underscore_before_them_keep_their_own_values() -> None:
    @define
    class Pair:
        size: int
        _size: int = field(alias="own_size")

    own = make_converter()
    payload = {"size": 1, "_size": 2}
    assert own.structure(payload, Pair) == Pair(1, own_size=2)
    assert own.unstructure(Pair(1, own_size=2)) == payload


@pytest.mark.parametrize("count", range(2, 6))
def test_lists_of_older_servers_are_not_read_the_slow_way(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any, payload: Any, _: Any = None) -> Any:
        pytest.fail(f"the slow way was taken for {payload}")

    whole = {"name": "a", "size": 1, "since": 2, "tags": ["b"], "note": "c"}
    payload = dict(list(whole.items())[:count])
    monkeypatch.setattr(DetailedReader, "__call__", refuse)
    own = make_converter()
    for number in (3, WORTH_A_LOOK, WORTH_A_LOOK):
        read = own.structure([payload] * number, list[Item])
        assert read == [Item(**payload)] * number
    others = [payload] * WORTH_A_LOOK + [whole, {"name": "b", "size": 2}]
    assert make_converter().structure(others, list[Item]) == [Item(**it) for it in others]
