"""Strategies from plans, also for the classes and hooks of a service."""

from __future__ import annotations

from typing import Any, NewType

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from converters import converter, make_converter
from converters.strategies import objects, payloads
from orm_attrs import DataRow, Dataset

Title = NewType("Title", str)


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


@pytest.mark.parametrize("unknown", ["ignore", "forbid", "keep"])
def test_unknown_keys_are_drawn_where_they_may_be(unknown: Any) -> None:
    own = make_converter(unknown=unknown)
    found = []

    @given(payloads(DataRow, converter=own))
    @examples(30)
    def look(payload: dict[str, Any]) -> None:
        own.structure(payload, DataRow)
        found.extend(key for key in payload if key.startswith("unknown "))

    look()
    assert bool(found) == (unknown != "forbid")


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
