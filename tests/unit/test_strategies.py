"""Strategies from plans, also for the classes and hooks of a service."""

from __future__ import annotations

from typing import Any, NewType, get_args

import pytest
from attrs import define
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from strategies import examples

from converters import converter, make_converter
from converters.strategies import objects, payloads
from converters.tables import UNIONS
from orm_attrs import DataRow, Dataset

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
    found = find(objects(union), lambda obj: type(obj) is cls, settings=ANY_AT_ALL)
    assert type(found) is cls


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
