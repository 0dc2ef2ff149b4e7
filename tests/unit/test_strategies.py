"""Strategies from plans, also for the classes and hooks of a service."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Literal, NewType, get_args, get_origin
from uuid import UUID

import pytest
from attrs import define
from cattrs.errors import StructureHandlerNotFoundError
from cattrs.preconf.json import make_converter as json_converter
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from strategies import examples

from converters import configure_converter, converter, make_converter
from converters.strategies import objects, payloads
from converters.tables import UNIONS
from orm_attrs import DataRow, Dataset, DatasetAPIKey, DataType, ModelConfiguration

Title = NewType("Title", str)


ANY_AT_ALL = settings(max_examples=2000, phases=[Phase.generate])
"""To find an example, and not the smallest."""


@define
class Tree:
    names: dict[str, list[int]]
    pair: tuple[int, str]
    left: Tree | None = None


@define
class Book:
    title: Title
    other: Title | None


@given(objects(Dataset))
@examples(20)
def test_objects_are_written_and_read_again(dataset: Dataset) -> None:
    assert converter.structure(converter.unstructure(dataset), Dataset) == dataset


@given(payloads(list[DataRow] | None), payloads(Tree))
@examples(20)
def test_payloads_of_any_type_are_structured(rows: Any, tree: Any) -> None:
    converter.structure(rows, list[DataRow] | None)
    assert isinstance(converter.structure(tree, Tree), Tree)


@given(payloads(Tree | Book))
@examples(20)
def test_payloads_of_a_union_that_cattrs_tells_apart_are_structured(payload: Any) -> None:
    assert isinstance(converter.structure(payload, Tree | Book), (Tree, Book))


def has_unknown_key(payload: dict[str, Any]) -> bool:
    return any(key.startswith("unknown ") for key in payload)


@pytest.mark.parametrize("unknown", ["ignore", "keep"])
def test_unknown_keys_are_drawn_where_they_may_be(unknown: Any) -> None:
    own = make_converter(unknown=unknown)
    payload = find(payloads(DataRow, converter=own), has_unknown_key, settings=ANY_AT_ALL)

    assert isinstance(own.structure(payload, DataRow), DataRow)


@given(payloads(DataRow, converter=make_converter(unknown="forbid")))
@examples(40)
def test_unknown_keys_are_not_drawn_where_they_are_forbidden(payload: dict[str, Any]) -> None:
    assert not has_unknown_key(payload)


@pytest.mark.parametrize(
    ("union", "cls"),
    [(union, cls) for union in UNIONS for cls in get_args(union)],
    ids=lambda it: getattr(it, "__name__", "of"),
)
def test_objects_of_each_class_of_a_union_are_drawn(union: Any, cls: Any) -> None:
    kind = get_origin(cls) or cls
    found = find(objects(union), lambda obj: type(obj) is kind, settings=ANY_AT_ALL)
    assert type(found) is kind


@pytest.mark.parametrize(
    ("cls", "key", "kind"),
    [
        (Dataset, "data_rows", list),
        (Dataset, "data_rows", type(None)),
        (DatasetAPIKey, "scopes", list),
        (DatasetAPIKey, "scopes", str),
        (ModelConfiguration, "feature_node_hashes", dict),
        (ModelConfiguration, "feature_node_hashes", list),
    ],
)
def test_each_form_that_a_list_has_on_the_wire_is_drawn(cls: Any, key: str, kind: type) -> None:
    found = find(payloads(cls), lambda it: type(it.get(key, 0)) is kind, settings=ANY_AT_ALL)
    assert isinstance(converter.structure(found, cls), cls)


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Code(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "kind",
    [
        Any,
        Title,
        Title | None,
        Annotated[list[Title], "a note"],
        Color,
        Code,
        Literal["a", 1, Color.RED],
        Literal["a"] | None,
        list,
        dict,
        tuple[int, ...],
        tuple[int, str],
        dict[int, str],
        dict[UUID, int],
        dict[DataType, int],
        dict[Any, Color],
    ],
    ids=str,
)
def test_payloads_of_the_types_of_a_service_are_structured(kind: Any) -> None:
    @given(payloads(kind))
    @examples(10)
    def look(payload: Any) -> None:
        converter.structure(payload, kind)

    look()


def test_what_is_read_in_a_way_of_its_own_has_to_be_said() -> None:
    own = json_converter()
    configure_converter(own)
    with pytest.raises(TypeError, match="values: what is read as bytes cannot be seen"):
        payloads(list[bytes], converter=own)
    drawn = find(payloads(list[bytes], converter=own, values={bytes: st.just("a")}), bool)
    assert drawn == ["a"]


@define
class Unfinished:
    other: Unfinished | None
    number: complex
    title: Title


def test_a_class_that_contains_itself_and_has_no_hook_is_refused_each_time() -> None:
    own = make_converter()
    for _ in range(3):
        with pytest.raises(StructureHandlerNotFoundError, match=r"Unsupported type: .*complex"):
            payloads(Unfinished, converter=own)
    own.register_structure_hook(complex, lambda value, _: complex(value))
    drawn = payloads(Unfinished, converter=own, values={complex: st.just("1j")})
    any_of_them = settings(phases=[Phase.generate])
    assert find(drawn, lambda it: it["other"] is not None, settings=any_of_them)["number"] == "1j"


def test_a_hook_that_asks_for_the_class_which_it_is_made_for_breaks_nothing() -> None:
    own = make_converter()
    asked: list[str] = []

    def make(_: Any) -> Any:
        with pytest.raises(TypeError) as caught:
            payloads(Unfinished, converter=own)
        asked.append(str(caught.value))
        return lambda value, _: Title(value)

    own.register_structure_hook(complex, lambda value, _: complex(value))
    own.register_structure_hook_factory(lambda kind: kind is Title, make)
    last = {"other": None, "number": "2j", "title": "u"}
    read = own.structure({"other": last, "number": "1j", "title": "t"}, Unfinished)
    assert read == Unfinished(Unfinished(None, 2j, Title("u")), 1j, Title("t"))
    assert set(asked) == {"values: what is read as Unfinished cannot be seen"}


def test_a_hook_for_a_type_or_none_draws_none_too() -> None:
    own = make_converter()
    own.register_structure_hook(
        Title | None, lambda value, _: None if value is None else Title(value.strip())
    )
    titles = payloads(Title | None, converter=own, values={Title: st.just(" t ")})
    for wanted in (None, " t "):
        assert find(titles, lambda it, wanted=wanted: it == wanted) == wanted
    with pytest.raises(TypeError, match=r"values: what the hook of Title \| NoneType takes"):
        payloads(Title | None, converter=own)


def test_what_a_hook_of_a_service_takes_has_to_be_said() -> None:
    own = make_converter()
    own.register_structure_hook(Title, lambda value, _: Title(value.strip()))
    with pytest.raises(TypeError, match="values: what the hook of Title takes cannot be seen"):
        payloads(Book, converter=own)

    @given(objects(Book, converter=own, values={Title: st.just(" t ")}))
    @examples(5)
    def look(book: Book) -> None:
        assert book.title == "t"
        assert book.other in (None, "t")

    look()
